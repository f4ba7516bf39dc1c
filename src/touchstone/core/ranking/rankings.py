"""Rankings in columns: which items stood in a list together, and in which place.

A list need not hold all items. An item without a place was in the list and came after all that have one (a top three of
ten, say). Two items in the same place of one list are refused: the Plackett-Luce model has no ties.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking.comparisons import Ints
from touchstone.core.tables import Coded, Name, Table, table_of


class Rankings(Struct, frozen=True, kw_only=True):
    """Lists of items in their order, one after the other."""

    items: Sequence[Name]
    item: Ints  # (rows,) codes of `items`, the lists one after the other, the best of each first
    starts: NDArray[np.int64]  # (lists + 1,): list k is item[starts[k]:starts[k + 1]]
    placed: Ints  # (lists,) how many of a list's items have a place; the others follow in no order
    rater: Ints  # (lists,) whose list it is, or a number of its own: lists of one rater go together

    def __len__(self) -> int:
        return len(self.placed)


def rankings_of(
    frame: Any, *, ranking: str = "ranking", item: str = "item", place: str = "place", rater: str | None = None
) -> Rankings:
    """The rankings in the columns of `frame` (anything `table_of` takes): one row an item in a list; 1 is the first place.

    Places need not be consecutive: lower is better. `rater` says whose list it is, for the intervals.

    Raises:
        BadInput: a column is not there, a cell is empty, an item or a place is twice in a list, or a list has two raters;
            the place of the error names the row.
        NoData: there are no rows.
    """
    table = table_of(frame)
    if table.rows == 0:
        raise NoData("there are no rankings", place=table.source)
    lists, what, places = _filled(table, ranking), _filled(table, item), table.numbers(place)
    _refuse_twice(lists.codes, what.codes, message="an item is twice in a list", place=f"{table.source}, column {item}")
    given = ~np.isnan(places)
    _refuse_twice(
        lists.codes,
        places,
        message="a place is given twice in a list: Plackett-Luce has no ties",
        place=f"{table.source}, column {place}",
        only=given,
    )
    order = np.lexsort((what.codes, places, lists.codes))
    starts = np.searchsorted(lists.codes[order], np.arange(len(lists.names) + 1))
    owner = np.arange(len(lists.names), dtype=np.int32)
    if rater is not None:
        owner = _owners(_filled(table, rater).codes, lists, place=f"{table.source}, column {rater}")
    return Rankings(
        items=what.names,
        item=what.codes[order],
        starts=starts,
        placed=np.bincount(lists.codes[given], minlength=len(lists.names)).astype(np.int32),
        rater=owner,
    )


def _filled(table: Table, name: str) -> Coded:
    column = table.coded(name)
    if len(empty := np.flatnonzero(column.codes < 0)):
        raise BadInput(
            "is empty", place=f"{table.source}, column {name}, row {empty[0] + 1}", hint="a name in every row"
        )
    return column


def _refuse_twice(
    lists: Ints, values: NDArray[Any], *, message: str, place: str, only: NDArray[np.bool_] | None = None
) -> None:
    rows = np.arange(len(lists)) if only is None else np.flatnonzero(only)
    order = rows[np.lexsort((rows, values[rows], lists[rows]))]
    again = (lists[order[1:]] == lists[order[:-1]]) & (values[order[1:]] == values[order[:-1]])
    if again.any():
        row = int(order[1:][again].min())
        raise BadInput(message, place=f"{place}, row {row + 1}", hint="each item and each place once in a list")


def _owners(codes: Ints, lists: Coded, *, place: str) -> Ints:
    """(lists,) the rater of each list."""
    owner = np.zeros(len(lists.names), np.int32)
    owner[lists.codes] = codes
    if len(wrong := np.flatnonzero(owner[lists.codes] != codes)):
        raise BadInput("a list has two raters", place=f"{place}, row {wrong[0] + 1}", hint="one rater a list")
    return owner
