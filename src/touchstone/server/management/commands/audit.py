"""`touchstone-server audit verify|checkpoint|key`: whether the audit is as it was written."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from touchstone.apps.audit import chain
from touchstone.server import start


class Command(BaseCommand):
    """Reads the whole audit as the role that owns the tables; writes checkpoints to a file."""

    help = "Verifies the chain of the audit, adds a signed checkpoint of it to a file, or prints the public key."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and where the checkpoints are."""
        parser.add_argument("do", choices=["verify", "checkpoint", "key"])
        parser.add_argument("--file", type=Path, default=settings.AUDIT_CHECKPOINTS, help="the file of checkpoints")
        parser.add_argument("--public-key", help="what `audit key` printed, kept by somebody else")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, do: str, file: Path, public_key: str | None, as_json: bool, **_: Any) -> None:
        """One of the three."""
        key = settings.HOME.audit_key()
        if do == "key":
            self.stdout.write(chain.encoded(key.public_key()))
            return
        if settings.MIGRATION_DATABASE not in settings.DATABASES:
            raise CommandError("TOUCHSTONE_MIGRATION_DATABASE_URL is not set (the role that owns the tables)")
        with start.database():
            if do == "checkpoint":
                made = chain.checkpoint(file, database="default", key=key, at=timezone.now().isoformat())
                self._say(asdict(made) if made else None, as_json=as_json, nothing="Nothing new since the last one.")
                return
            known = chain.decoded(public_key) if public_key else key.public_key()
            verdict = chain.verify(database=settings.MIGRATION_DATABASE, checkpoints=file, public_key=known)
        self._say(asdict(verdict), as_json=as_json)
        if verdict.fault:
            raise CommandError(verdict.fault, returncode=1)

    def _say(self, facts: dict[str, Any] | None, *, as_json: bool, nothing: str = "") -> None:
        if as_json:
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write("  ".join(f"{name} {value}" for name, value in facts.items()) if facts else nothing)
