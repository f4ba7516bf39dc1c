"""The bootstrap over units: how a coefficient moves when the units are drawn again, with replacement.

Each draw gives every unit a weight (0, 1, 2, ...), and a coefficient is a function of weighted sums over units, so that
hundreds of draws are one matrix product. The interval is the bias-corrected and accelerated one (Efron 1987; Efron and
Tibshirani 1993, ch. 14), with the plain percentiles beside it. Where the influence of single units is not known it is
the bias-corrected one (Efron 1981).
"""

from collections.abc import Callable

import numpy as np

from touchstone.core.agreement.values import Bootstrap, Floats, Ints
from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress

ACCELERATED = "bias-corrected and accelerated bootstrap over units (Efron 1987)"
CORRECTED = "bias-corrected bootstrap over units (Efron 1981)"
_NUMBERS_AT_ONCE = 4_000_000  # draws x units (or values) held at once: 32 MB

Statistic = Callable[[Floats], Floats]  # weights (draws, units) to coefficients (draws,), NaN where there is none


def draw_again(
    statistic: Statistic,
    times: Ints,
    *,
    of: tuple[float, Floats],
    rng: np.random.Generator,
    draws: int,
    level: float,
    progress: Progress | None,
    width: int = 1,
) -> Bootstrap:
    """The bootstrap of `statistic` over units, of which there are `times` (M,) of each pattern.

    `of` is the coefficient itself and the influence of each unit on it; `width` says how many numbers beside its
    weights the statistic holds for each draw.

    Raises:
        BadInput: fewer than two draws.
        NoData: the coefficient exists in fewer than two draws.
    """
    if draws < 2:
        raise BadInput(f"{draws} draws", place="draws", hint="2 or more; 1,000 give a steady interval")
    at_once = max(1, min(draws, _NUMBERS_AT_ONCE // max(len(times), width)))
    if progress:
        progress.start(draws, "drawing units")
    parts = []
    for begin in range(0, draws, at_once):
        many = min(at_once, draws - begin)
        parts.append(statistic(weights_of(times, many, rng)))
        if progress:
            progress.advance(many)
    return told(np.concatenate(parts), of, level=level)


def weights_of(times: Ints, draws: int, rng: np.random.Generator) -> Floats:
    """How often each pattern is drawn in each of `draws` draws of as many units as there are, (draws, M)."""
    units = int(times.sum())
    if len(times) * 8 <= units:
        return rng.multinomial(units, times / units, size=draws).astype(np.float64)
    pattern = np.repeat(np.arange(len(times)), times)
    weights = np.empty((draws, len(times)))
    for draw in range(draws):
        weights[draw] = np.bincount(pattern[rng.integers(0, units, units)], minlength=len(times))
    return weights


def told(drawn: Floats, of: tuple[float, Floats], *, level: float) -> Bootstrap:
    """The intervals that the drawn coefficients give; NaN is a draw in which there is none.

    Raises:
        NoData: fewer than two exist.
    """
    values = drawn[np.isfinite(drawn)]
    if len(values) < 2:
        raise NoData("in nearly every draw all values are the same", hint="the interval without the bootstrap")
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    plain = np.quantile(values, tails)
    low, high = np.quantile(values, _corrected(values, *of, tails=tails))
    return Bootstrap(
        low=float(low),
        high=float(high),
        percentile_low=float(plain[0]),
        percentile_high=float(plain[1]),
        standard_error=float(values.std(ddof=1)),
        level=level,
        draws=len(values),
        undefined=len(drawn) - len(values),
        method=ACCELERATED if len(of[1]) else CORRECTED,
    )


def _corrected(values: Floats, value: float, influence: Floats, *, tails: Floats) -> Floats:
    """Which quantiles of the draws to take: corrected for bias, and for a spread that changes with the coefficient."""
    from scipy.special import ndtr, ndtri

    below = (np.sum(values < value) + np.sum(values == value) / 2) / len(values)
    bias = ndtri(np.clip(below, 0.5 / len(values), 1 - 0.5 / len(values)))
    scale = np.sum(influence**2) ** 1.5
    acceleration = np.sum(influence**3) / (6 * scale) if scale > 0 else 0.0
    shifted = bias + ndtri(tails)
    quantiles: Floats = ndtr(bias + shifted / (1 - acceleration * shifted))
    return quantiles
