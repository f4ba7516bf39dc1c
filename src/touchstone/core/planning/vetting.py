"""What it is worth to test people before they work: how much better those are who come first in a test of k items.

The formula: with sd the spread of accuracy a between people, those kept are better by

    i(share) x r x sd,    r = sd / sqrt(sd^2 + a (1 - a) / k)

where r is the test's reliability (its correlation with accuracy) and i the selection intensity, the mean of the upper
`share` of a standard normal (Cronbach and Gleser, Psychological Tests and Personnel Decisions, 1965). It takes skills for
normal and goes too high where the best are nearly perfect; `vetted` works the same out for Beta skills exactly.
"""

from math import exp, pi, sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.planning.rater_pool import Pool, beta_of

Floats = NDArray[np.float64]

_FLAT = 0.003  # a spread below which there is nobody to choose


def selection_intensity(share: float) -> float:
    """The mean of the upper `share` of a standard normal: 1.09 for the best third.

    Raises:
        BadInput: the share is not between 0 and 1.
    """
    from scipy.special import ndtri

    if not 0 < share <= 1:
        raise BadInput(f"{share} cannot be the share of people who are kept", place="share", hint="above 0, at most 1")
    if share == 1:
        return 0.0
    return exp(-(float(ndtri(share)) ** 2) / 2) / sqrt(2 * pi) / share


def reliability(mean: float, *, spread: float, items: int) -> float:
    """How closely the score in a test of so many items goes with accuracy: their correlation."""
    if spread == 0 or items == 0:
        return 0.0
    return spread / sqrt(spread**2 + mean * (1 - mean) / items)


def gain_by_formula(pool: Pool, *, items: int, share: float) -> float:
    """By how much the mean accuracy of those kept is above the pool's, as the formula has it."""
    return selection_intensity(share) * reliability(pool.mean, spread=pool.spread, items=items) * pool.spread


def vetted(pool: Pool, *, items: int, share: float) -> Pool:
    """The pool of those who come first in a test of so many items; `share` of all are kept, ties by lot.

    Exact for Beta skills and independent items of average difficulty.

    Raises:
        BadInput: the share is not between 0 and 1, or there are fewer than no items.
    """
    if items < 0:
        raise BadInput(f"{items} items", place="items", hint="0 or more")
    selection_intensity(share)
    if items == 0 or share == 1 or pool.spread < _FLAT:
        return pool
    alpha, beta = beta_of(pool.mean, pool.spread)
    score = np.arange(items + 1)
    chance = _beta_binomial(items, alpha, beta)
    above = np.concatenate([np.cumsum(chance[::-1])[::-1][1:], [0.0]])  # P(a higher score)
    kept = np.clip((share - above) / np.maximum(chance, 1e-300), 0, 1) * chance / share
    total = alpha + beta + items
    means = (alpha + score) / total
    mean = float(kept @ means)
    second = float(kept @ (means * (alpha + score + 1) / (total + 1)))
    spread = sqrt(max(second - mean**2, _FLAT**2))
    return msgspec.structs.replace(pool, mean=mean, spread=spread, source=f"{pool.source}, vetted")


def _beta_binomial(items: int, alpha: float, beta: float) -> Floats:
    from scipy.special import betaln, gammaln

    score = np.arange(items + 1)
    choose = gammaln(items + 1) - gammaln(score + 1) - gammaln(items - score + 1)
    chance = np.exp(choose + betaln(alpha + score, beta + items - score) - betaln(alpha, beta))
    result: Floats = chance / chance.sum()
    return result
