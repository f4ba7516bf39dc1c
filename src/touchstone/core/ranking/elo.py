"""The Elo scale: 400 points are odds of 10 to 1. Ratings are shown on it; online Elo updates them vote by vote."""

from math import inf

import numpy as np

from touchstone.core.errors import BadInput
from touchstone.core.ranking.comparisons import Comparisons, Floats

POINTS = 400.0 / float(np.log(10.0))  # a logit, in Elo points: 173.7
MEAN = 1000.0
_SCORES = (1.0, 0.0, 0.5)  # of the left one, by outcome


def to_elo(rating: Floats, *, mean: float = MEAN) -> Floats:
    """Ratings in logits on the Elo scale: `mean` + 400 / ln 10 x rating."""
    return np.asarray(mean + POINTS * rating, np.float64)


def online_elo(votes: Comparisons, *, step: float = 4.0, start: float = MEAN) -> Floats:
    """(items,) Elo ratings after the votes in their order: winner and loser move by `step` x surprise (Elo 1978).

    A tie scores a half; a vote's weight multiplies its step. Unlike every other method here it depends on the order of the
    rows, forgets, and has no interval: it is for a running display. Items without votes are NaN.

    Raises:
        BadInput: `step` is not above 0.
    """
    if not 0 < step < inf:
        raise BadInput(f"{step} cannot be a step", place="step", hint="above 0; 4 moves slowly, 32 fast")
    ratings = [start] * len(votes.items)
    columns = (votes.left.tolist(), votes.right.tolist(), votes.winner.tolist(), votes.weights.tolist())
    for left, right, winner, weight in zip(*columns, strict=True):
        expected = 1.0 / (1.0 + 10.0 ** ((ratings[right] - ratings[left]) / 400.0))
        moved = step * weight * (_SCORES[winner] - expected)
        ratings[left] += moved
        ratings[right] -= moved
    seen = np.bincount(np.concatenate([votes.left, votes.right]), minlength=len(votes.items)) > 0
    return np.where(seen, ratings, np.nan)
