"""A specialist's own record: who sees it, what the pool knows of it, and that it goes when they ask."""

from datetime import date, time, timedelta

import msgspec
import numpy as np
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from touchstone.apps.accounts.actor import Forbidden, operator
from touchstone.apps.accounts.models import OPERATOR_ID, Membership, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import people, pool
from touchstone.apps.talent.models import PersonRecord, Specialist
from touchstone.core.briefs.values import LanguageLevel
from touchstone.core.errors import NotPossible
from touchstone.core.matching.synth import synthesise
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.people import Person, Window
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


def whole(name="Sofía Rojas"):
    return Person(
        name=name,
        email="sofia@example.org",
        country="CL",
        time_zone="America/Santiago",
        windows=tuple(Window(day, time(9), time(17)) for day in range(5)),
        hours_per_week=20,
        rate=Money(4_500),
        roles=(Role.AI_TRAINING_SPECIALIST,),
        languages=(SpokenLanguage("es", LanguageLevel.NATIVE), SpokenLanguage("en", LanguageLevel.C1)),
        claims=(Skill("0531", Competence.JUDGE),),
    )


@pytest.fixture
def sofia(cast, pool):
    """On Sofía's own behalf."""
    with tenant(cast.sofia.organisation.pk):
        yield cast.sofia


def hers():
    return PersonRecord.objects.get()


def row():
    return Specialist.objects.filter(reference=hers().reference).first()


def rebuilds():
    return ProcrastinateJob.objects.filter(task_name__endswith="rebuild_snapshot", status="todo").count()


def test_who_joins_has_an_organisation_of_their_own_and_is_found_by_nobody_yet(sofia):
    assert hers().state == PersonRecord.State.DRAFT
    assert row() is None
    assert rebuilds() == 0


def test_joining_twice_is_once(cast):
    first = people.join(cast.sofia.user)
    assert people.join(cast.sofia.user) == first
    with tenant(None, user=cast.sofia.user.pk):
        assert Membership.objects.filter(user=cast.sofia.user).count() == 1


def test_a_complete_record_is_found_and_a_draft_is_not(sofia):
    people.keep(hers(), Person(name="Sofía"), by=sofia.actor, today=TODAY)
    assert (hers().state, row()) == (PersonRecord.State.DRAFT, None)
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    assert hers().state == PersonRecord.State.SHOWN
    assert row().searchable
    assert rebuilds() == 1


def test_a_new_snapshot_has_her_after_the_job(sofia, do_jobs):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    reference = hers().reference
    assert "rebuild_snapshot" in do_jobs()
    with tenant(OPERATOR_ID):
        assert reference in {one.id for one in gather.profiles()}
    assert gather.newest_snapshot()[0].size == 601


