"""`touchstone-server backup FILE`: everything that cannot be made again, while the pages are served."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from touchstone.server import start
from touchstone.server.backup import back_up

ELSEWHERE = (
    "This installation's PostgreSQL is its owner's to back up: pg_dump, as a role that bypasses row-level security."
)


class Command(BaseCommand):
    """Rows and keys in one file that only its owner may read."""

    help = "Writes the embedded database and the keys to FILE."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_: Any) -> None:
        """Whole or not at all."""
        if settings.EMBEDDED is None:
            raise CommandError(ELSEWHERE)
        with start.database():
            size = back_up(settings.EMBEDDED, settings.HOME, file, made_at=timezone.now().isoformat())
        self.stdout.write(f"{file}: {size / 2**20:.1f} MB. It holds the keys: keep it where nobody else reads it.")
