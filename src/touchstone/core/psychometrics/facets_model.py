"""The arithmetic of many-facet Rasch: category probabilities, posteriors, Newton's step, and observed information.

The logarithm of the odds of score k against k - 1 is h_k = sigma z - difficulty - severity - tau_k, with z the person's
ability in standard deviations. All of it is linear in the parameters, which stand in one vector

    full = (difficulties, severities, thresholds tau, sigma)

of which `free` are the ones left when severities and thresholds each sum to 0.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from msgspec import Struct

from touchstone.core.psychometrics.marginal import Latent
from touchstone.core.psychometrics.values import Floats, Integers

_PEOPLE_AT_ONCE = 4096


class Share(Struct, frozen=True, kw_only=True):
    """Some people's ratings."""

    hits: Any  # sparse (people, cells x K): 1 where a rating of the cell fell into the category
    first: int
    count: int


class Layout(Struct, frozen=True, kw_only=True):
    """Ratings by cell, a cell being an item rated by a rater."""

    item: Integers  # (C,) of each cell
    rater: Integers  # (C,)
    items: int
    raters: int
    categories: int  # K
    people: int
    shares: tuple[Share, ...]
    spreading: Floats  # (full, free)
    sigma: int  # position of sigma in full
    firmness: Floats  # (full,) precision of the normal priors, 0 for none


def layout_of(person: Integers, item: Integers, rater: Integers, category: Integers, *, prior_sd: float) -> Layout:
    """The layout of ratings, given as codes from 0 on without gaps."""
    from scipy.sparse import csr_array

    items, raters, categories, people = (int(codes.max()) + 1 for codes in (item, rater, category, person))
    pairs, cell = np.unique(item * raters + rater, return_inverse=True)
    column = cell * categories + category
    hits = csr_array((np.ones(len(person)), (person, column)), shape=(people, len(pairs) * categories))
    shares = tuple(
        Share(hits=hits[first : first + _PEOPLE_AT_ONCE], first=first, count=min(_PEOPLE_AT_ONCE, people - first))
        for first in range(0, people, _PEOPLE_AT_ONCE)
    )
    firmness = np.zeros(items + raters + categories)
    firmness[: items + raters] = prior_sd**-2
    return Layout(
        item=pairs // raters,
        rater=pairs % raters,
        items=items,
        raters=raters,
        categories=categories,
        people=people,
        shares=shares,
        spreading=_spreading(items, raters, categories - 1),
        sigma=items + raters + categories - 1,
        firmness=firmness,
    )


def cell_curves(full: Floats, layout: Layout, nodes: Floats) -> Floats:
    """(C, K, Q) probability of each score in each cell at each standardised ability."""
    place = full[layout.item] + full[layout.items + layout.rater]
    steps = np.concatenate([[0.0], np.cumsum(_thresholds(full, layout))])
    scores = np.arange(layout.categories)
    reach = full[layout.sigma] * nodes - place[:, None]
    logits = scores[:, None] * reach[:, None] - steps[:, None]
    logits -= logits.max(axis=1, keepdims=True)
    curves = np.exp(logits)
    result: Floats = curves / curves.sum(axis=1, keepdims=True)
    return result


def rater_posteriors(curves: Floats, layout: Layout, prior: Latent) -> Iterator[tuple[Share, Floats, Floats]]:
    """Share by share: (people, Q) posterior of standardised ability, and (people,) log-likelihoods."""
    logs = np.log(np.maximum(curves, 1e-300)).reshape(-1, curves.shape[2])
    for share in layout.shares:
        joint = share.hits @ logs + prior.log_weight
        top = joint.max(axis=1, keepdims=True)
        joint = np.exp(joint - top)
        total = joint.sum(axis=1, keepdims=True)
        yield share, joint / total, (top + np.log(total))[:, 0]


def expected_counts(curves: Floats, layout: Layout, prior: Latent) -> tuple[Floats, float]:
    """(C, K, Q) expected number of ratings by cell, score and ability; and the log-likelihood."""
    counts = np.zeros((curves.shape[0] * curves.shape[1], curves.shape[2]))
    log_likelihood = 0.0
    for share, posterior, marginal in rater_posteriors(curves, layout, prior):
        counts += share.hits.T @ posterior
        log_likelihood += float(marginal.sum())
    return counts.reshape(curves.shape), log_likelihood


def pull_and_information(counts: Floats, curves: Floats, *, layout: Layout, nodes: Floats) -> tuple[Floats, Floats]:
    """(full,) gradient and (full, full) information of the expected log-likelihood of the complete data."""
    number = counts.sum(axis=1)
    reached, at_least = _reached(counts), _reached(curves)
    residual = reached - number[:, None] * at_least  # (C, m, Q) by how much more often each step was taken
    # Covariance of steps taken: P(at least the higher) - product. (C, m, m, Q) summed as it is needed.
    steps = at_least.shape[1]
    higher = np.maximum.outer(np.arange(steps), np.arange(steps))
    joint = at_least[:, higher] - at_least[:, :, None] * at_least[:, None, :]
    joint *= number[:, None, None]
    by_step = joint.sum(axis=2)  # (C, m, Q)
    whole = by_step.sum(axis=1)  # (C, Q)
    return _gradient(residual, layout, nodes), _square(joint, by_step, whole, layout=layout, nodes=nodes)


