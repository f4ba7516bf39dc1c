"""Somebody whom the operator brought in takes their record over by a link, or has it erased."""

import re
from datetime import date, timedelta

import msgspec
import pytest
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone

from touchstone.apps.accounts.actor import Forbidden, operator
from touchstone.apps.accounts.models import OPERATOR_ID, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import imports, people, takeover
from touchstone.apps.talent.models import Forgotten, PeopleImport, PersonRecord, Specialist
from touchstone.core.errors import NotPossible
from touchstone.core.money import Money
from touchstone.core.people import Person
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
HEAD = "id,name,email,country,time_zone,hours_per_week,rate,roles,languages,claims,windows\n"
ANA = "1,Ana Díaz,ana@example.org,CL,America/Santiago,20,30,rlhf_specialist,es:native,0421:judge,mon-fri 09:00-17:00\n"
BOB = "2,Bob Stone,,US,,,,,,,\n"
SHOWN = Evidence(skill=Skill("0421", Competence.JUDGE), outcome=1.0, source=EvidenceSource.REVIEW, at=TODAY)
BY = operator("test")


def bring_in(text):
    with tenant(OPERATOR_ID):
        key = str(imports.receive([text.encode()], "people.csv", by=BY, here=True).pk)
    imports.check_import(key)
    with tenant(OPERATOR_ID):
        imports.confirm(PeopleImport.objects.get(pk=key), by=BY, here=True)
    imports.run_import(key)
    with tenant(OPERATOR_ID):
        return PeopleImport.objects.get(pk=key)


@pytest.fixture
def ana(pool):
    """Ana's record, which the operator keeps, with one piece of work shown."""
    bring_in(HEAD + ANA + BOB)
    with tenant(OPERATOR_ID):
        record = PersonRecord.objects.get(organisation=OPERATOR_ID, record__name="Ana Díaz")
        row = Specialist.objects.get(reference=record.reference)
        row.profile["evidence"] = msgspec.to_builtins([SHOWN])
        row.save()
    return record


def link_to(record):
    return reverse("specialists:take_over", args=[takeover.secret_of(record)])


def taken(record, user):
    return takeover.take_over(takeover.secret_of(record), user=user, today=TODAY)


def row_of(reference):
    with tenant(OPERATOR_ID):
        return Specialist.objects.filter(reference=reference).first()


def test_a_letter_says_what_is_kept_and_brings_the_link_in_her_language(ana, do_jobs):
    with tenant(OPERATOR_ID):
        takeover.ask(ana, by=BY)
        with pytest.raises(NotPossible, match="last week"):
            takeover.ask(ana, by=BY)
    do_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert "registro" in letter.subject.casefold()
    assert link_to(ana).split("/")[2].split(":")[0] in letter.body


def test_everybody_with_an_address_is_asked_once(ana, do_jobs):
    with tenant(OPERATOR_ID):
        assert takeover.not_asked().count() == 1
        assert takeover.ask_all(by=BY) == 1
        assert takeover.ask_all(by=BY) == 0


def test_she_signs_up_by_the_link_and_the_record_is_hers(ana, client, do_jobs):
    page = client.get(link_to(ana)).content.decode()
    assert "Ana Díaz" in page
    assert "1 piece of work" in page
    place = client.post(link_to(ana), {"do": "take"})["Location"]
    assert place == reverse("account_signup")
    who = {"name": "Ana Díaz", "email": "ana@example.org", "password1": "the stone and the streak"}
    client.post(place, who)
    user = User.objects.get(email="ana@example.org")
    mine = client.get(reverse("specialists:me"))
    assert mine.status_code == 200
    assert ana.reference in mine.content.decode()
    with tenant(OPERATOR_ID):
        (record,) = PersonRecord.objects.filter(reference=ana.reference)
    assert record.organisation_id != OPERATOR_ID
    assert record.state == PersonRecord.State.SHOWN
    assert gather.person_in(record).rate == Money(3_000)
    assert gather.profile_in(row_of(ana.reference)).evidence == (SHOWN,)
    with tenant(record.organisation_id):
        people.keep(
            record,
            msgspec.structs.replace(gather.person_in(record), hours_per_week=10),
            by=people.Actor(record.organisation_id, user=user.pk, rights=people.rights.OF_ROLE["specialist"]),
            today=TODAY,
        )
    assert gather.profile_in(row_of(ana.reference)).hours_per_week == 10


