"""Consensus of any kind of answers as tables: what was found of each task, and of each rater."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.tables import Name
from touchstone.core.truth.consensus import Convergence
from touchstone.core.truth.graded import Graded
from touchstone.core.truth.numeric import Numeric
from touchstone.core.truth.ranged import Ranged
from touchstone.core.truth.rankings import RankingConsensus
from touchstone.core.truth.sets import LabelSets
from touchstone.core.truth.spans import ConsensusSpans

Floats = NDArray[np.float64]
Column = NDArray[Any] | list[Name]
Cell = str | int | float | bool | None
SHOWN = 10


class Kind(StrEnum):
    """What an answer is."""

    GRADED = "graded"
    NUMERIC = "numeric"
    SETS = "sets"
    SPANS = "spans"
    RANKINGS = "rankings"


class Told(Struct, frozen=True, kw_only=True):
    """A consensus as columns."""

    kind: Kind
    version: str
    tasks: int
    found: Mapping[str, Column]  # one row a task, a label of a task, a span, or an item of a task
    raters: Mapping[str, Column]  # one row a rater
    doubt: Floats  # (rows of found,): the higher, the less certain
    rater_measure: str  # the column of `raters` that a chart shows, with its _low and _high
    convergence: Convergence


class KindAnswer(Struct, frozen=True, kw_only=True):
    """What was found, with the least certain rows first."""

    kind: Kind
    method: str
    answers: int  # rows read
    tasks: int
    raters: int
    found: int  # rows of the consensus
    passes: int
    shown: Sequence[Mapping[str, Cell]]  # least certain of the consensus
    raters_shown: Sequence[Mapping[str, Cell]]  # the first by name


def graded_told(result: Graded) -> Told:
    """A row a task: the grade with the least expected distance, its probability, the expected grade."""
    median = result.median
    found: dict[str, Column] = {
        "task": list(result.tasks),
        "label": [result.grades[int(code)] for code in median],
        "probability": result.probability[np.arange(len(median)), median],
        "mean": result.mean,
        "expected_error": result.expected_error,
    }
    raters = {"rater": list(result.raters), **_ranged("bias", result.bias), **_ranged("spread", result.spread)}
    raters |= _ranged("guessing", result.guessing)
    return Told(
        kind=Kind.GRADED,
        version=result.version,
        tasks=len(result.tasks),
        found=found,
        raters=raters,
        doubt=result.expected_error,
        rater_measure="bias",
        convergence=result.convergence,
    )


def numeric_told(result: Numeric) -> Told:
    """A row a task: the estimate with its interval."""
    estimate = result.estimate
    return Told(
        kind=Kind.NUMERIC,
        version=result.version,
        tasks=len(result.tasks),
        found={"task": list(result.tasks), "value": estimate.value, "low": estimate.low, "high": estimate.high},
        raters={"rater": list(result.raters), **_ranged("bias", result.bias), **_ranged("spread", result.spread)},
        doubt=estimate.high - estimate.low,
        rater_measure="bias",
        convergence=result.convergence,
    )


def sets_told(result: LabelSets) -> Told:
    """A row a task and label: the probability that it holds, and whether it was chosen."""
    tasks, labels = result.probability.shape
    probability = result.probability.ravel()
    found: dict[str, Column] = {
        "task": [result.tasks[task] for task in range(tasks) for _ in range(labels)],
        "label": list(result.labels) * tasks,
        "probability": probability,
        "chosen": result.chosen.ravel(),
    }
    return Told(
        kind=Kind.SETS,
        version=result.version,
        tasks=tasks,
        found=found,
        raters=_rates(result),
        doubt=-np.abs(probability - result.threshold),
        rater_measure="sensitivity",
        convergence=result.convergence,
    )


def spans_told(result: ConsensusSpans) -> Told:
    """A row a span."""
    found: dict[str, Column] = {
        "task": [result.tasks[int(code)] for code in result.task],
        "start": result.start,
        "end": result.end,
        "label": [result.labels[int(code)] for code in result.label],
        "probability": result.probability,
        "weakest": result.weakest,
    }
    return Told(
        kind=Kind.SPANS,
        version=result.version,
        tasks=len(result.tasks),
        found=found,
        raters=_rates(result),
        doubt=-result.probability,
        rater_measure="sensitivity",
        convergence=result.convergence,
    )


def rankings_told(result: RankingConsensus) -> Told:
    """A row an item of a task, the best first."""
    first = np.searchsorted(result.task, np.arange(len(result.tasks)))
    found: dict[str, Column] = {
        "task": [result.tasks[int(code)] for code in result.task],
        "place": np.arange(len(result.task)) - first[result.task] + 1,
        "item": [result.items[int(code)] for code in result.item],
        "expected_place": result.expected_place,
        "certainty": result.certainty,
    }
    return Told(
        kind=Kind.RANKINGS,
        version=result.version,
        tasks=len(result.tasks),
        found=found,
        raters={"rater": list(result.raters), **_ranged("reliability", result.reliability)},
        doubt=-np.nan_to_num(result.certainty, nan=1.0),
        rater_measure="reliability",
        convergence=result.convergence,
    )


def answer_of_kind(told: Told, *, answers: int) -> KindAnswer:
    """What is printed: the least certain rows, and the first raters."""
    doubtful = np.argsort(-told.doubt, kind="stable")[:SHOWN]
    raters = len(told.raters["rater"])
    return KindAnswer(
        kind=told.kind,
        method=told.version,
        answers=answers,
        tasks=told.tasks,
        raters=raters,
        found=len(told.doubt),
        passes=told.convergence.iterations,
        shown=[_row(told.found, int(at)) for at in doubtful],
        raters_shown=[_row(told.raters, at) for at in range(min(SHOWN, raters))],
    )


def _rates(result: LabelSets | ConsensusSpans) -> dict[str, Column]:
    raters: dict[str, Column] = {"rater": list(result.raters)}
    return raters | _ranged("sensitivity", result.sensitivity) | _ranged("specificity", result.specificity)


def _ranged(name: str, figure: Ranged) -> dict[str, Column]:
    return {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}


def _row(columns: Mapping[str, Column], at: int) -> dict[str, Cell]:
    return {name: _cell(column[at]) for name, column in columns.items()}


def _cell(value: Any) -> Cell:
    plain: Cell = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and np.isnan(plain) else plain