def test_what_she_has_shown_stays_when_she_changes_or_hides_her_profile(sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    shown = Evidence(skill=Skill("0531", Competence.JUDGE), outcome=1.0, source=EvidenceSource.REVIEW, at=TODAY)
    profile = msgspec.structs.replace(gather.profile_in(row()), evidence=(shown,))
    with tenant(OPERATOR_ID):
        Specialist.objects.filter(reference=profile.id).update(profile=msgspec.to_builtins(profile))
    people.show(hers(), shown=False, by=sofia.actor, today=TODAY)
    assert not row().searchable
    people.keep(hers(), msgspec.structs.replace(whole(), rate=Money(5_000)), by=sofia.actor, today=TODAY)
    assert not row().searchable, "who hid stays hidden when the profile is kept"
    people.show(hers(), shown=True, by=sofia.actor, today=TODAY)
    assert gather.profile_in(row()).evidence == (shown,)
    assert gather.profile_in(row()).rate == Money(5_000)


def test_a_record_that_lost_something_needed_is_found_no_longer(sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    people.keep(hers(), msgspec.structs.replace(whole(), rate=None), by=sofia.actor, today=TODAY)
    assert (hers().state, row().searchable) == (PersonRecord.State.DRAFT, False)
    with pytest.raises(NotPossible):
        people.show(hers(), shown=True, by=sofia.actor, today=TODAY)


def test_her_name_is_in_the_pool_only_where_she_lets_it_be_seen(sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    assert row().name == ""
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY, shows_name=True)
    assert row().name == "Sofía Rojas"


def test_no_client_sees_her_record_or_her_row(cast, sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY, shows_name=True)
    with tenant(cast.alice.organisation.pk):
        assert not PersonRecord.objects.exists()
        assert not Specialist.objects.exists()
    with tenant(None):
        assert not Specialist.objects.exists()


def test_she_sees_her_own_row_and_nobody_elses(sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    assert [one.reference for one in Specialist.objects.all()] == [hers().reference]


def test_she_cannot_write_anybody_elses_row(sofia):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Specialist.objects.create(reference="S-SOMEBODY", profile={})
    with tenant(OPERATOR_ID):
        other = Specialist.objects.exclude(reference=hers_reference(sofia)).first()
    assert Specialist.objects.filter(pk=other.pk).update(name="x") == 0


def hers_reference(sofia):
    with tenant(sofia.organisation.pk):
        return hers().reference


def test_the_operator_sees_her_record_and_cannot_change_it(sofia):
    with tenant(OPERATOR_ID):
        assert PersonRecord.objects.filter(reference=hers_reference(sofia)).exists()
        assert PersonRecord.objects.update(shows_name=True) == 0


def test_a_pool_file_does_not_overwrite_what_she_keeps_herself(sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    (stranger,) = synthesise(1, rng=np.random.default_rng(3))
    pool.load_pool([msgspec.structs.replace(stranger, id=hers().reference)], by=operator("test"))
    assert gather.profile_in(row()).rate == Money(4_500)


def test_a_client_cannot_keep_her_profile(cast, sofia):
    with pytest.raises(Forbidden):
        people.keep(hers(), whole(), by=cast.alice.actor, today=TODAY)


def test_who_asks_to_be_forgotten_is_found_no_longer_and_may_take_it_back(sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    people.ask_erasure(hers(), by=sofia.actor, today=TODAY)
    assert hers().erase_after > timezone.now() + timedelta(days=29)
    assert not row().searchable
    with pytest.raises(NotPossible):
        people.show(hers(), shown=True, by=sofia.actor, today=TODAY)
    people.take_back_erasure(hers(), by=sofia.actor)
    people.show(hers(), shown=True, by=sofia.actor, today=TODAY)
    assert row().searchable


def test_what_is_due_is_erased_and_nothing_else(cast, sofia):
    people.keep(hers(), whole(), by=sofia.actor, today=TODAY)
    reference, own = hers().reference, sofia.organisation.pk
    people.erase_due(0)
    assert PersonRecord.objects.exists()
    people.ask_erasure(hers(), by=sofia.actor, today=TODAY)
    people.erase_due(0)
    assert PersonRecord.objects.exists(), "the days in which it can be taken back are not over"
    PersonRecord.objects.update(erase_after=timezone.now())
    people.erase_due(0)
    people.erase_due(0)
    with tenant(OPERATOR_ID):
        assert not PersonRecord.objects.filter(reference=reference).exists()
        assert not Specialist.objects.filter(reference=reference).exists()
    assert not User.objects.filter(pk=cast.sofia.user.pk).exists()
    assert User.objects.filter(pk=cast.alice.user.pk).exists()
    with tenant(own):
        assert AuditRow.objects.filter(verb="erase").count() == 1
        said = str(list(AuditRow.objects.values_list("details", flat=True)))
    assert "Sofía" not in said
    assert "sofia@" not in said


def test_a_client_who_was_a_specialist_too_keeps_the_account(cast, sofia):
    with tenant(cast.alice.organisation.pk):
        Membership.objects.create(organisation=cast.alice.organisation, user=sofia.user, role=Membership.Role.VIEWER)
    people.ask_erasure(hers(), by=sofia.actor, today=TODAY)
    PersonRecord.objects.update(erase_after=timezone.now())
    people.erase_due(0)
    assert User.objects.filter(pk=sofia.user.pk).exists()
