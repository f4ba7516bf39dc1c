"""Shortlists in JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.briefs.access import brief_for
from touchstone.apps.briefs.api import Strict
from touchstone.apps.matching import actions
from touchstone.apps.matching.access import shortlist_for
from touchstone.apps.matching.models import ShortlistRecord
from touchstone.core.matching.values import Constraint, Mode
from touchstone.core.roles.values import Role

router = Router(tags=["shortlists"])


class Draw(Strict):
    """How to rank, and for which role if not the diagnosed one."""

    mode: Mode = Mode.BALANCED
    role: Role | None = None


class Relax(Strict):
    """Which constraint to take one step down."""

    constraint: Constraint


class RelaxTogether(Strict):
    """Which of the list's `joint` offers to take, counted from 0."""

    index: int


class Rank(Strict):
    """How to rank."""

    mode: Mode


class ShortlistOut(Schema):
    """A shortlist: the need it was drawn for, from which snapshot of the pool, and the result."""

    id: UUID
    brief: UUID
    mode: Mode
    relaxed_from: UUID | None
    snapshot: int
    created_at: datetime
    need: dict[str, Any]
    result: dict[str, Any]


Made = Status[dict[str, Any]]


@router.post("/briefs/{uuid:brief}/shortlists", response={201: ShortlistOut})
def draw(request: HttpRequest, response: HttpResponse, brief: UUID, body: Draw) -> Made:
    """Rank the pool for a brief."""
    record = brief_for(actor_of(request), brief)
    today = timezone.now().date()
    made = actions.draw_shortlist(record, by=_actor(request), today=today, mode=body.mode, role=body.role)
    return _made(response, made)


@router.get("/shortlists/{uuid:shortlist}", response=ShortlistOut)
def get_shortlist(request: HttpRequest, shortlist: UUID) -> dict[str, Any]:
    """A shortlist as it was drawn."""
    return as_json(shortlist_for(actor_of(request), shortlist))


@router.post("/shortlists/{uuid:shortlist}/relax", response={201: ShortlistOut})
def relax(request: HttpRequest, response: HttpResponse, shortlist: UUID, body: Relax) -> Made:
    """The list with one constraint taken one step down; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, actions.relax(record, body.constraint, by=_actor(request)))


@router.post("/shortlists/{uuid:shortlist}/relax-together", response={201: ShortlistOut})
def relax_together(request: HttpRequest, response: HttpResponse, shortlist: UUID, body: RelaxTogether) -> Made:
    """The list after steps that help only together, one of its `joint` offers; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, actions.relax_together(record, body.index, by=_actor(request)))


@router.post("/shortlists/{uuid:shortlist}/rank", response={201: ShortlistOut})
def rank(request: HttpRequest, response: HttpResponse, shortlist: UUID, body: Rank) -> Made:
    """The same need ranked another way; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, actions.change_mode(record, body.mode, by=_actor(request)))


def as_json(record: ShortlistRecord) -> dict[str, Any]:
    """A shortlist as it goes out. No queries."""
    return {
        "id": record.pk,
        "brief": record.brief_id,
        "mode": record.mode,
        "relaxed_from": record.relaxed_from_id,
        "snapshot": record.snapshot_id,
        "created_at": record.created_at,
        "need": record.need,
        "result": record.result,
    }


def _made(response: HttpResponse, record: ShortlistRecord) -> Made:
    response["Location"] = f"{settings.SITE_URL}/api/v1/shortlists/{record.pk}"
    return Status(201, as_json(record))


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    assert actor is not None
    return actor
