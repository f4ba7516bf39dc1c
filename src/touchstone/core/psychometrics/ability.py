"""Abilities of people, given items: posterior mean (EAP) and mode (MAP), each with a 90 % interval; score tables.

EAP: Bock & Mislevy 1982. Its standard error is the posterior's standard deviation and its interval the posterior's
5 % and 95 % quantiles, so it is defined for somebody with no right answer too. MAP: the mode, with the error from the
curvature there (expected information and prior) and a normal interval.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.psychometrics.curves import TINY, item_information, paired_curves, probabilities
from touchstone.core.psychometrics.marginal import Design, Latent, category_of, design_of, latent, posteriors
from touchstone.core.psychometrics.values import HIGH, LOW, NORMAL_90, Abilities, Floats, Integers, Items, Responses

_MOST_STEPS = 100
_LONGEST = 1.0


class ScoreTable(Struct, frozen=True, kw_only=True):
    """What each sum score says, for a test whose items are all answered."""

    score: Integers  # (S,)
    ability: Floats  # (S,) posterior mean
    error: Floats  # (S,) posterior standard deviation
    low: Floats  # (S,) 5 % quantile
    high: Floats  # (S,) 95 % quantile
    share: Floats  # (S,) share of people who get this score


def abilities(
    responses: Responses, items: Items, *, method: str = "eap", prior: Latent | None = None, nodes: int = 121
) -> Abilities:
    """Everybody's ability.

    Args:
        responses: answers to any of `items`; the others are not looked at.
        items: with known parameters.
        method: "eap" or "map".
        prior: of ability; standard normal on `nodes` nodes by default. MAP takes its mean and standard deviation.
        nodes: of the default prior.

    Raises:
        BadInput: no answer is to one of `items`, a score that an item has no category for, an unknown method.
        NotConverged: a mode was not found.
    """
    if method not in ("eap", "map"):
        raise BadInput(f"{method!r} is no method", place="method", hint="eap or map")
    known = matched(responses, items)
    grid = prior or latent(nodes)
    design = design_of(known, items.scores)
    curves = _block_curves(design, items, grid.nodes)
    result = abilities_from(design, curves, grid, responses=known)
    return result if method == "eap" else _modes(known, items, start=result, prior=grid)


def matched(responses: Responses, items: Items) -> Responses:
    """`responses` to `items` only, numbered as `items` are.

    Raises:
        BadInput: there is none.
    """
    if responses.items == items.names:
        return responses
    position = {name: index for index, name in enumerate(items.names)}
    new = np.array([position.get(name, -1) for name in responses.items], dtype=np.int64)[responses.item]
    rows = new >= 0
    if not rows.any():
        raise BadInput("no answer is to a known item", place="responses", hint="the same names of items in both")
    people, person = np.unique(responses.person[rows], return_inverse=True)
    order = np.lexsort((new[rows], person))
    return Responses(
        people=tuple(responses.people[one] for one in people),
        items=items.names,
        person=person[order],
        item=new[rows][order],
        score=responses.score[rows][order],
        weight=responses.weight[people],
    )


def abilities_from(design: Design, curves: Sequence[Floats], prior: Latent, *, responses: Responses) -> Abilities:
    """Posterior means, errors and quantiles from per block (J, K, Q) category probabilities at the prior's nodes."""
    found = [
        _summed(posterior, prior.nodes)
        for _, posterior, _ in posteriors(design, [np.log(block) for block in curves], prior)
    ]
    ability, error, low, high = (np.concatenate(column) for column in zip(*found, strict=True))
    return Abilities(
        people=responses.people,
        ability=ability,
        error=error,
        low=low,
        high=high,
        answered=np.bincount(responses.person, minlength=len(responses.people)),
        method="eap",
    )


