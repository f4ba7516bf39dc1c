"""Consensus of rankings: raters put the items of a task in order, all of them or some.

    rankings = rankings_of(frame, task="prompt", rater="rater", item="model", place="place")   # 1 is the best
    result = ranking_consensus(rankings)
    result.order_of(0), result.certainty, result.reliability.low

The model ("rankings-1"). The items of a task have a true order. Rater r's ranking of m of them is drawn from Mallows'
model about that order, restricted to the m, with a dispersion theta_r of the rater's own (`orders.mallows`): a ranking is
less likely by exp(-theta_r) for each pair that it turns round. `reliability` is 1 / (1 + exp(-theta)), the probability
that a rater puts two neighbours of the true order rightly: 1/2 for one who guesses.

EM. Given the dispersions, the orders of up to eight items are summed over exactly, longer ones within windows
(`orders.kemeny`); given how sure every pair is, each rater's theta is the most probable one. Raters are shrunk to the
crowd: log theta ~ N(m, s^2), with m and s fitted to the crowd (empirical Bayes). Start: Borda's order.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import NoData
from touchstone.core.tables import Coded, Name, table_of
from touchstone.core.truth.columns import finite_column, full_column, refuse_twice
from touchstone.core.truth.consensus import Convergence, Limits, settle
from touchstone.core.truth.orders import kemeny
from touchstone.core.truth.orders.mallows import Crowd, Seen, consistency, deviation, theta_range
from touchstone.core.truth.ranged import Ranged

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

VERSION = "rankings-1"
LIMITS = Limits()
TYPICAL_THETA, TYPICAL_SCATTER = 1.0, 0.75  # of a crowd of which nothing is known: .73 of neighbours rightly; log theta
PSEUDO_RATERS = 5.0  # how many raters that belief counts for
MOST_MOVES = 50  # passes in which long orders may change: two as good may take turns for ever


class Rankings(Struct, frozen=True, kw_only=True):
    """Rankings by raters, sorted by task and rater."""

    lists: kemeny.Lists
    rater: Codes  # (rankings,)
    item: Codes  # (items,) codes of `items`: those of the first task, of the second, …
    tasks: Sequence[Name]
    raters: Sequence[Name]
    items: Sequence[Name]


class RankingConsensus(Struct, frozen=True, kw_only=True):
    """The consensus order of each task, one after the other; the raters; and how the computation went."""

    task: Codes  # (items,) codes of `tasks`, rising
    item: Codes  # (items,) codes of `items`, the best of each task first
    expected_place: Floats  # (items,)
    certainty: Floats  # (items,) probability that the item is truly before the next one; NaN for a task's last
    tasks: Sequence[Name]
    raters: Sequence[Name]
    items: Sequence[Name]
    theta: Ranged  # (raters,)
    reliability: Ranged  # (raters,) probability that two neighbours are put rightly
    crowd: Crowd
    convergence: Convergence
    version: str = VERSION

    def order_of(self, task: int) -> list[Name]:
        """The items of the task of this code, the best first."""
        return [self.items[int(item)] for item in self.item[self.task == task]]


def rankings_of(
    frame: Any,
    *,
    task: str = "task",
    rater: str = "rater",
    item: str = "item",
    place: str = "place",
    ranking: str | None = None,
) -> Rankings:
    """The rankings in the columns of `frame` (anything `table_of` takes): one row a place; lower is better.

    A rater may leave out items. `ranking` is a column that tells several rankings by one rater of one task apart; pairs
    are rankings of two.

    Raises:
        BadInput: a column is not there, a cell is empty, a place is no number, or an item or a place is twice in a
            ranking (equal places cannot be said in this model); the place names the row.
        NoData: no ranking has two items.
    """
    table = table_of(frame)
    who, whose, what = (full_column(table, name) for name in (task, rater, item))
    which = full_column(table, ranking) if ranking else Coded(codes=np.zeros(len(who.codes), np.int32), names=[""])
    places = finite_column(table, place)
    distinct, code = np.unique(places, return_inverse=True)
    at = Coded(codes=code.reshape(-1).astype(np.int32), names=distinct.tolist())
    for column, name in ((what, item), (at, place)):
        refuse_twice(who, whose, column, *([which] if ranking else []), place=f"{table.source}, column {name}")
    lists, raters, items = _lists(who, whose, which, what, places)
    if not (lists.sizes > 1).any():
        raise NoData("no ranking has two items", place=table.source, hint="at least two items in order")
    return Rankings(lists=lists, rater=raters, item=items, tasks=who.names, raters=whose.names, items=what.names)


def _lists(who: Coded, whose: Coded, which: Coded, what: Coded, places: Floats) -> tuple[kemeny.Lists, Codes, Codes]:
    order = np.lexsort((places, which.codes, whose.codes, who.codes))
    task, rater, number = (of.codes[order].astype(np.int64) for of in (who, whose, which))
    new = np.append(True, (np.diff(task) != 0) | (np.diff(rater) != 0) | (np.diff(number) != 0))
    first = np.flatnonzero(new)
    key = task * len(what.names) + what.codes[order]
    pairs, own = np.unique(key, return_inverse=True)
    items = np.searchsorted(pairs // len(what.names), np.arange(len(who.names) + 1))
    lists = kemeny.Lists(
        task=task[first], starts=np.append(first, len(order)), item=own.reshape(-1) - items[task], items=items
    )
    return lists, rater[first], pairs % len(what.names)


class _State(Struct, frozen=True):
    """Where the steps of EM stand."""

    order: Codes
    theta: Floats
    crowd: Crowd
    before: Floats  # (pairs,)
    seen: Seen | None = None
    passes: int = 0


def ranking_consensus(rankings: Rankings, *, limits: Limits = LIMITS) -> RankingConsensus:
    """The order of each task's items, how sure it is of neighbours, and how reliable each rater is.

    Raises:
        NotConverged: see `Limits`; what moves is a rater's reliability.
    """
    pairs, given = kemeny.pairs_of(rankings.lists), _given(rankings)
    raters = len(rankings.raters)

    def step(state: _State) -> tuple[_State, float]:
        now = _improved(rankings, pairs, state, given)
        return now, float(np.abs(_reliability(now.theta) - _reliability(state.theta)).sum())

    crowd = Crowd(centre=0.0, scatter=TYPICAL_SCATTER)
    start = _State(kemeny.borda(pairs), np.full(raters, TYPICAL_THETA), crowd, np.zeros(0))
    state, steps, change = settle(step, start, tasks=raters, limits=limits, method="rankings")
    return _told(rankings, pairs, state, how=Convergence(iterations=steps, change=change))


def _improved(rankings: Rankings, pairs: kemeny.Pairs, state: _State, given: Floats) -> _State:
    """One step of EM."""
    flat = kemeny.weights_of(pairs, state.theta[rankings.rater])
    moves = len(pairs.long) and state.passes < MOST_MOVES
    order = kemeny.improved(pairs, state.order, flat) if moves else state.order
    before = kemeny.pair_probabilities(pairs, order, flat)
    distance, doubt = kemeny.expected_distances(pairs, before)
    # the pairs of a ranking go together: over random orders the distance varies (2 m + 5) / 9 times as much as if not
    doubt *= (2 * rankings.lists.sizes + 5) / 9
    seen = Seen(given=given, distance=_by_rater(rankings, distance), doubt=_by_rater(rankings, doubt))
    theta = consistency(seen, state.crowd)
    return _State(order, theta, _refitted(theta, seen, state.crowd), before, seen, state.passes + 1)


def _refitted(theta: Floats, seen: Seen, crowd: Crowd) -> Crowd:
    """The crowd in which these raters are likeliest, held to what is believed of any."""
    raters = len(theta) + PSEUDO_RATERS
    centre = float(np.log(theta).sum() + PSEUDO_RATERS * np.log(TYPICAL_THETA)) / raters
    squares = (np.log(theta) - centre) ** 2 + deviation(theta, seen, crowd) ** 2
    return Crowd(centre=centre, scatter=float(np.sqrt((squares.sum() + PSEUDO_RATERS * TYPICAL_SCATTER**2) / raters)))


def _by_rater(rankings: Rankings, weight: Floats) -> Floats:
    total: Floats = np.bincount(rankings.rater, weights=weight, minlength=len(rankings.raters)).astype(np.float64)
    return total


def _given(rankings: Rankings) -> Floats:
    """(raters, most + 1): how many rankings of 0, 1, .. items each gave."""
    sizes = rankings.lists.sizes
    width = int(sizes.max()) + 1
    counted = np.bincount(rankings.rater * width + sizes, minlength=len(rankings.raters) * width)
    return counted.reshape(len(rankings.raters), width).astype(np.float64)


def _reliability(theta: Floats) -> Floats:
    reliability: Floats = 1 / (1 + np.exp(-theta))
    return reliability


def _told(rankings: Rankings, pairs: kemeny.Pairs, state: _State, *, how: Convergence) -> RankingConsensus:
    lists = rankings.lists
    places = kemeny.mean_places(pairs, state.before)
    flat = kemeny.weights_of(pairs, state.theta[rankings.rater])
    order = kemeny.improved(pairs, state.order if len(pairs.long) else kemeny.by_score(lists, places), flat)
    owner = np.repeat(np.arange(len(rankings.tasks)), np.diff(lists.items))
    at = lists.items[owner] + order
    assert state.seen is not None
    theta = theta_range(state.theta, state.seen, state.crowd)
    return RankingConsensus(
        task=owner,
        item=rankings.item[at],
        expected_place=places[at],
        certainty=kemeny.next_certainty(pairs, order, state.before),
        tasks=rankings.tasks,
        raters=rankings.raters,
        items=rankings.items,
        theta=theta,
        reliability=theta.through(_reliability),
        crowd=state.crowd,
        convergence=how,
    )
