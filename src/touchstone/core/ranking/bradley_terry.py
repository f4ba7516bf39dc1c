"""Ratings of items from comparisons, with intervals: Bradley-Terry and Davidson.

    ratings = bradley_terry(votes)              # ties count as half wins (Bradley & Terry 1952)
    ratings = davidson(votes, side=True)        # ties have a rate of their own (Davidson 1970); left may have an edge

Votes are counted once, then Newton's method runs on the counts. Ratings are logits with mean 0 over the items: whoever is
1 above wins with 73 %. A small ridge (a normal prior of variance 1 / ridge) keeps an item that never won finite; its
interval is one-sided all the same, because its votes do not say how bad it is. The matrices are dense: items by items.
"""

from math import inf

import numpy as np
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking.cells import Cells, cells_of, refuse_apart, votes_of
from touchstone.core.ranking.comparisons import Comparisons, Floats, Outcome
from touchstone.core.ranking.links import Davidson, HalfWins, Link
from touchstone.core.ranking.newton import Model, maximum
from touchstone.core.ranking.one_sided import Limits, standing_of
from touchstone.core.ranking.ratings import Effect, Ratings
from touchstone.core.ranking.sandwich import Spread, spread_of

RIDGE = 1e-4
LEVEL = 0.95
LINKS: dict[str, Link] = {"bradley-terry": HalfWins(), "davidson": Davidson()}


def bradley_terry(
    votes: Comparisons,
    *,
    side: bool = False,
    clustered: bool | None = None,
    ridge: float = RIDGE,
    level: float = LEVEL,
) -> Ratings:
    """Ratings by Bradley and Terry (1952), a tie counted as half a win and half a loss.

    `side` adds what being on the left is worth. Each covariate of `votes` is divided by its root mean square and gets an
    effect ("style control"); it is not centred, so that swapping left and right changes nothing. `clustered`: intervals
    clustered on the rater; by default wherever two raters are known.

    Raises:
        BadInput: the items fall into groups that were never compared, or `ridge` or `level` is out of range.
        NoData: no vote counts anything, or clustered intervals are asked for with fewer than two raters.
        NotConverged: the ratings did not settle.
    """
    return _ratings(votes, method="bradley-terry", side=side, clustered=clustered, ridge=ridge, level=level)


def davidson(
    votes: Comparisons,
    *,
    side: bool = False,
    clustered: bool | None = None,
    ridge: float = RIDGE,
    level: float = LEVEL,
) -> Ratings:
    """Ratings by Davidson (1970): equals tie with probability nu / (2 + nu). Arguments as for `bradley_terry`.

    Raises:
        BadInput, NotConverged: as `bradley_terry`.
        NoData: as `bradley_terry`; or there is not one tie.
    """
    if not (votes.weights[votes.winner == Outcome.TIE] > 0).any():
        raise NoData("there is not one tie, so their rate cannot be estimated", hint="bradley_terry gives the ratings")
    return _ratings(votes, method="davidson", side=side, clustered=clustered, ridge=ridge, level=level)


def refuse_settings(*, ridge: float, level: float) -> None:
    """Refuse a ridge that is not above 0 and a level outside (0, 1).

    Raises:
        BadInput: one of them is out of range.
    """
    if not 0 < ridge < inf:
        raise BadInput(f"{ridge} cannot be a ridge", place="ridge", hint="above 0; 1e-4 is the default")
    if not 0 < level < 1:
        raise BadInput(f"{level} cannot be a level", place="level", hint="between 0 and 1; 0.95 is the default")


def rated_only(votes: Comparisons, *, side: bool = False) -> tuple[Comparisons, NDArray[np.intp], Cells]:
    """The votes in order, with only the items that have any; those items' places; and the votes by cell.

    Raises:
        NoData: no vote counts anything.
    """
    votes = votes.in_order()
    cells = cells_of(votes, side=side)
    seen = np.flatnonzero(votes_of(cells))
    if not len(seen):
        raise NoData("no vote has a weight above 0")
    if len(seen) == len(votes.items):
        return votes, seen, cells
    place = np.full(len(votes.items), -1, np.int32)
    place[seen] = np.arange(len(seen))
    votes = votes if votes.weight is None else votes.only(votes.weight > 0)
    known = {field: getattr(votes, field) for field in votes.__struct_fields__}
    changed = {
        "items": [votes.items[item] for item in seen.tolist()],
        "left": place[votes.left],
        "right": place[votes.right],
    }
    rated = Comparisons(**{**known, **changed})
    return rated, seen, cells_of(rated, side=side)


def scattered(values: Floats, places: NDArray[np.intp], size: int) -> Floats:
    """`values` (rated,) or (rated, rated) at `places` of an array of `size`, NaN elsewhere."""
    whole = np.full((size,) * values.ndim, np.nan)
    whole[np.ix_(*[places] * values.ndim)] = values
    return whole


def _ratings(
    votes: Comparisons, *, method: str, side: bool, clustered: bool | None, ridge: float, level: float
) -> Ratings:
    refuse_settings(ridge=ridge, level=level)
    rated, seen, cells = rated_only(votes, side=side)
    refuse_apart(cells, rated.items)
    model = Model(cells, LINKS[method], ridge)
    parameters = maximum(model, start=model.start())
    spread = spread_of(model, parameters, votes=rated, clustered=clustered)
    return _told(votes, seen, model=model, parameters=parameters, spread=spread, level=level, method=method)


def _told(
    votes: Comparisons,
    seen: NDArray[np.intp],
    *,
    model: Model,
    parameters: Floats,
    spread: Spread,
    level: float,
    method: str,
) -> Ratings:
    cells, n, size = model.cells, model.cells.items, len(votes.items)
    standing = standing_of(cells)
    spread = spread.centred(standing.core)
    rating = parameters[:n] - parameters[:n][standing.core].mean()
    width = spread.half_width(level)
    limits = Limits(standing, cells, model.margin_and_tie(parameters)[0])
    below, above = limits.distances(level)
    joint_below, joint_above = limits.distances(1.0 - 4.0 * (1.0 - level) / (n * (n - 1.0)))
    limitless = np.zeros(size, np.bool_)
    limitless[seen] = ~standing.core
    total = np.zeros(size)
    total[seen] = votes_of(cells)
    effects = effects_of(cells, parameters[n:], width[n:], ties=model.link.models_ties)
    return Ratings(
        items=votes.items,
        rating=scattered(rating, seen, size),
        low=scattered(rating - np.where(standing.core, width[:n], below), seen, size),
        high=scattered(rating + np.where(standing.core, width[:n], above), seen, size),
        votes=total,
        limitless=limitless,
        joint_low=scattered(rating - joint_below, seen, size),
        joint_high=scattered(rating + joint_above, seen, size),
        covariance=scattered(spread.covariance[:n, :n], seen, size),
        effects=effects[: len(cells.names)],
        tie=effects[-1] if model.link.models_ties else None,
        level=level,
        degrees=spread.degrees,
        interval=spread.how,
        method=method,
        log_likelihood=model.log_likelihood(parameters),
    )


def effects_of(cells: Cells, values: Floats, widths: Floats, *, ties: bool) -> tuple[Effect, ...]:
    """What the parameters beside the ratings say: side and covariates, then ties."""
    names = (*cells.names, *(["ties"] if ties else []))
    scales = (*cells.scales.tolist(), 1.0)
    return tuple(
        Effect(name=name, value=float(value), low=float(value - width), high=float(value + width), scale=scale)
        for name, value, width, scale in zip(names, values, widths, scales, strict=False)
    )
