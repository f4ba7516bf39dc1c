"""The operator's staff: a file of people comes into the pool, the pool is searched, jobs and letters are watched."""

import json
import os
import re
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from touchstone.apps.accounts.actor import Forbidden, operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.jobs.models import Letter
from touchstone.apps.operations.actions import MOST_VIEWS
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import imports
from touchstone.apps.talent.models import PeopleImport, PersonRecord, SavedView, Specialist
from touchstone.core.errors import NotPossible
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]
TODAY = date(2026, 11, 27)
HEAD = "id,name,email,country,time_zone,hours_per_week,rate,roles,languages,claims,windows\n"
ANA = (
    "1,Ana Díaz,ana@example.org,MX,America/Mexico_City,20,30,rlhf_specialist,es:native,0421:judge,mon-fri 09:00-17:00\n"
)
BOB = "2,Bob Stone,bob@example.org,US,,,,,,,\n"
BAD = "3,Eve Wrong,eve at example,US,,,,,,,\n"


@pytest.fixture
def staff(olga, browser_of):
    return browser_of(olga)


def upload(staff, text, name="people.csv"):
    """The address of an import's page, after it was sent in."""
    answer = staff.post(reverse("operations:imports"), {"people": SimpleUploadedFile(name, text.encode())})
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def key_of(place):
    return re.search("[0-9a-f-]{36}", place)[0]


def kept_files(place):
    return list(settings.HOME.imports.glob(f"{key_of(place)}*"))


def people():
    with tenant(OPERATOR_ID):
        return {one.record["name"]: one for one in PersonRecord.objects.filter(organisation=OPERATOR_ID)}


def test_a_file_is_read_reported_and_imported_when_somebody_says_so(staff, do_jobs):
    place = upload(staff, HEAD + ANA + BOB + BAD)
    assert "being read" in staff.get(place).content.decode()
    assert do_jobs() == ["check_import"]
    page = staff.get(place).content.decode()
    assert "is no e-mail address" in page
    assert "such as ana@example.org" in page
    assert "Import 2 people" in page
    assert not people(), "nothing before somebody has seen the report"
    staff.post(place)
    assert do_jobs() == ["run_import", "rebuild_snapshot"]
    assert set(people()) == {"Ana Díaz", "Bob Stone"}
    assert people()["Ana Díaz"].state == PersonRecord.State.SHOWN
    assert people()["Bob Stone"].state == PersonRecord.State.DRAFT
    assert gather.newest_snapshot()[0].size == 601
    with tenant(OPERATOR_ID):
        done = PeopleImport.objects.get()
    assert (done.state, done.given, done.changed) == (PeopleImport.State.DONE, 2, 2)


def test_the_files_of_an_import_go_once_it_is_done(staff, do_jobs, django_capture_on_commit_callbacks):
    place = upload(staff, HEAD + ANA)
    do_jobs()
    assert len(list(settings.HOME.imports.glob("*.file"))) >= 1
    staff.post(place)
    with django_capture_on_commit_callbacks(execute=True):
        do_jobs()
    assert not kept_files(place)


def test_every_job_of_it_may_run_twice(staff, do_jobs):
    place = upload(staff, HEAD + ANA)
    key = key_of(place)
    do_jobs()
    imports.check_import(key)
    for _time in range(2):
        staff.post(place)
    do_jobs()
    imports.run_import(key)
    assert len(people()) == 1
    with tenant(OPERATOR_ID):
        assert AuditRow.objects.filter(verb="import_people").count() == 1
        assert AuditRow.objects.filter(verb="confirm_import").count() == 1


def test_the_same_file_again_renews_and_doubles_nobody(staff, do_jobs):
    for text in (HEAD + ANA, HEAD + ANA.replace(",30,", ",35,")):
        staff.post(upload(staff, text))  # not read yet: nothing happens
        do_jobs()
        with tenant(OPERATOR_ID):
            waiting = PeopleImport.objects.get(state=PeopleImport.State.CHECKED)
        staff.post(reverse("operations:import", args=[waiting.pk]))
        do_jobs()
    assert len(people()) == 1
    with tenant(OPERATOR_ID):
        row = Specialist.objects.get(reference=people()["Ana Díaz"].reference)
    assert gather.profile_in(row).rate.minor == 3_500


