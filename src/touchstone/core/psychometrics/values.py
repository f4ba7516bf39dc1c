"""The values of this package: what was answered, what an item is, what a calibration found.

Ability theta is in units of its own standard deviation in the calibrated group (mean 0). An item's answer falls into one
of its categories 0 … m; the chance of category k or a higher one at ability theta is

    S_k(theta) = c + (1 - c) / (1 + exp(-a (theta - b_k))),   k = 1 … m

with discrimination a, thresholds b_k (for right or wrong: one, the difficulty b) and chance level c. With one threshold
that is the three-parameter logistic model (Birnbaum 1968), with c = 0 the two-parameter one, with one a for all items the
one-parameter one (Rasch 1960); with several thresholds and c = 0 it is the graded response model (Samejima 1969).
"""

from enum import StrEnum
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

LOW, HIGH = 0.05, 0.95  # quantiles of every interval here
NORMAL_90 = 1.6448536269514722  # the normal distribution's 95 % quantile


class Model(StrEnum):
    """Which curves are fitted."""

    ONE_PARAMETER = "1pl"  # difficulties, and one discrimination for all
    TWO_PARAMETER = "2pl"
    THREE_PARAMETER = "3pl"  # with a chance level, by priors on discrimination and chance
    GRADED = "graded"  # ordered scores


class Responses(Struct, frozen=True, kw_only=True):
    """Who scored what on which item, each pair once, sorted by person and item (`responses_of` makes it)."""

    people: tuple[str, ...]
    items: tuple[str, ...]
    person: Integers  # (rows,) position in `people`
    item: Integers  # (rows,) position in `items`
    score: Integers  # (rows,) 0 or more
    weight: Floats  # (people,) how many people each stands for


class Items(Struct, frozen=True, kw_only=True):
    """Items with their parameters: J items with at most K categories."""

    names: tuple[str, ...]
    discrimination: Floats  # (J,)
    thresholds: Floats  # (J, K - 1), NaN behind an item's last one
    chance: Floats  # (J,)
    scores: Floats  # (J, K) the score that each category stands for, NaN behind the last one

    @property
    def difficulty(self) -> Floats:
        """(J,) The ability at which an item is balanced: the mean of its thresholds."""
        result: Floats = np.nanmean(self.thresholds, axis=1)
        return result

    @property
    def categories(self) -> Integers:
        """(J,) The number of categories of each item."""
        return np.asarray((~np.isnan(self.scores)).sum(axis=1), dtype=np.int64)

    def part(self, positions: NDArray[np.integer] | list[int]) -> "Items":
        """The items at `positions`, in that order."""
        return Items(
            names=tuple(self.names[position] for position in positions),
            discrimination=self.discrimination[positions],
            thresholds=self.thresholds[positions],
            chance=self.chance[positions],
            scores=self.scores[positions],
        )


class LogNormal(Struct, frozen=True):
    """The logarithm is normal with this mean and standard deviation."""

    mean: float = 0.0
    sd: float = 0.5


class Normal(Struct, frozen=True):
    """A normal prior."""

    mean: float = 0.0
    sd: float = 1.0


class Beta(Struct, frozen=True):
    """A Beta prior of a share."""

    alpha: float = 5.0
    beta: float = 17.0


class Priors(Struct, frozen=True, kw_only=True):
    """What is believed of items before any answer; None: nothing, which is maximum likelihood."""

    discrimination: LogNormal | None = None
    intercept: Normal | None = None  # of -a b_k: keeps items finite that nearly everybody gets right
    chance: Beta | None = None


# 3PL likelihoods are nearly flat along a ridge of (a, b, c). BILOG's defaults (Mislevy & Bock 1990): five choices.
THREE_PARAMETER_PRIORS = Priors(discrimination=LogNormal(0.0, 0.5), chance=Beta(5.0, 17.0))


