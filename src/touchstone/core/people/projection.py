"""From what a person says to what a search may look at, and what is still missing for it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from touchstone.core.matching.values import HeldDegree, Specialist
from touchstone.core.people.values import Pause, Person, Window
from touchstone.core.skills.values import Evidence

# What a search cannot do without, in the order in which a profile asks for it.
REQUIRED = ("country", "time_zone", "hours_per_week", "rate", "roles", "languages", "claims", "windows")
_WORKING_DAYS = range(5)
_DAY = timedelta(days=1)


def missing(person: Person) -> tuple[str, ...]:
    """The fields of `person` that a search cannot do without and that are empty."""
    return tuple(field for field in REQUIRED if not getattr(person, field))


def search_profile(
    person: Person, *, key: str, today: date, evidence: Iterable[Evidence] = (), synthetic: bool = False
) -> Specialist | None:
    """What a search knows of somebody under the name `key`; None while something is `missing`.

    The name, the address, institutions and publications stay behind.
    """
    if missing(person):
        return None
    assert person.rate is not None
    start, end = daily_hours(person.windows)
    return Specialist(
        id=key,
        country=person.country,
        time_zone=person.time_zone,
        day_start=start,
        day_end=end,
        hours_per_week=person.hours_per_week,
        rate=person.rate,
        available_from=available_from(person, today=today),
        roles=person.roles,
        languages=person.languages,
        degrees=tuple(HeldDegree(one.level, one.domain) for one in person.degrees if one.domain),
        years_experience=person.years_experience,
        clearances=person.clearances,
        claims=person.claims,
        evidence=tuple(evidence),
        text=person.text,
        synthetic=synthetic,
    )


def daily_hours(windows: Iterable[Window]) -> tuple[time, time]:
    """The hours that stand for a person's working day in an overlap: those that every working day with hours has.

    Where no hour is common to all of these days, or nobody works from Monday to Friday, the longest window stands for
    them. A search that promised more than a day has would promise a client hours that are not there.

    Raises:
        ValueError: there are no windows.
    """
    every = sorted(windows)
    longest = max(every, key=_length)
    days = {day: [one for one in every if one.weekday == day] for day in _WORKING_DAYS}
    main = [max(own, key=_length) for own in days.values() if own]
    if any(one.end <= one.start for one in main) or not main:
        return longest.start, longest.end
    start, end = max(one.start for one in main), min(one.end for one in main)
    return (start, end) if start < end else (longest.start, longest.end)


def available_from(person: Person, *, today: date) -> date:
    """The first day from `today` on that is in no pause, and not before the day they named."""
    day = max(today, person.available_from or today)
    for pause in sorted(person.pauses):
        if pause.first <= day <= pause.last:
            day = pause.last + _DAY
    return day


def hours_in(windows: Iterable[Window]) -> float:
    """Hours of a week that the windows hold."""
    return sum(_length(one).total_seconds() for one in windows) / 3600


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The same days with as few pauses as there can be, in order."""
    found: list[Pause] = []
    for one in sorted(pauses):
        if found and one.first <= found[-1].last + _DAY:
            found[-1] = Pause(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return tuple(found)


def _length(window: Window) -> timedelta:
    some_day = date(2000, 1, 3)
    start, end = datetime.combine(some_day, window.start), datetime.combine(some_day, window.end)
    return end - start if end > start else end - start + _DAY
