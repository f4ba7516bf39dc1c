"""A specialist's own record, lists and invitations in JSON, for themselves."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.models import User
from touchstone.apps.accounts.schemas import PageIn, PageOut, Strict, core, page_of
from touchstone.apps.engagements import actions as engagements
from touchstone.apps.engagements.access import offers_to
from touchstone.apps.engagements.api import OfferedOut, offered_json
from touchstone.apps.engagements.models import Offer
from touchstone.apps.matching.access import lists_about
from touchstone.apps.specialists import gather
from touchstone.apps.talent.access import own_record
from touchstone.apps.talent.actions import people
from touchstone.apps.talent.gather import person_in
from touchstone.apps.talent.models import PersonRecord
from touchstone.core.errors import BadInput
from touchstone.core.people import Person, checked, missing

router = Router(tags=["specialist"])


class MeOut(Schema):
    """What you say of yourself, and whether searches find you."""

    reference: str = Field(description="What clients know you by.")
    state: Literal["draft", "shown", "hidden"]
    missing: list[str] = Field(description="What a search needs and the profile lacks.")
    shows_name: bool = Field(description="Whether clients may see your name, on lists that are not blind.")
    profile: Annotated[dict[str, Any], core("Person")]
    joined_at: datetime
    changed_at: datetime
    erase_after: datetime | None = Field(description="When everything is erased; null unless you have asked for it.")


class ProfileIn(Strict):
    """All that you say of yourself; what is left out is not said any more. The e-mail address is that of your log-in."""

    profile: Annotated[dict[str, Any], core("Person")]
    shows_name: bool | None = Field(default=None, strict=True)


class ShownIn(Strict):
    """Whether searches find you."""

    shown: bool = Field(strict=True)


class ListOut(Schema):
    """A list that you were on: what was asked for, where you stood and why, and what was decided."""

    id: UUID
    drawn_at: datetime
    decision: Literal["open", "hold", "declined", "invited"]
    reason: str = Field(description="Why you were declined, by its code; empty otherwise.")
    decided_at: datetime | None
    told: dict[str, Any]


class ListPage(PageOut):
    """Lists, newest first."""

    items: list[ListOut]


class MyOfferOut(OfferedOut):
    """An invitation to work, as it stands."""

    client: str


class MyOfferPage(PageOut):
    """Invitations, newest first."""

    items: list[MyOfferOut]


class MyAnswer(Strict):
    """Whether you take the work."""

    accepted: bool = Field(strict=True)
    why: Offer.Why | None = Field(default=None, description="Why not, where you want to say so.")


class ErasureIn(Strict):
    """Ask to be forgotten, or take that back while there is time."""

    do: Literal["ask", "take_back"]


@router.get("/me", response=MeOut)
def get_me(request: HttpRequest) -> dict[str, Any]:
    """Your own record."""
    return as_json(own_record(actor_of(request)))


@router.put("/me", response=MeOut)
def keep_profile(request: HttpRequest, body: ProfileIn) -> dict[str, Any]:
    """Write down what you say of yourself; searches know of it within seconds."""
    mine = own_record(actor_of(request))
    person = _person(body.profile | {"email": person_in(mine).email})
    today = timezone.now().date()
    return as_json(people.keep(mine, person, by=_actor(request), today=today, shows_name=body.shows_name))


@router.post("/me/shown", response=MeOut)
def show_profile(request: HttpRequest, body: ShownIn) -> dict[str, Any]:
    """Let searches find you, or no longer."""
    mine = own_record(actor_of(request))
    return as_json(people.show(mine, shown=body.shown, by=_actor(request), today=timezone.now().date()))


@router.get("/me/lists", response=ListPage)
def list_my_lists(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The lists that you were on, with why and why not, newest first, a page at a time."""
    rows = lists_about(own_record(actor_of(request)).reference)
    found = page_of(rows, page, of="my lists", by="drawn_at")
    plain = ("drawn_at", "decision", "reason", "decided_at", "told")
    items = [{"id": one.pk} | {name: getattr(one, name) for name in plain} for one in found["items"]]
    return found | {"items": items}


@router.get("/me/invitations", response=MyOfferPage)
def list_my_invitations(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """What you were offered, newest first, a page at a time."""
    found = page_of(offers_to(own_record(actor_of(request)).reference), page, of="my invitations")
    return found | {"items": [_offer_json(one) for one in found["items"]]}


@router.get("/me/invitations/{uuid:offer}", response=MyOfferOut)
def get_my_invitation(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """One invitation."""
    return _offer_json(_offer(request, offer))


@router.post("/me/invitations/{uuid:offer}/answer", response=MyOfferOut)
def answer_invitation(request: HttpRequest, offer: UUID, body: MyAnswer) -> dict[str, Any]:
    """Take the work, or do not. Twice is once; a no counts nowhere against you."""
    found = _offer(request, offer)
    engagements.answer(found, accepted=body.accepted, by=_actor(request), why=body.why)
    return _offer_json(_offer(request, offer))


@router.get("/me/data", response=dict[str, Any])
def export_my_data(request: HttpRequest) -> dict[str, Any]:
    """Everything that is kept about you, to take along."""
    mine = own_record(actor_of(request))
    return gather.everything_about(mine, email=User.objects.get(pk=str(_actor(request).user)).email)


@router.post("/me/erasure", response=MeOut)
def ask_erasure(request: HttpRequest, body: ErasureIn) -> dict[str, Any]:
    """Be forgotten: out of searches at once, everything gone after the days in which it can be taken back."""
    mine, by = own_record(actor_of(request)), _actor(request)
    if body.do == "take_back":
        return as_json(people.take_back_erasure(mine, by=by))
    return as_json(people.ask_erasure(mine, by=by, today=timezone.now().date()))


def as_json(mine: PersonRecord) -> dict[str, Any]:
    """A record as it goes out to whom it is about. No queries."""
    plain = ("reference", "state", "shows_name", "joined_at", "changed_at", "erase_after")
    own = {"missing": list(missing(person_in(mine))), "profile": mine.record}
    return own | {name: getattr(mine, name) for name in plain}


def _person(said: dict[str, Any]) -> Person:
    try:
        return checked(msgspec.convert(said, Person), place="body.profile")
    except msgspec.ValidationError as error:
        where = str(error).rpartition("`$")[2].rstrip("`").lstrip(".")
        place = f"body.profile.{where}" if where else "body.profile"
        raise BadInput(_("This is no profile: %(why)s") % {"why": error}, place=place) from error


def _offer(request: HttpRequest, offer: UUID) -> Offer:
    found = offers_to(own_record(actor_of(request)).reference).filter(pk=offer).first()
    if found is None:
        raise Http404
    return found


def _offer_json(one: Offer) -> dict[str, Any]:
    return offered_json(one) | {"client": one.client}


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    assert actor is not None
    return actor
