"""What a client decides about somebody on a list, says to colleagues, and would have done before the ranking."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.audit.models import record as audit
from touchstone.apps.hooks.actions.telling import tell
from touchstone.apps.hooks.models import EventKind
from touchstone.apps.matching.models import CandidateRecord, Comment, OwnView, ShortlistRecord
from touchstone.core.errors import BadInput, NotPossible

MOST_PICKS = 3
LONGEST_COMMENT = 2_000
Decision = CandidateRecord.Decision
Reason = CandidateRecord.Reason


@transaction.atomic
def decide(
    candidate: CandidateRecord,
    decision: CandidateRecord.Decision,
    *,
    by: Actor,
    reason: CandidateRecord.Reason | None = None,
) -> CandidateRecord:
    """Hold somebody, decline them with a reason that they are told, or take either back; twice is once.

    Raises:
        BadInput: a decline gives no reason, or something else gives one.
        NotPossible: they are invited: that is taken back first.
    """
    by.must(Right.WORK)
    if (decision == Decision.DECLINED) != (reason is not None):
        hint = ", ".join(Reason.values)
        raise BadInput(_("Whoever is declined learns why, and nobody else does."), place="reason", hint=hint)
    if decision == Decision.INVITED:
        raise NotPossible(_("Inviting somebody takes an invitation."), place="decision")
    return _settle(candidate, decision, by=by, reason=reason or "")


@transaction.atomic
def mark_invited(candidate: CandidateRecord, *, invited: bool, by: Actor) -> CandidateRecord:
    """An invitation is on its way to them, or there is none any more; called by what invites."""
    by.must(Right.WORK)
    return _settle(candidate, Decision.INVITED if invited else Decision.OPEN, by=by, reason="", of_invitation=True)


@transaction.atomic
def invitation_ended(candidate: CandidateRecord, *, by: Actor) -> CandidateRecord:
    """It was declined or ran out: the client decides anew. Nobody of the client's did this, so nobody is named for it."""
    return _settle(candidate, Decision.OPEN, by=by, reason="", of_invitation=True)


def _settle(
    candidate: CandidateRecord,
    decision: CandidateRecord.Decision,
    *,
    by: Actor,
    reason: str,
    of_invitation: bool = False,
) -> CandidateRecord:
    locked = CandidateRecord.objects.select_for_update().get(pk=candidate.pk, organisation=by.organisation)
    if locked.decision == Decision.INVITED and decision != Decision.INVITED and not of_invitation:
        raise NotPossible(_("They are invited."), place="decision", hint=_("Take the invitation back first."))
    if (locked.decision, locked.reason) != (decision, reason):
        locked.decision, locked.reason = decision, reason
        locked.decided_by_id = by.user if by.may(Right.WORK) else None
        locked.decided_at = timezone.now()
        locked.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
        audit("decide", by=by, on=locked, decision=decision, reason=reason, shortlist=locked.shortlist_id)
        told = {
            "candidate": locked.pk,
            "shortlist": locked.shortlist_id,
            "specialist": locked.specialist,
            "decision": decision.value,
            "reason": reason,
        }
        tell(EventKind.DECISION_MADE, told, organisation=by.organisation)
    return locked


@transaction.atomic
def comment(candidate: CandidateRecord, text: str, *, by: Actor) -> Comment:
    """Say something to colleagues.

    Raises:
        BadInput: it is empty or too long.
    """
    by.must(Right.WORK)
    text = text.strip().replace("\0", "")
    if not text or len(text) > LONGEST_COMMENT:
        hint = _("1 to %(most)s characters") % {"most": LONGEST_COMMENT}
        raise BadInput(_("This is no comment."), place="text", hint=hint)
    made = Comment.objects.create(organisation_id=by.organisation, candidate=candidate, author_id=by.user, text=text)
    audit("comment", by=by, on=candidate, comment=made.pk)
    return made


@transaction.atomic
def say_own_view(shortlist: ShortlistRecord, picks: Sequence[str], *, by: Actor) -> OwnView:
    """Whom the actor would take, the first choice first; nobody: they do not want to say. It is said once.

    Raises:
        BadInput: somebody is named twice, is not on the list, or there are too many.
        NotPossible: they were not asked, or have said it.
    """
    by.must(Right.WORK)
    listed = set(CandidateRecord.objects.filter(shortlist=shortlist).values_list("specialist", flat=True))
    if len(picks) > MOST_PICKS or len(set(picks)) != len(picks) or not set(picks) <= listed:
        hint = _("up to %(most)s different people of the list") % {"most": MOST_PICKS}
        raise BadInput(_("These are no choices."), place="picks", hint=hint)
    waiting = OwnView.objects.filter(organisation=by.organisation, shortlist=shortlist, user=by.user, said_at=None)
    if not waiting.update(picks=list(picks), said_at=timezone.now()):
        raise NotPossible(_("This was said already, or the ranking was seen first."))
    audit("say_own_view", by=by, on=shortlist, picks=len(picks))
    return OwnView.objects.get(organisation=by.organisation, shortlist=shortlist, user=by.user)
