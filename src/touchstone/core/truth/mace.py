"""MACE: a rater either knows the answer or spams, and every spammer has favourite labels.

Hovy, Berg-Kirkpatrick, Vaswani and Hovy, "Learning whom to trust with MACE", NAACL 2013; by EM with Beta and Dirichlet
priors (posterior modes), from majority vote, so that there is nothing random in it.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import LIMITS, Consensus, Convergence, Limits, consensus_of, settle
from touchstone.core.truth.raters import given_answers, starting_shares
from touchstone.core.truth.sweep import Sums, TableSweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

PSEUDO_KNOWS, PSEUDO_SPAMS = 0.5, 0.5  # the authors' priors
PSEUDO_LABEL = 10.0  # of each label of a spammer
_START_KNOWS = 0.8
_TINY = 1e-10


class _State(Struct, frozen=True):
    knows: Floats  # (raters,)
    habit: Floats  # (raters, labels): what a spammer says
    sums: Sums


def mace(answers: Answers, *, gold: Ints | None = None, limits: Limits = LIMITS) -> Consensus:
    """How often each rater knows, and what they say when they do not.

    Raises:
        NotConverged: see `Limits`.
    """
    classes, given = len(answers.labels), given_answers(answers)
    even = np.full(classes, -np.log(classes))
    sweep = TableSweep(answers, start=starting_shares(answers, prior=None), gold=gold)

    def step(state: _State) -> tuple[_State, float]:
        sums = sweep(_table(state.knows, state.habit), even)
        knows, habit = _learned(sums.counts, state, given)
        return _State(knows, habit, sums), sums.change

    knows = np.full(len(answers.raters), _START_KNOWS)
    first = _State(knows, np.full((len(knows), classes), 1 / classes), sweep.count())
    knows, habit = _learned(first.sums.counts, first, given)
    start = _State(knows, habit, first.sums)
    state, iterations, change = settle(step, start, tasks=len(answers.tasks), limits=limits, method="mace")
    confusion = np.exp(_table(state.knows, state.habit))
    return consensus_of(
        sweep.posterior,
        answers=answers,
        method="mace",
        convergence=Convergence(iterations=iterations, change=change, log_likelihood=state.sums.log_likelihood),
        counts=state.sums.counts,
        confusion=confusion,
        accuracy=np.einsum("rkk->r", confusion) / classes,
    )


def _table(knows: Floats, habit: Floats) -> Floats:
    """(raters, labels, classes) log P(says | truth)."""
    classes = habit.shape[1]
    table = (1 - knows)[:, None, None] * np.repeat(habit[:, :, None], classes, axis=2)
    table += knows[:, None, None] * np.eye(classes)
    return np.log(np.maximum(table, _TINY))


def _learned(counts: Floats, state: _State, given: Floats) -> tuple[Floats, Floats]:
    """Knowing and habits from expected counts: a right answer may be known or lucky, a wrong one is spam."""
    diagonal = np.arange(counts.shape[1])
    right = counts[:, diagonal, diagonal]  # (raters, labels)
    lucky = (1 - state.knows)[:, None] * state.habit
    spam_if_right = lucky / np.maximum(lucky + state.knows[:, None], _TINY)
    spam = counts.sum(2) - right * (1 - spam_if_right)  # (raters, labels)
    known = given - spam.sum(1)
    knows = (known + PSEUDO_KNOWS) / (given + PSEUDO_KNOWS + PSEUDO_SPAMS)
    habit = spam + PSEUDO_LABEL
    return knows, habit / habit.sum(1, keepdims=True)
