"""Somebody whom the operator brought in takes their record over by a link, or has it forgotten; both without being asked for more."""

from datetime import date, timedelta

import msgspec
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts import rights
from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID, User
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.jobs import letters
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import people
from touchstone.apps.talent.actions.pool import pool_changed
from touchstone.apps.talent.models import Forgotten, PersonRecord, Specialist
from touchstone.core.errors import NotPossible
from touchstone.core.people import Person, merge

LINK_LASTS = timedelta(days=60)
AGAIN_AFTER = timedelta(days=7)  # nobody is written to more often
MOST_AT_ONCE = 1_000
_SALT = "touchstone.takeover"
_LINK = Actor(OPERATOR_ID, program="link")


def secret_of(record: PersonRecord) -> str:
    """What stands in the link: signed, so that it is kept nowhere. It opens nothing once the record is not the operator's."""
    return signing.dumps(str(record.pk), salt=_SALT)


def record_behind(secret: str) -> PersonRecord | None:
    """The record that the operator keeps and that a link is about; None where it opens nothing. One query."""
    try:
        pk = signing.loads(secret, salt=_SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    with tenant(OPERATOR_ID):
        return PersonRecord.objects.filter(pk=pk, organisation=OPERATOR_ID).first()


def row_behind(record: PersonRecord) -> Specialist | None:
    """What searches know of somebody whose record the operator keeps. One query."""
    with tenant(OPERATOR_ID):
        return Specialist.objects.filter(reference=record.reference).first()


def not_asked() -> QuerySet[PersonRecord]:
    """Whose record the operator keeps, with an address, and who were never asked to take it over."""
    kept = PersonRecord.objects.filter(organisation=OPERATOR_ID, asked_at=None, synthetic=False)
    return kept.exclude(Q(record__email="") | Q(record__email=None))


@transaction.atomic
def ask(record: PersonRecord, *, by: Actor) -> PersonRecord:
    """Write to somebody that there is a record of them, what it is for, and by which link they take it over or end it.

    Raises:
        NotPossible: there is no address, or they were written to within the week.
    """
    by.must(Right.OPERATE)
    locked = PersonRecord.objects.select_for_update().get(pk=record.pk, organisation=OPERATOR_ID)
    if locked.asked_at and locked.asked_at > timezone.now() - AGAIN_AFTER:
        raise NotPossible(_("They were written to within the last week."))
    person = gather.person_in(locked)
    if not person.email or locked.synthetic:
        raise NotPossible(_("There is no address to write to."))
    locked.asked_at = timezone.now()
    locked.save(update_fields=["asked_at"])
    audit("ask_to_take_over", by=by, on=locked)
    _write(locked, person)
    return locked


@transaction.atomic
def ask_all(*, by: Actor) -> int:
    """Ask everybody who was never asked, at most `MOST_AT_ONCE`; how many were."""
    by.must(Right.OPERATE)
    waiting = list(not_asked().order_by("joined_at", "pk")[:MOST_AT_ONCE])
    for one in waiting:
        ask(one, by=by)
    return len(waiting)


@transaction.atomic
def take_over(secret: str, *, user: User, today: date, language: str = "en") -> PersonRecord:
    """The record becomes the user's own, with the place in the pool, on lists, and what was shown so far. Once.

    Where they have kept one of their own already, what they said themselves stays, and what it leaves open is filled.

    Raises:
        NotPossible: the link opens nothing any more.
    """
    theirs = _taken(secret)
    mine = people.join(user, language=language)
    with tenant(OPERATOR_ID):
        seen = Specialist.objects.filter(reference=theirs.reference).first()
        has_row = Specialist.objects.filter(reference=mine.reference).exists()
        if has_row and seen:
            seen.delete()
    with tenant(mine.organisation_id):
        by = Actor(mine.organisation_id, user=user.pk, rights=rights.OF_ROLE["specialist"])
        if has_row and seen:
            _add_evidence(mine.reference, seen)
        elif not has_row:
            PersonRecord.objects.filter(pk=mine.pk).update(reference=theirs.reference)
        person = merge(gather.person_in(mine), gather.person_in(theirs))
        audit("take_over", by=by, on=mine, reference=theirs.reference)
        return people.keep(mine, person, by=by, today=today)


@transaction.atomic
def forget(secret: str) -> None:
    """The record goes at once, and whoever it is about is imported no more.

    Raises:
        NotPossible: the link opens nothing any more.
    """
    theirs = _taken(secret)
    with tenant(OPERATOR_ID):
        Specialist.objects.filter(reference=theirs.reference).delete()
        Forgotten.objects.get_or_create(reference=theirs.reference)
        pool_changed()


def _taken(secret: str) -> PersonRecord:
    """The record behind a link, which is the operator's no more; of two who come at once, the second finds nothing."""
    found = record_behind(secret)
    with tenant(OPERATOR_ID):
        if found is None or not PersonRecord.objects.filter(pk=found.pk, organisation=OPERATOR_ID).delete()[0]:
            raise NotPossible(_("This link opens nothing any more."), hint=_("It was used, or is too old."))
        audit("hand_over", by=_LINK, on=found.pk, kind="personrecord")
    return found


def _add_evidence(reference: str, other: Specialist) -> None:
    row = Specialist.objects.get(reference=reference)
    profile = gather.profile_in(row)
    both = msgspec.structs.replace(profile, evidence=profile.evidence + gather.profile_in(other).evidence)
    Specialist.objects.filter(pk=row.pk).update(profile=msgspec.to_builtins(both), changed_at=timezone.now())


def _write(record: PersonRecord, person: Person) -> None:
    speaks = [one.code.partition("-")[0] for one in person.languages]
    language = next((code for code in speaks if code in dict(settings.LANGUAGES)), "en")
    link = settings.SITE_URL + reverse("specialists:take_over", args=[secret_of(record)])
    context = {"person": person, "link": link, "days": LINK_LASTS.days, "site": settings.SITE_URL}
    letters.write(person.email, template="talent/mails/take_over.txt", language=language, context=context)
