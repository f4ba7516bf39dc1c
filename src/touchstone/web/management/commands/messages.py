"""`touchstone-server messages`: bring the catalogues to what templates and code say today. Needs gettext's tools."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's makemessages for the whole package, into web/locale, with nothing guessed."""

    help = "Extracts every translatable string into src/touchstone/web/locale; what is new comes out empty."
    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]  # noqa: RUF012 - as Django has it
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=lazy"]  # noqa: RUF012 - as Django has it
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """All languages but the one the strings are written in."""
        os.chdir(Path(settings.CATALOGUES).parent.parent)
        settings.LOCALE_PATHS = [settings.CATALOGUES]
        languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        options |= {"locale": languages, "no_wrap": True, "no_obsolete": True, "add_location": "file"}
        super().handle(*args, **options)
