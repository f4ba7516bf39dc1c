"""The coded sentences of matching, in the reader's language: for each code its message and what its numbers are."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from msgspec import Struct

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.values import CandidateReason
from touchstone.core.money import Money, PayUnit
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name
from touchstone.core.skills.values import Competence
from touchstone.web import numbers, sentences

Numbers = Mapping[str, float | str]
_NAMED = 4  # countries of a long list
Say = Callable[[float | str], str]


class Form(Struct, frozen=True):
    """A message, and how each of its numbers is said."""

    message: Promise
    says: Mapping[str, Say]


def say(value: CandidateReason) -> str:
    """A reason in the reader's language: by its code, or by its English form where the code is not known here."""
    form = FORMS.get(value.code)
    if form is None:
        return sentences.say(value.text)
    try:
        said = {name: how(value.numbers[name]) for name, how in form.says.items()}
        parts = _skill(value.numbers) | _field(value.numbers) | _money(value.numbers)
        return str(form.message) % (said | parts)
    except KeyError:  # a list drawn by an earlier version may carry other numbers
        return sentences.say(value.text)


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


def _money(values: Numbers) -> dict[str, str]:
    """Amounts that come with their currency, in its minor unit."""
    if "currency" not in values:
        return {}
    currency = str(values["currency"])
    named = {"amount": "minor", "pay": "pay"}
    return {
        place: numbers.amount(Money(round(float(values[name])), currency))
        for place, name in named.items()
        if name in values
    }


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


def _degree_first(value: float | str) -> str:
    return str(capfirst(_degree(value)))


def _role(value: float | str) -> str:
    return str(words.ROLES[Role(str(value))])


def _roles(value: float | str) -> str:
    return _(" or ").join(_role(one) for one in str(value).split(","))


def _language(value: float | str) -> str:
    return words.language_name(str(value))


def _country(value: float | str) -> str:
    return words.country_name(str(value))


def _domain(value: float | str) -> str:
    return words.domain_name(str(value))


def _domains(value: float | str) -> str:
    return _(" and ").join(_domain(one) for one in str(value).split(","))


def _competence(value: float | str) -> str:
    return competence_name(Competence(str(value)), words.language())


def _hours(value: float | str) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", 1 if value == 1 else 2) % {"n": _number(value)}


def _in_place(value: float | str) -> str:
    return f" ({value})" if value else ""


def _unit(value: float | str) -> str:
    return words.say(PayUnit(str(value)))


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
    "asked_rate": Form(lazy("at most %(amount)s an hour"), {}),
    "asked_start": Form(lazy("free by %(day)s"), {"day": _day}),
    "asked_degree": Form(lazy("at least: %(degree)s%(in_field)s"), {"degree": _degree}),
    "asked_clearance": Form(lazy("holds: %(clearances)s"), {"clearances": _held}),
    "asked_skill": Form(lazy("%(skill)s, shown or claimed"), {}),
    "relax_role": Form(lazy("As well: %(role)s"), {"role": _role}),
    "relax_language": Form(
        lazy("%(language)s at %(level)s is enough"),
        {"language": _language, "level": _level},
    ),
    "relax_country": Form(lazy("%(country)s as well"), {"country": _country}),
    "relax_overlap": Form(lazy("%(hours)s shared hours are enough"), {"hours": _number}),
    "relax_hours": Form(lazy("%(hours)s hours a week are enough"), {"hours": _number}),
    "relax_rate": Form(lazy("Up to %(cents)s an hour"), {"cents": _cents}),
    "relax_start": Form(lazy("A start by %(day)s is enough"), {"day": _day}),
    "relax_no_degree": Form(lazy("Without a degree"), {}),
    "relax_degree": Form(lazy("Enough: %(degree)s"), {"degree": _degree}),
    "relax_degree_field": Form(lazy("Any field will do for the %(degree)s"), {"degree": _degree}),
    "relax_clearance": Form(lazy("Without: %(clearance)s"), {"clearance": _held}),
    "relax_skill": Form(lazy("Wider: %(skill)s"), {}),
    "note_one_field": Form(
        lazy("The list is for %(main)s; %(others)s break ties only: make a list for each field."),
        {"main": _domain, "others": _domains},
    ),
    "note_material": Form(
        lazy(
            "Nobody is left out for lack of %(fields)s: this role need not know the subject. To require it, ask for "
            "experts in it or for a licence."
        ),
        {"fields": _domains},
    ),
    "note_unknown_field": Form(
        lazy("“%(name)s” is not in the taxonomy yet, so nobody is chosen by it: add it, or choose a field above it."),
        {"name": str},
    ),
    "note_usual_work": Form(
        lazy("The brief names no work of this role: “%(competence)s” is taken, the usual one."),
        {"competence": _competence},
    ),
    "note_unsaid_level": Form(
        lazy("No level is said for %(language)s: %(level)s is taken."), {"language": _language, "level": _level}
    ),
    "note_on_site": Form(
        lazy("Work on site%(location)s is not filtered by: a pool holds no place finer than a country."),
        {"location": _in_place},
    ),
    "note_no_time_zone": Form(
        lazy("%(hours)s of shared time are asked for, but not with which time zone."), {"hours": _hours}
    ),
    "note_usual_day": Form(lazy("The client's working hours are not said: 09:00 to 18:00 is taken."), {}),
    "note_full_time": Form(lazy("Full time is taken as at least %(hours)s a week."), {"hours": _hours}),
    "note_no_highest_pay": Form(lazy("The brief names no upper end of pay: nobody is left out by rate."), {}),
    "note_pay_by_piece": Form(
        lazy("Pay by the %(unit)s says nothing of hours: nobody is left out by rate."), {"unit": _unit}
    ),
    "note_pay_by_hour": Form(lazy("%(pay)s a %(unit)s is %(amount)s an hour, at 2,080 hours a year."), {"unit": _unit}),
    "note_degree_or_experience": Form(
        lazy("Experience may stand in for the degree: nobody is left out for the degree."), {}
    ),
    "note_degree_in_progress": Form(
        lazy("%(degree)s in progress is enough: one step lower is asked for."), {"degree": _degree_first}
    ),
    "note_highest_bar": Form(lazy("Nobody is right always: %(bar)s is taken as the quality bar."), {"bar": _percent}),
    "note_years": Form(
        lazy(
            "Years of experience are not used: they hardly predict the work (r = .07, Sackett et al. 2022); measured "
            "work does."
        ),
        {},
    ),
    "note_tools": Form(
        lazy("Tools (%(tools)s) are not filtered by; they count in the fit of the texts."), {"tools": str}
    ),
    "note_old_pool": Form(lazy("The pool's evidence was weighed on %(day)s: newer work is not in it."), {"day": _day}),
    "note_lower_certainty": Form(
        lazy("Cost first asks for %(certainty)s certainty of meeting the bar instead of %(wanted)s."),
        {"certainty": _percent, "wanted": _percent},
    ),
    "note_nobody_meets_bar": Form(
        lazy("Nobody eligible meets the bar with %(wanted)s certainty; the likeliest stand first."),
        {"wanted": _percent},
    ),
    "note_words_alone": Form(lazy("The encoder did not answer: texts were compared by their words alone."), {}),
    "note_empty_pool": Form(lazy("The pool is empty."), {}),
    "note_nobody_eligible": Form(
        lazy("Nobody meets every constraint; the exclusions say which of them keep most people out."), {}
    ),
    "note_seats": Form(
        lazy("Places behind the ranked ones are for people hardly measured yet, drawn by lot; they displace nobody."),
        {},
    ),
}
