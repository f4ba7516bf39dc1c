"""A specialist's own record: it begins, is kept by them, is hidden or shown, and is forgotten when they ask."""

import secrets
from datetime import date, timedelta
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts import rights
from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID, Membership, Organisation, User
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.jobs import letters
from touchstone.apps.jobs.queue import FAST, app
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions.pool import pool_changed
from touchstone.apps.talent.models import Forgotten, PersonRecord, Specialist
from touchstone.core.errors import NotPossible
from touchstone.core.people import Person, merged, missing, search_profile

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another
_DIGITS = 8  # 39 bits: a reference names somebody, and opens nothing


@transaction.atomic
def join(user: User, *, language: str = "en") -> PersonRecord:
    """Somebody comes as a specialist: an organisation of their own, with what they say of themselves in it.

    Whoever has joined already gets the record that is there.
    """
    with tenant(None, user=user.pk):
        User.objects.select_for_update().get(pk=user.pk)  # who joins twice at once joins once
        known = Membership.objects.filter(user=user, role=Membership.Role.SPECIALIST).first()
    if known:
        with tenant(known.organisation_id):
            return PersonRecord.objects.get(organisation=known.organisation_id)
    key = uuid4()
    by = Actor(key, user=user.pk, rights=rights.OF_ROLE["specialist"])
    with tenant(key):
        Organisation.objects.create(id=key, kind=Organisation.Kind.SPECIALIST)
        Membership.objects.create(organisation_id=key, user=user, role=Membership.Role.SPECIALIST)
        person = Person(name=user.name, email=user.email)
        made = PersonRecord.objects.create(
            organisation_id=key, reference=new_reference(), record=msgspec.to_builtins(person)
        )
        audit("join", by=by, on=made, language=language)
    return made


@transaction.atomic
def keep(mine: PersonRecord, person: Person, *, by: Actor, today: date, shows_name: bool | None = None) -> PersonRecord:
    """Write down what a specialist says of themselves; searches know of it within seconds.

    A record that lacks something that a search needs is a draft, and is not found until it is complete.
    """
    by.must(Right.OFFER)
    locked = PersonRecord.objects.select_for_update().get(pk=mine.pk, organisation=by.organisation)
    before = gather.person_in(locked)
    person = msgspec.structs.replace(person, pauses=merged(person.pauses))
    locked.record = msgspec.to_builtins(person)
    locked.shows_name = locked.shows_name if shows_name is None else shows_name
    locked.changed_at = timezone.now()
    if missing(person):
        locked.state = PersonRecord.State.DRAFT
    elif locked.state == PersonRecord.State.DRAFT and locked.erase_after is None:
        locked.state = PersonRecord.State.SHOWN
    locked.save(update_fields=["record", "shows_name", "state", "changed_at"])
    fields = [name for name in Person.__struct_fields__ if getattr(before, name) != getattr(person, name)]
    audit("keep_profile", by=by, on=locked, fields=fields)
    _publish(locked, today=today)
    return locked


@transaction.atomic
def show(mine: PersonRecord, *, shown: bool, by: Actor, today: date) -> PersonRecord:
    """Let searches find them, or no longer; twice is once.

    Raises:
        NotPossible: something that a search needs is missing, or they have asked to be forgotten.
    """
    by.must(Right.OFFER)
    locked = PersonRecord.objects.select_for_update().get(pk=mine.pk, organisation=by.organisation)
    if shown and missing(gather.person_in(locked)):
        raise NotPossible(_("Something that a search needs is still missing."), hint=_("The page says what."))
    if shown and locked.erase_after:
        raise NotPossible(_("You have asked to be forgotten."), hint=_("Take that back first."))
    wanted = PersonRecord.State.SHOWN if shown else PersonRecord.State.HIDDEN
    if locked.state != wanted:
        locked.state = wanted
        locked.save(update_fields=["state"])
        audit("show_profile" if shown else "hide_profile", by=by, on=locked)
        _publish(locked, today=today)
    return locked


