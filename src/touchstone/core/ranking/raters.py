"""Ratings that allow for who voted: every rater has a scale, a leaning to one side and a readiness to call a tie.

    margin of a vote by r  =  scale_r x (rating_left - rating_right) + side + side_r + covariates
    left, right, tie in the proportions exp(margin / 2), exp(-margin / 2), exp(tie + tie_r)   (Davidson 1970)
    scale_r ~ N(1, v1),  side_r ~ N(0, v2),  tie_r ~ N(0, v3),  ratings ~ N(0, v4)

A careful rater has a scale above 1, one who guesses 0, one who votes the wrong way round a negative one: the idea of
Crowd-BT (Chen, Bennett, Collins-Thompson & Horvitz, WSDM 2013), but with ties and sides, and with variances fitted from the votes, so
that a rater with few votes is drawn to the crowd. The variances maximise the marginal likelihood in Laplace's
approximation (MacKay's fixed point, 1992); given them, everything else is one penalised likelihood, maximised by Fisher
scoring with the raters eliminated (Schur complement).
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import NoData, NotConverged
from touchstone.core.progress import Progress
from touchstone.core.ranking.bradley_terry import LEVEL, RIDGE, effects_of, rated_only, refuse_settings, scattered
from touchstone.core.ranking.cells import cells_of, refuse_apart, votes_of
from touchstone.core.ranking.comparisons import Comparisons, Floats, Outcome
from touchstone.core.ranking.rater_fit import (
    OWN,
    Curved,
    Point,
    Precisions,
    RaterModel,
    clustered_scores,
    curved,
    own_variances,
    stepped,
)
from touchstone.core.ranking.ratings import Ratings
from touchstone.core.ranking.sandwich import CLUSTERED, Spread
from touchstone.core.tables import Name

_ROUNDS = 500
_SETTLED = 1e-3  # of the last step, and relative change of a standard deviation
_EXACT = 1e-8  # of the last step, the variances being held
_JUMP_EVERY, _JUMP = 4, 1.0  # rounds between extrapolations of log standard deviations, and the farthest one goes
_NOTHING = 0.01  # a standard deviation in logits below which an effect is taken not to vary


class RaterEffects(Struct, frozen=True, kw_only=True):
    """What is particular to the rater of each of n votes (or of each rater)."""

    scale: Floats  # (n,) 1 is average
    side: Floats  # (n,) logits towards the left
    tie: Floats  # (n,) logits towards a tie


class RaterRatings(Struct, frozen=True, kw_only=True):
    """Ratings, and what each rater is like."""

    ratings: Ratings
    raters: Sequence[Name]
    effects: RaterEffects  # (raters,) each
    errors: RaterEffects  # (raters,) their standard errors
    votes: Floats  # (raters,) weight of each one's votes
    spread: RaterEffects  # (1,) standard deviations of the effects over raters
    items_spread: float  # standard deviation of the ratings over items

    def effects_of(self, votes: Comparisons) -> RaterEffects:
        """(n,) effects of the rater of each vote; of the average rater where the rater is not known."""
        code = np.full(len(votes), -1) if votes.rater is None else votes.rater
        average = RaterEffects(scale=np.array([1.0]), side=np.zeros(1), tie=np.zeros(1))
        return RaterEffects(
            **{
                name: np.append(getattr(self.effects, name), getattr(average, name))[code]
                for name in ("scale", "side", "tie")
            }
        )


def with_raters(
    votes: Comparisons,
    *,
    side: bool = True,
    ridge: float = RIDGE,
    level: float = LEVEL,
    progress: Progress | None = None,
) -> RaterRatings:
    """Ratings, and every rater's scale, side and tie, with the variances of all four fitted from the votes.

    `side` adds what being on the left is worth to the average rater. Ratings are drawn to their mean by their fitted
    variance, so all are finite. Their intervals come from the sandwich clustered on the rater, the normal prior of the
    ratings counting as one more source of information. A vote whose rater is not known counts as the average rater's.

    Raises:
        BadInput: the items fall into groups that were never compared, or `ridge` or `level` is out of range.
        NoData: no vote counts anything, fewer than two raters are known, or there is not one tie.
        NotConverged: the variances or the ratings did not settle.
    """
    refuse_settings(ridge=ridge, level=level)
    rated, seen, _ = rated_only(votes)
    model = _model(rated, side=side)
    refuse_apart(model.cells, rated.items)
    point, precisions = _fitted(model, ridge=ridge, progress=progress)
    at = curved(model, point, precisions)
    spread = _spread(model, point, precisions, covariance=at.covariance)
    ratings = _ratings(votes, seen, model=model, point=point, spread=spread, level=level)
    known, errors = point.own[:-1], np.sqrt(own_variances(model, at)[:-1])
    deviations = 1.0 / np.sqrt(precisions.own)
    return RaterRatings(
        ratings=ratings,
        raters=votes.raters,
        effects=RaterEffects(scale=1.0 + known[:, 0], side=known[:, 1], tie=known[:, 2]),
        errors=RaterEffects(scale=errors[:, 0], side=errors[:, 1], tie=errors[:, 2]),
        votes=np.bincount(model.rater, rated.weights, model.raters + 1)[:-1].astype(np.float64),
        spread=RaterEffects(scale=deviations[:1], side=deviations[1:2], tie=deviations[2:]),
        items_spread=float(precisions.items**-0.5),
    )


def _model(votes: Comparisons, *, side: bool) -> RaterModel:
    """The votes sorted by rater, those whose rater is not known last."""
    if votes.rater is None or len(np.unique(votes.rater[votes.rater >= 0])) < 2:
        raise NoData("what raters are like needs at least two known raters", hint="name the rater's column")
    if not (votes.winner == Outcome.TIE).any():
        raise NoData("there is not one tie, so their rate cannot be estimated", hint="bradley_terry gives the ratings")
    number = len(votes.raters)
    rater = np.where(votes.rater < 0, number, votes.rater).astype(np.intp)
    order = np.argsort(rater, kind="stable")  # the votes are in order but for unknown raters, which come first
    return RaterModel(cells_of(votes.only(order), side=side, each_vote=True), rater[order], number)


def _fitted(model: RaterModel, *, ridge: float, progress: Progress | None) -> tuple[Point, Precisions]:
    """The maximum at the variances that maximise the marginal likelihood: a step of each in turn."""
    precisions = Precisions(1.0, np.array([4.0, 4.0, 1.0]), ridge)
    point = Point(np.zeros(model.size), np.zeros((model.raters + 1, OWN)))
    seen = np.unique(model.rater[model.rater < model.raters])
    if progress is not None:
        progress.start(_ROUNDS, "variances of the raters, at most")
    path: list[Floats] = []
    for _ in range(_ROUNDS):
        at = curved(model, point, precisions)
        point, size = stepped(model, point, precisions, at=at)
        better = _reestimated(model, point, precisions, at=at, seen=seen)
        before, after = _deviations(precisions), _deviations(better)
        if progress is not None:
            progress.advance()
        if size < _SETTLED and (np.abs(after - before) <= _SETTLED * after).all():
            return _polished(model, point, better), better
        path.append(np.log(after))
        precisions = better
        if len(path) == _JUMP_EVERY:
            precisions = _with_deviations(np.exp(_extrapolated(*path[-3:])), ridge=ridge)
            path.clear()
    raise NotConverged(f"the variances of the raters did not settle in {_ROUNDS} rounds", hint="more votes a rater")


def _extrapolated(first: Floats, second: Floats, third: Floats) -> Floats:
    """Where three values in a row are going (Aitken's delta-squared), a bounded jump at most.

    Where a variance is going to 0 the fixed point takes ever smaller steps; this gets it there.
    """
    earlier, later = second - first, third - second
    ratio = np.divide(later, earlier, out=np.zeros_like(later), where=earlier != 0)
    going = (ratio > 0) & (ratio < 1)
    ratio = np.where(going, ratio, 0.0)
    jump = np.clip(later * np.divide(ratio, 1.0 - ratio), -_JUMP, _JUMP)
    return np.asarray(np.maximum(third + jump, np.log(_NOTHING)), np.float64)


def _polished(model: RaterModel, point: Point, precisions: Precisions) -> Point:
    """The maximum, the variances being held."""
    for _ in range(_ROUNDS):
        point, size = stepped(model, point, precisions, at=curved(model, point, precisions))
        if size < _EXACT:
            return point
    raise NotConverged(f"ratings and raters did not settle in {_ROUNDS} steps", hint="fewer covariates, a larger ridge")


def _reestimated(
    model: RaterModel, point: Point, precisions: Precisions, *, at: Curved, seen: NDArray[np.intp]
) -> Precisions:
    """Of each kind of effect: what was learnt of it (between 0 and their number) over the sum of squares."""
    n, variances = model.cells.items, own_variances(model, at)[seen]
    own = [_precision(point.own[seen, kind], variances[:, kind], precisions.own[kind]) for kind in range(OWN)]
    of_items = _precision(point.common[:n], at.covariance.diagonal()[:n], precisions.items)
    return Precisions(of_items, np.array(own), precisions.ridge)


def _precision(values: Floats, variances: Floats, before: float) -> float:
    learnt = float((1.0 - before * variances).sum())
    squares = float((values**2).sum())
    most = _NOTHING**-2
    return min(most, learnt / squares) if squares > 0 and learnt > 0 else most


def _deviations(precisions: Precisions) -> Floats:
    """(4,) standard deviations of the three effects and of the ratings."""
    return np.asarray(np.append(precisions.own, precisions.items) ** -0.5, np.float64)


def _with_deviations(deviations: Floats, *, ridge: float) -> Precisions:
    return Precisions(float(deviations[-1] ** -2.0), deviations[:-1] ** -2.0, ridge)


def _ratings(
    votes: Comparisons,
    seen: NDArray[np.intp],
    *,
    model: RaterModel,
    point: Point,
    spread: Spread,
    level: float,
) -> Ratings:
    n, size = model.cells.items, len(votes.items)
    spread = spread.centred(np.ones(n, np.bool_))
    rating, width = point.common[:n] - point.common[:n].mean(), spread.half_width(level)
    total, none = np.zeros(size), np.full(size, np.nan)
    total[seen] = votes_of(model.cells)
    effects = effects_of(model.cells, point.common[n:], width[n:], ties=True)
    return Ratings(
        items=votes.items,
        rating=scattered(rating, seen, size),
        low=scattered(rating - width[:n], seen, size),
        high=scattered(rating + width[:n], seen, size),
        votes=total,
        limitless=np.zeros(size, np.bool_),
        joint_low=none,
        joint_high=none,
        covariance=scattered(spread.covariance[:n, :n], seen, size),
        effects=effects[:-1],
        tie=effects[-1],
        level=level,
        degrees=spread.degrees,
        interval=spread.how,
        method="raters",
        log_likelihood=model.log_likelihood(point),
    )


def _spread(model: RaterModel, point: Point, precisions: Precisions, *, covariance: Floats) -> Spread:
    """The sandwich clustered on the rater; the prior of the ratings counts as one more source of information."""
    known = model.rater[model.rater < model.raters]
    number = float(len(np.unique(known)) + len(model.rater) - len(known))
    small = number / (number - 1.0)
    meat = clustered_scores(model, point) * small + np.diag(model.penalties(precisions)[0])
    return Spread(covariance @ meat @ covariance, number - 1.0, CLUSTERED)
