"""What a method makes of answers: each task's label with its probability, and what it learned of each rater."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import NotConverged
from touchstone.core.tables import Name
from touchstone.core.truth.answers import Answers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

_TIE = 1e-9  # probabilities nearer than this are equal


class Limits(Struct, frozen=True, kw_only=True):
    """When a method stops: once a pass moves the posteriors by less than `tolerance` a task, on average."""

    tolerance: float = 1e-5  # total variation, mean over tasks
    iterations: int = 2_000  # passes; more and it has not converged
    exactly: int | None = None  # so many passes, converged or not (to compare methods pass by pass)


LIMITS = Limits()
LOOSE_LIMITS = Limits(tolerance=1e-4)  # for methods whose hidden parts go on moving long after the labels have settled


class Convergence(Struct, frozen=True, kw_only=True):
    """How a method came to its end."""

    iterations: int  # passes over all answers
    change: float  # of the last pass: total variation, mean over tasks
    log_likelihood: float | None = None  # of the answers, where the method has one


class Consensus(Struct, frozen=True, kw_only=True):
    """The answer inferred for each task."""

    method: str
    labels: Sequence[Name]
    probability: Floats  # (tasks, classes), rows sum to one
    answer: Ints  # (tasks,) the most probable label
    tied: Flags  # (tasks,) whether another label is as probable
    convergence: Convergence
    prior: Floats | None = None  # (classes,) how common the method takes each label to be
    counts: Floats | None = None  # (raters, labels, classes): expected number of answers by what the truth is
    confusion: Floats | None = None  # (raters, labels, classes): P(says | truth), columns sum to one
    accuracy: Floats | None = None  # (raters,) P(right), where the method has one number a rater
    temperature: float = 1.0  # what the log odds were divided by; 1: as the method states them
    notes: Sequence[str] = ()

    @property
    def certainty(self) -> Floats:
        """(tasks,) the probability of the answer given."""
        certainty: Floats = self.probability[np.arange(len(self.answer)), self.answer]
        return certainty


def consensus_of(
    probability: Floats, *, answers: Answers, method: str, convergence: Convergence, **more: object
) -> Consensus:
    """The consensus that takes each task's most probable label; among equals the one more common over all tasks."""
    answer, tied = most_probable(probability)
    return Consensus(
        method=method,
        labels=answers.labels,
        probability=probability,
        answer=answer,
        tied=tied,
        convergence=convergence,
        **more,  # type: ignore[arg-type]  # the fields above, by name
    )


def most_probable(probability: Floats) -> tuple[Ints, Flags]:
    """(tasks,) the label of each row, and whether another is as probable; the commoner one wins a tie."""
    top = probability.max(1, keepdims=True)
    best = probability >= top - _TIE
    common = probability.sum(0)
    rank = np.empty(len(common))
    rank[np.argsort(common, kind="stable")] = np.arange(len(common))
    answer = np.where(best, rank, -1.0).argmax(1).astype(np.int32)
    return answer, best.sum(1) > 1


State = TypeVar("State")


def settle(
    step: Callable[[State], tuple[State, float]], start: State, *, tasks: int, limits: Limits, method: str
) -> tuple[State, int, float]:
    """Repeat `step` (a pass: the new state, and by how much posteriors moved over all tasks) until little moves.

    Gives the last state, the number of passes and the last change a task.

    Raises:
        NotConverged: `limits.iterations` passes were not enough.
    """
    state, change = start, np.inf
    most = limits.iterations if limits.exactly is None else limits.exactly
    for iteration in range(1, most + 1):
        state, moved = step(state)
        change = moved / max(tasks, 1)
        if limits.exactly is None and change < limits.tolerance:
            return state, iteration, change
    if limits.exactly is None:
        hint = f"more iterations, or a tolerance above {limits.tolerance:g}"
        raise NotConverged(f"{method}: still moving by {change:.2g} a task after {most:,} passes", hint=hint)
    return state, most, change
