"""Ratings of resampled votes: the check on the sandwich, over votes or over raters.

Over votes, the counts of a resample are drawn directly (a multinomial over what happened), so a round costs as much as
there are pairs, not votes. Over raters, each rater's votes come in as often as the rater was drawn (the cluster bootstrap):
that is the one to trust where votes of one rater go together. Every round starts from the ratings of all votes.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import coo_array

from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress
from touchstone.core.ranking.bradley_terry import LINKS, RIDGE, rated_only
from touchstone.core.ranking.cells import Cells, places_of, refuse_apart
from touchstone.core.ranking.comparisons import Comparisons, Floats
from touchstone.core.ranking.newton import Factor, Model, maximum, maximum_nearby
from touchstone.core.ranking.one_sided import standing_of
from touchstone.core.ranking.resampling import Resampler
from touchstone.core.ranking.sandwich import clusters_of

Method = Literal["bradley-terry", "davidson"]

_TOLERANCE = 1e-4  # of the last step, in logits: far below what resampling itself leaves open


class Bootstrap(Struct, frozen=True, kw_only=True):
    """The ratings of every round."""

    ratings: Floats  # (rounds, items) logits, mean 0 as in `Ratings`; NaN where an item had no votes in the round
    over: str  # what was resampled

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """(items,) lower and upper percentiles at `level`; NaN for items that never had votes."""
        outside = (1.0 - level) / 2.0
        bounds = np.full((2, self.ratings.shape[1]), np.nan)
        rated = ~np.isnan(self.ratings).all(axis=0)
        bounds[:, rated] = np.nanquantile(self.ratings[:, rated], [outside, 1.0 - outside], axis=0)
        return bounds[0], bounds[1]

    @property
    def standard_error(self) -> Floats:
        """(items,) the rounds' standard deviation; NaN for items with fewer than two rounds."""
        there = ~np.isnan(self.ratings)
        number = there.sum(axis=0)
        known = np.where(there, self.ratings, 0.0)
        mean = known.sum(axis=0) / np.maximum(number, 1)
        squares = np.where(there, (self.ratings - mean) ** 2, 0.0).sum(axis=0)
        return np.where(number > 1, np.sqrt(squares / np.maximum(number - 1, 1)), np.nan)


def bootstrap(
    votes: Comparisons,
    *,
    rounds: int,
    rng: np.random.Generator,
    over: Literal["votes", "raters"] = "votes",
    method: Method = "bradley-terry",
    side: bool = False,
    ridge: float = RIDGE,
    progress: Progress | None = None,
) -> Bootstrap:
    """The ratings of `rounds` resamples of the votes, or of the raters with all their votes.

    Raises:
        BadInput: `rounds` is below 1, or the items fall into groups that were never compared.
        NoData: no vote counts anything, or raters are to be resampled and fewer than two are known.
        NotConverged: a round did not settle.
    """
    if rounds < 1:
        raise BadInput(
            f"{rounds} cannot be the number of rounds", place="rounds", hint="1 or more; 200 for an interval"
        )
    rated, seen, cells = rated_only(votes, side=side)
    refuse_apart(cells, rated.items)
    core = standing_of(cells).core
    link = LINKS[method]
    model = Model(cells, link, ridge)
    start = maximum(model, start=model.start())
    factor = Factor.of(model, start)
    if progress is not None:
        progress.start(rounds, "resamples")
    ratings = np.full((rounds, len(votes.items)), np.nan)
    for number, outcomes in enumerate(_resamples(cells, rated, rounds=rounds, rng=rng, over=over)):
        drawn = cells.reweighted(outcomes)
        ratings[number, seen] = _centred(Model(drawn, link, ridge), start, factor=factor, core=core)
        if progress is not None:
            progress.advance()
    return Bootstrap(ratings=ratings, over=over)


def _centred(model: Model, start: Floats, *, factor: Factor, core: NDArray[np.bool_]) -> Floats:
    """(items,) ratings of one round, NaN where the round holds no vote of the item."""
    rating = maximum_nearby(model, start=start, factor=factor, tolerance=_TOLERANCE)[: model.cells.items]
    happened = model.cells.total > 0
    there = np.zeros(model.cells.items, np.bool_)
    there[model.cells.left[happened]] = there[model.cells.right[happened]] = True
    if not (core & there).any():
        return np.full(model.cells.items, np.nan)
    return np.where(there, rating - rating[core & there].mean(), np.nan)


def _resamples(
    cells: Cells, votes: Comparisons, *, rounds: int, rng: np.random.Generator, over: str
) -> Iterator[Floats]:
    """(3, cells) outcomes of each round."""
    if over == "raters":
        yield from _by_rater(cells, votes, rounds=rounds, rng=rng)
    elif votes.weight is not None:
        place, each = places_of(votes, cells), Resampler.of(np.ones(len(votes), np.int64))
        for _ in range(rounds):
            outcomes = np.bincount(place, each.drawn(rng) * votes.weight, cells.outcomes.size)
            yield outcomes.astype(np.float64).reshape(cells.outcomes.shape)
    else:
        counted = Resampler.of(cells.outcomes.ravel().astype(np.int64))
        for _ in range(rounds):
            yield counted.drawn(rng).reshape(cells.outcomes.shape)


def _by_rater(cells: Cells, votes: Comparisons, *, rounds: int, rng: np.random.Generator) -> Iterator[Floats]:
    cluster, number = clusters_of(votes)
    if number < 2:
        raise NoData("raters cannot be resampled where fewer than two are known", hint="name the rater's column")
    shape = cells.outcomes.shape
    entries = (votes.weights, (places_of(votes, cells), cluster))
    of_rater = coo_array(entries, shape=(shape[0] * shape[1], number)).tocsr()
    even = np.full(number, 1.0 / number)
    for _ in range(rounds):
        yield np.asarray(of_rater @ rng.multinomial(number, even)).reshape(shape)
