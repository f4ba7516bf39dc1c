"""A figure with its 90 % interval, for many raters or tasks at once."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95  # the interval's quantiles
NORMAL_QUANTILE = 1.6448536269514722  # of HIGH


class Ranged(Struct, frozen=True, kw_only=True):
    """n figures, each with the 5 % and the 95 % quantile of what is believed of it; all (n,)."""

    value: Floats
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.value)

    def through(self, scale: Callable[[Floats], Floats]) -> "Ranged":
        """The same figures on another scale; `scale` must rise."""
        return Ranged(value=scale(self.value), low=scale(self.low), high=scale(self.high))


def normal_range(value: Floats, deviation: Floats) -> Ranged:
    """The interval of a normal posterior with this mean and standard deviation."""
    width = NORMAL_QUANTILE * deviation
    return Ranged(value=value, low=value - width, high=value + width)


def beta_range(successes: Floats, failures: Floats) -> Ranged:
    """The interval of a Beta posterior, prior counts included; both arguments above 0."""
    from scipy.special import betaincinv

    return Ranged(
        value=successes / (successes + failures),
        low=betaincinv(successes, failures, LOW),
        high=betaincinv(successes, failures, HIGH),
    )
