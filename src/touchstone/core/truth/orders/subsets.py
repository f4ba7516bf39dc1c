"""All orders of a few items at once, by sums over subsets of the items that come first.

`prefer` is (windows, k, k): the weight of "row before column". To place item a after the items S costs the weights that
wanted one of the rest before a; the cost of an order is the sum over its places. There are k! orders but 2^k subsets, and
subsets of one size are worked out together, for all windows.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class _Lattice(NamedTuple):
    """The subsets of k items, as bits."""

    left: Floats  # (2^k, k): 1 where an item is not in the subset
    layers: tuple[
        tuple[Codes, Codes, Codes], ...
    ]  # for sizes 0 … k - 1: subsets, items to add, subsets then; (subsets, to add)


@cache
def _lattice(k: int) -> _Lattice:
    subsets = np.arange(1 << k)
    inside = (subsets[:, None] >> np.arange(k) & 1).astype(np.float64)
    size = inside.sum(axis=1)
    layers = []
    for count in range(k):
        here = subsets[size == count]
        add = np.nonzero(inside[here] == 0)[1].reshape(len(here), k - count)
        layers.append((here, add, here[:, None] | 1 << add))
    return _Lattice(1.0 - inside, tuple(layers))


def pair_posteriors(prefer: Floats) -> Floats:
    """(windows, k, k): P(row before column) when an order's probability falls with its cost by exp(-cost)."""
    windows, k, _ = prefer.shape
    lattice, cost = _lattice(k), _costs(prefer)
    backward = _from_the_end(cost, lattice, merge=_log_sum)
    forward, everything = np.zeros((windows, 1 << k)), (1 << k) - 1
    for here, add, then in reversed(lattice.layers):
        last = everything ^ then  # the complement of `here` without its last item, which is one of those in `add`
        forward[:, everything ^ here] = _log_sum(forward[:, last] - cost[:, add, last])
    then = np.arange(1 << k) | (1 << np.arange(k))[:, None]
    chance = forward[:, None, :] - cost + backward[:, then] - backward[:, :1, None]
    placed = np.where(lattice.left.T > 0, np.exp(np.minimum(chance, 0)), 0)  # P(an item comes right after the subset)
    before: Floats = placed @ lattice.left
    before[:, np.arange(k), np.arange(k)] = 0
    return before


def best_orders(prefer: Floats, *, tie: float) -> Codes:
    """(windows, k): the items of the order with the least cost; among equals (within `tie`) the one lowest in numbers."""
    windows, k, _ = prefer.shape
    lattice, cost = _lattice(k), _costs(prefer)
    rest = _from_the_end(cost, lattice, merge=_greatest)
    order = np.empty((windows, k), dtype=np.int64)
    row, subset = np.arange(windows), np.zeros(windows, dtype=np.int64)
    for place in range(k):
        then = subset[:, None] | 1 << np.arange(k)
        value = rest[row[:, None], then] - cost[row, :, subset]
        value = np.where(lattice.left[subset] > 0, value, -np.inf)
        chosen = np.argmax(value >= rest[row, subset][:, None] - tie, axis=1)
        order[:, place] = chosen
        subset |= 1 << chosen
    return order


def _costs(prefer: Floats) -> Floats:
    """(windows, items, subsets): of placing the item next, after the subset."""
    apart = prefer * (1 - np.eye(prefer.shape[1]))
    cost: Floats = np.swapaxes(apart, 1, 2) @ _lattice(prefer.shape[1]).left.T
    return cost


def _from_the_end(cost: Floats, lattice: _Lattice, *, merge: Callable[[Floats], Floats]) -> Floats:
    """(windows, subsets): what the orders of the rest are worth, log weights merged over the item placed next."""
    worth = np.zeros((len(cost), len(lattice.left)))
    for here, add, then in reversed(lattice.layers):
        worth[:, here] = merge(worth[:, then] - cost[:, add, here[:, None]])
    return worth


def _log_sum(terms: Floats) -> Floats:
    """The logarithm of the summed exponentials, over the last axis."""
    top = terms.max(axis=-1)
    total: Floats = top + np.log(np.exp(terms - top[..., None]).sum(axis=-1))
    return total


def _greatest(terms: Floats) -> Floats:
    greatest: Floats = terms.max(axis=-1)
    return greatest
