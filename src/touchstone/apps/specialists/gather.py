"""Everything that is kept about a specialist, for themselves."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils import timezone

from touchstone.apps.audit.models import AuditRow
from touchstone.apps.engagements.access import offers_to
from touchstone.apps.engagements.models import Offer
from touchstone.apps.matching.access import lists_about
from touchstone.apps.matching.models import CandidateRecord
from touchstone.apps.talent.models import PersonRecord, Specialist

_LISTS = ("drawn_at", "decision", "reason", "decided_at", "told")
_OFFERS = (
    "id", "client", "title", "message", "role", "hours_per_week", "weeks", "start", "pay_minor", "currency", "fee_percent",
    "window_start", "window_end", "time_zone", "created_at", "expires_at", "state", "answered_at", "why",
)  # fmt: skip


def everything_about(mine: PersonRecord, *, email: str) -> dict[str, Any]:
    """What is kept about a specialist, as JSON can say it. Five queries."""
    row = Specialist.objects.filter(reference=mine.reference).first()
    done = AuditRow.objects.filter(organisation_id=mine.organisation_id).order_by("id")
    return {
        "made_at": timezone.now(),
        "account": {"email": email},
        "reference": mine.reference,
        "state": mine.state,
        "shows_name": mine.shows_name,
        "joined_at": mine.joined_at,
        "changed_at": mine.changed_at,
        "erase_after": mine.erase_after,
        "profile": mine.record,
        "what_searches_know": row.profile if row else None,
        "lists": list(lists_about(mine.reference).values(*_LISTS)),
        "invitations": list(offers_to(mine.reference).values(*_OFFERS)),
        "what_you_did": list(done.values("verb", "object_type", "details", "at")),
    }


def what_is_told(record: CandidateRecord) -> list[Any]:
    """Why they stood on a list, as the core's reasons. No queries."""
    from touchstone.core.matching.values import CandidateReason

    return msgspec.convert(record.told.get("reasons", []), list[CandidateReason])


def on_own_clock(offer: Offer, zone: str) -> tuple[time, time] | None:
    """The shared hours of an offer on another clock, on the day the work begins; None where no clock is known."""
    if not zone:
        return None
    start, end = (
        datetime.combine(offer.start, one, ZoneInfo(offer.time_zone)).astimezone(ZoneInfo(zone)).time()
        for one in (offer.window_start, offer.window_end)
    )
    return start, end
