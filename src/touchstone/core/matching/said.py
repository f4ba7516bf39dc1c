"""One sentence with its code and numbers; and each constraint as a need asks for it."""

from collections.abc import Callable

from touchstone.core.matching import words
from touchstone.core.matching.values import CandidateReason, Constraint, Need


def said(code: str, text: str, **numbers: float | str) -> CandidateReason:
    """A sentence that a page can say in another language by its code and numbers."""
    return CandidateReason(code=code, text=text, numbers=numbers)


def asked(need: Need, constraint: Constraint) -> CandidateReason:
    """What `need` asks for under `constraint`."""
    return _ASKED[constraint](need)


def _role(need: Need) -> CandidateReason:
    roles = (need.role, *need.or_roles)
    text = f"works as {words.either([words.ROLES[role] for role in roles])}"
    if need.or_roles:
        return said("asked_roles", text, roles=",".join(role.value for role in roles))
    return said("asked_role", text, role=need.role.value)


def _languages(need: Need) -> CandidateReason:
    listed = ",".join(f"{language.code}:{language.level}" for language in need.languages)
    text = f"at least {words.both([words.spoken(language) for language in need.languages])}"
    return said("asked_languages", text, languages=listed)


def _country(need: Need) -> CandidateReason:
    text = f"in {words.either([words.country_name(code) for code in need.countries])}"
    return said("asked_country", text, countries=",".join(need.countries))


def _overlap(need: Need) -> CandidateReason:
    zone = need.time_zone or ""
    start, end = words.clock(need.day_start), words.clock(need.day_end)
    text = f"at least {words.hours(need.minimum_overlap)} of {start}–{end} in {words.city(zone)}, on every working day"
    return said("asked_overlap", text, hours=need.minimum_overlap, zone=zone, start=start, end=end)


def _hours(need: Need) -> CandidateReason:
    return said("asked_hours", f"at least {words.hours(need.minimum_hours)} a week", hours=need.minimum_hours)


def _rate(need: Need) -> CandidateReason:
    rate = need.maximum_rate
    if rate is None:
        raise AssertionError("a rate is asked for")
    return said("asked_rate", f"at most {words.hourly(rate)}", minor=rate.minor, currency=rate.currency)


def _start(need: Need) -> CandidateReason:
    day = words.day(need.start_by) if need.start_by else ""
    return said("asked_start", f"free by {day}", day=day)


def _degree(need: Need) -> CandidateReason:
    degree = need.degree
    if degree is None:
        raise AssertionError("a degree is asked for")
    fields = [words.domain_name(code) for code in need.degree_domains]
    text = f"at least {words.DEGREES[degree]}{f' in {words.either(fields)}' if fields else ''}"
    return said("asked_degree", text, degree=degree.value, domains=",".join(need.degree_domains))


def _clearance(need: Need) -> CandidateReason:
    text = words.both([words.clearance_name(clearance) for clearance in need.clearances])
    return said("asked_clearance", text, clearances=",".join(need.clearances))


def _skill(need: Need) -> CandidateReason:
    main, listed = need.skills[0], words.listed
    if need.or_skills:
        any_of = (main, *need.or_skills)
        text = f"{words.skill_names(any_of, words.either)}, shown or claimed"
        return said("asked_skills_any", text, skills=listed(any_of))
    if need.required > 1:
        all_of = need.skills[: need.required]
        text = f"{words.skill_names(all_of, words.both)}, each shown or claimed"
        return said("asked_skills_all", text, skills=listed(all_of))
    text = f"{words.skill_name(main)}, shown or claimed"
    return said("asked_skill", text, domain=main.domain, competence=main.competence.value)


_ASKED: dict[Constraint, Callable[[Need], CandidateReason]] = {
    Constraint.ROLE: _role,
    Constraint.LANGUAGES: _languages,
    Constraint.COUNTRY: _country,
    Constraint.OVERLAP: _overlap,
    Constraint.HOURS: _hours,
    Constraint.RATE: _rate,
    Constraint.START: _start,
    Constraint.DEGREE: _degree,
    Constraint.CLEARANCE: _clearance,
    Constraint.SKILL: _skill,
}
