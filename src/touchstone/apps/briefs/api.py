"""Briefs in JSON."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.doors import OPEN
from touchstone.apps.accounts.schemas import Moment, PageIn, PageOut, Strict, core, page_of
from touchstone.apps.accounts.visits import acting, count_use
from touchstone.apps.audit.schemas import HistoryPage, history_page
from touchstone.apps.briefs import actions, gather
from touchstone.apps.briefs.access import brief_for, briefs_of
from touchstone.apps.briefs.forms import LONGEST_TEXT, check_size
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.briefs.page import plan_view
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.roles.values import HIRABLE, Role

router = Router(tags=["briefs"])
NO_NUL = r"^[^\x00]*$"  # a character that PostgreSQL has in no text
EXAMPLE = "Our assistant invents citations in tax law. Two people to correct its answers, 20 hours a week for 8 weeks."


class BriefIn(Strict):
    """A need in words."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT, examples=[EXAMPLE])
    title: str | None = Field(default=None, max_length=200)


class Press(StrEnum):
    """What can be done to a field."""

    CONFIRM = "confirm"
    EDIT = "edit"
    DROP = "drop"
    REOPEN = "reopen"


class FieldIn(Strict):
    """What the client says to one field; `value` goes with "edit" and has the form it has in `brief`."""

    do: Press = Field(examples=["edit"])
    value: Any = Field(default=None, examples=[9])


class BriefLine(Schema):
    """A brief in a list."""

    id: UUID
    title: str
    source: BriefRecord.Source
    role: Role = Field(description="Who is needed, by the diagnosis.")
    created_at: datetime
    changed_at: datetime


class BriefOut(BriefLine):
    """A brief: what was said, what was read (`found`, with the words it came from), what stands now, who is needed."""

    file_name: str
    brief: Annotated[dict[str, Any], core("Brief")]
    marks: dict[str, Any] = Field(
        description="What the client said to a field: confirmed, edited with a value, dropped."
    )
    found: list[Annotated[dict[str, Any], core("Found")]]
    missing: list[Annotated[dict[str, Any], core("Question")]]
    notes: list[str]
    diagnosis: Annotated[dict[str, Any], core("Diagnosis")]


class SubfieldIn(Strict):
    """A sub-field that the brief names and the taxonomy lacks: ask the operator to add it, or take that back.

    "take": it is in the taxonomy by now, and the brief asks for it.
    """

    words: str = Field(min_length=1, max_length=200)
    do: Literal["propose", "withdraw", "take"] = "propose"


class SubfieldOut(Schema):
    """A sub-field that the brief names and the taxonomy lacks; `state` is null where nobody has asked for it."""

    words: str
    parent: str | None
    code: str | None
    state: str | None
    known: bool = Field(description="Whether it is in the taxonomy by now, under `code`.")


class BriefPage(PageOut):
    """Briefs, newest first."""

    items: list[BriefLine]


class BriefsWanted(PageIn):
    """Which of the briefs. A moment has its offset; `after` is included, `before` is not."""

    created_after: Moment | None = None
    created_before: Moment | None = None
    changed_after: Moment | None = None
    changed_before: Moment | None = None
    role: Role | None = Field(default=None, description="The role that the diagnosis names.")
    text: str | None = Field(
        default=None, min_length=1, max_length=200, pattern=NO_NUL, description="Stands in the title or the text."
    )


class Levers(Strict):
    """What a plan may be computed with instead of what the brief says."""

    people: int | None = Field(default=None, ge=1, le=500)
    hours: float | None = Field(default=None, ge=1, le=60)
    weeks: float | None = Field(default=None, ge=1, le=260)
    volume: int | None = Field(default=None, ge=1, le=100_000_000)
    place: str | None = Field(default=None, pattern="^[A-Z]{2}$")


@router.post("/briefs", response={201: BriefOut}, auth=OPEN)
def submit_brief(request: HttpRequest, response: HttpResponse, body: BriefIn) -> Status[dict[str, Any]]:
    """Read a brief out of a text and diagnose it."""
    count_use("brief", request, limit=settings.BRIEFS_PER_HOUR)
    with acting(request) as actor:
        record = actions.submit_text(body.text, title=body.title, by=actor, today=timezone.now().date())
    return _made(response, record)


