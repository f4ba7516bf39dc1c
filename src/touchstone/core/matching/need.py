"""From a brief to what an opening needs: what is carried over, what is taken where the brief says nothing, what is left.

Nothing is left out in silence: `Need.notes` says it, in the order in which a reader meets it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from touchstone.core.briefs.joined import several
from touchstone.core.briefs.values import (
    Brief,
    Contract,
    Degree,
    Joined,
    LanguageLevel,
    LanguageNeed,
    Schedule,
    Symptom,
    Task,
)
from touchstone.core.errors import BadInput, NoData
from touchstone.core.matching import words
from touchstone.core.matching.above import ANY_DOMAIN
from touchstone.core.matching.build import DEGREES
from touchstone.core.matching.filters import in_dollars
from touchstone.core.matching.never_asked import asked_though_never_used
from touchstone.core.matching.never_used import refuse_never_used
from touchstone.core.matching.said import said
from touchstone.core.matching.trades import fields_of
from touchstone.core.matching.values import CandidateReason, Need, SpokenLanguage
from touchstone.core.money import Money, PayUnit
from touchstone.core.planning.first_pass import FirstPass, first_pass
from touchstone.core.rates import HOURS_PER_YEAR, converted, is_timed
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills import competence_name
from touchstone.core.skills.values import Competence, Skill

UNSAID_LEVEL = LanguageLevel.B2  # CEFR: the independent user
FULL_TIME = 35.0  # hours a week; US Bureau of Labor Statistics, Handbook of Methods, CPS: full time is 35 or more
HIGHEST_BAR = 0.99

# What each role does, its most usual work first.
COMPETENCES: Mapping[Role, tuple[Competence, ...]] = {
    Role.DATA_ANNOTATOR: (Competence.LABEL, Competence.JUDGE),
    Role.AI_TRAINING_SPECIALIST: (
        Competence.WRITE,
        Competence.EVALUATE,
        Competence.JUDGE,
        Competence.AUTHOR,
        Competence.TUNE,
        Competence.LABEL,
    ),
    Role.RLHF_SPECIALIST: (Competence.JUDGE, Competence.WRITE, Competence.AUTHOR, Competence.EVALUATE),
    Role.ML_ENGINEER: (Competence.BUILD, Competence.TUNE, Competence.EVALUATE),
}


_Hours = Mapping[Competence, float]  # of each kind of work


class _Draft:
    """A need while it is gathered, with what is said about it."""

    def __init__(self, brief: Brief, role: Role, today: date) -> None:
        self.brief, self.role, self.today = brief, role, today
        self.fields: dict[str, Any] = {}
        self.noted: list[CandidateReason] = []

    def note(self, code: str, text: str, **numbers: float | str) -> None:
        """Say something about the need, with its code and numbers."""
        self.noted.append(said(f"note_{code}", text, **numbers))


def need_from(brief: Brief, role: Role, *, today: date) -> Need:
    """What the opening of a brief for `role` needs of a person.

    Raises:
        BadInput: `role` is none of the four.
    """
    if role not in HIRABLE:
        raise BadInput("nobody is to be hired for this brief", place="role", hint=f"one of {', '.join(HIRABLE)}")
    draft = _Draft(brief, role, today)
    for step in (_skills, _languages, _places, _overlap, _time, _pay, _degree, _quality, _left_out):
        step(draft)
    notes = tuple(note.text for note in draft.noted)
    return Need(role=role, today=today, text=brief.text, notes=notes, noted=tuple(draft.noted), **draft.fields)


def read_need(fields: Mapping[str, Any], *, place: str | None = None) -> Need:
    """A need from fields as a file, a form or a request gives them.

    Raises:
        BadInput: a field is never used (and why), unknown, missing or of a wrong kind.
    """
    refuse_never_used(fields, place=place)
    unknown = sorted(set(fields) - {field.name for field in msgspec.structs.fields(Need)})
    if unknown:
        raise BadInput(f"a need has no field {unknown[0]!r}", place=place, hint="see docs/reference/needs.md")
    try:
        return msgspec.convert(dict(fields), Need)
    except msgspec.ValidationError as error:
        raise BadInput(str(error), place=place) from error


def _skills(draft: _Draft) -> None:
    fields = fields_of(draft.brief, draft.role)
    domains = fields.shown or (ANY_DOMAIN,)
    hours = _hours_by_competence(draft.brief.tasks)
    competences = _competences(draft, hours)
    joined = several(domains) if draft.brief.domains_joined else []
    if len(joined) > 1:
        rest = [*(code for code in domains if code not in joined), *fields.material]
        (_any_of if draft.brief.domains_joined is Joined.ANY else _all_of)(draft, joined, rest, competences, hours)
        _say_joined(draft, joined, [code for code in rest if code not in fields.material])
        _say_fields(draft, joined[:1], fields.material)
        return
    main, usual = domains[0], competences[0]
    skills = [
        Skill(domain, competence)
        for domain in domains
        for competence in competences
        if domain == main or competence is usual
    ]
    if len(competences) > 1 and len(domains) == 1 and all(hours.get(competence) for competence in competences):
        whole = sum(hours[competence] for competence in competences)
        draft.fields["shares"] = tuple(hours[competence] / whole for competence in competences)
    else:
        skills += [Skill(domain, usual) for domain in fields.material]
    draft.fields["skills"] = tuple(skills)
    _say_fields(draft, domains, fields.material)


def _any_of(
    draft: _Draft, joined: Sequence[str], rest: Sequence[str], competences: Sequence[Competence], _hours: _Hours
) -> None:
    """Any of the fields will do; further work counts in each of them alike, to break ties."""
    usual, *others = competences
    main, *more = (Skill(domain, usual) for domain in joined)
    further = [Skill(domain, competence) for domain in joined for competence in others]
    draft.fields["skills"] = (main, *further, *(Skill(domain, usual) for domain in rest))
    draft.fields["or_skills"] = tuple(more)


def _all_of(
    draft: _Draft, joined: Sequence[str], rest: Sequence[str], competences: Sequence[Competence], hours: _Hours
) -> None:
    """One person must know all of the fields; the work divides among them evenly, and within each by its hours."""
    usual, *others = competences
    each = [hours.get(competence, 0.0) for competence in competences]
    known = others and all(each)
    of_usual, *of_others = [part / sum(each) for part in each] if known else [1.0] + [0.0] * len(others)
    by_competence = dict(zip(others, of_others, strict=True))
    skills = {Skill(domain, usual): of_usual / len(joined) for domain in joined}
    skills |= {Skill(d, competence): share / len(joined) for d in joined for competence, share in by_competence.items()}
    skills |= {Skill(domain, usual): 0.0 for domain in rest}
    draft.fields.update(skills=tuple(skills), shares=tuple(skills.values()), required=len(joined))


def _say_joined(draft: _Draft, joined: Sequence[str], rest: Sequence[str]) -> None:
    fields, named = ",".join(joined), [words.domain_name(domain) for domain in joined]
    if draft.brief.domains_joined is Joined.ALL:
        text = (
            f"One person must know all of {words.both(named)}. How the work divides among them is not said: each counts "
            "the same."
        )
        draft.note("all_fields", text, fields=fields)
    if rest:
        others = words.both([words.domain_name(domain) for domain in rest])
        draft.note("further_fields", f"These break ties only: {others}.", fields=",".join(rest))


def _say_fields(draft: _Draft, domains: Sequence[str], material: Sequence[str]) -> None:
    main, *further = domains
    if further:
        others = words.both([words.domain_name(domain) for domain in further])
        text = f"The list is for {words.domain_name(main)}; {others} break ties only: make a list for each field."
        draft.note("one_field", text, domain=main, others=",".join(further))
    if material:
        about = words.both([words.domain_name(domain) for domain in material])
        text = (
            f"Nobody is left out for lack of {about}: this role need not know the subject. To require it, ask for "
            "experts in it or for a licence."
        )
        draft.note("material", text, fields=",".join(material))
    for name in draft.brief.unknown_domains:
        text = f"“{name}” is not in the taxonomy yet, so nobody is chosen by it: add it, or choose a field above it."
        draft.note("unknown_field", text, name=name)


def _hours_by_competence(tasks: Iterable[Task]) -> dict[Competence, float]:
    hours: dict[Competence, float] = {}
    for task in tasks:
        hours[task.competence] = hours.get(task.competence, 0.0) + (task.volume or 0) * (task.minutes_each or 0.0) / 60
    return hours


def _competences(draft: _Draft, hours: Mapping[Competence, float]) -> list[Competence]:
    """Those that the tasks name and the role does, most hours first; the role's usual one where there is none."""
    usual = COMPETENCES[draft.role]
    named = sorted((c for c in hours if c in usual), key=lambda competence: -hours[competence])
    if named:
        return named
    if draft.role is Role.AI_TRAINING_SPECIALIST and Symptom.NO_MEASURE in draft.brief.symptoms:
        chosen = Competence.EVALUATE
    else:
        chosen = usual[0]
    text = f"The brief names no work of this role: {competence_name(chosen)} is taken, the usual one."
    draft.note("usual_work", text, competence=chosen.value)
    return [chosen]


