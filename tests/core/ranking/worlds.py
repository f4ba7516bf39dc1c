"""Votes of known making, and published ones."""

import numpy as np

from shared_data import VOTES
from touchstone.core.ranking import Outcome, comparisons, comparisons_of
from touchstone.core.tables import read_table

TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
# Agresti, "Categorical Data Analysis" (2nd ed. 2002), table 10.10: American League East 1987, games won by the row's team.
GAMES = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]
# Davidson, Journal of the American Statistical Association 65 (1970): six brands of chocolate pudding, as the R package
# PlackettLuce has them. Brand, brand, how often the first was preferred, the second, neither.
PUDDINGS = [
    (1, 2, 19, 22, 16), (1, 3, 16, 19, 12), (2, 3, 19, 19, 10), (1, 4, 18, 23, 13), (2, 4, 23, 19, 9),
    (3, 4, 19, 20, 15), (1, 5, 13, 19, 18), (2, 5, 16, 20, 12), (3, 5, 16, 15, 17), (4, 5, 17, 14, 16),
    (1, 6, 18, 21, 12), (2, 6, 22, 20, 12), (3, 6, 13, 18, 10), (4, 6, 14, 19, 18), (5, 6, 11, 21, 12),
]  # fmt: skip


def baseball():
    won, lost = np.nonzero(GAMES)
    weight = np.array(GAMES)[won, lost]
    return comparisons(TEAMS, left=won, right=lost, winner=np.zeros(len(won)), weight=weight)


def puddings():
    table = np.array(PUDDINGS)
    left, right = np.repeat(table[:, :2].T - 1, 3, axis=1)
    winner = np.tile([Outcome.LEFT, Outcome.RIGHT, Outcome.TIE], len(table))
    return comparisons(range(1, 7), left=left, right=right, winner=winner, weight=table[:, 2:].ravel())


def crowd(rng, *, items=8, raters=30, votes=1500, scale=0.5, side=0.5, tie=0.7, tastes=0.0, ties=-0.5, spread=1.0):
    """Votes by Davidson's model with raters' effects of those standard deviations, and what they were made of.

    `tastes` gives each rater a liking of their own for each item, which no model here has.
    """
    rating = rng.normal(0, spread, items)
    effects = np.stack(
        [1 + scale * rng.normal(size=raters), side * rng.normal(size=raters), tie * rng.normal(size=raters)]
    )
    liking = tastes * rng.normal(size=(raters, items))
    left = rng.integers(0, items, votes)
    right = (left + rng.integers(1, items, votes)) % items
    rater = np.minimum(rng.exponential(raters / 3, votes).astype(int), raters - 1)  # a few give most of the votes
    own = effects[:, rater]
    margin = own[0] * (rating[left] - rating[right]) + own[1] + liking[rater, left] - liking[rater, right]
    chances = np.stack([margin / 2, -margin / 2, ties + own[2]])
    winner = (chances + rng.gumbel(size=chances.shape)).argmax(axis=0)
    made = comparisons(range(items), left=left, right=right, winner=winner, raters=range(raters), rater=rater)
    return made, rating, effects


def real_votes():
    """The public comparisons of language models by a crowd, half of their prompts."""
    table = read_table(VOTES)
    votes = comparisons_of(table, left="model_left", right="model_right", winner="winner", rater="worker")
    return votes, table.coded("prompt").codes
