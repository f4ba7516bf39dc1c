"""Confusion with the task's difficulty: each class has kinds of tasks, and every rater a confusion for each kind.

Raters err together on the tasks of a kind (the hard ones), which is what makes other models too sure. Li, Rubinstein and
Cohn, "Exploiting worker correlation for label aggregation in crowdsourcing", ICML 2019 (EBCC), by mean-field steps.
"""

import numpy as np
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers
from touchstone.core.truth.confusions import diagonal_prior, normalised
from touchstone.core.truth.consensus import LOOSE_LIMITS, Consensus, Convergence, Limits, consensus_of, settle
from touchstone.core.truth.dawid_skene import VARIATIONAL_RIGHT, VARIATIONAL_WRONG, expected_log
from touchstone.core.truth.raters import RaterPrior, starting_shares
from touchstone.core.truth.sweep import Sums, TableSweep, refuse_large

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

KINDS = 5
_KIND_SHARE = 0.1  # pseudo-tasks over all kinds of a class: few, so that kinds nobody needs die out
_CLASS_SHARE = 1.0


def subtypes(
    answers: Answers,
    *,
    rng: np.random.Generator,
    gold: Ints | None = None,
    prior: RaterPrior | None = None,
    kinds: int = KINDS,
    limits: Limits = LOOSE_LIMITS,
) -> Consensus:
    """`kinds` kinds of tasks a class. Kinds begin at random (`rng`); the same draw serves all classes alike.

    Raises:
        NotConverged: see `Limits`.
        BadInput: the table of confusions would be too large (raters x labels x classes x kinds).
    """
    classes = len(answers.labels)
    refuse_large(raters=len(answers.raters), labels=classes, states=classes * kinds)
    confusion = diagonal_prior(classes, right=VARIATIONAL_RIGHT, wrong=VARIATIONAL_WRONG)
    known = confusion[None] if prior is None else confusion[None] + prior.counts(classes)
    known = np.repeat(known, kinds, axis=2)
    first = (
        starting_shares(answers, prior=prior)[:, :, None]
        * rng.dirichlet(np.ones(kinds), len(answers.tasks))[:, None, :]
    )
    sweep = TableSweep(answers, start=first.reshape(len(answers.tasks), classes * kinds), gold=gold)

    def step(sums: Sums) -> tuple[Sums, float]:
        swept = sweep(expected_log(sums.counts + known, axis=1), _log_states(sums.states, classes))
        return swept, swept.change

    sums, iterations, change = settle(step, sweep.count(), tasks=len(answers.tasks), limits=limits, method="subtypes")
    counts = _by_class(sums.counts, classes)
    states = _by_class(sums.states, classes) + _CLASS_SHARE
    return consensus_of(
        _by_class(sweep.posterior, classes),
        answers=answers,
        method="subtypes",
        convergence=Convergence(iterations=iterations, change=change, log_likelihood=sums.log_likelihood),
        prior=states / states.sum(),
        counts=counts,
        confusion=normalised(counts + confusion),
    )


def _log_states(states: Floats, classes: int) -> Floats:
    """(states,) expected log share of each class times that of each kind in it."""
    by_class = states.reshape(classes, -1)
    kind = expected_log(by_class + _KIND_SHARE / by_class.shape[1], axis=1)
    share = expected_log(by_class.sum(1) + _CLASS_SHARE, axis=0)
    return (kind + share[:, None]).ravel()


def _by_class(over_states: Floats, classes: int) -> Floats:
    """The last axis, from states to classes."""
    summed: Floats = over_states.reshape(*over_states.shape[:-1], classes, -1).sum(-1)
    return summed
