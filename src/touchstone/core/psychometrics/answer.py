"""What a calibration found, as plain lines for JSON, a file or a page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from touchstone.core.psychometrics.curves import conditional_error
from touchstone.core.psychometrics.facets import FacetsFit, Measures
from touchstone.core.psychometrics.fit import item_fit, person_fit
from touchstone.core.psychometrics.values import Calibration, LeftOut, Responses

_GRID = np.linspace(-3, 3, 25)


class ItemLine(Struct, frozen=True, kw_only=True):
    """One item. Errors are standard errors."""

    item: str
    discrimination: float
    discrimination_error: float
    thresholds: tuple[float, ...]  # one for right or wrong: the difficulty
    threshold_errors: tuple[float, ...]
    chance: float
    chance_error: float
    infit: float
    outfit: float
    answers: int


class PersonLine(Struct, frozen=True, kw_only=True):
    """One person's ability with its 90 % interval."""

    person: str
    ability: float
    error: float
    low: float
    high: float
    infit: float
    outfit: float
    answers: int


class CalibrationAnswer(Struct, frozen=True, kw_only=True):
    """Items and people on one scale."""

    model: str
    items: tuple[ItemLine, ...]
    people: tuple[PersonLine, ...]
    left_out: tuple[LeftOut, ...]
    grid: tuple[float, ...]  # abilities from -3 to 3
    grid_error: tuple[float, ...]  # standard error of an ability there, known from answers to all items alone
    log_likelihood: float
    parameters: int
    aic: float
    bic: float
    answers: int
    steps: int


class FacetLine(Struct, frozen=True, kw_only=True):
    """One person, item or rater in logits, with its 90 % interval."""

    name: str
    measure: float
    error: float
    low: float
    high: float
    infit: float
    outfit: float
    ratings: int
    fair_score: float | None = None  # of a person: expected from an average rater on an average item


class FacetsAnswer(Struct, frozen=True, kw_only=True):
    """People, items and raters, apart from each other."""

    people: tuple[FacetLine, ...]  # ability
    items: tuple[FacetLine, ...]  # difficulty
    raters: tuple[FacetLine, ...]  # severity
    scale: tuple[int, ...]
    thresholds: tuple[float, ...]
    threshold_errors: tuple[float, ...]
    ability_sd: float
    ability_sd_error: float
    connected: bool
    log_likelihood: float
    parameters: int
    steps: int


def calibration_answer(found: Calibration, responses: Responses) -> CalibrationAnswer:
    """The lines of `found`, with the fit of the `responses` that it was made from."""
    return CalibrationAnswer(
        model=str(found.model),
        items=_item_lines(found, responses),
        people=_person_lines(found, responses),
        left_out=found.left_out,
        grid=tuple(_GRID.tolist()),
        grid_error=tuple(conditional_error(found.items, _GRID).tolist()),
        log_likelihood=found.log_likelihood,
        parameters=found.parameters,
        aic=found.aic,
        bic=found.bic,
        answers=found.answers,
        steps=found.steps,
    )


def facets_answer(found: FacetsFit) -> FacetsAnswer:
    """The lines of `found`."""
    return FacetsAnswer(
        people=_facet_lines(found.people, fair=found.fair_score.tolist()),
        items=_facet_lines(found.items),
        raters=_facet_lines(found.raters),
        scale=tuple(found.scale.tolist()),
        thresholds=tuple(found.thresholds.tolist()),
        threshold_errors=tuple(found.threshold_error.tolist()),
        ability_sd=found.ability_sd,
        ability_sd_error=found.ability_sd_error,
        connected=found.connected,
        log_likelihood=found.log_likelihood,
        parameters=found.parameters,
        steps=found.steps,
    )


def item_columns(lines: Sequence[ItemLine]) -> dict[str, list[Any]]:
    """Columns of a table with a row an item; thresholds in columns of their own."""
    steps = max(len(line.thresholds) for line in lines)
    columns: dict[str, list[Any]] = {
        "item": [line.item for line in lines],
        "discrimination": [line.discrimination for line in lines],
        "discrimination_error": [line.discrimination_error for line in lines],
    }
    for step in range(steps):
        name = "difficulty" if steps == 1 else f"threshold_{step + 1}"
        columns[name] = [_nth(line.thresholds, step) for line in lines]
        columns[f"{name}_error"] = [_nth(line.threshold_errors, step) for line in lines]
    for name in ("chance", "chance_error", "infit", "outfit", "answers"):
        columns[name] = [getattr(line, name) for line in lines]
    return columns


def line_columns(lines: Sequence[PersonLine] | Sequence[FacetLine]) -> dict[str, list[Any]]:
    """Columns of a table with a row a person, item or rater."""
    names = lines[0].__struct_fields__
    kept = [name for name in names if any(getattr(line, name) is not None for line in lines)]
    return {name: [getattr(line, name) for line in lines] for name in kept}


def _item_lines(found: Calibration, responses: Responses) -> tuple[ItemLine, ...]:
    fit = item_fit(responses, found.items)
    steps = found.items.categories - 1
    return tuple(
        ItemLine(
            item=name,
            discrimination=float(found.items.discrimination[item]),
            discrimination_error=float(found.discrimination_error[item]),
            thresholds=tuple(found.items.thresholds[item, : steps[item]].tolist()),
            threshold_errors=tuple(found.threshold_error[item, : steps[item]].tolist()),
            chance=float(found.items.chance[item]),
            chance_error=float(found.chance_error[item]),
            infit=float(fit.infit[item]),
            outfit=float(fit.outfit[item]),
            answers=int(fit.answers[item]),
        )
        for item, name in enumerate(found.items.names)
    )


def _person_lines(found: Calibration, responses: Responses) -> tuple[PersonLine, ...]:
    fit, known = person_fit(responses, found.items), found.abilities
    place = {name: position for position, name in enumerate(fit.names)}
    at = np.array([place[name] for name in known.people])
    columns = (known.ability, known.error, known.low, known.high, fit.infit[at], fit.outfit[at])
    rows = zip(known.people, *(column.tolist() for column in columns), known.answered.tolist(), strict=True)
    names = PersonLine.__struct_fields__
    return tuple(PersonLine(**dict(zip(names, row, strict=True))) for row in rows)


def _facet_lines(found: Measures, *, fair: Sequence[float] | None = None) -> tuple[FacetLine, ...]:
    columns = (found.measure, found.error, found.low, found.high, found.infit, found.outfit, found.ratings)
    fair_scores = fair if fair is not None else [None] * len(found.names)
    rows = zip(found.names, *(column.tolist() for column in columns), fair_scores, strict=True)
    names = FacetLine.__struct_fields__
    return tuple(FacetLine(**dict(zip(names, row, strict=True))) for row in rows)


def _nth(values: Sequence[float], step: int) -> float | None:
    return values[step] if step < len(values) else None
