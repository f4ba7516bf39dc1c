"""Mallows' model of rankings, and how consistent a rater is under it.

P(ranking | order) proportional to exp(-theta d), with Kendall's distance d: how many pairs stand the other way round.
Mallows, "Non-null ranking models I", Biometrika 44 (1957). The distance is a sum of independent counts (Fligner and
Verducci, "Distance based ranking models", JRSS B 48, 1986): over m items, V_2 + … + V_m, V_j one of 0..j-1 with
probability proportional to exp(-theta v). Two neighbours of the true order are ranked rightly with probability
1 / (1 + exp(-theta)), whatever m: 1/2 for theta = 0, who ranks at random.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.ranged import HIGH, LOW, Ranged

Floats = NDArray[np.float64]

LEAST, MOST = 0.01, 8.0  # theta: .5025 and .9997 of neighbours rightly; beyond, nothing can be told apart
_HALVINGS = 40
_GRID = 201  # values of log theta at which a posterior is looked at
_LEAST_SEEN = 0.05  # share of a rater's information that remains however doubtful the orders are


def distance_moments(theta: Floats, most: int) -> tuple[Floats, Floats, Floats]:
    """(raters, most + 1) each, for rankings of 0, 1, .. `most` items: log normaliser, mean and variance of the distance."""
    steps = np.arange(most)
    chance = np.exp(-theta[:, None] * steps)
    total = np.cumsum(chance, axis=1)
    mean = np.cumsum(chance * steps, axis=1) / total
    variance = np.cumsum(chance * steps**2, axis=1) / total - mean**2
    none = np.zeros((len(theta), 1))
    summed = [np.hstack([none, np.cumsum(of, axis=1)]) for of in (np.log(total), mean, variance)]
    return summed[0], summed[1], summed[2]


class Crowd(Struct, frozen=True, kw_only=True):
    """How raters differ: log theta ~ N(centre, scatter^2)."""

    centre: float
    scatter: float


class Seen(Struct, frozen=True, kw_only=True):
    """What was seen of each rater."""

    given: Floats  # (raters, most + 1): how many rankings of 0, 1, .. items
    distance: Floats  # (raters,): their summed distance from the true orders, as expected
    doubt: Floats  # (raters,): variance of that sum, for the true orders are only guessed

    @property
    def most(self) -> int:
        """Items in the longest ranking."""
        return int(self.given.shape[1]) - 1


def consistency(seen: Seen, crowd: Crowd) -> Floats:
    """(raters,) the most probable theta of each.

    Halving finds where the slope in log theta, theta (mean distance - distance) - (log theta - centre) / scatter^2, turns
    negative.
    """
    low, high = np.full(len(seen.distance), np.log(LEAST)), np.full(len(seen.distance), np.log(MOST))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        theta = np.exp(middle)
        _, mean, _ = distance_moments(theta, seen.most)
        rising = theta * ((seen.given * mean).sum(axis=1) - seen.distance) > (middle - crowd.centre) / crowd.scatter**2
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    result: Floats = np.exp((low + high) / 2)
    return result


def deviation(theta: Floats, seen: Seen, crowd: Crowd) -> Floats:
    """(raters,): standard deviation of log theta about its most probable value."""
    information, share = _information(theta, seen)
    result: Floats = 1 / np.sqrt(theta**2 * share * information + crowd.scatter**-2)
    return result


def theta_range(theta: Floats, seen: Seen, crowd: Crowd) -> Ranged:
    """Each rater's theta with the quantiles of its posterior, over a grid of log theta.

    The likelihood counts for the share of its information that remains when what is doubtful of the true orders is taken
    off (Louis 1982): 1 - Var(distance | answers) / Var(distance | theta).
    """
    _, share = _information(theta, seen)
    grid = np.linspace(np.log(LEAST), np.log(MOST), _GRID)
    total = distance_moments(np.exp(grid), seen.most)[0]
    fit = -seen.distance[:, None] * np.exp(grid) - seen.given @ total.T
    score = share[:, None] * fit - ((grid - crowd.centre) / crowd.scatter) ** 2 / 2
    chance = np.exp(score - score.max(axis=1, keepdims=True))
    upto = np.cumsum(chance, axis=1) / chance.sum(axis=1, keepdims=True)
    low, high = (np.exp(np.array([np.interp(at, row, grid) for row in upto])) for at in (LOW, HIGH))
    return Ranged(value=theta, low=np.minimum(low, theta), high=np.maximum(high, theta))


def _information(theta: Floats, seen: Seen) -> tuple[Floats, Floats]:
    """(raters,) each: variance of the summed distance, and the share of it that the answers resolve."""
    variance = (seen.given * distance_moments(theta, seen.most)[2]).sum(axis=1)
    share = 1 - seen.doubt / np.maximum(variance, 1e-12)
    return variance, np.clip(share, _LEAST_SEEN, 1)
