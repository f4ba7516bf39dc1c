"""People come into an organisation by invitation; owners change what they may do, and let them go."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts.access import digest_of
from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Membership, Organisation, User
from touchstone.apps.accounts.rights import OF_ROLE, Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.organisations import mails
from touchstone.apps.organisations.models import Invitation
from touchstone.core.errors import NotPossible

INVITATION_DAYS = 14


@transaction.atomic
def invite(email: str, role: Membership.Role, *, by: Actor) -> Invitation:
    """Ask somebody in by mail. Who is asked a second time gets a new link, and the first one opens nothing any more.

    Raises:
        NotPossible: they are a member already.
    """
    by.must(Right.MANAGE)
    email = User.objects.normalize_email(email.strip())
    if Membership.objects.filter(organisation=by.organisation, user__email__iexact=email).exists():
        raise NotPossible(_("They are a member already."), place="email")
    invitation = _invitation(email, by=by)
    invitation.role, invitation.nonce = role, secrets.token_urlsafe(24)
    invitation.digest = digest_of(invitation.secret)
    invitation.expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:  # two owners at once
        raise NotPossible(_("They have just been invited."), place="email") from error
    audit("invite", by=by, on=invitation, role=role)
    mails.send_invitation(invitation, by=by)
    return invitation


def _invitation(email: str, *, by: Actor) -> Invitation:
    """The open invitation for an address, locked, or a new one that is not written yet."""
    waiting = Invitation.objects.select_for_update().filter(
        organisation=by.organisation, email__iexact=email, ended_at=None
    )
    return waiting.first() or Invitation(organisation_id=by.organisation, email=email, invited_by_id=by.user)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """The link opens nothing any more; twice is once."""
    by.must(Right.MANAGE)
    if Invitation.objects.filter(pk=invitation.pk, organisation=by.organisation, ended_at=None).update(
        ended_at=timezone.now()
    ):
        audit("withdraw_invitation", by=by, on=invitation)


@transaction.atomic
def accept(secret: str, *, user: User) -> Organisation:
    """Come in by a link. Whoever holds it is let in under their own log-in: the mail was theirs to read.

    Raises:
        NotPossible: the link was used, withdrawn, replaced or is too old, or they are a member already.
    """
    invitation = invitation_of(secret)
    if invitation is None:
        raise NotPossible(_("This invitation is not open any more."), hint=_("Ask for a new one."))
    with tenant(invitation.organisation_id):
        ended = Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(
            ended_at=timezone.now(), accepted_by=user
        )
        made = (
            Membership.objects.get_or_create(
                organisation_id=invitation.organisation_id, user=user, defaults={"role": invitation.role}
            )[1]
            if ended
            else False
        )
        if not made:
            raise NotPossible(_("This invitation is not open any more."), hint=_("You may be a member already."))
        by = Actor(invitation.organisation_id, user=user.pk, rights=OF_ROLE[invitation.role])
        audit("accept_invitation", by=by, on=invitation, role=invitation.role)
        return Organisation.objects.get(pk=invitation.organisation_id)


def invitation_of(secret: str) -> Invitation | None:
    """The open invitation behind a link; None where it opens nothing. One query."""
    digest = digest_of(secret)
    with tenant(None, key=digest):
        found = Invitation.objects.filter(digest=digest, ended_at=None).first()
    return found if found and found.is_open else None


def inviting(invitation: Invitation) -> Organisation:
    """Who invites. One query."""
    with tenant(invitation.organisation_id):
        return Organisation.objects.get(pk=invitation.organisation_id)


@transaction.atomic
def change_role(membership: Membership, role: Membership.Role, *, by: Actor) -> Membership:
    """Let a member do more or less.

    Raises:
        NotPossible: nobody would be owner.
    """
    by.must(Right.MANAGE)
    locked = _locked(by.organisation, membership)
    if role != Membership.Role.OWNER:
        _keep_an_owner(locked, membership)
    if Membership.objects.filter(pk=membership.pk, organisation=by.organisation).exclude(role=role).update(role=role):
        audit("change_role", by=by, on=membership, role=role)
    membership.refresh_from_db(fields=["role"])
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: Actor) -> None:
    """Let a member go, or go oneself; their tokens open nothing from now on.

    Raises:
        Forbidden: it is somebody else, and they are no owner.
        NotPossible: nobody would be owner.
    """
    if membership.user_id != by.user or by.token:
        by.must(Right.MANAGE)
    _keep_an_owner(_locked(by.organisation, membership), membership)
    if Membership.objects.filter(pk=membership.pk, organisation=by.organisation).delete()[0]:
        audit("remove_member", by=by, on=membership, themselves=membership.user_id == by.user)


def _locked(organisation: UUID, membership: Membership) -> list[Membership]:
    """The owners, and the member in question, locked in one order: two changes at once see each other."""
    return list(
        Membership.objects.select_for_update()
        .filter(organisation=organisation)
        .filter(_owner_or(membership))
        .order_by("pk")
    )


def _owner_or(membership: Membership) -> Q:
    return Q(role=Membership.Role.OWNER) | Q(pk=membership.pk)


def _keep_an_owner(locked: list[Membership], leaving: Membership) -> None:
    owners = [one for one in locked if one.role == Membership.Role.OWNER]
    if [one.pk for one in owners] == [leaving.pk]:
        raise NotPossible(
            _("An organisation needs an owner."), place="role", hint=_("Make somebody else an owner first.")
        )
