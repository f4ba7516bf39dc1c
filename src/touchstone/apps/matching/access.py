"""The one door to shortlists."""

from uuid import UUID

from django.db.models import IntegerField, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.matching.models import ShortlistRecord


def shortlist_for(actor: Actor | None, shortlist: UUID) -> ShortlistRecord:
    """The shortlist with its brief and snapshot, for whoever acts for its organisation. One query.

    Raises:
        Http404: it does not exist, or belongs to somebody else; nobody learns which.
    """
    if actor is None or not actor.may(Right.READ):
        raise Http404(str(shortlist))
    records = ShortlistRecord.objects.select_related("brief", "snapshot")
    record = records.filter(pk=shortlist, organisation_id=actor.organisation).first()
    if record is None:
        raise Http404(str(shortlist))
    return record


def shortlists_of(brief: BriefRecord) -> QuerySet[ShortlistRecord]:
    """Every shortlist of a brief, newest first, with how many were `eligible` and are `meeting_bar`, without the rest."""
    counts = {name: Cast(KeyTextTransform(name, "result"), IntegerField()) for name in ("eligible", "meeting_bar")}
    records = ShortlistRecord.objects.filter(organisation_id=brief.organisation_id, brief=brief)
    return records.defer("need", "result").annotate(**counts)


def newest_of(brief: BriefRecord) -> ShortlistRecord | None:
    """The brief's newest shortlist. One query."""
    records = ShortlistRecord.objects.select_related("brief", "snapshot")
    return records.filter(brief=brief).order_by("-created_at", "pk").first()
