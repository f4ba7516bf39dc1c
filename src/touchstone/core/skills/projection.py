"""What a person's evidence says of skills that none of it is about: claims, and fields above what was shown.

A skill without records of its own changes nothing about the others, so it need not be solved with them: its ability is
normal around what the others' pull leads to (the predictive distribution of a Gaussian process; Rasmussen and Williams,
*Gaussian Processes for Machine Learning*, 2006, section 3.4.2). The answer is the one that solving all together gives.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.skills.abilities import Mode, taken_by
from touchstone.core.skills.kinship import Kinship, Lineage
from touchstone.core.skills.marginals import logit_prior, moments_of_share
from touchstone.core.skills.priors import Prior
from touchstone.core.skills.values import Competence, Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_CELLS = 4_000_000  # of matrices at once


class Beliefs(Struct, frozen=True, kw_only=True):
    """What is believed of every skill before any evidence, and of what they have in common."""

    tree: Lineage
    kinship: Kinship
    mean: Floats  # (skills,) logits
    spread: Floats  # (skills,) logits, standard deviation

    def covariance(self, one: Ints, other: Ints) -> Floats:
        """Of the abilities in two skills of a person; arrays that broadcast together."""
        return self.tree.correlation(one, other, self.kinship) * self.spread[one] * self.spread[other]


class Known(Struct, frozen=True, kw_only=True):
    """What is known of people with m measured skills each: arrays of (people, m)."""

    skill: Ints
    kernel: Floats  # (people, m, m)
    found: Mode
    weight: Floats  # of the skill's own records, in plain observations
    right: Floats  # how much of that weight was right
    records: Ints


class Projected(Struct, frozen=True, kw_only=True):
    """What is known of skills: (targets,) each."""

    mean: Floats
    variance: Floats  # of the share of right work
    ability: Floats  # logits
    reliability: Floats
    weight: Floats  # of the records of the skill and of fields below
    right: Floats  # how much of that weight was right
    records: Ints


def beliefs(skills: Sequence[Skill], tree: Lineage, *, priors: Mapping[Competence, Prior], kinship: Kinship) -> Beliefs:
    """Those about `skills`, whose places are in `tree`."""
    each = [logit_prior(priors[skill.competence]) for skill in skills]
    mean, spread = np.array(each).reshape(-1, 2).T
    return Beliefs(tree=tree, kinship=kinship, mean=mean, spread=spread)


def unmeasured(target: Ints, believed: Beliefs) -> Projected:
    """The prior of each skill in `target`, for people of whom nothing is measured."""
    used, place = np.unique(target, return_inverse=True)
    ability = believed.mean[used]
    mean, spread = moments_of_share(ability, believed.covariance(used, used))
    nothing = np.zeros(len(target))
    return Projected(
        mean=mean[place],
        variance=spread[place],
        ability=ability[place],
        reliability=nothing,
        weight=nothing,
        right=nothing,
        records=nothing.astype(np.int64),
    )


def project(known: Known, *, who: Ints, target: Ints, believed: Beliefs) -> Projected:
    """What is known of the skills `target` (targets,) of the people `who` (targets,), who have measured others."""
    taken = taken_by(known.kernel, known.found.information)
    step = max(1, _MOST_CELLS // known.skill.shape[1] ** 2)
    ability, variance, weight, right = (np.empty(len(who)) for _ in range(4))
    records = np.empty(len(who), np.int64)
    for start in range(0, len(who), step):
        part = slice(start, start + step)
        person, skill = who[part], target[part, None]
        own = known.skill[person]
        shared = believed.covariance(skill, own)
        ability[part] = believed.mean[target[part]] + (shared * known.found.pull[person]).sum(axis=1)
        variance[part] = (shared * (taken[person] @ shared[..., None])[..., 0]).sum(axis=1)
        below = believed.tree.lies_above(skill, own)
        weight[part] = (below * known.weight[person]).sum(axis=1)
        right[part] = (below * known.right[person]).sum(axis=1)
        records[part] = (below * known.records[person]).sum(axis=1)
    prior_variance = believed.covariance(target, target)
    mean, spread = moments_of_share(ability, prior_variance - variance)
    return Projected(
        mean=mean,
        variance=spread,
        ability=ability,
        reliability=variance / prior_variance,
        weight=weight,
        right=right,
        records=records,
    )