def missing_information(full: Floats, curves: Floats, *, layout: Layout, prior: Latent, orders: Any) -> Floats:
    """(full, full) information lost because ability is not seen (Louis 1982), as in `uncertainty`."""
    table = _score_table(curves)
    total = np.zeros((len(full), len(full)))
    for share, posterior, _ in rater_posteriors(curves, layout, prior):
        for polynomial in orders(posterior, prior.nodes):
            along = posterior * polynomial
            scores = _person_scores(share, along, table, layout=layout, nodes=prior.nodes)
            total += scores.T @ scores
    return total


def _thresholds(full: Floats, layout: Layout) -> Floats:
    return full[layout.items + layout.raters : layout.sigma]


def _reached(table: Floats) -> Floats:
    """(C, m, Q) of score k or higher, k = 1 … m."""
    result: Floats = np.cumsum(table[:, :0:-1], axis=1)[:, ::-1]
    return result


def _gradient(residual: Floats, layout: Layout, nodes: Floats) -> Floats:
    at_cell = residual.sum(axis=1)
    per_cell = at_cell.sum(axis=1)
    return np.concatenate(
        [
            -np.bincount(layout.item, weights=per_cell, minlength=layout.items),
            -np.bincount(layout.rater, weights=per_cell, minlength=layout.raters),
            -residual.sum(axis=(0, 2)),
            [float((at_cell @ nodes).sum())],
        ]
    )


def _square(joint: Floats, by_step: Floats, whole: Floats, *, layout: Layout, nodes: Floats) -> Floats:
    items, raters, sigma = layout.items, layout.raters, layout.sigma
    result = np.zeros((sigma + 1, sigma + 1))
    cell, step, slope = whole.sum(axis=1), by_step.sum(axis=2), whole @ nodes
    rater = items + layout.rater
    np.add.at(result, (layout.item, layout.item), cell)
    np.add.at(result, (rater, rater), cell)
    np.add.at(result, (layout.item, rater), cell)
    for place in (layout.item, rater):
        np.add.at(result[:, items + raters : sigma], place, step)
        np.add.at(result[:, sigma], place, -slope)
    result[items + raters : sigma, items + raters : sigma] = joint.sum(axis=(0, 3))
    result[items + raters : sigma, sigma] = -(by_step @ nodes).sum(axis=0)
    result[sigma, sigma] = float((whole @ nodes**2).sum())
    upper = np.triu(result)
    mirrored: Floats = upper + upper.T - np.diag(np.diag(upper))
    return mirrored


def _score_table(curves: Floats) -> Floats:
    """(C x K, m + 1, Q): derivative of each rating's log-probability by -place, -tau_1 … -tau_m."""
    cells, categories, points = curves.shape
    taken = (np.arange(categories)[:, None] >= np.arange(1, categories)).astype(float)  # (K, m)
    by_step = taken[None, :, :, None] - _reached(curves)[:, None]  # (C, K, m, Q)
    table = np.concatenate([by_step.sum(axis=2, keepdims=True), by_step], axis=2)
    return table.reshape(cells * categories, categories, points)


def _person_scores(share: Share, along: Floats, table: Floats, *, layout: Layout, nodes: Floats) -> Floats:
    """(people, full) sums over nodes of `along` (people, Q) times each person's scores."""
    from scipy.sparse import csr_array

    hits = share.hits.tocoo()
    person, column = hits.coords
    cell = column // layout.categories
    value = np.einsum("rq,rsq->rs", along[person], table[column]) * hits.data[:, None]
    full = np.zeros((share.count, layout.sigma + 1))
    for offset, codes, size in ((0, layout.item, layout.items), (layout.items, layout.rater, layout.raters)):
        placed = csr_array((-value[:, 0], (person, codes[cell])), shape=(share.count, size))
        full[:, offset : offset + size] = placed.toarray()
    for step in range(1, layout.categories):
        full[:, layout.items + layout.raters + step - 1] = -np.bincount(
            person, weights=value[:, step], minlength=share.count
        )
    by_sigma = np.einsum("rq,rq->r", (along * nodes)[person], table[column, 0]) * hits.data
    full[:, layout.sigma] = np.bincount(person, weights=by_sigma, minlength=share.count)
    return full


def _spreading(items: int, raters: int, steps: int) -> Floats:
    """(full, free): the last severity and the last threshold are minus the sum of the others."""
    blocks = [np.eye(items), _sum_zero(raters), _sum_zero(steps), np.eye(1)]
    rows, columns = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
    result = np.zeros((rows, columns))
    row = column = 0
    for block in blocks:
        result[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return result


def _sum_zero(size: int) -> Floats:
    return np.concatenate([np.eye(size - 1), -np.ones((1, size - 1))])
