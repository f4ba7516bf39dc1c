"""Votes counted once: how often each pair of items came out how. After this no cost depends on the number of votes.

Where there are no covariates, a cell is a pair of items (the lower code on the left); with only the side (left or
right) in the model, an ordered pair; with other covariates, a vote. Also here: whether the items hang together at all.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from touchstone.core.errors import BadInput
from touchstone.core.ranking.comparisons import Comparisons, Floats, Outcome
from touchstone.core.tables import Name

Indices = NDArray[np.intp]

SIDE = "left side"
MOST_ITEMS = 5_000  # a matrix of items x items has 200 MB then, and some ten of them are held
_TABLE = 12_000_000  # cells of a counting table: up to here counting beats sorting
_FLIPPED = np.array([Outcome.RIGHT, Outcome.LEFT, Outcome.TIE])


class Cells(Struct, frozen=True, kw_only=True):
    """Comparisons of the same two items under the same circumstances, with the weight of each outcome."""

    items: int
    left: Indices  # (cells,)
    right: Indices  # (cells,)
    pair: Indices  # (cells,) left x items + right
    outcomes: Floats  # (3, cells) weight of left, right, tie
    squares: Floats  # (3, cells) sum of the squared weights
    covariates: Floats  # (cells, k) the side first where it is in the model, then the others over their scale
    names: Sequence[str]  # of the covariates
    scales: Floats  # (k,) root mean square by which a covariate was divided; 1 for the side

    @property
    def total(self) -> Floats:
        """(cells,) weight of all outcomes."""
        return np.asarray(self.outcomes[0] + self.outcomes[1] + self.outcomes[2])

    def reweighted(self, outcomes: Floats) -> "Cells":
        """The same cells with other weights of the outcomes, (3, cells)."""
        known = {field: getattr(self, field) for field in self.__struct_fields__}
        return Cells(**{**known, "outcomes": outcomes})


def plain_cells(items: int, left: Indices, right: Indices, outcomes: Floats) -> Cells:
    """Cells of pairs alone, each vote counting once, without side or covariates."""
    return Cells(
        items=items,
        left=left,
        right=right,
        pair=left * items + right,
        outcomes=outcomes,
        squares=outcomes,
        covariates=np.zeros((len(left), 0)),
        names=(),
        scales=np.zeros(0),
    )


def cells_of(votes: Comparisons, *, side: bool = False, each_vote: bool = False) -> Cells:
    """The votes by cell. `each_vote` keeps one cell a vote (for resampling votes of different weight)."""
    if votes.covariates is not None or each_vote:
        return _one_a_vote(votes, side=side)
    return _one_a_pair(votes, side=side)


def places_of(votes: Comparisons, cells: Cells) -> Indices:
    """(n,) where each vote is counted in the raveled (3, cells) outcomes of `cells`, which were made from `votes`."""
    if votes.covariates is not None:
        return np.asarray(votes.winner.astype(np.intp) * len(votes) + np.arange(len(votes)), np.intp)
    n, left, right = cells.items, votes.left.astype(np.intp), votes.right.astype(np.intp)
    swapped = np.zeros(len(votes), np.bool_) if SIDE in cells.names else left > right
    pair = np.where(swapped, right * n + left, left * n + right)
    cell = np.searchsorted(cells.pair, pair)
    winner = np.where(swapped, _FLIPPED[votes.winner], votes.winner)
    return np.asarray(winner * len(cells.left) + cell, np.intp)


def votes_of(cells: Cells) -> Floats:
    """(items,) weight of the votes in which each item took part."""
    seen = np.bincount(cells.left, cells.total, cells.items) + np.bincount(cells.right, cells.total, cells.items)
    return np.asarray(seen, np.float64)


def wins_graph(cells: Cells) -> csr_array:
    """(items, items) who won against, or tied with, whom."""
    won, lost, tied = cells.outcomes > 0
    one, other = won | tied, lost | tied
    source = np.concatenate([cells.left[one], cells.right[other]])
    target = np.concatenate([cells.right[one], cells.left[other]])
    return coo_array((np.ones(len(source)), (source, target)), shape=(cells.items, cells.items)).tocsr()


def hang_together(cells: Cells) -> bool:
    """Whether each item is above every other by some chain of wins and ties: then all ratings are finite (Ford 1957)."""
    won, lost, tied = cells.outcomes > 0
    beats = np.zeros((cells.items, cells.items), np.bool_)
    one, other = won | tied, lost | tied
    beats[cells.left[one], cells.right[one]] = True
    beats[cells.right[other], cells.left[other]] = True
    return all(reached(direction, 0).all() for direction in (beats, beats.T))


def reached(beats: NDArray[np.bool_], start: int) -> NDArray[np.bool_]:
    """(items,) which items a chain of `beats` (items, items) leads to from `start`, itself included."""
    found = np.zeros(len(beats), np.bool_)
    found[start] = True
    fresh = found
    while fresh.any():
        fresh = beats[fresh].any(axis=0) & ~found
        found = found | fresh
    return found


def refuse_apart(cells: Cells, items: Sequence[Name]) -> None:
    """Refuse items that fall into groups nobody compared with each other: there is no common scale for them.

    Raises:
        BadInput: there are several groups; the message names them. Or there are more than `MOST_ITEMS` items.
    """
    if len(items) > MOST_ITEMS:
        hint = f"at most {MOST_ITEMS:,}; online Elo takes any number"
        raise BadInput(
            f"{len(items):,} items are too many for intervals of each against each", place="items", hint=hint
        )
    if hang_together(cells):
        return
    number, group = connected_components(wins_graph(cells), directed=True, connection="weak")
    if number == 1:
        return
    said = "; ".join(
        _some([items[item] for item in np.flatnonzero(group == one).tolist()]) for one in range(min(number, 3))
    )
    more = f"; and {number - 3} more" if number > 3 else ""
    message = f"the items fall into {number} groups that were never compared with each other: {said}{more}"
    raise BadInput(message, hint="rank each group by itself, or collect comparisons between them")


def _some(names: Sequence[Name]) -> str:
    said = ", ".join(str(name) for name in names[:4])
    return f"({said}, and {len(names) - 4} more)" if len(names) > 4 else f"({said})"


def _one_a_vote(votes: Comparisons, *, side: bool) -> Cells:
    n = len(votes)
    outcomes = np.zeros((3, n))
    outcomes[votes.winner, np.arange(n)] = votes.weights
    columns = np.zeros((n, 0)) if votes.covariates is None else votes.covariates
    scales = np.sqrt((columns**2).mean(axis=0))
    scales[scales == 0] = 1.0
    columns, names = columns / scales, tuple(votes.covariate_names)
    if side:
        columns, names = np.column_stack([np.ones(n), columns]), (SIDE, *names)
        scales = np.append(1.0, scales)
    return Cells(
        items=len(votes.items),
        left=votes.left.astype(np.intp),
        right=votes.right.astype(np.intp),
        pair=votes.left.astype(np.intp) * len(votes.items) + votes.right,
        outcomes=outcomes,
        squares=outcomes**2,
        covariates=columns,
        names=names,
        scales=scales,
    )


def _one_a_pair(votes: Comparisons, *, side: bool) -> Cells:
    n = len(votes.items)
    counted = _by_table if 3 * n * n <= _TABLE else _by_sorting
    left, right, outcomes, squares = counted(votes, ordered=side)
    return Cells(
        items=n,
        left=left,
        right=right,
        pair=left * n + right,
        outcomes=outcomes,
        squares=outcomes if squares is None else squares,
        covariates=np.ones((len(left), int(side))),
        names=(SIDE,) * side,
        scales=np.ones(int(side)),
    )


def _by_table(votes: Comparisons, *, ordered: bool) -> tuple[Indices, Indices, Floats, Floats | None]:
    """Pairs, outcomes and squares by counting into a table of outcomes x items x items."""
    n = len(votes.items)
    place = (votes.winner.astype(np.int32) * n + votes.left) * n + votes.right
    tables = [np.bincount(place, votes.weight, 3 * n * n).astype(np.float64).reshape(3, n, n)]
    if votes.weight is not None:
        tables.append(np.bincount(place, votes.weight**2, 3 * n * n).astype(np.float64).reshape(3, n, n))
    if not ordered:
        tables = [np.triu(table + table[_FLIPPED].transpose(0, 2, 1)) for table in tables]
    left, right = np.nonzero(tables[0].any(axis=0))
    outcomes, *squares = (table[:, left, right] for table in tables)
    return left, right, outcomes, squares[0] if squares else None


def _by_sorting(votes: Comparisons, *, ordered: bool) -> tuple[Indices, Indices, Floats, Floats | None]:
    """The same by sorting the votes' pairs, where the table would be too large."""
    n = len(votes.items)
    swapped = np.zeros(len(votes), np.bool_) if ordered else votes.left > votes.right
    one, other = np.where(swapped, votes.right, votes.left), np.where(swapped, votes.left, votes.right)
    winner = np.where(swapped, _FLIPPED[votes.winner], votes.winner)
    pairs, of_vote = np.unique(one.astype(np.intp) * n + other, return_inverse=True)
    place = winner * len(pairs) + of_vote
    outcomes = np.bincount(place, votes.weight, 3 * len(pairs)).astype(np.float64).reshape(3, -1)
    if votes.weight is None:
        return pairs // n, pairs % n, outcomes, None
    counts = outcomes.any(axis=0)
    squares = np.bincount(place, votes.weight**2, 3 * len(pairs)).astype(np.float64).reshape(3, -1)
    return (pairs // n)[counts], (pairs % n)[counts], outcomes[:, counts], squares[:, counts]
