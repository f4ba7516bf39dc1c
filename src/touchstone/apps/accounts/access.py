"""For whom a request is: a program by its token, a member by their log-in, a visitor by their cookie."""

import hashlib
from datetime import timedelta
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from touchstone.apps.accounts import rights
from touchstone.apps.accounts.actor import Actor, visitor
from touchstone.apps.accounts.models import OPERATOR_ID, ApiToken, Membership, Organisation, User
from touchstone.apps.accounts.tenancy import act_for, tenant
from touchstone.apps.accounts.visitors import sandbox_of

CHOSEN = "organisation"  # the session's key for a member of several
_BEARER = "Bearer "
_API = "/api/"
_USED_WITHIN = timedelta(minutes=1)  # the last use of a token is kept to the minute, so that reading does not write


def actor_for(request: HttpRequest) -> Actor | None:
    """The program, the member or the visitor behind a request; None for nobody we know. One to three queries.

    Within `one_transaction`, which acts for whoever was looked at last until the caller says otherwise.
    """
    if request.path.startswith(_API) and (shown := _shown_token(request)) is not None:
        return _program(shown)
    if request.user.is_authenticated:
        return _member(request.user, request.session.get(CHOSEN))
    sandbox = sandbox_of(request)
    return visitor(sandbox) if sandbox and _open(sandbox) else None


def organisations_of(user: User) -> list[Organisation]:
    """Where somebody is a member, in the order in which they joined. One query and one for each organisation."""
    found = []
    for membership in _memberships(user):
        with tenant(membership.organisation_id):
            found.append(Organisation.objects.get(pk=membership.organisation_id))
    return found


def digest_of(secret: str) -> str:
    """What is kept of a secret that was handed out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def rights_of(membership: Membership, user: User) -> frozenset[rights.Right]:
    """What a member may do. The operator's staff may do nothing until their log-in has a second factor.

    In the demo, which this machine alone can reach and where every password is printed, it is not asked for.
    """
    own = rights.OF_ROLE.get(membership.role, rights.NONE)
    if membership.organisation_id != OPERATOR_ID:
        return own
    return own | {rights.Right.OPERATE} if settings.DEMO or is_mfa_enabled(user) else rights.NONE


def _shown_token(request: HttpRequest) -> str | None:
    header = request.headers.get("Authorization", "")
    return header[len(_BEARER) :].strip() if header.startswith(_BEARER) else None


def _program(shown: str) -> Actor | None:
    """The actor of a token, with what both the token and its maker's membership allow; None where it opens nothing."""
    now = timezone.now()
    digest = digest_of(shown)
    act_for(None, key=digest)
    token = ApiToken.objects.filter(digest=digest, revoked_at=None, expires_at__gt=now).select_related("user").first()
    if token is None or not token.user.is_active:
        return None
    act_for(token.organisation_id, user=token.user_id)
    maker = Membership.objects.filter(user=token.user_id, organisation=token.organisation_id).first()
    if maker is None:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USED_WITHIN)
    if token.last_used_at is None or token.last_used_at < now - _USED_WITHIN:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    allowed = rights.OF_SCOPE[token.scope] & rights_of(maker, token.user)
    return Actor(token.organisation_id, user=token.user_id, rights=allowed, token=token.prefix)


def _member(user: User, chosen: str | None) -> Actor | None:
    """The chosen organisation where the user is still a member of it; otherwise the one they joined first."""
    act_for(None, user=user.pk)
    memberships = _in_order(user)
    if not memberships:
        return None
    here = next((one for one in memberships if str(one.organisation_id) == chosen), memberships[0])
    return Actor(here.organisation_id, user=user.pk, rights=rights_of(here, user))


def _memberships(user: User) -> list[Membership]:
    with tenant(None, user=user.pk):
        return _in_order(user)


def _in_order(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).order_by("since", "pk"))


def _open(sandbox: UUID) -> bool:
    act_for(sandbox)
    kept = Organisation.objects.filter(pk=sandbox, kind=Organisation.Kind.VISITOR, expires_at__gt=timezone.now())
    return kept.exists()
