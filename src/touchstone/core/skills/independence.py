"""Records that hang together count for less: what one reviewer, one client or one task says again is not news.

A reviewer's severity is in all of their reviews, a badly put task in every answer to it. n such records with intraclass
correlation r say as much as n / (1 + (n - 1) r) independent ones (the design effect: Kish, *Survey Sampling*, 1965,
section 5.4), so that many reviews by one person never count for more than 1 / r.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from touchstone.core.skills.values import Evidence, EvidenceSource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Intraclass correlations of records by the same hand. Assumptions: a client's ratings share taste and severity, a
# reviewer's are tied to guidelines, and what has a known answer has no rater.
SAME_RATER: Mapping[EvidenceSource, float] = MappingProxyType(
    {
        EvidenceSource.GOLD_TASK: 0.0,
        EvidenceSource.TEST_ITEM: 0.0,
        EvidenceSource.REVIEW: 0.15,
        EvidenceSource.CONSENSUS: 0.05,
        EvidenceSource.CLIENT_RATING: 0.30,
        EvidenceSource.CREDENTIAL: 0.30,
        EvidenceSource.CLAIM: 0.0,
    }
)
SAME_TASK = 0.5
_LEAST = 1e-300


class Traced(Evidence, frozen=True, kw_only=True):
    """Evidence that says whose judgement it is and of which task; empty: not said, and taken as independent."""

    rater: str = ""
    task: str = ""


def design_effects(
    weight: Floats, *, rater: Ints, task: Ints, same_rater: Floats, same_task: float = SAME_TASK
) -> Floats:
    """By what each record's weight is divided; all arrays are (records,), -1 in `rater` or `task` is "not said".

    `rater` and `task` number the raters and tasks of each person apart; `same_rater` is the correlation of the record's
    own source.
    """
    by_rater, by_task = (_voices(weight, group) for group in (rater, task))
    effect: Floats = 1 + (by_rater - 1) * same_rater + (by_task - 1) * same_task
    return effect


def _voices(weight: Floats, group: Ints) -> Floats:
    """For each record the number of records in its group, by weight: (sum w)^2 / sum w^2; 1 where there is no group."""
    size = int(group.max(initial=-1)) + 1
    inside = (group >= 0) & (weight > 0)
    where = group[inside]
    once = np.bincount(where, weights=weight[inside], minlength=size)
    twice = np.bincount(where, weights=weight[inside] ** 2, minlength=size)
    voices = np.ones(len(weight))
    voices[inside] = np.maximum(once[where] ** 2 / np.maximum(twice[where], _LEAST), 1.0)
    return voices
