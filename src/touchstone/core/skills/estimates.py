"""An estimate: how likely a piece of average work by this person is right, with its interval; and what may be evidence for one.

The estimate itself is computed in `tree` ("tree-1"). What stands here needs no arrays, so that it costs nothing to import.
"""

from collections.abc import Iterable
from datetime import date
from math import inf, isfinite
from typing import TYPE_CHECKING, Protocol

from touchstone.core.errors import BadInput
from touchstone.core.skills.priors import Prior
from touchstone.core.skills.values import Estimate, Evidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "tree-1"
LOW, HIGH = 0.05, 0.95  # the interval's quantiles
MOST_INFORMATION = 4.0  # of one record, in plain observations: a stated difficulty is itself only an estimate


class Estimator(Protocol):
    """What turns evidence into an estimate. Whatever computes better than "tree-1" takes its place here."""

    @property
    def version(self) -> str:
        """Name of the method; it is written into every estimate."""

    def estimate(self, evidence: Iterable[Evidence], *, prior: Prior, today: date) -> Estimate:
        """What `evidence` says of one person's one skill."""


def interval(alpha: float, beta: float) -> tuple[float, float]:
    """The 5 % and 95 % quantiles of Beta(alpha, beta)."""
    from scipy.special import betaincinv

    return float(betaincinv(alpha, beta, LOW)), float(betaincinv(alpha, beta, HIGH))


def probability_at_least(alpha: float, beta: float, bar: float) -> float:
    """The probability that a Beta(alpha, beta) skill is `bar` or more."""
    from scipy.special import betaincc

    return float(betaincc(alpha, beta, min(max(bar, 0.0), 1.0)))


def probabilities_at_least(
    alpha: "NDArray[np.float64]", beta: "NDArray[np.float64]", bar: float
) -> "NDArray[np.float64]":
    """The same for arrays of one shape."""
    from scipy.special import betaincc

    result: NDArray[np.float64] = betaincc(alpha, beta, min(max(bar, 0.0), 1.0))
    return result


def check_record(record: Evidence) -> None:
    """Refuse a record that cannot be one, with the field that is wrong.

    Raises:
        BadInput: outcome, weight, chance, discrimination or difficulty is outside its range.
    """
    wrong = {
        "outcome": not 0 <= record.outcome <= 1,
        "weight": not 0 <= record.weight < inf,
        "chance": not 0 <= record.chance < 1,
        "discrimination": not 0 < record.discrimination < inf,
        "difficulty": not isfinite(record.difficulty),
    }
    for name, bad in wrong.items():
        if bad:
            raise BadInput(f"{getattr(record, name)} cannot be the {name} of a record", place=name, hint=_RIGHT[name])


_RIGHT = {
    "outcome": "0 to 1",
    "weight": "0 or more",
    "chance": "0 or more, below 1",
    "discrimination": "above 0",
    "difficulty": "a number of logits, 0 is average",
}
