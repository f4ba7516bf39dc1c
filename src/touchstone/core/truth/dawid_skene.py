"""Dawid-Skene and its kin: every rater has a confusion matrix, and tasks hide their class.

Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28
(1979). Three ways of settling the confusions, the same pass over the answers:

- `dawid_skene`: posterior modes under a stated Dirichlet prior (0: the maximum likelihood of the paper);
- `variational`: mean-field posteriors of confusions and class shares (independent Bayesian classifier combination: Kim
  and Ghahramani, AISTATS 2012, by the variational steps of Simpson, Roberts, Psorakis and Smith 2013);
- `hierarchical`: each rater's confusion is shrunk to the crowd's at that rater's own skill, so that few answers tell
  little and many tell all (in the spirit of Paun et al., TACL 6, 2018, who pool without the skill).
"""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers
from touchstone.core.truth.confusions import by_skill, crowd_confusion, diagonal_prior, normalised, shrunk
from touchstone.core.truth.consensus import LIMITS, Consensus, Convergence, Limits, consensus_of, settle
from touchstone.core.truth.raters import RaterPrior, starting_shares
from touchstone.core.truth.sweep import Sums, TableSweep

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

PSEUDO_RIGHT, PSEUDO_WRONG = 1.0, 0.1  # the prior of `dawid_skene`: cells of the confusion
VARIATIONAL_RIGHT, VARIATIONAL_WRONG = 4.0, 1.0  # of `variational`
STRENGTH = 4.0  # answers a class that the crowd's confusion counts for in `hierarchical`
SKILL_STRENGTH = 4.0  # answers that the crowd's skill counts for
SHARE = 1.0  # pseudo-tasks of each class, in how common the classes are


class Rates(Struct, frozen=True):
    """What a pass works with: log probabilities."""

    table: Floats  # (raters, labels, states)
    prior: Floats  # (states,)


Maximise = Callable[[Sums], Rates]


def dawid_skene(
    answers: Answers,
    *,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    right: float = PSEUDO_RIGHT,
    wrong: float = PSEUDO_WRONG,
    share: float = SHARE,
    limits: Limits = LIMITS,
) -> Consensus:
    """Confusions as posterior means under `right` and `wrong` pseudo-answers in each cell, by EM from majority vote.

    With right = wrong = share = 0 these are the maximum-likelihood estimates of 1979.

    Raises:
        NotConverged: see `Limits`.
    """
    known = _known(answers, prior) + diagonal_prior(len(answers.labels), right=right, wrong=wrong)
    sweep = TableSweep(answers, start=starting_shares(answers, prior=prior), gold=gold)
    return _fitted(sweep, sweep.count(), pseudo_counts(known, share=share), limits=limits, method="dawid-skene")


def variational(
    answers: Answers,
    *,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    right: float = VARIATIONAL_RIGHT,
    wrong: float = VARIATIONAL_WRONG,
    limits: Limits = LIMITS,
) -> Consensus:
    """Confusions and class shares as Dirichlet posteriors; passes use their expected logarithms.

    Raises:
        NotConverged: see `Limits`.
    """
    known = _known(answers, prior) + diagonal_prior(len(answers.labels), right=right, wrong=wrong)

    def rates(sums: Sums) -> Rates:
        return Rates(expected_log(sums.counts + known, axis=1), expected_log(sums.states + SHARE, axis=0))

    sweep = TableSweep(answers, start=starting_shares(answers, prior=prior), gold=gold)
    return _fitted(sweep, sweep.count(), rates, limits=limits, method="variational dawid-skene")


def hierarchical(
    answers: Answers,
    *,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    strength: float = STRENGTH,
    limits: Limits = LIMITS,
) -> Consensus:
    """Confusions shrunk to the crowd's, which is taken at each rater's own skill (`confusions.by_skill`).

    The crowd's confusion is learned from the answers and held near that of the majority vote, so that classes keep
    their names. `strength` is what it counts for in each class of each rater; math.inf leaves a rater one number, the
    skill.

    Raises:
        NotConverged: see `Limits`.
    """
    sweep = TableSweep(answers, start=starting_shares(answers, prior=prior), gold=gold)
    first = sweep.count()
    rates = towards_the_crowd(first, known=_known(answers, prior), strength=strength)
    return _fitted(sweep, first, rates, limits=limits, method="hierarchical dawid-skene")


def pseudo_counts(known: Floats, *, share: float) -> Maximise:
    """Rates of `dawid_skene`: `known` (1 or raters, labels, classes) and `share` tasks of each class are counted besides."""

    def rates(sums: Sums) -> Rates:
        states = sums.states + share
        return Rates(np.log(normalised(sums.counts + known)), np.log(np.maximum(states, 1e-10) / states.sum()))

    return rates


def towards_the_crowd(first: Sums, *, known: Floats, strength: float) -> Maximise:
    """Rates of `hierarchical`: the crowd's confusion is held near that of `first`, the sums under the vote."""
    anchor = first.counts.sum(0)

    def rates(sums: Sums) -> Rates:
        counts = sums.counts + known
        crowd = crowd_confusion(sums.counts, anchor=anchor)
        skilled = by_skill(counts, crowd=crowd, strength=SKILL_STRENGTH)
        table = normalised(skilled) if np.isinf(strength) else shrunk(counts, towards=skilled, strength=strength)
        states = sums.states + SHARE
        return Rates(np.log(table), np.log(states / states.sum()))

    return rates


def expected_log(counts: Floats, *, axis: int) -> Floats:
    """E[log p] of Dirichlet distributions with these counts along `axis`."""
    from scipy.special import digamma

    result: Floats = digamma(counts) - digamma(counts.sum(axis=axis, keepdims=True))
    return result


def settled(
    sweep: Callable[[Floats, Floats], Sums], first: Sums, rates: Maximise, *, tasks: int, limits: Limits, method: str
) -> tuple[Sums, Rates, Convergence]:
    """EM: the last sums and rates; `sweep` is a pass over all answers, here or elsewhere, and `first` its beginning.

    Raises:
        NotConverged: see `Limits`.
    """

    def step(sums: Sums) -> tuple[Sums, float]:
        now = rates(sums)
        swept = sweep(now.table, now.prior)
        return swept, swept.change

    sums, iterations, change = settle(step, first, tasks=tasks, limits=limits, method=method)
    facts = Convergence(iterations=iterations, change=change, log_likelihood=sums.log_likelihood)
    return sums, rates(sums), facts


def _known(answers: Answers, prior: RaterPrior | None) -> Floats:
    return np.zeros((1, 1, 1)) if prior is None else prior.counts(len(answers.labels))


def _fitted(sweep: TableSweep, first: Sums, rates: Maximise, *, limits: Limits, method: str) -> Consensus:
    answers = sweep.answers
    sums, last, facts = settled(sweep, first, rates, tasks=len(answers.tasks), limits=limits, method=method)
    return consensus_of(
        sweep.posterior,
        answers=answers,
        method=method,
        convergence=facts,
        prior=np.exp(last.prior),
        counts=sums.counts,
        confusion=normalised(np.exp(last.table)),
    )