@router.post("/briefs/documents", response={201: BriefOut}, auth=OPEN)
def submit_document(
    request: HttpRequest, response: HttpResponse, document: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Read a brief out of a document (text, Markdown, PDF, Word, TOML, YAML or JSON) and diagnose it."""
    count_use("brief", request, limit=settings.BRIEFS_PER_HOUR)
    check_size(document)
    with acting(request) as actor:
        record = actions.submit_document(document.read(), document.name or "", by=actor, today=timezone.now().date())
    return _made(response, record)


@router.get("/briefs", response=BriefPage)
def list_briefs(request: HttpRequest, wanted: Query[BriefsWanted]) -> dict[str, Any]:
    """The briefs of your organisation, newest first, a page at a time."""
    lines = _matching(briefs_of(actor_of(request)), wanted)
    lines = lines.only("id", "title", "source", "created_at", "changed_at")
    return page_of(lines, wanted, of="briefs")


@router.get("/briefs/{uuid:brief}", response=BriefOut)
def get_brief(request: HttpRequest, brief: UUID) -> dict[str, Any]:
    """One brief."""
    return as_json(brief_for(actor_of(request), brief))


@router.post("/briefs/{uuid:brief}/fields/{field}", response=BriefOut)
def mark_field(request: HttpRequest, brief: UUID, field: str, body: FieldIn) -> dict[str, Any]:
    """Confirm, correct, drop or reopen one field."""
    record, by = brief_for(actor_of(request), brief), actor_of(request)
    assert by is not None
    return as_json(_pressed(record, field, body, by=by))


@router.post("/briefs/{uuid:brief}/proposals", response=BriefOut)
def propose_fields(request: HttpRequest, brief: UUID) -> dict[str, Any]:
    """Let the configured model propose what the rules left open; its findings are marked `by` its name."""
    record, by = brief_for(actor_of(request), brief), actor_of(request)
    assert by is not None
    count_use("model", request, limit=settings.BRIEFS_PER_HOUR)
    return as_json(actions.propose_fields(record, by=by))


@router.get("/briefs/{uuid:brief}/history", response=HistoryPage)
def get_brief_history(request: HttpRequest, brief: UUID, page: Query[PageIn]) -> dict[str, Any]:
    """Who did what to a brief, newest first, a page at a time."""
    record = brief_for(actor_of(request), brief)
    return history_page(record.organisation_id, record.pk, page)


@router.get("/briefs/{uuid:brief}/subfields", response=list[SubfieldOut])
def list_subfields(request: HttpRequest, brief: UUID) -> list[dict[str, Any]]:
    """What the brief names and the taxonomy lacks; nothing is taken for anything wider."""
    return _lacking(brief_for(actor_of(request), brief))


@router.post("/briefs/{uuid:brief}/subfields", response=list[SubfieldOut])
def ask_for_subfield(request: HttpRequest, brief: UUID, body: SubfieldIn) -> list[dict[str, Any]]:
    """Ask the operator to add one, or take it back; twice is once."""
    record, by = brief_for(actor_of(request), brief), actor_of(request)
    assert by is not None
    verbs = {"propose": actions.propose_subfield, "withdraw": actions.withdraw_subfield, "take": actions.take_subfield}
    verbs[body.do](record, body.words, by=by)
    return _lacking(brief_for(by, brief))


@router.get("/briefs/{uuid:brief}/plan", response=Annotated[dict[str, Any], core("Plan")])
def get_plan(request: HttpRequest, brief: UUID, levers: Query[Levers]) -> HttpResponse:
    """The plan, with levers in place of what the brief says."""
    record = brief_for(actor_of(request), brief)
    diagnosis = gather.diagnosis_of(record)
    if diagnosis.role not in HIRABLE:
        raise NotPossible(_("Nobody is to be hired for this brief."), place="role")
    typed = {name: value for name, value in levers.model_dump().items() if value is not None}
    view = plan_view(gather.brief_of(record), diagnosis, today=timezone.now().date(), levers=typed)
    if view.form.errors:
        raise BadInput(
            "; ".join(str(error) for errors in view.form.errors.values() for error in errors), place="levers"
        )
    if view.refusal is not None:
        raise view.refusal
    return HttpResponse(msgspec.json.encode(view.plan), content_type="application/json")


def as_json(record: BriefRecord) -> dict[str, Any]:
    """A brief as it goes out. No queries."""
    reading = record.reading
    lines = {name: getattr(record, name) for name in ("id", "title", "source", "file_name", "created_at", "changed_at")}
    return lines | {
        "role": record.diagnosis["role"],
        "brief": msgspec.to_builtins(gather.brief_of(record)),
        "marks": record.marks,
        "found": reading["found"],
        "missing": reading["missing"],
        "notes": reading["notes"],
        "diagnosis": record.diagnosis,
    }


def _matching(briefs: QuerySet[BriefRecord], wanted: BriefsWanted) -> QuerySet[BriefRecord]:
    lines = briefs.annotate(role=KeyTextTransform("role", "diagnosis"))
    found: dict[str, Any] = {
        "created_at__gte": wanted.created_after,
        "created_at__lt": wanted.created_before,
        "changed_at__gte": wanted.changed_after,
        "changed_at__lt": wanted.changed_before,
        "role": wanted.role,
    }
    lines = lines.filter(**{name: value for name, value in found.items() if value is not None})
    if wanted.text is not None:
        lines = lines.filter(Q(title__icontains=wanted.text) | Q(text__icontains=wanted.text))
    return lines


def _lacking(record: BriefRecord) -> list[dict[str, Any]]:
    return [
        {
            "words": one.unknown.words,
            "parent": one.unknown.nearest_parent,
            "code": one.code or one.unknown.suggested_code,
            "state": one.asked.state if one.asked else None,
            "known": one.code is not None,
        }
        for one in gather.lacking_in(record, gather.brief_of(record))
    ]


def _made(response: HttpResponse, record: BriefRecord) -> Status[dict[str, Any]]:
    response["Location"] = f"{settings.SITE_URL}/api/v1/briefs/{record.pk}"
    return Status(201, as_json(record))


def _pressed(record: BriefRecord, field: str, body: FieldIn, *, by: Actor) -> BriefRecord:
    if body.do is Press.EDIT:
        return actions.edit_field(record, field, body.value, by=by)
    if body.value is not None:
        raise BadInput(_("A value goes with “edit” only."), place="value")
    verbs = {Press.CONFIRM: actions.confirm_field, Press.DROP: actions.drop_field, Press.REOPEN: actions.reopen_field}
    return verbs[body.do](record, field, by=by)
