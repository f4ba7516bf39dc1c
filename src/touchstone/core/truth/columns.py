"""What every kind of answer reads out of a table: names without gaps, and one answer of a rater to a task."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Coded, Table, table_of
from touchstone.core.truth.sorting import stable_order

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


class Duplicates(StrEnum):
    """What to do where a rater answered a task more than once."""

    REFUSE = "refuse"
    FIRST = "first"  # by time where there is one, else by row
    LAST = "last"
    ALL = "all"  # each counts, as if several people had given them


def full_column(table: Table, name: str) -> Coded:
    """The column `name`, in every row of which something stands.

    Raises:
        BadInput: there are no rows, or a cell is empty; the place names the row.
    """
    column = table.coded(name)
    if len(column.codes) == 0:
        raise BadInput("there are no answers", place=table.source)
    refuse_where(column.codes < 0, "is empty", table=table, name=name, hint="something in every row")
    return column


def refuse_where(wrong: Flags, what: str, *, table: Table, name: str, hint: str) -> None:
    """Refuse the first row of column `name` that is `wrong`, and say how many more there are."""
    rows = np.flatnonzero(wrong)
    if len(rows):
        more = f", and {len(rows) - 1:,} more rows" if len(rows) > 1 else ""
        raise BadInput(f"{what}{more}", place=f"{table.source}, column {name}, row {rows[0] + 1}", hint=hint)


def finite_column(table: Table, name: str) -> Floats:
    """The column `name` as numbers, in every row of which one stands.

    Raises:
        BadInput: a cell is empty or infinite; the place names the row.
    """
    numbers = table.numbers(name)
    refuse_where(np.isnan(numbers), "is empty", table=table, name=name, hint="a finite number in every row")
    refuse_where(
        ~np.isfinite(numbers), "is no finite number", table=table, name=name, hint="a finite number in every row"
    )
    return numbers


def sorted_rows(
    task: Coded,
    rater: Coded,
    *,
    table: Table,
    duplicates: Duplicates,
    time: Floats | None = None,
    among: Sequence[NDArray[Any]] = (),
) -> Rows:
    """The rows sorted by task, then rater, then `time`, without those that `duplicates` drops.

    Where all answers of a rater to a task are kept, they are sorted by the columns `among`, the last one first, so that
    the order of the rows leaves no trace.

    Raises:
        BadInput: a rater answered a task twice, and `duplicates` refuses that; the place names the row.
    """
    order = np.arange(len(rater.codes)) if time is None else np.argsort(time, kind="stable")
    order = order[stable_order(rater.codes[order], len(rater.names))]
    order = order[stable_order(task.codes[order], len(task.names))]
    tasks, raters = task.codes[order], rater.codes[order]
    again = (tasks[1:] == tasks[:-1]) & (raters[1:] == raters[:-1])
    if not again.any():
        return order
    if duplicates is Duplicates.ALL:
        return np.lexsort((*([] if time is None else [time]), *among, rater.codes, task.codes))
    if duplicates is Duplicates.REFUSE:
        row = int(np.sort(order[1:][again])[0])
        said = f"{rater.names[rater.codes[row]]!r} answered task {task.names[task.codes[row]]!r} twice"
        more = f" ({int(again.sum()):,} such rows)" if again.sum() > 1 else ""
        raise BadInput(
            f"{said}{more}", place=f"{table.source}, row {row + 1}", hint="say which to keep: first, last, all"
        )
    keep = np.append(~again, True) if duplicates is Duplicates.LAST else np.insert(~again, 0, True)
    kept: Rows = order[keep]
    return kept


def refuse_twice(*columns: Coded, place: str) -> None:
    """Refuse the first row of `columns` (task, rater, and what was said) that is there a second time.

    Raises:
        BadInput: there is one; the place names it.
    """
    order = np.lexsort([column.codes for column in columns])
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in columns:
        codes = column.codes[order]
        same &= codes[1:] == codes[:-1]
    if same.any():
        row = int(order[1:][same].min())
        said = [str(column.names[code]) if (code := int(column.codes[row])) >= 0 else "nothing" for column in columns]
        what = f"task {said[0]}, rater {said[1]}: {', '.join(said[2:])} is there twice"
        raise BadInput(what, place=f"{place}, row {row + 1}", hint="each once")


def lookers(
    task: Coded, rater: Coded, *, looked: Any, names: tuple[str, str]
) -> tuple[Coded, Coded, tuple[Rows, Rows]]:
    """Tasks and raters in the codes of all rows and all of `looked`, and each pair that looked, once and sorted."""
    if looked is not None:
        more = table_of(looked, source="looked")
        task, rater = (joined(here, full_column(more, name)) for here, name in zip((task, rater), names, strict=True))
    pair = np.unique(task.codes.astype(np.int64) * len(rater.names) + rater.codes)
    return task, rater, (pair // len(rater.names), pair % len(rater.names))


def joined(one: Coded, other: Coded) -> Coded:
    """The rows of `one`, then those of `other`, in common codes, in the order of the names."""
    names = {str(name): name for name in (*one.names, *other.names)}
    try:
        ordered = sorted(names, key=lambda name: (float(name), name))
    except ValueError:
        ordered = sorted(names)
    code_of = {name: code for code, name in enumerate(ordered)}
    parts = [np.array([code_of[str(name)] for name in part.names], dtype=np.int32)[part.codes] for part in (one, other)]
    return Coded(codes=np.concatenate(parts), names=[names[name] for name in ordered])
