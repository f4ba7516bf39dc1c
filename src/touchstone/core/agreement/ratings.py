"""Who gave which value to what: three columns of one length, however many raters and units there are.

    ratings = ratings_of(table.coded("item"), table.coded("worker"), table.coded("label"))

No raters x units matrix is ever made: a million ratings are three arrays of a million.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.agreement.values import Floats
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Coded, Name

Codes = NDArray[np.int32]


class Duplicates(StrEnum):
    """What to do when one rater rates one unit more than once."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"
    ALL = "all"  # as if each came from somebody else


class Ratings(Struct, frozen=True, kw_only=True):
    """Rows sorted by unit, then rater; none is missing."""

    unit: Codes  # (n,)
    rater: Codes  # (n,)
    value: Codes  # (n,)
    unit_names: Sequence[Name]
    rater_names: Sequence[Name]
    value_names: Sequence[Name]  # every value there can be, in order
    scale: Floats  # the values as numbers; where they are words, their places: 0, 1, 2, ...
    numeric: bool  # whether the values are numbers
    missing: int  # rows left out because something was not there
    repeated: int  # rows left out because the rater had rated the unit already

    @property
    def rows(self) -> int:
        """How many ratings there are."""
        return len(self.unit)

    @property
    def numbers(self) -> Floats:
        """The values as numbers, (n,)."""
        return self.scale[self.value]


def ratings_of(
    unit: Coded,
    rater: Coded,
    value: Coded | Floats,
    *,
    order: Sequence[Name] = (),
    duplicates: Duplicates = Duplicates.REFUSE,
) -> Ratings:
    """Ratings from three columns of one length; -1 and NaN are missing, and such rows are left out.

    `order` says what the values are and how they follow one another; without it they are those that occur, sorted.

    Raises:
        BadInput: the columns differ in length, a value is not in `order` or is infinite, or a rater rated a unit twice.
        NoData: no row is complete.
    """
    coded = value if isinstance(value, Coded) else _coded_numbers(value)
    codes, names = (coded.codes, coded.names) if not order else _reordered(coded, order)
    if not len(unit.codes) == len(rater.codes) == len(codes):
        lengths = f"{len(unit.codes):,}, {len(rater.codes):,} and {len(codes):,}"
        raise BadInput(f"the columns have {lengths} rows", place="unit, rater, value", hint="one length")
    there = (unit.codes >= 0) & (rater.codes >= 0) & (codes >= 0)
    rows = None if there.all() else np.flatnonzero(there)
    columns = [_taken(column, rows) for column in (unit.codes, rater.codes, codes)]
    if not len(columns[0]):
        raise NoData("no row has a unit, a rater and a value", hint="are the columns the right ones?")
    kept = _by_unit_and_rater(
        columns[0], columns[1], unit_names=unit.names, rater_names=rater.names, duplicates=duplicates
    )
    scale, numeric = _scale_of(names)
    return Ratings(
        unit=_taken(columns[0], kept),
        rater=_taken(columns[1], kept),
        value=_taken(columns[2], kept),
        unit_names=unit.names,
        rater_names=rater.names,
        value_names=names,
        scale=scale,
        numeric=numeric,
        missing=len(there) - len(columns[0]),
        repeated=len(columns[0]) - (len(columns[0]) if kept is None else len(kept)),
    )


def subset(ratings: Ratings, rows: NDArray[np.bool_]) -> Ratings:
    """The ratings for which `rows` (n,) holds. Names and scale stay, so that figures compare."""
    return Ratings(
        unit=ratings.unit[rows],
        rater=ratings.rater[rows],
        value=ratings.value[rows],
        unit_names=ratings.unit_names,
        rater_names=ratings.rater_names,
        value_names=ratings.value_names,
        scale=ratings.scale,
        numeric=ratings.numeric,
        missing=ratings.missing,
        repeated=ratings.repeated,
    )


def _taken(column: Codes, rows: NDArray[np.int64] | None) -> Codes:
    return column if rows is None else column[rows]


def _coded_numbers(numbers: Floats) -> Coded:
    there = ~np.isnan(numbers)
    distinct, inverse = np.unique(numbers[there], return_inverse=True)
    codes = np.full(len(numbers), -1, dtype=np.int32)
    codes[there] = inverse
    return Coded(codes=codes, names=distinct.tolist())


def _reordered(value: Coded, order: Sequence[Name]) -> tuple[Codes, tuple[Name, ...]]:
    place = {str(name): index for index, name in enumerate(order)}
    if len(place) < len(order):
        raise BadInput("a value is there twice", place="order", hint="each value once, the least first")
    used = np.bincount(value.codes[value.codes >= 0], minlength=len(value.names))
    unknown = [str(name) for name, count in zip(value.names, used, strict=True) if count and str(name) not in place]
    if unknown:
        raise BadInput(f"the value {unknown[0]!r} is not in the order", place="order", hint="name every value")
    new = np.array([place.get(str(name), -1) for name in value.names] + [-1], dtype=np.int32)
    return new[value.codes], tuple(order)


def _scale_of(names: Sequence[Name]) -> tuple[Floats, bool]:
    """The values as numbers where each is one and they ascend; else their places."""
    try:
        scale = np.array([float(name) for name in names])
    except ValueError:
        return np.arange(len(names), dtype=np.float64), False
    for wrong in np.flatnonzero(~np.isfinite(scale)).tolist():
        hint = "finite numbers; leave a cell empty for a missing one"
        raise BadInput(f"the value {str(names[wrong])!r} is no finite number", place="value", hint=hint)
    if (np.diff(scale) <= 0).any():
        return np.arange(len(names), dtype=np.float64), False
    return scale, True


def _by_unit_and_rater(
    unit: Codes, rater: Codes, *, unit_names: Sequence[Name], rater_names: Sequence[Name], duplicates: Duplicates
) -> NDArray[np.int64] | None:
    """The rows to keep, sorted by unit and rater; None where that is all of them as they stand."""
    key = unit.astype(np.int64) * len(rater_names) + rater
    if (np.diff(key) > 0).all():
        return None
    order = _counting_sort(unit, rater, shape=(len(unit_names), len(rater_names)))
    if order is not None:
        return order
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(np.diff(key[order]) == 0)
    if duplicates is Duplicates.ALL:
        return order
    if duplicates is Duplicates.REFUSE:
        row = order[again[0]]
        raise BadInput(
            f"rater {rater_names[rater[row]]} rated it more than once ({len(again):,} such rows in all)",
            place=f"unit {unit_names[unit[row]]}",
            hint="each rater once a unit, or say which to keep: first, last or all",
        )
    return np.delete(order, again + 1 if duplicates is Duplicates.FIRST else again)


def _counting_sort(unit: Codes, rater: Codes, *, shape: tuple[int, int]) -> NDArray[np.int64] | None:
    """The order of the rows by unit and rater in linear time; None where a pair is there twice.

    Conversion to compressed rows is a counting sort; it adds up what is in one place, and so tells of doubles.
    """
    from scipy.sparse import coo_array

    rows = coo_array((np.arange(len(unit), dtype=np.int64), (unit, rater)), shape=shape).tocsr()
    rows.sort_indices()
    return rows.data if rows.nnz == len(unit) else None
