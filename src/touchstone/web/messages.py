"""What the core says by code, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.apps.briefs import words
from touchstone.core.matching.values import Constraint, Mode
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name, skill_name
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
NEEDED: dict[Role, Promise] = {
    Role.DATA_ANNOTATOR: lazy("You need a data annotator"),
    Role.AI_TRAINING_SPECIALIST: lazy("You need an AI training specialist"),
    Role.RLHF_SPECIALIST: lazy("You need an RLHF specialist"),
    Role.ML_ENGINEER: lazy("You need an ML engineer"),
    Role.NONE: lazy("None of the four roles fits this"),
}
STEPS: dict[str, Promise] = {
    "diagnosis": lazy("for the diagnosis"),
    "plan": lazy("for the plan"),
    "shortlist": lazy("for the shortlist"),
}


def constraint(value: Constraint) -> str:
    """What a constraint is about."""
    return str(CONSTRAINTS[value])


def skill(value: Skill) -> str:
    """A domain and what the person does with it."""
    if not value.domain:
        return f"{_('any domain')}, {competence_name(value.competence, words.language())}"
    return skill_name(value, words.language())


def step(needed_for: str) -> str:
    """The step of the way that needs an answer."""
    return str(STEPS.get(needed_for, needed_for))


# Why a client declined somebody, as one would say it to their face.
DECLINED: dict[str, Promise] = {
    "skill": lazy(
        "They looked for somebody who has shown more in this field so far. What you show from now on counts next time."
    ),
    "rate": lazy("You ask for more than they can pay for this work."),
    "hours": lazy("Your hours and theirs do not fit."),
    "language": lazy("They need another language, or more of it."),
    "start": lazy("They must begin before you can."),
    "found": lazy("They have found somebody else."),
    "closed": lazy("The work does not go ahead."),
}
