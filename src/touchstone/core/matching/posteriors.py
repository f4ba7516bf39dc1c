"""The estimate of `core.skills` for every person and skill of a pool at once: effective successes and failures.

The same model, settings and answer as `skills.estimate` (tests/core/matching holds the two together); only the search
for the mean runs on all of them side by side, because a pool has millions of records.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.skills.estimates import MOST_INFORMATION, Weighed

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


class Gathered:
    """Weighed records while they are gathered."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.records: list[Weighed] = []

    def add(self, group: int, record: Weighed) -> None:
        """One record of `group`."""
        self.groups.append(group)
        self.records.append(record)

    def columns(self) -> Records:
        """All of them."""

        def column(name: str) -> Floats:
            return np.array([getattr(record, name) for record in self.records], dtype=np.float64)

        return Records(
            group=np.array(self.groups, dtype=np.int64),
            outcome=column("outcome"),
            weight=column("weight"),
            difficulty=column("difficulty"),
            discrimination=column("discrimination"),
            chance=column("chance"),
        )


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
