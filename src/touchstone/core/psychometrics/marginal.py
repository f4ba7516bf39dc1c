"""Responses as matrices, and the expectation step: every person's posterior over a fixed grid of abilities.

A *cell* is one item's category 1, 2, …; category 0 is what is asked and in no cell. With the 0/1 matrices `chosen`
(people x cells) and `asked` (people x items) the log-likelihood at all nodes is two matrix products, and so are the
expected counts (Bock & Aitkin 1981). People are taken a few thousand at a time, which keeps the work in the cache and
the memory small.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.psychometrics.values import Floats, Integers, Responses

_PEOPLE_AT_ONCE = 2048
_SPARSE_BELOW = 0.05  # share of pairs answered under which compressed rows are quicker than dense ones


class Latent(Struct, frozen=True, kw_only=True):
    """A normal distribution of ability on a grid of Q nodes."""

    nodes: Floats  # (Q,)
    log_weight: Floats  # (Q,) logarithms of weights that sum to 1


class Block(Struct, frozen=True, kw_only=True):
    """The items that have the same number of categories."""

    items: Integers  # positions in the calibration
    categories: int
    cells: slice  # columns of `chosen`: item by item, category 1, 2, …
    asked: slice  # columns of `asked`


class Part(Struct, frozen=True, kw_only=True):
    """Some people's answers."""

    chosen: Any  # (people, cells) dense or sparse, 1 where the answer is this category
    asked: Any | None  # (people, items) in the blocks' order, 1 where answered; None: everything was
    weight: Floats  # (people,)


class Design(Struct, frozen=True, kw_only=True):
    """Everybody's answers, ready for matrix products."""

    parts: tuple[Part, ...]
    blocks: tuple[Block, ...]
    cells: int
    items: int
    people: int
    sparse: bool  # the matrices are compressed rows


class Expected(Struct, frozen=True, kw_only=True):
    """What the expectation step found."""

    counts: tuple[Floats, ...]  # per block: (J, K, Q) expected number of people at a node who chose the category
    log_likelihood: float


def latent(nodes: int = 61, *, mean: float = 0.0, sd: float = 1.0, span: float = 6.0) -> Latent:
    """A normal distribution on `nodes` equally spaced points, `span` standard deviations to either side."""
    if nodes < 5:
        raise BadInput(f"{nodes} nodes", place="nodes", hint="5 or more; 61 is usual")
    places = np.linspace(-span, span, nodes)
    log_weight = -0.5 * places**2
    return Latent(nodes=mean + sd * places, log_weight=log_weight - np.log(np.exp(log_weight).sum()))


def category_of(responses: Responses, scores: Floats) -> Integers:
    """(rows,) the category of each answer, given (J, K) scores of the items' categories.

    Raises:
        BadInput: an answer that the item has no category for.
    """
    counted = np.arange(scores.shape[1])
    if np.all(np.isnan(scores) | (scores == counted)) and (responses.score < scores.shape[1]).all():
        within = responses.score < (~np.isnan(scores)).sum(axis=1)[responses.item]
        if within.all():
            return responses.score
    matches = scores[responses.item] == responses.score[:, None]
    category: Integers = np.argmax(matches, axis=1)
    for row in np.flatnonzero(~matches.any(axis=1)):
        person, item = responses.people[responses.person[row]], responses.items[responses.item[row]]
        known = ", ".join(f"{score:g}" for score in scores[responses.item[row]] if np.isfinite(score))
        raise BadInput(f"a score of {responses.score[row]}", place=f"person {person}, item {item}", hint=f"of {known}")
    return category


def design_of(responses: Responses, scores: Floats) -> Design:
    """The matrices of `responses`, whose items have the categories of `scores` (J, K, NaN behind the last)."""
    blocks = _blocks((~np.isnan(scores)).sum(axis=1))
    cell_at, asked_at = np.zeros(len(scores), dtype=np.int64), np.zeros(len(scores), dtype=np.int64)
    for block in blocks:
        cell_at[block.items] = block.cells.start + (block.categories - 1) * np.arange(len(block.items))
        asked_at[block.items] = np.arange(block.asked.start, block.asked.stop)
    category = category_of(responses, scores)
    cells, people = blocks[-1].cells.stop, len(responses.people)
    complete = len(responses.score) == people * len(scores)
    sparse = len(responses.score) < _SPARSE_BELOW * people * len(scores)
    chosen = np.where(category > 0, cell_at[responses.item] + category - 1, -1)
    parts = tuple(
        Part(
            chosen=_matrix(responses.person[rows] - start, chosen[rows], (len(weight), cells), sparse=sparse),
            asked=None
            if complete
            else _matrix(
                responses.person[rows] - start,
                asked_at[responses.item[rows]],
                (len(weight), len(scores)),
                sparse=sparse,
            ),
            weight=weight,
        )
        for start, rows, weight in _portions(responses)
    )
    return Design(parts=parts, blocks=blocks, cells=cells, items=len(scores), people=people, sparse=sparse)