def weak_priors(model: Model) -> Priors:
    """Priors that keep a small sample sane: a log-normal about 1 (sd 0.5), intercepts normal (0, 3), chance as BILOG's."""
    return Priors(
        discrimination=None if model is Model.ONE_PARAMETER else LogNormal(0.0, 0.5),
        intercept=Normal(0.0, 3.0),
        chance=Beta(5.0, 17.0) if model is Model.THREE_PARAMETER else None,
    )


class LeftOut(Struct, frozen=True):
    """An item that could not be calibrated."""

    item: str
    why: str


class Abilities(Struct, frozen=True, kw_only=True):
    """What is known of each person's ability: a point, its standard error, and the 90 % interval."""

    people: tuple[str, ...]
    ability: Floats  # (people,)
    error: Floats  # (people,) posterior standard deviation, or from the curvature at the mode
    low: Floats  # (people,) 5 % quantile
    high: Floats  # (people,) 95 % quantile
    answered: Integers  # (people,) how many items each answered
    method: str  # "eap" or "map"


class Calibration(Struct, frozen=True, kw_only=True):
    """Items with standard errors, how well the model fits, and the abilities that came with it."""

    model: Model
    items: Items
    discrimination_error: Floats  # (J,)
    threshold_error: Floats  # (J, K - 1)
    chance_error: Floats  # (J,) 0 where it is fixed
    covariance: Floats  # (J, p, p) of an item's (a, b_1 …, c), NaN behind what it has
    abilities: Abilities
    log_likelihood: float
    parameters: int
    people: float  # sum of weights
    answers: int
    steps: int  # of the EM algorithm
    nodes: int  # of the quadrature
    priors: Priors
    left_out: tuple[LeftOut, ...]

    @property
    def aic(self) -> float:
        """Akaike's information criterion: 2 x parameters - 2 x log-likelihood."""
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion, with the number of people as the sample size."""
        return float(self.parameters * np.log(self.people) - 2 * self.log_likelihood)


def items_of(
    names: list[str] | tuple[str, ...],
    *,
    discrimination: NDArray[np.floating] | list[float],
    difficulty: NDArray[np.floating] | list[float],
    chance: NDArray[np.floating] | list[float] | float = 0.0,
    scores: Floats | None = None,
) -> Items:
    """Items from known parameters, for a bank that was calibrated elsewhere.

    Args:
        names: J names, each once.
        discrimination: (J,) on the logistic scale, without the factor 1.7.
        difficulty: (J,), or (J, K - 1) thresholds in rising order, NaN behind an item's last.
        chance: (J,) or one for all, 0 or more and below 1.
        scores: (J, K) what each category is worth; by default 0, 1, 2 …

    Raises:
        BadInput: a number that cannot be one, naming the item; a name that is there twice.
    """
    thresholds = np.atleast_2d(np.asarray(difficulty, dtype=float).T).T
    slope = np.asarray(discrimination, dtype=float)
    if not len(names) == len(slope) == len(thresholds):
        raise BadInput("names, discrimination and difficulty have different lengths", place="items")
    guess = np.broadcast_to(np.asarray(chance, dtype=float), slope.shape).copy()
    if scores is None:
        scores = np.where(np.isnan(np.c_[slope * 0, thresholds]), np.nan, np.arange(thresholds.shape[1] + 1.0))
    items = Items(names=tuple(names), discrimination=slope, thresholds=thresholds, chance=guess, scores=scores)
    _check_items(items)
    return items


def _check_items(items: Items) -> None:
    if len(set(items.names)) != len(items.names):
        raise BadInput("an item is there twice", place="items", hint="each name once")
    wrong = {
        "discrimination": ~np.isfinite(items.discrimination),
        "difficulty": ~np.isfinite(items.thresholds[:, 0]) | (np.diff(items.thresholds, axis=1) < 0).any(axis=1),
        "chance": ~((items.chance >= 0) & (items.chance < 1)),
    }
    hints = {"discrimination": "a number", "difficulty": "numbers in rising order", "chance": "0 or more, below 1"}
    for what, bad in wrong.items():
        for position in np.flatnonzero(bad):
            raise BadInput(f"its {what} cannot be used", place=f"item {items.names[position]}", hint=hints[what])
