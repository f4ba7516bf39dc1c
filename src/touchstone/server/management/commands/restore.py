"""`touchstone-server restore FILE`: a new home folder filled from a backup."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from touchstone.server import start
from touchstone.server.backup import restore
from touchstone.server.management.commands.backup import ELSEWHERE


class Command(BaseCommand):
    """Into an installation that has nothing yet."""

    help = "Fills an empty home folder from FILE, which `backup` wrote. Nothing that is there is overwritten."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        """All of it or none; the tables of a newer version come with the next `migrate` or start."""
        if settings.EMBEDDED is None:
            raise CommandError(ELSEWHERE)
        with start.database():
            about = restore(settings.EMBEDDED, settings.HOME, file)
        self.stdout.write(f"Restored what version {about.version} wrote at {about.made_at}.")
