"""A file of people is read, reported, and imported whole or not at all; two who may be one are merged by a person."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from time import time
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from touchstone.apps.accounts.actor import Actor, operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.jobs.queue import AGAIN, SLOW, app
from touchstone.apps.reference.gather import in_use
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions.pairs import pairs_among
from touchstone.apps.talent.actions.pool import pool_changed
from touchstone.apps.talent.models import PeopleImport, PersonRecord, Specialist
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.people import (
    PeopleFormat,
    Person,
    Row,
    Tally,
    merge,
    missing,
    search_profile,
)
from touchstone.gateways.people import read_in_child

MOST_PROBLEMS = 200  # that a report shows; its counts have them all
MOST_PAIRS = 200
KEPT_DAYS = 7  # a file that was read and not confirmed
_UPLOADING = 3600.0  # seconds in which a file may be older than the row of its import
State = PeopleImport.State
_STAGE = """
CREATE TEMPORARY TABLE people_stage (place bigserial, reference text, record jsonb, profile jsonb) ON COMMIT DROP
"""
_FIRST_OF_EACH = """
DELETE FROM people_stage s USING people_stage before  -- two lines without a key that say the same
WHERE before.reference = s.reference AND before.place < s.place
"""
_PEOPLE = """
INSERT INTO talent_personrecord AS known
  (id, organisation_id, reference, record, state, shows_name, synthetic, joined_at, changed_at)
SELECT gen_random_uuid(), %(operator)s, reference, record, CASE WHEN profile IS NULL THEN 'draft' ELSE 'shown' END,
  false, false, %(now)s, %(now)s FROM people_stage
ON CONFLICT (organisation_id, reference) DO UPDATE
SET record = EXCLUDED.record, state = EXCLUDED.state, changed_at = EXCLUDED.changed_at
WHERE known.record <> EXCLUDED.record
"""
_POOL = """
INSERT INTO talent_specialist AS known (id, reference, profile, name, searchable, synthetic, changed_at)
SELECT gen_random_uuid(), reference, profile, '', true, false, %(now)s FROM people_stage WHERE profile IS NOT NULL
ON CONFLICT (reference) DO UPDATE
SET profile = jsonb_set(EXCLUDED.profile, '{evidence}', known.profile -> 'evidence'), searchable = true,
  changed_at = EXCLUDED.changed_at
"""
_OTHERS = """
DELETE FROM people_stage s WHERE EXISTS (  -- what somebody keeps themselves is theirs, and who asked to be forgotten is
  SELECT FROM talent_personrecord p WHERE p.reference = s.reference AND p.organisation_id <> %(operator)s)
  OR EXISTS (SELECT FROM talent_forgotten f WHERE f.reference = s.reference)
"""
_NO_LONGER = """
UPDATE talent_specialist known SET searchable = false FROM people_stage s
WHERE s.reference = known.reference AND s.profile IS NULL AND known.searchable
"""


@transaction.atomic
def receive(chunks: Iterable[bytes], name: str, *, by: Actor, here: bool = False) -> PeopleImport:
    """Take a file in; a worker reads it, and nothing is imported yet. `here`: whoever calls does the worker's part."""
    by.must(Right.OPERATE)
    made = PeopleImport.objects.create(organisation_id=OPERATOR_ID, file_name=name[:200], created_by_id=by.user)
    settings.HOME.imports.mkdir(mode=0o700, exist_ok=True)
    try:
        with _file(made.pk).open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        audit("receive_people", by=by, on=made)
        if not here:
            check_import.defer(key=str(made.pk))
    except BaseException:
        _forget(made.pk)
        raise
    return made


@app.task(queue=SLOW, retry=AGAIN)
def check_import(key: str) -> None:
    """Read a file and report what is in it; twice is once."""
    pk = UUID(key)
    with tenant(OPERATOR_ID):
        found = PeopleImport.objects.filter(pk=pk, state=State.READING).first()
    if found is None:
        return
    try:
        with in_use():
            state, report = State.CHECKED, _report(pk, found.file_name)
    except BadInput as refused:
        state, report = State.REFUSED, {"why": str(refused)}
    with tenant(OPERATOR_ID):
        PeopleImport.objects.filter(pk=pk, state=State.READING).update(state=state, report=report)
    if state == State.REFUSED:
        _forget(pk)


