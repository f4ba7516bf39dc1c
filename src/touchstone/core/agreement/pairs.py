"""Each pair of raters on the units that both rated: who goes with whom, and who with nobody.

Ratings of one unit stand side by side, so that those d places apart are paired at once, for d = 1, 2, ...; the time is
linear in the number of pairs that meet, and nothing of size raters x raters is made.
"""

from itertools import pairwise as neighbours

import numpy as np
from msgspec import Struct

from touchstone.core.agreement.alpha import must_fit
from touchstone.core.agreement.cells import sums_by
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Floats, Ints, Metric, PairAgreement, RaterAgreement
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
    swap = ratings.rater[one] > ratings.rater[other]
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    many = len(ratings.rater_names)
    key = ratings.rater[one].astype(np.int64) * many + ratings.rater[other]
    found = _grouped(ratings, metric, key=key, one=one, other=other)
    kept = found.units >= least
    if not kept.any():
        raise NoData(f"no two raters have {least} units in common")
    return PairAgreement(
        first=found.key[kept] // many,
        second=found.key[kept] % many,
        units=found.units[kept],
        agreement=found.agreement[kept],
        kappa=found.kappa[kept],
        measure="Cohen's kappa" if metric is Metric.NOMINAL else "Cohen's kappa, quadratic weights",
        rater_names=tuple(ratings.rater_names),
    )


def by_rater(ratings: Ratings, metric: Metric = Metric.NOMINAL) -> tuple[RaterAgreement, ...]:
    """Each rater with all others who rated the same units taken as one, who agrees least first.

    Raises:
        BadInput: the values do not fit the metric, or more than `MOST_MEETINGS` / 2 pairs of ratings meet.
        NoData: no two raters have a unit in common.
    """
    must_fit(ratings, metric)
    one, other = _meetings(ratings, most=MOST_MEETINGS // 2)
    one, other = np.concatenate([one, other]), np.concatenate([other, one])
    found = _grouped(ratings, metric, key=ratings.rater[one].astype(np.int64), one=one, other=other)
    told = [
        RaterAgreement(
            rater=ratings.rater_names[rater],
            meetings=int(found.units[place]),
            agreement=float(found.agreement[place]),
            kappa=float(found.kappa[place]) if np.isfinite(found.kappa[place]) else None,
        )
        for place, rater in enumerate(found.key.tolist())
    ]
    return tuple(sorted(told, key=lambda of: (of.kappa is None, of.kappa, of.agreement, str(of.rater))))


def square(pairs: PairAgreement, raters: Ints, of: Floats) -> Floats:
    """The figures `of` (one a pair) of some `raters` as a symmetric matrix for a heat map; NaN where they never met."""
    place = np.full(len(pairs.rater_names), -1)
    place[raters] = np.arange(len(raters))
    rows, columns = place[pairs.first], place[pairs.second]
    there = (rows >= 0) & (columns >= 0)
    matrix = np.full((len(raters), len(raters)), np.nan)
    matrix[rows[there], columns[there]] = matrix[columns[there], rows[there]] = of[there]
    return matrix


class _Grouped(Struct, frozen=True, kw_only=True):
    """Pairs of ratings by a key: a pair of raters, or a rater."""

    key: Ints
    units: Ints
    agreement: Floats
    kappa: Floats


def _grouped(ratings: Ratings, metric: Metric, *, key: Ints, one: Ints, other: Ints) -> _Grouped:
    """Agreement of the rows `one` with the rows `other` within each key."""
    order = np.argsort(key, kind="stable")
    key, one, other = key[order], one[order], other[order]
    start = np.flatnonzero(np.diff(key, prepend=-1))
    units = np.diff(np.append(start, len(key)))
    group = np.repeat(np.arange(len(start)), units)
    a, b = ratings.value[one].astype(np.int64), ratings.value[other].astype(np.int64)
    agreement = sums_by(group, (a == b).astype(np.float64), len(start)) / units
    if metric is Metric.NOMINAL:
        kappa = _plain(agreement, group, a, b, units=units, kinds=len(ratings.scale))
    else:
        scale = np.arange(len(ratings.scale), dtype=np.float64) if metric is Metric.ORDINAL else ratings.scale
        kappa = _quadratic(scale[a], scale[b], group, units)
    return _Grouped(key=key[start], units=units, agreement=agreement, kappa=kappa)


def _meetings(ratings: Ratings, *, most: int = MOST_MEETINGS) -> tuple[Ints, Ints]:
    """All pairs of rows on one unit by two raters."""
    start = np.flatnonzero(np.diff(ratings.unit, prepend=-1))
    size = np.diff(np.append(start, ratings.rows))
    if (meetings := int((size * (size - 1) // 2).sum())) > most:
        hint = "compare some of the raters, or some of the units"
        raise BadInput(f"{meetings:,} pairs of ratings meet, more than {most:,}", place="rater", hint=hint)
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


def _quadratic(x: Floats, y: Floats, group: Ints, units: Ints) -> Floats:
    """Kappa with quadratic weights: 1 - mean (x - y)^2 / that of the same values paired at random."""
    many = len(units)
    means = [sums_by(group, values, many) / units for values in (x, y)]
    expected = (means[0] - means[1]) ** 2
    for values, mean in zip((x, y), means, strict=True):
        expected += sums_by(group, (values - mean[group]) ** 2, many) / units
    apart = sums_by(group, (x - y) ** 2, many) / units
    kappa: Floats = 1 - np.divide(apart, expected, out=np.full(many, np.nan), where=expected > 0)
    return kappa


def _corrected(observed: Floats, chance: Floats) -> Floats:
    room = 1 - chance
    kappa: Floats = np.divide(observed - chance, room, out=np.full(len(observed), np.nan), where=room > 0)
    return kappa
