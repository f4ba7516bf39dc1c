"""`touchstone-server migrate`: Django's, run as the role that owns the tables, which then lets the application use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections

from touchstone.server.roles import grant_statements
from touchstone.server.start import database

_QUEUE = 0x746F756368  # "touch": any number that nobody else locks


class Command(migrate.Command):
    """Django's migrate with another default database."""

    help = "Brings the tables to this version, as the role of TOUCHSTONE_MIGRATION_DATABASE_URL."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's arguments, and our database."""
        super().add_arguments(parser)
        parser.set_defaults(database=settings.MIGRATION_DATABASE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the embedded database where that is the one, grant, migrate."""
        if options["database"] not in settings.DATABASES:
            raise CommandError(
                "TOUCHSTONE_MIGRATION_DATABASE_URL is not set (the role that owns the tables; docs/how-to/run-for-others.md)"
            )
        with database(), self._alone(options["database"]):
            self._grant(options["database"])
            super().handle(*args, **options)

    @staticmethod
    @contextmanager
    def _alone(alias: str) -> Iterator[None]:
        """One migration at a time, wherever it was started; PostgreSQL itself keeps the queue."""
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_QUEUE])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_QUEUE])

    @staticmethod
    def _grant(alias: str) -> None:
        """What the migration role makes from now on, the application's role may use."""
        application = str(settings.DATABASES["default"]["USER"])
        with connections[alias].cursor() as cursor:
            for statement in grant_statements(application):
                cursor.execute(statement.as_string())
