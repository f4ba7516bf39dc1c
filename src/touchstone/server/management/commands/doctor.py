"""`touchstone-server doctor`: what is set, what is there, and what is wrong."""

from typing import Any

import django
from django.conf import settings
from django.core import checks
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from touchstone import __version__
from touchstone.apps.talent import gather
from touchstone.server import start


class Command(BaseCommand):
    """Looks, and changes nothing."""

    help = "Says what is set, what is there, and what is wrong. Exit code 1 where something is."
    requires_system_checks = []

    def handle(self, **_: Any) -> None:
        """Facts first, then each finding with its hint."""
        with start.database():
            for name, value in self._facts():
                self.stdout.write(f"{name:<12} {value}")
            found = checks.run_checks(databases=["default"], include_deployment_checks=False)
            for message in found:
                self.stdout.write(f"{message.id}: {message.msg}\n    {message.hint}")
        if any(message.is_serious() for message in found):
            raise CommandError("Something is wrong; see above.", returncode=1)
        self.stdout.write("Nothing is wrong.")

    @staticmethod
    def _facts() -> list[tuple[str, str]]:
        """Never a password."""
        where = settings.DATABASES["default"]
        facts = [
            ("touchstone", f"{__version__}, Django {django.get_version()}"),
            ("home", str(settings.HOME.folder)),
            ("pages", settings.SITE_URL),
            ("database", f"{where['NAME']} as {where['USER']} on {where['HOST'] or 'localhost'}"),
        ]
        try:
            connection.ensure_connection()
            facts.append(("PostgreSQL", str(connection.get_database_version())))
            facts.append(("pool", gather.pool_in_words()))
        except DatabaseError as error:
            facts.append(("PostgreSQL", f"does not answer: {error}"))
        return facts
