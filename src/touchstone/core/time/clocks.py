"""When somebody works: a zone, a day's start and end on the local clock, and a country for the holidays."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.time.calendars import Calendar, calendar
from touchstone.core.time.zones import zone

FIRST_YEAR, LAST_YEAR = 1990, 2090  # the holidays of further years would be guesses


class Clock(Struct, frozen=True):
    """Working hours on a local clock. `end` at or before `start` means the next day: 22:00 to 06:00 is a night shift.

    A shift belongs to the day on which it starts. Equal times mean around the clock.

    Raises:
        BadInput: the zone does not exist; the hint names similar ones.
    """

    zone: str  # IANA
    start: time = time(9)
    end: time = time(18)
    country: str | None = None  # ISO 3166-1 alpha-2; None: Monday to Friday, no holidays
    subdivision: str | None = None  # of ISO 3166-2, the part after the country: "SP"

    def __post_init__(self) -> None:
        zone(self.zone)

    @property
    def start_minute(self) -> int:
        """Minutes from local midnight to the start."""
        return _minute(self.start)

    @property
    def end_minute(self) -> int:
        """Minutes from the same midnight to the end; above 1440 for a shift that crosses midnight."""
        end = _minute(self.end)
        return end if end > self.start_minute else end + 1440

    def shift(self, day: date) -> tuple[datetime, datetime]:
        """Start and end (UTC) of the shift that starts on `day`, whether or not it is a working day.

        Where the clock jumps over the start or end, or repeats it, the hour before the change counts (PEP 495, fold 0).
        """
        return self._instant(day, self.start_minute), self._instant(day, self.end_minute)

    def days_off(self, first: date, last: date) -> Calendar:
        """The calendar by which this person works between two dates."""
        return calendar(self.country, first.year, last.year, subdivision=self.subdivision)

    def _instant(self, day: date, minute: int) -> datetime:
        local = datetime.combine(day, time(0)) + timedelta(minutes=minute)
        return local.replace(tzinfo=zone(self.zone)).astimezone(UTC)


def checked_day(day: date) -> date:
    """`day`, if its year is one that calendars are kept for.

    Raises:
        BadInput: it is not.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"{day} is too far away", place="day", hint=f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
