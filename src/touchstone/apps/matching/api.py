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
from touchstone.apps.audit.schemas import HistoryPage, history_page
from touchstone.apps.briefs.access import brief_for
from touchstone.apps.matching.access import (
    candidate_for,
    candidates_of,
    comments_about,
    shortlist_for,
    shortlists_of,
)
from touchstone.apps.matching.actions import deciding, drawing
from touchstone.apps.matching.models import CandidateRecord, Comment, ShortlistRecord
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


class CandidateLine(Schema):
    """Somebody on a list, and what its client decided about them."""

    id: UUID
    specialist: str
    rank: int
    decision: Literal["open", "hold", "declined", "invited"]
    reason: str = Field(description="Why they are declined; empty for any other decision.")
    decided_at: datetime | None


class Decide(Strict):
    """What is decided. A decline says why, and the specialist is told; nothing else gives a reason."""

    decision: Literal["open", "hold", "declined"] = Field(examples=["declined"])
    reason: Literal["skill", "rate", "hours", "language", "start", "found", "closed"] | None = Field(
        default=None, examples=["rate"]
    )


class Remark(Strict):
    """What is said to colleagues."""

    text: str = Field(min_length=1, max_length=deciding.LONGEST_COMMENT, examples=["Ask about tax treaties."])


class CommentLine(Schema):
    """What was said to colleagues about somebody on a list."""

    id: UUID
    text: str
    author: str = Field(description="The name or address of whoever said it; empty where their account is gone.")
    written_at: datetime


Made = Status[dict[str, Any]]


@router.post("/briefs/{uuid:brief}/shortlists", response={201: ShortlistOut})
def draw_shortlist(request: HttpRequest, response: HttpResponse, brief: UUID, body: Draw) -> Made:
    """Rank the pool for a brief."""
    record = brief_for(actor_of(request), brief)
    today = timezone.now().date()
    made = drawing.draw_shortlist(record, by=_actor(request), today=today, mode=body.mode, role=body.role)
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
    return _made(response, drawing.relax(record, body.constraint, by=_actor(request)))


@router.post("/shortlists/{uuid:shortlist}/relax-together", response={201: ShortlistOut})
def relax_shortlist_together(
    request: HttpRequest, response: HttpResponse, shortlist: UUID, body: RelaxTogether
) -> Made:
    """The list after steps that help only together, one of its `joint` offers; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, drawing.relax_together(record, body.index, by=_actor(request)))


@router.post("/shortlists/{uuid:shortlist}/rank", response={201: ShortlistOut})
def rank_shortlist(request: HttpRequest, response: HttpResponse, shortlist: UUID, body: Rank) -> Made:
    """The same need ranked another way; a new list."""
    record = shortlist_for(actor_of(request), shortlist)
    return _made(response, drawing.change_mode(record, body.mode, by=_actor(request)))


@router.get("/shortlists/{uuid:shortlist}/candidates", response=list[CandidateLine])
def list_candidates(request: HttpRequest, shortlist: UUID) -> list[CandidateRecord]:
    """Everybody on a list, in its order, with what was decided about them."""
    found = candidates_of(shortlist_for(actor_of(request), shortlist))
    return sorted(found.values(), key=lambda one: one.rank)


@router.post("/candidates/{uuid:candidate}/decision", response=CandidateLine)
def decide_candidate(request: HttpRequest, candidate: UUID, body: Decide) -> CandidateRecord:
    """Hold somebody, decline them with a reason, or take either back."""
    record = candidate_for(actor_of(request), candidate)
    reason = CandidateRecord.Reason(body.reason) if body.reason else None
    return deciding.decide(record, CandidateRecord.Decision(body.decision), by=_actor(request), reason=reason)


@router.get("/candidates/{uuid:candidate}/comments", response=list[CommentLine])
def list_comments(request: HttpRequest, candidate: UUID) -> list[dict[str, Any]]:
    """What colleagues say about somebody on a list, oldest first."""
    return [_said(one) for one in comments_about(candidate_for(actor_of(request), candidate))]


@router.post("/candidates/{uuid:candidate}/comments", response={201: CommentLine})
def comment_on_candidate(request: HttpRequest, candidate: UUID, body: Remark) -> Status[dict[str, Any]]:
    """Say something to colleagues about somebody on a list; the specialist does not read it."""
    made = deciding.comment(candidate_for(actor_of(request), candidate), body.text, by=_actor(request))
    return Status(201, _said(made))


@router.get("/shortlists/{uuid:shortlist}/history", response=HistoryPage)
def get_shortlist_history(request: HttpRequest, shortlist: UUID, page: Query[PageIn]) -> dict[str, Any]:
    """Who did what to a shortlist, newest first, a page at a time."""
    record = shortlist_for(actor_of(request), shortlist)
    return history_page(record.organisation_id, record.pk, page)


@router.get("/candidates/{uuid:candidate}/history", response=HistoryPage)
def get_candidate_history(request: HttpRequest, candidate: UUID, page: Query[PageIn]) -> dict[str, Any]:
    """Who decided what about somebody on a list, newest first, a page at a time."""
    record = candidate_for(actor_of(request), candidate)
    return history_page(record.organisation_id, record.pk, page)


def _said(one: Comment) -> dict[str, Any]:
    author = (one.author.name or one.author.email) if one.author else ""
    return {"id": one.pk, "text": one.text, "author": author, "written_at": one.written_at}


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
