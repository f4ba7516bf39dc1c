"""The one door to briefs."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.briefs.models import BriefRecord, SubfieldProposal


def brief_for(actor: Actor | None, brief: UUID) -> BriefRecord:
    """The brief, for whoever acts for its organisation. One query.

    Raises:
        Http404: it does not exist, or belongs to somebody else; nobody learns which.
    """
    record = briefs_of(actor).filter(pk=brief).first()
    if record is None:
        raise Http404(str(brief))
    return record


def briefs_of(actor: Actor | None) -> QuerySet[BriefRecord]:
    """Every brief of the actor's organisation, newest first; none for a stranger."""
    if actor is None or not actor.may(Right.READ):
        return BriefRecord.objects.none()
    return BriefRecord.objects.filter(organisation_id=actor.organisation)


def matching_briefs(briefs: QuerySet[BriefRecord], *, sought: str, role: str) -> QuerySet[BriefRecord]:
    """Those of `briefs` that name `sought` and were diagnosed as `role` (empty: any), without what a list does not show."""
    if sought:
        briefs = briefs.filter(Q(title__icontains=sought) | Q(text__icontains=sought) | Q(file_name__icontains=sought))
    if role:
        briefs = briefs.filter(diagnosis__role=role)
    return briefs.select_related("created_by").defer("text", "reading", "marks")


def proposals_of(actor: Actor | None) -> QuerySet[SubfieldProposal]:
    """The sub-fields that the actor's organisation asks to be added; none for a stranger."""
    if actor is None or not actor.may(Right.READ):
        return SubfieldProposal.objects.none()
    return SubfieldProposal.objects.filter(organisation_id=actor.organisation)