@transaction.atomic
def ask_erasure(mine: PersonRecord, *, by: Actor, today: date) -> PersonRecord:
    """Be forgotten: out of searches at once, and everything gone after the days in which it can be taken back."""
    by.must(Right.OFFER)
    until = timezone.now() + timedelta(days=settings.ERASURE_DAYS)
    asked = PersonRecord.objects.filter(pk=mine.pk, organisation=by.organisation, erase_after=None)
    if asked.update(erase_after=until, state=PersonRecord.State.HIDDEN):
        audit("ask_erasure", by=by, on=mine, until=until)
        mine.refresh_from_db()
        _publish(mine, today=today)
    return mine


@transaction.atomic
def take_back_erasure(mine: PersonRecord, *, by: Actor) -> PersonRecord:
    """Stay after all; searches find them again once they say so."""
    by.must(Right.OFFER)
    asked = PersonRecord.objects.filter(pk=mine.pk, organisation=by.organisation, erase_after__isnull=False)
    if asked.update(erase_after=None):
        audit("take_back_erasure", by=by, on=mine)
    mine.refresh_from_db()
    return mine


@app.periodic(cron="27 * * * *")
@app.task(queue=FAST, queueing_lock="erase")
def erase_due(timestamp: int) -> None:
    """Forget those whose time to take it back is over. May run twice."""
    del timestamp
    with tenant(OPERATOR_ID):
        due = list(PersonRecord.objects.filter(erase_after__lte=timezone.now())[:100])
    for one in due:
        erase(one)


@transaction.atomic
def erase(theirs: PersonRecord) -> None:
    """Everything of a specialist goes: the record, what they have shown, and the account unless they are a client too.

    What stays is what belongs to others and does not name them: clients' lists and invitations with the reference, which
    leads nowhere from now on, and the audit.
    """
    with tenant(theirs.organisation_id):
        mine = PersonRecord.objects.select_for_update().filter(pk=theirs.pk, erase_after__lte=timezone.now()).first()
        if mine is None:
            return  # taken back meanwhile, or done by another one
        users = list(Membership.objects.filter(organisation=mine.organisation_id).values_list("user", flat=True))
        by = Actor(mine.organisation_id, program="worker")
        audit("erase", by=by, on=mine)
        Specialist.objects.filter(reference=mine.reference).delete()
        with tenant(OPERATOR_ID):
            Forgotten.objects.get_or_create(reference=mine.reference)
        Organisation.objects.filter(pk=mine.organisation_id).delete()
        pool_changed()
    for user in users:
        with tenant(None, user=user):
            if not Membership.objects.filter(user=user).exists():
                letters.drop_waiting(User.objects.get(pk=user))
                User.objects.filter(pk=user).delete()


def new_reference() -> str:
    """A name for somebody that says nothing of them, such as "S-7F3KQ2MX"."""
    return "S-" + "".join(secrets.choice(_LETTERS) for _digit in range(_DIGITS))


def _publish(mine: PersonRecord, *, today: date) -> None:
    """Their row of the pool is what their record says; what they have shown so far stays with it."""
    person = gather.person_in(mine)
    row = Specialist.objects.filter(reference=mine.reference).first()
    evidence = gather.profile_in(row).evidence if row else ()
    profile = search_profile(person, key=mine.reference, today=today, evidence=evidence, synthetic=mine.synthetic)
    found = mine.state == PersonRecord.State.SHOWN
    if profile is None or (row is None and not found):
        changed = Specialist.objects.filter(reference=mine.reference, searchable=True).update(searchable=False)
    else:
        Specialist.objects.update_or_create(
            reference=mine.reference,
            defaults={
                "profile": msgspec.to_builtins(profile),
                "name": person.name if mine.shows_name else "",
                "searchable": found,
                "synthetic": mine.synthetic,
                "changed_at": timezone.now(),
            },
        )
        changed = True
    if changed:
        pool_changed()