def _languages(draft: _Draft) -> None:
    spoken = [_spoken(draft, language) for language in draft.brief.languages]
    if spoken:
        draft.fields["languages"] = tuple(spoken)


def _spoken(draft: _Draft, language: LanguageNeed) -> SpokenLanguage:
    if language.level is None:
        text = f"No level is said for {words.language_name(language.code)}: {UNSAID_LEVEL} is taken."
        draft.note("unsaid_level", text, language=language.code, level=UNSAID_LEVEL.value)
    return SpokenLanguage(language.code, language.level or UNSAID_LEVEL)


def _places(draft: _Draft) -> None:
    brief = draft.brief
    draft.fields["countries"] = brief.countries
    if brief.on_site:
        where = f" ({brief.location})" if brief.location else ""
        text = f"Work on site{where} is not filtered by: a pool holds no place finer than a country."
        draft.note("on_site", text, location=brief.location or "")


def _overlap(draft: _Draft) -> None:
    brief = draft.brief
    draft.fields["time_zone"] = brief.time_zone
    if brief.working_hours:
        draft.fields.update(day_start=brief.working_hours.start, day_end=brief.working_hours.end)
    if not brief.minimum_overlap:
        return
    if brief.time_zone is None:
        text = f"{words.hours(brief.minimum_overlap)} of shared time are asked for, but not with which time zone."
        draft.note("no_time_zone", text, hours=brief.minimum_overlap)
        return
    draft.fields["minimum_overlap"] = brief.minimum_overlap
    if brief.working_hours is None:
        draft.note("usual_day", "The client's working hours are not said: 09:00 to 18:00 is taken.")


