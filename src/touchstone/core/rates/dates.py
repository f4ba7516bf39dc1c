"""Dates as exact as a source gives them: a year, a month or a day."""

import calendar
import re
from datetime import date

from touchstone.core.errors import BadInput

_PARTS = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def days_of(said: str) -> tuple[date, date]:
    """The first and the last day that "2026", "2026-06" or "2026-06-17" can mean.

    Raises:
        BadInput: `said` is none of these.
    """
    match = _PARTS.fullmatch(said)
    year, month, day = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    try:
        last_month = month or 12
        return date(year, month or 1, day or 1), date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except ValueError as error:
        hint = "a date such as 2026, 2026-06 or 2026-06-17"
        raise BadInput(f"{said!r} is not a date", place="date", hint=hint) from error


def in_words(said: str) -> str:
    """The date for a text: "2026", "June 2026", "17 June 2026"."""
    first, last = days_of(said)
    if len(said) == 4:
        return said
    if first != last:
        return f"{calendar.month_name[first.month]} {first.year}"
    return f"{first.day} {calendar.month_name[first.month]} {first.year}"
