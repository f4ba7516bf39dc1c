"""The next step down from each hard constraint: a need that asks for a little less, and how many people it brings back.

Each step is tried as a whole new need against the same filters, so what the panel promises is what a click gives.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from math import ceil
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree
from touchstone.core.matching import words
from touchstone.core.matching.above import ANY_DOMAIN, ancestors
from touchstone.core.matching.bits import Rows, Words, count, rows_in
from touchstone.core.matching.build import DEGREES, LEVELS, language_ancestors
from touchstone.core.matching.filters import Sieved, in_dollars, passes
from touchstone.core.matching.overlap import overlaps
from touchstone.core.matching.said import asked, said
from touchstone.core.matching.snapshot import Snapshot
from touchstone.core.matching.values import CandidateReason, Constraint, Exclusion, Need, SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.roles.values import HIRABLE
from touchstone.core.skills.values import Skill

_SHARE_BACK = 0.1  # a step in a number goes to where at least this share of those it alone keeps out come back
_TWO_WEEKS = timedelta(days=14)
_FIVE_HOURS = 300  # minutes


class Step(NamedTuple):
    """A need that asks for less, and the step in words."""

    need: Need
    said: CandidateReason


class Kept(NamedTuple):
    """Those whom one constraint alone keeps out of a pool."""

    snapshot: Snapshot
    need: Need
    words: Words

    @property
    def rows(self) -> Rows:
        """Their rows."""
        return rows_in(self.words)


def exclusions(snapshot: Snapshot, need: Need, sieved: Sieved) -> tuple[Exclusion, ...]:
    """What each constraint asked for does to the pool, in the order of `Constraint`."""
    return tuple(_exclusion(snapshot, need, sieved, constraint) for constraint in sieved.passing)


def _exclusion(snapshot: Snapshot, need: Need, sieved: Sieved, constraint: Constraint) -> Exclusion:
    only = sieved.only[constraint]
    only_this = count(only)
    asks = asked(need, constraint)
    step, back = best_step(Kept(snapshot, need, only), constraint) if only_this else (None, 0)
    return Exclusion(
        constraint=constraint,
        asked=asks.text,
        asked_said=asks,
        rules_out=len(snapshot) - count(sieved.passing[constraint]),
        only_this=only_this,
        relaxed=step.said.text if step else "",
        relaxed_said=step.said if step else None,
        relaxed_need=step.need if step else None,
        brings_back=back,
    )


def best_step(kept: Kept, constraint: Constraint) -> tuple[Step | None, int]:
    """Of the steps offered the one that brings back most (the first of equals), and how many; none where none does."""
    best, most = None, 0
    for step in _STEPS[constraint](kept):
        back = _brought_back(kept, constraint, step)
        if back > most:
            best, most = step, back
    return best, most


def _smallest(kept: Kept, constraint: Constraint, steps: Iterable[Step]) -> Iterator[Step]:
    """The first of ever larger steps that brings somebody back."""
    yield from islice((step for step in steps if _brought_back(kept, constraint, step)), 1)


def _brought_back(kept: Kept, constraint: Constraint, step: Step) -> int:
    passing = passes(kept.snapshot, step.need, constraint)
    return count(kept.words if passing is None else kept.words & passing)


def _step(need: Need, code: str, text: str, *, numbers: dict[str, float | str], **changes: object) -> Step:
    return Step(msgspec.structs.replace(need, **changes), said(code, text, **numbers))


def _role(kept: Kept) -> Iterator[Step]:
    """One role more that will do."""
    need = kept.need
    for role in HIRABLE:
        if role not in {need.role, *need.or_roles}:
            text = f"{words.ROLES[role]} as well"
            yield _step(need, "relax_role", text, numbers={"role": role.value}, or_roles=(*need.or_roles, role))


def _languages(kept: Kept) -> Iterator[Step]:
    """One language, as little lower as brings somebody back; or any kind of it instead of one."""
    for index, language in enumerate(kept.need.languages):
        lower = reversed(LEVELS[: LEVELS.index(language.level)])
        steps = (_spoken(kept.need, index, SpokenLanguage(language.code, level)) for level in lower)
        yield from _smallest(kept, Constraint.LANGUAGES, steps)
        for wider in list(language_ancestors(language.code))[1:]:
            yield _spoken(kept.need, index, SpokenLanguage(wider, language.level))


def _spoken(need: Need, index: int, easier: SpokenLanguage) -> Step:
    languages = (*need.languages[:index], easier, *need.languages[index + 1 :])
    text = f"{words.spoken(easier)} instead of {words.spoken(need.languages[index])}"
    numbers: dict[str, float | str] = {"language": easier.code, "level": easier.level.value}
    return _step(need, "relax_language", text, numbers=numbers, languages=languages)


def _country(kept: Kept) -> Iterator[Step]:
    """The one country more that most of those kept out live in."""
    codes = [clock.country or "" for clock in kept.snapshot.clocks]
    people = np.bincount(kept.snapshot.clock[kept.rows], minlength=len(codes))
    by_country: dict[str, int] = {}
    for code, number in zip(codes, people, strict=True):
        by_country[code] = by_country.get(code, 0) + int(number)
    best = min(by_country, key=lambda code: (-by_country[code], code))
    text = f"{words.country_name(best)} as well"
    yield _step(kept.need, "relax_country", text, numbers={"country": best}, countries=(*kept.need.countries, best))


def _overlap(kept: Kept) -> Iterator[Step]:
    """Whole hours less, as few as bring somebody back."""
    asked_for = kept.need.minimum_overlap
    shared = overlaps(kept.snapshot.clocks, kept.need).minimum[np.unique(kept.snapshot.clock[kept.rows])]
    less = max(1, ceil(asked_for - float(shared.max()) - 1e-9))
    enough = max(asked_for - less, 0.0)
    text = f"{words.hours(enough)} of shared time instead of {words.hours(asked_for)}" if enough else "no shared time"
    yield _step(kept.need, "relax_overlap", text, numbers={"hours": enough}, minimum_overlap=enough)


def _hours(kept: Kept) -> Iterator[Step]:
    """The most hours, in steps of five, that bring back at least a tenth of those kept out."""
    asked_for = kept.need.minimum_hours
    minutes = _tenth(-kept.snapshot.minutes[kept.rows].astype(np.int64))
    enough = 5.0 * (-minutes // _FIVE_HOURS)
    text = f"{words.hours(enough)} a week instead of {words.hours(asked_for)}"
    yield _step(kept.need, "relax_hours", text, numbers={"hours": enough}, minimum_hours=enough)


def _rate(kept: Kept) -> Iterator[Step]:
    """The lowest whole dollars that bring back at least a tenth of those kept out."""
    limit = kept.need.maximum_rate
    if limit is None:
        return
    enough = Money(100 * ceil(_tenth(kept.snapshot.rate[kept.rows]) / 100))
    text = f"{words.hourly(enough)} instead of {words.hourly(in_dollars(limit, kept.need))}"
    yield _step(kept.need, "relax_rate", text, numbers={"cents": enough.minor}, maximum_rate=enough)


def _start(kept: Kept) -> Iterator[Step]:
    """Two weeks later, as often as brings somebody back."""
    wanted = kept.need.start_by
    if wanted is None:
        return
    first = date.fromordinal(int(kept.snapshot.available[kept.rows].min()))
    later = wanted + _TWO_WEEKS * ceil((first - wanted) / _TWO_WEEKS)
    text = f"a start by {words.day(later)} instead of {words.day(wanted)}"
    yield _step(kept.need, "relax_start", text, numbers={"day": words.day(later)}, start_by=later)


def _degree(kept: Kept) -> Iterator[Step]:
    """As little lower, or in as little wider a field, as brings somebody back; no degree where neither does."""
    degree = kept.need.degree
    if degree is None:
        return
    lower = reversed(DEGREES[: DEGREES.index(degree)])
    steps = (_lower_degree(kept.need, degree, instead) for instead in lower)
    none = _step(kept.need, "relax_no_degree", "no degree", numbers={}, degree=None, degree_domains=())
    less = [
        *_smallest(kept, Constraint.DEGREE, steps),
        *_smallest(kept, Constraint.DEGREE, _wider_degrees(kept.need, degree)),
    ]
    yield from less or [none]


def _wider_degrees(need: Need, degree: Degree) -> Iterator[Step]:
    """The degree in the fields above, one step after the other, and at last in any."""
    domains = need.degree_domains
    while domains:
        above = [next(islice(ancestors(code), 1, None), ANY_DOMAIN) for code in domains]
        domains = () if ANY_DOMAIN in above else tuple(dict.fromkeys(above))
        numbers: dict[str, float | str] = {"degree": degree.value}
        if not domains:
            text = f"{words.DEGREES[degree]} in any field"
            yield _step(need, "relax_degree_field", text, numbers=numbers, degree_domains=())
            return
        fields = words.either([words.domain_name(code) for code in domains])
        numbers["domains"] = ",".join(domains)
        yield _step(
            need, "relax_degree_wider", f"{words.DEGREES[degree]} in {fields}", numbers=numbers, degree_domains=domains
        )


def _lower_degree(need: Need, degree: Degree, instead: Degree) -> Step:
    text = f"{words.DEGREES[instead]} instead of {words.DEGREES[degree]}"
    return _step(need, "relax_degree", text, numbers={"degree": instead.value}, degree=instead)


def _clearance(kept: Kept) -> Iterator[Step]:
    for clearance in kept.need.clearances:
        text = f"without the {words.clearance_name(clearance)}"
        left = tuple(other for other in kept.need.clearances if other != clearance)
        yield _step(kept.need, "relax_clearance", text, numbers={"clearance": clearance}, clearances=left)


def _skill(kept: Kept) -> Iterator[Step]:
    """The field above one that is asked for, as far up as brings somebody back; or one of those required less."""
    need = kept.need
    asked_for = (need.skills[0], *need.or_skills) if need.or_skills else need.skills[: need.required]
    each = {skill: list(ancestors(skill.domain))[1:] for skill in asked_for if skill.domain}
    wider = [
        step
        for skill, above in each.items()
        for step in _smallest(kept, Constraint.SKILL, (_wider_skill(need, skill, code) for code in above if code))
    ]
    yield from wider
    if need.required > 1:
        yield from (_one_less(need, index) for index in reversed(range(need.required)))
    elif not wider:
        yield from (_wider_skill(need, skill, ANY_DOMAIN) for skill in islice(each, 1))


def _wider_skill(need: Need, narrow: Skill, code: str) -> Step:
    wider = Skill(code, narrow.competence)
    text = f"{words.skill_name(wider)} instead of {words.skill_name(narrow)}"
    numbers: dict[str, float | str] = {"domain": code, "competence": narrow.competence.value}
    changes = {
        field: tuple(wider if skill == narrow else skill for skill in skills)
        for field, skills in (("skills", need.skills), ("or_skills", need.or_skills))
        if narrow in skills
    }
    return _step(need, "relax_skill", text, numbers=numbers, **changes)


def _one_less(need: Need, index: int) -> Step:
    """Without one of the skills required: it breaks ties from now on, and the others take over its share of the work."""
    dropped, order = need.skills[index], [*range(index), *range(index + 1, len(need.skills)), index]
    shares = [need.shares[place] * (place != index) for place in order] if need.shares else []
    numbers: dict[str, float | str] = {"domain": dropped.domain, "competence": dropped.competence.value}
    return _step(
        need,
        "relax_skill_dropped",
        f"without {words.skill_name(dropped)}",
        numbers=numbers,
        skills=tuple(need.skills[place] for place in order),
        required=need.required - 1,
        shares=tuple(share / sum(shares) for share in shares),
    )


def _tenth(values: NDArray[np.integer]) -> int:
    """The value that a tenth of `values` (at least one) do not exceed."""
    wanted = max(1, ceil(_SHARE_BACK * len(values)))
    return int(np.partition(values, wanted - 1)[wanted - 1])


_STEPS: dict[Constraint, Callable[[Kept], Iterator[Step]]] = {
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
