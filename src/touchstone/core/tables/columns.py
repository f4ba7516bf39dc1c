"""One column of a table, whatever it came from: as codes of its distinct values, as numbers, or as texts.

Nothing here goes through the rows one by one: Arrow, numpy or the data frame's own library does.
"""

from collections.abc import Callable, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from arro3.core import Array

Name = str | int | float | bool
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

_TABLE_SHARE = 4  # integers are looked up in a table when their range is at most this many times their number


class Coded(Struct, frozen=True, kw_only=True):
    """A column as codes of its distinct values."""

    codes: Codes  # (rows,), -1 where the value is missing
    names: Sequence[Name]  # the distinct values, sorted: as numbers where all of them are, else as text


class Column(Protocol):
    """What a table needs of a column."""

    def coded(self) -> Coded:
        """The codes of its distinct values."""

    def numbers(self) -> tuple[Floats, Sequence[int]]:
        """Its numbers (NaN where missing), and the rows of values that are none."""

    def texts(self) -> list[str | None]:
        """Its values as text."""

    def __len__(self) -> int: ...


class ArrayColumn(Struct, frozen=True):
    """A numpy array: numbers, flags, fixed-width text, or objects."""

    values: NDArray[Any]

    def __len__(self) -> int:
        return len(self.values)

    def coded(self) -> Coded:
        """The codes of its distinct values."""
        if self.values.dtype.kind in "iu":
            return _coded_integers(self.values)
        if self.values.dtype.kind == "b":
            flags = _coded_integers(self.values.astype(np.int8))
            return Coded(codes=flags.codes, names=[bool(name) for name in flags.names])
        if self.values.dtype.kind == "f":
            return _coded_floats(self.values)
        return _coded_objects(self.values.tolist())

    def numbers(self) -> tuple[Floats, Sequence[int]]:
        """Its numbers, and the rows of values that are none."""
        if self.values.dtype.kind in "iubf":
            return self.values.astype(np.float64), ()
        return numbers_of(self.coded())

    def texts(self) -> list[str | None]:
        """Its values as text; None, NaN and "" are missing."""
        return [None if is_missing(value) else str(_plain(value)) for value in self.values.tolist()]


class ArrowColumn(Struct, frozen=True):
    """An Arrow array, from a file or from a data frame that speaks Arrow."""

    values: "Array"

    def __len__(self) -> int:
        return len(self.values)

    @property
    def nested(self) -> bool:
        """Whether a value is a list or a record."""
        return _is("nested", self.values)

    def coded(self) -> Coded:
        """The codes of its distinct values."""
        values = self._undone()
        return ordered(*_encoded(values)) if _is_text(values) else _as_numpy(values).coded()

    def numbers(self) -> tuple[Floats, Sequence[int]]:
        """Its numbers, and the rows of values that are none."""
        values = self._undone()
        return numbers_of(self.coded()) if _is_text(values) else _as_numpy(values).numbers()

    def texts(self) -> list[str | None]:
        """Its values as text; an empty text is missing."""
        return _as_numpy(self._undone()).texts()

    def _undone(self) -> "Array":
        """The values as they are, where they come as codes of a dictionary; texts as plain ones."""
        from arro3.core import DataType

        values, inside = self.values, self.values.type.value_type
        if _is("dictionary", values) and inside is not None:
            values = values.cast(inside)
        return values.cast(DataType.string()) if _is("string_view", values) else values


class SeriesColumn(Struct, frozen=True):
    """A pandas series, by pandas' own factorize."""

    series: Any

    def __len__(self) -> int:
        return len(self.series)

    def coded(self) -> Coded:
        """The codes of its distinct values."""
        if (plain := self._as_numpy()) is not None:
            return plain.coded()
        codes, names = self.series.factorize(use_na_sentinel=True)
        return ordered(codes.astype(np.int32), [_plain(name) for name in names.tolist()])

    def numbers(self) -> tuple[Floats, Sequence[int]]:
        """Its numbers, and the rows of values that are none."""
        plain = self._as_numpy()
        return numbers_of(self.coded()) if plain is None else plain.numbers()

    def texts(self) -> list[str | None]:
        """Its values as text."""
        return ArrayColumn(self.series.astype(object).where(self.series.notna(), None).to_numpy()).texts()

    def _as_numpy(self) -> ArrayColumn | None:
        dtype = self.series.dtype
        return ArrayColumn(self.series.to_numpy()) if isinstance(dtype, np.dtype) and dtype.kind in "iubf" else None


