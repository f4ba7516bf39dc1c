"""The words for a brief's fields and their values, in the reader's language."""

from collections.abc import Callable
from datetime import date, time
from enum import StrEnum
from typing import Any

from babel import Locale
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.core.briefs.values import (
    Contract,
    Degree,
    Joined,
    LanguageLevel,
    LanguageNeed,
    ModelState,
    Pay,
    Range,
    Schedule,
    Seniority,
    Symptom,
    Task,
    WorkingHours,
)
from touchstone.core.money import Money, PayUnit
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name, taxonomy
from touchstone.core.skills.values import Competence

ROLES: dict[Role, Promise] = {
    Role.DATA_ANNOTATOR: lazy("data annotator"),
    Role.AI_TRAINING_SPECIALIST: lazy("AI training specialist"),
    Role.RLHF_SPECIALIST: lazy("RLHF specialist"),
    Role.ML_ENGINEER: lazy("ML engineer"),
    Role.NONE: lazy("none of these roles"),
}
ROLE_DOES: dict[Role, Promise] = {
    Role.DATA_ANNOTATOR: lazy("labels data at scale: high-volume, structured work"),
    Role.AI_TRAINING_SPECIALIST: lazy("trains, corrects and evaluates a model end to end"),
    Role.RLHF_SPECIALIST: lazy("gives the human feedback that aligns a model's behaviour"),
    Role.ML_ENGINEER: lazy("builds architecture, pipelines and infrastructure"),
    Role.NONE: lazy("this need is better met by somebody else"),
}
FIELDS: dict[str, Promise] = {
    "symptoms": lazy("What is wrong"),
    "model_state": lazy("State of the model"),
    "domains": lazy("Domains"),
    "unknown_domains": lazy("Not in the taxonomy"),
    "domains_joined": lazy("Several domains"),
    "tasks": lazy("Work"),
    "languages": lazy("Languages"),
    "degree": lazy("Degree"),
    "degree_domains": lazy("Field of the degree"),
    "unknown_degree_domains": lazy("Field of the degree, not in the taxonomy"),
    "seniority": lazy("Seniority"),
    "years_experience": lazy("Years of experience"),
    "people": lazy("People"),
    "hours_per_week": lazy("Hours per week"),
    "hours_total": lazy("Hours in all"),
    "weeks": lazy("Weeks"),
    "start": lazy("Start"),
    "time_zone": lazy("Your time zone"),
    "working_hours": lazy("Your working hours"),
    "minimum_overlap": lazy("Shared hours a day"),
    "countries": lazy("Countries"),
    "location": lazy("Place"),
    "on_site": lazy("On site"),
    "contract": lazy("Contract"),
    "schedule": lazy("Schedule"),
    "pay": lazy("Pay"),
    "budget": lazy("Budget"),
    "quality_target": lazy("Quality target"),
    "clearances": lazy("Clearances"),
    "conditions": lazy("Conditions"),
    "tools": lazy("Tools"),
    "sensitive_content": lazy("Disturbing content"),
    "degree_in_progress": lazy("Degree in progress is enough"),
    "degree_or_experience": lazy("Experience instead of a degree"),
}
ENUMS: dict[type[StrEnum], dict[Any, Promise]] = {
    Symptom: {
        Symptom.HALLUCINATION: lazy("invents facts or sources"),
        Symptom.WRONG_IN_DOMAIN: lazy("makes mistakes of a specialist kind"),
        Symptom.WEAK_REASONING: lazy("reasons badly"),
        Symptom.IGNORES_INSTRUCTIONS: lazy("does not follow instructions"),
        Symptom.BAD_TONE: lazy("strikes the wrong tone"),
        Symptom.UNSAFE: lazy("says harmful things"),
        Symptom.REFUSES_TOO_MUCH: lazy("refuses too much"),
        Symptom.NOT_PREFERRED: lazy("people like other answers better"),
        Symptom.WEAK_LANGUAGE: lazy("is weak in one language"),
        Symptom.NO_LABELS: lazy("the data has no labels"),
        Symptom.BAD_LABELS: lazy("the labels are wrong or disagree"),
        Symptom.NO_MEASURE: lazy("nobody can tell whether it got better"),
        Symptom.TOO_SLOW: lazy("is too slow or too expensive to run"),
        Symptom.DOES_NOT_SCALE: lazy("the pipeline does not scale"),
        Symptom.DRIFTS: lazy("was good and got worse"),
    },
    ModelState: {
        ModelState.NONE: lazy("there is none yet"),
        ModelState.PROTOTYPE: lazy("a prototype"),
        ModelState.BUILT: lazy("it exists and must get better"),
        ModelState.PRODUCTION: lazy("it serves users"),
    },
    Degree: {
        Degree.SECONDARY: lazy("secondary school"),
        Degree.DIPLOMA: lazy("diploma"),
        Degree.BACHELOR: lazy("bachelor's degree"),
        Degree.MASTER: lazy("master's degree"),
        Degree.DOCTORATE: lazy("doctorate"),
    },
    Joined: {
        Joined.ANY: lazy("any of them will do"),
        Joined.ALL: lazy("one person must know them all"),
    },
    Seniority: {
        Seniority.ENTRY: lazy("entry level"),
        Seniority.MID: lazy("some experience"),
        Seniority.SENIOR: lazy("senior"),
    },
    Contract: {Contract.CONTRACTOR: lazy("contractor"), Contract.EMPLOYEE: lazy("employee")},
    Schedule: {Schedule.FULL_TIME: lazy("full time"), Schedule.PART_TIME: lazy("part time")},
    PayUnit: {
        PayUnit.HOUR: pgettext_lazy("paid per", "hour"),
        PayUnit.DAY: pgettext_lazy("paid per", "day"),
        PayUnit.WEEK: pgettext_lazy("paid per", "week"),
        PayUnit.MONTH: pgettext_lazy("paid per", "month"),
        PayUnit.YEAR: pgettext_lazy("paid per", "year"),
        PayUnit.TASK: pgettext_lazy("paid per", "task"),
        PayUnit.LABEL: pgettext_lazy("paid per", "label"),
        PayUnit.WORD: pgettext_lazy("paid per", "word"),
        PayUnit.PROJECT: pgettext_lazy("paid per", "project"),
    },
}
HELD: dict[str, Promise] = {  # what a person must hold, and what they must agree to or pass at the start
    "background_check": lazy("background check"),
    "security_clearance": lazy("security clearance"),
    "bar_admission": lazy("admission to the bar"),
    "medical_licence": lazy("medical licence"),
    "nursing_licence": lazy("nursing licence"),
    "engineering_licence": lazy("engineering licence"),
    "pharmacy_licence": lazy("pharmacy licence"),
    "psychology_licence": lazy("psychology licence"),
    "teaching_licence": lazy("teaching licence"),
    "accounting_licence": lazy("accounting licence"),
    "cfa": lazy("chartered financial analyst"),
    "medical_coding_certificate": lazy("medical coding certificate"),
    "work_authorisation": lazy("work permit"),
    "citizenship": lazy("citizenship"),
    "hipaa_training": lazy("HIPAA training"),
    "nda": lazy("non-disclosure agreement"),
    "id_verification": lazy("proof of identity"),
    "drug_test": lazy("drug test"),
    "qualification_exam": lazy("entry test"),
}


