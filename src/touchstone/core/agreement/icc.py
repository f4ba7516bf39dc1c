"""Intraclass correlation: which part of the variance of one rating is the unit's own (Shrout and Fleiss 1979).

    ICC(1)    (B - W) / (B + (k - 1) W)                          each unit by raters of its own
    ICC(2,1)  (B - E) / (B + (k - 1) E + k (J - E) / U)          the same random raters on all units
    ICC(3,1)  (B - E) / (B + (k - 1) E)                          the same fixed raters on all units

B, W, J, E: mean squares between units, within units, of raters, and of what is left; with unequal numbers of ratings k
is the n0 of the analysis of variance. Intervals are those of the F distribution (Shrout and Fleiss 1979; McGraw and
Wong 1996), exact for normal values and, for ICC(1), equal numbers of ratings. Standard errors are by the jackknife over
units (Efron and Stein 1981): the sums without one unit follow from the sums with it.
"""

import numpy as np

from touchstone.core.agreement.draws import draw_again
from touchstone.core.agreement.icc_sums import Kind, Sums, UnitSums, sums_of
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Bootstrap, Coefficient, Floats, Interval
from touchstone.core.progress import Progress

METHOD = "F distribution (Shrout and Fleiss 1979); error by the jackknife over units"


def icc(ratings: Ratings, kind: Kind = Kind.ONE, *, level: float = 0.95) -> Coefficient:
    """The intraclass correlation of single ratings.

    Raises:
        BadInput: the values are words, or, but for ICC(1), a rater did not rate a unit.
        NoData: fewer than two units, or none with two ratings, or all values are the same.
    """
    sums = sums_of(ratings, kind)
    whole, left = sums.whole(), coefficient(sums.without_each(), kind, sums.raters)
    value = float(coefficient(whole, kind, sums.raters)[0])
    low, high = _bounds(whole, kind, raters=sums.raters, value=value, level=level)
    error = float(np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()))
    interval = Interval(
        low=low,
        high=min(high, 1.0),
        standard_error=error if np.isfinite(error) else None,
        level=level,
        method=METHOD,
    )
    raters = int(np.count_nonzero(np.bincount(ratings.rater)))
    units = int(whole.units[0])
    return Coefficient(name=kind.value, value=value, interval=interval, units=units, values=ratings.rows, raters=raters)


def bootstrap_icc(
    ratings: Ratings,
    kind: Kind = Kind.ONE,
    *,
    rng: np.random.Generator,
    draws: int = 1000,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Bootstrap:
    """The same over `draws` draws of the units.

    Raises:
        BadInput: as `icc`, or fewer than two draws.
        NoData: as `icc`.
    """
    sums = sums_of(ratings, kind)
    return draw_again(
        lambda weights: coefficient(sums.weighted(weights), kind, sums.raters),
        np.ones(len(sums.each.units), dtype=np.int64),
        of=_with_influence(sums, kind),
        rng=rng,
        draws=draws,
        level=level,
        progress=progress,
    )


def coefficient(sums: Sums, kind: Kind, raters: int) -> Floats:
    """The correlation in each set of units; NaN where all values are the same."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind is Kind.ONE:
            between, within, k = _one_way(sums)
            share: Floats = (between - within) / (between + (k - 1) * within)
            return share
        rows, columns, error = _two_way(sums, raters)
        severity = raters * (columns - error) / sums.units if kind is Kind.TWO else 0.0
        agreement: Floats = (rows - error) / (rows + (raters - 1) * error + severity)
        return agreement


def _with_influence(sums: UnitSums, kind: Kind) -> tuple[float, Floats]:
    """The correlation, and each unit's influence on it up to a factor; none where it does not exist without a unit."""
    left = coefficient(sums.without_each(), kind, sums.raters)
    influence = left.mean() - left
    return float(coefficient(sums.whole(), kind, sums.raters)[0]), influence if np.isfinite(influence).all() else left[
        :0
    ]


def _one_way(sums: Sums) -> tuple[Floats, Floats, Floats]:
    """Mean squares between and within units, and the typical number of ratings a unit."""
    few, many = sums.units - 1, sums.n - sums.units
    between = (sums.by_unit - sums.total**2 / sums.n) / few
    within = np.maximum(sums.squares - sums.by_unit, 0) / many
    return between, within, (sums.n - sums.n_squared / sums.n) / few


def _two_way(sums: Sums, k: int) -> tuple[Floats, Floats, Floats]:
    """Mean squares of units, of raters, and what is left."""
    few = sums.units - 1
    middle = sums.total**2 / sums.n
    units, raters = sums.by_unit - middle, sums.by_rater / sums.units - middle
    left = np.maximum(sums.squares - middle - units - raters, 0)
    return units / few, raters / (k - 1), left / (few * (k - 1))


def _bounds(sums: Sums, kind: Kind, *, raters: int, value: float, level: float) -> tuple[float, float]:
    if kind is Kind.TWO:
        return _absolute_bounds(sums, raters=raters, value=value, level=level)
    return _share_bounds(sums, kind, raters=raters, value=value, level=level)


def _share_bounds(sums: Sums, kind: Kind, *, raters: int, value: float, level: float) -> tuple[float, float]:
    """The bounds of ICC(1) and ICC(3,1): the ratios of variances that the F ratio leaves possible."""
    from scipy.special import fdtri

    few = float(sums.units[0]) - 1
    if kind is Kind.ONE:
        between, within, typical = (float(of[0]) for of in _one_way(sums))
        many = float(sums.n[0] - sums.units[0])
    else:
        rows, _, error = _two_way(sums, raters)
        between, within, typical, many = float(rows[0]), float(error[0]), raters, few * (raters - 1)
    if within == 0:
        return value, value
    f, tail = between / within, (1 + level) / 2
    low, high = f / fdtri(few, many, tail), f * fdtri(many, few, tail)
    return float((low - 1) / (low + typical - 1)), float((high - 1) / (high + typical - 1))


def _absolute_bounds(sums: Sums, *, raters: int, value: float, level: float) -> tuple[float, float]:
    """The bounds of ICC(2,1), whose degrees of freedom are Satterthwaite's (Shrout and Fleiss 1979, p. 424)."""
    from scipy.special import fdtri

    rows, columns, error = (float(of[0]) for of in _two_way(sums, raters))
    n, k = float(sums.units[0]), raters
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
