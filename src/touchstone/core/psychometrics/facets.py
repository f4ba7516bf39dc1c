"""Ratings by people who differ in severity: many-facet Rasch (Linacre 1989), by marginal maximum likelihood.

    result = rate_fairly(ratings_of(person, item, rater, score))

The odds of score k against k - 1 are exp(theta - difficulty - severity - tau_k): a severe rater is one who, of equal work,
gives lower scores. Ability theta is normal with mean 0 and a standard deviation that is estimated; severities sum to 0,
so an item's difficulty is that met with an average rater; thresholds tau sum to 0 and are shared by all. Ability is
integrated out, as in `calibration`, so a person with the best score from everyone has a finite measure. Severities and
difficulties have a wide normal prior, which matters only to raters or items with a few ratings, all at one end.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.progress import Progress
from touchstone.core.psychometrics.ability import quantile
from touchstone.core.psychometrics.climbing import climb
from touchstone.core.psychometrics.facets_model import (
    Layout,
    cell_curves,
    expected_counts,
    layout_of,
    missing_information,
    pull_and_information,
    rater_posteriors,
)
from touchstone.core.psychometrics.marginal import Latent, latent
from touchstone.core.psychometrics.uncertainty import inverse, orthonormal
from touchstone.core.psychometrics.values import HIGH, LOW, NORMAL_90, Floats, Integers

_ORDERS = 6  # terms of the missing information; the later ones are below a millionth
_LONGEST = 1.0


class Ratings(Struct, frozen=True, kw_only=True):
    """Who was given which score by whom on what, sorted."""

    people: tuple[str, ...]
    items: tuple[str, ...]
    raters: tuple[str, ...]
    scale: Integers  # (K,) the scores in use, rising
    person: Integers  # (rows,)
    item: Integers  # (rows,)
    rater: Integers  # (rows,)
    category: Integers  # (rows,) position in `scale`


class Measures(Struct, frozen=True, kw_only=True):
    """One facet's measures in logits with 90 % intervals, and how well each fits."""

    names: tuple[str, ...]
    measure: Floats
    error: Floats
    low: Floats
    high: Floats
    infit: Floats  # mean square, 1 where the model holds
    outfit: Floats
    ratings: Integers  # how many each rests on


class FacetsFit(Struct, frozen=True, kw_only=True):
    """What each facet contributes to the scores."""

    people: Measures  # ability
    items: Measures  # difficulty
    raters: Measures  # severity
    fair_score: Floats  # (people,) expected score from an average rater on an average item
    scale: Integers  # (K,)
    thresholds: Floats  # (K - 1,)
    threshold_error: Floats  # (K - 1,)
    ability_sd: float
    ability_sd_error: float
    connected: bool  # False: raters fall into groups that share nobody; their severities rest on chance assignment
    log_likelihood: float
    parameters: int
    steps: int


def ratings_of(person: ArrayLike, item: ArrayLike, rater: ArrayLike, score: ArrayLike) -> Ratings:
    """Ratings from rows (names, names, names, whole numbers); NaN scores are passed over.

    Raises:
        BadInput: a score that is no whole number, or the same rating twice.
        NoData: fewer than two people, two raters or two scores.
    """
    scores = np.asarray(score, dtype=float)
    wrong = ~np.isnan(scores) & (scores != np.floor(scores))
    for row in np.flatnonzero(wrong):
        raise BadInput(f"a score of {scores[row]:g}", place=f"row {row + 1}, score", hint="a whole number")
    there = ~np.isnan(scores)
    named = [np.unique(np.asarray(names, dtype=str)[there], return_inverse=True) for names in (person, item, rater)]
    scale, category = np.unique(scores[there].astype(np.int64), return_inverse=True)
    (people, who), (items, what), (raters, by) = named
    for what_is_few, number in (("person", len(people)), ("rater", len(raters)), ("score", len(scale))):
        if number < 2:
            raise NoData(f"fewer than two different {what_is_few}s", place=what_is_few, hint="two or more")
    order = np.lexsort((by, what, who))
    same = np.all([np.diff(codes[order]) == 0 for codes in (who, what, by)], axis=0)
    for row in np.flatnonzero(same):
        place = f"person {people[who[order][row]]}, item {items[what[order][row]]}, rater {raters[by[order][row]]}"
        raise BadInput("the rating is there twice", place=place, hint="one score for each")
    return Ratings(
        people=tuple(people.tolist()),
        items=tuple(items.tolist()),
        raters=tuple(raters.tolist()),
        scale=scale,
        person=who[order],
        item=what[order],
        rater=by[order],
        category=category[order],
    )


