"""What a ranking answers with: one rating an item and its interval, and what side, covariates and ties add."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.ranking.comparisons import Floats
from touchstone.core.ranking.elo import to_elo
from touchstone.core.tables import Name


class Effect(Struct, frozen=True, kw_only=True):
    """What side, a covariate or ties add to the margin, in logits, with its interval."""

    name: str
    value: float  # for a covariate: of `scale` more of it
    low: float
    high: float
    scale: float = 1.0  # a covariate's root mean square


class Ratings(Struct, frozen=True, kw_only=True):
    """One rating an item, with its interval. NaN where an item has no votes."""

    items: Sequence[Name]
    rating: Floats  # (items,) logits, mean 0 over the items that are not limitless
    low: Floats  # (items,) -inf where the votes set no lower limit
    high: Floats  # (items,) inf where the votes set no upper limit
    votes: Floats  # (items,) weight of the votes (or rankings) in which the item took part
    limitless: NDArray[np.bool_]  # (items,) it never won, or never lost, against the rest: `rating` is the ridge's
    joint_low: Floats  # (items,) `low` of the limitless at an error that allows for all pairs of items, for ranks
    joint_high: Floats
    covariance: Floats  # (items, items) of the ratings
    effects: Sequence[Effect] = ()
    tie: Effect | None = None  # the tie parameter, log nu
    level: float  # of the intervals
    degrees: float  # of freedom of the t distribution behind the intervals; inf: normal
    interval: str  # how they were made
    method: str
    log_likelihood: float  # without the penalty

    @property
    def elo(self) -> Floats:
        """(items,) the ratings on the Elo scale: 400 points are odds of 10 to 1, mean 1000."""
        return to_elo(self.rating)

    @property
    def rank(self) -> NDArray[np.int64]:
        """(items,) 1 is the best; equal ratings share a rank; 0 where there is no rating."""
        ordered = np.sort(self.rating[~np.isnan(self.rating)])
        above = len(ordered) - np.searchsorted(ordered, self.rating, side="right")
        return np.where(np.isnan(self.rating), 0, above + 1)
