"""Comparisons in columns: which of two items somebody preferred, or that neither was better.

Built from whatever `touchstone.core.tables` reads, without going through the rows one by one. Items and raters are coded
in the order of their names, so that neither the order of the rows nor that of the items leaves a trace.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Coded, Name, Table, table_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Outcome(IntEnum):
    """What came out of a comparison, by its code."""

    LEFT = 0
    RIGHT = 1
    TIE = 2


WORDS: Mapping[str, Outcome] = {
    **dict.fromkeys(("left", "a", "x", "model_a", "first", "1", "1.0"), Outcome.LEFT),
    **dict.fromkeys(("right", "b", "y", "model_b", "second", "0", "0.0"), Outcome.RIGHT),
    **dict.fromkeys(("tie", "draw", "equal", "both", "same", "tie (bothbad)", "0.5"), Outcome.TIE),
}
"""The words for an outcome. Numbers are the score of the left one: 1 won, 0 lost, 0.5 tie."""

MOST_WEIGHT = 1e100  # of a vote: its square must be a number
MOST_RATIO = 1e6  # of two weights: intervals square them, and are off by 5 % at 1e9
_HINT = "left, right or tie; also a/b, model_a/model_b, 1/0/0.5 (the score of the left one), or the name of the winner"
_FOLDED = {Outcome.LEFT: "left", Outcome.RIGHT: "right", Outcome.TIE: "tie"}


class Comparisons(Struct, frozen=True, kw_only=True):
    """n votes between two items each."""

    items: Sequence[Name]
    left: Ints  # (n,) codes of `items`
    right: Ints  # (n,) codes of `items`, never that of `left`
    winner: NDArray[np.int8]  # (n,) codes of `Outcome`
    raters: Sequence[Name] = ()
    rater: Ints | None = None  # (n,) codes of `raters`, -1 where not known; None: no vote's rater is known
    weight: Floats | None = None  # (n,) 0 or more; None: every vote counts once
    covariates: Floats | None = None  # (n, k) what the left one has more of than the right one
    covariate_names: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.left)

    @property
    def weights(self) -> Floats:
        """(n,) what each vote counts."""
        return np.ones(len(self)) if self.weight is None else self.weight

    def only(self, rows: NDArray[Any]) -> "Comparisons":
        """The votes in `rows` (indices or flags), with the same items and raters."""
        return Comparisons(
            items=self.items,
            left=self.left[rows],
            right=self.right[rows],
            winner=self.winner[rows],
            raters=self.raters,
            rater=None if self.rater is None else self.rater[rows],
            weight=None if self.weight is None else self.weight[rows],
            covariates=None if self.covariates is None else self.covariates[rows],
            covariate_names=self.covariate_names,
        )

    def in_order(self) -> "Comparisons":
        """The same votes in an order that depends on nothing but the votes, so that sums come out the same to the bit.

        Where each vote counts once and nothing else is known of it, only whole numbers are added: then as they are.
        """
        if self.rater is None and self.weight is None and self.covariates is None:
            return self
        rater = np.zeros(len(self), np.int64) if self.rater is None else self.rater.astype(np.int64)
        n = len(self.items)
        key = ((rater * n + self.left) * n + self.right) * 3 + self.winner
        others = [] if self.covariates is None else list(self.covariates.T)
        others += [] if self.weight is None else [self.weight]
        order = np.lexsort((*others, key)) if others else np.argsort(key, kind="stable")
        return self.only(order)


def comparisons_of(
    frame: Any,
    *,
    left: str = "left",
    right: str = "right",
    winner: str = "winner",
    rater: str | None = None,
    weight: str | None = None,
    covariates: Sequence[str] = (),
) -> Comparisons:
    """The votes in the columns `left`, `right` and `winner` of `frame` (anything `table_of` takes).

    A winner is a word (`WORDS`), whatever its case, or the name of the item that won. An empty rater is one that is not
    known; each such vote stands for itself. A covariate is what the left one has more of than the right one (a
    difference in length, say).

    Raises:
        BadInput: a column is not there, a cell is empty or no outcome, an item is compared with itself, a weight is below
            0; the place names row and column.
        NoData: there are no rows.
    """
    table = table_of(frame)
    if table.rows == 0:
        raise NoData("there are no comparisons", place=table.source)
    items, codes = _items(table, left, right)
    votes = Comparisons(
        items=items,
        left=codes[left],
        right=codes[right],
        winner=_winners(table, winner, items=items, left=codes[left], right=codes[right]),
        weight=None if weight is None else table.numbers(weight),
        covariates=np.column_stack([table.numbers(name) for name in covariates]) if covariates else None,
        covariate_names=tuple(covariates),
    )
    names = {"left": left, "right": right, "weight": weight or "weight"}
    _check(votes, place=table.source, names=names)
    if rater is None:
        return votes
    who = table.coded(rater)
    return _with(votes, raters=who.names, rater=who.codes)


def comparisons(
    items: Sequence[Name],
    *,
    left: NDArray[Any],
    right: NDArray[Any],
    winner: NDArray[Any],
    raters: Sequence[Name] = (),
    rater: NDArray[Any] | None = None,
    weight: NDArray[Any] | None = None,
    covariates: NDArray[Any] | None = None,
) -> Comparisons:
    """Votes that are already coded: `left` and `right` by place in `items`, `winner` by `Outcome`, `rater` in `raters`.

    Raises:
        BadInput: a code is none, an item is compared with itself, a weight is below 0, a covariate is not a number, or
            the columns differ in length.
        NoData: there are no votes.
    """
    known = np.asarray(winner)
    if len(known) == 0:
        raise NoData("there are no comparisons")
    if known.min() < 0 or known.max() > 2:
        row = int(np.argmax((known < 0) | (known > 2)))
        raise BadInput(f"{known[row]} is no outcome", place=f"winner, row {row + 1}", hint="0 left, 1 right, 2 tie")
    columns = None if covariates is None else np.asarray(covariates, np.float64).reshape(len(known), -1)
    votes = Comparisons(
        items=tuple(items),
        left=np.asarray(left, np.int32),
        right=np.asarray(right, np.int32),
        winner=known.astype(np.int8),
        raters=tuple(raters),
        rater=None if rater is None else np.asarray(rater, np.int32),
        weight=None if weight is None else np.asarray(weight, np.float64),
        covariates=columns,
        covariate_names=() if columns is None else tuple(f"covariate {k + 1}" for k in range(columns.shape[1])),
    )
    _check(votes, place="comparisons", names={"left": "left", "right": "right", "weight": "weight"})
    return votes


def _with(votes: Comparisons, *, raters: Sequence[Name], rater: Ints) -> Comparisons:
    known = {field: getattr(votes, field) for field in votes.__struct_fields__}
    return Comparisons(**{**known, "raters": raters, "rater": rater})


def _items(table: Table, left: str, right: str) -> tuple[Sequence[Name], dict[str, Ints]]:
    """The items of both columns, sorted, and each column in their codes."""
    columns = {name: table.coded(name) for name in (left, right)}
    for name, column in columns.items():
        _refuse_empty(column, table=table, name=name)
    found = {str(name): name for column in columns.values() for name in column.names}
    numeric = all(isinstance(name, int | float) for name in found.values())
    items = sorted(found.values(), key=(lambda name: name) if numeric else str)
    place = {str(name): code for code, name in enumerate(items)}
    codes = {}
    for name, column in columns.items():
        codes[name] = np.array([place[str(item)] for item in column.names], np.int32)[column.codes]
    return items, codes


def _winners(table: Table, name: str, *, items: Sequence[Name], left: Ints, right: Ints) -> NDArray[np.int8]:
    """Outcome codes from words or from names of items; what is neither is refused by its row."""
    said = table.coded(name)
    _refuse_empty(said, table=table, name=name)
    item_of = {str(item): code for code, item in enumerate(items)}
    words = np.array([WORDS.get(str(word).strip().casefold(), -1) for word in said.names], np.int8)
    named = np.array([item_of.get(str(word), -1) for word in said.names], np.int32)
    if len(both := np.flatnonzero((words >= 0) & (named >= 0))):
        meant = _FOLDED[Outcome(int(words[both[0]]))]
        message = f"{said.names[both[0]]!r} is the name of an item and also a word for {meant!r}"
        raise BadInput(message, place=f"{table.source}, column {name}", hint="say left, right or tie")
    winner, item = words[said.codes], named[said.codes]
    winner = np.where((winner < 0) & (item == left), Outcome.LEFT, winner)
    winner = np.where((winner < 0) & (item == right), Outcome.RIGHT, winner)
    if len(wrong := np.flatnonzero(winner < 0)):
        place = f"{table.source}, column {name}, row {wrong[0] + 1}"
        raise BadInput(f"{said.names[said.codes[wrong[0]]]!r} is no outcome", place=place, hint=_HINT)
    return winner.astype(np.int8)


def _refuse_empty(column: Coded, *, table: Table, name: str) -> None:
    if len(empty := np.flatnonzero(column.codes < 0)):
        more = f", and {len(empty) - 1:,} more rows" if len(empty) > 1 else ""
        place = f"{table.source}, column {name}, row {empty[0] + 1}"
        raise BadInput(f"is empty{more}", place=place, hint="two items and an outcome in every row")


def _check(votes: Comparisons, *, place: str, names: Mapping[str, str]) -> None:
    """Refuse columns of different length, codes outside the items, an item against itself, weights, covariates."""
    _check_lengths(votes, place=place)
    for side in ("left", "right"):
        code = getattr(votes, side)
        if code.min() < 0 or code.max() >= len(votes.items):
            wrong = (code < 0) | (code >= len(votes.items))
            _refuse(wrong, "is no item", f"{place}, column {names[side]}", "a code of items")
    same = votes.left == votes.right
    _refuse(
        same, "an item is compared with itself", f"{place}, columns {names['left']} and {names['right']}", "two items"
    )
    if votes.weight is not None:
        wrong = ~((votes.weight >= 0) & (votes.weight <= MOST_WEIGHT))
        where = f"{place}, column {names['weight']}"
        _refuse(wrong, "cannot be a weight", where, f"0 to {MOST_WEIGHT:g}")
        counted = np.where(votes.weight > 0, votes.weight, np.inf)
        hint = f"the largest at most {MOST_RATIO:,.0f} times the smallest above 0, or what the smallest say is lost"
        _refuse(counted < votes.weight.max() / MOST_RATIO, "is too small a weight beside the others", where, hint)
    if votes.covariates is not None:
        for name, column in zip(votes.covariate_names, votes.covariates.T, strict=True):
            _refuse(~np.isfinite(column), "is empty or not finite", f"{place}, column {name}", "a number in every row")
    if votes.rater is not None:
        _refuse(votes.rater >= len(votes.raters), "is no rater", f"{place}, column rater", "a code of raters, or -1")


def _check_lengths(votes: Comparisons, *, place: str) -> None:
    columns = {name: getattr(votes, name) for name in ("left", "right", "winner", "rater", "weight", "covariates")}
    lengths = {name: len(column) for name, column in columns.items() if column is not None}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
        raise BadInput(f"the columns differ in length: {said}", place=place)


def _refuse(wrong: NDArray[np.bool_], message: str, place: str, hint: str) -> None:
    if wrong.any():
        raise BadInput(message, place=f"{place}, row {int(np.argmax(wrong)) + 1}", hint=hint)