def test_the_link_opens_nothing_twice(ana, client, cast):
    taken(ana, cast.sofia.user)
    assert client.get(link_to(ana)).status_code == 404
    with pytest.raises(NotPossible):
        taken(ana, cast.alice.user)
    with pytest.raises(NotPossible):
        takeover.forget(takeover.secret_of(ana))


def test_a_link_that_is_none_opens_nothing(client, pool):
    for secret in ("x", "x:y:z", signing.dumps("no id", salt="touchstone.other")):
        assert client.get(reverse("specialists:take_over", args=[secret])).status_code == 404


def test_a_link_is_too_old_after_its_days(ana, client, monkeypatch):
    secret = takeover.secret_of(ana)
    monkeypatch.setattr(takeover, "LINK_LASTS", timedelta(seconds=-1))
    assert client.get(reverse("specialists:take_over", args=[secret])).status_code == 404


def test_who_has_a_record_already_keeps_what_they_said_and_gains_what_was_shown(ana, cast, pool):
    sofia = cast.sofia
    with tenant(sofia.organisation.pk):
        hers = PersonRecord.objects.get()
        person = Person(name="Sofía", email="sofia@example.org", rate=Money(9_900))
        whole = msgspec.structs.replace(
            gather.person_in(ana), name="Sofía", email="sofia@example.org", rate=person.rate
        )
        people.keep(hers, whole, by=sofia.actor, today=TODAY)
    made = taken(ana, sofia.user)
    assert made.reference == hers.reference
    assert gather.person_in(made).rate == Money(9_900)
    assert gather.profile_in(row_of(hers.reference)).evidence == (SHOWN,)
    assert row_of(ana.reference) is None


def test_whoever_has_only_begun_is_filled_from_it_and_bears_its_reference(ana, cast):
    made = taken(ana, cast.sofia.user)
    assert made.reference == ana.reference
    assert gather.person_in(made).email == "sofia@example.org", "what she said herself stays"
    with tenant(made.organisation_id):
        assert AuditRow.objects.filter(verb="take_over").count() == 1


def test_erased_at_once_and_brought_in_no_more(ana, client, do_jobs):
    client.post(link_to(ana), {"do": "forget"})
    assert row_of(ana.reference) is None
    with tenant(OPERATOR_ID):
        assert not PersonRecord.objects.filter(reference=ana.reference).exists()
        assert Forgotten.objects.filter(reference=ana.reference).exists()
    assert bring_in(HEAD + ANA).given == 0
    assert row_of(ana.reference) is None


def test_a_later_file_does_not_overwrite_what_is_hers(ana, cast):
    made = taken(ana, cast.sofia.user)
    assert bring_in(HEAD + ANA.replace(",30,", ",5,")).given == 0
    with tenant(OPERATOR_ID):
        assert PersonRecord.objects.filter(reference=made.reference).count() == 1
    assert gather.profile_in(row_of(made.reference)).rate == Money(3_000)


def test_who_was_erased_after_joining_is_not_brought_in_either(ana, cast):
    made = taken(ana, cast.sofia.user)
    with tenant(made.organisation_id):
        PersonRecord.objects.update(erase_after=timezone.now() - timedelta(seconds=1))
    people.erase_due(0)
    assert bring_in(HEAD + ANA).given == 0


def test_only_the_operator_asks(ana, cast):
    with pytest.raises(Forbidden):
        takeover.ask(ana, by=cast.alice.actor)
    with pytest.raises(Forbidden):
        takeover.ask_all(by=cast.alice.actor)


def test_the_staff_asks_from_the_pool_and_for_all_from_the_imports(ana, olga, browser_of, do_jobs):
    staff = browser_of(olga)
    assert "1 person whose record you keep" in staff.get(reverse("operations:imports")).content.decode()
    listed = staff.get(reverse("operations:pool"), {"q": "ana@example.org"}).content.decode()
    assert "Ask them to take it over" in listed
    staff.post(reverse("operations:ask"), {"reference": ana.reference})
    listed = staff.get(reverse("operations:pool"), {"q": "ana@example.org"}).content.decode()
    assert "to take it over" in listed
    assert "Ask them to take it over" not in listed
    page = staff.get(reverse("operations:imports")).content.decode()
    assert "whose record you keep" not in page
    do_jobs()
    assert re.search(r"/take-over/\S+", mail.outbox[0].body)
