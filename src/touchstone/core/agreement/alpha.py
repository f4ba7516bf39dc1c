"""Krippendorff's alpha: 1 - observed over expected disagreement, for any number of raters, gaps and four metrics.

    observed = 1/n sum over units of 1/(n_u - 1) sum over pairs of its values of d(a, b)
    expected = 1/(n (n - 1)) sum over all pairs of values of d(a, b)

with n the pairable values, those on units that have at least two (Krippendorff 2011, "Computing Krippendorff's
alpha-reliability"). The interval metric is sums of squares. The ordinal metric is the interval metric on midranks,
because the values given between a and b, half of a's and b's own counted, are the difference of their midranks. So both
take linear time, whatever the number of distinct values. The ratio metric compares each distinct value with each other
one, in blocks, and takes quadratic time in their number.
"""

import numpy as np
from msgspec import Struct

from touchstone.core.agreement.cells import Cells, cells_of, pair_sums, patterns_of
from touchstone.core.agreement.groups import Groups, each_cell, each_value, group_totals
from touchstone.core.agreement.linear import Linearised
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Floats, Ints, Metric
from touchstone.core.errors import BadInput

MOST_RATIO_VALUES = 100_000  # different values under the ratio metric: 10^10 distances, about a minute
BLOCK = 2_048  # distinct values compared at once with all others under the ratio metric: 2,048 x 2,048 numbers


class Disagreement(Struct, frozen=True, kw_only=True):
    """The sums over pairs of values, and how they change with one more rating."""

    within: Floats  # (U,), sum of d over ordered pairs of each unit's own values
    expected: Floats  # (G,), sum of d over ordered pairs of all values of the group
    expected_slope: Floats  # (C,), of `expected`, in one more rating of the cell's value
    # (C,), of the sum of within / (n_u - 1), through distances that move with the data; none but ordinal ones do
    observed_slope: Floats | float = 0.0


def alpha_within(ratings: Ratings, metric: Metric, group: Ints | None = None, *, groups: int = 1) -> Linearised:
    """Alpha in each group of units (`group` says which, by the unit's code), as if each were alone.

    Raises:
        BadInput: the values are words and the metric needs numbers, or one is negative under the ratio metric.
        NoData: no unit has two ratings.
    """
    must_fit(ratings, metric)
    cells = patterns_of(ratings) if group is None else cells_of(ratings)
    within = Groups.among(group, cells, groups)
    return _linearised(cells, _disagreement(cells, metric, groups=within, scale=ratings.scale), within)


def must_fit(ratings: Ratings, metric: Metric) -> None:
    """Refuse values that `metric` cannot compare."""
    if metric in {Metric.INTERVAL, Metric.RATIO} and not ratings.numeric:
        names = ", ".join(str(name) for name in ratings.value_names[:3])
        raise BadInput(
            f"the {metric} metric needs numbers, and these values are words: {names}",
            place="value",
            hint="the metric ordinal with an order of the words, or nominal",
        )
    if metric is Metric.RATIO and ratings.scale[0] < 0:
        raise BadInput(
            f"the ratio metric has a true zero, and there is a value of {ratings.scale[0]:g}",
            place="value",
            hint="the metric interval",
        )
    if metric is Metric.RATIO and len(ratings.scale) > MOST_RATIO_VALUES:
        raise BadInput(
            f"{len(ratings.scale):,} different values are too many for the ratio metric",
            place="value",
            hint=f"at most {MOST_RATIO_VALUES:,}; round them, or take the metric interval",
        )


def _linearised(cells: Cells, pairs: Disagreement, groups: Groups) -> Linearised:
    by_unit = pairs.within / (cells.size - 1)
    n = groups.sums(cells.size)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = groups.sums(by_unit) / pairs.expected
        value = np.where(pairs.expected > 0, 1 - (n - 1) * rate, np.nan)
        slope = each_cell(rate, cells, groups) * pairs.expected_slope - pairs.observed_slope
        moved = groups.each((n - 1) / pairs.expected) * (cells.per_unit(cells.count * slope) - by_unit)
        influence = moved - groups.each(rate) * cells.size
    return Linearised(value=value, influence=influence, size=cells.size, groups=groups)


