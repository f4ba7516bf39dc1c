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
from scipy.sparse import coo_array, diags_array

from touchstone.core.errors import NoData, NotConverged
from touchstone.core.progress import Progress
from touchstone.core.ranking.bradley_terry import LEVEL, RIDGE, effects_of, rated_only, refuse_settings, scattered
from touchstone.core.ranking.cells import cells_of, refuse_apart, votes_of
from touchstone.core.ranking.comparisons import Comparisons, Floats, Outcome
from touchstone.core.ranking.links import Davidson
from touchstone.core.ranking.rater_fit import Fitted, Precisions, RaterModel, designs, fitted, slopes
from touchstone.core.ranking.ratings import Ratings
from touchstone.core.ranking.sandwich import CLUSTERED, Spread
from touchstone.core.tables import Name

_ROUNDS = 300
_SETTLED = 1e-3  # relative change of a standard deviation
_NOTHING = 1e-3  # a standard deviation below which an effect is taken not to vary


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
    fit, precisions = _with_variances(model, ridge=ridge, progress=progress)
    ratings = _ratings(votes, seen, model=model, fit=fit, precisions=precisions, level=level)
    known, errors = fit.own[:-1], np.sqrt(fit.own_variance[:-1])
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
    if votes.rater is None or len(np.unique(votes.rater[votes.rater >= 0])) < 2:
        raise NoData("what raters are like needs at least two known raters", hint="name the rater's column")
    if not (votes.winner == Outcome.TIE).any():
        raise NoData("there is not one tie, so their rate cannot be estimated", hint="bradley_terry gives the ratings")
    number = len(votes.raters)
    rater = np.where(votes.rater < 0, number, votes.rater).astype(np.intp)
    return RaterModel(cells_of(votes, side=side, each_vote=True), rater, number)


def _with_variances(model: RaterModel, *, ridge: float, progress: Progress | None) -> tuple[Fitted, Precisions]:
    """The fit at the variances that maximise the marginal likelihood (MacKay's fixed point)."""
    precisions = Precisions(1.0, np.array([4.0, 4.0, 1.0]), ridge)
    fit: Fitted | None = None
    seen = np.unique(model.rater[model.rater < model.raters])
    if progress is not None:
        progress.start(_ROUNDS, "variances of the raters, at most")
    for _ in range(_ROUNDS):
        fit = fitted(model, precisions, start=fit)
        better = _reestimated(model, fit, precisions, seen=seen)
        before, after = _deviations(precisions), _deviations(better)
        precisions = better
        if progress is not None:
            progress.advance()
        if (np.abs(after - before) <= _SETTLED * np.maximum(after, _NOTHING)).all():
            return fitted(model, precisions, start=fit), precisions
    raise NotConverged(f"the variances of the raters did not settle in {_ROUNDS} rounds", hint="more votes a rater")


def _reestimated(model: RaterModel, fit: Fitted, precisions: Precisions, *, seen: NDArray[np.intp]) -> Precisions:
    """What was learnt of the effects (a number between 0 and how many there are) over their squares."""
    items = slice(model.cells.items)
    own = np.array(
        [
            _precision(fit.own[seen, effect], fit.own_variance[seen, effect], precisions.own[effect])
            for effect in range(3)
        ]
    )
    of_items = _precision(fit.common[items], fit.covariance.diagonal()[items], precisions.items)
    return Precisions(of_items, own, precisions.ridge)


def _precision(values: Floats, variances: Floats, before: float) -> float:
    learnt = float((1.0 - before * variances).sum())
    squares = float((values**2).sum())
    most = _NOTHING**-2
    return min(most, learnt / squares) if squares > 0 and learnt > 0 else most


def _deviations(precisions: Precisions) -> Floats:
    return np.append(precisions.own, precisions.items) ** -0.5


def _ratings(
    votes: Comparisons,
    seen: NDArray[np.intp],
    *,
    model: RaterModel,
    fit: Fitted,
    precisions: Precisions,
    level: float,
) -> Ratings:
    n, size = model.cells.items, len(votes.items)
    spread = _spread(model, fit, precisions).centred(np.ones(n, np.bool_))
    rating, width = fit.common[:n] - fit.common[:n].mean(), spread.half_width(level)
    total, none = np.zeros(size), np.full(size, np.nan)
    total[seen] = votes_of(model.cells)
    parts = model.parts(fit.common, fit.own)
    effects = effects_of(model.cells, fit.common[n:], width[n:], ties=True)
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
        log_likelihood=float((Davidson().log_likelihood(parts.margin, parts.tie) * model.cells.outcomes).sum()),
    )


def _spread(model: RaterModel, fit: Fitted, precisions: Precisions) -> Spread:
    """Clustered on the rater: a rater's score at their own best effects is the slope of what was maximised."""
    parts = model.parts(fit.common, fit.own)
    on_margin, on_tie = designs(model, parts.scale)
    by_margin, by_tie = slopes(model, parts)
    scores = diags_array(by_margin) @ on_margin + diags_array(by_tie) @ on_tie
    cluster = np.where(model.rater < model.raters, model.rater, model.raters + np.arange(len(model.rater)))
    clusters, place = np.unique(cluster, return_inverse=True)
    number = len(clusters)
    entries = (np.ones(len(place)), (place, np.arange(len(place))))
    summed = coo_array(entries, shape=(number, len(place))).tocsr() @ scores
    meat = (summed.T @ summed).toarray() * (number / (number - 1.0)) + np.diag(model.penalties(precisions)[0])
    return Spread(fit.covariance @ meat @ fit.covariance, number - 1.0, CLUSTERED)
