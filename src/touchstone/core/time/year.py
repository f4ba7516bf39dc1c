"""A year of shared working hours: the worst day, the mean, months, lost days, and when clocks move the overlap."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from touchstone.core.time.calendars import Calendar
from touchstone.core.time.clocks import Clock
from touchstone.core.time.day import NEIGHBOURS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from touchstone.core.time.grid import Meeting, Window


class OverlapMonth(Struct, frozen=True, kw_only=True):
    """One calendar month (or the part of it inside the year)."""

    month: date  # its first day
    minimum: float  # hours, over the common working days
    mean: float
    days: int  # common working days; with none, minimum and mean are 0


class OverlapChange(Struct, frozen=True, kw_only=True):
    """A day on which a clock changes and the shared hours with it."""

    day: date
    zones: tuple[str, ...]  # whose clock changes
    before: float  # hours shared on a working day before
    after: float


class LostDay(Struct, frozen=True, kw_only=True):
    """A working day lost to a public holiday: `day` in a's calendar, and whose holiday it is."""

    day: date
    whose: Literal["a", "b", "both"]
    names: tuple[str, ...]


class OverlapYear(Struct, frozen=True, kw_only=True):
    """Shared working hours over twelve months, day by day in a's calendar.

    A common working day is one on which a works and b works at the time (where their hours never meet: on the same
    date). Minimum and mean are over these days alone; days lost to holidays and to weekends that fall apart (Auckland's
    Monday is Los Angeles' Sunday) are counted beside them.
    """

    start: date
    minimum: float  # hours on the worst common working day
    mean: float
    days: int  # common working days
    by_month: tuple[OverlapMonth, ...]
    changes: tuple[OverlapChange, ...]
    lost: tuple[LostDay, ...]
    weekends_apart: int  # working days of a on which b has a weekend
    no_holiday_data: tuple[str, ...]  # countries of the two whose holidays are not on record

    def lost_to(self, whose: Literal["a", "b", "both"]) -> int:
        """How many days are lost to holidays of a alone, of b alone, or of both at once."""
        return sum(lost.whose == whose for lost in self.lost)


def year_of_overlap(a: Clock, b: Clock, start: date) -> OverlapYear:
    """The twelve months from `start`, seen from a.

    Raises:
        BadInput: the year is too far away.
    """
    from touchstone.core.time.grid import meeting, twelve_months

    window = twelve_months(start)
    met = meeting([a], b, window)
    shared, common = met.shared[0, 1:-1] / 60, met.common[0, 1:-1]
    minimum, mean = _summary(shared, common)
    lost, apart = _days_apart(a, b, window)
    calendars = _calendars(a, b, window)
    return OverlapYear(
        start=start,
        minimum=minimum,
        mean=mean,
        days=int(common.sum()),
        by_month=tuple(_months(window, shared, common)),
        changes=tuple(_changes(a, b, window, met)),
        lost=lost,
        weekends_apart=apart,
        no_holiday_data=tuple(dict.fromkeys(c.country for c in calendars if c.country and not c.known)),
    )


def overlap_table(clocks: Sequence[Clock], b: Clock, start: date) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Minimum and mean of `year_of_overlap(clock, b, start)` for every clock: two arrays of hours.

    The first call for a start date looks up zones and holidays (milliseconds a zone or country); later ones only compute.
    """
    import numpy as np

    from touchstone.core.time.grid import meeting, twelve_months

    window = twelve_months(start)
    if not clocks:
        return np.zeros(0), np.zeros(0)
    met = meeting(clocks, b, window)
    shared, common = met.shared[:, 1:-1], met.common[:, 1:-1]
    days = common.sum(axis=1)
    minimum = np.where(common, shared, np.iinfo(np.int32).max).min(axis=1)
    total = np.where(common, shared, 0).sum(axis=1, dtype=np.int64)
    some = days > 0
    return np.where(some, minimum / 60, 0.0), total / np.maximum(days, 1) / 60


def _summary(shared: "NDArray[np.float64]", common: "NDArray[np.bool_]") -> tuple[float, float]:
    kept = shared[common]
    return (float(kept.min()), float(kept.mean())) if kept.size else (0.0, 0.0)


def _months(window: "Window", shared: "NDArray[np.float64]", common: "NDArray[np.bool_]") -> Iterator[OverlapMonth]:
    days = [window.start + timedelta(place) for place in range(window.days)]
    firsts = [place for place, day in enumerate(days) if place == 0 or day.day == 1]
    for first, after in zip(firsts, [*firsts[1:], window.days], strict=True):
        part = slice(first, after)
        minimum, mean = _summary(shared[part], common[part])
        month = days[first].replace(day=1)
        yield OverlapMonth(month=month, minimum=minimum, mean=mean, days=int(common[part].sum()))


def _changes(a: Clock, b: Clock, window: "Window", met: "Meeting") -> Iterator[OverlapChange]:
    from touchstone.core.time.grid import clock_changes

    moved: dict[date, list[str]] = {}
    for name in dict.fromkeys((a.zone, b.zone)):
        for day in clock_changes(name, window).days:
            moved.setdefault(day, []).append(name)
    for day in sorted(moved):
        place = (day - window.start).days + 1
        if 1 <= place <= window.days:
            before, after = met.possible[0, place - 1] / 60, met.possible[0, place + 1] / 60
            if before != after:
                yield OverlapChange(day=day, zones=tuple(moved[day]), before=float(before), after=float(after))


def _days_apart(a: Clock, b: Clock, window: "Window") -> tuple[tuple[LostDay, ...], int]:
    """Holidays that cost a day, and how many of a's working days fall on b's weekend."""
    own, other = _calendars(a, b, window)
    lost, apart = [], 0
    for place in range(window.days):
        day = window.start + timedelta(place)
        if own.is_weekend(day):
            continue
        theirs = _days_met(a, b, day)
        mine, works = own.holiday(day), any(other.works(near) for near in theirs)
        their_holidays = [name for near in theirs if (name := other.holiday(near))]
        if not works and not their_holidays:
            apart += mine is None
        elif mine or not works:
            names = (mine, *their_holidays) if mine and not works else (mine,) if mine else tuple(their_holidays)
            whose: Literal["a", "b", "both"] = "both" if mine and not works else "a" if mine else "b"
            lost.append(LostDay(day=day, whose=whose, names=tuple(dict.fromkeys(n for n in names if n))))
    return tuple(lost), apart


def _days_met(a: Clock, b: Clock, day: date) -> list[date]:
    """The days of b whose hours meet a's on `day`; the same date where none do."""
    start, end = a.shift(day)
    days = [day + timedelta(step) for step in NEIGHBOURS]
    met = [near for near in days if max(start, b.shift(near)[0]) < min(end, b.shift(near)[1])]
    return met or [day]


def _calendars(a: Clock, b: Clock, window: "Window") -> tuple[Calendar, Calendar]:
    last = window.first + timedelta(window.span - 1)
    return a.days_off(window.first, last), b.days_off(window.first, last)
