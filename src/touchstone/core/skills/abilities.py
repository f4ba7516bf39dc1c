"""The posterior of many people's abilities at once: normal over each person's skills, logistic in their records.

Each person has m skills with prior N(mu, K). A record of weight w, difficulty d, discrimination a and chance c of one of
them is right with P = c + (1 - c) / (1 + exp(-a (theta - d))) (Birnbaum 1968). The mode is found by Newton's method with
expected information, in the form that never inverts K (Rasmussen and Williams, *Gaussian Processes for Machine Learning*,
2006, algorithm 3.1); around it each skill's own records are then integrated exactly (Gauss-Hermite) against the normal
that the person's other skills leave for it.

Everybody's numbers depend on their own records alone: who else is in the batch changes no bit of them.
"""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import expit

from touchstone.core.errors import NotConverged
from touchstone.core.skills.marginals import NODES, WEIGHTS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHARPEST = 2.0  # no item is believed to be sharper: one record is worth four plain ones at most
_LEAST = 1e-300
_SETTLED = 1e-9  # logits
_MOST_STEPS = 200


class Records(Struct, frozen=True, kw_only=True):
    """Weighed records, sorted by `unit`; all arrays are (records,)."""

    unit: Ints  # which person and skill
    outcome: Floats
    weight: Floats  # own x source x recency x independence; 0 says nothing
    difficulty: Floats
    discrimination: Floats
    chance: Floats

    def of(self, rows: Ints, unit: Ints) -> "Records":
        """The records at `rows`, with other numbers for what they are about."""
        return Records(
            unit=unit,
            outcome=self.outcome[rows],
            weight=self.weight[rows],
            difficulty=self.difficulty[rows],
            discrimination=self.discrimination[rows],
            chance=self.chance[rows],
        )


class Mode(Struct, frozen=True, kw_only=True):
    """The likeliest abilities and what pulls there. Arrays are (people, m)."""

    ability: Floats  # logits
    pull: Floats  # K^-1 (ability - mu) = sum of the records' scores
    score: Floats
    information: Floats  # of the records, expected
    variance: Floats  # of the normal around the mode


def slopes(records: Records, ability: Floats) -> tuple[Floats, Floats]:
    """Each record's score and its expected information at the ability of its unit; (records,) both."""
    sharp = np.minimum(records.discrimination, SHARPEST)
    known = expit(sharp * (ability[records.unit] - records.difficulty))
    right = records.chance + (1 - records.chance) * known
    by_skill = np.where(records.chance == 0, 1.0, known / np.maximum(right, _LEAST))  # the part that is not luck
    score = records.weight * sharp * (records.outcome - right) * by_skill
    information = records.weight * sharp**2 * (1 - records.chance) * known * (1 - known) * by_skill
    return score, information


def sums(group: Ints, part: Floats, groups: int) -> Floats:
    """(groups,): the sum of `part` over each group."""
    return np.asarray(np.bincount(group, weights=part, minlength=groups), np.float64)


def mode(records: Records, *, prior_mean: Floats, kernel: Floats) -> Mode:
    """The mode for people with m skills each: `prior_mean` (people, m), `kernel` (people, m, m), units row by row.

    Raises:
        NotConverged: somebody's abilities do not settle.
    """

    def evaluate(ability: Floats) -> tuple[Floats, Floats]:
        score, information = slopes(records, ability.ravel())
        first, second = (sums(records.unit, part, ability.size) for part in (score, information))
        return first.reshape(ability.shape), second.reshape(ability.shape)

    return _climbed(evaluate, prior_mean, kernel)


def _climbed(evaluate: Callable[[Floats], tuple[Floats, Floats]], prior_mean: Floats, kernel: Floats) -> Mode:
    """Newton's steps, halved where the slope turns against them; whoever has settled moves no more."""
    pull, ability = np.zeros_like(prior_mean), prior_mean.copy()
    score, information = evaluate(ability)
    settled = np.zeros(len(prior_mean), np.bool_)
    scale = np.ones(len(prior_mean))
    for _ in range(_MOST_STEPS):
        turn = _newton(kernel, ability - prior_mean, score=score, information=information) - pull
        step = _times(kernel, turn)
        tried_pull = pull + scale[:, None] * turn
        tried = prior_mean + _times(kernel, tried_pull)
        tried_score, tried_information = evaluate(tried)
        uphill = (step * (score - pull)).sum(axis=1)
        ahead = (step * (tried_score - tried_pull)).sum(axis=1)
        near = scale * np.abs(step).max(axis=1, initial=0.0) < _SETTLED
        taken = (ahead >= -0.9 * uphill) | near
        moves = (taken & ~settled)[:, None]
        pull, ability = np.where(moves, tried_pull, pull), np.where(moves, tried, ability)
        score, information = np.where(moves, tried_score, score), np.where(moves, tried_information, information)
        settled |= near
        if settled.all():
            variance = np.diagonal(kernel, axis1=1, axis2=2) - _known(kernel, information).diagonal(axis1=1, axis2=2)
            return Mode(ability=ability, pull=pull, score=score, information=information, variance=variance)
        scale = np.where(taken, 1.0, scale / 2)
    raise NotConverged(f"{int((~settled).sum())} people's abilities do not settle in {_MOST_STEPS} steps")


