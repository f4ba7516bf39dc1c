"""Krippendorff's alpha and the kappas drawn again: each as a function of weighted sums over units (see `draws`).

Units with the same values are one pattern: with few values and raters there are only some hundred patterns, however
many units, and their weights are one multinomial draw.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from touchstone.core.agreement.alpha import alpha_within, midranks, must_fit, ratio_distance, squared
from touchstone.core.agreement.cells import Cells, pair_sums, patterns_of
from touchstone.core.agreement.draws import Statistic, draw_again
from touchstone.core.agreement.groups import Groups
from touchstone.core.agreement.kappa import Chance, agreeing_share, chance_agreement, kappa_within, weight_table
from touchstone.core.agreement.linear import Linearised
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Bootstrap, Floats, Ints, Metric, Weighting
from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_RATIO_VALUES = 4_000  # different values under the ratio metric: each draw compares each with each


def bootstrap_alpha(
    ratings: Ratings,
    metric: Metric = Metric.NOMINAL,
    *,
    rng: np.random.Generator,
    draws: int = 1000,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Bootstrap:
    """Krippendorff's alpha over `draws` draws of the units that have two ratings.

    Raises:
        BadInput: the values do not fit the metric, fewer than two draws, or too many different values for `RATIO`.
        NoData: no unit has two ratings, or all values are the same.
    """
    must_fit(ratings, metric)
    cells, times = patterns(patterns_of(ratings))
    if metric is Metric.RATIO and cells.values > MOST_RATIO_VALUES:
        raise BadInput(
            f"{cells.values:,} different values are too many to draw again under the ratio metric",
            place="value",
            hint=f"at most {MOST_RATIO_VALUES:,}; the interval without the bootstrap takes any number",
        )
    found = alpha_within(ratings, metric)
    statistic = _alpha_statistic(cells, metric, ratings.scale)
    return draw_again(statistic, times, of=_exists(found), rng=rng, draws=draws, level=level, progress=progress)


def bootstrap_kappa(
    ratings: Ratings,
    chance: Chance,
    weighting: Weighting = Weighting.NONE,
    *,
    rng: np.random.Generator,
    draws: int = 1000,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Bootstrap:
    """Fleiss' kappa, Gwet's AC or percent agreement over `draws` draws of the units that have a rating.

    Raises:
        BadInput: fewer than two draws, or too many different values to weigh.
        NoData: no unit has two ratings, or all values are the same.
    """
    found = kappa_within(ratings, chance, weighting)
    cells, times = patterns(patterns_of(ratings, least=1))
    statistic = _kappa_statistic(cells, chance, weight_table(ratings.scale, weighting))
    return draw_again(statistic, times, of=_exists(found), rng=rng, draws=draws, level=level, progress=progress)


def patterns(cells: Cells) -> tuple[Cells, Ints]:
    """Units with the same values as one, and how many there are of each; all as they are where none can be told fast.

    The pattern is one number: the counts of the values as digits.
    """
    if cells.times is not None:
        return cells, cells.times
    base = int(cells.count.max()) + 1
    if cells.values * np.log2(base) >= 63:
        return cells, np.ones(cells.units, dtype=np.int64)
    digit = base ** np.arange(cells.values, dtype=np.int64)
    number = np.add.reduceat(cells.count.astype(np.int64) * digit[cells.value], cells.start)
    _, first, times = np.unique(number, return_index=True, return_counts=True)
    length = np.diff(np.append(cells.start, len(cells.unit)))[first]
    start = np.cumsum(length) - length
    rows = np.arange(length.sum()) - np.repeat(start - cells.start[first], length)
    kept = Cells(
        start=start,
        unit=np.repeat(np.arange(len(first)), length),
        value=cells.value[rows],
        count=cells.count[rows],
        size=cells.size[first],
        which=cells.which[first],
        values=cells.values,
    )
    return kept, times


def _exists(found: Linearised) -> tuple[float, Floats]:
    if not np.isfinite(found.value[0]):
        raise NoData("all values are the same", hint="agreement beyond chance needs at least two values")
    return float(found.value[0]), found.of_each_unit


def _alpha_statistic(cells: Cells, metric: Metric, scale: Floats) -> Statistic:
    if metric is Metric.INTERVAL:
        return _interval_statistic(cells, scale)
    if metric is Metric.ORDINAL:
        return _ordinal_statistic(cells)
    if metric is Metric.NOMINAL:
        within = cells.size**2 - cells.per_unit(cells.count**2)
        return _counted_statistic(cells, within, lambda totals: totals.sum(axis=1) ** 2 - (totals**2).sum(axis=1))
    within = pair_sums(cells, lambda a, b: ratio_distance(scale[a], scale[b]))
    distance = ratio_distance(scale[:, None], scale[None, :])
    return _counted_statistic(cells, within, lambda totals: ((totals @ distance) * totals).sum(axis=1))


def _counted_statistic(cells: Cells, within: Floats, across: Callable[[Floats], Floats]) -> Statistic:
    counts, disagreement = _table(cells, cells.count), within / (cells.size - 1)

    def statistic(weights: Floats) -> Floats:
        return _alpha_of(weights @ disagreement, across(weights @ counts), n=weights @ cells.size)

    return statistic


def _interval_statistic(cells: Cells, scale: Floats) -> Statistic:
    x = scale[cells.value]
    x = x - np.average(x, weights=cells.count)
    disagreement = squared(cells, x, Groups.among(None, cells, 1)).within / (cells.size - 1)
    sums, squares = cells.per_unit(cells.count * x), cells.per_unit(cells.count * x**2)

    def statistic(weights: Floats) -> Floats:
        n = weights @ cells.size
        return _alpha_of(weights @ disagreement, 2 * (n * (weights @ squares) - (weights @ sums) ** 2), n=n)

    return statistic


def _ordinal_statistic(cells: Cells) -> Statistic:
    """The midranks are those of each draw, so the disagreement within units is worked out anew."""
    counts, per_other = _table(cells, cells.count), 1 / (cells.size - 1)

    def statistic(weights: Floats) -> Floats:
        totals = weights @ counts
        rank, n = midranks(totals), weights @ cells.size
        squares = ((weights * (cells.size * per_other)) @ counts * rank**2).sum(axis=1)
        sums = ((counts @ rank.T).T ** 2 * (weights * per_other)).sum(axis=1)
        spread = (totals * (rank - n[:, None] / 2) ** 2).sum(axis=1)
        return _alpha_of(2 * (squares - sums), 2 * n * spread, n=n)

    return statistic


def _alpha_of(observed: Floats, expected: Floats, *, n: Floats) -> Floats:
    real = expected > np.finfo(float).eps * n**2 * np.maximum(observed, 0)
    alpha: Floats = 1 - np.divide((n - 1) * observed, expected, out=np.full(len(n), np.nan), where=real)
    return alpha


def _kappa_statistic(cells: Cells, chance: Chance, weights_of_values: Floats | None) -> Statistic:
    several = (cells.size > 1).astype(np.float64)
    agreeing = agreeing_share(cells, weights_of_values)
    shares = _table(cells, cells.count / cells.size[cells.unit])

    def statistic(weights: Floats) -> Floats:
        rated_twice = weights @ several
        mean = (weights @ shares) / weights.sum(axis=1, keepdims=True)
        expected, _ = chance_agreement(mean, chance, weights_of_values)
        room = (1 - expected) * rated_twice
        over = weights @ agreeing - expected * rated_twice
        kappa: Floats = np.divide(over, room, out=np.full(len(over), np.nan), where=room > 0)
        return kappa

    return statistic


def _table(cells: Cells, of: Floats) -> "csr_array":
    from scipy.sparse import csr_array

    bounds = np.append(cells.start, len(cells.unit))
    return csr_array((of, cells.value, bounds), shape=(cells.units, cells.values))
