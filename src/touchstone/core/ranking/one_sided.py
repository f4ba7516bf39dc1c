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

from touchstone.core.ranking.cells import Cells, components, votes_of
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
    number, group = components(cells, by_wins=True)
    size = np.bincount(group, minlength=number)
    weight = np.bincount(group, votes_of(cells), number)
    first = np.array([np.argmax(group == one) for one in range(number)])
    largest = np.lexsort((first, -weight, -size))[0]
    core = group == largest
    if core.all():
        return Standing(core, group, core, core)
    beaten, beating = _reached(cells, core)
    return Standing(core, group, beaten, beating)


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


def _reached(cells: Cells, core: Flags) -> tuple[Flags, Flags]:
    """Which items the core reaches by wins, and which reach it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    won, lost, tied = cells.outcomes > 0
    one, other = won | tied, lost | tied
    source = np.concatenate([cells.left[one], cells.right[other]])
    target = np.concatenate([cells.right[one], cells.left[other]])
    graph = coo_array((np.ones(len(source)), (source, target)), shape=(cells.items, cells.items)).tocsr()
    start = int(np.argmax(core))
    found = []
    for direction in (graph, graph.T.tocsr()):
        reached = np.zeros(cells.items, np.bool_)
        reached[breadth_first_order(direction, start, return_predecessors=False)] = True
        found.append(reached)
    return found[0], found[1]


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
