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
from touchstone.core.ranking.cells import Cells, places_of, refuse_apart, votes_of
from touchstone.core.ranking.comparisons import Comparisons, Floats
from touchstone.core.ranking.newton import Model, maximum
from touchstone.core.ranking.one_sided import standing_of
from touchstone.core.ranking.sandwich import clusters_of

Method = Literal["bradley-terry", "davidson"]

_TOLERANCE = 1e-3  # of the last step; what is left is its square, far below the resampling


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
    start = maximum(Model(cells, link, ridge))
    if progress is not None:
        progress.start(rounds, "resamples")
    ratings = np.full((rounds, len(votes.items)), np.nan)
    for number, outcomes in enumerate(_resamples(cells, rated, rounds=rounds, rng=rng, over=over)):
        drawn = cells.reweighted(outcomes)
        ratings[number, seen] = _centred(Model(drawn, link, ridge), start, core=core)
        if progress is not None:
            progress.advance()
    return Bootstrap(ratings=ratings, over=over)


def _centred(model: Model, start: Floats, *, core: NDArray[np.bool_]) -> Floats:
    """(items,) ratings of one round, NaN where the round holds no vote of the item."""
    rating = maximum(model, start=start, tolerance=_TOLERANCE)[: model.cells.items]
    there = votes_of(model.cells) > 0
    return np.where(there, rating - rating[core & there].mean(), np.nan) if (core & there).any() else rating * np.nan


def _resamples(
    cells: Cells, votes: Comparisons, *, rounds: int, rng: np.random.Generator, over: str
) -> Iterator[Floats]:
    """(3, cells) outcomes of each round."""
    shape = cells.outcomes.shape
    if over == "raters":
        yield from _by_rater(cells, votes, rounds=rounds, rng=rng)
    elif votes.weight is not None:
        place, weight = places_of(votes, cells), votes.weights
        even = np.full(len(votes), 1.0 / len(votes))
        for _ in range(rounds):
            drawn = rng.multinomial(len(votes), even) * weight
            yield np.bincount(place, drawn, shape[0] * shape[1]).astype(np.float64).reshape(shape)
    else:
        happened = np.flatnonzero(cells.outcomes)
        shares = cells.outcomes.ravel()[happened] / len(votes)
        for _ in range(rounds):
            outcomes = np.zeros(shape[0] * shape[1])
            outcomes[happened] = rng.multinomial(len(votes), shares)
            yield outcomes.reshape(shape)


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
