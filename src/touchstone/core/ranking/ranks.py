"""How sure the ranks are, for all items at once.

An item's best rank counts those surely above it, its worst rank those surely below. "Surely" is a step-down test of every
ordered pair (Romano & Wolf 2005), whose critical value comes from simulating the ratings' joint distribution; so all
ranks lie within their ranges together with the stated probability (Mogstad, Romano, Shaikh & Wilhelm, Review of Economic
Studies 2024). Items without a finite rating take part by their one-sided limits, at a Bonferroni share of the error.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress
from touchstone.core.ranking.comparisons import Floats
from touchstone.core.ranking.ratings import Ratings
from touchstone.core.ranking.sandwich import quantile

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_BLOCK = 4_000_000  # simulated differences at a time


class Ranks(Struct, frozen=True, kw_only=True):
    """The range of ranks of each item; 1 is the best, 0 where an item has no rating."""

    best: Ints  # (items,)
    worst: Ints  # (items,)
    level: float  # the probability that all ranks lie within their ranges
    surely_above: Flags  # (items, items): the row's item is surely above the column's


def simultaneous_ranks(
    ratings: Ratings, *, rng: np.random.Generator, draws: int = 2000, progress: Progress | None = None
) -> Ranks:
    """Ranges of ranks that hold for all items together at the level of `ratings`.

    `progress` is told of the draws of each step down; how many steps there are shows on the way.

    Raises:
        BadInput: `draws` is below 100.
        NoData: fewer than two items have a rating.
    """
    if draws < 100:
        raise BadInput(f"{draws} draws are too few", place="draws", hint="100 or more; 2000 is the default")
    rated = ~np.isnan(ratings.rating)
    if rated.sum() < 2:
        raise NoData("ranks need at least two items with a rating")
    core = rated & ~ratings.limitless
    pairs, within = _pairs(rated), _pairs(core)
    error = 1.0 - ratings.level
    above = np.zeros((len(rated), len(rated)), np.bool_)
    if within:
        places = np.ix_(*[np.flatnonzero(core)] * 2)
        deviations = _simulated(ratings.covariance[places], ratings.degrees, rng=rng, draws=draws)
        observed, scale = _standardised(ratings.rating[core], ratings.covariance[places])
        above[places] = _tested(observed, scale, deviations, error=error * within / pairs, progress=progress)
    if within < pairs:
        above |= _by_limits(ratings, core, error=error / pairs)
    best = np.where(rated, 1 + above.sum(axis=0), 0)
    worst = np.where(rated, rated.sum() - above.sum(axis=1), 0)
    return Ranks(best=best, worst=worst, level=ratings.level, surely_above=above)


def _pairs(items: Flags) -> float:
    number = float(items.sum())
    return number * (number - 1.0) / 2.0


def _standardised(rating: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """(core, core) differences of ratings over their standard errors, and one over these; 0 where there is none."""
    variance = covariance.diagonal()
    spread = np.sqrt(np.maximum(variance[:, None] + variance - 2.0 * covariance, 0.0))
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    return (rating[:, None] - rating) * scale, scale


def _tested(observed: Floats, scale: Floats, deviations: Floats, *, error: float, progress: Progress | None) -> Flags:
    """(core, core) which of the items is surely above which, by stepping down."""
    above = np.zeros_like(scale, np.bool_)
    while True:
        highest = _highest(deviations, scale * ~above, progress=progress)
        more = ~above & (observed > np.quantile(highest, 1.0 - error))
        if not more.any():
            return above
        above |= more


def _highest(deviations: Floats, scale: Floats, *, progress: Progress | None) -> Floats:
    """(draws,) the largest scaled difference of two items in each draw."""
    if progress is not None:
        progress.start(len(deviations), "ranks")
    found = []
    for block in _differences(deviations, scale):
        found.append(block.max(axis=(1, 2)))
        if progress is not None:
            progress.advance(len(block))
    return np.concatenate(found)


def _simulated(covariance: Floats, degrees: float, *, rng: np.random.Generator, draws: int) -> Floats:
    """(draws, items) deviations of the ratings: normal, or t where the spread itself is an estimate."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    deviations = rng.standard_normal((draws, len(values))) @ root.T
    if degrees < np.inf:
        deviations /= np.sqrt(rng.chisquare(degrees, (draws, 1)) / degrees)
    return np.asarray(deviations)


def _differences(simulated: Floats, scale: Floats) -> Iterator[Floats]:
    """(block, items, items) scaled differences, a block of draws at a time."""
    size = max(1, _BLOCK // scale.size)
    for start in range(0, len(simulated), size):
        block = simulated[start : start + size]
        yield (block[:, :, None] - block[:, None, :]) * scale


def _by_limits(ratings: Ratings, core: Flags, *, error: float) -> Flags:
    """(items, items) who is surely above whom where one of the two has no finite rating."""
    width = quantile(1.0 - 2.0 * error, ratings.degrees) * np.sqrt(np.maximum(ratings.covariance.diagonal(), 0.0))
    low = np.where(core, ratings.rating - width, ratings.joint_low)
    high = np.where(core, ratings.rating + width, ratings.joint_high)
    above: Flags = low[:, None] > high[None, :]
    return above & ~(core[:, None] & core[None, :])
