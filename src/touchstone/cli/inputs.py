"""The inputs that several commands read: briefs and pools."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import click

from touchstone.cli.frame import read_bytes
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.briefs import Reading

Command = TypeVar("Command", bound=Callable[..., None])


def model_options(command: Command) -> Command:
    """Add the options of an OpenAI-compatible endpoint that may propose fields of a brief."""
    url = click.option(
        "--model-url", envvar="TOUCHSTONE_MODEL_URL", help="An OpenAI-compatible endpoint that may propose fields."
    )
    name = click.option("--model-name", envvar="TOUCHSTONE_MODEL_NAME", help="The model to ask there.")
    return url(name(command))


def day_option(*names: str, help: str) -> Callable[[Command], Command]:  # noqa: A002 - click's own word
    """An option that takes a date: 2026-11-23."""

    def parse(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
        try:
            return date.fromisoformat(value) if value else None
        except ValueError as error:
            raise BadInput(f"{value!r} is not a date", place=names[0], hint="a date such as 2026-11-23") from error

    return click.option(*names, callback=parse, metavar="DATE", help=help)


def today() -> date:
    """The date at which the command runs, in UTC: the only clock of the command line."""
    return datetime.now(tz=UTC).date()


def read_brief(name: str, *, model_url: str | None = None, model_name: str | None = None) -> "Reading":
    """The brief in the file `name`, or in standard input for "-".

    Raises:
        BadInput: it cannot be read, with the file and the field.
    """
    data = read_bytes(name)
    reading = _opened(data, name)
    if model_url:
        reading = _with_proposals(reading, model_url, model_name)
    return reading


def _opened(data: bytes, name: str) -> "Reading":
    # Text is safe to read here. A PDF or Word file is a program for a large parser: that runs in a child with limits.
    if data[:4] in (b"%PDF", b"PK\x03\x04"):
        from touchstone.gateways.documents import read_document as read_apart

        return read_apart(data, name, today=today())
    from touchstone.core.briefs import read_document

    return read_document(data, name, today=today())


def _with_proposals(reading: "Reading", url: str, name: str | None) -> "Reading":
    from touchstone.gateways.models import OpenAICompatible, propose_fields

    if not name:
        raise BadInput(
            "which model to ask is not said", place="--model-name", hint="the name of a model at --model-url"
        )
    key = os.environ.get("TOUCHSTONE_MODEL_KEY")
    return propose_fields(reading, model=OpenAICompatible(address=url, model=name, key=key))


@contextmanager
def open_pool(name: str) -> Iterator[IO[bytes]]:
    """The pool file `name`, or standard input for "-", as a binary file that can be read twice.

    Raises:
        BadInput: it cannot be read.
    """
    if name == "-":
        yield io.BytesIO(sys.stdin.buffer.read())
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; only opening may fail as bad input
    except OSError as error:
        raise BadInput(
            f"cannot be read: {error.strerror}", place=name, hint="a pool file, or - for standard input"
        ) from error
    with file:
        yield file
