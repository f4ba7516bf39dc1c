"""What the operator's staff does, in JSON, for their programs: the pool, imports, the taxonomy, the rates, jobs."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from touchstone.apps.accounts.actor import actor_of
from touchstone.apps.accounts.schemas import PageIn, PageOut, Strict, page_of
from touchstone.apps.jobs.gather import jobs_by_queue, living_workers
from touchstone.apps.jobs.models import Letter
from touchstone.apps.operations import actions
from touchstone.apps.operations.access import (
    asked_fields,
    import_for,
    own_rate_for,
    pool_of,
    record_for,
    records_of,
    staff,
)
from touchstone.apps.reference.actions import keep_rate as keep
from touchstone.apps.reference.actions import remove_rate as remove
from touchstone.apps.reference.api import FieldOut, field_json
from touchstone.apps.reference.gather import in_use, node_of
from touchstone.apps.talent.actions import imports, takeover
from touchstone.apps.talent.models import PeopleImport, PersonRecord, PoolSnapshot, Specialist
from touchstone.core.rates import rate_table
from touchstone.core.skills import LANGUAGES, Node

router = Router(tags=["operator"])


class PoolWanted(PageIn):
    """Which of the pool."""

    q: str = Field(
        default="", max_length=200, pattern=r"^[^\x00]*$", description="In the reference, name, address, text."
    )
    role: str = Field(default="", max_length=40, pattern=r"^[a-z_]*$")
    country: str = Field(default="", max_length=2, pattern="^[A-Z]*$")
    language: str = Field(default="", max_length=8, pattern="^[A-Za-z-]*$")
    domain: str = Field(default="", max_length=120, pattern=r"^[0-9a-z._]*$")
    state: Literal["", "shown", "hidden"] = ""


class PoolLine(Schema):
    """Somebody in the pool, as a search knows them, and what the operator may know besides."""

    reference: str
    searchable: bool
    synthetic: bool
    profile: dict[str, Any]
    name: str | None = Field(description="Null where there is no record of them.")
    email: str | None
    changed_at: datetime


class PoolPage(PageOut):
    """People, changed last first."""

    items: list[PoolLine]


class ImportOut(Schema):
    """A file of people on its way in."""

    id: UUID
    file_name: str
    state: PeopleImport.State
    report: dict[str, Any] = Field(description="What is in it, once it is read; what is wrong, with line and column.")
    given: int
    changed: int
    created_at: datetime
    ended_at: datetime | None


class ImportPage(PageOut):
    """Imports, newest first."""

    items: list[ImportOut]


class MergeIn(Strict):
    """Two records that the operator keeps and that are one person: the first one stays."""

    kept: str = Field(min_length=1, max_length=200)
    other: str = Field(min_length=1, max_length=200)


class ReferenceOut(Schema):
    """Whose record it is."""

    reference: str


class PersonIn(Strict):
    """Whom to ask to take their record over."""

    reference: str = Field(min_length=1, max_length=200)


class AskedOut(Schema):
    """A sub-field that clients ask for."""

    words: str
    parent: str
    clients: int


class TaxonomyFieldIn(Strict):
    """A field of the taxonomy, with its names and phrases by language."""

    names: dict[Literal["en", "es", "pt"], str]
    phrases: dict[Literal["en", "es", "pt"], list[str]] = Field(default_factory=dict)
    asked_for: str = Field(default="", max_length=200, description="The words by which clients ask for it.")


class WordsIn(Strict):
    """What clients ask for."""

    words: str = Field(min_length=1, max_length=200)


class RateIn(Strict):
    """A row in the columns of docs/reference/rates.md, all of them text."""

    columns: dict[str, str] = Field(examples=[{"role": "rlhf_specialist", "place": "PE", "unit": "hour"}])


class JobsOut(Schema):
    """What the workers have to do, and whether anybody works."""

    queues: dict[str, dict[str, int]] = Field(description="By queue, how many jobs are in which state.")
    workers: int = Field(description="With a sign of life within half a minute.")
    letters_waiting: int
    letters_refused: int
    snapshot: int | None
    pool_size: int | None
    built_at: datetime | None


@router.get("/operator/pool", response=PoolPage)
def search_pool(request: HttpRequest, wanted: Query[PoolWanted]) -> dict[str, Any]:
    """The pool, searched and filtered, changed last first, a page at a time."""
    rows = pool_of(actor_of(request), wanted.model_dump(exclude={"limit", "cursor"}))
    found = page_of(rows, wanted, of="pool", by="changed_at")
    people = records_of([one.reference for one in found["items"]])
    return found | {"items": [_line(one, people.get(one.reference)) for one in found["items"]]}


@router.post("/operator/imports", response={201: ImportOut})
def upload_people(request: HttpRequest, response: HttpResponse, people: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Take a file of people in; a worker reads it and reports, and nothing is imported yet."""
    actor = staff(actor_of(request))
    made = actions.receive_people(people, place="form.people", by=actor)
    response["Location"] = f"{settings.SITE_URL}/api/v1/operator/imports/{made.pk}"
    return Status(201, _import_json(made))


