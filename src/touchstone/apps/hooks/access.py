"""The one door to webhooks and to what was sent to them: the organisation's owners, and programs with their right."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.hooks.models import Delivery, Webhook


def owner(actor: Actor | None) -> Actor:
    """Whoever may keep webhooks.

    Raises:
        Http404: for visitors and for who belongs nowhere: there is nothing to keep.
        Forbidden: a member who is no owner.
    """
    if actor is None or actor.is_visitor or not actor.may(Right.READ):
        raise Http404
    actor.must(Right.MANAGE)
    return actor


def webhooks_of(actor: Actor | None) -> QuerySet[Webhook]:
    """The organisation's webhooks, newest first."""
    return Webhook.objects.filter(organisation=owner(actor).organisation)


def webhook_for(actor: Actor | None, webhook: UUID) -> Webhook:
    """One webhook.

    Raises:
        Http404: there is none such in the actor's organisation.
    """
    found = webhooks_of(actor).filter(pk=webhook).first()
    if found is None:
        raise Http404
    return found


def deliveries_of(actor: Actor | None, webhook: Webhook, state: str = "") -> QuerySet[Delivery]:
    """What was sent to a webhook, or is on its way, newest first; in one `state`, where one is said."""
    found = Delivery.objects.filter(organisation=owner(actor).organisation, webhook=webhook).select_related("event")
    return found.filter(state=state) if state else found


def delivery_for(actor: Actor | None, delivery: UUID) -> Delivery:
    """One delivery, with its event and its webhook.

    Raises:
        Http404: there is none such in the actor's organisation.
    """
    mine = Delivery.objects.filter(organisation=owner(actor).organisation).select_related("event", "webhook")
    found = mine.filter(pk=delivery).first()
    if found is None:
        raise Http404
    return found
