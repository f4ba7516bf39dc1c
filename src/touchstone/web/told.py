"""How the numbers of a coded sentence are said in the reader's language: shares, money, days, names of all kinds."""

from collections.abc import Mapping
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.money import Money, PayUnit
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name
from touchstone.core.skills.values import Competence
from touchstone.web import numbers, sentences

_NAMED = 4  # countries of a long list


def skill(values: Mapping[str, float | str]) -> dict[str, str]:
    """The skill that a domain and a competence make."""
    if "competence" not in values:
        return {}
    domain = str(values.get("domain", ""))
    name = words.domain_name(domain) if domain else _("any domain")
    return {"skill": f"{name}, {competence_name(Competence(str(values['competence'])), words.language())}"}


def percent(value: float | str) -> str:
    """A share in whole per cent."""
    return numbers.percent(float(value))


def number(value: float | str) -> str:
    """A plain number."""
    return numbers.number(float(value))


def decimals(value: float | str) -> str:
    """A number with two decimals."""
    return numbers.number(float(value), digits=2)


def cents(value: float | str) -> str:
    """US cents as dollars."""
    return numbers.amount(Money(round(float(value))))


def city(value: float | str) -> str:
    """The place that a time zone is named after."""
    return str(value).rpartition("/")[2].replace("_", " ")


def day(value: float | str) -> str:
    """A day from its ISO form."""
    return numbers.day(date.fromisoformat(str(value)))


def degree(value: float | str) -> str:
    """The name of a degree."""
    return words.say(Degree(str(value)))


def degree_first(value: float | str) -> str:
    """The name of a degree at the head of a sentence."""
    return str(capfirst(degree(value)))


def role(value: float | str) -> str:
    """The name of a role."""
    return str(words.ROLES[Role(str(value))])


def roles(value: float | str) -> str:
    """Roles of which any will do."""
    return _(" or ").join(role(one) for one in str(value).split(","))


def language(value: float | str) -> str:
    """The name of a language."""
    return words.language_name(str(value))


def country(value: float | str) -> str:
    """The name of a country."""
    return words.country_name(str(value))


def domain(value: float | str) -> str:
    """The name of a field."""
    return words.domain_name(str(value))


def domains(value: float | str) -> str:
    """Several fields."""
    return _(" and ").join(domain(one) for one in str(value).split(","))


def competence(value: float | str) -> str:
    """The name of a kind of work."""
    return competence_name(Competence(str(value)), words.language())


def hours(value: float | str) -> str:
    """A number of hours."""
    return ngettext("%(n)s hour", "%(n)s hours", 1 if value == 1 else 2) % {"n": number(value)}


def in_place(value: float | str) -> str:
    """A place in brackets; nothing for none."""
    return f" ({value})" if value else ""


def skills(value: float | str, join: str) -> str:
    """Several skills; work that they have in common is said once."""
    parts = [one.partition(":") for one in str(value).split(",")]
    if len({competence for _domain, _colon, competence in parts}) == 1:
        fields = join.join(words.domain_name(domain) for domain, _colon, _competence in parts)
        return f"{fields}, {competence_name(Competence(parts[0][2]), words.language())}"
    return join.join(skill({"domain": domain, "competence": kind})["skill"] for domain, _colon, kind in parts)


def any_skill(value: float | str) -> str:
    """Skills of which any will do."""
    return skills(value, _(" or "))


def all_skills(value: float | str) -> str:
    """Skills that are asked for together."""
    return skills(value, _(" and "))


def tenth(value: float | str) -> str:
    """A share as arithmetic needs it, to a tenth of a per cent."""
    return numbers.tenth(float(value))


def formula(value: float | str) -> str:
    """A formula with the reader's numbers."""
    return sentences.reckon(str(value))


def unit(value: float | str) -> str:
    """What is paid for."""
    return words.say(PayUnit(str(value)))


def held(value: float | str) -> str:
    """Clearances or conditions."""
    return _(" and ").join(words.held_name(one) for one in str(value).split(","))


def languages(value: float | str) -> str:
    """Languages with their levels."""
    spoken = (one.rpartition(":") for one in str(value).split(","))
    return _(" and ").join(f"{words.language_name(code)} {level(grade)}" for code, _colon, grade in spoken)


def level(value: float | str) -> str:
    """A level of a language."""
    return _("native") if value == LanguageLevel.NATIVE else str(value)


def countries(value: float | str) -> str:
    """The countries; where they are many, the first and how many more."""
    names = [words.country_name(code) for code in str(value).split(",")]
    if len(names) <= _NAMED + 1:
        return _(" or ").join(names)
    more = _("%(n)s more countries") % {"n": len(names) - _NAMED}
    return ", ".join(names[:_NAMED]) + _(" or ") + more
