"""What the commands on tables share: FILE or standard input, the options that name outputs, and their early refusal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from touchstone.cli.frame import read_bytes

if TYPE_CHECKING:
    from touchstone.core.tables import Table

Command = TypeVar("Command", bound=Callable[..., None])

seed_option = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of all that is drawn at random."
)
report_option = click.option("--report", metavar="FILE", help="Write a page (.html), a picture (.png) or text (.txt).")


def read_input(file: str) -> "Table":
    """The table in `file`, or the CSV in standard input for "-".

    Raises:
        BadInput: it cannot be read, is of no known kind, is damaged, or has no rows.
    """
    from touchstone.core.tables import read_table

    return read_table(read_bytes(file), name="standard input.csv") if file == "-" else read_table(file, name=file)


def refuse_outputs(*tables: str | None, report: str | None) -> None:
    """Refuse names of files that could not be written, before the work and not after it. None: not asked for.

    Raises:
        BadInput: the ending is of no known kind, or the place cannot be written to.
        MissingExtra: the report needs charts, and the extra `report` is not installed.
    """
    if any(tables):
        from touchstone.core.tables.writing import refuse_unwritable

        for path in filter(None, tables):
            refuse_unwritable(path)
    if report:
        from touchstone.cli.report import refuse_unwritable_report

        refuse_unwritable_report(report)
