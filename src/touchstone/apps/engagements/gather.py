"""What an invitation begins with, from the list that somebody stands on."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from touchstone.apps.briefs import gather as briefs
from touchstone.apps.matching import gather as matching
from touchstone.apps.matching.models import CandidateRecord
from touchstone.core.matching.values import Candidate

_SOON = timedelta(days=14)
_WEEKS = 12


def candidate_in(record: CandidateRecord) -> Candidate:
    """Somebody as their list shows them. No queries."""
    people = matching.result_in(record.shortlist).candidates
    return next(one for one in people if one.specialist == record.specialist)


def first_terms(record: CandidateRecord, *, today: date) -> dict[str, Any]:
    """What stands in the form at first: what the brief asks for, and what they ask. No queries."""
    one, need = candidate_in(record), matching.need_in(record.shortlist)
    brief = briefs.brief_of(record.shortlist.brief)
    weeks = brief.weeks.high or brief.weeks.low if brief.weeks else None
    return {
        "title": record.shortlist.brief.title[:120],
        "hours_per_week": _tidy(min(need.minimum_hours or one.hours_per_week, one.hours_per_week) or 20.0),
        "weeks": round(weeks or _WEEKS),
        "start": max(need.start_by or today + _SOON, one.available_from or today, today),
        "pay": one.rate.major,
        "currency": one.rate.currency,
        "window_start": need.day_start,
        "window_end": need.day_end,
        "time_zone": need.time_zone or one.time_zone,
        "answer_days": 7,
    }


def _tidy(hours: float) -> Decimal:
    return Decimal(str(round(hours, 1)))
