"""Tokens for programs: shown once, kept as a digest, worth no more than the member who made them."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts.access import digest_of
from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import ApiToken
from touchstone.apps.accounts.rights import OF_SCOPE, Right
from touchstone.apps.audit.models import record as audit
from touchstone.core.errors import BadInput, NotPossible

_MARK = "tst_"  # by which secret scanners, and people, tell that it is one of ours
_SHOWN = 8  # characters after the mark that stay visible: 48 of 256 bits
MOST_DAYS = 366
MOST_TOKENS = 100


@transaction.atomic
def issue(name: str, *, scope: ApiToken.Scope, days: int, by: Actor) -> tuple[ApiToken, str]:
    """A token, and the secret that is shown this once.

    Raises:
        Forbidden: the maker may not do what the scope says, or is a program itself.
        BadInput: there is no name, or the time is out of bounds.
        NotPossible: the organisation has too many.
    """
    for right in OF_SCOPE[scope]:
        by.must(right)
    if by.user is None or by.token:
        by.must(Right.OPERATE)
        raise NotPossible(_("A program cannot make tokens."))
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Say what the token is for."), place="name")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(_("A token lasts from 1 to %(most)s days.") % {"most": MOST_DAYS}, place="days")
    if ApiToken.objects.filter(organisation=by.organisation, revoked_at=None).count() >= MOST_TOKENS:
        raise NotPossible(_("There are too many tokens."), hint=_("Revoke one first."))
    secret = _MARK + secrets.token_urlsafe(32)
    now = timezone.now()
    token = ApiToken.objects.create(
        organisation_id=by.organisation,
        name=name[:80],
        user_id=by.user,
        scope=scope,
        prefix=secret[: len(_MARK) + _SHOWN],
        digest=digest_of(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit("issue_token", by=by, on=token, scope=scope, days=days)
    return token, secret


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor) -> None:
    """It opens nothing from now on; twice is once. One's own is everybody's to revoke, anybody's an owner's.

    Raises:
        Forbidden: it is somebody else's, and they are no owner.
    """
    if token.user_id != by.user or by.token:
        by.must(Right.MANAGE)
    if ApiToken.objects.filter(pk=token.pk, organisation=by.organisation, revoked_at=None).update(
        revoked_at=timezone.now()
    ):
        audit("revoke_token", by=by, on=token)
