"""`touchstone pool`: make a synthetic pool, or check a pool file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from touchstone.cli.frame import console, json_option, print_json, progress, section
from touchstone.cli.inputs import open_pool, today
from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from touchstone.core.matching.pool import PoolReport


@click.group()
def pool() -> None:
    """Make a synthetic pool, or check a pool file."""


@pool.command()
@click.option("--n", "people", type=click.IntRange(0, 100_000_000), required=True, help="How many people.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same people.")
@click.option(
    "-o", "--output", required=True, help="A .parquet, .jsonl or .jsonl.gz file, or - for JSONL on standard output."
)
def synth(people: int, seed: int, output: str) -> None:
    """Write a synthetic pool: made-up people across the Americas with evidence drawn from hidden skills."""
    import numpy as np

    from touchstone.core.matching.pool import write_pool
    from touchstone.core.matching.synth import synthesise

    specialists = synthesise(people, rng=np.random.default_rng(seed), today=today(), progress=progress())
    if output == "-":
        write_pool(specialists, sys.stdout.buffer)
        return
    path = Path(output)
    partial = path.with_name(f".{path.name}.partial{''.join(path.suffixes)}")
    try:
        count = write_pool(specialists, partial)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise BadInput(f"cannot be written: {error.strerror}", place=output) from error
    click.echo(f"{output}: {count:,} synthetic specialists, seed {seed}", err=True)


@pool.command()
@click.argument("file")
@json_option
def check(file: str, *, as_json: bool) -> None:
    """Read a pool FILE and say what is in it and everything that is wrong with it."""
    from touchstone.core.matching.pool import check_pool

    with open_pool(file) as source:
        report = check_pool(source, name=file, progress=progress())
    if as_json:
        print_json("pool", report)
    else:
        _show(report)
    if report.refused:
        raise click.exceptions.Exit(2)


def _show(report: "PoolReport") -> None:
    section("Pool", f"{report.people:,} specialists in {report.name}")
    summary = report.summary
    if summary.synthetic:
        console().print(f"  {summary.synthetic:,} of them synthetic", style="yellow", markup=False)
    for label, counts in (
        ("countries", summary.by_country),
        ("roles", summary.by_role),
        ("fluent in", summary.fluent),
        ("evidence records", summary.by_evidence),
    ):
        told = ", ".join(f"{name} {count:,}" for name, count in list(counts.items())[:10])
        console().print(f"  {label:<17} {told or 'nobody'}", markup=False)
    if report.refused:
        section("Refused", f"{report.refused:,} records")
        for problem in report.problems:
            console().print(f"  {problem}", style="red", markup=False)
        untold = sum(report.counts.values()) - len(report.problems)
        if untold > 0:
            console().print(f"  … and {untold:,} more", style="dim", markup=False)