@transaction.atomic
def confirm(given: PeopleImport, *, by: Actor, here: bool = False) -> PeopleImport:
    """Import what the report says; twice is once. `here`: whoever calls does the worker's part.

    Raises:
        NotPossible: it was not read, or there is nobody to import.
    """
    by.must(Right.OPERATE)
    if not given.report.get("people"):
        raise NotPossible(_("There is nobody in it to import."))
    if PeopleImport.objects.filter(pk=given.pk, state=State.CHECKED).update(state=State.IMPORTING):
        audit("confirm_import", by=by, on=given, people=given.report["people"])
        if not here:
            run_import.defer(key=str(given.pk))
    given.refresh_from_db()
    return given


@transaction.atomic
def drop(given: PeopleImport, *, by: Actor) -> PeopleImport:
    """Do not import what was read: the file and what the report says of people in it go; twice is once."""
    by.must(Right.OPERATE)
    read = PeopleImport.objects.filter(pk=given.pk, state=State.CHECKED)
    if read.update(state=State.DROPPED, report={}, ended_at=timezone.now()):
        audit("drop_import", by=by, on=given)
        transaction.on_commit(lambda: _forget(given.pk))
    given.refresh_from_db()
    return given


def drop_old() -> None:
    """Files that nobody has confirmed in `KEPT_DAYS` go, and those that no import is left of. May run twice."""
    by = operator("worker")
    with tenant(OPERATOR_ID):
        long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
        for one in PeopleImport.objects.filter(state=State.CHECKED, created_at__lte=long_ago):
            drop(one, by=by)
        waiting = PeopleImport.objects.filter(state__in=[State.READING, State.CHECKED, State.IMPORTING])
        known = {_file(pk).name for pk in waiting.values_list("pk", flat=True)}
    for file in settings.HOME.imports.glob("*.file"):
        if file.name not in known and time() - file.stat().st_mtime > _UPLOADING:
            file.unlink(missing_ok=True)


@app.task(queue=SLOW, retry=AGAIN)
def run_import(key: str) -> None:
    """Import a file that was confirmed, in one transaction; twice is once, and who is the same is renewed."""
    pk = UUID(key)
    with tenant(OPERATOR_ID), in_use():
        waiting = PeopleImport.objects.select_for_update().filter(pk=pk, state=State.IMPORTING).first()
        if waiting is None:
            return
        given, changed = _import(_good(pk, waiting.file_name), today=timezone.now().date())
        ended = {"state": State.DONE, "given": given, "changed": changed, "ended_at": timezone.now()}
        PeopleImport.objects.filter(pk=pk).update(**ended)
        by = Actor(OPERATOR_ID, program="worker")
        audit("import_people", by=by, on=waiting, given=given, changed=changed)
        transaction.on_commit(lambda: _forget(pk))


