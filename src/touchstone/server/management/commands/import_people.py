"""`touchstone-server import_people FILE`: a file of people of any size, reported, and with `--yes` imported."""

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from touchstone.apps.accounts.actor import operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.talent.actions import imports
from touchstone.apps.talent.actions.pool import rebuild_snapshot
from touchstone.apps.talent.models import PeopleImport
from touchstone.core.errors import BadInput
from touchstone.server import start

_CHUNK = 1024 * 1024


class Command(BaseCommand):
    """The page's import, without a page and without a worker."""

    help = "Reads a file of people and says what is in it; --yes imports it, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether it is meant."""
        parser.add_argument("file", type=Path, help="CSV, JSON Resume, ORCID records, lines of JSON or Parquet")
        parser.add_argument("--yes", action="store_true", help="import it after the report")

    def handle(self, *, file: Path, yes: bool, **_: Any) -> None:
        """The steps of the page, one after the other."""
        if not file.is_file():
            raise BadInput("There is no such file.", place=str(file), hint="a file of people")
        by = operator("import_people")
        with start.database():
            with tenant(OPERATOR_ID), file.open("rb") as source:
                key = str(imports.receive(iter(lambda: source.read(_CHUNK), b""), file.name, by=by, here=True).pk)
            imports.check_import(key)
            self._say(self._found(key).report)
            if yes:
                with tenant(OPERATOR_ID):
                    imports.confirm(self._found(key), by=by, here=True)
                imports.run_import(key)
                rebuild_snapshot()
                done = self._found(key)
                self.stdout.write(f"{done.given} people imported, {done.changed} of them new or changed.")

    def _say(self, report: dict[str, Any]) -> None:
        if "why" in report:
            raise CommandError(report["why"], returncode=2)
        shown = {name: value for name, value in report.items() if name != "problems"}
        self.stdout.write(json.dumps(shown | {"duplicates": len(report["duplicates"])}, ensure_ascii=False))
        for one in report["problems"]:
            hint = f" ({one['hint']})" if one["hint"] else ""
            self.stdout.write(f"line {one['line']}, {one['field']}: {one['message']}{hint}")

    @staticmethod
    def _found(key: str) -> PeopleImport:
        with tenant(OPERATOR_ID):
            return PeopleImport.objects.get(pk=key)
