"""Two raters who give numbers: Pearson, Spearman, Kendall's tau-b, and Lin's concordance.

Correlation asks whether one rises with the other; a rater who always gives ten more still correlates perfectly. Only
the concordance correlation (Lin 1989) takes off for that. Intervals come from Fisher's transformation z = artanh(r):

    Pearson        se(z) = 1 / sqrt(N - 3)                       Fisher 1921
    Spearman       se(z) = sqrt((1 + r^2 / 2) / (N - 3))         Bonett and Wright 2000
    Kendall tau-b  se(z) = sqrt(.437 / (N - 4))                  Fieller, Hartley and Pearson 1957
    concordance    Lin 1989, with the correction of 2000
"""

from math import atanh, isnan, nan, sqrt, tanh

import numpy as np

from touchstone.core.agreement.two import Both
from touchstone.core.agreement.values import Coefficient, Floats, Interval
from touchstone.core.errors import NoData


def pearson(pairs: Both, *, level: float = 0.95) -> Coefficient:
    """Pearson's product-moment correlation.

    Raises:
        NoData: a rater gave one value throughout.
    """
    r = _correlation(*_numbers(pairs))
    return _told("Pearson", r, _per_root(1.0, pairs.units - 3), pairs, level=level, method="Fisher's z (Fisher 1921)")


def spearman(pairs: Both, *, level: float = 0.95) -> Coefficient:
    """Spearman's rank correlation, with midranks for ties.

    Raises:
        NoData: a rater gave one value throughout.
    """
    from scipy.stats import rankdata

    r = _correlation(rankdata(pairs.first), rankdata(pairs.second))
    error = _per_root(1 + r**2 / 2, pairs.units - 3)
    return _told("Spearman", r, error, pairs, level=level, method="Fisher's z (Bonett and Wright 2000)")


def kendall(pairs: Both, *, level: float = 0.95) -> Coefficient:
    """Kendall's tau-b: concordant less discordant pairs of units, with ties taken off.

    Raises:
        NoData: a rater gave one value throughout.
    """
    from scipy.stats import kendalltau

    _must_vary(pairs.first, pairs.second)
    tau = float(kendalltau(pairs.first, pairs.second).statistic)
    error = _per_root(0.437, pairs.units - 4)
    method = "Fisher's z (Fieller, Hartley and Pearson 1957)"
    return _told("Kendall's tau-b", tau, error, pairs, level=level, method=method)


def concordance(pairs: Both, *, level: float = 0.95) -> Coefficient:
    """Lin's concordance correlation: 2 cov / (var + var + (mean - mean)^2), moments over N.

    It equals Cohen's kappa with quadratic weights (Robieson 1999).

    Raises:
        NoData: both gave one and the same value throughout.
    """
    x, y = _numbers(pairs)
    covariance, apart = _covariance(x, y), float(x.mean() - y.mean())
    total = float(x.var() + y.var()) + apart**2
    if total == 0:
        raise NoData("both raters gave one and the same value throughout")
    r = 2 * covariance / total
    error = _lin_error(r, x, y) if covariance else nan
    return _told("Concordance", r, error, pairs, level=level, method="Lin's z (Lin 1989, 2000)")


def _lin_error(r: float, x: Floats, y: Floats) -> float:
    plain = _correlation(x, y)
    if abs(r) >= 1 or len(x) < 3:
        return 0.0 if len(x) >= 3 else nan
    shift = float(x.mean() - y.mean()) ** 2 / sqrt(float(x.var() * y.var()))
    room = 1 - r**2
    spread = (1 - plain**2) * r**2 / (room * plain**2)
    spread += 2 * r**3 * (1 - r) * shift / (plain * room**2) - r**4 * shift**2 / (2 * plain**2 * room**2)
    return sqrt(max(spread, 0.0) / (len(x) - 2))


def _numbers(pairs: Both) -> tuple[Floats, Floats]:
    return pairs.scale[pairs.first], pairs.scale[pairs.second]


def _must_vary(first: np.ndarray, second: np.ndarray) -> None:
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        raise NoData("a rater gave one value throughout", hint="there is nothing to correlate")


def _covariance(x: Floats, y: Floats) -> float:
    return float(((x - x.mean()) * (y - y.mean())).mean())


def _correlation(x: Floats, y: Floats) -> float:
    _must_vary(x, y)
    r = _covariance(x, y) / sqrt(_covariance(x, x) * _covariance(y, y))
    return min(max(r, -1.0), 1.0)


def _per_root(numerator: float, freedom: int) -> float:
    return sqrt(numerator / freedom) if freedom > 0 else nan


def _told(name: str, r: float, z_error: float, pairs: Both, *, level: float, method: str) -> Coefficient:
    """With the interval of artanh(r) +- quantile x `z_error`, and the standard error that it means at r."""
    units = pairs.units
    interval = _interval(r, z_error, level=level, method=method)
    return Coefficient(name=name, value=r, interval=interval, units=units, values=2 * units, raters=2)


def _interval(r: float, z_error: float, *, level: float, method: str) -> Interval | None:
    from scipy.special import ndtri

    if isnan(z_error):
        return None
    if abs(r) >= 1:
        return Interval(low=r, high=r, standard_error=0.0, level=level, method=method)
    z, width = atanh(r), float(ndtri((1 + level) / 2)) * z_error
    low, high = tanh(z - width), tanh(z + width)
    return Interval(low=low, high=high, standard_error=(1 - r**2) * z_error, level=level, method=method)