def rate_fairly(
    ratings: Ratings,
    *,
    prior_sd: float = 3.0,
    nodes: int = 61,
    tolerance: float = 1e-5,
    most_steps: int = 2000,
    progress: Progress | None = None,
) -> FacetsFit:
    """Abilities, difficulties and severities, apart from each other.

    Args:
        ratings: not everybody needs to be rated by everybody, but raters should share people.
        prior_sd: of the normal prior of severities and difficulties, in logits.
        nodes: of the grid of abilities.
        tolerance: largest change of a parameter in one plain step that counts as standing still.
        most_steps: of the EM algorithm.
        progress: is told of each step.

    Raises:
        NotConverged: no proper maximum was found.
    """
    layout = layout_of(ratings.person, ratings.item, ratings.rater, ratings.category, prior_sd=prior_sd)
    prior = latent(nodes)

    def step(free: Floats) -> tuple[Floats, float]:
        return _em_step(free, layout, prior)

    free, steps = climb(
        step, _start(layout), tolerance=tolerance, most_steps=most_steps, what="facets", progress=progress
    )
    full = layout.spreading @ free
    curves = cell_curves(full, layout, prior.nodes)
    counts, log_likelihood = expected_counts(curves, layout, prior)
    errors = _errors(full, counts, curves, layout=layout, prior=prior)
    return _told(full, errors, curves, ratings=ratings, layout=layout, prior=prior, found=(log_likelihood, steps))


def _start(layout: Layout) -> Floats:
    start = np.zeros(layout.spreading.shape[1])
    start[-1] = 1.0
    return start


def _em_step(free: Floats, layout: Layout, prior: Latent) -> tuple[Floats, float]:
    full = layout.spreading @ free
    curves = cell_curves(full, layout, prior.nodes)
    counts, log_likelihood = expected_counts(curves, layout, prior)
    pull, information = pull_and_information(counts, curves, layout=layout, nodes=prior.nodes)
    pull = layout.spreading.T @ (pull - layout.firmness * full)
    information = layout.spreading.T @ (information + np.diag(layout.firmness)) @ layout.spreading
    move = np.linalg.solve(information, pull)
    move *= min(1.0, _LONGEST / max(float(np.abs(move).max()), _LONGEST))
    return free + move, log_likelihood - 0.5 * float(layout.firmness @ full**2)


def _errors(full: Floats, counts: Floats, curves: Floats, *, layout: Layout, prior: Latent) -> Floats:
    """(full,) standard errors from the observed information."""

    def orders(posterior: Floats, nodes: Floats) -> Iterator[Floats]:
        return (one for one, _ in zip(orthonormal(posterior, nodes), range(_ORDERS), strict=False))

    _, complete = pull_and_information(counts, curves, layout=layout, nodes=prior.nodes)
    missing = missing_information(full, curves, layout=layout, prior=prior, orders=orders)
    observed = complete - missing + np.diag(layout.firmness)
    covariance = layout.spreading @ inverse(layout.spreading.T @ observed @ layout.spreading) @ layout.spreading.T
    result: Floats = np.sqrt(np.maximum(np.diag(covariance), 0))
    return result


