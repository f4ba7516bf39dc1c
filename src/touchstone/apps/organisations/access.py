"""The one door to an organisation's people, invitations and tokens."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import ApiToken, Membership, Organisation
from touchstone.apps.accounts.rights import Right
from touchstone.apps.organisations.models import Invitation


def organisation_for(actor: Actor | None) -> Organisation:
    """The organisation of whoever has an account. One query.

    Raises:
        Http404: for visitors and strangers: there is nothing to manage.
    """
    if actor is None or actor.is_visitor or not actor.may(Right.READ):
        raise Http404
    organisation = Organisation.objects.filter(pk=actor.organisation).first()
    if organisation is None:
        raise Http404
    return organisation


def token_keeper(actor: Actor | None) -> Actor:
    """Whoever may have tokens: everybody with an account, a specialist for their own record.

    Raises:
        Http404: for visitors and strangers.
    """
    if actor is None or actor.is_visitor or not (actor.may(Right.READ) or actor.is_specialist):
        raise Http404
    return actor


def whose_history(actor: Actor | None) -> Actor:
    """Whoever may look at all that was done: owners, and the operator's staff at what was done on the operator's behalf.

    Raises:
        Http404: for visitors, strangers and specialists.
        Forbidden: a member who is no owner.
    """
    organisation_for(actor)
    assert actor is not None
    if not actor.is_staff:
        actor.must(Right.MANAGE)
    return actor


def members_of(actor: Actor) -> QuerySet[Membership]:
    """Who is in, in the order in which they came. One query."""
    return Membership.objects.filter(organisation=actor.organisation).select_related("user").order_by("since", "pk")


def member_for(actor: Actor | None, membership: UUID) -> Membership:
    """One member.

    Raises:
        Http404: there is none such in the actor's organisation.
    """
    organisation_for(actor)
    assert actor is not None
    found = members_of(actor).filter(pk=membership).first()
    if found is None:
        raise Http404
    return found


def invitations_of(actor: Actor) -> QuerySet[Invitation]:
    """Open invitations and those that ran out, newest first; none for who may not invite."""
    if not actor.may(Right.MANAGE):
        return Invitation.objects.none()
    return Invitation.objects.filter(organisation=actor.organisation, ended_at=None).select_related("invited_by")


def invitation_for(actor: Actor | None, invitation: UUID) -> Invitation:
    """One open invitation.

    Raises:
        Http404: there is none such, or the actor may not see it.
    """
    organisation_for(actor)
    assert actor is not None
    found = invitations_of(actor).filter(pk=invitation).first()
    if found is None:
        raise Http404
    return found


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """Tokens that were not revoked: all of them for an owner, one's own for others, newest first."""
    tokens = ApiToken.objects.filter(organisation=actor.organisation, revoked_at=None).select_related("user")
    return tokens if actor.may(Right.MANAGE) else tokens.filter(user=actor.user)


def token_for(actor: Actor | None, token: UUID) -> ApiToken:
    """One token.

    Raises:
        Http404: there is none such, or it is not theirs to see.
    """
    found = tokens_of(token_keeper(actor)).filter(pk=token).first()
    if found is None:
        raise Http404
    return found
