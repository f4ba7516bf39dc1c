"""Skills: a field of the domain taxonomy x a competence; the evidence for them, and the estimate it gives."""

from touchstone.core.skills.taxonomy import LANGUAGES, Taxonomy, parent_code, taxonomy
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
    "LANGUAGES",
    "Competence",
    "DomainMatch",
    "Domains",
    "Estimate",
    "Evidence",
    "EvidenceSource",
    "Level",
    "Node",
    "Skill",
    "Taxonomy",
    "UnknownDomain",
    "parent_code",
    "taxonomy",
]
