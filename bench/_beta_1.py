"""The estimate that the product used before ("beta-1"), to be compared with: a Beta posterior of each skill by itself.

A record of weight w and outcome y adds w successes in proportion y. With difficulty, sharpness and luck the mean is the share at which prior
and records balance, and each record counts for its information over that of plain average work.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import betaincinv

from touchstone.core.skills.estimates import HIGH, LOW, MOST_INFORMATION

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_EDGE = 1e-9
_HALVINGS = 50


class Records(Struct, frozen=True, kw_only=True):
    """Weighed records of many people; all arrays are (records,)."""

    group: Ints  # which person and skill
    outcome: Floats
    weight: Floats  # own x source x recency; 0 does not count
    difficulty: Floats
    discrimination: Floats
    chance: Floats


def successes_and_failures(
    records: Records, *, prior_mean: Floats, prior_strength: Floats
) -> tuple[Floats, Floats, Ints]:
    """For each group: effective successes, failures (what the posterior adds to its prior), and records that count.

    `prior_mean` and `prior_strength` are (groups,).
    """
    groups = len(prior_mean)
    mean = _balance(records, prior_mean, prior_strength)
    known = records.weight * _information(records, mean[records.group])
    weight = np.bincount(records.group, weights=known, minlength=groups)
    total = prior_strength + weight
    counted = np.bincount(records.group[records.weight > 0], minlength=groups)
    success = np.where(counted, mean * total - prior_mean * prior_strength, 0.0)
    failure = np.where(counted, (1 - mean) * total - (1 - prior_mean) * prior_strength, 0.0)
    return success, failure, counted


def _balance(records: Records, prior_mean: Floats, prior_strength: Floats) -> Floats:
    """The mean of each group at which its prior and its records pull equally."""
    groups = len(prior_mean)
    low, high = np.full(groups, _EDGE), np.full(groups, 1 - _EDGE)
    for _ in range(_HALVINGS):
        mean = (low + high) / 2
        pull = prior_strength * (prior_mean - mean)
        pull += np.bincount(records.group, weights=_pull(records, mean[records.group]), minlength=groups)
        up = pull > 0
        low, high = np.where(up, mean, low), np.where(up, high, mean)
    balanced: Floats = (low + high) / 2
    return balanced


def _pull(records: Records, mean: Floats) -> Floats:
    success, known = _success(records, mean)
    by_skill = known / success
    pull: Floats = records.weight * records.discrimination * (records.outcome - success) * by_skill
    return pull


def _information(records: Records, mean: Floats) -> Floats:
    success, known = _success(records, mean)
    slope = records.discrimination * known * (1 - known) * (1 - records.chance)
    fisher = slope**2 / np.maximum(success * (1 - success), _EDGE)
    plain = (records.difficulty == 0) & (records.discrimination == 1) & (records.chance == 0)
    information: Floats = np.where(plain, 1.0, np.minimum(fisher / (mean * (1 - mean)), MOST_INFORMATION))
    return information


def _success(records: Records, mean: Floats) -> tuple[Floats, Floats]:
    logit = records.discrimination * (np.log(mean / (1 - mean)) - records.difficulty)
    known = np.clip(1 / (1 + np.exp(-np.maximum(logit, -700))), _EDGE, 1 - _EDGE)
    return records.chance + (1 - records.chance) * known, known


def one_by_one(records: Records, *, prior_mean: Floats, prior_strength: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, and 5 % and 95 % quantiles, of each group."""
    success, failure, _ = successes_and_failures(records, prior_mean=prior_mean, prior_strength=prior_strength)
    alpha, beta = success + prior_mean * prior_strength, failure + (1 - prior_mean) * prior_strength
    return alpha / (alpha + beta), betaincinv(alpha, beta, LOW), betaincinv(alpha, beta, HIGH)