def test_what_somebody_has_shown_outlives_a_new_import(staff, do_jobs):
    imported(HEAD + ANA)
    reference = people()["Ana Díaz"].reference
    shown = Evidence(skill=Skill("0421", Competence.JUDGE), outcome=1.0, source=EvidenceSource.REVIEW, at=TODAY)
    with tenant(OPERATOR_ID):
        row = Specialist.objects.get(reference=reference)
        row.profile = msgspec.to_builtins(msgspec.structs.replace(gather.profile_in(row), evidence=(shown,)))
        row.save()
    imported(HEAD + ANA.replace(",20,", ",25,"))
    with tenant(OPERATOR_ID):
        profile = gather.profile_in(Specialist.objects.get(reference=reference))
    assert (profile.evidence, profile.hours_per_week) == ((shown,), 25.0)


def imported(text, name="people.csv"):
    """A file, taken all the way by the steps of the page."""
    by = operator("test")
    with tenant(OPERATOR_ID):
        given = imports.receive([text.encode()], name, by=by)
        imports.check_import(str(given.pk))
        given.refresh_from_db()
        imports.confirm(given, by=by)
    imports.run_import(str(given.pk))
    with tenant(OPERATOR_ID):
        given.refresh_from_db()
    return given


def test_a_file_that_is_none_says_so_and_can_not_be_imported(staff, do_jobs):
    place = upload(staff, "country\nCL\n", name="wrong.csv")
    do_jobs()
    page = staff.get(place).content.decode()
    assert "no column with names" in page
    assert "wrong.csv" in page
    assert staff.post(place).status_code == 409
    assert staff.post(reverse("operations:imports")).status_code == 422


def test_a_file_that_is_too_large_for_the_page_is_refused_with_the_way_by_command(staff, settings):
    settings.UPLOAD_LIMIT = 10
    answer = staff.post(reverse("operations:imports"), {"people": SimpleUploadedFile("people.csv", b"x" * 11)})
    assert answer.status_code == 422
    assert "import_people" in answer.content.decode()
    assert not PeopleImport.objects.exists()


def test_an_import_that_fails_in_the_middle_leaves_nothing(staff, do_jobs, monkeypatch):
    place = upload(staff, HEAD + ANA + BOB)
    do_jobs()
    staff.post(place)
    monkeypatch.setattr(imports, "_POOL", "SELECT 1 / 0 -- %(now)s")
    with pytest.raises(DataError, match="division by zero"), transaction.atomic():
        do_jobs()
    assert not people()
    with tenant(OPERATOR_ID):
        assert PeopleImport.objects.get().state == PeopleImport.State.IMPORTING, "and the queue tries again"


def test_who_may_be_one_is_proposed_and_merged_by_a_person(staff, do_jobs):
    imported(HEAD + ANA)
    again = ANA.replace("1,Ana", "9,Ana María").replace("mon-fri", "mon-thu").replace("0421:judge", "0421:write")
    given = imported(HEAD + again)
    (pair,) = given.report["duplicates"]
    assert "email" in pair["reasons"]
    page = staff.get(reverse("operations:import", args=[given.pk])).content.decode()
    assert "Merge" in page
    staff.post(reverse("operations:merge"), {"kept": pair["first"], "other": pair["other"]})
    (only,) = people().values()
    assert only.reference == pair["first"]
    assert {one.competence for one in gather.person_in(only).claims} == {Competence.JUDGE, Competence.WRITE}
    with tenant(OPERATOR_ID):
        assert not Specialist.objects.filter(reference=pair["other"]).exists()


