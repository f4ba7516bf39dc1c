"""The hours that two people share on one day, and a strip to draw them."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.time.clocks import Clock, checked_day
from touchstone.core.time.zones import zone

# How far apart two people's calendar days can lie for their shifts to meet: zones run from UTC-12 to UTC+14, and a
# shift may last a day.
NEIGHBOURS = (-2, -1, 0, 1, 2)
_NO_TIME = timedelta(0)


class Presence(StrEnum):
    """Who is at work in one cell of a strip."""

    NOBODY = "nobody"
    A = "a"
    B = "b"
    BOTH = "both"


class Strip(Struct, frozen=True, kw_only=True):
    """A day from midnight to midnight on a's clock, cut into cells of `minutes` each."""

    day: date
    zone: str  # a's
    other_zone: str  # b's
    minutes: int
    cells: tuple[Presence, ...]
    shared: float  # hours that both are at work in a's shift of this day
    offset: float  # hours that b's clock is ahead of a's at a's noon


def shared_hours(a: Clock, b: Clock, day: date) -> float:
    """Hours that both are at work during the shift that `a` starts on `day` (in a's calendar).

    0 where that is a day off for a, and for the part of it that falls on b's weekend or public holiday.
    """
    span = timedelta(max(NEIGHBOURS))
    checked_day(day)
    if not a.days_off(day, day).works(day):
        return 0.0
    calendar = b.days_off(day - span, day + span)
    start, end = a.shift(day)
    shared = _NO_TIME
    for step in NEIGHBOURS:
        other_day = day + timedelta(step)
        if calendar.works(other_day):
            other_start, other_end = b.shift(other_day)
            shared += max(min(end, other_end) - max(start, other_start), _NO_TIME)
    return shared / timedelta(hours=1)


def overlap_strip(a: Clock, b: Clock, day: date, *, minutes: int = 30) -> Strip:
    """Who is at work when on `day`, on a's clock. A cell is judged by its middle.

    Raises:
        BadInput: `minutes` does not divide the day.
    """
    if minutes <= 0 or 1440 % minutes:
        raise BadInput(f"a day cannot be cut into {minutes}-minute cells", place="minutes", hint="30 or 60")
    a_at_work, b_at_work = _at_work(a, day), _at_work(b, day)
    midnight = datetime.combine(checked_day(day), time(0))
    middles = (midnight + timedelta(minutes=minutes * (cell + 0.5)) for cell in range(1440 // minutes))
    moments = [middle.replace(tzinfo=zone(a.zone)).astimezone(UTC) for middle in middles]
    return Strip(
        day=day,
        zone=a.zone,
        other_zone=b.zone,
        minutes=minutes,
        cells=tuple(_presence(_within(moment, a_at_work), _within(moment, b_at_work)) for moment in moments),
        shared=shared_hours(a, b, day),
        offset=offset_between(a.zone, b.zone, day),
    )


def offset_between(a: str, b: str, day: date) -> float:
    """Hours by which b's clock is ahead of a's at a's noon on `day`."""
    noon = datetime.combine(day, time(12), tzinfo=zone(a))
    ahead = (noon.astimezone(zone(b)).utcoffset() or _NO_TIME) - (noon.utcoffset() or _NO_TIME)
    return ahead / timedelta(hours=1)


def _at_work(clock: Clock, day: date) -> list[tuple[datetime, datetime]]:
    """The shifts of `clock` around `day`, on working days only."""
    days = [day + timedelta(step) for step in NEIGHBOURS]
    calendar = clock.days_off(days[0], days[-1])
    return [clock.shift(near) for near in days if calendar.works(near)]


def _within(moment: datetime, shifts: list[tuple[datetime, datetime]]) -> bool:
    return any(start <= moment < end for start, end in shifts)


def _presence(a_works: bool, b_works: bool) -> Presence:  # noqa: FBT001
    if a_works and b_works:
        return Presence.BOTH
    return Presence.A if a_works else Presence.B if b_works else Presence.NOBODY
