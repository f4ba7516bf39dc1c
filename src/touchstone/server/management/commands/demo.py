"""`touchstone-server demo`: the pages with the synthetic pool, on this machine, with nothing to set up."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.utils import timezone

from touchstone.apps.talent.actions.pool import load_demo_pool
from touchstone.server import demo_world, start


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
            self._let_people_in()
            call_command("serve")

    def _let_people_in(self) -> None:
        """The made-up clients and their log-ins; not where a network could use a password that is printed here."""
        if not demo_world.open_to_this_machine_alone():
            self.stdout.write("HOST is open to a network: the demo's log-ins are left out.")
            return
        settings.DEMO = True
        demo_world.settle(today=timezone.now().date())
        self.stdout.write(f"Log in, if you like, with the password “{demo_world.PASSWORD}” as:")
        for company in demo_world.companies():
            people = ", ".join(f"{one.email} ({one.role})" for one in company.people)
            self.stdout.write(f"  {company.name}: {people}")
        self.stdout.write(f"  A specialist: {demo_world.world().specialist.email}")
        self.stdout.write(f"  The operator's staff: {demo_world.world().staff.email}")