def test_what_both_have_shown_is_kept_where_their_record_lacks_something(staff):
    imported(HEAD + ANA)
    shown = Evidence(skill=Skill("0421", Competence.JUDGE), outcome=1.0, source=EvidenceSource.REVIEW, at=TODAY)
    lacks = "{},Ana Díaz,ana@example.org,MX,,,,,,,\n"
    with tenant(OPERATOR_ID):
        row = Specialist.objects.get(reference=people()["Ana Díaz"].reference)
        row.profile["evidence"] = msgspec.to_builtins([shown])
        row.save()
    imported(HEAD + lacks.format(1))  # now it is a draft
    imported(HEAD + lacks.format(7))
    with tenant(OPERATOR_ID):
        first = PersonRecord.objects.get(reference=row.reference)
        other = PersonRecord.objects.filter(organisation=OPERATOR_ID).exclude(pk=first.pk).get()
        imports.merge_people(other, first, by=operator("test"))
        kept = Specialist.objects.get(reference=other.reference)
        assert gather.profile_in(kept).evidence == (shown,)
        assert not kept.searchable
        assert not Specialist.objects.filter(reference=first.reference).exists()


def test_what_is_not_imported_goes_with_its_report(staff, do_jobs, django_capture_on_commit_callbacks):
    place = upload(staff, HEAD + ANA + BAD)
    do_jobs()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            staff.post(place, {"do": "drop"})
    page = staff.get(place).content.decode()
    assert "The file is gone" in page
    assert "eve at example" not in page
    assert not kept_files(place)
    assert staff.post(place).status_code == 409
    with tenant(OPERATOR_ID):
        assert AuditRow.objects.filter(verb="drop_import").count() == 1


def test_a_file_that_cannot_be_read_is_not_kept(staff, do_jobs):
    place = upload(staff, "{", name="people.json")
    do_jobs()
    assert "cannot be read" in staff.get(place).content.decode()
    assert not kept_files(place)


def test_files_that_nobody_confirmed_go_after_a_week_and_orphans_after_an_hour(
    staff, do_jobs, django_capture_on_commit_callbacks
):
    old, new = upload(staff, HEAD + ANA), upload(staff, HEAD + BOB)
    do_jobs()
    orphan, arriving = (settings.HOME.imports / f"{uuid4()}.file" for _one in range(2))
    for file in (orphan, arriving):
        file.write_text("x")
    long_ago = (timezone.now() - timedelta(days=imports.KEPT_DAYS, hours=1)).timestamp()
    os.utime(orphan, (long_ago, long_ago))
    with tenant(OPERATOR_ID):
        longer = timezone.now() - timedelta(days=imports.KEPT_DAYS, hours=1)
        PeopleImport.objects.filter(pk=key_of(old)).update(created_at=longer)
    with django_capture_on_commit_callbacks(execute=True):
        imports.drop_old()
    assert not kept_files(old)
    assert kept_files(new)
    assert not orphan.exists()
    assert arriving.exists()


def test_a_file_whose_import_was_not_written_is_not_kept():
    before = set(settings.HOME.imports.glob("*.file"))

    def breaks():
        yield b"id,name"
        raise OSError("the connection ended")

    with tenant(OPERATOR_ID), pytest.raises(OSError, match="ended"):
        imports.receive(breaks(), "people.csv", by=operator("test"))
    assert set(settings.HOME.imports.glob("*.file")) == before


def test_what_a_specialist_keeps_themselves_is_merged_with_nobody(cast, staff):
    imported(HEAD + ANA)
    with tenant(OPERATOR_ID):
        own = PersonRecord.objects.exclude(organisation=OPERATOR_ID).get()
        other = PersonRecord.objects.get(organisation=OPERATOR_ID)
        with pytest.raises(NotPossible):
            imports.merge_people(own, other, by=operator("test"))
    answer = staff.post(reverse("operations:merge"), {"kept": own.reference, "other": other.reference})
    assert answer.status_code == 404


def test_a_client_imports_nothing(cast):
    with pytest.raises(Forbidden):
        imports.receive([b"x"], "x", by=cast.alice.actor)


