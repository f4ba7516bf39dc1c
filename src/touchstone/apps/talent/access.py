"""The one door to what a specialist says of themselves."""

from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.talent.models import PersonRecord


def own_record(actor: Actor | None) -> PersonRecord:
    """The record of a specialist, for themselves. One query.

    Raises:
        Http404: whoever asks is none.
    """
    if actor is None or not actor.is_specialist:
        raise Http404
    found = PersonRecord.objects.filter(organisation=actor.organisation).first()
    if found is None:
        raise Http404
    return found
