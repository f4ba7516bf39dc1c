"""From evidence to an estimate: how likely a piece of average work by this person is right, with its interval.

The model ("beta-1") is a Beta posterior. A record of weight w with outcome y adds w successes in proportion y, where
w = its own weight x the source's weight (`priors.SOURCE_WEIGHTS`) x 2^(-age / half-life). What difficulty, sharpness and
luck do is said by the three-parameter logistic model (Birnbaum 1968): at skill theta = logit(p) the record succeeds with
P = c + (1 - c) / (1 + exp(-a (theta - d))). The posterior mean is the p at which prior and records balance (the root of
the score); each record counts for its Fisher information over that of plain average work, at most `MOST_INFORMATION`.
For plain records (a = 1, d = 0, c = 0) this is exactly the conjugate update (successes over trials).

Claims add no weight. The order of the records does not matter, and one more success never lowers the mean.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from math import exp, fsum, inf, isfinite, log
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.skills.levels import level_of
from touchstone.core.skills.priors import HALF_LIFE_DAYS, SOURCE_WEIGHTS, Prior
from touchstone.core.skills.values import Estimate, Evidence, EvidenceSource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "beta-1"
LOW, HIGH = 0.05, 0.95  # the interval's quantiles
MOST_INFORMATION = 4.0  # of one record, in plain observations: a stated difficulty is itself only an estimate
_EDGE = 1e-9  # how near the mean may come to 0 or 1
_STEPS = 60  # halvings of the search interval: below rounding error


class Estimator(Protocol):
    """What turns evidence into an estimate. Whatever computes better than "beta-1" takes its place here."""

    @property
    def version(self) -> str:
        """Name of the method; it is written into every estimate."""

    def estimate(self, evidence: Iterable[Evidence], *, prior: Prior, today: date) -> Estimate:
        """What `evidence` says of one person's one skill."""


class Weighed(Struct, frozen=True):
    """A record as the model sees it."""

    outcome: float
    weight: float  # own x source x recency
    difficulty: float
    discrimination: float
    chance: float

    @property
    def plain(self) -> bool:
        """Whether it is average work that luck does not help with."""
        return self.difficulty == 0 and self.discrimination == 1 and self.chance == 0


class BetaEstimator(Struct, frozen=True, kw_only=True):
    """The conjugate estimate ("beta-1"), with its settings."""

    half_life_days: float = HALF_LIFE_DAYS  # math.inf: records do not age
    source_weights: Mapping[EvidenceSource, float] = SOURCE_WEIGHTS
    version: str = VERSION

    def estimate(self, evidence: Iterable[Evidence], *, prior: Prior, today: date) -> Estimate:
        """What `evidence` (of one person's one skill) says, given `prior`.

        Records dated after `today` count as new. Raises BadInput for a record that cannot be one.
        """
        measured = [weighed for record in evidence if (weighed := self.weigh(record, today=today)).weight > 0]
        mean, weight = posterior(measured, prior=prior.checked())
        total = prior.strength + weight
        alpha, beta = mean * total, (1 - mean) * total
        low, high = interval(alpha, beta)
        return Estimate(
            mean=mean,
            low=low,
            high=high,
            n=len(measured),
            weight=weight,
            alpha=alpha,
            beta=beta,
            level=level_of(weight=weight, low=low),
            version=self.version,
        )

    def weigh(self, record: Evidence, *, today: date) -> Weighed:
        """`record` with its own, its source's and its age's weight multiplied."""
        check_record(record)
        recency = 2.0 ** (-max(0, (today - record.at).days) / self.half_life_days)
        weight = record.weight * self.source_weights[record.source] * recency
        return Weighed(record.outcome, weight, record.difficulty, record.discrimination, record.chance)


def estimate(evidence: Iterable[Evidence], *, prior: Prior, today: date) -> Estimate:
    """What `evidence` of one person's one skill says, by the method in use."""
    return BetaEstimator().estimate(evidence, prior=prior, today=today)


def posterior(records: list[Weighed], *, prior: Prior) -> tuple[float, float]:
    """The posterior mean, and the summed information of the records in plain observations."""
    if all(record.plain for record in records):
        weight = fsum(record.weight for record in records)
        successes = fsum((prior.alpha, *(record.weight * record.outcome for record in records)))
        return successes / (prior.strength + weight), weight
    mean = _balance(records, prior)
    return mean, fsum(record.weight * information(record, mean) for record in records)


def information(record: Weighed, mean: float) -> float:
    """Fisher information of one record over that of plain average work, at skill `mean`; at most MOST_INFORMATION."""
    if record.plain:
        return 1.0
    chance_of_success, known = _success(record, mean)
    slope = record.discrimination * known * (1 - known) * (1 - record.chance)
    fisher = slope**2 / max(chance_of_success * (1 - chance_of_success), _EDGE)
    return min(fisher / (mean * (1 - mean)), MOST_INFORMATION)


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


def _balance(records: list[Weighed], prior: Prior) -> float:
    """The mean at which prior and records pull equally. Halving keeps it monotone: more successes, never lower."""
    low, high = _EDGE, 1 - _EDGE
    for _ in range(_STEPS):
        mean = (low + high) / 2
        pull = fsum((prior.strength * (prior.mean - mean), *(_pull(record, mean) for record in records)))
        low, high = (mean, high) if pull > 0 else (low, mean)
    return (low + high) / 2


def _pull(record: Weighed, mean: float) -> float:
    """The record's score: how hard it pulls the skill up (or down) from `mean`, on the logit scale."""
    if record.plain:
        return record.weight * (record.outcome - mean)
    chance_of_success, known = _success(record, mean)
    by_skill = known / chance_of_success  # the part of a success that is not luck
    return record.weight * record.discrimination * (record.outcome - chance_of_success) * by_skill


def _success(record: Weighed, mean: float) -> tuple[float, float]:
    """The probability of success at skill `mean`, and that of success without luck."""
    logit = record.discrimination * (log(mean / (1 - mean)) - record.difficulty)
    known = 1 / (1 + exp(-logit)) if logit > -700 else 0.0
    known = min(max(known, _EDGE), 1 - _EDGE)
    return record.chance + (1 - record.chance) * known, known


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