def _newton(kernel: Floats, shift: Floats, *, score: Floats, information: Floats) -> Floats:
    """K^-1 times the shift that a full step leads to."""
    root = np.sqrt(information)
    wanted = information * shift + score
    inner = root * np.linalg.solve(_whitened(kernel, root), (root * _times(kernel, wanted))[..., None])[..., 0]
    result: Floats = wanted - inner
    return result


def covariance(kernel: Floats, information: Floats) -> Floats:
    """(people, m, m): of the normal around the mode, (K^-1 + W)^-1."""
    return kernel - _known(kernel, information)


def _known(kernel: Floats, information: Floats) -> Floats:
    """What the records take away from the prior covariance."""
    root = np.sqrt(information)[..., None]
    scaled = root * kernel
    taken: Floats = np.swapaxes(scaled, 1, 2) @ np.linalg.solve(_whitened(kernel, root[..., 0]), scaled)
    return taken


def taken_by(kernel: Floats, information: Floats) -> Floats:
    """(people, m, m): (K + W^-1)^-1. Between two of its sides, k' T k, it is what is known away of another skill's variance."""
    root = np.sqrt(information)[..., None]
    scaled: Floats = root * np.linalg.solve(_whitened(kernel, root[..., 0]), root * np.eye(kernel.shape[-1]))
    return scaled


def _whitened(kernel: Floats, root: Floats) -> Floats:
    whitened: Floats = np.eye(kernel.shape[-1]) + root[..., :, None] * kernel * root[..., None, :]
    return whitened


def _times(kernel: Floats, vector: Floats) -> Floats:
    product: Floats = (kernel @ vector[..., None])[..., 0]
    return product


def shares_of_right_work(records: Records, found: Mode) -> tuple[Floats, Floats]:
    """Mean and variance of each unit's share of right work, its own records integrated exactly; (people, m) both."""
    ability, variance = found.ability.ravel(), found.variance.ravel()
    information, score = found.information.ravel(), found.score.ravel()
    precision = 1 / variance - information  # of what prior and other skills say
    centre = (ability / variance - information * ability - score) / precision
    nodes = ability[:, None] + np.sqrt(variance)[:, None] * NODES
    logged = NODES**2 / 2 - precision[:, None] * (nodes - centre[:, None]) ** 2 / 2
    _add_likelihood(logged, records, nodes)
    mass = WEIGHTS * np.exp(logged - logged.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    share = expit(nodes)
    mean = (mass * share).sum(axis=1)
    spread = (mass * (share - mean[:, None]) ** 2).sum(axis=1)
    return mean.reshape(found.ability.shape), spread.reshape(found.ability.shape)


def _add_likelihood(logged: Floats, records: Records, nodes: Floats) -> None:
    """Add each unit's log likelihood at its nodes, in place."""
    if not len(records.unit):
        return
    first = np.flatnonzero(np.diff(records.unit, prepend=-1))
    sharp = np.minimum(records.discrimination, SHARPEST)
    logit = sharp[:, None] * (nodes[records.unit] - records.difficulty[:, None])
    wrong = -np.logaddexp(0.0, logit)
    right = wrong + logit
    lucky = records.chance > 0
    if lucky.any():
        chance = records.chance[lucky][:, None]
        right[lucky] = np.log(chance + (1 - chance) * expit(logit[lucky]))
        wrong[lucky] += np.log1p(-chance)
    said = records.outcome[:, None] * right + (1 - records.outcome[:, None]) * wrong
    logged[records.unit[first]] += np.add.reduceat(records.weight[:, None] * said, first, axis=0)
