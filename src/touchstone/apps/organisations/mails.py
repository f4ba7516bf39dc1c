"""Letters that an organisation's owners cause."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Organisation, User
from touchstone.apps.jobs import letters
from touchstone.apps.organisations.models import Invitation


def send_invitation(invitation: Invitation, *, by: Actor) -> None:
    """The link by which somebody comes in; in their language where they have an account, else in the inviter's."""
    known = User.objects.filter(email__iexact=invitation.email).first()
    context = {
        "invitation": invitation,
        "organisation": Organisation.objects.get(pk=invitation.organisation_id),
        "inviter": User.objects.filter(pk=by.user).first() if by.user else None,
        "link": settings.SITE_URL + reverse("organisations:accept", args=[invitation.secret]),
    }
    language = known.language if known else get_language() or "en"
    letters.write(invitation.email, template="organisations/mails/invitation.txt", language=language, context=context)
