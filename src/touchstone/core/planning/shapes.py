"""Distributions, all of one kind: straight lines between stated points of the quantile function.

A person can draw them with a ruler, nothing lies outside the stated ends, and a column of uniform numbers turns into
draws by one interpolation. Every assumption has its own column, so that one can be held still while the rest moves
(what `sensitivity` does) and so that two alternatives meet the same luck.
"""

from collections.abc import Callable, Hashable, Iterable
from math import sqrt
from typing import TypeVar, cast

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Array = NDArray[np.float64]
T = TypeVar("T")


class Shape(Struct, frozen=True):
    """The quantile function through `points` (probability, value), rising in both; flat outside them.

    With `factors`, values between two points grow by equal factors rather than by equal steps (they must be > 0).
    """

    points: tuple[tuple[float, float], ...]
    factors: bool = False

    def at(self, probability: Array | float) -> Array:
        """The values at these probabilities, of the same shape."""
        where = np.array([point[0] for point in self.points])
        values = np.array([point[1] for point in self.points])
        if self.factors:
            return np.asarray(np.exp(np.interp(probability, where, np.log(values))), dtype=np.float64)
        return np.asarray(np.interp(probability, where, values), dtype=np.float64)

    def point(self, probability: float) -> float:
        """The value at one probability, without the dust of logarithms (12 digits)."""
        return float(f"{float(self.at(probability)):.12g}")

    def times(self, factor: float) -> "Shape":
        """This distribution in another unit."""
        return Shape(tuple((where, value * factor) for where, value in self.points), self.factors)


def fixed(value: float) -> Shape:
    """Always `value`."""
    return Shape(((0.5, value),))


def between(low: float, high: float) -> Shape:
    """Anything from `low` to `high`, alike."""
    return Shape(((0.0, low), (1.0, high))) if high > low else fixed(low)


def three_points(low: float, mid: float, high: float, *, factors: bool = True) -> Shape:
    """10, 50 and 90 % at `low`, `mid`, `high`; the outer tenths go on at the same slope and end there."""
    if factors:
        first, last = low * (low / mid) ** 0.25, high * (high / mid) ** 0.25
    else:
        first, last = low - 0.25 * (mid - low), high + 0.25 * (high - mid)
    return Shape(((0.0, first), (0.1, low), (0.5, mid), (0.9, high), (1.0, last)), factors)


def stated_range(low: float, high: float, *, mid: float | None = None) -> Shape:
    """A source's range: nothing outside its ends, its middle (the geometric one, if it gives none) at 50 %."""
    if low == high:
        return fixed(low)
    return Shape(((0.0, low), (0.5, sqrt(low * high) if mid is None else mid), (1.0, high)), factors=True)


def quartiles(low: float, mid: float, high: float) -> Shape:
    """25, 50 and 75 % at `low`, `mid`, `high`; the outer quarters go on at the same slope and end there."""
    points = ((0.0, low * low / mid), (0.25, low), (0.5, mid), (0.75, high), (1.0, high * high / mid))
    return Shape(points, factors=True)


class Columns:
    """Uniform numbers in [0, 1) by name: one column for everything that is uncertain."""

    def __init__(self, columns: dict[str, Array], size: int) -> None:
        self._columns, self.size = columns, size
        self._known: dict[Hashable, object] = {}

    @classmethod
    def drawn(cls, names: Iterable[str], *, draws: int, rng: np.random.Generator) -> "Columns":
        """Columns of `draws` numbers, evenly spread (a Latin hypercube: McKay, Beckman and Conover 1979).

        Every column has one number in each of `draws` equal slices of [0, 1), in an order of its own, so quantiles
        settle with far fewer draws than plain random numbers need.
        """
        columns = {name: (rng.permutation(draws) + rng.random(draws)) / draws for name in names}
        return cls(columns, draws)

    @classmethod
    def middle(cls, names: Iterable[str]) -> "Columns":
        """One draw with everything at its middle."""
        return cls({name: np.array([0.5]) for name in names}, 1)

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What `compute` gives for these columns, computed at the first call with `key` and remembered.

        Ten alternatives share the answers that a piece needs. A single draw is not worth remembering, and the middle
        one lives as long as the process.
        """
        if self.size == 1:
            return compute()
        if key not in self._known:
            self._known[key] = compute()
        return cast("T", self._known[key])

    def holding(self, name: str, probability: float) -> "Columns":
        """The same columns, with one of them held still."""
        return Columns({**self._columns, name: np.full(self.size, probability)}, self.size)
