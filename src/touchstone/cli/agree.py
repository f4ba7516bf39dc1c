"""`touchstone agree`: how much raters agree beyond chance, on what, and who does not."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.frame import console, json_option, print_json, progress, say, section
from touchstone.cli.tables_in import read_input, refuse_outputs, report_option, seed_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.cli.charts import Chart, Dot
    from touchstone.cli.report import Report
    from touchstone.core.agreement import (
        Agreement,
        CategoryAgreement,
        Coefficient,
        GroupCoefficient,
        RaterAgreement,
        Ratings,
    )
    from touchstone.core.tables import Coded, Table

_METRICS = ("nominal", "ordinal", "interval", "ratio")
_MOST_SHOWN = 20
_LEAST_AGREEING, _ENOUGH_MEETINGS = 5, 20
_MEETINGS = "A meeting is a unit that another rater rated too, counted once for each of them."
_RATER_COLUMNS = ("rater", "kappa", "same value", "meetings")


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--unit", required=True, metavar="COLUMN", help="What was rated: an item, a pair, a document.")
@click.option("--rater", required=True, metavar="COLUMN", help="Who rated it.")
@click.option("--value", required=True, metavar="COLUMN", help="What they said.")
@click.option(
    "--metric", type=click.Choice(_METRICS), help="How values compare; nominal, or ordinal where there is an --order."
)
@click.option("--order", metavar="WORDS", help='The values from the least to the most: "bad,ok,good".')
@click.option("--by", metavar="COLUMN", help="Alpha within each group of units too, such as a language.")
@click.option("--duplicates", type=click.Choice(["refuse", "first", "last", "all"]), default="refuse", show_default=True,
              help="What to do when somebody rated a unit more than once.")  # fmt: skip
@click.option("--bootstrap", "draws", type=int, default=0, metavar="N", help="Intervals from N draws of the units too.")
@seed_option
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of all intervals.")
@click.option("--out", metavar="FILE", help="Write every figure: .csv, .csv.gz, .parquet or .jsonl.")
@report_option
@json_option
def agree(
    file: str,
    *,
    by: str | None,
    draws: int,
    seed: int,
    level: float,
    out: str | None,
    report: str | None,
    as_json: bool,
    **columns: Any,
) -> None:
    """How much the raters in FILE agree: Krippendorff's alpha and the other measures that fit, with intervals.

    FILE has one rating a row (.csv, .csv.gz, .jsonl, .parquet; - reads CSV from standard input): a unit, a rater, a value.
    """
    import numpy as np

    from touchstone.core.agreement import Metric, survey

    refuse_outputs(out, report=report)
    table = read_input(file)
    metric = Metric(columns.pop("metric") or ("ordinal" if columns["order"] else "nominal"))
    ratings = read_ratings(table, metric=metric, **columns)
    group = _group(table, ratings, unit=columns["unit"], by=by) if by else None
    found = survey(
        ratings,
        metric,
        group=group,
        level=level,
        draws=draws,
        rng=np.random.default_rng(seed),
        progress=progress(),
    )
    if out:
        _write(out, found, ratings)
    if report:
        from touchstone.cli.report import write_report

        write_report(_report(found, ratings, file=file, rest=out or ""), report)
    if as_json:
        print_json("agreement", found)
    else:
        _show(found)


def read_ratings(
    table: "Table", *, unit: str, rater: str, value: str, metric: str, order: str | None, duplicates: str
) -> "Ratings":
    """The ratings in three columns of `table`.

    Raises:
        BadInput: there is no such column, a value is no number where numbers are compared, or somebody rated twice.
        NoData: no row is complete.
    """
    from touchstone.core.agreement import Duplicates, ratings_of

    numbers = metric in {"interval", "ratio"} and not order
    return ratings_of(
        table.coded(unit),
        table.coded(rater),
        table.numbers(value) if numbers else table.coded(value),
        order=tuple(word.strip() for word in order.split(",")) if order else (),
        duplicates=Duplicates(duplicates),
    )


def _group(table: "Table", ratings: "Ratings", *, unit: str, by: str) -> "Coded":
    from touchstone.core.agreement import group_of_units

    return group_of_units(table.coded(unit).codes, table.coded(by), unit_names=ratings.unit_names)


def _show(found: "Agreement") -> None:
    if found.coefficients:
        first = found.coefficients[0]
        section("Agreement", f"{first.name} {first.value:.3f}")
        for fact in _facts(first):
            say(fact)
    say(_counted(found), style="dim")
    _tables(found).show(console())


def _facts(first: "Coefficient") -> list[str]:
    """What the first measure says; where that is a percentage, no more than the figure and what is left open."""
    from touchstone.core.agreement import convention, meaning, sentence

    facts = [sentence(first)]
    beyond_chance = first.name.startswith("Krippendorff")
    if beyond_chance or first.value >= 1:
        facts.append(meaning(first))
    if beyond_chance:
        named = convention(first.value)
        facts.append(f"Landis and Koch (1977) called a kappa of this size {named}; that is a convention.")
    return facts


def _counted(found: "Agreement") -> str:
    left = [f"{found.missing:,} rows with something missing"] if found.missing else []
    left += [f"{found.repeated:,} repeated ratings"] if found.repeated else []
    out = f"; left out: {', '.join(left)}" if left else ""
    return (
        f"{found.ratings:,} ratings of {found.units:,} units by {found.raters:,} raters, "
        f"{found.different_values:,} different values{out}."
    )


def _tables(found: "Agreement") -> "Report":
    from touchstone.cli.charts import Sheet
    from touchstone.cli.report import Report

    columns = ("", "value", "low", "high", "units")
    measures = [(of.name, of.value, *_bounds(of), of.units) for of in found.coefficients]
    parts = [Sheet(title="Measures", columns=columns, rows=measures, note=_notes(found))]
    if found.groups:
        groups = [(str(of.group), of.value, *_bounds(of), of.units) for of in _by_value(found.groups)]
        parts.append(Sheet(title="Alpha by group", columns=columns, rows=groups))
    if found.categories:
        names = ("", "share", "specific agreement", "low", "high", "alpha against the rest")
        rows = [(str(of.category), of.share, of.specific, *_bounds(of), of.alpha) for of in found.categories]
        parts.append(Sheet(title="By value", columns=names, rows=rows[:_MOST_SHOWN]))
    known = [of for of in found.by_rater if of.meetings >= _ENOUGH_MEETINGS]
    if len(found.by_rater) > 2 and known:
        title = f"Raters who agree least, of those with {_ENOUGH_MEETINGS} meetings and more"
        parts.append(Sheet(title=title, columns=_RATER_COLUMNS, rows=_rater_rows(known[:_LEAST_AGREEING])))
    return Report(title="", parts=tuple(parts))


def _rater_rows(raters: "Sequence[RaterAgreement]") -> list[tuple[str, float | None, float, int]]:
    return [(str(of.rater), of.kappa, of.agreement, of.meetings) for of in raters]


def _notes(found: "Agreement") -> str:
    """How the intervals were made, and what could not be given and why."""
    methods: dict[str, list[str]] = {}
    for of in found.coefficients:
        methods.setdefault(_method(of), []).append(of.name)
    one = len(methods) == 1
    notes = [method if one else f"{', '.join(names)}: {method}" for method, names in methods.items()]
    said = [f"Intervals: {'; '.join(notes)}."] if notes else []
    said += [f"Not given: {'; '.join(f'{of.name} ({of.why})' for of in found.left_out)}."] if found.left_out else []
    return " ".join(said)


def _by_value(groups: "tuple[GroupCoefficient, ...]") -> "list[GroupCoefficient]":
    return sorted(groups, key=lambda of: (of.value is None, of.value, str(of.group)))


def _bounds(of: Any) -> tuple[float | None, float | None]:
    told = getattr(of, "bootstrap", None) or of.interval
    return (told.low, told.high) if told else (None, None)


def _method(of: "Coefficient") -> str:
    if of.bootstrap:
        return f"{of.bootstrap.draws:,} draws, {of.bootstrap.method}"
    return of.interval.method if of.interval else "too few units"


def _write(path: str, found: "Agreement", ratings: "Ratings") -> None:
    """One row for each figure: of a measure, a group, a value, a rater, and of each pair of raters."""
    from touchstone.core.tables import write_table

    rows: list[tuple[Any, ...]] = [
        ("measure", of.name, None, of.value, *_bounds(of), of.units, of.values) for of in found.coefficients
    ]
    rows += [("group", str(of.group), None, of.value, *_bounds(of), of.units, of.values) for of in found.groups]
    rows += [("value", str(of.category), None, of.specific, *_bounds(of), None, of.values) for of in found.categories]
    rows += [("rater", str(of.rater), None, of.kappa, None, None, of.meetings, None) for of in found.by_rater]
    rows += _pair_rows(found, ratings)
    names = ("kind", "name", "with", "figure", "low", "high", "units", "values")
    write_table(path, {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})


def _pair_rows(found: "Agreement", ratings: "Ratings") -> list[tuple[Any, ...]]:
    from touchstone.core.agreement import pairwise

    if not found.by_rater:
        return []
    pairs = pairwise(ratings, found.metric, least=1)
    columns = (pairs.first.tolist(), pairs.second.tolist(), pairs.kappa.tolist(), pairs.units.tolist())
    names = [str(name) for name in pairs.rater_names]
    return [
        ("pair", names[first], names[second], kappa, None, None, units, None)
        for first, second, kappa, units in zip(*columns, strict=True)
    ]


def _report(found: "Agreement", ratings: "Ratings", *, file: str, rest: str) -> "Report":
    from touchstone.cli.charts import Chart, Sheet, forest
    from touchstone.cli.report import Report

    facts = [*_facts(found.coefficients[0]), _counted(found)] if found.coefficients else [_counted(found)]
    dots = [_dot(of.name, of) for of in found.coefficients]
    parts: list[Chart | Sheet] = [forest(dots, title="Measures of agreement", measure="coefficient", reference=0.0)]
    if found.groups:
        groups = [_dot(str(of.group), of) for of in _by_value(found.groups)]
        parts.append(forest(groups, title="Alpha by group", measure="Krippendorff's alpha", reference=0.0))
    if found.categories:
        values = [_dot(str(of.category), of) for of in found.categories]
        parts += [forest(values, title="Specific agreement by value", measure="specific agreement"), _confused(ratings)]
    parts += _raters(found, ratings)
    if found.left_out:
        rows = [(one.name, one.why) for one in found.left_out]
        parts.append(Sheet(title="Not given", columns=("measure", "why"), rows=rows))
    return Report(title=f"Agreement in {Path(file).name}", facts=tuple(facts), parts=tuple(parts), rest=rest)


def _dot(label: str, of: "Coefficient | GroupCoefficient | CategoryAgreement") -> "Dot":
    from touchstone.cli.charts import Dot
    from touchstone.core.agreement import CategoryAgreement

    low, high = (float("nan") if bound is None else bound for bound in _bounds(of))
    if isinstance(of, CategoryAgreement):
        return Dot(label=label, value=of.specific, low=low, high=high, n=of.values)
    value = float("nan") if of.value is None else of.value
    return Dot(label=label, value=value, low=low, high=high, n=of.units)


def _confused(ratings: "Ratings") -> "Chart":
    from touchstone.cli.charts import heat
    from touchstone.core.agreement import confusions

    names = [str(name) for name in ratings.value_names]
    says = "where one rater says the value of the row, how often another says that of the column"
    shares = confusions(ratings).tolist()
    return heat(shares, title="Which values are confused", down=names, across=names, says=says,
                names=("one says", "another says", "share"))  # fmt: skip


def _raters(found: "Agreement", ratings: "Ratings") -> list[Any]:
    """The raters with most units in common with others against one another, and all of them as a table."""
    import numpy as np

    from touchstone.cli.charts import MOST_CELLS, Sheet, heat
    from touchstone.core.agreement import pairwise, square

    if len(found.by_rater) < 3:
        return []
    pairs = pairwise(ratings, found.metric, least=2)
    busiest = np.argsort(-np.bincount(ratings.rater, minlength=len(pairs.rater_names)), kind="stable")[:MOST_CELLS]
    names = [str(pairs.rater_names[r]) for r in busiest]
    some = f" of the {len(names)} busiest of {found.raters:,} raters" if found.raters > len(names) else ""
    matrix = square(pairs, busiest, pairs.kappa).tolist()
    chart = heat(
        matrix,
        title=f"Pairs{some}",
        down=names,
        across=names,
        names=("rater", "rater", pairs.measure),
        says=f"{pairs.measure} of each pair of raters, from 0 and below (light) to 1 (dark); empty where they share fewer than two units",
    )
    title, rows = "Each rater with all others, who agrees least first", _rater_rows(found.by_rater)
    return [chart, Sheet(title=title, columns=_RATER_COLUMNS, rows=rows, note=_MEETINGS)]
