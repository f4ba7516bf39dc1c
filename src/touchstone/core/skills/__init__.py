"""Skills: a field of the domain taxonomy x a competence; the evidence for them, and the estimate it gives.

The estimate is `touchstone.core.skills.tree`; it needs numpy, so it is imported by those who want it.
"""

from touchstone.core.skills.estimates import (
    VERSION,
    Estimator,
    interval,
    probabilities_at_least,
    probability_at_least,
)
from touchstone.core.skills.levels import LEVELS, THRESHOLDS, Threshold, level_of, levels_of
from touchstone.core.skills.naming import competence_name, level_name, skill_name
from touchstone.core.skills.priors import HALF_LIFE_DAYS, PRIORS, SOURCE_WEIGHTS, VALIDITY, Prior, prior_for
from touchstone.core.skills.taxonomy import LANGUAGES, Taxonomy, added, packaged, parent_code, taxonomy, using_taxonomy
from touchstone.core.skills.values import (
    Competence,
    DomainMatch,
    Domains,
    Estimate,
    Evidence,
    EvidenceSource,
    Level,
    Node,
    Skill,
    UnknownDomain,
)

__all__ = [
    "HALF_LIFE_DAYS",
    "LANGUAGES",
    "LEVELS",
    "PRIORS",
    "SOURCE_WEIGHTS",
    "THRESHOLDS",
    "VALIDITY",
    "VERSION",
    "Competence",
    "DomainMatch",
    "Domains",
    "Estimate",
    "Estimator",
    "Evidence",
    "EvidenceSource",
    "Level",
    "Node",
    "Prior",
    "Skill",
    "Taxonomy",
    "Threshold",
    "UnknownDomain",
    "added",
    "competence_name",
    "interval",
    "level_name",
    "level_of",
    "levels_of",
    "packaged",
    "parent_code",
    "prior_for",
    "probabilities_at_least",
    "probability_at_least",
    "skill_name",
    "taxonomy",
    "using_taxonomy",
]
