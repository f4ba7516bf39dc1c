"""Ratings from rankings of several items: Plackett (1975) and Luce (1959).

    P(first is i, of a list S) = exp(rating_i) / sum over S of exp(rating_j),   then the same without i, and so on

A list of two is a Bradley-Terry comparison. The likelihood is concave; Newton's method finds its maximum (Hunter 2004
gives the slower MM algorithm and the condition under which it exists). Each list may hold other items, and may be
ordered only at its top. Intervals are sandwich intervals clustered on the list, or on the rater where raters are known.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_array

from touchstone.core.errors import NoData
from touchstone.core.ranking.bradley_terry import LEVEL, RIDGE, refuse_settings
from touchstone.core.ranking.cells import Cells, plain_cells, refuse_apart
from touchstone.core.ranking.comparisons import Floats
from touchstone.core.ranking.newton import Factor, maximum
from touchstone.core.ranking.one_sided import Limits, Standing, standing_of
from touchstone.core.ranking.rankings import Rankings
from touchstone.core.ranking.ratings import Ratings
from touchstone.core.ranking.sandwich import Spread

Indices = NDArray[np.intp]


class Choices(Struct, frozen=True):
    """Every ranking as a sequence of choices of the best of those left."""

    items: int
    choice: Indices  # (options,) which choice
    option: Indices  # (options,) an item that could be chosen
    chosen: Indices  # (choices,) the item that was
    cluster: Indices  # (choices,) whose choice it was
    clusters: int


class Model(Struct, frozen=True):
    """Choices, with a penalty."""

    choices: Choices
    ridge: float

    @property
    def items(self) -> int:
        """How many of the parameters are ratings: all."""
        return self.choices.items

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return self.choices.items

    def log_likelihood(self, rating: Floats) -> float:
        """Without the penalty."""
        return float((rating[self.choices.chosen] - self._log_totals(rating)).sum())

    def penalised(self, parameters: Floats) -> float:
        """What is maximised."""
        return self.log_likelihood(parameters) - self.ridge / 2 * float(parameters @ parameters)

    def gradient(self, parameters: Floats) -> Floats:
        """(items,) slope of the penalised likelihood."""
        choices = self.choices
        chosen = np.bincount(choices.chosen, minlength=choices.items)
        expected = np.bincount(choices.option, self.chances(parameters), choices.items)
        return chosen - expected - self.ridge * parameters

    def information(self, parameters: Floats) -> Floats:
        """(items, items) information with the penalty's."""
        chance = self.chances(parameters)
        table = self._table(chance)
        expected = np.bincount(self.choices.option, chance, self.items)
        return np.asarray(np.diag(expected + self.ridge) - (table.T @ table).toarray(), np.float64)

    def chances(self, rating: Floats) -> Floats:
        """(options,) the probability that the option is chosen."""
        return np.asarray(np.exp(rating[self.choices.option] - self._log_totals(rating)[self.choices.choice]))

    def clustered(self, rating: Floats) -> Floats:
        """(items, items) sum over clusters of their squared scores."""
        choices = self.choices
        shape = (choices.clusters, choices.items)
        chosen = csr_array((np.ones(len(choices.chosen)), (choices.cluster, choices.chosen)), shape=shape)
        places = (choices.cluster[choices.choice], choices.option)
        scores = chosen - csr_array((self.chances(rating), places), shape=shape)
        return np.asarray((scores.T @ scores).toarray(), np.float64)

    def _log_totals(self, rating: Floats) -> Floats:
        highest = rating.max()
        options = np.exp(rating[self.choices.option] - highest)
        return np.asarray(highest + np.log(np.bincount(self.choices.choice, options, len(self.choices.chosen))))

    def _table(self, values: Floats) -> csr_array:
        shape = (len(self.choices.chosen), self.items)
        return csr_array((values, (self.choices.choice, self.choices.option)), shape=shape)


