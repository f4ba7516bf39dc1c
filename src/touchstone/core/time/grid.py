"""Shifts of many people over many days in UTC minutes: the arithmetic behind a year of overlap.

A zone is kept as its clock changes inside the window, so that turning local minutes into UTC minutes is one look-up.
Everything that depends only on a zone, a country and the window is cached; what is left for a query is arithmetic on
arrays of clocks x days.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.time.calendars import calendar, days_from
from touchstone.core.time.clocks import Clock, checked_day
from touchstone.core.time.day import NEIGHBOURS
from touchstone.core.time.zones import zone

Minutes = NDArray[np.int32]
Marks = NDArray[np.bool_]
DAY = 1440
MARGIN = max(NEIGHBOURS) + 1


class Window(Struct, frozen=True):
    """`days` days from `start`, and three more on each side for the shifts that reach in."""

    start: date
    days: int

    @property
    def first(self) -> date:
        """The first day with the margin."""
        return self.start - timedelta(MARGIN)

    @property
    def span(self) -> int:
        """How many days there are with the margins."""
        return self.days + 2 * MARGIN


class ClockChanges(Struct, frozen=True):
    """A zone in a window: `offsets[i]` (minutes east of UTC) holds from local minute `thresholds[i - 1]` on.

    Local minutes count from the first midnight of the window. A time that the clock skips or repeats takes the offset
    before the change, as `datetime` does with fold 0.
    """

    thresholds: Minutes
    offsets: Minutes
    days: tuple[date, ...]  # the local date of each change

    def to_utc(self, local: Minutes) -> Minutes:
        """Minutes since the window's first midnight in UTC."""
        shifted: Minutes = local - self.offsets[np.searchsorted(self.thresholds, local, side="right")]
        return shifted


def twelve_months(start: date) -> Window:
    """The window from `start` to the day before the same date a year later (29 February: to 28 February)."""
    checked_day(start)
    leap_day = (start.month, start.day) == (2, 29)
    end = date(start.year + 1, 3, 1) if leap_day else start.replace(year=start.year + 1)
    return Window(start, (end - start).days)


@lru_cache(maxsize=4096)
def clock_changes(name: str, window: Window) -> ClockChanges:
    """The changes of the zone's clock inside the window, to the minute."""
    where = zone(name)
    midnight = datetime(window.first.year, window.first.month, window.first.day, tzinfo=UTC)

    def offset(minute: int) -> int:
        moment = (midnight + timedelta(minutes=minute)).astimezone(where)
        return int((moment.utcoffset() or timedelta(0)) / timedelta(minutes=1))

    # The window is looked through in UTC, a day more on each side than any zone needs.
    marks = range(-DAY, (window.span + 1) * DAY + 1, DAY)
    offsets, thresholds = [offset(marks[0])], []
    for left, right in pairwise(marks):
        if offset(right) != offsets[-1]:
            change = bisect_left(range(left, right), 1, key=lambda minute: offset(minute) != offsets[-1]) + left
            thresholds.append(change + max(offsets[-1], offset(change)))
            offsets.append(offset(change))
    return ClockChanges(
        np.array(thresholds, np.int32),
        np.array(offsets, np.int32),
        tuple(window.first + timedelta(threshold // DAY) for threshold in thresholds),
    )


class Meeting(Struct, frozen=True, kw_only=True):
    """People (rows) against one other person, over the days of a window and one more on each side.

    All arrays have one row a person and `window.days + 2` columns; the first column is the day before the window.
    """

    possible: Minutes  # minutes shared if nobody ever had a day off
    shared: Minutes  # minutes shared as the calendars are
    common: Marks  # both work: the day is one on which they could meet


@lru_cache(maxsize=16384)
def instants(name: str, minute: int, window: Window) -> Minutes:
    """UTC minutes at which the local clock shows `minute` after midnight, for each day of the window with margins."""
    local = np.arange(window.span, dtype=np.int32) * DAY + np.int32(minute)
    return clock_changes(name, window).to_utc(local)


@lru_cache(maxsize=1024)
def works(country: str | None, subdivision: str | None, window: Window) -> Marks:
    """Whether people of a country work, for each day of the window with margins."""
    days = days_from(window.first, window.span)
    known = calendar(country, days[0].year, days[-1].year, subdivision=subdivision)
    return np.fromiter((known.works(day) for day in days), np.bool_, len(days))


def meeting(clocks: Sequence[Clock], other: Clock, window: Window) -> Meeting:
    """When each of `clocks` and `other` are at work together."""
    inner = slice(MARGIN - 1, window.span - MARGIN + 1)
    starts = np.stack([instants(clock.zone, clock.start_minute, window)[inner] for clock in clocks])
    ends = np.stack([instants(clock.zone, clock.end_minute, window)[inner] for clock in clocks])
    at_work = np.stack([works(clock.country, clock.subdivision, window)[inner] for clock in clocks])
    other_start = instants(other.zone, other.start_minute, window)
    other_end = instants(other.zone, other.end_minute, window)
    other_works = works(other.country, other.subdivision, window)
    possible, shared = np.zeros_like(starts), np.zeros_like(starts)
    met = np.zeros_like(at_work)
    for step in NEIGHBOURS:
        there = slice(inner.start + step, inner.stop + step)
        minutes = np.minimum(ends, other_end[there]) - np.maximum(starts, other_start[there])
        np.maximum(minutes, 0, out=minutes)
        possible += minutes
        shared += minutes * other_works[there]
        met |= (minutes > 0) & other_works[there]
    common = at_work & np.where(possible > 0, met, other_works[inner])
    return Meeting(possible=possible, shared=shared * at_work, common=common)
