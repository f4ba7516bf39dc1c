"""What every command shares: reading inputs, printing for people or for machines, telling how far the work is."""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from touchstone.core.errors import BadInput, DomainError

if TYPE_CHECKING:
    from rich.console import Console

    from touchstone.core.progress import Progress

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per input, for machines.")


@cache
def console() -> "Console":
    """The terminal; coloured only where standard output is one."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 100
    return Console(highlight=False, width=width, soft_wrap=False)


def read_bytes(name: str) -> bytes:
    """The bytes of the file `name`, or of standard input for "-".

    Raises:
        BadInput: it cannot be read.
    """
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadInput(
            f"cannot be read: {error.strerror}", place=name, hint="a file, or - for standard input"
        ) from error


def read_text(name: str) -> str:
    """The file `name` as UTF-8 text.

    Raises:
        BadInput: it cannot be read, or is not UTF-8.
    """
    try:
        return read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("is not UTF-8 text", place=f"{name}, byte {error.start}") from error


def print_json(kind: str, value: object, *, file: str | None = None, **more: object) -> None:
    """Print `value` as one line of JSON with its versioned `schema`, e.g. "touchstone.diagnosis/1"."""
    fields: dict[str, Any] = {"schema": f"touchstone.{kind}/1"}
    if file is not None:
        fields["file"] = file
    fields |= msgspec.to_builtins(value, enc_hook=str)
    click.echo(msgspec.json.encode(fields | more, enc_hook=str).decode())


def each_input(names: tuple[str, ...], work: Callable[[str], None], *, as_json: bool) -> None:
    """Do `work` on every input; a bad one is reported and the others still done.

    Raises:
        click.exceptions.Exit: with 2 when an input was bad, with 1 when one failed otherwise.
    """
    status = 0
    for name in names:
        try:
            work(name)
        except DomainError as refusal:
            if len(names) == 1:
                raise
            click.echo(f"touchstone: {refusal}", err=True)
            if as_json:
                error = {"code": refusal.code, "message": str(refusal)}
                click.echo(msgspec.json.encode({"schema": "touchstone.error/1", "file": name, "error": error}).decode())
            status = max(status, 2 if isinstance(refusal, BadInput) else 1)
    if status:
        raise click.exceptions.Exit(status)


class _Bar:
    """Progress on the terminal's standard error, so that standard output stays clean."""

    def __init__(self) -> None:
        self._total, self._done, self._label = 1, 0, ""

    def start(self, total: int, label: str) -> None:
        self._total, self._done, self._label = max(total, 1), 0, label
        self._show()

    def advance(self, steps: int = 1) -> None:
        before = self._done * 100 // self._total
        self._done = min(self._done + steps, self._total)
        if self._done * 100 // self._total != before:
            self._show()

    def _show(self) -> None:
        percent = self._done * 100 // self._total
        end = "\n" if self._done >= self._total else ""
        click.echo(f"\r{self._label} {percent:3d} %{end}", nl=False, err=True)


def progress() -> "Progress | None":
    """Somebody who watches, where there is a terminal to watch on."""
    return _Bar() if sys.stderr.isatty() else None


def say(text: str, *, style: str = "", indent: int = 2) -> None:
    """Print a line of words; what does not fit goes on below, a little further in."""
    import textwrap

    from rich.text import Text

    lines = textwrap.wrap(
        text, console().width, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_on_hyphens=False
    )
    for line in lines:
        console().print(Text(line, style=style))


def section(title: str, answer: str) -> None:
    """Begin a part of the answer: its name, and what it says in one line."""
    from rich.text import Text

    console().print()
    console().print(Text.assemble((f"{title:<10}", "bold"), (answer, "bold yellow")))
