"""Comparing until the order is settled, looking after every vote: the stated error holds all the same.

For every ordered pair an e-process says how much better "i is preferred to j" explains their votes than "it is not":

    E = integral over p from 1/2 to 1 of 2 p^wins (1 - p)^losses dp  /  (1/2)^(wins + losses)

Where i is not preferred to j, E exceeds m / error with probability error / m at most, whenever and however often one looks
(Ville 1939; Robbins 1970; Ramdas, Gruenwald, Vovk & Shafer 2023), and also where earlier votes decide which pair is asked
next. With m = n (n - 1) ordered pairs all statements hold together. Ties say nothing about the order and are left out. No
model is needed for that but that preferences are transitive: i over j and j over k settle i over k.
"""

from itertools import pairwise
from math import inf
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.ranking.cells import plain_cells
from touchstone.core.ranking.comparisons import Comparisons, Floats, Outcome
from touchstone.core.ranking.links import HalfWins
from touchstone.core.ranking.newton import Model, maximum

Flags = NDArray[np.bool_]
Goal = Literal["order", "best"]

_RIDGE = 1.0  # of the ratings that only choose what to ask next
_HALVINGS = 60


class Settled(Struct, frozen=True, kw_only=True):
    """What the votes so far have settled."""

    above: Flags  # (items, items) the row's item is preferred to the column's, directly or by a chain
    equal: Flags  # (items, items) neither is preferred by more than the margin
    evidence: Floats  # (items, items) log e-value of "the row's item is preferred to the column's"
    needed: float  # log e-value that settles a pair
    order: tuple[int, ...]  # items, best first, by the ratings so far
    done: bool  # the goal is reached


def wins_of(votes: Comparisons) -> Floats:
    """(items, items) how often the row's item was preferred to the column's. Weights and ties are left out."""
    n = len(votes.items)
    decided = votes.winner != Outcome.TIE
    left, right = votes.left[decided].astype(np.intp), votes.right[decided].astype(np.intp)
    won = votes.winner[decided] == Outcome.LEFT
    place = np.where(won, left * n + right, right * n + left)
    return np.bincount(place, minlength=n * n).astype(np.float64).reshape(n, n)


def settled(wins: Floats, *, error: float = 0.05, margin: float = 0.0, goal: Goal = "order") -> Settled:
    """What `wins` (items, items) settles, with probability 1 - `error` of no false statement ever.

    With a `margin`, two items are as good as equal once the probability that one is preferred lies surely within
    1/2 +- margin; half of `error` goes to such statements. `goal` "best" is done when one item is above all others.

    Raises:
        BadInput: `wins` is not a square of counts, or `error` or `margin` is out of range.
    """
    _check(wins, error=error, margin=margin)
    n = len(wins)
    share = error / (2.0 if margin > 0 else 1.0)
    needed = float(np.log(n * (n - 1) / share))
    evidence = log_evidence(wins)
    above = _closed(evidence >= needed)
    equal = np.zeros((n, n), np.bool_)
    if margin > 0:
        low, high = confidence_sequence(wins, error=share / (n * (n - 1) / 2.0))
        equal = (low > 0.5 - margin) & (high < 0.5 + margin)
    order = _order(wins)
    known = above | above.T | equal | equal.T
    at = np.asarray(order)
    ends = known[at[0], at[1:]] if goal == "best" else known[at[:-1], at[1:]]
    return Settled(above=above, equal=equal, evidence=evidence, needed=needed, order=order, done=bool(ends.all()))


def next_pairs(state: Settled, wins: Floats, *, count: int = 1, goal: Goal = "order") -> tuple[tuple[int, int], ...]:
    """The `count` pairs to ask next, most informative first: those that need the fewest further votes to be settled.

    Candidates are neighbours in the order so far (for "best": the first against each other) that are not settled.
    A pair's evidence grows by about the divergence of its probability from 1/2 a vote; that probability is taken one
    standard deviation optimistic, so that pairs with few votes get their turn. () when the goal is reached.
    """
    order = state.order
    pairs = [(order[0], other) for other in order[1:]] if goal == "best" else list(pairwise(order))
    known = state.above | state.above.T | state.equal | state.equal.T
    open_pairs = [pair for pair in pairs if not known[pair]]
    left = {pair: _votes_left(state, wins, pair) for pair in open_pairs}
    return tuple(sorted(open_pairs, key=lambda pair: (left[pair], pair))[:count])


