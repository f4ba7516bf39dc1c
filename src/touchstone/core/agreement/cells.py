"""How often each value was given to each unit: all that measures without names of raters need to know.

A cell is a unit and a value that it was given. Everything is summed over cells; a units x values table is made on the
way only where it is not larger than a few times the ratings.
"""

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Floats, Ints
from touchstone.core.errors import NoData

_TABLE_SHARE = 8  # the table may be this many times as large as the number of ratings

Distance = Callable[[Ints, Ints], Floats]


class Cells(Struct, frozen=True, kw_only=True):
    """Cells sorted by unit, then value. Units are those with enough ratings, counted from 0.

    Where `times` is there, a unit stands for so many that were given the same values: one pattern.
    """

    start: Ints  # (U,), the first cell of each unit
    unit: Ints  # (C,)
    value: Ints  # (C,)
    count: Floats  # (C,), 1 or more
    size: Floats  # (U,), ratings of each unit
    which: Ints  # (U,), the unit's code in the ratings; nothing where units are patterns
    values: int  # how many different values there can be
    times: Ints | None = None  # (U,)

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.start)

    def per_unit(self, of_cells: Floats) -> Floats:
        """The sum of `of_cells` (C,) over the cells of each unit, (U,)."""
        return sums_by(self.unit, of_cells, self.units)


def sums_by(place: Ints, of: Floats, places: int) -> Floats:
    """The sum of `of` at each of `places` places."""
    return np.asarray(np.bincount(place, of, places), dtype=np.float64)


def cells_of(ratings: Ratings, *, least: int = 2) -> Cells:
    """The cells of the units with at least `least` ratings.

    Raises:
        NoData: there is no such unit.
    """
    units, values = len(ratings.unit_names), len(ratings.value_names)
    if units * values <= _TABLE_SHARE * ratings.rows:
        unit, value, count = _by_table(ratings, units, values)
    else:
        unit, value, count = _by_sorting(ratings, units, values)
    size = sums_by(unit, count, units)
    which = np.flatnonzero(size >= least)
    if not len(which):
        raise NoData("no unit has two ratings", hint="agreement needs units that several raters rated")
    if len(which) < units:
        there = (size >= least)[unit]
        unit, value, count = (np.cumsum(size >= least) - 1)[unit[there]], value[there], count[there]
    cells = np.bincount(unit, minlength=len(which))
    return Cells(
        start=np.cumsum(cells) - cells,
        unit=unit,
        value=value,
        count=count,
        size=size[which],
        which=which,
        values=values,
    )


def patterns_of(ratings: Ratings, *, least: int = 2) -> Cells:
    """The same with units of one pattern as one; every unit by itself where patterns cannot be told fast.

    The pattern is one number: the counts of the values as digits. With few values and raters there are only some hundred
    patterns, however many units.

    Raises:
        NoData: there is no unit with `least` ratings.
    """
    units, values = len(ratings.unit_names), len(ratings.value_names)
    if units * values > _TABLE_SHARE * ratings.rows:
        return cells_of(ratings, least=least)
    table = _table(ratings, units, values).reshape(units, values)
    base = int(table.max()) + 1
    if base**values > _TABLE_SHARE * ratings.rows:
        return cells_of(ratings, least=least)
    digit = base ** np.arange(values)
    times = np.bincount(table @ digit)
    number = np.flatnonzero(times > 0)
    counts = number[:, None] // digit % base
    enough = counts.sum(axis=1) >= least
    if not enough.any():
        raise NoData("no unit has two ratings", hint="agreement needs units that several raters rated")
    counts, number = counts[enough], number[enough]
    unit, value = np.nonzero(counts)
    cells = np.bincount(unit)
    return Cells(
        start=np.cumsum(cells) - cells,
        unit=unit,
        value=value,
        count=counts[unit, value].astype(np.float64),
        size=counts.sum(axis=1).astype(np.float64),
        which=number[:0],
        values=values,
        times=times[number],
    )


def _table(ratings: Ratings, units: int, values: int) -> Ints:
    """How often each unit was given each value, flat (U x K,)."""
    return np.bincount(ratings.unit.astype(np.int64) * values + ratings.value, minlength=units * values)


def _by_table(ratings: Ratings, units: int, values: int) -> tuple[Ints, Ints, Floats]:
    table = _table(ratings, units, values)
    filled = np.flatnonzero(table > 0)
    unit, value = np.divmod(filled, values)
    return unit, value, table[filled].astype(np.float64)


def _by_sorting(ratings: Ratings, units: int, values: int) -> tuple[Ints, Ints, Floats]:
    from scipy.sparse import coo_array

    one_each = np.ones(ratings.rows)
    counted = coo_array((one_each, (ratings.unit, ratings.value)), shape=(units, values)).tocsr()
    counted.sum_duplicates()
    unit = np.repeat(np.arange(units), np.diff(counted.indptr))
    return unit, counted.indices.astype(np.int64), counted.data


def pair_sums(cells: Cells, distance: Distance) -> Floats:
    """The sum of `distance` over all ordered pairs of ratings of each unit, (U,); a value is at distance 0 of itself.

    Cells of one unit stand side by side, so that those d places apart are compared at once, for d = 1, 2, ...
    The time is linear in the number of pairs of different values that meet on a unit.
    """
    sums = np.zeros(cells.units)
    last = np.append(cells.start[1:], len(cells.unit))[cells.unit]  # where the cell's unit ends
    near = np.arange(len(cells.unit))
    apart = 1
    while len(near := near[near + apart < last[near]]):
        far = near + apart
        weighed = cells.count[near] * cells.count[far] * distance(cells.value[near], cells.value[far])
        sums += sums_by(cells.unit[near], weighed, cells.units)
        apart += 1
    return 2 * sums
