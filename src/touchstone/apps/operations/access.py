"""The one door to what the operator keeps."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from msgspec import Struct

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.rights import Right
from touchstone.apps.briefs.models import SubfieldProposal
from touchstone.apps.jobs.models import Letter
from touchstone.apps.reference.models import OwnRate
from touchstone.apps.talent.models import PeopleImport, PersonRecord, SavedView, Specialist


def staff(actor: Actor | None) -> Actor:
    """The actor, who is of the operator's staff and has a second factor.

    Raises:
        Http404: for everybody else there is nothing here.
    """
    if actor is None or not actor.may(Right.OPERATE):
        raise Http404
    return actor


def pool_of(actor: Actor | None, wanted: Mapping[str, str]) -> QuerySet[Specialist]:
    """The pool's rows that `wanted` asks for: q, role, country, language, domain, state; none of an unknown kind is refused."""
    staff(actor)
    found = Specialist.objects.all()
    if sought := wanted.get("q", "").strip():
        people = PersonRecord.objects.filter(Q(record__name__icontains=sought) | Q(record__email__iexact=sought))
        named = Q(reference__icontains=sought) | Q(name__icontains=sought) | Q(profile__text__icontains=sought)
        found = found.filter(named | Q(reference__in=people.values("reference")))
    if country := wanted.get("country"):
        found = found.filter(profile__contains={"country": country})
    if role := wanted.get("role"):
        found = found.filter(profile__contains={"roles": [role]})
    if language := wanted.get("language"):
        found = found.filter(profile__contains={"languages": [{"code": language}]})
    if domain := wanted.get("domain"):
        found = found.filter(profile__contains={"claims": [{"domain": domain}]})
    if state := wanted.get("state"):
        found = found.filter(searchable=state == "shown")
    return found.order_by("-changed_at", "pk")


def records_of(references: list[str]) -> dict[str, PersonRecord]:
    """What these people say of themselves, by reference. One query."""
    return {one.reference: one for one in PersonRecord.objects.filter(reference__in=references)}


def views_of(actor: Actor | None) -> QuerySet[SavedView]:
    """The searches that the actor keeps."""
    return SavedView.objects.filter(organisation=OPERATOR_ID, user=staff(actor).user)


def import_for(actor: Actor | None, key: UUID) -> PeopleImport:
    """One file on its way.

    Raises:
        Http404: there is none such, or the actor is not of the staff.
    """
    staff(actor)
    found = PeopleImport.objects.select_related("created_by").filter(pk=key).first()
    if found is None:
        raise Http404(str(key))
    return found


def record_for(actor: Actor | None, reference: str) -> PersonRecord:
    """One record that the operator keeps.

    Raises:
        Http404: there is none such, or the actor is not of the staff.
    """
    staff(actor)
    found = PersonRecord.objects.filter(organisation=OPERATOR_ID, reference=reference).first()
    if found is None:
        raise Http404(reference)
    return found


class AskedField(Struct, frozen=True):
    """A sub-field that clients ask for, and how many of them."""

    words: str
    parent: str
    clients: int


def asked_fields(actor: Actor | None) -> list[AskedField]:
    """What clients ask to be added to the taxonomy, what most ask for first. One query."""
    staff(actor)
    waiting = SubfieldProposal.objects.filter(state=SubfieldProposal.State.PROPOSED)
    rows = waiting.annotate(said=Lower("words")).values("said").annotate(n=Count("pk"), under=Min("parent"))
    return [AskedField(one["said"], one["under"], one["n"]) for one in rows.order_by("-n", "said")]


def own_rate_for(actor: Actor | None, row: str) -> OwnRate:
    """One row of rates that was added here.

    Raises:
        Http404: there is none such, or the actor is not of the staff.
    """
    staff(actor)
    found = OwnRate.objects.filter(pk=row).first()
    if found is None:
        raise Http404(row)
    return found


def letter_for(actor: Actor | None, letter: UUID) -> Letter:
    """One letter that could not be sent.

    Raises:
        Http404: there is none such, or the actor is not of the staff.
    """
    staff(actor)
    found = Letter.objects.filter(pk=letter, failed_at__isnull=False).first()
    if found is None:
        raise Http404(str(letter))
    return found
