"""Shortlists in JSON."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.schemas import PageIn, PageOut, Strict, Whole, core, page_of
from touchstone.apps.briefs.access import brief_for
from touchstone.apps.matching import actions
from touchstone.apps.matching.access import shortlist_for, shortlists_of
from touchstone.apps.matching.models import ShortlistRecord
from touchstone.core.matching.values import Constraint, Mode
from touchstone.core.roles.values import Role

router = Router(tags=["shortlists"])


Hirable = Literal[Role.DATA_ANNOTATOR, Role.AI_TRAINING_SPECIALIST, Role.RLHF_SPECIALIST, Role.ML_ENGINEER]


class Draw(Strict):
    """How to rank, and for which role if not the diagnosed one."""

    mode: Mode = Field(default=Mode.BALANCED, examples=["quality"])
    role: Hirable | None = None


class Relax(Strict):
    """Which constraint to take one step down."""

    constraint: Constraint = Field(examples=["rate"])


class RelaxTogether(Strict):
    """Which of the list's `joint` offers to take, counted from 0."""

    index: Whole = Field(ge=0, le=1_000, examples=[0])


class Rank(Strict):
    """How to rank."""

    mode: Mode = Field(examples=["cost"])


class ShortlistLine(Schema):
    """A shortlist in a list."""

    id: UUID
    brief: UUID
    mode: Mode
    relaxed_from: UUID | None
    snapshot: int = Field(description="The snapshot of the pool that it was drawn from.")
    created_at: datetime
    eligible: int = Field(description="How many of the pool can do it.")
    meeting_bar: int = Field(description="How many of these meet the quality bar with the wanted certainty.")


class ShortlistOut(ShortlistLine):
    """A shortlist: the need it was drawn for, from which snapshot of the pool, and the result."""

    need: Annotated[dict[str, Any], core("Need")]
    result: Annotated[dict[str, Any], core("Shortlist")]


class ShortlistPage(PageOut):
    """Shortlists of a brief, newest first."""

    items: list[ShortlistLine]


Made = Status[dict[str, Any]]


@router.post("/briefs/{uuid:brief}/shortlists", response={201: ShortlistOut})
def draw_shortlist(request: HttpRequest, response: HttpResponse, brief: UUID, body: Draw) -> Made:
    """Rank the pool for a brief."""
    record = brief_for(actor_of(request), brief)
    today = timezone.now().date()
    made = actions.draw_shortlist(record, by=_actor(request), today=today, mode=body.mode, role=body.role)
    return _made(response, made)


@router.get("/briefs/{uuid:brief}/shortlists", response=ShortlistPage)
def list_shortlists(request: HttpRequest, brief: UUID, page: Query[PageIn]) -> dict[str, Any]:
    """The shortlists that were drawn for a brief, newest first, a page at a time."""
    lines = shortlists_of(brief_for(actor_of(request), brief))
    found = page_of(lines, page, of="shortlists")
    return found | {"items": [line_of(one) for one in found["items"]]}


@router.get("/shortlists/{uuid:shortlist}", response=ShortlistOut)
def get_shortlist(request: HttpRequest, shortlist: UUID) -> dict[str, Any]:
    """A shortlist as it was drawn."""
    return as_json(shortlist_for(actor_of(request), shortlist))


@router.post("/shortlists/{uuid:shortlist}/relax", response={201: ShortlistOut})
def relax_shortlist(request: HttpRequest, response: HttpResponse, shortlist: UUID, body: Relax) -> Made:
    """The list with one constraint taken one step down; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, actions.relax(record, body.constraint, by=_actor(request)))


@router.post("/shortlists/{uuid:shortlist}/relax-together", response={201: ShortlistOut})
def relax_shortlist_together(
    request: HttpRequest, response: HttpResponse, shortlist: UUID, body: RelaxTogether
) -> Made:
    """The list after steps that help only together, one of its `joint` offers; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, actions.relax_together(record, body.index, by=_actor(request)))


@router.post("/shortlists/{uuid:shortlist}/rank", response={201: ShortlistOut})
def rank_shortlist(request: HttpRequest, response: HttpResponse, shortlist: UUID, body: Rank) -> Made:
    """The same need ranked another way; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, actions.change_mode(record, body.mode, by=_actor(request)))


def line_of(record: ShortlistRecord) -> dict[str, Any]:
    """A shortlist as a list shows it. No queries, and nothing but the two counts of its result."""
    return {
        "id": record.pk,
        "brief": record.brief_id,
        "mode": record.mode,
        "relaxed_from": record.relaxed_from_id,
        "snapshot": record.snapshot_id,
        "created_at": record.created_at,
    } | {name: _count(record, name) for name in ("eligible", "meeting_bar")}


def as_json(record: ShortlistRecord) -> dict[str, Any]:
    """A shortlist as it goes out. No queries."""
    return line_of(record) | {"need": record.need, "result": record.result}


def _count(record: ShortlistRecord, name: str) -> int:
    """A count of the result: from the query where a list asked for it, else from the row."""
    counted = getattr(record, name, None)
    return int(record.result[name] if counted is None else counted)


def _made(response: HttpResponse, record: ShortlistRecord) -> Made:
    response["Location"] = f"{settings.SITE_URL}/api/v1/shortlists/{record.pk}"
    return Status(201, as_json(record))


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    assert actor is not None
    return actor