@router.get("/operator/imports", response=ImportPage)
def list_imports(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """Files of people, newest first, a page at a time."""
    staff(actor_of(request))
    found = page_of(PeopleImport.objects.all(), page, of="imports")
    return found | {"items": [_import_json(one) for one in found["items"]]}


@router.get("/operator/imports/{uuid:key}", response=ImportOut)
def get_import(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """One file, with its report once it is read."""
    return _import_json(import_for(actor_of(request), key))


@router.post("/operator/imports/{uuid:key}/confirm", response=ImportOut)
def confirm_import(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Import what the report says, whole or not at all; twice is once."""
    return _import_json(imports.confirm(import_for(actor_of(request), key), by=staff(actor_of(request))))


@router.post("/operator/imports/{uuid:key}/drop", response=ImportOut)
def drop_import(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Do not import it: the file goes, and what its report says of people."""
    return _import_json(imports.drop(import_for(actor_of(request), key), by=staff(actor_of(request))))


@router.post("/operator/people/merge", response=ReferenceOut)
def merge_people(request: HttpRequest, body: MergeIn) -> dict[str, str]:
    """Two records are one person: what the first leaves open is filled, and what both have shown counts."""
    kept, other = (record_for(actor_of(request), one) for one in (body.kept, body.other))
    return {"reference": imports.merge_people(kept, other, by=staff(actor_of(request))).reference}


@router.post("/operator/people/ask", response=ReferenceOut)
def ask_to_take_over(request: HttpRequest, body: PersonIn) -> dict[str, str]:
    """Write to somebody whose record the operator keeps, with the link by which they take it over or end it."""
    asked = takeover.ask(record_for(actor_of(request), body.reference), by=staff(actor_of(request)))
    return {"reference": asked.reference}


@router.get("/operator/asked-fields", response=list[AskedOut])
def list_asked_fields(request: HttpRequest) -> list[Any]:
    """What clients ask to be added to the taxonomy, what most ask for first."""
    return list(asked_fields(actor_of(request)))


@router.put("/operator/fields/{code}", response=FieldOut)
def keep_field(request: HttpRequest, code: str, body: TaxonomyFieldIn) -> dict[str, Any]:
    """Add a field, or change its names; everything goes by it at once, and the pool is indexed anew."""
    said: dict[str, str] = {str(language): name for language, name in body.names.items()}
    names = {language: " ".join(said.get(language, "").split()) for language in LANGUAGES}
    phrases: dict[str, tuple[str, ...]] = {name: tuple(dict.fromkeys(each)) for name, each in body.phrases.items()}
    node = Node(code=code, names=names, aliases=phrases)
    return field_json(node_of(actions.keep_field(node, asked_for=body.asked_for, by=staff(actor_of(request)))))


@router.post("/operator/asked-fields/decline", response={204: None})
def decline_field(request: HttpRequest, body: WordsIn) -> Status[None]:
    """What clients ask for is not added; they see that."""
    actions.decline_field(body.words, by=staff(actor_of(request)))
    return Status(204, None)


@router.put("/operator/rates/{row}", response=dict[str, Any])
def keep_rate(request: HttpRequest, row: str, body: RateIn) -> dict[str, Any]:
    """Add a row of rates, or put one in the place of the row of its id."""
    kept = keep(body.columns | {"id": row}, by=staff(actor_of(request)))
    with in_use():
        return dict(msgspec.to_builtins(rate_table().row(kept.pk)))


@router.delete("/operator/rates/{row}", response={204: None})
def remove_rate(request: HttpRequest, row: str) -> Status[None]:
    """A row of one's own goes; where it stood in the place of one of the package's, that one is back."""
    remove(own_rate_for(actor_of(request), row), by=staff(actor_of(request)))
    return Status(204, None)


@router.get("/operator/jobs", response=JobsOut)
def get_jobs(request: HttpRequest) -> dict[str, Any]:
    """What the workers have to do, and whether anybody works."""
    staff(actor_of(request))
    snapshot = PoolSnapshot.objects.order_by("-id").first()
    return {
        "queues": jobs_by_queue(),
        "workers": living_workers().count(),
        "letters_waiting": Letter.objects.filter(failed_at=None).count(),
        "letters_refused": Letter.objects.filter(failed_at__isnull=False).count(),
        "snapshot": snapshot and snapshot.pk,
        "pool_size": snapshot and snapshot.size,
        "built_at": snapshot and snapshot.built_at,
    }


def _line(one: Specialist, record: PersonRecord | None) -> dict[str, Any]:
    plain = ("reference", "searchable", "synthetic", "profile", "changed_at")
    person = record.record if record else {}
    return {name: getattr(one, name) for name in plain} | {"name": person.get("name"), "email": person.get("email")}


def _import_json(one: PeopleImport) -> dict[str, Any]:
    plain = ("file_name", "state", "report", "given", "changed", "created_at", "ended_at")
    return {"id": one.pk} | {name: getattr(one, name) for name in plain}
