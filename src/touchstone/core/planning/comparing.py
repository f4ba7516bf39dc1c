"""How many comparisons it takes to tell two models apart, by a number fixed beforehand and by stopping when it is clear.

A comparison scores 1 where A is preferred, 0 where B is, 1/2 for a tie. The models differ by `points` if A's mean score is
that far above or below one half: 3 points are 53 : 47. With a share t of ties the variance of a score is
s^2 = (1 - t) / 4 - d^2, so ties make comparisons steadier, not only vaguer.

Fixed: n = (z(level) s0 + z(power) s1)^2 / d^2, with s0 at no difference and s1 at d (the textbook's, two-sided).

Votes of one rater go together (taste), and so do votes on one prompt: with c votes from each rater, m on each prompt, and
correlations of rho_r and rho_p, the variance of the mean is larger by the design effect
1 + (c - 1) rho_r + (m - 1) rho_p (Kish, Survey Sampling, 1965). With a fixed number of people c grows with the votes,
and no number of votes undoes that there are only so many tastes.

Sequential: Wald's test (Sequential Analysis, 1947) of each direction against none, at half the error each. It stops at a
log likelihood ratio of log(power / half the error), or log((1 - power) / (1 - half the error)) in both.
"""

from enum import StrEnum
from math import ceil, log, sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NotPossible

Floats = NDArray[np.float64]

TIES = 0.15
_LOOKS = 100  # of a simulated sequence, for each fixed number of votes
_LONGEST = 6  # times the fixed number, at which a simulated sequence is broken off


class Comparison(Struct, frozen=True, kw_only=True):
    """What is to be told apart, how surely, and how votes hang together. Correlations are assumptions unless measured."""

    points: float  # 3: 53 to 47
    ties: float = TIES  # share of comparisons
    level: float = 0.95
    power: float = 0.8
    per_prompt: int = 1  # votes on each prompt
    prompt_correlation: float = 0.0
    people: int | None = None  # who vote, all alike; None: so many that taste does not matter
    rater_correlation: float = 0.0


class Sequence(Struct, frozen=True, kw_only=True):
    """How long the sequential test takes, by simulation."""

    mean: float  # votes
    p50: float
    p95: float
    right: float  # share of runs with the right verdict


class ComparisonPlan(Struct, frozen=True, kw_only=True):
    """How many votes it takes."""

    comparison: Comparison
    independent: int  # votes, if all were independent
    votes: int  # fixed beforehand, as they hang together
    prompts: int
    per_person: float | None
    design_effect: float
    by_wald: float  # votes of the sequential test where the models differ by so much, by Wald's formula
    differ: Sequence  # the same by simulation
    equal: Sequence  # where they do not differ


class Told(StrEnum):
    """What a sequence of comparisons says so far."""

    A = "A is better"
    B = "B is better"
    NEITHER = "no difference of this size"
    GO_ON = "go on"


def votes_needed(comparison: Comparison) -> tuple[int, int, float]:
    """Votes if independent, votes as they hang together, and the design effect.

    Raises:
        BadInput: a figure cannot be.
        NotPossible: the people are too few, however many votes each gives.
    """
    check_comparison(comparison)
    alone = _independent(comparison)
    base = 1 + (comparison.per_prompt - 1) * comparison.prompt_correlation
    if comparison.people is None:
        return ceil(alone), ceil(alone * base), base
    taken = alone * comparison.rater_correlation / comparison.people
    if taken >= 1:
        least = ceil(alone * comparison.rater_correlation) + 1
        raise NotPossible(
            f"{comparison.people} people cannot show a difference of {comparison.points:g} points, however often they vote",
            place="people",
            hint=f"{least:,} or more, or a larger difference",
        )
    votes = max(alone * (base - comparison.rater_correlation) / (1 - taken), 1.0)
    return ceil(alone), ceil(votes), votes / alone


def plan_comparisons(comparison: Comparison, *, rng: np.random.Generator, runs: int = 2000) -> ComparisonPlan:
    """How many comparisons it takes, fixed and sequential. Raises as `votes_needed`."""
    alone, votes, effect = votes_needed(comparison)
    step = max(votes / _LOOKS, 1.0)
    difference, scatter = comparison.points / 100, _scatter(comparison) * sqrt(effect)
    found = [
        _sequences(mean, comparison, scatter=scatter, step=step, votes=votes, runs=runs, rng=rng)
        for mean in (difference, 0.0)
    ]
    return ComparisonPlan(
        comparison=comparison,
        independent=alone,
        votes=votes,
        prompts=ceil(votes / comparison.per_prompt),
        per_person=votes / comparison.people if comparison.people else None,
        design_effect=effect,
        by_wald=_wald(comparison) * effect,
        differ=found[0],
        equal=found[1],
    )


