"""The report of `touchstone plan-labels`: what it takes, whether vetting pays, and cost against quality with its band."""

from typing import TYPE_CHECKING

from touchstone.cli.charts import Line, Sheet, lines
from touchstone.cli.report import Report

if TYPE_CHECKING:
    from touchstone.core.planning.label_values import CurvePoint, LabelPlan, Way


def report_of(made: "LabelPlan", *, rest: str) -> Report:
    """The plan as a page. `rest` names the file that has the whole curve."""
    work, pool = made.work, made.pool
    ways = [way for way in (made.fixed, made.adaptive) if way is not None]
    people = f"{pool.mean:.1%} of tasks on average, with a standard deviation of {pool.spread:.3f} between them"
    facts = (
        f"{work.tasks:,} tasks, {work.target:.1%} of the labels right in {work.promise:.0%} of {made.runs} simulated projects.",
        f"People are right on {people} ({pool.source}).",
        *made.notes,
    )
    columns = ("", "answers a task", "cost", "low", "high", "people", "hours", "done by", "right", "kept")
    parts = [Sheet(title="What it takes", columns=columns, rows=[_row(way) for way in ways])]
    if made.vetting:
        rows = [
            (
                test.items,
                test.gain,
                test.gain_by_formula,
                str(test.cost),
                str(test.total) if test.total else "no policy",
                "yes" if test.pays else "no",
            )
            for test in made.vetting
        ]
        names = ("items", "gain", "by the formula", "tests", "in all", "pays")
        parts.append(Sheet(title="Vetting", columns=names, rows=rows))
    curve = [
        _line("fixed", [point for point in made.curve if not point.adaptive]),
        _line("until sure", [point for point in made.curve if point.adaptive]),
    ]
    chart = lines(
        curve,
        title="Cost against quality",
        x=f"cost ({work.currency}), median",
        y="share of labels right, 5 to 95 % of runs",
        says="the share of labels that are right rises with cost and levels off; stopping when sure costs less",
    )
    return Report(title="Labels of a promised quality", facts=facts, parts=(*parts, chart), rest=rest)


def _row(way: "Way") -> tuple[str | int | float, ...]:
    name = f"until {way.stop_at:.1%} sure" if way.stop_at else f"{way.overlap} to each"
    return (
        name,
        way.answers_per_task.p50,
        str(way.cost.p50),
        str(way.cost.p5),
        str(way.cost.p95),
        way.people,
        way.hours.p50,
        way.finish.p50.isoformat(),
        way.quality.p50,
        way.kept,
    )


def _line(label: str, points: "list[CurvePoint]") -> Line:
    points = sorted(points, key=lambda point: point.cost.p50.minor)
    return Line(
        label=label,
        x=[float(point.cost.p50.major) for point in points],
        y=[point.quality.p50 for point in points],
        low=[point.quality.p5 for point in points],
        high=[point.quality.p95 for point in points],
    )
