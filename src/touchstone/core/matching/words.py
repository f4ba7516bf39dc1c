"""Names in plain English for what a need and a record hold. Pages say the same in other languages by code and number."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from functools import cache
from importlib.resources import files

from msgspec import Struct

from touchstone.core.briefs.tables import Tongue, load
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.above import ANY_DOMAIN
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name, taxonomy
from touchstone.core.skills.values import Skill

ROLES = {
    Role.DATA_ANNOTATOR: "data annotator",
    Role.AI_TRAINING_SPECIALIST: "AI training specialist",
    Role.RLHF_SPECIALIST: "RLHF specialist",
    Role.ML_ENGINEER: "ML engineer",
    Role.NONE: "none of the four roles",
}
DEGREES = {
    Degree.SECONDARY: "secondary school",
    Degree.DIPLOMA: "a diploma",
    Degree.BACHELOR: "a bachelor's degree",
    Degree.MASTER: "a master's degree",
    Degree.DOCTORATE: "a doctorate",
}


class _Tongues(Struct, frozen=True):
    languages: tuple[Tongue, ...]


@cache
def _language_names() -> dict[str, str]:
    return {tongue.code: tongue.names[0] for tongue in load("briefs/languages.json", _Tongues).languages}


@cache
def _country_names() -> dict[str, str]:
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in table.splitlines() if row and not row.startswith("#"))
    return {code: name for code, name, *_ in rows}


def country_name(code: str) -> str:
    """The country's name; the code where it has none."""
    return _country_names().get(code, code)


def language_name(code: str) -> str:
    """The language's name; of a kind of it that has no name, the code behind the name of the whole."""
    names = _language_names()
    whole = code.partition("-")[0]
    return names.get(code) or (f"{names[whole]} ({code})" if whole in names else code)


def spoken(language: SpokenLanguage) -> str:
    """`C1 English`, `native Portuguese`."""
    level = "native" if language.level is LanguageLevel.NATIVE else language.level.value
    return f"{level} {language_name(language.code)}"


def skill_name(skill: Skill) -> str:
    """`Tax law, judging answers`; the code where the taxonomy does not know the field."""
    return f"{domain_name(skill.domain)}, {competence_name(skill.competence)}"


def skill_names(skills: Sequence[Skill], joined: Callable[[Sequence[str]], str]) -> str:
    """Several skills by `either` or `both`: `Philosophy or Psychology, judging answers`."""
    if len({skill.competence for skill in skills}) == 1:
        return f"{joined([domain_name(skill.domain) for skill in skills])}, {competence_name(skills[0].competence)}"
    return joined([skill_name(skill) for skill in skills])


def listed(skills: Iterable[Skill]) -> str:
    """Skills as a sentence's number holds them: `0223:judge,0313:judge`."""
    return ",".join(f"{skill.domain}:{skill.competence.value}" for skill in skills)


def domain_name(code: str) -> str:
    """The domain's name; "any field" for the root."""
    if code == ANY_DOMAIN:
        return "any field"
    return taxonomy().name(code, "en") if code in taxonomy() else code


def city(zone: str) -> str:
    """The place that a time zone is named after: `New York`."""
    return zone.rpartition("/")[2].replace("_", " ")


def clock(moment: time) -> str:
    """`09:00`."""
    return moment.strftime("%H:%M")


def hours(number: float) -> str:
    """`6 h`, `4.5 h`."""
    return f"{number:.1f}".rstrip("0").rstrip(".") + " h"


def per_cent(share: float) -> str:
    """`78.5 %`: a share as arithmetic needs it, to a tenth."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def percent(probability: float) -> str:
    """`87 %`; never 0 % or 100 % for what is not certain."""
    whole = round(100 * probability)
    if whole >= 100 and probability < 1:
        return "over 99 %"
    if whole <= 0 and probability > 0:
        return "under 1 %"
    return f"{whole} %"


def hourly(amount: Money) -> str:
    """`$38/h`."""
    return f"{amount}/h"


def day(moment: date) -> str:
    """`2026-12-01`."""
    return moment.isoformat()


def clearance_name(clearance: str) -> str:
    """`background check`."""
    return clearance.replace("_", " ")


def either(names: Sequence[str]) -> str:
    """`Brazil, Chile or Peru`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def both(names: Sequence[str]) -> str:
    """`C1 English and B2 Spanish`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, thing: str) -> str:
    """`1 more gold task`, `12 more gold tasks`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def ordinal(place: int) -> str:
    """`first`, `second`, `11th`."""
    named = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if place <= len(named):
        return named[place - 1]
    ending = "th" if place % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
