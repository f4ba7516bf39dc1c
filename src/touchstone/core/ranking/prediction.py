"""What ratings say of votes they have not seen."""

from typing import TYPE_CHECKING

import numpy as np

from touchstone.core.errors import BadInput
from touchstone.core.ranking.bradley_terry import LINKS
from touchstone.core.ranking.cells import SIDE
from touchstone.core.ranking.comparisons import Comparisons, Floats
from touchstone.core.ranking.links import Davidson
from touchstone.core.ranking.ratings import Ratings

if TYPE_CHECKING:
    from touchstone.core.ranking.raters import RaterRatings


def probabilities(ratings: "Ratings | RaterRatings", votes: Comparisons) -> Floats:
    """(n, 3) probabilities of left, right and tie for each of `votes` (whose winners are not looked at).

    An item without a rating counts as average, a rater whom the model does not know as the average rater. By
    Bradley-Terry with half wins no vote is a tie: the first column is then the left one's expected score.

    Raises:
        BadInput: the votes are about other items, or lack a covariate.
    """
    if isinstance(ratings, Ratings):
        margin = _margin(ratings, votes, scale=1.0)
        tie = ratings.tie.value if ratings.tie else 0.0
        return LINKS[ratings.method].probabilities(margin, tie).T
    effects = ratings.effects_of(votes)
    margin = _margin(ratings.ratings, votes, scale=effects.scale) + effects.side
    return Davidson().probabilities(margin, effects.tie + _tie(ratings.ratings)).T


def log_losses(chances: Floats, votes: Comparisons) -> dict[str, float]:
    """Mean minus log-likelihood of what happened: of all three outcomes, and of left or right among the decided votes.

    `chances` is (n, 3). A loss that is not defined (no votes, or ties without any chance) is NaN.
    """
    weights = votes.weights
    happened = chances[np.arange(len(votes)), votes.winner]
    decided = votes.winner < 2
    share = chances[decided, 0] / chances[decided, :2].sum(axis=1)
    of_two = np.where(votes.winner[decided] == 0, share, 1.0 - share)
    return {"three": _mean_loss(happened, weights), "decided": _mean_loss(of_two, weights[decided])}


def _mean_loss(chance: Floats, weight: Floats) -> float:
    if not weight.sum() > 0 or not (chance > 0).all():
        return float("nan")
    return float(-(weight * np.log(chance)).sum() / weight.sum())


def _tie(ratings: Ratings) -> float:
    return ratings.tie.value if ratings.tie else 0.0


def _margin(ratings: Ratings, votes: Comparisons, *, scale: Floats | float) -> Floats:
    if list(votes.items) != list(ratings.items):
        raise BadInput("the votes are about other items than the ratings", hint="take both from the same comparisons")
    rating = np.nan_to_num(ratings.rating)
    margin = scale * (rating[votes.left] - rating[votes.right])
    column_of = {} if votes.covariates is None else dict(zip(votes.covariate_names, votes.covariates.T, strict=True))
    for effect in ratings.effects:
        if effect.name != SIDE and effect.name not in column_of:
            raise BadInput(f"the votes lack the covariate {effect.name!r}")
        column = 1.0 if effect.name == SIDE else column_of[effect.name] / effect.scale
        margin = margin + effect.value * column
    return np.asarray(margin, np.float64)