def plackett_luce(rankings: Rankings, *, ridge: float = RIDGE, level: float = LEVEL) -> Ratings:
    """Ratings in logits, mean 0, from rankings. What `ridge`, `level` and one-sided limits mean: `bradley_terry`.

    Raises:
        BadInput: the items fall into groups that were never ranked together, or `ridge` or `level` is out of range.
        NoData: no list orders two items, or there is only one list (or rater), which gives no interval.
        NotConverged: the ratings did not settle.
    """
    refuse_settings(ridge=ridge, level=level)
    choices = choices_of(rankings)
    if choices.clusters < 2:
        raise NoData(
            "one list, or the lists of one rater, give no interval", hint="two lists that order two items each"
        )
    beaten = _beaten(choices)
    refuse_apart(beaten, rankings.items)
    model = Model(choices, ridge)
    parameters = maximum(model)
    standing = standing_of(beaten)
    rating = parameters - parameters[standing.core].mean()
    bread, small = Factor.of(model, parameters).inverse, choices.clusters / (choices.clusters - 1.0)
    spread = Spread(bread @ model.clustered(parameters) @ bread * small, choices.clusters - 1.0, _HOW).centred(
        standing.core
    )
    return _told(rankings, model, rating, standing=standing, spread=spread, level=level)


_HOW = "sandwich, clustered on the list or its rater"


def choices_of(rankings: Rankings) -> Choices:
    """Each list as choices: of the first out of all, of the second out of the rest, … while two are left and placed.

    Raises:
        NoData: no list orders two items.
    """
    length = np.diff(rankings.starts)
    stages = np.minimum(rankings.placed, np.maximum(length - 1, 0))
    if not stages.sum():
        raise NoData("no list orders two items")
    position = np.arange(len(rankings.item)) - np.repeat(rankings.starts[:-1], length)
    of_row = np.repeat(np.arange(len(rankings)), length)
    times = np.minimum(position + 1, stages[of_row])
    first = np.concatenate([[0], np.cumsum(stages)])
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    is_chosen = position < stages[of_row]
    _, cluster = np.unique(np.repeat(rankings.rater, stages), return_inverse=True)
    return Choices(
        items=len(rankings.items),
        choice=np.repeat(first[of_row], times) + within,
        option=np.repeat(rankings.item, times).astype(np.intp),
        chosen=rankings.item[is_chosen].astype(np.intp),
        cluster=cluster.astype(np.intp),
        clusters=int(cluster.max()) + 1,
    )


def _beaten(choices: Choices) -> Cells:
    """Who was chosen before whom: each chosen item on the left of every other option."""
    chosen = choices.chosen[choices.choice]
    pairs = np.unique(np.stack([chosen, choices.option])[:, chosen != choices.option], axis=1)
    return _as_cells(choices.items, pairs[0], pairs[1], won=np.ones(pairs.shape[1], np.bool_))


def _as_cells(items: int, left: Indices, right: Indices, *, won: NDArray[np.bool_]) -> Cells:
    outcomes = np.stack([won, ~won, np.zeros(len(left), np.bool_)]).astype(np.float64)
    return plain_cells(items, left, right, outcomes)


def _limits(model: Model, rating: Floats, standing: Standing) -> Limits:
    """Limits from every choice in which an item outside the core met the core: it was chosen, or it was not."""
    choices = model.choices
    outside = ~standing.core[choices.option]
    item, choice = choices.option[outside], choices.choice[outside]
    chance = model.chances(rating)[outside]
    won = choices.chosen[choice] == item
    # Against whom: the item chosen instead; where it was chosen itself, an item of the core that was passed over.
    met = np.full(len(choices.chosen), -1, np.intp)
    met[choices.choice[~outside]] = choices.option[~outside]
    other = np.where(won, met[choice], choices.chosen[choice])
    there = other >= 0
    margin = np.log(chance) - np.log1p(-chance)
    cells = _as_cells(choices.items, item[there], other[there], won=won[there])
    return Limits(standing, cells, margin[there])


def _told(
    rankings: Rankings, model: Model, rating: Floats, *, standing: Standing, spread: Spread, level: float
) -> Ratings:
    n = len(rating)
    limits = _limits(model, rating, standing)
    below, above = limits.distances(level)
    joint_below, joint_above = limits.distances(1.0 - 4.0 * (1.0 - level) / (n * (n - 1.0)))
    width = spread.half_width(level)
    return Ratings(
        items=rankings.items,
        rating=rating,
        low=rating - np.where(standing.core, width, below),
        high=rating + np.where(standing.core, width, above),
        votes=np.bincount(rankings.item, minlength=n).astype(np.float64),
        limitless=~standing.core,
        joint_low=rating - joint_below,
        joint_high=rating + joint_above,
        covariance=spread.covariance,
        level=level,
        degrees=spread.degrees,
        interval=spread.how,
        method="plackett-luce",
        log_likelihood=model.log_likelihood(rating),
    )