def _told(
    full: Floats,
    errors: Floats,
    curves: Floats,
    *,
    ratings: Ratings,
    layout: Layout,
    prior: Latent,
    found: tuple[float, int],
) -> FacetsFit:
    sigma, items, raters = float(abs(full[layout.sigma])), layout.items, layout.raters
    if sigma < 1e-3:
        raise NotConverged("people do not differ in ability", place="facets", hint="every person's scores are alike")
    posterior = np.concatenate([weights for _, weights, _ in rater_posteriors(curves, layout, prior)])
    nodes = full[layout.sigma] * prior.nodes
    square, variance = _residuals(curves, posterior, ratings)
    ability = posterior @ nodes
    spread = np.sqrt(np.maximum(posterior @ nodes**2 - ability**2, 0))
    low, high = (quantile(posterior, nodes, level) for level in (LOW, HIGH))
    steps = slice(items + raters, layout.sigma)

    def measures(names: tuple[str, ...], codes: Integers, place: slice) -> Measures:
        centre, error = full[place], errors[place]
        wide = NORMAL_90 * error
        return _measures(names, codes, (centre, error, centre - wide, centre + wide), residuals=(square, variance))

    return FacetsFit(
        people=_measures(ratings.people, ratings.person, (ability, spread, low, high), residuals=(square, variance)),
        items=measures(ratings.items, ratings.item, slice(0, items)),
        raters=measures(ratings.raters, ratings.rater, slice(items, items + raters)),
        fair_score=_fair(ability, float(full[:items].mean()), full[steps], ratings.scale),
        scale=ratings.scale,
        thresholds=full[steps],
        threshold_error=errors[steps],
        ability_sd=sigma,
        ability_sd_error=float(errors[layout.sigma]),
        connected=_connected(ratings),
        log_likelihood=found[0],
        parameters=layout.spreading.shape[1],
        steps=found[1],
    )


def _residuals(curves: Floats, posterior: Floats, ratings: Ratings) -> tuple[Floats, Floats]:
    """(rows,) squared residual of each rating, and its variance, both averaged over the person's posterior."""
    scores = np.arange(curves.shape[1])
    expected = np.einsum("k,ckq->cq", scores, curves)
    variance = np.einsum("k,ckq->cq", scores**2, curves) - expected**2
    pairs = ratings.item * len(ratings.raters) + ratings.rater
    cell = np.unique(pairs, return_inverse=True)[1]
    weights = posterior[ratings.person]
    square = np.einsum("rq,rq->r", weights, (ratings.category[:, None] - expected[cell]) ** 2)
    return square, np.einsum("rq,rq->r", weights, variance[cell])


def _measures(
    names: tuple[str, ...],
    codes: Integers,
    values: tuple[Floats, Floats, Floats, Floats],
    *,
    residuals: tuple[Floats, Floats],
) -> Measures:
    square, variance = residuals
    count = np.bincount(codes, minlength=len(names))
    summed = [np.bincount(codes, weights=one, minlength=len(names)) for one in (square, variance, square / variance)]
    measure, error, low, high = values
    return Measures(
        names=names,
        measure=measure,
        error=error,
        low=low,
        high=high,
        infit=summed[0] / summed[1],
        outfit=summed[2] / count,
        ratings=count,
    )


def _fair(ability: Floats, difficulty: float, thresholds: Floats, scale: Integers) -> Floats:
    steps = np.concatenate([[0.0], np.cumsum(thresholds)])
    logits = np.arange(len(scale)) * (ability[:, None] - difficulty) - steps
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = (chances @ scale) / chances.sum(axis=1)
    return result


def _connected(ratings: Ratings) -> bool:
    """Whether people link all raters to each other."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    people, raters = len(ratings.people), len(ratings.raters)
    graph = coo_array(
        (np.ones(len(ratings.person)), (ratings.person, people + ratings.rater)), shape=(people + raters,) * 2
    )
    return bool(connected_components(graph, directed=False, return_labels=False) == 1)
