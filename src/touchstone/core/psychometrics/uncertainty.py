"""Standard errors of item parameters: the observed information of the marginal likelihood (Louis 1982).

The information in the answers is what there would be if ability were seen, less what is missing because it is not:

    I = E[B | answers] - sum over people of Cov(S | answers)

with B the negative second derivatives and S the score of the complete data. S is a function of ability alone once the
answers are known, so its covariance is summed over polynomials that are orthonormal under the person's posterior
(Parseval): psi_1 says what a shift of ability would do, psi_2 what a spread would do, and so on. The terms fall off
geometrically; they are added until one adds nothing.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from touchstone.core.errors import NotConverged
from touchstone.core.psychometrics.curves import category_bends, category_curves, category_slopes
from touchstone.core.psychometrics.marginal import Block, Design, Latent, person_item_means, posteriors
from touchstone.core.psychometrics.maximisation import prior_pull
from touchstone.core.psychometrics.values import Floats, Priors

_MOST_PARAMETERS = 4000  # above, the whole matrix would take more than 128 MB: items are then taken one by one
_HIGHEST_ORDER = 20
_NEGLIGIBLE = 1e-7  # of the complete information, at which the series ends


def item_covariances(
    blocks: Sequence[Floats],
    counts: Sequence[Floats],
    *,
    design: Design,
    prior: Latent,
    guessing: bool,
    shared: bool,
    priors: Priors,
) -> list[Floats]:
    """Per block, (J, p, p) covariance of each item's slopes and intercepts.

    `shared`: all items have one discrimination. With more than 4,000 parameters the covariances between items are
    taken as 0, which makes the errors a little small.

    Raises:
        NotConverged: the information is not positive definite; the maximum is none, or a ridge.
    """
    complete = [
        _complete(block, seen, nodes=prior.nodes, guessing=guessing, priors=priors)
        for block, seen in zip(blocks, counts, strict=True)
    ]
    size = sum(block.size for block in blocks)
    scores = _score_tables(blocks, design=design, nodes=prior.nodes, guessing=guessing)
    curves = [np.log(category_curves(block, prior.nodes, guessing=guessing)) for block in blocks]
    known = sum(float(np.einsum("jpp->", each)) for each in complete)
    enough = _NEGLIGIBLE * known / sum(float(part.weight.sum()) for part in design.parts)
    orders = _missing_scores(design, curves, prior, scores=scores, enough=enough)
    if size > _MOST_PARAMETERS and not shared:
        return [inverse(seen - lost) for seen, lost in zip(complete, _by_item(orders, blocks), strict=True)]
    whole = -_whole(orders, size, sparse=design.sparse)
    at = 0
    for block in complete:
        for item in block:
            here = slice(at, at + len(item))
            whole[here, here] += item
            at += len(item)
    covariance = _through(whole, _spreading(len(blocks[0]))) if shared else inverse(whole)
    return _cut(covariance, blocks)


def _complete(block: Floats, counts: Floats, *, nodes: Floats, guessing: bool, priors: Priors) -> Floats:
    """(J, p, p) information if ability were seen, with the priors'."""
    items, size = block.shape
    curves = category_curves(block, nodes, guessing=guessing)
    weight = (counts / curves).reshape(items, 1, -1)
    relative = (category_slopes(block, nodes, guessing=guessing) / curves[..., None]).reshape(items, -1, size)
    scored = (relative * counts.reshape(items, -1, 1)).transpose(0, 2, 1) @ relative
    bends = category_bends(block, nodes, guessing=guessing).reshape(items, -1, size * size)
    result = scored - (weight @ bends).reshape(items, size, size)
    corner = np.arange(size)
    result[:, corner, corner] += prior_pull(block, priors, guessing=guessing)[1]
    return np.asarray(result, dtype=np.float64)