def quantile(posterior: Floats, nodes: Floats, level: float) -> Floats:
    """(people,) abilities below which a share `level` of each (people, Q) posterior lies.

    A node's weight stands for the stretch of half a step to either side of it.
    """
    cumulative = np.cumsum(posterior, axis=1)
    at = np.minimum((cumulative < level).sum(axis=1), len(nodes) - 1)
    rows = np.arange(len(posterior))
    here = np.maximum(posterior[rows, at], TINY)
    share = np.clip((level - (cumulative[rows, at] - here)) / here, 0, 1)
    result: Floats = nodes[at] + (share - 0.5) * (nodes[1] - nodes[0])
    return result


def score_table(items: Items, *, prior: Latent | None = None) -> ScoreTable:
    """What each sum score over all of `items` says about ability (Lord & Wingersky 1984; Thissen et al. 1995)."""
    grid = prior or latent(121)
    joint = score_distribution(items, grid.nodes) * np.exp(grid.log_weight)
    share = joint.sum(axis=1)
    possible = np.flatnonzero(share > 0)
    ability, error, low, high = _summed(joint[possible] / share[possible, None], grid.nodes)
    return ScoreTable(score=possible, ability=ability, error=error, low=low, high=high, share=share[possible])


def score_distribution(items: Items, nodes: Floats) -> Floats:
    """(S + 1, Q) probability of each sum score 0 … S at each ability (Lord & Wingersky 1984)."""
    curves = probabilities(items, nodes)
    distribution = np.ones((1, len(nodes)))
    for item in range(len(items.names)):
        worth = items.scores[item][~np.isnan(items.scores[item])].astype(int)
        onward = np.zeros((len(distribution) + int(worth.max()), len(nodes)))
        for category, score in enumerate(worth):
            onward[score : score + len(distribution)] += distribution * curves[item, category]
        distribution = onward
    return distribution


def _summed(posterior: Floats, nodes: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    mean = posterior @ nodes
    spread = np.sqrt(np.maximum(posterior @ nodes**2 - mean**2, 0))
    return mean, spread, quantile(posterior, nodes, LOW), quantile(posterior, nodes, HIGH)


def _block_curves(design: Design, items: Items, nodes: Floats) -> list[Floats]:
    curves = probabilities(items, nodes)
    return [curves[block.items, : block.categories] for block in design.blocks]


def _modes(responses: Responses, items: Items, *, start: Abilities, prior: Latent) -> Abilities:
    """Newton steps with the expected information from the posterior means on, everybody at once."""
    weight = np.exp(prior.log_weight)
    mean = float(weight @ prior.nodes)
    precision = 1 / float(weight @ (prior.nodes - mean) ** 2)
    category = category_of(responses, items.scores)
    here = start.ability
    for _ in range(_MOST_STEPS):
        pull, information = _score_and_information(here, responses, category, items)
        information += precision
        move = np.clip((pull - precision * (here - mean)) / information, -_LONGEST, _LONGEST)
        here = here + move
        if np.abs(move).max() < 1e-8:
            error = 1 / np.sqrt(information)
            wide = NORMAL_90 * error
            return Abilities(
                people=responses.people,
                ability=here,
                error=error,
                low=here - wide,
                high=here + wide,
                answered=start.answered,
                method="map",
            )
    raise NotConverged("modes of ability were not found", hint="the method eap needs no search")


def _score_and_information(
    ability: Floats, responses: Responses, category: Integers, items: Items
) -> tuple[Floats, Floats]:
    """(people,) derivative of each log-likelihood by ability, and its expected information."""
    curve, slope = paired_curves(items.part(responses.item), ability[responses.person])
    each, people = np.arange(len(category)), len(responses.people)
    score = np.bincount(responses.person, weights=slope[each, category] / curve[each, category], minlength=people)
    information = np.bincount(responses.person, weights=np.sum(slope**2 / curve, axis=1), minlength=people)
    return np.asarray(score, dtype=np.float64), np.asarray(information, dtype=np.float64)


def error_at(items: Items, ability: float, *, prior_sd: float = 1.0) -> float:
    """Standard error to expect of somebody of this ability, from the test and a normal prior together."""
    information = float(item_information(items, np.array([ability])).sum())
    return float(1 / np.sqrt(information + 1 / prior_sd**2))
