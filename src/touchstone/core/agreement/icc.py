"""Intraclass correlation: which part of the variance of one rating is the unit's own (Shrout and Fleiss 1979).

    ICC(1)    each unit by raters of its own: (B - W) / (B + (k - 1) W)
    ICC(2,1)  the same random raters on all units, their severity counts against agreement
    ICC(3,1)  the same fixed raters on all units, their severity does not count

B, W: mean squares between and within units; with unequal numbers of ratings k is the n0 of the analysis of variance.
Intervals are those of the F distribution (Shrout and Fleiss 1979; McGraw and Wong 1996), exact for normal values and,
for ICC(1), equal numbers of ratings. Standard errors are by the jackknife over units (Efron and Stein 1981): the sums
without one unit follow from the sums with it.
"""

from math import nan

import numpy as np
from msgspec import Struct, structs

from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Coefficient, Floats, Interval
from touchstone.core.errors import BadInput, NoData

_F_METHOD = "F distribution (Shrout and Fleiss 1979); error by the jackknife over units"


class _Sums(Struct, frozen=True, kw_only=True):
    """Sums over units for each of m sets of units, (m,); the values are taken from their mean."""

    units: Floats
    n: Floats  # ratings
    n_squared: Floats  # sum of squared numbers of ratings
    total: Floats
    squares: Floats
    by_unit: Floats  # sum of (unit's sum)^2 / its ratings
    by_rater: Floats  # sum of (rater's sum)^2; 0 where raters are not told apart


def icc1(ratings: Ratings, *, level: float = 0.95) -> Coefficient:
    """ICC(1): one rating, each unit by its own raters; gaps and unequal numbers of ratings are fine.

    Raises:
        BadInput: the values are words.
        NoData: fewer than two units, or none with two ratings, or all values equal.
    """
    each, whole = _one_way_sums(ratings)
    between, within, k = _one_way(whole)
    few, many = whole.units[0] - 1, whole.n[0] - whole.units[0]
    bounds = _share_bounds(between[0], within[0], k[0], few=few, many=many, level=level)
    left = _share(*_one_way(_minus(whole, each)))
    return _told("ICC(1)", _share(between, within, k), bounds, _jackknife(left), ratings, level=level)


def icc2(ratings: Ratings, *, level: float = 0.95) -> Coefficient:
    """ICC(2,1): one rating by raters drawn at random, all of whom rated all units; absolute agreement.

    Raises:
        BadInput: the values are words, or a rater did not rate a unit.
        NoData: fewer than two units or raters, or all values equal.
    """
    whole, without, k = _two_way_sums(ratings)
    rows, columns, error = _two_way(whole, k)
    value = _absolute(rows, columns, error, k=k, n=whole.units)
    left = _absolute(*_two_way(without, k), k=k, n=without.units)
    squares = (float(rows[0]), float(columns[0]), float(error[0]))
    bounds = _absolute_bounds(*squares, value=float(value[0]), k=k, n=float(whole.units[0]), level=level)
    return _told("ICC(2,1)", value, bounds, _jackknife(left), ratings, level=level)


def icc3(ratings: Ratings, *, level: float = 0.95) -> Coefficient:
    """ICC(3,1): one rating by just these raters, all of whom rated all units; consistency.

    Raises:
        BadInput: the values are words, or a rater did not rate a unit.
        NoData: fewer than two units or raters, or all values equal.
    """
    whole, without, k = _two_way_sums(ratings)
    rows, _, error = _two_way(whole, k)
    few = whole.units[0] - 1
    bounds = _share_bounds(rows[0], error[0], k, few=few, many=few * (k - 1), level=level)
    left_rows, _, left_error = _two_way(without, k)
    left = _share(left_rows, left_error, k)
    return _told("ICC(3,1)", _share(rows, error, k), bounds, _jackknife(left), ratings, level=level)


def _one_way_sums(ratings: Ratings) -> tuple[_Sums, _Sums]:
    """The sums of each unit by itself, and of all."""
    x = _centred(ratings)
    start = np.flatnonzero(np.diff(ratings.unit, prepend=-1))
    size = np.diff(np.append(start, ratings.rows)).astype(np.float64)
    if len(start) < 2 or not (size > 1).any():
        raise NoData("fewer than two units, or none with two ratings", hint="ICC compares units with one another")
    total = np.add.reduceat(x, start)
    each = _Sums(
        units=np.ones(len(start)),
        n=size,
        n_squared=size**2,
        total=total,
        squares=np.add.reduceat(x**2, start),
        by_unit=total**2 / size,
        by_rater=np.zeros(len(start)),
    )
    return each, _Sums(**{name: getattr(each, name).sum(keepdims=True) for name in each.__struct_fields__})


