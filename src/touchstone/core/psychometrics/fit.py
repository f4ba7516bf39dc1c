"""Whether items and people answer as the model says: infit and outfit (Wright & Masters 1982).

Outfit is the mean squared standardised residual, infit the same weighted by information; both are 1 on average where the
model holds, above 1 where answers are wilder than it says, below 1 where they are tamer. For items the residuals are
averaged over each person's posterior, so that the mean under the model is exactly 1 and not bent by plugging in
estimates; the test compares the mean with its own standard error over people.
"""

import numpy as np
from msgspec import Struct

from touchstone.core.psychometrics.ability import abilities, matched
from touchstone.core.psychometrics.curves import TINY, expected_scores, paired_curves, probabilities, score_variances
from touchstone.core.psychometrics.marginal import Block, Latent, design_of, latent, person_item_means, posteriors
from touchstone.core.psychometrics.values import Floats, Integers, Items, Responses


class Fit(Struct, frozen=True, kw_only=True):
    """Mean squares and how far from 1 they are in standard errors."""

    names: tuple[str, ...]
    infit: Floats
    outfit: Floats
    infit_t: Floats
    outfit_t: Floats
    answers: Integers  # how many each rests on


def item_fit(responses: Responses, items: Items, *, prior: Latent | None = None) -> Fit:
    """Infit and outfit of each item, with its distance from 1 in empirical standard errors."""
    grid = prior or latent(61)
    known = matched(responses, items)
    design = design_of(known, items.scores)
    curves = probabilities(items, grid.nodes)
    logs = [np.log(curves[block.items, : block.categories]) for block in design.blocks]
    tables = [(block, _residuals(items, block, grid.nodes)) for block in design.blocks]
    sums = np.zeros((len(items.names), 8))
    for part, posterior, _ in posteriors(design, logs, grid):
        for block, table in tables:
            means = person_item_means(part, posterior, block, table)
            sums[block.items] += _moments(means, part.weight)
    return _item_fit(items.names, sums, np.bincount(known.item, minlength=len(items.names)))


def person_fit(responses: Responses, items: Items, *, prior: Latent | None = None) -> Fit:
    """Infit and outfit of each person at their posterior mean, standardised by Wilson & Hilferty's cube root.

    A high value is a fact about answers (guesses, slips, knowledge of parts, a copied key), not its cause.
    """
    known = matched(responses, items)
    ability = abilities(known, items, prior=prior).ability
    rows = items.part(known.item)
    curve, _ = paired_curves(rows, ability[known.person])
    worth = np.nan_to_num(rows.scores)
    expected = np.sum(curve * worth, axis=1)
    away = worth - expected[:, None]
    variance = np.maximum(np.sum(curve * away**2, axis=1), TINY)
    fourth = np.sum(curve * away**4, axis=1)
    square = (known.score - expected) ** 2

    def per_person(values: Floats) -> Floats:
        return np.bincount(known.person, weights=values, minlength=len(known.people)).astype(np.float64)

    answers = per_person(np.ones(len(square)))
    infit = per_person(square) / per_person(variance)
    outfit = per_person(square / variance) / answers
    infit_spread = np.sqrt(np.maximum(per_person(fourth - variance**2), TINY)) / per_person(variance)
    outfit_spread = np.sqrt(np.maximum(per_person(fourth / variance**2 - 1), TINY)) / answers
    return Fit(
        names=known.people,
        infit=infit,
        outfit=outfit,
        infit_t=_cube_root(infit, infit_spread),
        outfit_t=_cube_root(outfit, outfit_spread),
        answers=answers.astype(np.int64),
    )


def _residuals(items: Items, block: Block, nodes: Floats) -> Floats:
    """(J, K, Q, 3) squared residual, variance, and squared standardised residual of each category at each node."""
    chosen = items.part(block.items)
    worth = chosen.scores[:, : block.categories, None]
    square = (worth - expected_scores(chosen, nodes)[:, None]) ** 2
    variance = np.broadcast_to(score_variances(chosen, nodes)[:, None], square.shape)
    return np.stack([square, variance, square / variance], axis=-1)


def _moments(means: Floats, weight: Floats) -> Floats:
    """(J, 8) sums over people of weight, residual, variance, standardised, and the products that errors need."""
    square, variance, standardised = np.moveaxis(means, -1, 0)
    asked = variance > 0
    columns = [asked, square, variance, standardised, square**2, variance**2, square * variance, standardised**2]
    return np.stack([weight @ column for column in columns], axis=1)


def _item_fit(names: tuple[str, ...], sums: Floats, answers: Integers) -> Fit:
    number, square, variance, standardised, square2, variance2, product, standardised2 = sums.T
    infit, outfit = square / variance, standardised / number
    scatter = np.maximum(square2 - 2 * infit * product + infit**2 * variance2, TINY)
    spread = np.maximum(standardised2 / number - outfit**2, TINY)
    return Fit(
        names=names,
        infit=infit,
        outfit=outfit,
        infit_t=(infit - 1) * variance / np.sqrt(scatter),
        outfit_t=(outfit - 1) / np.sqrt(spread / number),
        answers=answers,
    )


def _cube_root(mean_square: Floats, spread: Floats) -> Floats:
    result: Floats = (np.cbrt(mean_square) - 1) * 3 / spread + spread / 3
    return result
