"""`touchstone-server invite EMAIL`: let somebody into the operator's own organisation; the link is printed and mailed."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.urls import reverse

from touchstone.apps.accounts.actor import operator
from touchstone.apps.accounts.models import Membership
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.organisations.actions import members
from touchstone.server import start


class Command(BaseCommand):
    """The first of the operator's staff comes in by this; the others may too."""

    help = "Invites somebody to the operator's staff, who run this installation."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and as what."""
        parser.add_argument("email")
        parser.add_argument("--role", choices=Membership.Role.values, default=Membership.Role.OWNER.value)

    def handle(self, *, email: str, role: str, **_: Any) -> None:
        """One invitation; a second one for the same address replaces the first."""
        by = operator("invite")
        with start.database(), tenant(by.organisation):
            invitation = members.invite(email, Membership.Role(role), by=by)
        self.stdout.write(settings.SITE_URL + reverse("organisations:accept", args=[invitation.secret]))
