"""The one door to shortlists."""

from uuid import UUID

from django.db.models import IntegerField, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.matching.models import CandidateRecord, Comment, OwnView, ShortlistRecord


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


def candidate_for(actor: Actor | None, candidate: UUID) -> CandidateRecord:
    """Somebody on a list, with the list and its brief, for whoever acts for its organisation. One query.

    Raises:
        Http404: there is none such in the actor's organisation.
    """
    if actor is None or not actor.may(Right.READ):
        raise Http404(str(candidate))
    found = CandidateRecord.objects.select_related("shortlist__brief", "shortlist__snapshot")
    one = found.filter(pk=candidate, organisation_id=actor.organisation).first()
    if one is None:
        raise Http404(str(candidate))
    return one


def candidates_of(record: ShortlistRecord) -> dict[str, CandidateRecord]:
    """The decisions about everybody on a list, by reference. One query."""
    found = CandidateRecord.objects.filter(organisation_id=record.organisation_id, shortlist=record)
    return {one.specialist: one for one in found.select_related("decided_by")}


def comments_on(record: ShortlistRecord) -> dict[str, list[Comment]]:
    """What colleagues say about those on a list, oldest first, by reference. One query."""
    found: dict[str, list[Comment]] = {}
    comments = Comment.objects.filter(organisation_id=record.organisation_id, candidate__shortlist=record)
    for one in comments.select_related("author", "candidate"):
        found.setdefault(one.candidate.specialist, []).append(one)
    return found


def comments_about(candidate: CandidateRecord) -> QuerySet[Comment]:
    """What colleagues say about somebody on a list, oldest first. One query."""
    return Comment.objects.filter(organisation_id=candidate.organisation_id, candidate=candidate).select_related(
        "author"
    )


def decided_before(record: ShortlistRecord) -> dict[str, CandidateRecord]:
    """The newest decision on another list of the same organisation about those on this one, by reference. One query."""
    here = CandidateRecord.objects.filter(shortlist=record).values("specialist")
    earlier = CandidateRecord.objects.filter(organisation_id=record.organisation_id, specialist__in=here)
    earlier = earlier.exclude(shortlist=record).exclude(decision=CandidateRecord.Decision.OPEN)
    return {one.specialist: one for one in earlier.order_by("decided_at")}


def own_view_of(actor: Actor, record: ShortlistRecord) -> OwnView | None:
    """Whom the actor would have taken, or that they are asked and have not said. One query."""
    if actor.user is None:
        return None
    return OwnView.objects.filter(organisation_id=actor.organisation, shortlist=record, user=actor.user).first()


def lists_about(reference: str) -> QuerySet[CandidateRecord]:
    """The lists that a specialist was on, newest first; for themselves, in a transaction on their own behalf."""
    return CandidateRecord.objects.filter(specialist=reference).order_by("-drawn_at", "pk")
