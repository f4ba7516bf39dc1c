"""Mails that an organisation's owners cause."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Organisation, User
from touchstone.apps.organisations.models import Invitation


def send_invitation(invitation: Invitation, *, by: Actor) -> None:
    """The link by which somebody comes in, once the invitation is written."""
    organisation = Organisation.objects.get(pk=invitation.organisation_id)
    inviter = User.objects.filter(pk=by.user).first() if by.user else None
    subject = _("%(organisation)s invites you to Touchstone") % {"organisation": organisation.name}
    context = {
        "invitation": invitation,
        "organisation": organisation,
        "inviter": inviter,
        "link": settings.SITE_URL + reverse("organisations:accept", args=[invitation.secret]),
    }
    text = render_to_string("organisations/mails/invitation.txt", context)
    transaction.on_commit(
        partial(send_mail, subject, text, settings.DEFAULT_FROM_EMAIL, [invitation.email]), robust=True
    )
