"""Why somebody stands where they stand, in plain words with the numbers, and what is shown and what only said."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from touchstone.core.matching import words
from touchstone.core.matching.above import ANY_DOMAIN
from touchstone.core.matching.build import DEGREES, LEVELS
from touchstone.core.matching.cost import whole_cents
from touchstone.core.matching.filters import in_dollars
from touchstone.core.matching.moves import Entry
from touchstone.core.matching.overlap import Overlaps
from touchstone.core.matching.ranking import FIT_BAND
from touchstone.core.matching.said import said
from touchstone.core.matching.snapshot import ShownByOne, Snapshot
from touchstone.core.matching.values import CandidateReason, Need, SkillRecord
from touchstone.core.matching.worth import Worth
from touchstone.core.money import Money
from touchstone.core.skills import VERSION, interval, level_of
from touchstone.core.skills.values import Estimate, Skill


class Scene(NamedTuple):
    """What the reasons of a whole list are drawn from."""

    snapshot: Snapshot
    need: Need
    worth: Worth
    shared: Overlaps | None  # None: the need names no clock
    certainty: float  # that the mode asks for


def estimate_of(shown: ShownByOne) -> Estimate:
    """The estimate for a skill from what a posting says of it."""
    alpha, beta, weight, records = shown
    low, high = interval(alpha, beta)
    return Estimate(
        mean=alpha / (alpha + beta),
        low=low,
        high=high,
        n=records,
        weight=weight,
        alpha=alpha,
        beta=beta,
        level=level_of(weight=weight, low=low),
        version=VERSION,
    )


def record_of(scene: Scene, entry: Entry) -> tuple[SkillRecord, ...]:
    """The person's estimate for each skill asked for and each of their own: the one they count by, then those asked for."""
    row, will_do = entry.person.row, alternatives(scene.need)
    asked = [skill for skill in (*will_do, *scene.need.skills) if skill.domain != ANY_DOMAIN]
    own = scene.snapshot.own_skills(row)
    skills = dict.fromkeys((will_do[scene.worth.counts_by(entry.at)], *asked, *own))
    return tuple(record for skill in skills if (record := _record(scene.snapshot, skill, row, own=skill in own)))


def alternatives(need: Need) -> tuple[Skill, ...]:
    """The skills of which any will do; the main one first."""
    return (need.skills[0], *need.or_skills)


def reasons_for(scene: Scene, entry: Entry, record: tuple[SkillRecord, ...]) -> tuple[CandidateReason, ...]:
    """The reasons, the weightiest first."""
    return (
        _bar(scene, entry, record),
        _cost(scene, entry),
        *_counted_by(scene, record),
        *_further(scene, record),
        *_overlap(scene, entry),
        *_languages(scene, entry),
        *_degree(scene, entry),
        *_clearances(scene),
        *_time(scene, entry),
        *_fit(entry),
    )


def _record(snapshot: Snapshot, skill: Skill, row: int, *, own: bool) -> SkillRecord | None:
    shown = snapshot.posting(skill).of(row)
    if shown is None:
        return None
    return SkillRecord(skill=skill, words=words.skill_name(skill), estimate=estimate_of(shown), own=own)


def _bar(scene: Scene, entry: Entry, record: tuple[SkillRecord, ...]) -> CandidateReason:
    """How likely the quality bar is met, from what, and whether that is enough."""
    bar, chance, estimate = scene.need.quality_bar, entry.chance, record[0].estimate
    numbers: dict[str, float | str] = {
        "chance": chance,
        "bar": bar,
        "certainty": scene.certainty,
        "mean": estimate.mean,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
    }
    likely = f"{words.percent(chance)} likely to get at least {words.per_cent(bar)} of the work right"
    if not any(line.estimate.n for line in record):
        return said(
            "unmeasured", f"{likely}, going by everybody who starts: nothing of theirs is measured yet", **numbers
        )
    if not estimate.n:
        lent = f"going by what their other skills show ({estimate.low:.2f} to {estimate.high:.2f}, 90 % interval)"
        return said("unmeasured_here", f"{likely}, {lent}: nothing of theirs is measured in this skill yet", **numbers)
    interval_text = f"{estimate.mean:.2f} ({estimate.low:.2f} to {estimate.high:.2f}, 90 % interval, n = {estimate.n})"
    blend = "; the other skills asked for count by their share of the work" if scene.need.shares else ""
    if chance < scene.certainty:
        wanted = f"less than the {words.percent(scene.certainty)} wanted"
        return said("below_certainty", f"{likely}, {wanted}: estimate {interval_text}{blend}", **numbers)
    return said("meets_bar", f"{likely}: estimate {interval_text}{blend}", **numbers)


def _cost(scene: Scene, entry: Entry) -> CandidateReason:
    cents, rate, hours = int(whole_cents(entry.cents)), entry.rate, entry.hours
    review = round(scene.worth.terms.cents(rate, 1.0)) - rate
    text = (
        f"{Money(cents)} for an accepted hour: {words.hourly(Money(rate))} asked and {words.hourly(Money(review))} for "
        f"review, times {hours:.2f} hours worked for one that is accepted"
    )
    return said("cost", text, cents=cents, rate=rate, review=review, hours=hours)


