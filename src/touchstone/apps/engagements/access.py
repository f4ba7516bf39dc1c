"""The one door to openings and what is offered: for clients by their organisation, for specialists what is offered to them."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.engagements.models import Offer, Opening


def openings_of(actor: Actor | None) -> QuerySet[Opening]:
    """The openings of the actor's organisation, newest first, with what was offered. Two queries."""
    if actor is None or not actor.may(Right.READ):
        return Opening.objects.none()
    offers = Prefetch("offers", queryset=Offer.objects.select_related("made_by", "candidate__shortlist"))
    found = Opening.objects.filter(organisation_id=actor.organisation).select_related("brief")
    return found.prefetch_related(offers)


def opening_for(actor: Actor | None, opening: UUID) -> Opening:
    """One opening.

    Raises:
        Http404: there is none such in the actor's organisation.
    """
    found = openings_of(actor).filter(pk=opening).first()
    if found is None:
        raise Http404(str(opening))
    return found


def offers_of(actor: Actor | None) -> QuerySet[Offer]:
    """What the actor's organisation has offered, newest first; none for a stranger."""
    if actor is None or not actor.may(Right.READ):
        return Offer.objects.none()
    return Offer.objects.filter(organisation_id=actor.organisation).select_related("candidate", "opening")


def offer_for(actor: Actor | None, offer: UUID) -> Offer:
    """One offer, for the client who made it.

    Raises:
        Http404: there is none such in the actor's organisation.
    """
    found = offers_of(actor).filter(pk=offer).first()
    if found is None:
        raise Http404(str(offer))
    return found


def offers_to(reference: str) -> QuerySet[Offer]:
    """What was offered to a specialist, newest first; for themselves, in a transaction on their own behalf."""
    return Offer.objects.filter(specialist=reference)
