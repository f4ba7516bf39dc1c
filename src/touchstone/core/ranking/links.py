"""How an outcome depends on the margin between two items: with ties as half wins, or with ties of their own.

The margin is the left item's rating minus the right item's, plus what side and covariates add, in logits. Both links
are canonical exponential families, so the information does not depend on what came out, and the likelihood is concave.
"""

from typing import Protocol

import numpy as np
from msgspec import Struct

from touchstone.core.ranking.comparisons import Floats


class Slopes(Struct, frozen=True):
    """Information of one vote: about margin and margin, margin and tie, tie and tie, (cells,) each."""

    margin: Floats
    cross: Floats
    tie: Floats


class Link(Protocol):
    """What a model of one vote must say. `margin` is (cells,), `tie` a number or (cells,), `outcomes` (3, cells) weights."""

    @property
    def models_ties(self) -> bool:
        """Whether the rate of ties has a parameter."""

    def log_likelihood(self, margin: Floats, tie: Floats | float, outcomes: Floats) -> float:
        """Of all that came out."""

    def slopes(self, margin: Floats, tie: Floats | float, outcomes: Floats) -> tuple[Floats, Floats]:
        """(cells,) derivatives of the log-likelihood by margin and by tie."""

    def scores(self, margin: Floats, tie: Floats | float) -> tuple[Floats, Floats]:
        """(3, cells) the same for one vote of each outcome."""

    def information(self, margin: Floats, tie: Floats | float) -> Slopes:
        """The expected information of one vote."""

    def probabilities(self, margin: Floats, tie: Floats | float) -> Floats:
        """(3, cells) probabilities of left, right, tie."""


class HalfWins(Struct, frozen=True):
    """Bradley and Terry (1952), a tie counted as half a win and half a loss: P(left) = 1 / (1 + exp(-margin))."""

    models_ties: bool = False

    def log_likelihood(self, margin: Floats, tie: Floats | float, outcomes: Floats) -> float:  # noqa: ARG002
        """Of all that came out; a tie's is the mean of the other two."""
        left, right, tied = outcomes
        lost = np.maximum(margin, 0.0) + np.log(1.0 + np.exp(-np.abs(margin)))
        return float((left + tied / 2) @ margin - (left + right + tied) @ lost)

    def slopes(self, margin: Floats, tie: Floats | float, outcomes: Floats) -> tuple[Floats, Floats]:  # noqa: ARG002
        """(cells,) wins less expected wins; nothing by tie."""
        left, right, tied = outcomes
        return left + tied / 2 - (left + right + tied) * _logistic(margin), np.zeros(len(margin))

    def scores(self, margin: Floats, tie: Floats | float) -> tuple[Floats, Floats]:  # noqa: ARG002
        """(3, cells) derivatives by margin; those by tie are 0."""
        left = _logistic(margin)
        by_margin = np.stack([1.0 - left, -left, 0.5 - left])
        return by_margin, np.zeros_like(by_margin)

    def information(self, margin: Floats, tie: Floats | float) -> Slopes:  # noqa: ARG002
        """P (1 - P); nothing about ties."""
        left, nothing = _logistic(margin), np.zeros(len(margin))
        return Slopes(left * (1.0 - left), nothing, nothing)

    def probabilities(self, margin: Floats, tie: Floats | float) -> Floats:  # noqa: ARG002
        """(3, cells) with no ties; the left one's is its expected score."""
        left = _logistic(margin)
        return np.stack([left, 1.0 - left, np.zeros(len(margin))])


class Davidson(Struct, frozen=True):
    """Davidson (1970): left, right and tie in the proportions exp(margin / 2), exp(-margin / 2), exp(tie).

    exp(tie) is Davidson's nu; two equal items tie with probability nu / (2 + nu).
    """

    models_ties: bool = True

    def log_likelihood(self, margin: Floats, tie: Floats | float, outcomes: Floats) -> float:
        """Of all that came out."""
        return float((_log_shares(margin, tie) * outcomes).sum())

    def slopes(self, margin: Floats, tie: Floats | float, outcomes: Floats) -> tuple[Floats, Floats]:
        """(cells,) what came out less what was expected: of (left - right) / 2, and of ties."""
        left, right, tied = self.probabilities(margin, tie)
        total = outcomes[0] + outcomes[1] + outcomes[2]
        return (outcomes[0] - outcomes[1] - total * (left - right)) / 2, outcomes[2] - total * tied

    def scores(self, margin: Floats, tie: Floats | float) -> tuple[Floats, Floats]:
        """(3, cells) derivatives by margin and by tie."""
        left, right, tied = self.probabilities(margin, tie)
        mean = (left - right) / 2
        return np.stack([0.5 - mean, -0.5 - mean, -mean]), np.stack([-tied, -tied, 1.0 - tied])

    def information(self, margin: Floats, tie: Floats | float) -> Slopes:
        """Variances and covariance of (left - right) / 2 and of tie."""
        left, right, tied = self.probabilities(margin, tie)
        mean = (left - right) / 2
        return Slopes((left + right) / 4 - mean**2, -mean * tied, tied * (1.0 - tied))

    def probabilities(self, margin: Floats, tie: Floats | float) -> Floats:
        """(3, cells) probabilities of left, right, tie."""
        return np.asarray(np.exp(_log_shares(margin, tie)))


def _log_shares(margin: Floats, tie: Floats | float) -> Floats:
    """(3, cells) log-probabilities of left, right, tie by Davidson."""
    shares = np.stack([margin / 2, -margin / 2, np.broadcast_to(tie, margin.shape)])
    highest = shares.max(axis=0)
    return np.asarray(shares - (highest + np.log(np.exp(shares - highest).sum(axis=0))))


def _logistic(margin: Floats) -> Floats:
    from scipy.special import expit

    chance: Floats = expit(margin)
    return chance
