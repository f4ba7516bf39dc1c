"""Which piece of evidence says what: its part of the mean and of the certainty of one skill's estimate.

At the posterior's mode the ability is the prior mean plus the sum of K[skill, its skill] x score over the records, and the
variance taken away from the prior is the sum of information x K x posterior covariance: both are sums over records, so every
record has its part, and the parts add up to the estimate. The mean share of right work moves for two reasons, which the
parts hold together: the ability moved, and less doubt about it draws the mean less towards the middle.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import expit

from touchstone.core.skills.abilities import covariance, mode, shares_of_right_work, slopes
from touchstone.core.skills.ledger import ledger_of, with_skills
from touchstone.core.skills.marginals import NODES, WEIGHTS, mean_right
from touchstone.core.skills.tree import Family, TreeEstimator, families
from touchstone.core.skills.values import Estimate, Evidence, Skill

Floats = NDArray[np.float64]
_SMALL = 1e-6  # logits: below it the curve is its tangent


class Part(Struct, frozen=True, kw_only=True):
    """What one record does to the estimate of one skill."""

    place: int  # in the evidence, from 0
    evidence: Evidence
    related: bool  # of another skill, not of this one or a field below it
    counted: float  # plain, independent observations of its own skill, after source, age and dependence
    points: float  # what it adds to the mean, in points of 100
    certainty: float  # what it takes away of the prior variance of ability, as a share of it


class Explanation(Struct, frozen=True, kw_only=True):
    """An estimate as the sum of its parts: prior mean + points / 100 = mean; the certainties sum to the reliability."""

    skill: Skill
    prior_mean: float
    estimate: Estimate
    reliability: float  # share of the prior variance of ability that is known away, 0..1
    parts: tuple[Part, ...]  # in the order of the evidence; records without weight have no part


def explain(
    evidence: Sequence[Evidence], *, skill: Skill, today: date, estimator: TreeEstimator | None = None
) -> Explanation:
    """The parts of one person's estimate of `skill`; `evidence` is all that is known of the person.

    Raises:
        BadInput: a record cannot be one.
    """
    estimator = estimator or TreeEstimator()
    ledger = with_skills(ledger_of([evidence], today=today), [skill])
    target = ledger.skills.index(skill)
    also = (np.zeros(1, np.int64), np.array([target], np.int64))
    (family,) = families(ledger, settings=estimator.settings, also=also)
    at = int(np.flatnonzero(family.skill[0] == target)[0])
    reliability, points, certainty = _parts(family, at)
    counted = ledger.counted(estimator.settings)
    unit = family.records.unit
    parts = {
        int(row): Part(
            place=int(row),
            evidence=evidence[int(row)],
            related=not bool(family.covers[0, at, unit[place]]),
            counted=float(counted[row]),
            points=float(100 * points[place]),
            certainty=float(certainty[place]),
        )
        for place, row in enumerate(family.row)
    }
    return Explanation(
        skill=skill,
        prior_mean=estimator.settings.priors[skill.competence].mean,
        estimate=estimator.of_person(evidence, today=today, also=[skill])[skill],
        reliability=reliability,
        parts=tuple(parts[row] for row in sorted(parts)),
    )


def _parts(family: Family, at: int) -> tuple[float, Floats, Floats]:
    """Reliability, and each record's part of the mean and of the certainty of the skill at `at`."""
    found = mode(family.records, prior_mean=family.prior_mean, kernel=family.kernel)
    mean, _ = shares_of_right_work(family.records, found)
    kernel = family.kernel[0, at]
    unit = family.records.unit
    score, information = slopes(family.records, found.ability.ravel())
    certainty = information * kernel[unit] * covariance(family.kernel, found.information)[0, at][unit] / kernel[at]
    reliability = float(1 - found.variance[0, at] / kernel[at])
    before, after = family.prior_mean[0, at], found.ability[0, at]
    moved = kernel[unit] * score * _slope(before, after, kernel[at])
    doubt = float(mean[0, at] - mean_right(after, kernel[at]))
    shares = certainty / reliability if reliability > 0 else np.zeros_like(certainty)
    return reliability, moved + doubt * shares, certainty


def _slope(before: float, after: float, variance: float) -> float:
    """By how much the expected share of right work rises for each logit on the way from one ability to another."""
    if abs(after - before) > _SMALL:
        ends = mean_right(np.array([before, after]), np.array([variance, variance]))
        return float((ends[1] - ends[0]) / (after - before))
    share = expit(before + np.sqrt(variance) * NODES)
    return float((share * (1 - share)) @ WEIGHTS)
