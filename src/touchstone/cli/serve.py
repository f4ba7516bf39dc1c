"""Hands over to the server by exec, so that users see one command and the command line never meets Django."""

import os
import sys
from pathlib import Path

import click

from touchstone.core.errors import MissingExtra


def _hand_over(verb: str, arguments: tuple[str, ...]) -> None:
    program = Path(sys.executable).with_name("touchstone-server")
    if not program.exists() or not _server_installed():
        raise MissingExtra("The server is not installed", hint="pip install 'touchstone[server]'")
    os.execv(program, [str(program), verb, *arguments])  # noqa: S606 - our own program beside this one


def _server_installed() -> bool:
    import importlib.util

    return importlib.util.find_spec("django") is not None


def _command(verb: str, text: str) -> click.Command:
    @click.command(
        verb,
        help=text,
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        add_help_option=False,
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def command(arguments: tuple[str, ...]) -> None:
        _hand_over(verb, arguments)

    return command


demo = _command("demo", "The pages with the demo pool, on this machine.")
serve = _command("serve", "The pages.")
