"""`touchstone-server serve`: the pages, until SIGTERM or Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from touchstone.apps.accounts.actions import remove_expired
from touchstone.apps.accounts.actor import operator
from touchstone.apps.talent.actions.pool import ensure_snapshot
from touchstone.server import start


class Command(BaseCommand):
    """Checks, and then serves."""

    help = "Serves the pages on HOST:PORT."
    requires_system_checks = []  # ours run once the database is there

    def handle(self, **_: Any) -> None:
        """The embedded database is migrated by itself; any other by whoever looks after it."""
        start.check_port()
        with start.database(lasting=True):
            if settings.EMBEDDED is not None:
                call_command("migrate", interactive=False, verbosity=0)
            start.prepare()
            self.check(databases=["default"])
            remove_expired()
            ensure_snapshot(by=operator("serve"))
            start.serve()