def _time(draft: _Draft) -> None:
    brief = draft.brief
    if brief.start:
        draft.fields["start_by"] = brief.start
    week = brief.hours_per_week
    if week and week.low:
        draft.fields["minimum_hours"] = week.low
    elif not week and brief.schedule is Schedule.FULL_TIME:
        draft.fields["minimum_hours"] = FULL_TIME
        text = f"Full time is taken as at least {words.hours(FULL_TIME)} a week."
        draft.note("full_time", text, hours=FULL_TIME)


def _pay(draft: _Draft) -> None:
    pay = draft.brief.pay
    if pay is None:
        return
    if pay.high is None:
        draft.note("no_highest_pay", "The brief names no upper end of pay: nobody is left out by rate.")
        return
    if not is_timed(pay.unit):
        text = f"Pay by the {pay.unit} says nothing of hours: nobody is left out by rate."
        draft.note("pay_by_piece", text, unit=pay.unit.value)
        return
    hourly = converted(pay.high, pay.unit, PayUnit.HOUR)
    if pay.unit is not PayUnit.HOUR:
        text = f"{pay.high} a {pay.unit} is {hourly} an hour, at {HOURS_PER_YEAR:,} hours a year."
        numbers: dict[str, float | str] = {
            "unit": pay.unit.value,
            "pay": pay.high.minor,
            "minor": hourly.minor,
            "currency": hourly.currency,
        }
        draft.note("pay_by_hour", text, **numbers)
    _limit(draft, hourly)


def _limit(draft: _Draft, hourly: Money) -> None:
    try:
        in_dollars(hourly, Need(role=draft.role, skills=(), today=draft.today))
    except NoData as error:
        text = f"{error.message}: nobody is left out by rate."
        draft.note("no_exchange_rate", text, currency=hourly.currency)
    else:
        draft.fields["maximum_rate"] = hourly


