"""Each pair of raters on the units that both rated: who goes with whom, and who with nobody.

Ratings of one unit stand side by side, so that those d places apart are paired at once, for d = 1, 2, ...; the time is
linear in the number of pairs that meet, and nothing of size raters x raters is made.
"""

from itertools import pairwise as neighbours

import numpy as np

from touchstone.core.agreement.alpha import must_fit
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Floats, Ints, Metric, PairAgreement
from touchstone.core.errors import BadInput, NoData

MOST_MEETINGS = 50_000_000  # pairs of ratings on one unit: 1.2 GB on the way
_AT_ONCE = 4_000_000  # pairs of raters x values counted at once


def pairwise(ratings: Ratings, metric: Metric = Metric.NOMINAL, *, least: int = 2) -> PairAgreement:
    """Agreement of each pair of raters with at least `least` units in common.

    The chance-corrected coefficient is Cohen's kappa for the nominal metric, else with quadratic weights, on the places
    of the values for the ordinal metric and on the values themselves for the others (then it is Lin's concordance).

    Raises:
        BadInput: the values do not fit the metric, or more than `MOST_MEETINGS` pairs of ratings meet.
        NoData: no two raters have so many units in common.
    """
    must_fit(ratings, metric)
    one, other = _meetings(ratings)
    first, second = ratings.rater[one], ratings.rater[other]
    swap = first > second
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    key = np.minimum(first, second).astype(np.int64) * len(ratings.rater_names) + np.maximum(first, second)
    order = np.argsort(key, kind="stable")
    key, one, other = key[order], one[order], other[order]
    start = np.flatnonzero(np.diff(key, prepend=-1))
    units = np.diff(np.append(start, len(key)))
    same = (ratings.value[one] == ratings.value[other]).astype(np.float64)
    agreement = np.add.reduceat(same, start) / units
    pair = np.repeat(np.arange(len(start)), units)
    a, b = ratings.value[one].astype(np.int64), ratings.value[other].astype(np.int64)
    if metric is Metric.NOMINAL:
        measure, kappa = "Cohen's kappa", _plain(agreement, pair, a, b, units=units, kinds=len(ratings.scale))
    else:
        measure = "Cohen's kappa, quadratic weights"
        scale = np.arange(len(ratings.scale), dtype=np.float64) if metric is Metric.ORDINAL else ratings.scale
        kappa = _quadratic(scale[a], scale[b], start, pair, units)
    kept = units >= least
    if not kept.any():
        raise NoData(f"no two raters have {least} units in common")
    return PairAgreement(
        first=key[start][kept] // len(ratings.rater_names),
        second=key[start][kept] % len(ratings.rater_names),
        units=units[kept],
        agreement=agreement[kept],
        kappa=kappa[kept],
        measure=measure,
        rater_names=tuple(ratings.rater_names),
    )


def square(pairs: PairAgreement, raters: Ints, of: Floats) -> Floats:
    """The figures `of` (one a pair) of some `raters` as a symmetric matrix for a heat map; NaN where they never met."""
    place = np.full(len(pairs.rater_names), -1)
    place[raters] = np.arange(len(raters))
    rows, columns = place[pairs.first], place[pairs.second]
    there = (rows >= 0) & (columns >= 0)
    matrix = np.full((len(raters), len(raters)), np.nan)
    matrix[rows[there], columns[there]] = matrix[columns[there], rows[there]] = of[there]
    return matrix


def _meetings(ratings: Ratings) -> tuple[Ints, Ints]:
    """All pairs of rows on one unit by two raters."""
    start = np.flatnonzero(np.diff(ratings.unit, prepend=-1))
    size = np.diff(np.append(start, ratings.rows))
    if (meetings := int((size * (size - 1) // 2).sum())) > MOST_MEETINGS:
        hint = "compare some of the raters, or some of the units"
        raise BadInput(f"{meetings:,} pairs of ratings meet, more than {MOST_MEETINGS:,}", place="rater", hint=hint)
    end = np.repeat(start + size, size)
    near = np.arange(ratings.rows)
    found: list[tuple[Ints, Ints]] = []
    apart = 1
    while len(near := near[near + apart < end[near]]):
        different = ratings.rater[near] != ratings.rater[near + apart]
        found.append((near[different], near[different] + apart))
        apart += 1
    if not sum(len(one) for one, _ in found):
        raise NoData("no two raters have a unit in common")
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _plain(agreement: Floats, pair: Ints, a: Ints, b: Ints, *, units: Ints, kinds: int) -> Floats:
    """Cohen's kappa of each pair, by what each of the two said how often on their common units."""
    chance = np.empty(len(units))
    block = max(_AT_ONCE // kinds, 1)
    bounds = np.searchsorted(pair, np.arange(0, len(units) + block, block)).tolist()
    for begin, (low, high) in zip(range(0, len(units), block), neighbours(bounds), strict=False):
        many = min(block, len(units) - begin)
        counts = [
            np.bincount((pair[low:high] - begin) * kinds + said[low:high], minlength=many * kinds).reshape(many, kinds)
            for said in (a, b)
        ]
        both = np.einsum("pk,pk->p", counts[0], counts[1])
        chance[begin : begin + many] = both / units[begin : begin + many].astype(np.float64) ** 2
    return _corrected(agreement, chance)


def _quadratic(x: Floats, y: Floats, start: Ints, pair: Ints, units: Ints) -> Floats:
    """Kappa with quadratic weights: 1 - mean (x - y)^2 / that of the same values paired at random."""
    means = [np.add.reduceat(values, start) / units for values in (x, y)]
    spread = sum(
        np.add.reduceat((values - mean[pair]) ** 2, start) / units for values, mean in zip((x, y), means, strict=True)
    )
    expected = spread + (means[0] - means[1]) ** 2
    apart = np.add.reduceat((x - y) ** 2, start) / units
    kappa: Floats = 1 - np.divide(apart, expected, out=np.full(len(units), np.nan), where=expected > 0)
    return kappa


def _corrected(observed: Floats, chance: Floats) -> Floats:
    room = 1 - chance
    kappa: Floats = np.divide(observed - chance, room, out=np.full(len(observed), np.nan), where=room > 0)
    return kappa