def _disagreement(cells: Cells, metric: Metric, *, groups: Groups, scale: Floats) -> Disagreement:
    if metric is Metric.INTERVAL:
        return squared(cells, scale[cells.value], groups)
    totals = group_totals(cells, cells.count, groups)
    if metric is Metric.ORDINAL:
        return _ordinal(cells, totals, groups)
    if metric is Metric.NOMINAL:
        within, to_all = cells.size**2 - cells.per_unit(cells.count**2), totals.sum(axis=1, keepdims=True) - totals
    else:
        within = pair_sums(cells, lambda a, b: ratio_distance(scale[a], scale[b]))
        to_all = ratio_to_all(scale, totals)
    slope = 2 * each_value(to_all, cells, groups)
    return Disagreement(within=within, expected=(to_all * totals).sum(axis=1), expected_slope=slope)


def squared(cells: Cells, x: Floats, groups: Groups) -> Disagreement:
    """Squared differences of the values `x` (C,), by sums of squares about the means of units and groups."""
    n = groups.sums(cells.size)
    sums = cells.per_unit(cells.count * x)
    with np.errstate(invalid="ignore"):
        middle = groups.sums(sums) / n
    from_unit = x - (sums / cells.size)[cells.unit]
    from_group = (x - each_cell(middle, cells, groups)) ** 2
    spread = groups.sums(cells.per_unit(cells.count * from_group))
    n_of, spread_of = (each_cell(of, cells, groups) for of in (n, spread))
    return Disagreement(
        within=2 * cells.size * cells.per_unit(cells.count * from_unit**2),
        expected=2 * n * spread,
        expected_slope=2 * (n_of * from_group + spread_of),
    )


def midranks(totals: Floats) -> Floats:
    """The mean rank of each value among all values, counted from 0; `totals` (..., K) says how often each occurs."""
    return np.cumsum(totals, axis=-1) - totals / 2


def _ordinal(cells: Cells, totals: Floats, groups: Groups) -> Disagreement:
    rank = midranks(totals)
    x = each_value(rank, cells, groups)
    pairs = squared(cells, x, groups)
    # One more rating also moves the midranks: those of greater values by one, of its own value by one half.
    middle = (cells.per_unit(cells.count * x) / cells.size)[cells.unit]
    pull = 4 * cells.count * (cells.size / (cells.size - 1))[cells.unit] * (x - middle)
    by_rank = group_totals(cells, pull, groups)
    n = totals.sum(axis=1, keepdims=True)
    expected_by_rank = 4 * totals * n * (rank - n / 2)
    return Disagreement(
        within=pairs.within,
        expected=pairs.expected,
        expected_slope=pairs.expected_slope + each_value(_above(expected_by_rank), cells, groups),
        observed_slope=each_value(_above(by_rank), cells, groups),
    )


def _above(of_values: Floats) -> Floats:
    """For each value the sum of `of_values` (G, K) over greater ones, and half of its own."""
    above: Floats = of_values.sum(axis=1, keepdims=True) - np.cumsum(of_values, axis=1) + of_values / 2
    return above


def ratio_distance(a: Floats, b: Floats) -> Floats:
    """((a - b) / (a + b))^2, and 0 where both are 0."""
    total = a + b
    return np.square((a - b) / np.where(total == 0, 1.0, total))


def ratio_to_all(scale: Floats, totals: Floats) -> Floats:
    """The sum of ratio distances from each value (K,) to all values, of which `totals` (..., K) says how many there are."""
    to_all = np.zeros(totals.shape)
    for begin in range(0, len(scale), BLOCK):
        for across in range(0, len(scale), BLOCK):
            distance = ratio_distance(scale[begin : begin + BLOCK, None], scale[None, across : across + BLOCK])
            to_all[..., begin : begin + BLOCK] += totals[..., across : across + BLOCK] @ distance.T
    return to_all