def _degree(draft: _Draft) -> None:
    brief = draft.brief
    if brief.degree is None:
        if brief.degree_domains:
            fields = words.either([words.domain_name(code) for code in brief.degree_domains])
            text = f"A field ({fields}) but no degree is named: nobody is left out for the degree."
            draft.note("no_degree", text, domains=",".join(brief.degree_domains))
        return
    asked: Degree | None = brief.degree
    if brief.degree_or_experience:
        draft.note("degree_or_experience", "Experience may stand in for the degree: nobody is left out for the degree.")
        return
    if brief.degree_in_progress and asked is not None:
        position = DEGREES.index(asked)
        text = f"{words.DEGREES[asked]} in progress is enough: one step lower is asked for."
        draft.note("degree_in_progress", text[0].upper() + text[1:], degree=asked.value)
        asked = DEGREES[position - 1] if position else None
    draft.fields["degree"] = asked
    if asked is not None:
        draft.fields["degree_domains"] = brief.degree_domains
        for name in brief.unknown_degree_domains:
            where = "is not among the fields asked for" if brief.degree_domains else "does not narrow the degree"
            code = "unknown_degree_field" if brief.degree_domains else "degree_in_any_field"
            text = f"“{name}” is not in the taxonomy yet, so it {where}: add it, or choose a field above it."
            draft.note(code, text, name=name)


def _quality(draft: _Draft) -> None:
    target = draft.brief.quality_target
    if target is None or target <= 0:
        return
    asked = first_pass(target, draft.fields["skills"][0].competence)
    _say_bar(draft, asked)
    if asked.bar > HIGHEST_BAR:
        text = f"Nobody is right always: {words.percent(HIGHEST_BAR)} is taken as the quality bar."
        draft.note("highest_bar", text, bar=HIGHEST_BAR)
    draft.fields["quality_bar"] = min(asked.bar, HIGHEST_BAR)


def _say_bar(draft: _Draft, asked: FirstPass) -> None:
    """What the target for the delivered work asks of one person, with its arithmetic."""
    target, least, planned = (words.per_cent(share) for share in (asked.target, asked.least, asked.planned))
    numbers: dict[str, float | str] = {"target": asked.target, "least": asked.least, "planned": asked.planned}
    delivered = f"{target} of what is delivered is to be right."
    if asked.looks == (1 if asked.judged else 0):
        text = f"{delivered} The plan looks at a piece once, so each person must get as much of it right."
        draft.note("bar_single", text, target=asked.target)
    elif asked.judged:
        text = (
            f"{delivered} The plan takes the majority of {asked.looks} answers: if people err independently, that needs "
            f"{least} right of each. The plan reckons with {planned}; the higher of the two is the bar."
        )
        draft.note("bar_judged", text, answers=asked.looks, **numbers)
    else:
        sum_ = f"1 − (1 − {asked.target:g}) ÷ (1 − {asked.catch:g})^{asked.looks}"
        text = (
            f"{delivered} The plan reviews it (rounds: {asked.looks}, each finding {words.per_cent(asked.catch)} of what "
            f"is wrong): that needs {least} right at first, {sum_}. The plan reckons with {planned}; the higher of the two "
            "is the bar."
        )
        draft.note("bar_made", text, rounds=asked.looks, catch=asked.catch, sum=sum_, **numbers)


def _left_out(draft: _Draft) -> None:
    brief = draft.brief
    draft.fields["clearances"] = brief.clearances
    if brief.years_experience or brief.seniority:
        text = "Years of experience are not used: they hardly predict the work (r = .07, Sackett et al. 2022); measured work does."
        draft.note("years", text)
    if brief.tools:
        tools = ", ".join(brief.tools)
        text = f"Tools ({tools}) are not filtered by; they count in the fit of the texts."
        draft.note("tools", text, tools=tools)
    if brief.contract:
        text = f"Whether somebody works as {_BOUND[brief.contract]} is settled at the offer."
        draft.note("contract", text, contract=brief.contract.value)
    if brief.conditions or brief.sensitive_content:
        named = [words.clearance_name(condition) for condition in brief.conditions]
        asked = words.both([*named, *(["sensitive content"] if brief.sensitive_content else [])])
        draft.note("conditions", f"People are asked at the offer whether they agree to: {asked}.", conditions=asked)
    for entry, wish in asked_though_never_used(f"{brief.title or ''}\n{brief.text}"):
        draft.note("never_used", f"“{wish}”: {entry.what} is never used; {entry.reason}.", what=entry.what, words=wish)


_BOUND = {Contract.CONTRACTOR: "a contractor", Contract.EMPLOYEE: "an employee"}
