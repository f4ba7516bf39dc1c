"""A table: named columns of one length, made from a data frame, an Arrow table or a mapping of arrays."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.tables.columns import ArrayColumn, ArrowColumn, Coded, Column, Floats, SeriesColumn, refuse_rows

if TYPE_CHECKING:
    from arro3.core import Table as ArrowTable


class Table(Struct, frozen=True, kw_only=True):
    """Named columns of one length."""

    columns: Mapping[str, Column]
    source: str = "table"  # how errors call it

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in their order."""
        return tuple(self.columns)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def coded(self, name: str) -> Coded:
        """The column `name` as codes of its distinct values.

        Raises:
            BadInput: there is no such column.
        """
        return self._column(name).coded()

    def numbers(self, name: str) -> Floats:
        """The column `name` as numbers, (rows,), NaN where missing.

        Raises:
            BadInput: there is no such column, or a value is no number; the place names the row (the first is 1).
        """
        column = self._column(name)
        numbers, wrong = column.numbers()
        if len(wrong):
            refuse_rows(wrong, column, place=f"{self.source}, column {name}")
        return numbers

    def texts(self, name: str) -> list[str | None]:
        """The column `name` as texts, None where missing.

        Raises:
            BadInput: there is no such column.
        """
        return self._column(name).texts()

    def _column(self, name: str) -> Column:
        if name not in self.columns:
            there = ", ".join(self.names) or "none"
            raise BadInput(f"there is no column {name!r}", place=self.source, hint=f"columns: {there}")
        column = self.columns[name]
        if isinstance(column, ArrowColumn) and column.nested:
            said = f"column {name!r} holds lists or records"
            raise BadInput(said, place=self.source, hint="one plain value in each row")
        return column


def table_of(frame: Any, *, source: str = "table") -> Table:
    """The columns of `frame`: a pandas, polars or Arrow table, anything that speaks Arrow's C stream, or a mapping.

    Raises:
        BadInput: it is none of these, or its columns differ in length.
    """
    if isinstance(frame, Table):
        return frame
    if type(frame).__module__.partition(".")[0] == "pandas":
        return Table(columns={str(name): SeriesColumn(frame[name]) for name in frame.columns}, source=source)
    if hasattr(frame, "__arrow_c_stream__"):
        from arro3.core import Table as ArrowTable

        try:
            return of_arrow(ArrowTable.from_arrow(frame), source=source)
        except Exception as error:
            if type(error) is not Exception:  # arro3's own type
                raise
            raise BadInput(f"cannot be taken over: {error}", place=source, hint="without its empty columns") from error
    if isinstance(frame, Mapping):
        return _of_arrays(frame, source=source)
    hint = "a pandas, polars or Arrow table, or a mapping of column names to arrays"
    raise BadInput(f"a {type(frame).__name__} is no table", place=source, hint=hint)


def of_arrow(table: "ArrowTable", *, source: str) -> Table:
    """The columns of an Arrow table.

    Raises:
        BadInput: two columns have the same name.
    """
    names = table.schema.names
    twice = sorted(
        {name for name in names if name and names.count(name) > 1}
    )  # columns without a name are not asked for
    if twice:
        raise BadInput(f"there are two columns {twice[0]!r}", place=source, hint="a name of its own for each column")
    columns: dict[str, Column] = {name: _arrow_column(table, place) for place, name in enumerate(names)}
    return Table(columns=columns, source=source)


def _arrow_column(table: "ArrowTable", place: int) -> Column:
    if table.num_rows == 0:  # a table without rows may have no chunks, and none cannot be combined
        return ArrayColumn(np.zeros(0))
    return ArrowColumn(table.column(place).combine_chunks())


def _of_arrays(arrays: Mapping[str, Any], *, source: str) -> Table:
    columns = {str(name): ArrayColumn(_array(values)) for name, values in arrays.items()}
    for name, column in columns.items():
        if column.values.ndim != 1:
            raise BadInput("has rows and columns of its own", place=f"{source}, column {name}", hint="one value a row")
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
        raise BadInput(f"the columns differ in length: {said}", place=source)
    return Table(columns=dict(columns), source=source)


def _array(values: Any) -> Any:
    """`values` as an array; mixed lists stay objects, or numpy would make texts of their numbers."""
    if isinstance(values, np.ndarray):
        return values
    values = list(values)
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, bool} and None not in values and values:
        return np.array(values)
    if (kinds <= {int, float} and float in kinds) or not kinds:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.fromiter(values, dtype=object, count=len(values))