def test_the_command_reports_and_imports_only_when_it_is_meant(tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text(HEAD + ANA + BAD)
    call_command("import_people", str(file))
    said = capsys.readouterr().out
    assert json.loads(said.splitlines()[0])["people"] == 1
    assert "line 3, email" in said
    assert not people()
    call_command("import_people", str(file), "--yes")
    assert "1 people imported" in capsys.readouterr().out
    assert set(people()) == {"Ana Díaz"}
    assert not ProcrastinateJob.objects.filter(task_name__endswith="_import").exists(), "it has done the worker's part"


# --- the pool


def test_the_pool_is_searched_by_what_is_in_it(staff):
    imported(HEAD + ANA)
    place = reverse("operations:pool")
    for query in (
        {"q": "ana@example.org"},
        {"q": "Díaz"},
        {"country": "MX", "role": "rlhf_specialist", "q": "Ana Díaz"},
    ):
        rows = staff.get(place, query).context["rows"]
        assert [person.name for _one, _profile, person, _kept in rows] == ["Ana Díaz"], query
    found = staff.get(place, {"domain": "0421", "language": "es", "state": "shown"}).context["rows"]
    assert "Ana Díaz" in {person.name for _one, _profile, person, _kept in found if person}
    assert "Nobody fits" in staff.get(place, {"q": "no such person"}).content.decode()


def test_a_page_of_the_pool_costs_the_same_however_many_there_are(staff):
    place = reverse("operations:pool")

    def queries(**query):
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(place, query).status_code == 200
        return len(captured)

    queries()
    assert queries(q="synthetic-00000") == queries(q="synthetic-0000001")


def test_a_search_is_kept_under_a_name_and_removed(staff, olga):
    staff.post(reverse("operations:save_view"), {"name": "Mexico", "query": "country=MX"})
    staff.post(reverse("operations:save_view"), {"name": "Mexico", "query": "country=MX&role=rlhf_specialist"})
    page = staff.get(reverse("operations:pool")).content.decode()
    assert page.count("?country=MX&amp;role=rlhf_specialist") == 1
    with tenant(OPERATOR_ID):
        view = SavedView.objects.get()
    staff.post(reverse("operations:remove_view", args=[view.pk]))
    with tenant(OPERATOR_ID):
        assert not SavedView.objects.exists()
        SavedView.objects.bulk_create(
            SavedView(organisation_id=OPERATOR_ID, user=olga.user, name=str(n)) for n in range(MOST_VIEWS)
        )
    assert staff.post(reverse("operations:save_view"), {"name": "one more", "query": ""}).status_code == 409
    assert staff.post(reverse("operations:save_view"), {"name": " ", "query": ""}).status_code == 422


# --- jobs and letters


def test_the_page_of_jobs_says_that_nobody_works(staff):
    page = staff.get(reverse("operations:jobs")).content.decode()
    assert "Nobody works" in page
    assert "Nothing waits" in page


def test_a_failed_job_is_done_again_when_somebody_says_so(staff):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) "
            "VALUES ('fast', 'touchstone.apps.jobs.letters.deliver', '{}', 'failed') RETURNING id"
        )
        (number,) = cursor.fetchone()
    assert f"{number} <code>" in staff.get(reverse("operations:jobs")).content.decode()
    staff.post(reverse("operations:retry_job", args=[number]))
    assert ProcrastinateJob.objects.get(pk=number).status == "todo"
    assert staff.post(reverse("operations:retry_job", args=[number])).status_code == 409


def test_a_letter_that_was_refused_is_sent_again_or_removed(staff, do_jobs, mailoutbox):
    from django.utils import timezone

    with tenant(OPERATOR_ID):
        one, other = (
            Letter.objects.create(
                to=f"{name}@example.org", subject="s", text="t", failed_at=timezone.now(), why="550 no"
            )
            for name in ("ana", "bob")
        )
    assert "550 no" in staff.get(reverse("operations:jobs")).content.decode()
    staff.post(reverse("operations:letter", args=[one.pk]), {"do": "retry"})
    staff.post(reverse("operations:letter", args=[other.pk]), {"do": "remove"})
    do_jobs()
    assert [letter.to for letter in mailoutbox] == [["ana@example.org"]]
    with tenant(OPERATOR_ID):
        assert not Letter.objects.exists()


def test_the_page_of_health_says_what_is_wrong(staff, settings):
    page = staff.get(reverse("operations:health")).content.decode()
    assert "Nobody works" in page
    assert "rows in the chain" in page
    assert "601 people" not in page
    settings.METRICS_TOKEN = "short"
    assert "touchstone.E007" in staff.get(reverse("operations:health")).content.decode()