def _counted_by(scene: Scene, record: tuple[SkillRecord, ...]) -> Iterator[CandidateReason]:
    """By which skill somebody stands where they stand, where several will do or several are required."""
    need = scene.need
    if need.or_skills:
        skill = record[0].skill
        text = f"counts by {words.skill_name(skill)}, the best they have of what will do"
        yield said("counts_by", text, domain=skill.domain, competence=skill.competence.value)
    elif need.required > 1 and need.shares:
        every = [(skill, share) for skill, share in zip(need.skills, need.shares, strict=True) if share]
        named = words.both([f"{words.skill_name(skill)} ({words.percent(share)})" for skill, share in every])
        skills, shares = words.listed(skill for skill, _ in every), ",".join(f"{share:.4f}" for _, share in every)
        yield said("counts_by_all", f"counts by {named} of the work together", skills=skills, shares=shares)


def _further(scene: Scene, record: tuple[SkillRecord, ...]) -> Iterator[CandidateReason]:
    """The other skills asked for: shown, only said, or neither; of alternatives, only what there is."""
    known = {line.skill: line for line in record}
    for skill in dict.fromkeys((*alternatives(scene.need), *scene.need.skills)):
        if skill == record[0].skill:
            continue
        line, name = known.get(skill), words.skill_name(skill)
        numbers: dict[str, float | str] = {"domain": skill.domain, "competence": skill.competence.value}
        if line is None and scene.need.or_skills:
            continue
        if line is None:
            yield said("further_missing", f"nothing said or shown of {name}", **numbers)
        elif line.estimate.n:
            text = f"{name} shown too: {line.estimate.mean:.2f} (n = {line.estimate.n})"
            yield said("further_shown", text, mean=line.estimate.mean, n=line.estimate.n, **numbers)
        else:
            yield said("further_claimed", f"{name} only said, not shown", **numbers)


def _overlap(scene: Scene, entry: Entry) -> Iterator[CandidateReason]:
    if scene.shared is not None:
        clock = scene.snapshot.clock[entry.person.row]
        least, mean = float(scene.shared.minimum[clock]), float(scene.shared.mean[clock])
        zone = scene.need.time_zone or ""
        text = f"shares {words.hours(mean)} of the day in {words.city(zone)}, at least {words.hours(least)} on every working day"
        yield said("overlap", text, least=least, mean=mean, zone=zone)


def _languages(scene: Scene, entry: Entry) -> Iterator[CandidateReason]:
    """The level that the person gives for each language asked for."""
    spoken = []
    for language in scene.need.languages:
        has = (level for level in reversed(LEVELS) if _has(scene, entry, "language", f"{language.code}:{level}"))
        spoken.append(type(language)(language.code, next(has, language.level)))
    if spoken:
        listed = ",".join(f"{language.code}:{language.level}" for language in spoken)
        yield said(
            "languages", f"{words.both([words.spoken(language) for language in spoken])} (said)", languages=listed
        )


def _degree(scene: Scene, entry: Entry) -> Iterator[CandidateReason]:
    """The highest degree in a field asked for, checked or only said."""
    if scene.need.degree is None:
        return
    for level in reversed(DEGREES):
        for domain in scene.need.degree_domains or (ANY_DOMAIN,):
            if _has(scene, entry, "degree", f"{level}:{domain}"):
                field = f" in {words.domain_name(domain)}" if domain else ""
                if _has(scene, entry, "verified", f"{level}:{domain}"):
                    yield said("degree_checked", f"{words.DEGREES[level]}{field}, checked", degree=level, domain=domain)
                else:
                    yield said(
                        "degree_said", f"{words.DEGREES[level]}{field}, said, not checked", degree=level, domain=domain
                    )
                return


def _clearances(scene: Scene) -> Iterator[CandidateReason]:
    for clearance in scene.need.clearances:
        yield said("clearance", f"has the {words.clearance_name(clearance)}", clearance=clearance)


def _time(scene: Scene, entry: Entry) -> Iterator[CandidateReason]:
    row, need = entry.person.row, scene.need
    hours = float(scene.snapshot.minutes[row]) / 60
    free = date.fromordinal(int(scene.snapshot.available[row]))
    when = "now" if free <= need.today else f"from {words.day(free)}"
    yield said("availability", f"{words.hours(hours)} a week, {when}", hours=hours, day=words.day(free))
    if need.maximum_rate is not None:
        below = in_dollars(need.maximum_rate, need).minor - entry.rate
        if below > 0:
            yield said("below_limit", f"{words.hourly(Money(below))} under the limit", cents=below)


def _fit(entry: Entry) -> Iterator[CandidateReason]:
    if entry.person.fit is not None:
        fit = entry.person.fit
        text = f"what they say of their work fits the brief's words {fit:.2f} of 1; it moves the cost by at most {FIT_BAND:.0%}"
        yield said("fit", text, fit=fit, band=FIT_BAND)


def _has(scene: Scene, entry: Entry, family: str, value: str) -> bool:
    return scene.snapshot.has(family, value, entry.person.row)
