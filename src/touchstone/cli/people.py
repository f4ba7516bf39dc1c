"""`touchstone people`: check a file of people before it is imported, or write it as lines of JSON."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from touchstone.cli.frame import console, json_option, print_json, section
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.people import PeopleReport

_SHOWN = 20


@click.group()
def people() -> None:
    """Check a file of people: CSV, JSON Resume, ORCID records, lines of JSON or Parquet."""


@people.command()
@click.argument("file")
@json_option
def check(file: str, *, as_json: bool) -> None:
    """Read a FILE of people and say what is in it, what is wrong with it, and who may be in it twice."""
    from touchstone.core.people import check_people

    report = check_people(_source(file), name=file)
    if as_json:
        print_json("people", report)
    else:
        _show(report)
    if report.refused:
        raise click.exceptions.Exit(2)


@people.command()
@click.argument("file")
@click.option("-o", "--output", required=True, help="A file for lines of JSON, or - for standard output.")
def convert(file: str, output: str) -> None:
    """Write the people of a FILE as lines of JSON, all of them or none."""
    import msgspec

    from touchstone.core.people import read_people

    lines = [msgspec.json.encode(row.person) + b"\n" for row in read_people(_source(file), name=file)]
    if output == "-":
        sys.stdout.buffer.writelines(lines)
        return
    try:
        Path(output).write_bytes(b"".join(lines))
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", place=output) from error
    click.echo(f"{output}: {len(lines):,} people", err=True)


def _source(file: str) -> Path | bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file)


def _show(report: "PeopleReport") -> None:
    section("People", f"{report.people:,} in {report.name} ({report.format})")
    console().print(f"  {report.complete:,} say all that a search needs", markup=False)
    for label, counts in (("missing", report.missing), ("left out", report.left), ("wrong", report.counts)):
        if counts:
            told = ", ".join(f"{name} {count:,}" for name, count in counts.items())
            console().print(f"  {label:<9} {told}", markup=False)
    for problem in report.problems[:_SHOWN]:
        console().print(f"  {problem}", style="red", markup=False)
    if len(report.problems) > _SHOWN:
        console().print(f"  … {len(report.problems) - _SHOWN} more; --json has them", markup=False)