def is_missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN, or a text of no length."""
    return value is None or value == "" or (isinstance(value, float) and isnan(value))


def ordered(codes: NDArray[Any], names: Sequence[Name]) -> Coded:
    """`codes` of `names` in any order, as codes of the names sorted; an empty text becomes missing."""
    key = _sort_key(names)
    order = sorted((index for index in range(len(names)) if names[index] != ""), key=lambda index: key(names[index]))
    place = np.full(len(names) + 1, -1, dtype=np.int32)  # the last one is for -1, missing
    place[np.array(order, dtype=np.int64)] = np.arange(len(order), dtype=np.int32)
    return Coded(codes=place[codes], names=[names[index] for index in order])


def numbers_of(coded: Coded) -> tuple[Floats, Sequence[int]]:
    """The numbers that texts stand for (NaN where missing), and the rows that are no number."""
    values = np.full(len(coded.names) + 1, np.nan)
    wrong = np.zeros(len(coded.names) + 1, dtype=bool)
    for index, name in enumerate(coded.names):
        try:
            values[index] = _number(name)
        except ValueError:
            wrong[index] = True
    return values[coded.codes], np.flatnonzero(wrong[coded.codes]).tolist()


def _sort_key(names: Sequence[Name]) -> "Callable[[Name], Any]":
    """Numbers in their own order, where every name is one; the text decides between 1 and 1.0."""
    try:
        if all(np.isfinite(_number(name)) for name in names if name != ""):
            return lambda name: (_number(name), str(name))
    except ValueError:
        pass
    return str


def _number(name: Name) -> float:
    """The number that a name stands for; Python's own 1_000 is a name, as it is everywhere else.

    Raises:
        ValueError: it stands for none.
    """
    if isinstance(name, str) and "_" in name:
        raise ValueError(name)
    return float(name)


def _is(kind: str, values: "Array") -> bool:
    """Whether the values are of a kind that Arrow has a name for, such as "decimal"."""
    from arro3.core import DataType

    return bool(getattr(DataType, f"is_{kind}")(values.type))


def _is_text(values: "Array") -> bool:
    return _is("string", values) or _is("large_string", values)


def _encoded(texts: "Array") -> tuple[NDArray[Any], list[Name]]:
    """Codes of the distinct texts in the order in which they come, -1 where there is none; and the texts."""
    from arro3.compute import dictionary_encode
    from arro3.core import dictionary_dictionary, dictionary_indices

    encoded = dictionary_encode(texts)
    indices = dictionary_indices(encoded)
    names: list[Name] = list(dictionary_dictionary(encoded).to_pylist())
    if indices.null_count == 0:
        return np.asarray(indices.to_numpy()).astype(np.int32), names
    return np.array([-1 if code is None else code for code in indices.to_pylist()], dtype=np.int32), names


def _as_numpy(values: "Array") -> ArrayColumn:
    """As a numpy array: of numbers where they are, else of objects (times, decimals, flags, numbers with gaps)."""
    if _is("numeric", values) and not _is("decimal", values) and values.null_count == 0:
        return ArrayColumn(np.asarray(values.to_numpy()))
    return ArrayColumn(np.fromiter(values.to_pylist(), dtype=object, count=len(values)))


def _coded_objects(values: Sequence[Any]) -> Coded:
    """Numbers stay numbers and flags stay flags where all are; else the texts are coded."""
    plain = [None if is_missing(value) else _plain(value) for value in values]
    kinds = {type(value) for value in plain if value is not None}
    if not (kinds <= {int, float} or kinds == {bool}):
        plain = [None if value is None else str(value) for value in plain]
    code_of = {value: code for code, value in enumerate(dict.fromkeys(value for value in plain if value is not None))}
    codes = np.fromiter((-1 if value is None else code_of[value] for value in plain), np.int32, len(plain))
    return ordered(codes, list(code_of))


def _coded_integers(values: NDArray[Any]) -> Coded:
    if len(values) == 0:
        return Coded(codes=np.zeros(0, np.int32), names=[])
    low, high = int(values.min()), int(values.max())
    if high - low < _TABLE_SHARE * len(values) + 1024 and high <= np.iinfo(np.int64).max:
        place = values if low == 0 else values.astype(np.int64) - low  # -100 .. 100 does not fit where it came from
        seen = np.zeros(high - low + 1, dtype=bool)
        seen[place] = True
        names = np.flatnonzero(seen) + low
        codes = (np.cumsum(seen, dtype=np.int32) - np.int32(1))[place]
        return Coded(codes=codes, names=names.tolist())
    distinct, inverse = np.unique(values, return_inverse=True)
    return Coded(codes=inverse.astype(np.int32), names=distinct.tolist())


def _coded_floats(values: NDArray[Any]) -> Coded:
    missing = np.isnan(values)
    distinct, inverse = np.unique(values[~missing], return_inverse=True)
    codes = np.full(len(values), -1, dtype=np.int32)
    codes[~missing] = inverse
    return Coded(codes=codes, names=[_plain(name) for name in distinct.tolist()])


def _plain(name: Any) -> Name:
    """2.0 is 2: a column of whole numbers with gaps is read as floats, and its names should not change by that."""
    if isinstance(name, float) and name.is_integer():
        return int(name)
    if isinstance(name, str | int | float | bool):
        return name
    return name.decode(errors="backslashreplace") if isinstance(name, bytes) else str(name)


def refuse_rows(rows: Sequence[int], column: Column, *, place: str) -> None:
    """Say which rows hold no number.

    Raises:
        BadInput: always, naming the first of `rows` and how many there are.
    """
    first = rows[0]
    more = f", and {len(rows) - 1:,} more rows like it" if len(rows) > 1 else ""
    said = column.texts()[first]
    raise BadInput(f"{said!r} is no number{more}", place=f"{place}, row {first + 1}", hint="a number, or nothing")
