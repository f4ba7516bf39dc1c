"""Orders of a task's items given weighted rankings: the best one, and how sure each pair is.

The best order has the least weighted Kendall distance to the rankings (Kemeny 1959). Under Mallows' model with known
dispersions it is the most probable one, and the probability of any order falls with its cost by exp(-cost).

Up to `WINDOW` items everything is exact, by sums over subsets of the items. Longer orders start from Borda's, move single
items for as long as that helps, and are made best within every window of `WINDOW` neighbours; the pairs within a window
are as sure as they are with all else in its place, and pairs further apart are taken to be certain.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.orders.subsets import best_orders, pair_posteriors
from touchstone.core.truth.stretches import spread

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

WINDOW = 8  # items
_TIE = 1e-9  # costs nearer than this are equal
_AT_ONCE = 1_000  # windows


class Lists(Struct, frozen=True, kw_only=True):
    """Rankings in columns, and the items of each task."""

    task: Codes  # (rankings,)
    starts: Codes  # (rankings + 1,)
    item: Codes  # (places,) number of the item within its task, the best of each ranking first
    items: Codes  # (tasks + 1,): where each task's items begin in an order of all

    @property
    def sizes(self) -> Codes:
        """(rankings,): how many items each has."""
        return np.diff(self.starts)


class Pairs(Struct, frozen=True, kw_only=True):
    """All ordered pairs of items of a task, task by task, and which of them each ranking states."""

    lists: Lists
    starts: Codes  # (tasks + 1,): where each task's pairs begin
    first: Codes  # (pairs,): place of the pair's first item among the items of all tasks
    second: Codes  # (pairs,)
    stated: Codes  # (statements,): the pair that a ranking states
    ranking: Codes  # (statements,)

    @property
    def long(self) -> Codes:
        """The tasks with more items than are ordered exactly."""
        return np.flatnonzero(np.diff(self.lists.items) > WINDOW)


def pairs_of(lists: Lists) -> Pairs:
    """The pairs of `lists`."""
    count = np.diff(lists.items)
    starts = np.append(0, np.cumsum(count**2))
    owner = np.repeat(np.arange(len(count)), count**2)
    cell = np.arange(len(owner)) - starts[owner]
    at = np.arange(int(lists.starts[-1]))
    after = np.repeat(lists.starts[1:], lists.sizes) - at - 1  # how many places follow each in its ranking
    ranking = np.repeat(np.repeat(np.arange(len(lists.task)), lists.sizes), after)
    other = spread(at + 1, at + 1 + after)
    task = lists.task[ranking]
    return Pairs(
        lists=lists,
        starts=starts,
        first=lists.items[owner] + cell // count[owner],
        second=lists.items[owner] + cell % count[owner],
        stated=starts[task] + np.repeat(lists.item, after) * count[task] + lists.item[other],
        ranking=ranking,
    )


def weights_of(pairs: Pairs, weight: Floats) -> Floats:
    """(pairs,): the `weight` (rankings,) of the rankings that put one item of a pair before the other."""
    return _sums(pairs.stated, weight[pairs.ranking], len(pairs.first))


def borda(pairs: Pairs) -> Codes:
    """(items,): each task's items by the share of comparisons that they win; among equals by their number."""
    flat, items = weights_of(pairs, np.ones(len(pairs.lists.task))), int(pairs.lists.items[-1])
    wins, losses = _sums(pairs.first, flat, items), _sums(pairs.second, flat, items)
    share = np.where(wins + losses > 0, wins / np.maximum(wins + losses, 1), 0.5)
    return by_score(pairs.lists, -share)


def by_score(lists: Lists, score: Floats) -> Codes:
    """(items,): each task's items with the lowest `score` (items,) first; among equals by their number."""
    owner = np.repeat(np.arange(len(lists.items) - 1), np.diff(lists.items))
    number = np.arange(int(lists.items[-1])) - lists.items[owner]
    order: Codes = number[np.lexsort((number, np.round(score, 9), owner))]
    return order


def improved(pairs: Pairs, order: Codes, flat: Floats) -> Codes:
    """The best order of each task under the pair weights `flat`, from `order`; exact up to `WINDOW` items."""
    order = order.copy()
    for task in pairs.long:
        begin, end = pairs.lists.items[task], pairs.lists.items[task + 1]
        weight = flat[pairs.starts[task] : pairs.starts[task + 1]].reshape(end - begin, end - begin)
        order[begin:end] = sifted(order[begin:end], weight)
    for rows in _windows(pairs.lists.items):
        best = best_orders(flat[_cells(pairs, order, rows)], tie=_TIE)
        order[rows] = np.take_along_axis(order[rows], best, axis=1)
    return order