def _two_way_sums(ratings: Ratings) -> tuple[_Sums, _Sums, int]:
    """The sums of all, the sums without each unit, and the number of raters."""
    each, whole = _one_way_sums(ratings)
    raters, place = np.unique(ratings.rater, return_inverse=True)
    complete = len(raters) * int(whole.units[0])
    if len(raters) < 2 or ratings.rows != complete or (each.n != len(raters)).any():
        raise BadInput(
            f"{ratings.rows:,} ratings where {len(raters):,} raters on {int(whole.units[0]):,} units make {complete:,}",
            place="rater",
            hint="every rater on every unit, two raters at least; ICC(1) takes gaps",
        )
    x = _centred(ratings)
    of_rater = np.bincount(place, x)
    start = np.arange(0, ratings.rows, len(raters))
    own = np.add.reduceat(of_rater[place] * x, start)
    whole = structs.replace(whole, by_rater=(of_rater**2).sum(keepdims=True))
    left = structs.replace(_minus(whole, each), by_rater=whole.by_rater - 2 * own + each.squares)
    return whole, left, len(raters)


def _centred(ratings: Ratings) -> Floats:
    if not ratings.numeric:
        raise BadInput(
            "an intraclass correlation needs numbers", place="value", hint="an alpha of the metric ordinal or nominal"
        )
    x = ratings.numbers
    if np.ptp(x) == 0:
        raise NoData("all values are the same", hint="there is no variance to divide")
    centred: Floats = x - x.mean()
    return centred


def _minus(whole: _Sums, each: _Sums) -> _Sums:
    return _Sums(**{name: getattr(whole, name) - getattr(each, name) for name in whole.__struct_fields__})


def _one_way(sums: _Sums) -> tuple[Floats, Floats, Floats]:
    """Mean squares between and within units, and the typical number of ratings a unit."""
    few, many = sums.units - 1, sums.n - sums.units
    with np.errstate(invalid="ignore", divide="ignore"):
        between = (sums.by_unit - sums.total**2 / sums.n) / few
        within = np.maximum(sums.squares - sums.by_unit, 0) / many
        return between, within, (sums.n - sums.n_squared / sums.n) / few


def _two_way(sums: _Sums, k: int) -> tuple[Floats, Floats, Floats]:
    """Mean squares of units, of raters, and what is left."""
    few = sums.units - 1
    middle = sums.total**2 / sums.n
    with np.errstate(invalid="ignore", divide="ignore"):
        units, raters = sums.by_unit - middle, sums.by_rater / sums.units - middle
        left = np.maximum(sums.squares - middle - units - raters, 0)
        return units / few, raters / (k - 1), left / (few * (k - 1))


def _share(between: Floats, within: Floats, k: Floats | int) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = (between - within) / (between + (k - 1) * within)
        return share


def _absolute(rows: Floats, columns: Floats, error: Floats, *, k: int, n: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        agreement: Floats = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
        return agreement


def _share_bounds(
    between: float, within: float, k: float, *, few: float, many: float, level: float
) -> tuple[float, float]:
    """The bounds of ICC(1) and ICC(3,1): the ratios of variances that the F ratio leaves possible."""
    from scipy.special import fdtri

    if within == 0:
        return 1.0, 1.0
    f, tail = between / within, (1 + level) / 2
    low, high = f / fdtri(few, many, tail), f * fdtri(many, few, tail)
    return float((low - 1) / (low + k - 1)), float((high - 1) / (high + k - 1))


def _absolute_bounds(
    rows: float, columns: float, error: float, *, value: float, k: int, n: float, level: float
) -> tuple[float, float]:
    """The bounds of ICC(2,1), whose degrees of freedom are Satterthwaite's (Shrout and Fleiss 1979, p. 424)."""
    from scipy.special import fdtri

    if error == 0:
        return value, value
    ratio = columns / error
    own = n * (1 + (k - 1) * value) - k * value
    freedom = (k - 1) * (n - 1) * (k * value * ratio + own) ** 2 / ((n - 1) * k**2 * value**2 * ratio**2 + own**2)
    tail = (1 + level) / 2
    above, below = float(fdtri(n - 1, freedom, tail)), float(fdtri(freedom, n - 1, tail))
    rest = k * columns + (k * n - k - n) * error
    low = n * (rows - above * error) / (above * rest + n * rows)
    return low, n * (below * rows - error) / (rest + n * below * rows)


def _jackknife(without: Floats) -> float:
    """The standard error from the coefficients without each unit; NaN where one does not exist."""
    n = len(without)
    spread = float(((without - without.mean()) ** 2).sum())
    return float(np.sqrt((n - 1) / n * spread)) if np.isfinite(spread) else nan


def _told(
    name: str, value: Floats, bounds: tuple[float, float], error: float, ratings: Ratings, *, level: float
) -> Coefficient:
    low, high = bounds
    interval = Interval(low=low, high=min(high, 1.0), standard_error=error, level=level, method=_F_METHOD)
    units = len(np.unique(ratings.unit))
    raters = len(np.unique(ratings.rater))
    return Coefficient(
        name=name, value=float(value[0]), interval=interval, units=units, values=ratings.rows, raters=raters
    )