def _score_tables(
    blocks: Sequence[Floats], *, design: Design, nodes: Floats, guessing: bool
) -> list[tuple[Block, Floats]]:
    """Per block, (J, K, Q, p) derivative of the logarithm of each category's probability."""
    return [
        (
            block,
            category_slopes(parameters, nodes, guessing=guessing)
            / category_curves(parameters, nodes, guessing=guessing)[..., None],
        )
        for block, parameters in zip(design.blocks, blocks, strict=True)
    ]


def _missing_scores(
    design: Design,
    log_curves: Sequence[Floats],
    prior: Latent,
    *,
    scores: Sequence[tuple[Block, Floats]],
    enough: float,
) -> Iterator[list[Floats]]:
    """For each part and order 1, 2, …: per block, (people, J, p) scores along that polynomial.

    A part's series ends with the term that adds less information than `enough` for each person.
    """
    for part, posterior, _ in posteriors(design, log_curves, prior):
        root = np.sqrt(part.weight)[:, None]
        for polynomial in orthonormal(posterior, prior.nodes):
            along = posterior * polynomial * root
            found = [person_item_means(part, along, block, table) for block, table in scores]
            yield found
            if sum(float(np.vdot(one, one)) for one in found) < enough * part.weight.sum():
                break


def orthonormal(posterior: Floats, nodes: Floats) -> Iterator[Floats]:
    """(people, Q) polynomials of degree 1, 2, … orthonormal under each person's posterior (Stieltjes' recurrence)."""
    before, here = np.zeros_like(posterior), np.ones_like(posterior)
    scale: Floats = np.zeros((len(posterior), 1))
    for _ in range(min(_HIGHEST_ORDER, len(nodes) - 1)):
        centre = np.sum(posterior * here**2 * nodes, axis=1, keepdims=True)
        onward = (nodes - centre) * here - scale * before
        scale = np.sqrt(np.sum(posterior * onward**2, axis=1, keepdims=True))
        before, here = here, onward / np.maximum(scale, 1e-12)
        yield here


def _whole(orders: Iterator[list[Floats]], size: int, *, sparse: bool) -> Floats:
    """(size, size) missing information of all parameters; `sparse`: most people answered few items."""
    from scipy.sparse import csr_array

    total = np.zeros((size, size))
    for found in orders:
        flat = np.concatenate([block.reshape(len(block), -1) for block in found], axis=1)
        if sparse:
            few = csr_array(flat)
            total += (few.T @ few).toarray()
        else:
            total += flat.T @ flat
    return total


def _by_item(orders: Iterator[list[Floats]], blocks: Sequence[Floats]) -> list[Floats]:
    """Per block, (J, p, p) missing information within each item."""
    total = [np.zeros((len(block), block.shape[1], block.shape[1])) for block in blocks]
    for found in orders:
        for block, one in enumerate(found):
            turned = one.transpose(1, 0, 2)
            total[block] += turned.transpose(0, 2, 1) @ turned
    return total


def _spreading(items: int) -> Floats:
    """(2 J, J + 1) from one discrimination and J intercepts to J pairs of both."""
    result = np.zeros((2 * items, items + 1))
    result[0::2, 0] = 1.0
    result[1::2, 1:] = np.eye(items)
    return result


def _through(information: Floats, spreading: Floats) -> Floats:
    free = inverse(spreading.T @ information @ spreading)
    result: Floats = spreading @ free @ spreading.T
    return result


def _cut(covariance: Floats, blocks: Sequence[Floats]) -> list[Floats]:
    result, at = [], 0
    for block in blocks:
        items, size = block.shape
        square = covariance[at : at + block.size, at : at + block.size].reshape(items, size, items, size)
        result.append(np.einsum("jpjq->jpq", square).copy())
        at += block.size
    return result


def inverse(information: Floats) -> Floats:
    """The inverse of one or many positive definite matrices."""
    hint = "a simpler model, more people, or a prior"
    try:
        if information.ndim == 2:
            result: Floats = cho_solve(cho_factor(information), np.eye(len(information)))
            return result
        np.linalg.cholesky(information)
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise NotConverged("the information about the items is not positive definite", hint=hint) from error