def told(comparison: Comparison, *, wins: int, ties: int, losses: int, design_effect: float = 1.0) -> Told:
    """What so many comparisons say. It may be asked after every one of them.

    Raises:
        BadInput: a figure cannot be.
    """
    check_comparison(comparison)
    if min(wins, ties, losses) < 0:
        raise BadInput("a number of comparisons below zero", place="wins, ties, losses")
    votes = wins + ties + losses
    lead = (wins - losses) / 2
    variance = _scatter(comparison) ** 2 * design_effect
    return _verdict(*_ratios(np.array(lead), np.array(votes), comparison, variance=variance), comparison)


def check_comparison(comparison: Comparison) -> None:
    """Refuse what cannot be compared.

    Raises:
        BadInput: a figure is outside its range; the place names it.
    """
    most = 50 * (1 - comparison.ties)
    wrong = {
        "ties": not 0 <= comparison.ties < 1,
        "points": not 0 < comparison.points < most,
        "level": not 0.5 < comparison.level < 1,
        "power": not 0.5 <= comparison.power < 1,
        "per_prompt": comparison.per_prompt < 1,
        "prompt_correlation": not 0 <= comparison.prompt_correlation <= 1,
        "people": comparison.people is not None and comparison.people < 1,
        "rater_correlation": not 0 <= comparison.rater_correlation <= 1,
    }
    hints = {"points": f"above 0, below {most:g}: more than that cannot be with so many ties"}
    for name, bad in wrong.items():
        if bad:
            value = getattr(comparison, name)
            raise BadInput(f"{value} cannot be the {name.replace('_', ' ')}", place=name, hint=hints.get(name))


def _independent(comparison: Comparison) -> float:
    from scipy.special import ndtri

    difference = comparison.points / 100
    equal, differ = _scatter(comparison), sqrt(_scatter(comparison) ** 2 - difference**2)
    sure, power = float(ndtri((1 + comparison.level) / 2)), float(ndtri(comparison.power))
    return ((sure * equal + power * differ) / difference) ** 2


def _scatter(comparison: Comparison) -> float:
    """Of one score where the models do not differ."""
    return sqrt((1 - comparison.ties) / 4)


def _bounds(comparison: Comparison) -> tuple[float, float]:
    """Of the log likelihood ratio: below the first no difference, above the second one."""
    error = (1 - comparison.level) / 2
    return log((1 - comparison.power) / (1 - error)), log(comparison.power / error)


def _wald(comparison: Comparison) -> float:
    """Expected votes where the models differ, ignoring what the last vote oversteps."""
    low, high = _bounds(comparison)
    evidence = (comparison.points / 100) ** 2 / (2 * _scatter(comparison) ** 2)  # of one vote
    return (comparison.power * high + (1 - comparison.power) * low) / evidence


def _ratios(lead: Floats, votes: Floats, comparison: Comparison, *, variance: float) -> tuple[Floats, Floats]:
    """Log likelihood ratios for A and for B being better by `points`, of sums of scores `lead` above one half."""
    difference = comparison.points / 100
    drift = votes * difference**2 / (2 * variance)
    slope = difference / variance
    return slope * lead - drift, -slope * lead - drift


def _verdict(for_a: Floats, for_b: Floats, comparison: Comparison) -> Told:
    low, high = _bounds(comparison)
    if max(for_a, for_b) >= high:
        return Told.A if for_a > for_b else Told.B
    return Told.NEITHER if max(for_a, for_b) <= low else Told.GO_ON


def _sequences(
    mean: float,
    comparison: Comparison,
    *,
    scatter: float,
    step: float,
    votes: int,
    runs: int,
    rng: np.random.Generator,
) -> Sequence:
    """Runs of the test, looked at every `step` votes, as sums that are nearly normal."""
    looks = int(_LONGEST * votes / step)
    lead = (mean * step + scatter * sqrt(step) * rng.standard_normal((runs, looks))).cumsum(1)
    seen = np.linspace(step, step * looks, looks)
    for_a, for_b = _ratios(lead, seen, comparison, variance=scatter**2)
    low, high = _bounds(comparison)
    best = np.maximum(for_a, for_b)
    over = (best >= high) | (best <= low)
    last = np.where(over.any(1), over.argmax(1), looks - 1)
    at = np.arange(runs), last
    right = for_a[at] >= high if mean > 0 else best[at] < high
    taken = seen[last]
    return Sequence(
        mean=float(taken.mean()),
        p50=float(np.median(taken)),
        p95=float(np.quantile(taken, 0.95)),
        right=float(right.mean()),
    )