@transaction.atomic
def merge_people(kept: PersonRecord, other: PersonRecord, *, by: Actor) -> PersonRecord:
    """Two records that the operator keeps are one person: what `kept` leaves open is filled, and what both have shown counts.

    Raises:
        NotPossible: they are one record, or one of them is kept by the specialist themselves.
    """
    by.must(Right.OPERATE)
    keys = sorted((kept.pk, other.pk))
    locked = {
        one.pk: one for one in PersonRecord.objects.select_for_update().filter(pk__in=keys, organisation=OPERATOR_ID)
    }
    if len(locked) != 2:
        raise NotPossible(_("Only two records that the operator keeps can be merged."))
    kept, other = locked[kept.pk], locked[other.pk]
    both = merge(gather.person_in(kept), gather.person_in(other))
    rows = {one.reference: one for one in Specialist.objects.filter(reference__in=[kept.reference, other.reference])}
    evidence = tuple(chain.from_iterable(gather.profile_in(one).evidence for one in rows.values()))
    PersonRecord.objects.filter(pk=other.pk).delete()
    Specialist.objects.filter(reference=other.reference).delete()
    kept.record, kept.changed_at = msgspec.to_builtins(both), timezone.now()
    kept.state = PersonRecord.State.DRAFT if missing(both) else PersonRecord.State.SHOWN
    kept.save(update_fields=["record", "changed_at", "state"])
    profile = search_profile(both, key=kept.reference, today=timezone.now().date(), evidence=evidence)
    complete = profile is not None
    before = rows.get(kept.reference) or rows.get(other.reference)
    if profile is None and before:  # what they have shown is kept for when the record is complete again
        profile = replace(gather.profile_in(before), id=kept.reference, evidence=evidence)
    if profile:
        values = {"profile": msgspec.to_builtins(profile), "searchable": complete, "changed_at": timezone.now()}
        Specialist.objects.update_or_create(reference=kept.reference, defaults=values)
    audit("merge_people", by=by, on=kept, other=other.reference)
    pool_changed()
    return kept


def reference_of(row: Row) -> str:
    """The reference of an imported person: the same each time the same one comes, by the file's key, ORCID, address or words."""
    person = row.person
    known = row.key or person.orcid or person.email.casefold() or msgspec.json.encode(person).decode()
    digest = hashlib.sha256(f"{OPERATOR_ID} {known}".encode()).digest()
    return f"S-{base64.b32encode(digest).decode()[:12]}"


def _report(pk: UUID, name: str) -> dict[str, Any]:
    tally = Tally(MOST_PROBLEMS)
    kind, left = PeopleFormat.CSV, dict[str, int]()

    reading = read_in_child(_file(pk), name=name)
    begun = list(islice(reading, 1))  # it is read before a transaction begins, which would wait for it

    def people() -> Iterator[tuple[str, Person]]:
        nonlocal kind, left
        for told in chain(begun, reading):
            if told.row:
                tally.person(told.row.person)
                yield reference_of(told.row), told.row.person
            elif told.problem:
                tally.problem(told.problem)
            elif told.format:
                kind, left = told.format, told.left

    with tenant(OPERATOR_ID):
        pairs = pairs_among(people(), most=MOST_PAIRS)
    report: dict[str, Any] = msgspec.to_builtins(tally.report(name=name, format=kind, left=left))
    return report | {"duplicates": pairs}


def _import(rows: Iterator[Row], *, today: date) -> tuple[int, int]:
    encode, given, now = msgspec.json.Encoder().encode, 0, timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        cursor.execute(_STAGE)
        with cursor.copy("COPY people_stage (reference, record, profile) FROM STDIN") as copy:
            for row in rows:
                reference = reference_of(row)
                given += 1
                profile = search_profile(row.person, key=reference, today=today)
                copy.write_row((reference, encode(row.person).decode(), encode(profile).decode() if profile else None))
        values: Any = {"now": now, "operator": OPERATOR_ID}
        cursor.execute("CREATE INDEX ON people_stage (reference, place)")
        cursor.execute(_FIRST_OF_EACH)
        given -= cursor.rowcount
        cursor.execute(_OTHERS, values)
        given -= cursor.rowcount
        cursor.execute(_PEOPLE, values)
        changed = cursor.rowcount
        cursor.execute(_POOL, values)
        cursor.execute(_NO_LONGER)
        cursor.execute("DROP TABLE people_stage")
    if changed:
        pool_changed()
    return given, changed


def _good(pk: UUID, name: str) -> Iterator[Row]:
    return (told.row for told in read_in_child(_file(pk), name=name) if told.row)


def _file(pk: UUID) -> Path:
    folder: Path = settings.HOME.imports
    return folder / f"{pk}.file"


def _forget(pk: UUID) -> None:
    _file(pk).unlink(missing_ok=True)
