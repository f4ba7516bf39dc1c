"""The coded sentences of matching, in the reader's language: for each code its message and what its numbers are."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from msgspec import Struct

from touchstone.apps.briefs import words
from touchstone.core.matching.values import CandidateReason
from touchstone.core.money import Money
from touchstone.web import numbers, sentences, told

Numbers = Mapping[str, float | str]
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
        further = told.skill(value.numbers) | _field(value.numbers) | _money(value.numbers)
        return str(form.message) % (said | further)
    except KeyError:  # a list drawn by an earlier version may carry other numbers
        return sentences.say(value.text)


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


_ESTIMATE: dict[str, Say] = {
    **dict.fromkeys(("chance", "mean", "low", "high"), told.percent),
    "bar": told.tenth,
    "n": told.number,
}
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
        {**_ESTIMATE, "certainty": told.percent},
    ),
    "unmeasured": Form(
        lazy(
            "%(chance)s likely to get at least %(bar)s of the work right, going by everybody who starts: nothing of "
            "theirs is measured yet"
        ),
        {"chance": told.percent, "bar": told.tenth},
    ),
    "unmeasured_here": Form(
        lazy(
            "%(chance)s likely to get at least %(bar)s of the work right, going by what their other skills show (%(low)s "
            "to %(high)s): nothing of theirs is measured in this skill yet"
        ),
        _ESTIMATE,
    ),
    "cost": Form(
        lazy(
            "%(cents)s for an accepted hour: %(rate)s an hour asked and %(review)s for review, times %(hours)s hours "
            "worked for one that is accepted"
        ),
        {"cents": told.cents, "rate": told.cents, "review": told.cents, "hours": told.decimals},
    ),
    "counts_by": Form(lazy("counts by %(skill)s, the best they have of what will do"), {}),
    "counts_by_all": Form(lazy("counts by all of these together: %(skills)s"), {"skills": told.all_skills}),
    "further_missing": Form(lazy("%(skill)s: nothing said or shown"), {}),
    "further_shown": Form(lazy("%(skill)s: shown too, %(mean)s (n = %(n)s)"), {"mean": told.percent, "n": told.number}),
    "further_claimed": Form(lazy("%(skill)s: only said, not shown"), {}),
    "overlap": Form(
        lazy("shares %(mean)s hours of the day in %(zone)s, at least %(least)s on every working day of a year"),
        {"mean": told.number, "least": told.number, "zone": told.city},
    ),
    "languages": Form(lazy("%(languages)s (said)"), {"languages": told.languages}),
    "degree_checked": Form(lazy("%(degree)s%(in_field)s, checked"), {"degree": told.degree}),
    "degree_said": Form(lazy("%(degree)s%(in_field)s, said and not checked"), {"degree": told.degree}),
    "clearance": Form(lazy("holds: %(clearance)s"), {"clearance": told.held}),
    "availability": Form(lazy("%(hours)s hours a week, free from %(day)s"), {"hours": told.number, "day": told.day}),
    "below_limit": Form(lazy("%(cents)s an hour under your limit"), {"cents": told.cents}),
    "fit": Form(
        lazy("what they say of their work fits the brief's words %(fit)s of 1; it moves the cost by at most %(band)s"),
        {"fit": told.decimals, "band": told.percent},
    ),
    "exploration": Form(
        lazy(
            "shown so that unproven people are seen: chosen by chance among those who meet every constraint and have "
            "little evidence yet"
        ),
        {},
    ),
    "first_up_to_limit": Form(lazy("stays first up to your limit of %(cents)s an hour"), {"cents": told.cents}),
    "first_up_to": Form(lazy("stays first up to %(cents)s an hour"), {"cents": told.cents}),
    "rate_for_place": Form(
        lazy("number %(place)s at %(cents)s an hour or less"), {"place": told.number, "cents": told.cents}
    ),
    "work_for_place": Form(
        lazy("number %(place)s after about %(tasks)s more gold tasks with %(accuracy)s of them right"),
        {"place": told.number, "tasks": told.number, "accuracy": told.percent},
    ),
    "asked_role": Form(lazy("works as %(role)s"), {"role": told.role}),
    "asked_roles": Form(lazy("works as %(roles)s"), {"roles": told.roles}),
    "asked_languages": Form(lazy("at least %(languages)s"), {"languages": told.languages}),
    "asked_country": Form(lazy("in %(countries)s"), {"countries": told.countries}),
    "asked_overlap": Form(
        lazy("at least %(hours)s hours of %(start)s–%(end)s in %(zone)s, on every working day"),
        {"hours": told.number, "start": str, "end": str, "zone": told.city},
    ),
    "asked_hours": Form(lazy("at least %(hours)s hours a week"), {"hours": told.number}),
    "asked_rate": Form(lazy("at most %(amount)s an hour"), {}),
    "asked_start": Form(lazy("free by %(day)s"), {"day": told.day}),
    "asked_degree": Form(lazy("at least: %(degree)s%(in_field)s"), {"degree": told.degree}),
    "asked_clearance": Form(lazy("holds: %(clearances)s"), {"clearances": told.held}),
    "asked_skill": Form(lazy("%(skill)s, shown or claimed"), {}),
    "asked_skills_any": Form(lazy("%(skills)s, shown or claimed"), {"skills": told.any_skill}),
    "asked_skills_all": Form(lazy("%(skills)s, each shown or claimed"), {"skills": told.all_skills}),
    "relax_role": Form(lazy("As well: %(role)s"), {"role": told.role}),
    "relax_language": Form(
        lazy("%(language)s at %(level)s is enough"),
        {"language": told.language, "level": told.level},
    ),
    "relax_country": Form(lazy("%(country)s as well"), {"country": told.country}),
    "relax_overlap": Form(lazy("%(hours)s shared hours are enough"), {"hours": told.number}),
    "relax_hours": Form(lazy("%(hours)s hours a week are enough"), {"hours": told.number}),
    "relax_rate": Form(lazy("Up to %(cents)s an hour"), {"cents": told.cents}),
    "relax_start": Form(lazy("A start by %(day)s is enough"), {"day": told.day}),
    "relax_no_degree": Form(lazy("Without a degree"), {}),
    "relax_degree": Form(lazy("Enough: %(degree)s"), {"degree": told.degree}),
    "relax_degree_field": Form(lazy("Any field will do for the %(degree)s"), {"degree": told.degree}),
    "relax_degree_wider": Form(lazy("Enough: %(degree)s%(in_field)s"), {"degree": told.degree}),
    "relax_clearance": Form(lazy("Without: %(clearance)s"), {"clearance": told.held}),
    "relax_skill_dropped": Form(lazy("Without: %(skill)s"), {}),
    "relax_skill": Form(lazy("Wider: %(skill)s"), {}),
    "note_one_field": Form(
        lazy("The list is for %(main)s; %(others)s break ties only: make a list for each field."),
        {"main": told.domain, "others": told.domains},
    ),
    "note_material": Form(
        lazy(
            "Nobody is left out for lack of %(fields)s: this role need not know the subject. To require it, ask for "
            "experts in it or for a licence."
        ),
        {"fields": told.domains},
    ),
    "note_unknown_field": Form(
        lazy("“%(name)s” is not in the taxonomy yet, so nobody is chosen by it: add it, or choose a field above it."),
        {"name": str},
    ),
    "note_all_fields": Form(
        lazy(
            "One person must know all of %(fields)s. How the work divides among them is not said: each counts the same."
        ),
        {"fields": told.domains},
    ),
    "note_further_fields": Form(lazy("These break ties only: %(fields)s."), {"fields": told.domains}),
    "note_unknown_degree_field": Form(
        lazy(
            "“%(name)s” is not in the taxonomy yet, so it is not among the fields asked for: add it, or choose a field "
            "above it."
        ),
        {"name": str},
    ),
    "note_degree_in_any_field": Form(
        lazy(
            "“%(name)s” is not in the taxonomy yet, so it does not narrow the degree: add it, or choose a field above it."
        ),
        {"name": str},
    ),
    "note_no_degree": Form(
        lazy("A field (%(domains)s) but no degree is named: nobody is left out for the degree."),
        {"domains": told.domains},
    ),
    "note_bar_single": Form(
        lazy(
            "%(target)s of what is delivered is to be right. The plan looks at a piece once, so each person must get as "
            "much of it right."
        ),
        {"target": told.tenth},
    ),
    "note_bar_judged": Form(
        lazy(
            "%(target)s of what is delivered is to be right. The plan takes the majority of %(answers)s answers: if "
            "people err independently, that needs %(least)s right of each. The plan reckons with %(planned)s; the higher "
            "of the two is the bar."
        ),
        {**dict.fromkeys(("target", "least", "planned"), told.tenth), "answers": told.number},
    ),
    "note_bar_made": Form(
        lazy(
            "%(target)s of what is delivered is to be right. The plan reviews it (rounds: %(rounds)s, each finding "
            "%(catch)s of what is wrong): that needs %(least)s right at first, %(sum)s. The plan reckons with %(planned)s; the higher of the two is the bar."
        ),
        {
            **dict.fromkeys(("target", "least", "planned", "catch"), told.tenth),
            "rounds": told.number,
            "sum": told.formula,
        },
    ),
    "note_usual_work": Form(
        lazy("The brief names no work of this role: “%(competence)s” is taken, the usual one."),
        {"competence": told.competence},
    ),
    "note_unsaid_level": Form(
        lazy("No level is said for %(language)s: %(level)s is taken."), {"language": told.language, "level": told.level}
    ),
    "note_on_site": Form(
        lazy("Work on site%(location)s is not filtered by: a pool holds no place finer than a country."),
        {"location": told.in_place},
    ),
    "note_no_time_zone": Form(
        lazy("%(hours)s of shared time are asked for, but not with which time zone."), {"hours": told.hours}
    ),
    "note_usual_day": Form(lazy("The client's working hours are not said: 09:00 to 18:00 is taken."), {}),
    "note_full_time": Form(lazy("Full time is taken as at least %(hours)s a week."), {"hours": told.hours}),
    "note_no_highest_pay": Form(lazy("The brief names no upper end of pay: nobody is left out by rate."), {}),
    "note_pay_by_piece": Form(
        lazy("Pay by the %(unit)s says nothing of hours: nobody is left out by rate."), {"unit": told.unit}
    ),
    "note_pay_by_hour": Form(
        lazy("%(pay)s a %(unit)s is %(amount)s an hour, at 2,080 hours a year."), {"unit": told.unit}
    ),
    "note_degree_or_experience": Form(
        lazy("Experience may stand in for the degree: nobody is left out for the degree."), {}
    ),
    "note_degree_in_progress": Form(
        lazy("%(degree)s in progress is enough: one step lower is asked for."), {"degree": told.degree_first}
    ),
    "note_highest_bar": Form(
        lazy("Nobody is right always: %(bar)s is taken as the quality bar."), {"bar": told.percent}
    ),
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
    "note_old_pool": Form(
        lazy("The pool's evidence was weighed on %(day)s: newer work is not in it."), {"day": told.day}
    ),
    "note_lower_certainty": Form(
        lazy("Cost first asks for %(certainty)s certainty of meeting the bar instead of %(wanted)s."),
        {"certainty": told.percent, "wanted": told.percent},
    ),
    "note_nobody_meets_bar": Form(
        lazy("Nobody eligible meets the bar with %(wanted)s certainty; the likeliest stand first."),
        {"wanted": told.percent},
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
