"""For whom a request is."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Membership, Organisation, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.accounts.visitors import sandbox_of

CHOSEN = "organisation"  # the session's key for a member of several


def actor_for(request: HttpRequest) -> Actor | None:
    """The member or the visitor behind a request; None for a visitor who has no sandbox, or no longer. One or two queries."""
    if request.user.is_authenticated:
        return _member(request.user, request.session.get(CHOSEN))
    sandbox = sandbox_of(request)
    return Actor(sandbox) if sandbox and _open(sandbox) else None


def _member(user: User, chosen: str | None) -> Actor | None:
    """The chosen organisation where the user is still a member of it; otherwise the one they joined first."""
    with tenant(None, user=user.pk):
        memberships = list(
            Membership.objects.filter(user=user).order_by("since", "pk").values_list("organisation", flat=True)
        )
    if not memberships:
        return None
    organisation = next((one for one in memberships if str(one) == chosen), memberships[0])
    return Actor(organisation, user=user.pk)


def _open(sandbox: UUID) -> bool:
    with tenant(sandbox):
        return Organisation.objects.filter(
            pk=sandbox, kind=Organisation.Kind.VISITOR, expires_at__gt=timezone.now()
        ).exists()
