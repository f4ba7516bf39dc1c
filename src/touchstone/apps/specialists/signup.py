"""Signing up as a specialist: no organisation is asked for, and one's own record begins."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from touchstone.apps.accounts.models import User
from touchstone.apps.organisations.forms import INVITED
from touchstone.apps.organisations.forms import SignupDetails as ClientDetails
from touchstone.apps.talent.actions import takeover
from touchstone.apps.talent.actions.people import join
from touchstone.apps.talent.gather import person_in

AS = "as"  # the session's key for how somebody comes
SPECIALIST = "specialist"
TAKES = "takes"  # the session's key for the link by which somebody takes a record over


class SignupDetails(ClientDetails):
    """What signing up asks: of a client, the organisation; of a specialist, nothing more than their name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whoever came by the specialists' page has no organisation to name."""
        super().__init__(*args, **kwargs)
        if comes_as_specialist(context.request):
            self.fields.pop("organisation", None)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Begin the record, or found the organisation."""
        if not comes_as_specialist(request):
            super().signup(request, user)
            return
        user.name = self.cleaned_data["name"]
        user.language = get_language() or "en"
        user.save(update_fields=["name", "language"])
        request.session.pop(AS)
        if not _takes_over(request, user):
            join(user, language=user.language)


def _takes_over(request: HttpRequest, user: User) -> bool:
    """Whether they came by a link to a record of themselves, which is theirs now. The mail with it was theirs to read."""
    secret = request.session.pop(TAKES, "")
    found = takeover.record_behind(secret) if secret else None
    if found is None:
        return False
    get_adapter().stash_verified_email(request, person_in(found).email)
    takeover.take_over(secret, user=user, today=timezone.now().date(), language=user.language)
    return True


def comes_as_specialist(request: HttpRequest) -> bool:
    """Whether whoever signs up came by the specialists' page, and not by an invitation into an organisation."""
    return request.session.get(AS) == SPECIALIST and not request.session.get(INVITED)
