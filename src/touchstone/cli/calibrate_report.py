"""What `touchstone calibrate` shows: facts, the charts behind them, and every figure as a table."""

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from touchstone.cli.charts import Chart, Dot, Line, Sheet, forest, lines
from touchstone.cli.report import Report

if TYPE_CHECKING:
    from touchstone.core.psychometrics import CalibrationAnswer, FacetsAnswer
    from touchstone.core.psychometrics.answer import FacetLine, ItemLine, PersonLine

_NORMAL_90 = 1.645


def calibration_report(found: "CalibrationAnswer", file: str) -> Report:
    """Items and people of one calibration."""
    return Report(
        title=f"Calibration of {file}",
        facts=(
            f"{len(found.items):,} items and {len(found.people):,} people from {found.answers:,} answers, by {found.model}.",
            f"Log-likelihood {found.log_likelihood:,.2f}, {found.parameters} parameters, AIC {found.aic:,.2f}, BIC {found.bic:,.2f}.",
            f"Half of the people are known to within a standard error of {median(one.error for one in found.people):.2f}.",
            "Ability has a standard deviation of 1 among these people. Intervals are of 90 %.",
            *(f"Left out: {one.item}, {one.why}." for one in found.left_out),
        ),
        parts=(_items(found.items), _difficulties(found.items), _information(found), _people(found.people)),
    )


def facets_report(found: "FacetsAnswer", file: str) -> Report:
    """People, items and raters of one analysis."""
    spread = max(one.measure for one in found.raters) - min(one.measure for one in found.raters)
    linked = (
        ()
        if found.connected
        else ("Raters fall into groups that share nobody: severities across them rest on chance assignment.",)
    )
    return Report(
        title=f"Ratings of {file}",
        facts=(
            f"{len(found.people):,} people, {len(found.items):,} items and {len(found.raters):,} raters, in logits, by many-facet Rasch.",
            f"People differ by a standard deviation of {found.ability_sd:.2f} (standard error {found.ability_sd_error:.2f}).",
            f"From the mildest rater to the most severe it is {spread:.2f} logits.",
            f"Log-likelihood {found.log_likelihood:,.2f}, {found.parameters} parameters. Intervals are of 90 %.",
            *linked,
        ),
        parts=(
            forest(_dots(found.raters), title="Raters", measure="severity, logits", reference=0.0),
            forest(_dots(found.items), title="Items", measure="difficulty, logits"),
            _facet("Fit of the raters", found.raters),
            _facet("People", sorted(found.people, key=lambda one: -one.measure)),
        ),
    )


def _items(items: "Sequence[ItemLine]") -> Sheet:
    steps = max(len(one.thresholds) for one in items)
    named = ["difficulty"] if steps == 1 else [f"threshold {step}" for step in range(1, steps + 1)]
    paired = [name for each in named for name in (each, "error")]
    rows = [
        (
            one.item,
            one.discrimination,
            one.discrimination_error,
            *_pairs(one, steps),
            one.chance,
            one.infit,
            one.outfit,
            one.answers,
        )
        for one in items
    ]
    columns = ("item", "discrimination", "error", *paired, "chance", "infit", "outfit", "answers")
    return Sheet(title="Items", columns=columns, rows=rows, note="Infit and outfit are 1 where the model holds.")


def _pairs(one: "ItemLine", steps: int) -> tuple[float | None, ...]:
    missing = [None] * (2 * (steps - len(one.thresholds)))
    known = [value for pair in zip(one.thresholds, one.threshold_errors, strict=True) for value in pair]
    return (*known, *missing)


def _difficulties(items: "Sequence[ItemLine]") -> Chart:
    dots = [
        Dot(
            label=one.item if len(one.thresholds) == 1 else f"{one.item}, step {step}",
            value=value,
            low=value - _NORMAL_90 * error,
            high=value + _NORMAL_90 * error,
            n=one.answers,
        )
        for one in items
        for step, (value, error) in enumerate(zip(one.thresholds, one.threshold_errors, strict=True), start=1)
    ]
    return forest(dots, title="How hard each item is", measure="difficulty")


def _information(found: "CalibrationAnswer") -> Chart:
    return lines(
        [Line(label="all items", x=found.grid, y=found.grid_error)],
        title="How well the whole test knows people",
        x="ability",
        y="standard error of an ability",
    )


def _people(people: "Sequence[PersonLine]") -> Sheet:
    best = sorted(people, key=lambda one: (-one.low, one.person))
    rows = [(one.person, one.ability, one.error, one.low, one.high, one.infit, one.outfit, one.answers) for one in best]
    columns = ("person", "ability", "error", "low", "high", "infit", "outfit", "answers")
    return Sheet(title="People, by the lower end of the interval", columns=columns, rows=rows)


def _dots(facet: "Sequence[FacetLine]") -> list[Dot]:
    ordered = sorted(facet, key=lambda one: -one.measure)
    return [Dot(label=one.name, value=one.measure, low=one.low, high=one.high, n=one.ratings) for one in ordered]


def _facet(title: str, facet: "Sequence[FacetLine]") -> Sheet:
    fair = any(one.fair_score is not None for one in facet)
    rows = [
        (one.name, one.measure, one.error, one.low, one.high, one.infit, one.outfit, one.ratings)
        + ((one.fair_score,) if fair else ())
        for one in facet
    ]
    columns = (
        "name",
        "measure",
        "error",
        "low",
        "high",
        "infit",
        "outfit",
        "ratings",
        *(("fair score",) if fair else ()),
    )
    return Sheet(title=title, columns=columns, rows=rows)
