"""Category curves of items, their derivatives, and Fisher information.

Fitting works on slopes and intercepts, in which the likelihood is well shaped: an item's parameters are the row
(a, d_1 … d_m) or (a, d_1, g) with d_k = -a b_k and chance c = 1 / (1 + exp(-g)). All items of one call have the same
number of categories, K = m + 1.
"""

import numpy as np
from scipy.special import expit

from touchstone.core.psychometrics.values import Floats, Items

TINY = 1e-15  # the least probability: keeps logarithms finite where no person is


def category_curves(parameters: Floats, nodes: Floats, *, guessing: bool = False) -> Floats:
    """(J, K, Q) probability of each category at each of Q abilities, from (J, p) slopes and intercepts."""
    rising = _logistic(parameters, nodes, guessing=guessing)
    if guessing:
        chance = expit(parameters[:, -1])[:, None, None]
        rising = chance + (1 - chance) * rising
    return _differences(rising)


def category_slopes(parameters: Floats, nodes: Floats, *, guessing: bool = False) -> Floats:
    """(J, K, Q, p) derivative of each category's probability by each of the item's p parameters."""
    rising = _logistic(parameters, nodes, guessing=guessing)
    steepness = rising * (1 - rising)
    items, steps, points = rising.shape
    result = np.zeros((items, steps, points, parameters.shape[1]))
    chance = expit(parameters[:, -1])[:, None] if guessing else np.zeros((items, 1))
    steepness = steepness * (1 - chance)[:, :, None]
    result[..., 0] = steepness * nodes
    for step in range(steps):
        result[:, step, :, 1 + step] = steepness[:, step]
    if guessing:
        result[:, 0, :, -1] = (chance * (1 - chance)) * (1 - rising[:, 0])
    return _edges(result)


def category_bends(parameters: Floats, nodes: Floats, *, guessing: bool = False) -> Floats:
    """(J, K, Q, p, p) second derivatives of each category's probability by the item's parameters."""
    rising = _logistic(parameters, nodes, guessing=guessing)
    items, steps, points = rising.shape
    size = parameters.shape[1]
    chance = expit(parameters[:, -1])[:, None] if guessing else np.zeros((items, 1))
    steep = rising * (1 - rising)
    bend = steep * (1 - 2 * rising) * (1 - chance)[:, :, None]
    result = np.zeros((items, steps, points, size, size))
    result[..., 0, 0] = bend * nodes**2
    for step in range(steps):
        mixed = bend[:, step] * nodes
        result[:, step, :, 0, 1 + step] = result[:, step, :, 1 + step, 0] = mixed
        result[:, step, :, 1 + step, 1 + step] = bend[:, step]
    if guessing:
        spread = chance * (1 - chance)
        result[:, 0, :, 0, 2] = result[:, 0, :, 2, 0] = -spread * steep[:, 0] * nodes
        result[:, 0, :, 1, 2] = result[:, 0, :, 2, 1] = -spread * steep[:, 0]
        result[:, 0, :, 2, 2] = spread * (1 - 2 * chance) * (1 - rising[:, 0])
    return _edges(result)


def probabilities(items: Items, abilities: Floats) -> Floats:
    """(J, K, Q) probability of each category of each item at each of Q abilities; 0 for categories it does not have."""
    return _differences(_cumulative(items, abilities))


def paired_curves(items: Items, abilities: Floats) -> tuple[Floats, Floats]:
    """(J, K) category probabilities of each item at the ability of its own, (J,); and their slopes by ability."""
    logistic = _steps(items, abilities[:, None, None])[:, :, 0]
    chance = items.chance[:, None] * ~np.isnan(items.thresholds)
    steep = (1 - chance) * items.discrimination[:, None] * logistic * (1 - logistic)
    return _differences(chance + (1 - chance) * logistic), _edges(steep)


def expected_scores(items: Items, abilities: Floats) -> Floats:
    """(J, Q) expected score of each item at each ability."""
    result: Floats = np.einsum("jk,jkq->jq", np.nan_to_num(items.scores), probabilities(items, abilities))
    return result


def score_variances(items: Items, abilities: Floats) -> Floats:
    """(J, Q) variance of each item's score at each ability."""
    squares = np.einsum("jk,jkq->jq", np.nan_to_num(items.scores) ** 2, probabilities(items, abilities))
    result: Floats = np.maximum(squares - expected_scores(items, abilities) ** 2, TINY)
    return result


def item_information(items: Items, abilities: Floats) -> Floats:
    """(J, Q) Fisher information of each item at each ability: the sum over categories of P'^2 / P."""
    logistic = _steps(items, abilities)
    chance = items.chance[:, None, None] * ~np.isnan(items.thresholds)[:, :, None]
    steep = (1 - chance) * items.discrimination[:, None, None] * logistic * (1 - logistic)
    result: Floats = np.sum(_edges(steep) ** 2 / _differences(chance + (1 - chance) * logistic), axis=1)
    return result


def test_information(items: Items, abilities: Floats) -> Floats:
    """(Q,) Fisher information of the whole test: the sum of its items' information."""
    result: Floats = item_information(items, abilities).sum(axis=0)
    return result


test_information.__test__ = False  # type: ignore[attr-defined]  # a quantity of this name, not one of pytest's


def conditional_error(items: Items, abilities: Floats) -> Floats:
    """(Q,) standard error of an ability known from the whole test alone: 1 / sqrt(information)."""
    result: Floats = 1 / np.sqrt(np.maximum(test_information(items, abilities), TINY))
    return result


def _logistic(parameters: Floats, nodes: Floats, *, guessing: bool) -> Floats:
    last = parameters.shape[1] - guessing
    intercepts = parameters[:, 1:last, None]
    result: Floats = expit(parameters[:, :1, None] * nodes + intercepts)
    return result


def _steps(items: Items, abilities: Floats) -> Floats:
    gaps = abilities - items.thresholds[:, :, None]
    result: Floats = np.nan_to_num(expit(items.discrimination[:, None, None] * gaps))
    return result


def _cumulative(items: Items, abilities: Floats) -> Floats:
    logistic = _steps(items, abilities)
    chance = items.chance[:, None, None] * ~np.isnan(items.thresholds)[:, :, None]
    result: Floats = chance + (1 - chance) * logistic
    return result


def _differences(rising: Floats) -> Floats:
    """Category probabilities from the chances of reaching category 1, 2, …; each at least `TINY` where it can be."""
    return np.maximum(_edges(rising, first=1.0), TINY)


def _edges(rising: Floats, *, first: float = 0.0) -> Floats:
    """S_k - S_(k+1) along the second axis, with S_0 = `first` and 0 behind the last."""
    edge = np.full_like(rising[:, :1], first)
    result: Floats = np.concatenate([edge, rising], axis=1)
    result[:, :-1] -= rising
    return result