def sifted(order: Codes, weight: Floats) -> Codes:
    """`order` (n,) after items have been taken out and put back where it costs least, until none moves.

    `weight` is (n, n), of the row before the column. Each move lowers the cost, so it ends.
    """
    moved = True
    while moved:
        moved = False
        for item in range(len(order)):
            others = order[order != item]
            gain = np.append(
                0.0, np.cumsum(weight[others, item] - weight[item, others])
            )  # of standing after the first j
            old, new = int(np.flatnonzero(order == item)[0]), int(np.argmax(gain))
            if gain[new] > gain[old] + _TIE:
                order, moved = np.insert(others, new, item), True
    return order


def pair_probabilities(pairs: Pairs, order: Codes, flat: Floats) -> Floats:
    """(pairs,): the probability that the first item is truly before the second."""
    items = pairs.lists.items
    owner = np.repeat(np.arange(len(items) - 1), np.diff(items))
    place = np.empty(len(order), dtype=np.int64)
    place[items[owner] + order] = np.arange(len(order))
    before = (place[pairs.first] < place[pairs.second]).astype(np.float64)
    for rows in reversed(_windows(items)):
        cells = _cells(pairs, order, rows)
        before[cells] = pair_posteriors(flat[cells])
    return before


def _cells(pairs: Pairs, order: Codes, rows: Codes) -> Codes:
    """(windows, k, k): the pairs of the items that stand in `rows` (windows, k) of the order."""
    items = pairs.lists.items
    task = np.searchsorted(items, rows[:, 0], side="right") - 1
    at, count = order[rows], np.diff(items)[task]
    cells: Codes = pairs.starts[task][:, None, None] + at[:, :, None] * count[:, None, None] + at[:, None, :]
    return cells


def expected_distances(pairs: Pairs, before: Floats) -> tuple[Floats, Floats]:
    """(rankings,) each: expected Kendall distance from the true order, and the sum of p (1 - p) over a ranking's pairs."""
    right, rankings = before[pairs.stated], len(pairs.lists.task)
    return _sums(pairs.ranking, 1 - right, rankings), _sums(pairs.ranking, right * (1 - right), rankings)


def mean_places(pairs: Pairs, before: Floats) -> Floats:
    """(items,): the expected place of each item, 1 for the best."""
    return 1 + _sums(pairs.second, before, int(pairs.lists.items[-1]))


def next_certainty(pairs: Pairs, order: Codes, before: Floats) -> Floats:
    """(items,) in order: the probability that each is truly before the next; NaN for a task's last."""
    count = np.diff(pairs.lists.items)
    owner = np.repeat(np.arange(len(count)), count)
    certainty = np.full(len(order), np.nan)
    followed = np.flatnonzero(owner[1:] == owner[:-1])
    task = owner[followed]
    certainty[followed] = before[pairs.starts[task] + order[followed] * count[task] + order[followed + 1]]
    return certainty


def _sums(group: Codes, weight: Floats, groups: int) -> Floats:
    total: Floats = np.bincount(group, weights=weight, minlength=groups).astype(np.float64)
    return total


def _windows(items: Codes) -> list[Codes]:
    """(windows, k) each: places in the order of all, for windows of one size side by side.

    For long orders those half-way between come last. Not too many at a time, for 2^k k figures are kept for each.
    """
    count = np.diff(items)
    inside = np.where(count > WINDOW, (count - WINDOW // 2 + WINDOW - 1) // WINDOW, 0)
    found = []
    for shift, windows in ((0, (count + WINDOW - 1) // WINDOW), (WINDOW // 2, inside)):
        task = np.repeat(np.arange(len(count)), windows)
        first = items[task] + shift + WINDOW * (spread(np.zeros_like(windows), windows))
        size = np.minimum(WINDOW, items[task + 1] - first)
        for k in range(2, WINDOW + 1):
            rows = first[size == k][:, None] + np.arange(k)
            found += [rows[begin : begin + _AT_ONCE] for begin in range(0, len(rows), _AT_ONCE)]
    return found
