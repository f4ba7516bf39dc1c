"""Items that never won, or never lost: their votes bound them on one side only.

Ratings are finite within a group of items each of which is above every other by some chain of wins and ties (Ford 1957).
The largest such group is the core. An item below it (the core reaches it by wins, not the other way round) has no lower
limit, one above no upper limit, one that only meets such items none at all. The limit that there is comes from the exact
probability of what happened: the highest rating at which losing every vote against the core still has probability
(1 - level) / 2, the others held where they are.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from touchstone.core.ranking.cells import Cells, hang_together, reached, votes_of, wins_graph
from touchstone.core.ranking.comparisons import Floats

Flags = NDArray[np.bool_]

_FARTHEST = 60.0  # logits: beyond it a bound is none
_HALVINGS = 60


class Standing(Struct, frozen=True):
    """Where each item stands to the core, (items,) each."""

    core: Flags
    group: NDArray[np.intp]  # items that are above each other by chains of wins and ties
    beaten: Flags  # reached from the core by wins: not above it
    beating: Flags  # reaches the core by wins: not below it


def standing_of(cells: Cells) -> Standing:
    """The core: the largest group, among equals the one with the most votes, then the one with the first item."""
    if hang_together(cells):
        everyone = np.ones(cells.items, np.bool_)
        return Standing(everyone, np.zeros(cells.items, np.intp), everyone, everyone)
    graph = wins_graph(cells)
    number, group = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(group, minlength=number)
    weight = np.bincount(group, votes_of(cells), number)
    first = np.array([np.argmax(group == one) for one in range(number)])
    core = group == np.lexsort((first, -weight, -size))[0]
    beats, start = graph.toarray() > 0, int(np.argmax(core))
    return Standing(core, group.astype(np.intp), reached(beats, start), reached(beats.T, start))


class Limits(Struct, frozen=True):
    """How far the items outside the core may be from their estimates."""

    standing: Standing
    cells: Cells
    margin: Floats  # (cells,) at the estimates

    def distances(self, level: float) -> tuple[Floats, Floats]:
        """(items,) how far below and above its estimate an item may lie at `level`: inf without limit, NaN in the core."""
        standing = self.standing
        below, above = np.full(self.cells.items, np.nan), np.full(self.cells.items, np.nan)
        for one in np.unique(standing.group[~standing.core]):
            members = standing.group == one
            below[members] = above[members] = np.inf
            if standing.beaten[members].any():
                above[members] = _farthest(*self._against_core(members, won=False), level=level)
            if standing.beating[members].any():
                below[members] = _farthest(*self._against_core(members, won=True), level=level)
        return below, above

    def _against_core(self, members: Flags, *, won: bool) -> tuple[Floats, Floats]:
        """Margins in favour of what happened, and weights, of the members' votes against the core: all one way."""
        cells = self.cells
        sides = ((cells.left, cells.right, 1.0, 0), (cells.right, cells.left, -1.0, 1))
        margins, weights = [], []
        for own, other, sign, outcome in sides:
            rows = members[own] & self.standing.core[other]
            margins.append((sign if won else -sign) * self.margin[rows])
            weights.append(cells.outcomes[outcome if won else 1 - outcome, rows])
        return np.concatenate(margins), np.concatenate(weights)


def _farthest(margins: Floats, weights: Floats, *, level: float) -> float:
    """The largest shift against what happened that leaves it a probability of (1 - level) / 2; inf without votes."""
    least = np.log((1.0 - level) / 2.0)
    low, high = -_FARTHEST, _FARTHEST
    if -(weights * np.logaddexp(0.0, high - margins)).sum() > least:
        return float(np.inf)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        likely = -(weights * np.logaddexp(0.0, middle - margins)).sum() > least
        low, high = (middle, high) if likely else (low, middle)
    return (low + high) / 2.0
