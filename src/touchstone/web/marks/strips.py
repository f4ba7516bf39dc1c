"""Twenty-four hours of the client's clock: who is at work when, on a working day of both."""

from datetime import date, time, timedelta

from msgspec import Struct

from touchstone.core.time import Clock, Presence, overlap_strip

_CELL = 15  # minutes; every zone in use lies a multiple of it from every other
_LOOKED_AHEAD = 14  # days, enough to leave any run of weekends and holidays behind


class Band(Struct, frozen=True):
    """A stretch of the day, 0 to 100."""

    at: float
    width: float


class Strip(Struct, frozen=True, kw_only=True):
    """The client's day, the specialist's on the same clock, and what they share. A night shift has two bands."""

    day: date
    client: tuple[Band, ...]
    theirs: tuple[Band, ...]
    both: tuple[Band, ...]
    spans: tuple[tuple[time, time], ...]  # of the specialist's work on the client's clock
    shared: float  # hours on that day


def strip_of(client: Clock, specialist: Clock, *, day: date) -> Strip:
    """The first day from `day` on that both work, as the clocks stand on it."""
    chosen = working_day(client, specialist, day=day)
    strip = overlap_strip(client, specialist, chosen, minutes=_CELL)
    ours = [cell in {Presence.A, Presence.BOTH} for cell in strip.cells]
    theirs = [cell in {Presence.B, Presence.BOTH} for cell in strip.cells]
    return Strip(
        day=chosen,
        client=_bands(ours),
        theirs=_bands(theirs),
        both=_bands([cell is Presence.BOTH for cell in strip.cells]),
        spans=tuple((_clock(first), _clock(last)) for first, last in _runs(theirs)),
        shared=strip.shared,
    )


def working_day(client: Clock, specialist: Clock, *, day: date) -> date:
    """The first day from `day` on like most: a working day of the client's, and for the specialist the days around it too.

    A shift of another zone, or of a night, that is seen on one day of the client's starts on the day before or after.
    """
    days = [day + timedelta(ahead) for ahead in range(-1, _LOOKED_AHEAD + 1)]
    ours, theirs = (clock.days_off(days[0], days[-1]) for clock in (client, specialist))
    around = zip(days, days[1:], days[2:], strict=False)
    return next(
        (one for before, one, after in around if ours.works(one) and all(map(theirs.works, (before, one, after)))), day
    )


def _bands(cells: list[bool]) -> tuple[Band, ...]:
    return tuple(
        Band(round(100 * first / len(cells), 3), round(100 * (last - first) / len(cells), 3))
        for first, last in _runs(cells)
    )


def _runs(cells: list[bool]) -> list[tuple[int, int]]:
    """From and to which cell there is an unbroken run."""
    edges = [index for index, (a, b) in enumerate(zip([False, *cells], [*cells, False], strict=True)) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _clock(cell: int) -> time:
    minutes = cell * _CELL % (24 * 60)
    return time(minutes // 60, minutes % 60)