def language() -> str:
    """The reader's language without its region: "en", "es", "pt"."""
    return (get_language() or "en").partition("-")[0]


def say(value: object, *, field: str = "") -> str:
    """A field's value in words; empty for nothing."""
    if value in (None, (), ""):
        return ""
    if field in _BY_FIELD:
        return _BY_FIELD[field](value)
    if isinstance(value, tuple):
        return ", ".join(say(one) for one in value)
    return _BY_TYPE.get(type(value), str)(value)


def choices_of(enum: type[StrEnum]) -> list[tuple[str, Any]]:
    """The values of an enumeration for a form."""
    return [(one.value, ENUMS[enum][one] if enum in ENUMS else say(one)) for one in enum]


def language_name(code: str) -> str:
    """The language's name, with its region: "Portuguese (Brazil)"."""
    whole, _sep, region = code.partition("-")
    locale = Locale.parse(language())
    name = str(locale.languages.get(whole, whole))
    return f"{name} ({country_name(region)})" if region else name


def country_name(code: str) -> str:
    """The country's name; the code where it has none."""
    return str(Locale.parse(language()).territories.get(code, code))


def domain_name(code: str) -> str:
    """The domain's name; the code where the taxonomy does not know it."""
    return taxonomy().name(code, language()) if code in taxonomy() else code


