"""A shortlist by the plainest means: every person one by one, every probability computed, everybody sorted.

Written from docs/why/shortlist.md and apart from the code it judges: no bits, no postings, no curves, no selection.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import msgspec
import numpy as np
from scipy.stats import beta as beta_distribution

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.values import Constraint, Mode, Need, Specialist, SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills import prior_for
from touchstone.core.skills.tree import TreeEstimator
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill
from touchstone.core.time import Clock, country_of, year_of_overlap

TODAY = date(2026, 11, 23)
LEVELS, DEGREES = list(LanguageLevel), list(Degree)
TAX = Skill("0421.tax", Competence.JUDGE)


def a_person(name="ana", **changes):
    """Somebody who meets `a_need()`; each field can be another."""
    plain = {
        "id": name,
        "country": "BR",
        "time_zone": "America/Sao_Paulo",
        "hours_per_week": 40.0,
        "rate": Money(3000),
        "available_from": TODAY,
        "roles": (Role.RLHF_SPECIALIST,),
        "languages": (SpokenLanguage("pt", LanguageLevel.NATIVE), SpokenLanguage("en", LanguageLevel.C1)),
        "claims": (TAX,),
    }
    return Specialist(**{**plain, **changes})


def a_need(**changes):
    """Somebody to judge answers on tax law."""
    return Need(**{"role": Role.RLHF_SPECIALIST, "skills": (TAX,), "today": TODAY, **changes})


def gold(skill, right, wrong=0, at=TODAY):
    """So many right and wrong gold tasks."""
    return tuple(
        Evidence(skill=skill, outcome=outcome, source=EvidenceSource.GOLD_TASK, at=at)
        for outcome in [1.0] * right + [0.0] * wrong
    )


@dataclass(frozen=True)
class Line:
    """One eligible person as the plain way sees them."""

    person: Specialist
    weight: float
    alpha: float
    beta: float
    further: int
    fit: float | None = None


def under(code, wanted):
    """Whether `code` is `wanted` or below it."""
    if not wanted:
        return True
    return code == wanted or code.startswith(f"{wanted}.") or (code[:4].startswith(wanted) and len(wanted) < 4)


_known = {}  # (person, day) -> their estimates; the person is kept so that their id stays theirs


def estimates_of(person, today=TODAY):
    """The estimate of each skill that somebody claims or has shown, and of each field above one."""
    place = (id(person), today)
    if place not in _known:
        own = {*person.claims, *(e.skill for e in person.evidence)}
        every = {Skill(code, skill.competence) for skill in own for code in above(skill.domain)}
        _known[place] = (person, TreeEstimator().of_person(person.evidence, today=today, also=every))
    return _known[place][1]


def above(code):
    """A field, and everything that it lies under."""
    parts = code.split(".")
    deeper = [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
    return {"", *(parts[0][:n] for n in range(2, 5)), *deeper}


def shown(person, skill, today=TODAY):
    """Alpha and beta, weight (as 32-bit numbers) and records of a skill, and whether it is said at all; else the prior."""
    found = estimates_of(person, today).get(skill)
    if found is None:
        prior = prior_for(skill.competence)
        return prior.alpha, prior.beta, 0.0, 0, False
    return *(float(np.float32(number)) for number in (found.alpha, found.beta, found.weight)), found.n, True


@cache
def _shared(zone, start, end, country, need_zone, need_start, need_end, day):
    year = year_of_overlap(
        Clock(zone=need_zone, start=need_start, end=need_end, country=country_of(need_zone)),
        Clock(zone=zone, start=start, end=end, country=country),
        day,
    )
    return year.minimum


def overlap_of(person, need):
    """Hours shared with the client on the worst working day."""
    return _shared(
        person.time_zone,
        person.day_start,
        person.day_end,
        person.country,
        need.time_zone,
        need.day_start,
        need.day_end,
        need.today,
    )


def fails(person, need):
    """The constraints that keep this person out."""

    def speaks(language):
        return any(
            (spoken.code == language.code or spoken.code.startswith(f"{language.code}-"))
            and LEVELS.index(spoken.level) >= LEVELS.index(language.level)
            for spoken in person.languages
        )

    def holds_degree():
        return any(
            DEGREES.index(held.level) >= DEGREES.index(need.degree)
            and any(under(held.domain, wanted) for wanted in need.degree_domains or ("",))
            for held in person.degrees
        )

    def has_one():
        return any(shown(person, skill)[4] for skill in (need.skills[0], *need.or_skills))

    def has_all():
        return all(shown(person, skill)[4] for skill in need.skills[: need.required])

    wrong = {
        Constraint.ROLE: not {need.role, *need.or_roles} & set(person.roles),
        Constraint.LANGUAGES: not all(map(speaks, need.languages)),
        Constraint.COUNTRY: bool(need.countries) and person.country not in need.countries,
        Constraint.OVERLAP: need.minimum_overlap > 0 and overlap_of(person, need) < need.minimum_overlap - 1e-9,
        Constraint.HOURS: person.hours_per_week < need.minimum_hours,
        Constraint.RATE: need.maximum_rate is not None and person.rate > need.maximum_rate,
        Constraint.START: need.start_by is not None and person.available_from > need.start_by,
        Constraint.DEGREE: need.degree is not None and not holds_degree(),
        Constraint.CLEARANCE: not set(need.clearances) <= set(person.clearances),
        Constraint.SKILL: not (has_one() if need.or_skills else has_all()),
    }
    return {constraint for constraint, is_wrong in wrong.items() if is_wrong}


def line_of(person, need, fit=None):
    """What decides a person's place: of several skills that will do, the one in which they need fewest hours."""
    if need.or_skills:
        lines = [
            line_of(person, msgspec.structs.replace(need, skills=(skill, *need.skills[1:]), or_skills=()), fit)
            for skill in (need.skills[0], *need.or_skills)
            if shown(person, skill)[4]
        ]
        return min(lines, key=lambda line: hours(line, need))
    parts = [shown(person, skill) for skill in need.skills]
    posteriors = [(alpha, beta) for alpha, beta, *_ in parts]
    alpha, beta = posteriors[0]
    if need.shares:
        means = [a / (a + b) for a, b in posteriors]
        mean = sum(share * m for share, m in zip(need.shares, means, strict=True))
        variance = sum(
            share**2 * m * (1 - m) / (a + b + 1)
            for share, m, (a, b) in zip(need.shares, means, posteriors, strict=True)
        )
        strength = mean * (1 - mean) / variance - 1
        alpha, beta = mean * strength, (1 - mean) * strength
    further = sum(n > 0 for _, _, _, n, _ in parts[1:])
    return Line(person, parts[0][2], alpha, beta, further, fit)


