"""`touchstone-server load_pool FILE`: the operator's specialists from a pool file."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import transaction

from touchstone.apps.accounts.actor import operator
from touchstone.apps.talent.actions import pool as actions
from touchstone.core.errors import BadInput
from touchstone.server import start


class Command(BaseCommand):
    """Reads strictly: a file with one bad record changes nothing."""

    help = "Adds or renews the specialists of a pool file (JSONL, JSONL.gz or Parquet) and builds a new snapshot."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument(
            "file", type=Path, help="a pool file; `touchstone pool check FILE` says what is wrong with one"
        )

    def handle(self, *, file: Path, **_: Any) -> None:
        """Load and build in one transaction: shortlists see the new pool whole or not at all."""
        from touchstone.core.matching import read_pool

        if not file.is_file():
            raise BadInput("There is no such file.", place=str(file), hint="a pool file")
        by = operator("load_pool")
        with start.database(), transaction.atomic():
            given = actions.load_pool(read_pool(file), by=by)
            made = actions.build_snapshot(by=by)
        self.stdout.write(f"{given} specialists read; snapshot {made.pk} holds {made.size}.")
