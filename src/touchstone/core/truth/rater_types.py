"""A mixture of kinds of raters: for crowds in which most people gave few answers.

Every rater belongs to one of a few types with a confusion matrix each, so that a newcomer is a blend of people like them
(Moreno et al., "Bayesian nonparametric crowdsourcing", JMLR 16, 2015, with a fixed number
of types). Mean-field steps: tasks and types in turn.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers
from touchstone.core.truth.confusions import diagonal_prior, normalised
from touchstone.core.truth.consensus import LIMITS, Consensus, Convergence, Limits, consensus_of, settle
from touchstone.core.truth.dawid_skene import VARIATIONAL_RIGHT, VARIATIONAL_WRONG, expected_log
from touchstone.core.truth.raters import starting_shares
from touchstone.core.truth.sweep import Sums, TableSweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

TYPES = 6
_TYPE_SHARE = 1.0  # pseudo-raters over all types


class _State(Struct, frozen=True):
    belongs: Floats  # (raters, types)
    sums: Sums


def rater_types(
    answers: Answers, *, gold: Ints | None = None, types: int = TYPES, limits: Limits = LIMITS
) -> Consensus:
    """`types` types of raters, which begin as layers of agreement with the majority.

    Raises:
        NotConverged: see `Limits`.
    """
    classes = len(answers.labels)
    known = diagonal_prior(classes, right=VARIATIONAL_RIGHT, wrong=VARIATIONAL_WRONG)
    sweep = TableSweep(answers, start=starting_shares(answers, prior=None), gold=gold)

    def step(state: _State) -> tuple[_State, float]:
        table, share = _types_table(state, known)
        by_rater = np.einsum("rc,clk->rlk", state.belongs, table)
        sums = sweep(by_rater, expected_log(state.sums.states + 1.0, axis=0))
        score = np.einsum("rlk,clk->rc", sums.counts, table) + share
        score = np.exp(score - score.max(1, keepdims=True))
        return _State(score / score.sum(1, keepdims=True), sums), sums.change

    first = sweep.count()
    start = _State(_layers(first.counts, types), first)
    state, iterations, change = settle(step, start, tasks=len(answers.tasks), limits=limits, method="rater types")
    table, _ = _types_table(state, known)
    states = state.sums.states + 1.0
    return consensus_of(
        sweep.posterior,
        answers=answers,
        method="rater types",
        convergence=Convergence(iterations=iterations, change=change, log_likelihood=state.sums.log_likelihood),
        prior=states / states.sum(),
        counts=state.sums.counts,
        confusion=normalised(np.exp(np.einsum("rc,clk->rlk", state.belongs, table))),
    )


def _types_table(state: _State, known: Floats) -> tuple[Floats, Floats]:
    """Expected log confusion of each type, (types, labels, classes), and expected log share, (types,)."""
    counts = np.einsum("rc,rlk->clk", state.belongs, state.sums.counts) + known
    share = state.belongs.sum(0) + _TYPE_SHARE / state.belongs.shape[1]
    return expected_log(counts, axis=1), expected_log(share, axis=0)


def _layers(counts: Floats, types: int) -> Floats:
    """(raters, types): raters by their agreement with the majority, in layers that overlap a little."""
    right = np.einsum("rkk->r", counts)
    agreement = (right + 1) / (counts.sum((1, 2)) + 2)
    place = np.linspace(0, 1, len(agreement))[np.argsort(np.argsort(agreement, kind="stable"), kind="stable")]
    centre = (np.arange(types) + 0.5) / types
    nearness = np.exp(-0.5 * ((place[:, None] - centre) * types) ** 2)
    belongs: Floats = nearness / nearness.sum(1, keepdims=True)
    return belongs