def chance(line, need):
    """P(q >= bar)."""
    return float(beta_distribution.sf(need.quality_bar, line.alpha, line.beta))


def hours(line, need):
    """Expected hours for an accepted hour: two tries more, then somebody at the bar."""
    total = line.alpha + line.beta
    first = line.beta / total
    second = first * (line.beta + 1) / (total + 1)
    third = second * (line.beta + 2) / (total + 2)
    return 1 + first + second + third / need.quality_bar


def cents(line, need):
    """Expected cents for an accepted hour."""
    review = line.person.rate.minor if need.review_rate is None else need.review_rate.minor
    return (line.person.rate.minor + need.review_share * review) * hours(line, need)


def whole(cents):
    """Whole cents, half up; the slack is for halves that come out a last bit too low."""
    return int(cents + 0.5 + 1e-6)


def key(line, need, mode):
    """What sorts the list."""
    p = chance(line, need)
    certainty = min(0.5, need.certainty) if mode is Mode.COST else need.certainty
    tier = 0 if mode is Mode.QUALITY or p >= certainty else 1
    missing = 100 - int(np.floor(100 * p + 0.5)) if mode is Mode.QUALITY or tier else 0
    cost = whole(cents(line, need))
    if line.fit is not None:
        cost = whole(cost * (1 + 0.02 * (1 - line.fit)))
    return (tier, missing, cost, -round(line.weight, 3), -line.further, line.person.id)


def ranking(people, need, mode, fits=None):
    """Everybody eligible, best first."""
    lines = [line_of(person, need) for person in people if not fails(person, need)]
    if fits is not None:
        lines = [replace(line, fit=fits[line.person.id]) for line in lines]
    return sorted(lines, key=lambda line: key(line, need, mode))
