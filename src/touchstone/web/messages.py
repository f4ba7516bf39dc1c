"""What the core says by code, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from touchstone.apps.briefs import words
from touchstone.core.matching.values import CandidateReason, Constraint, Mode
from touchstone.core.skills import skill_name
from touchstone.core.skills.values import Skill

CONSTRAINTS: dict[Constraint, Promise] = {
    Constraint.ROLE: lazy("Role"),
    Constraint.LANGUAGES: lazy("Languages"),
    Constraint.COUNTRY: lazy("Country"),
    Constraint.OVERLAP: lazy("Shared hours"),
    Constraint.HOURS: lazy("Hours per week"),
    Constraint.RATE: lazy("Rate"),
    Constraint.START: lazy("Start"),
    Constraint.DEGREE: lazy("Degree"),
    Constraint.CLEARANCE: lazy("Clearance"),
    Constraint.SKILL: lazy("Skill"),
}
MODES: dict[Mode, Promise] = {
    Mode.QUALITY: lazy("Quality first"),
    Mode.BALANCED: lazy("Balanced"),
    Mode.COST: lazy("Cost first"),
}


def constraint(value: Constraint) -> str:
    """What a constraint is about."""
    return str(CONSTRAINTS[value])


def skill(value: Skill) -> str:
    """A domain and what the person does with it."""
    return skill_name(value, words.language())


def say(value: CandidateReason) -> str:
    """A reason in the reader's language; in the core's English where its code is not known here."""
    return value.text


def question(field: str) -> str:
    """What is asked where a brief does not say a field."""
    return field
