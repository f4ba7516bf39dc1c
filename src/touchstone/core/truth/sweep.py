"""One pass over all answers: what each task's true label may be, and how often each rater said what when it was what.

This is the E-step and the counting half of the M-step of Dawid & Skene (1979), fused, for any model in which a rater's
answer depends on the task's hidden state through a table. A state is a class, or a class in one of several kinds (an
easy and a hard one); states are ordered by class, so that state s belongs to class s // (states / classes).

Answers are counted in blocks of whole tasks, and blocks are added up in their order: whoever works on the blocks one by
one, in other processes or on other machines, gets the same bits.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.truth import loops
from touchstone.core.truth.answers import Answers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

BLOCK = 1 << 22  # answers
MOST_CELLS = 100_000_000  # of a table of confusions: .8 GB, of which a pass needs several


class Sums(Struct, frozen=True, kw_only=True):
    """What one pass adds up."""

    counts: Floats  # (raters, labels, states): expected number of answers
    states: Floats  # (states,): expected number of tasks
    log_likelihood: float  # of the answers, given the table
    change: float  # how far the posteriors moved, summed over tasks (total variation)

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            counts=self.counts + other.counts,
            states=self.states + other.states,
            log_likelihood=self.log_likelihood + other.log_likelihood,
            change=self.change + other.change,
        )


class TableSweep:
    """Passes over the same answers under changing tables; keeps the posterior between them."""

    def __init__(self, answers: Answers, *, start: Floats, gold: Ints | None = None) -> None:
        """Begin with the posterior `start` (tasks, states); `gold` (tasks,) is the class known for certain, or -1.

        Raises:
            BadInput: the table of confusions would be too large.
        """
        refuse_large(raters=len(answers.raters), labels=len(answers.labels), states=start.shape[1])
        self.answers = answers
        self.gold = nothing_known(answers) if gold is None else gold
        self.posterior = clamped(start, self.gold, classes=len(answers.labels))

    def count(self) -> Sums:
        """The sums under the posterior as it stands."""
        shape = (len(self.answers.raters), len(self.answers.labels), self.posterior.shape[1])
        total: Sums | None = None
        for first, last in blocks(self.answers):
            counts = np.zeros(shape)
            loops.count(first, last, *_columns(self.answers), self.posterior, counts)
            part = Sums(
                counts=counts,
                states=self.posterior[first:last].sum(0),
                log_likelihood=-np.inf,
                change=float(last - first),
            )
            total = part if total is None else total + part
        assert total is not None
        return total

    def __call__(self, table: Floats, prior: Floats) -> Sums:
        """Go over all answers under the log probabilities `table` (raters, labels, states) and `prior` (states,)."""
        total: Sums | None = None
        for first, last in blocks(self.answers):
            counts, states = np.zeros(table.shape), np.zeros(len(prior))
            log_likelihood, change = swept(
                self.answers, (first, last), table=table, prior=prior, gold=self.gold,
                posterior=self.posterior, counts=counts, states=states,
            )  # fmt: skip
            part = Sums(counts=counts, states=states, log_likelihood=log_likelihood, change=change)
            total = part if total is None else total + part
        assert total is not None
        return total


def swept(
    answers: Answers,
    tasks: tuple[int, int],
    *,
    table: Floats,
    prior: Floats,
    gold: Ints,
    posterior: Floats,
    counts: Floats,
    states: Floats,
) -> tuple[float, float]:
    """A pass over a range of tasks, which fills the last three; gives the log likelihood and how far posteriors moved."""
    columns = (*tasks, answers.starts, answers.rater, answers.label)
    more = (gold, len(answers.labels), posterior, counts, states)
    if answers.weight is None:
        found = loops.table_sweep(*columns, np.exp(table), np.exp(prior), *more)
    else:
        found = loops.weighed_table_sweep(*columns, answers.weight, table, prior, *more)
    return float(found[0]), float(found[1])


class VoteSweep:
    """The same for models in which an answer is right or wrong, all wrong ones alike: a rater has one strength.

    Strength is the log odds of being right over being any particular wrong label: what an answer adds to its label's
    score.
    """

    def __init__(self, answers: Answers, *, start: Floats, gold: Ints | None = None) -> None:
        """Begin with the posterior `start` (tasks, classes)."""
        self.answers = answers
        self.gold = nothing_known(answers) if gold is None else gold
        self.posterior = clamped(start, self.gold, classes=len(answers.labels))

    def right(self) -> Floats:
        """(raters,) expected number of right answers under the posterior as it stands."""
        right = np.zeros(len(self.answers.raters))
        loops.count_right(*_columns(self.answers), self.posterior, right)
        return right

    def __call__(
        self, *, strength: Floats, scale: Floats, prior: Floats, offset: float = 0.0
    ) -> tuple[Floats, float, float]:
        """Go over all answers; that of rater r to task t counts strength[r] x scale[t] + offset (an empty `scale` is 1).

        `prior` is (classes,) log probabilities. Gives the expected right answers (raters,), the sum of log normalisers
        (the log likelihood, but for what wrong answers cost), and how far the posteriors moved.
        """
        right = np.zeros(len(self.answers.raters))
        columns = _columns(self.answers)
        if self.answers.weight is None and not len(scale):
            found = loops.ratio_sweep(
                *columns[:3], np.exp(strength + offset), np.exp(prior), self.gold, self.posterior, right
            )
        else:
            found = loops.vote_sweep(*columns, strength, scale, offset, prior, self.gold, self.posterior, right)
        return right, float(found[0]), float(found[1])


def fits(*, raters: int, labels: int, states: int) -> bool:
    """Whether a table of confusions of this size is small enough to work with."""
    return raters * labels * states <= MOST_CELLS


def refuse_large(*, raters: int, labels: int, states: int) -> None:
    """Refuse a table of confusions that would not fit in memory several times over.

    Raises:
        BadInput: it has more than MOST_CELLS cells.
    """
    if not fits(raters=raters, labels=labels, states=states):
        size = f"{raters:,} raters x {labels:,} labels x {states:,}"
        hint = "methods without confusions: one-coin, glad, majority; or fewer labels"
        raise BadInput(f"the table of confusions is too large: {size}", place="answers", hint=hint)


def nothing_known(answers: Answers) -> Ints:
    """(tasks,) of -1: no task has a known answer."""
    return np.full(len(answers.tasks), -1, dtype=np.int32)


def clamped(posterior: Floats, gold: Ints, *, classes: int) -> Floats:
    """A copy of `posterior` (tasks, states) in which the known tasks are certain of their class."""
    result = np.array(posterior, dtype=np.float64)
    known = np.flatnonzero(gold >= 0)
    kinds = result.shape[1] // classes
    by_class = result[known].reshape(len(known), classes, kinds)
    inside = by_class[np.arange(len(known)), gold[known]]
    total = inside.sum(1, keepdims=True)
    by_class[:] = 0
    by_class[np.arange(len(known)), gold[known]] = np.where(
        total > 0, inside / np.where(total > 0, total, 1), 1 / kinds
    )
    result[known] = by_class.reshape(len(known), classes * kinds)
    return result


def blocks(answers: Answers) -> Iterator[tuple[int, int]]:
    """The first and the last-but-one task of each block of at most BLOCK answers (or of one task with more)."""
    tasks, first = len(answers.tasks), 0
    while first < tasks:
        upto = int(np.searchsorted(answers.starts, answers.starts[first] + BLOCK, side="right")) - 1
        last = min(max(upto, first + 1), tasks)
        yield first, last
        first = last


def _columns(answers: Answers) -> tuple[NDArray[np.int64], Ints, Ints, Floats]:
    return answers.starts, answers.rater, answers.label, answers.weights