def log_evidence(wins: Floats) -> Floats:
    """(items, items) log e-values of "the row's item is preferred to the column's"."""
    from scipy.special import betaincc, betaln

    one, other = wins + 1.0, wins.T + 1.0
    with np.errstate(divide="ignore"):
        upper = np.log(betaincc(one, other, 0.5))
    evidence = (wins + wins.T + 1.0) * np.log(2.0) + betaln(one, other) + upper
    np.fill_diagonal(evidence, -inf)
    return np.asarray(evidence)


def confidence_sequence(wins: Floats, *, error: float) -> tuple[Floats, Floats]:
    """(items, items) bounds of the probability that the row's item is preferred, valid at all times together.

    A p is left out once the uniform mixture of all p explains the votes 1 / `error` times better (Robbins 1970).
    """
    losses = wins.T
    total = wins + losses
    best = np.divide(wins, total, out=np.full_like(wins, 0.5), where=total > 0)
    low = _edge(wins, losses, inside=best, outside=np.zeros_like(best), error=error)
    return low, _edge(wins, losses, inside=best, outside=np.ones_like(best), error=error)


def _edge(wins: Floats, losses: Floats, *, inside: Floats, outside: Floats, error: float) -> Floats:
    from scipy.special import betaln, xlog1py, xlogy

    mixture = betaln(wins + 1.0, losses + 1.0)
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2.0
        held = mixture - xlogy(wins, middle) - xlog1py(losses, -middle) < -np.log(error)
        inside, outside = np.where(held, middle, inside), np.where(held, outside, middle)
    return outside


def _closed(above: Flags) -> Flags:
    """`above` with everything that follows by chains (Warshall 1962)."""
    closed = above.copy()
    for item in range(len(above)):
        closed |= closed[:, item, None] & closed[None, item, :]
    np.fill_diagonal(closed, val=False)
    return closed


def _order(wins: Floats) -> tuple[int, ...]:
    """Items by ratings with a firm ridge, so that items without votes are average; equal ones by their place."""
    n = len(wins)
    left, right = np.triu_indices(n, 1)
    outcomes = np.stack([wins[left, right], wins[right, left], np.zeros(len(left))])
    cells = plain_cells(n, left, right, outcomes)
    rating = maximum(Model(cells, HalfWins(), _RIDGE))
    return tuple(np.lexsort((np.arange(n), -np.round(rating, 9))).tolist())


def _votes_left(state: Settled, wins: Floats, pair: tuple[int, int]) -> float:
    """About how many decided votes the pair still needs, seen with some optimism."""
    one, other = pair if wins[pair] >= wins[pair[::-1]] else pair[::-1]
    a, b = wins[one, other] + 1.0, wins[other, one] + 1.0
    mean = a / (a + b)
    chance = min(mean + float(np.sqrt(mean * (1.0 - mean) / (a + b + 1.0))), 1.0 - 1e-9)
    growth = np.log(2.0) + chance * np.log(chance) + (1.0 - chance) * np.log1p(-chance)
    return float((state.needed - state.evidence[one, other]) / growth)


def _check(wins: Floats, *, error: float, margin: float) -> None:
    if wins.ndim != 2 or wins.shape[0] != wins.shape[1] or len(wins) < 2:
        raise BadInput("wins must be a square table of at least two items", place="wins")
    if not (np.isfinite(wins) & (wins >= 0)).all() or wins.diagonal().any():
        raise BadInput("wins must be counts, and none of an item over itself", place="wins")
    if not 0 < error < 1:
        raise BadInput(f"{error} cannot be an error", place="error", hint="between 0 and 1; 0.05 is the default")
    if not 0 <= margin < 0.5:
        raise BadInput(f"{margin} cannot be a margin", place="margin", hint="0 or more, below 0.5")
