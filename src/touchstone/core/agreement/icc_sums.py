"""The sums of squares that intraclass correlations are made of: of all units, without each unit, and drawn again."""

from enum import StrEnum

import numpy as np
from msgspec import Struct, structs

from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Floats
from touchstone.core.errors import BadInput, NoData


class Kind(StrEnum):
    """Which intraclass correlation (Shrout and Fleiss 1979)."""

    ONE = "ICC(1)"  # each unit by raters of its own
    TWO = "ICC(2,1)"  # the same random raters on all units; severity counts against agreement
    THREE = "ICC(3,1)"  # the same fixed raters on all units; severity does not count


class Sums(Struct, frozen=True, kw_only=True):
    """Sums over the units of m sets of units, (m,) each; the values are taken from their mean."""

    units: Floats
    n: Floats  # ratings
    n_squared: Floats  # sum of squared numbers of ratings
    total: Floats
    squares: Floats
    by_unit: Floats  # sum of (unit's sum)^2 / its ratings
    by_rater: Floats  # sum of (rater's sum)^2; 0 where raters are not told apart


class UnitSums(Struct, frozen=True, kw_only=True):
    """The sums of each unit by itself, and what each rater said of it where all rated all."""

    each: Sums  # (U,)
    said: Floats | None  # (U, k), from their mean

    @property
    def raters(self) -> int:
        """How many raters there are; 0 where they are not told apart."""
        return 0 if self.said is None else self.said.shape[1]

    def weighted(self, weights: Floats) -> Sums:
        """The sums of sets of units in which each unit has a weight, `weights` (m, U)."""
        sums = Sums(**{name: weights @ getattr(self.each, name) for name in self.each.__struct_fields__})
        if self.said is None:
            return sums
        return structs.replace(sums, by_rater=((weights @ self.said) ** 2).sum(axis=1))

    def whole(self) -> Sums:
        """The sums of all units, m = 1."""
        return self.weighted(np.ones((1, len(self.each.units))))

    def without_each(self) -> Sums:
        """The sums of all units but one, for each one, m = U."""
        whole = self.whole()
        left = Sums(**{name: getattr(whole, name) - getattr(self.each, name) for name in whole.__struct_fields__})
        if self.said is None:
            return left
        of_rater = self.said.sum(axis=0)
        return structs.replace(left, by_rater=whole.by_rater - 2 * self.said @ of_rater + self.each.squares)


def sums_of(ratings: Ratings, kind: Kind) -> UnitSums:
    """The sums of each unit.

    Raises:
        BadInput: the values are words, or, but for ICC(1), a rater did not rate a unit.
        NoData: fewer than two units, or none with two ratings, or all values are the same.
    """
    x = _centred(ratings)
    start = np.flatnonzero(np.diff(ratings.unit, prepend=-1))
    size = np.diff(np.append(start, ratings.rows)).astype(np.float64)
    if len(start) < 2 or not (size > 1).any():
        raise NoData("fewer than two units, or none with two ratings", hint="it compares units with one another")
    total = np.add.reduceat(x, start)
    each = Sums(
        units=np.ones(len(start)),
        n=size,
        n_squared=size**2,
        total=total,
        squares=np.add.reduceat(x**2, start),
        by_unit=total**2 / size,
        by_rater=np.zeros(len(start)),
    )
    return UnitSums(each=each, said=None if kind is Kind.ONE else _complete(ratings, x, units=len(start)))


def _complete(ratings: Ratings, x: Floats, *, units: int) -> Floats:
    """What each rater said of each unit, (U, k): the very rows, since every rater rated every unit."""
    raters, place = np.unique(ratings.rater, return_inverse=True)
    k, rows = len(raters), ratings.rows
    if k < 2 or rows != k * units or (place.reshape(units, k) != np.arange(k)).any():
        raise BadInput(
            f"{rows:,} ratings where {k:,} raters on {units:,} units make {k * units:,}",
            place="rater",
            hint="two raters at least, and every rater once on every unit; ICC(1) takes gaps",
        )
    return x.reshape(units, k)


def _centred(ratings: Ratings) -> Floats:
    if not ratings.numeric:
        hint = "Krippendorff's alpha of the metric ordinal or nominal"
        raise BadInput("an intraclass correlation needs numbers", place="value", hint=hint)
    x = ratings.numbers
    if np.ptp(x) == 0:
        raise NoData("all values are the same", hint="there is no variance to divide")
    centred: Floats = x - x.mean()
    return centred
