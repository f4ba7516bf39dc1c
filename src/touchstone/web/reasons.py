"""The coded sentences of matching, in the reader's language: for each code its message and what its numbers are."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from msgspec import Struct

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.values import CandidateReason
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name
from touchstone.core.skills.values import Competence
from touchstone.web import numbers

Numbers = Mapping[str, float | str]
_NAMED = 4  # countries of a long list
Say = Callable[[float | str], str]


class Form(Struct, frozen=True):
    """A message, and how each of its numbers is said."""

    message: Promise
    says: Mapping[str, Say]


def say(value: CandidateReason) -> str:
    """A reason in the reader's language; the core's own English where its code is not known here."""
    form = FORMS.get(value.code)
    if form is None:
        return value.text
    said = {name: how(value.numbers[name]) for name, how in form.says.items()}
    return str(form.message) % (said | _skill(value.numbers) | _field(value.numbers))


def _skill(values: Numbers) -> dict[str, str]:
    """The skill that a domain and a competence make."""
    if "competence" not in values:
        return {}
    domain = str(values.get("domain", ""))
    name = words.domain_name(domain) if domain else _("any domain")
    return {"skill": f"{name}, {competence_name(Competence(str(values['competence'])), words.language())}"}


def _field(values: Numbers) -> dict[str, str]:
    """The fields of a degree, with what leads to them; nothing where any field will do."""
    codes = [code for code in str(values.get("domains", values.get("domain", ""))).split(",") if code]
    names = _(" or ").join(words.domain_name(code) for code in codes)
    return {"in_field": _(" in %(field)s") % {"field": names} if names else ""}


def _percent(value: float | str) -> str:
    return numbers.percent(float(value))


def _number(value: float | str) -> str:
    return numbers.number(float(value))


def _decimals(value: float | str) -> str:
    return numbers.number(float(value), digits=2)


def _cents(value: float | str) -> str:
    return numbers.amount(Money(round(float(value))))


def _city(value: float | str) -> str:
    return str(value).rpartition("/")[2].replace("_", " ")


def _day(value: float | str) -> str:
    return numbers.day(date.fromisoformat(str(value)))


def _degree(value: float | str) -> str:
    return words.say(Degree(str(value)))


def _role(value: float | str) -> str:
    return str(words.ROLES[Role(str(value))])


def _roles(value: float | str) -> str:
    return _(" or ").join(_role(one) for one in str(value).split(","))


def _held(value: float | str) -> str:
    return _(" and ").join(words.held_name(one) for one in str(value).split(","))


def _languages(value: float | str) -> str:
    spoken = (one.rpartition(":") for one in str(value).split(","))
    return _(" and ").join(f"{words.language_name(code)} {_level(level)}" for code, _colon, level in spoken)


def _level(value: float | str) -> str:
    return _("native") if value == LanguageLevel.NATIVE else str(value)


def _countries(value: float | str) -> str:
    """The countries; where they are many, the first and how many more."""
    names = [words.country_name(code) for code in str(value).split(",")]
    if len(names) <= _NAMED + 1:
        return _(" or ").join(names)
    more = _("%(n)s more countries") % {"n": len(names) - _NAMED}
    return ", ".join(names[:_NAMED]) + _(" or ") + more


_ESTIMATE: dict[str, Say] = {**dict.fromkeys(("chance", "bar", "mean", "low", "high"), _percent), "n": _number}
FORMS: dict[str, Form] = {
    "meets_bar": Form(
        lazy(
            "%(chance)s likely to get at least %(bar)s of the work right: %(mean)s shown (%(low)s to %(high)s, n = %(n)s)"
        ),
        _ESTIMATE,
    ),
    "below_certainty": Form(
        lazy(
            "%(chance)s likely to get at least %(bar)s of the work right, less than the %(certainty)s wanted: %(mean)s "
            "shown (%(low)s to %(high)s, n = %(n)s)"
        ),
        {**_ESTIMATE, "certainty": _percent},
    ),
    "unmeasured": Form(
        lazy(
            "%(chance)s likely to get at least %(bar)s of the work right, going by everybody who starts: nothing of "
            "theirs is measured yet"
        ),
        {"chance": _percent, "bar": _percent},
    ),
    "cost": Form(
        lazy(
            "%(cents)s for an accepted hour: %(rate)s an hour asked and %(review)s for review, times %(hours)s hours "
            "worked for one that is accepted"
        ),
        {"cents": _cents, "rate": _cents, "review": _cents, "hours": _decimals},
    ),
    "further_missing": Form(lazy("%(skill)s: nothing said or shown"), {}),
    "further_shown": Form(lazy("%(skill)s: shown too, %(mean)s (n = %(n)s)"), {"mean": _percent, "n": _number}),
    "further_claimed": Form(lazy("%(skill)s: only said, not shown"), {}),
    "overlap": Form(
        lazy("shares %(mean)s hours of the day in %(zone)s, at least %(least)s on every working day of a year"),
        {"mean": _number, "least": _number, "zone": _city},
    ),
    "languages": Form(lazy("%(languages)s (said)"), {"languages": _languages}),
    "degree_checked": Form(lazy("%(degree)s%(in_field)s, checked"), {"degree": _degree}),
    "degree_said": Form(lazy("%(degree)s%(in_field)s, said and not checked"), {"degree": _degree}),
    "clearance": Form(lazy("holds: %(clearance)s"), {"clearance": _held}),
    "availability": Form(lazy("%(hours)s hours a week, free from %(day)s"), {"hours": _number, "day": _day}),
    "below_limit": Form(lazy("%(cents)s an hour under your limit"), {"cents": _cents}),
    "fit": Form(
        lazy("what they say of their work fits the brief's words %(fit)s of 1; it moves the cost by at most %(band)s"),
        {"fit": _decimals, "band": _percent},
    ),
    "exploration": Form(
        lazy(
            "shown so that unproven people are seen: chosen by chance among those who meet every constraint and have "
            "little evidence yet"
        ),
        {},
    ),
    "first_up_to_limit": Form(lazy("stays first up to your limit of %(cents)s an hour"), {"cents": _cents}),
    "first_up_to": Form(lazy("stays first up to %(cents)s an hour"), {"cents": _cents}),
    "rate_for_place": Form(lazy("number %(place)s at %(cents)s an hour or less"), {"place": _number, "cents": _cents}),
    "work_for_place": Form(
        lazy("number %(place)s after %(tasks)s more gold tasks with %(accuracy)s of them right"),
        {"place": _number, "tasks": _number, "accuracy": _percent},
    ),
    "asked_role": Form(lazy("works as %(role)s"), {"role": _role}),
    "asked_roles": Form(lazy("works as %(roles)s"), {"roles": _roles}),
    "asked_languages": Form(lazy("at least %(languages)s"), {"languages": _languages}),
    "asked_country": Form(lazy("in %(countries)s"), {"countries": _countries}),
    "asked_overlap": Form(
        lazy("at least %(hours)s hours of %(start)s–%(end)s in %(zone)s, on every working day"),
        {"hours": _number, "start": str, "end": str, "zone": _city},
    ),
    "asked_hours": Form(lazy("at least %(hours)s hours a week"), {"hours": _number}),
    "asked_rate": Form(lazy("at most %(minor)s an hour"), {"minor": _cents}),
    "asked_start": Form(lazy("free by %(day)s"), {"day": _day}),
    "asked_degree": Form(lazy("at least: %(degree)s%(in_field)s"), {"degree": _degree}),
    "asked_clearance": Form(lazy("holds: %(clearances)s"), {"clearances": _held}),
    "asked_skill": Form(lazy("%(skill)s, shown or claimed"), {}),
    "relax_role": Form(lazy("As well: %(role)s"), {"role": _role}),
    "relax_language": Form(
        lazy("%(language)s at %(level)s is enough"),
        {"language": lambda code: words.language_name(str(code)), "level": _level},
    ),
    "relax_country": Form(lazy("%(country)s as well"), {"country": lambda code: words.country_name(str(code))}),
    "relax_overlap": Form(lazy("%(hours)s shared hours are enough"), {"hours": _number}),
    "relax_hours": Form(lazy("%(hours)s hours a week are enough"), {"hours": _number}),
    "relax_rate": Form(lazy("Up to %(cents)s an hour"), {"cents": _cents}),
    "relax_start": Form(lazy("A start by %(day)s is enough"), {"day": _day}),
    "relax_no_degree": Form(lazy("Without a degree"), {}),
    "relax_degree": Form(lazy("Enough: %(degree)s"), {"degree": _degree}),
    "relax_degree_field": Form(lazy("Any field will do for the %(degree)s"), {"degree": _degree}),
    "relax_clearance": Form(lazy("Without: %(clearance)s"), {"clearance": _held}),
    "relax_skill": Form(lazy("Wider: %(skill)s"), {}),
}
