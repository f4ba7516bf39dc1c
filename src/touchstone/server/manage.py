"""`touchstone-server …`: Django's commands and our own (demo, serve, migrate, doctor)."""

import os
import sys

from touchstone.core.errors import DomainError


def main() -> None:
    """Run one command; a refusal is one sentence and exit code 2, or 1 where something failed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touchstone.server.settings")
    from touchstone.server import environment

    try:
        environment.home().prepare()
        _run()
    except DomainError as refusal:
        sys.stderr.write(f"touchstone: {refusal}\n")
        raise SystemExit(2 if refusal.code in {"bad_setting", "bad_input"} else 1) from None


def _run() -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["touchstone-server", *sys.argv[1:]])
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"touchstone: {refusal}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
