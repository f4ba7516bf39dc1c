"""Invitations to work in JSON, for the client who makes them."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.schemas import PageIn, PageOut, Strict, Whole, core, page_of
from touchstone.apps.engagements import actions
from touchstone.apps.engagements.access import offer_for, offers_of
from touchstone.apps.engagements.models import Offer
from touchstone.apps.matching.access import candidate_for
from touchstone.core.money import Money

router = Router(tags=["invitations"])


class PayIn(Strict):
    """To the specialist, for one hour."""

    minor: Whole = Field(ge=1, le=500_000, examples=[4500], description="In the currency's minor unit: cents.")
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")


class TermsIn(Strict):
    """What is offered. The shared hours are on the client's clock."""

    title: str = Field(min_length=1, max_length=120, examples=["Judge answers on tax law"])
    message: str = Field(default="", max_length=4_000)
    hours_per_week: float = Field(ge=1, le=60, examples=[20])
    weeks: Whole = Field(ge=1, le=260, examples=[12])
    start: date = Field(examples=["2030-01-07"])
    pay: PayIn
    window_start: time = Field(examples=["09:00"])
    window_end: time = Field(examples=["17:00"])
    time_zone: str = Field(max_length=60, examples=["America/New_York"])
    answer_days: Whole = Field(default=7, ge=2, le=30)


class OfferedOut(Schema):
    """What is offered, and what has become of it; the same for both sides."""

    id: UUID
    state: Literal["open", "accepted", "declined", "withdrawn", "expired"]
    why: str = Field(description="Why it was declined, where that was said.")
    title: str
    message: str
    role: str
    hours_per_week: float
    weeks: int
    start: date
    pay: Annotated[dict[str, Any], core("Money")]
    fee: Annotated[dict[str, Any], core("Money")]
    bill: Annotated[dict[str, Any], core("Money")]
    window_start: time = Field(description="Shared hours, on the client's clock.")
    window_end: time
    time_zone: str
    created_at: datetime
    expires_at: datetime
    answered_at: datetime | None


class OfferOut(OfferedOut):
    """An invitation, and what has become of it."""

    candidate: UUID
    shortlist: UUID
    specialist: str


class OfferPage(PageOut):
    """Invitations, newest first."""

    items: list[OfferOut]


@router.post("/candidates/{uuid:candidate}/invitation", response={201: OfferOut})
def invite_candidate(request: HttpRequest, candidate: UUID, body: TermsIn) -> Status[dict[str, Any]]:
    """Invite somebody on a list to the work. Whoever is invited already has the one invitation that stands."""
    record = candidate_for(actor_of(request), candidate)
    made = actions.offer(record, _terms(body), by=_actor(request), today=timezone.now().date())
    return Status(201, as_json(made))


@router.get("/invitations", response=OfferPage)
def list_invitations(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """What the organisation has offered, newest first, a page at a time."""
    found = page_of(offers_of(actor_of(request)), page, of="invitations")
    return found | {"items": [as_json(one) for one in found["items"]]}


@router.get("/invitations/{uuid:offer}", response=OfferOut)
def get_invitation(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """One invitation."""
    return as_json(offer_for(actor_of(request), offer))


@router.post("/invitations/{uuid:offer}/withdraw", response=OfferOut)
def withdraw_invitation(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """Take an invitation back that was not answered."""
    actions.withdraw(offer_for(actor_of(request), offer), by=_actor(request))
    return as_json(offer_for(actor_of(request), offer))


def as_json(one: Offer) -> dict[str, Any]:
    """An invitation as it goes out to the client. No queries."""
    whose = {"candidate": one.candidate_id, "shortlist": one.candidate.shortlist_id, "specialist": one.specialist}
    return offered_json(one) | whose


def offered_json(one: Offer) -> dict[str, Any]:
    """What both sides see of it. No queries."""
    plain = (
        "state", "why", "title", "message", "role", "weeks", "start", "window_start", "window_end", "time_zone",
        "created_at", "expires_at", "answered_at",
    )  # fmt: skip
    sums = {"pay": one.pay, "fee": one.fee, "bill": one.bill}
    money = {name: {"minor": sum_.minor, "currency": sum_.currency} for name, sum_ in sums.items()}
    own = {"id": one.pk, "hours_per_week": float(one.hours_per_week)}
    return own | money | {name: getattr(one, name) for name in plain}


def _terms(body: TermsIn) -> actions.Terms:
    said = body.dict()
    said["pay"] = Money(body.pay.minor, body.pay.currency)
    said["hours_per_week"] = Decimal(str(round(body.hours_per_week, 1)))
    return actions.Terms(**said)


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    assert actor is not None
    return actor
