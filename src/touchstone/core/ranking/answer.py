"""A ranking as plain values: what a terminal prints, a file holds and a program reads."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
from msgspec import Struct

from touchstone.core.ranking.bootstrap import Bootstrap
from touchstone.core.ranking.comparisons import Comparisons, Floats
from touchstone.core.ranking.elo import MEAN, POINTS, online_elo
from touchstone.core.ranking.ranks import Ranks
from touchstone.core.ranking.raters import RaterRatings
from touchstone.core.ranking.ratings import Effect, Ratings
from touchstone.core.tables import Name


class RankedItem(Struct, frozen=True, kw_only=True):
    """One item. None: there is no such figure; for `low` and `high`: no limit."""

    item: Name
    rating: float | None  # logits
    low: float | None
    high: float | None
    elo: float | None
    rank: int | None
    rank_low: int | None  # the best rank it may have, jointly with all others
    rank_high: int | None  # the worst
    n: float  # weight of the votes, or number of the lists, in which it took part


class RankedRater(Struct, frozen=True, kw_only=True):
    """What one rater is like, with standard errors."""

    rater: Name
    scale: float  # 1 is average, 0 guesses, below 0 votes the wrong way round
    scale_error: float
    side: float  # logits towards the left
    side_error: float
    tie: float  # logits towards a tie
    tie_error: float
    n: float


class RankingAnswer(Struct, frozen=True, kw_only=True):
    """Items from the best to the worst, and what else was found."""

    method: str
    votes: int
    level: float
    interval: str  # how the intervals were made; "" where there are none
    items: tuple[RankedItem, ...]
    limitless: tuple[Name, ...]  # items that never won, or never lost, against the rest
    effects: tuple[Effect, ...] = ()
    tie: Effect | None = None
    raters: tuple[RankedRater, ...] = ()
    rater_spread: Mapping[str, float] | None = None  # standard deviations of scale, side and tie over raters
    log_likelihood: float | None = None


def answer_of(
    found: Ratings | RaterRatings, *, votes: int, ranks: Ranks, resampled: Bootstrap | None = None
) -> RankingAnswer:
    """What was found from `votes` votes (or lists); with `resampled`, the intervals are its percentiles.

    Items that never won, or never lost, keep their one-sided limits: every resample has them as far off as the ridge lets
    it, which says nothing.
    """
    ratings = found if isinstance(found, Ratings) else found.ratings
    low, high, interval = ratings.low, ratings.high, ratings.interval
    if resampled is not None:
        drawn = resampled.interval(ratings.level)
        low, high = (np.where(ratings.limitless, one, other) for one, other in zip((low, high), drawn, strict=True))
        interval = f"percentiles of {len(resampled.ratings):,} resamples of the {resampled.over}"
    of_raters = {} if isinstance(found, Ratings) else _of_raters(found)
    return RankingAnswer(
        method=ratings.method,
        votes=votes,
        level=ratings.level,
        interval=interval,
        items=_items(
            ratings.items, ratings.rating, low=low, high=high, rank=ratings.rank, ranks=ranks, n=ratings.votes
        ),
        limitless=tuple(ratings.items[item] for item in np.flatnonzero(ratings.limitless).tolist()),
        effects=tuple(ratings.effects),
        tie=ratings.tie,
        log_likelihood=ratings.log_likelihood,
        **of_raters,
    )


def elo_answer(votes: Comparisons, *, step: float) -> RankingAnswer:
    """Online Elo in the order of the votes: no intervals, and no ranges of ranks."""
    rating = (online_elo(votes, step=step) - MEAN) / POINTS
    none = np.full(len(rating), np.nan)
    n = np.bincount(np.concatenate([votes.left, votes.right]), minlength=len(rating)).astype(np.float64)
    ordered = np.sort(rating[~np.isnan(rating)])
    rank = np.where(np.isnan(rating), 0, 1 + len(ordered) - np.searchsorted(ordered, rating, side="right"))
    items = _items(votes.items, rating, low=none, high=none, rank=rank, ranks=None, n=n)
    return RankingAnswer(method="elo", votes=len(votes), level=0.0, interval="", items=items, limitless=())


def columns_of(answer: RankingAnswer) -> dict[str, list[Any]]:
    """The items as columns, for a table."""
    return {name: [getattr(item, name) for item in answer.items] for name in RankedItem.__struct_fields__}


def rater_columns(answer: RankingAnswer) -> dict[str, list[Any]]:
    """The raters as columns, for a table."""
    return {name: [getattr(rater, name) for rater in answer.raters] for name in RankedRater.__struct_fields__}


def _items(
    names: Sequence[Name], rating: Floats, *, low: Floats, high: Floats, rank: Any, ranks: Ranks | None, n: Floats
) -> tuple[RankedItem, ...]:
    order = np.lexsort((np.arange(len(names)), np.where(rank == 0, len(names) + 1, rank)))
    return tuple(
        RankedItem(
            item=names[item],
            rating=_figure(rating[item]),
            low=_figure(low[item]),
            high=_figure(high[item]),
            elo=_figure(MEAN + POINTS * rating[item]),
            rank=int(rank[item]) or None,
            rank_low=int(ranks.best[item]) or None if ranks else None,
            rank_high=int(ranks.worst[item]) or None if ranks else None,
            n=float(n[item]),
        )
        for item in order.tolist()
    )


def _figure(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _of_raters(found: RaterRatings) -> dict[str, Any]:
    columns = (found.effects.scale, found.errors.scale, found.effects.side, found.errors.side, found.effects.tie)
    rows = zip(found.raters, *columns, found.errors.tie, found.votes, strict=True)
    fields = RankedRater.__struct_fields__[1:]
    raters = [
        RankedRater(rater=name, **{field: float(value) for field, value in zip(fields, row, strict=True)})
        for name, *row in rows
    ]
    spread = {name: float(getattr(found.spread, name)[0]) for name in ("scale", "side", "tie")}
    return {"raters": tuple(raters), "rater_spread": spread}
