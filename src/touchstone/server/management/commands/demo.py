"""`touchstone-server demo`: the pages with the synthetic pool, on this machine, with nothing to set up."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from touchstone.apps.talent.actions import load_demo_pool
from touchstone.server import start


class Command(BaseCommand):
    """Database, tables, pool, pages."""

    help = "Starts everything on this machine: database, demo pool, pages."
    requires_system_checks = []

    def handle(self, **_: Any) -> None:
        """Whatever an earlier start has done is used as it is."""
        start.check_port()
        with start.database(lasting=True):
            call_command("migrate", interactive=False, verbosity=0)
            load_demo_pool(settings.DEMO_POOL_SIZE)
            call_command("serve")