def held_name(code: str) -> str:
    """A clearance or a condition; its id in words where it has no name here."""
    return str(HELD.get(code, code.replace("_", " ")))


def number(value: float) -> str:
    """A number with the reader's separators and no idle decimals."""
    whole = float(value).is_integer()
    return str(
        number_format(int(value) if whole else round(value, 2), use_l10n=True, force_grouping=abs(value) >= 10_000)
    )


def _enum(value: StrEnum) -> str:
    return str(ENUMS.get(type(value), {}).get(value, value))


def _range(value: Range) -> str:
    low, high = value.low, value.high
    if low is not None and high is not None:
        return number(low) if low == high else _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
    if low is not None:
        return _("at least %(low)s") % {"low": number(low)}
    return _("at most %(high)s") % {"high": number(high)} if high is not None else ""


def _language_need(value: LanguageNeed) -> str:
    if value.level is None:
        return language_name(value.code)
    level = _("native") if value.level is LanguageLevel.NATIVE else value.level.value
    return f"{language_name(value.code)} {level}"


def _task(value: Task) -> str:
    parts = [value.words or competence_name(value.competence, language())]
    if value.volume is not None:
        parts.append(f"{number(value.volume)} {value.unit or ''}".strip())
    if value.minutes_each is not None:
        parts.append(_("%(minutes)s min each") % {"minutes": number(value.minutes_each)})
    return " · ".join(parts)


def _pay(value: Pay) -> str:
    ends = [str(one) for one in (value.low, value.high) if one is not None]
    amount = "–".join(dict.fromkeys(ends))
    if value.high is None:
        amount = _("from %(amount)s") % {"amount": amount}
    elif value.low is None:
        amount = _("up to %(amount)s") % {"amount": amount}
    unit = _enum(value.unit) if value.per == 1 else f"{number(value.per)} {_enum(value.unit)}"
    return _("%(amount)s per %(unit)s") % {"amount": amount, "unit": unit}


def _hours(value: WorkingHours) -> str:
    return f"{value.start:%H:%M}–{value.end:%H:%M}"


def _yes_no(value: object) -> str:
    return _("yes") if value else _("no")


_BY_TYPE: dict[type, Callable[[Any], str]] = {
    **dict.fromkeys(ENUMS, _enum),
    Competence: lambda value: competence_name(value, language()),
    Range: _range,
    LanguageNeed: _language_need,
    Task: _task,
    Pay: _pay,
    Money: str,
    WorkingHours: _hours,
    bool: _yes_no,
    int: number,
    float: number,
    date: lambda value: date_format(value, "DATE_FORMAT"),
    time: lambda value: f"{value:%H:%M}",
}
_BY_FIELD: dict[str, Callable[[Any], str]] = {
    "domains": lambda value: ", ".join(map(domain_name, value)),
    "degree_domains": lambda value: _(" or ").join(map(domain_name, value)),
    "countries": lambda value: ", ".join(map(country_name, value)),
    "clearances": lambda value: ", ".join(map(held_name, value)),
    "conditions": lambda value: ", ".join(map(held_name, value)),
    "quality_target": lambda value: f"{number(value * 100)} %",
}


# What a specialist's profile cannot do without, by its field in `core.people.Person`.
PERSON_FIELDS: dict[str, Any] = {
    "country": lazy("where you live"),
    "time_zone": lazy("your clock"),
    "hours_per_week": lazy("your hours a week"),
    "rate": lazy("what you ask for one hour"),
    "roles": lazy("the work you would do"),
    "languages": lazy("your languages"),
    "claims": lazy("what you can do"),
    "windows": lazy("when you work"),
}