def posteriors(design: Design, log_curves: Sequence[Floats], prior: Latent) -> Iterator[tuple[Part, Floats, Floats]]:
    """Part by part: (people, Q) posterior weights that sum to 1, and (people,) marginal log-likelihoods.

    `log_curves`: per block, (J, K, Q) logarithms of the category probabilities at the prior's nodes.
    """
    rise = np.concatenate([(curves[:, 1:] - curves[:, :1]).reshape(-1, curves.shape[2]) for curves in log_curves])
    base = np.concatenate([curves[:, 0] for curves in log_curves])
    everything = base.sum(axis=0)
    for part in design.parts:
        joint = part.chosen @ rise
        joint += prior.log_weight + (everything if part.asked is None else part.asked @ base)
        top = joint.max(axis=1, keepdims=True)
        joint -= top
        np.exp(joint, out=joint)
        total = joint.sum(axis=1, keepdims=True)
        joint /= total
        yield part, joint, (top + np.log(total))[:, 0]


def expect(design: Design, curves: Sequence[Floats], prior: Latent) -> Expected:
    """The expectation step: expected counts of each block's categories at each node, and the log-likelihood."""
    cells = np.zeros((design.cells, len(prior.nodes)))
    asked = np.zeros((design.items, len(prior.nodes)))
    log_likelihood = 0.0
    for part, posterior, marginal in posteriors(design, [np.log(block) for block in curves], prior):
        weighted = posterior * part.weight[:, None]
        cells += part.chosen.T @ weighted
        asked += weighted.sum(axis=0) if part.asked is None else part.asked.T @ weighted
        log_likelihood += float(part.weight @ marginal)
    counts = tuple(_counts(cells[block.cells], asked[block.asked], block) for block in design.blocks)
    return Expected(counts=counts, log_likelihood=log_likelihood)


def person_item_means(part: Part, along: Floats, block: Block, table: Floats) -> Floats:
    """(people, J, p) sums over the nodes of `along` (people, Q) times the (J, K, Q, p) `table` of who answered what.

    0 where an item was not asked.
    """
    items, categories, _, size = table.shape
    result = np.zeros((len(along), items, size))
    chosen = _dense(part.chosen[:, block.cells]).reshape(len(along), items, categories - 1)
    for one in range(size):
        lowest = along @ table[:, 0, :, one].T
        rise = (table[:, 1:, :, one] - table[:, :1, :, one]).reshape(items * (categories - 1), -1)
        higher = (along @ rise.T).reshape(chosen.shape)
        asked = lowest if part.asked is None else lowest * _dense(part.asked[:, block.asked])
        result[:, :, one] = asked + np.einsum("njk,njk->nj", higher, chosen)
    return result


def _counts(cells: Floats, asked: Floats, block: Block) -> Floats:
    higher = cells.reshape(len(block.items), block.categories - 1, -1)
    lowest = np.maximum(asked - higher.sum(axis=1), 0.0)
    return np.concatenate([lowest[:, None], higher], axis=1)


def _blocks(categories: Integers) -> tuple[Block, ...]:
    blocks, cell, item = [], 0, 0
    for number in np.unique(categories):
        items = np.flatnonzero(categories == number)
        wide = len(items) * (int(number) - 1)
        blocks.append(
            Block(
                items=items,
                categories=int(number),
                cells=slice(cell, cell + wide),
                asked=slice(item, item + len(items)),
            )
        )
        cell, item = cell + wide, item + len(items)
    return tuple(blocks)


def _portions(responses: Responses) -> Iterator[tuple[int, slice, Floats]]:
    """First person, rows and weights of a few thousand people at a time."""
    for start in range(0, len(responses.people), _PEOPLE_AT_ONCE):
        weight = responses.weight[start : start + _PEOPLE_AT_ONCE]
        first, last = np.searchsorted(responses.person, [start, start + len(weight)])
        yield start, slice(int(first), int(last)), weight


def _matrix(person: Integers, column: Integers, shape: tuple[int, int], *, sparse: bool) -> Any:
    there = column >= 0
    if sparse:
        from scipy.sparse import csr_array

        return csr_array((np.ones(int(there.sum())), (person[there], column[there])), shape=shape)
    matrix = np.zeros(shape)
    matrix[person[there], column[there]] = 1.0
    return matrix


def _dense(matrix: object) -> Floats:
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix, dtype=np.float64)
