"""`touchstone-server worker`: does the jobs that changes have left, until SIGTERM or Ctrl-C."""

import asyncio
import logging
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandParser
from django.db import close_old_connections

from touchstone.apps.accounts.actor import operator
from touchstone.apps.talent.actions.pool import ensure_snapshot
from touchstone.server import start
from touchstone.server.parent import end_with_parent
from touchstone.server.translations import prepare_catalogues

logger = logging.getLogger("touchstone.server")
_LOOK_EVERY = 3.0  # seconds


class Command(BaseCommand):
    """As many of these may run as one likes, on as many machines."""

    help = "Does the jobs: mails, snapshots of the pool, imports."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How to run beside `serve`."""
        parser.add_argument("--kept-by", type=int, metavar="PID", help="end with this process, which starts workers")

    def handle(self, *, kept_by: int | None, **_: Any) -> None:
        """Wait for jobs, and do them."""
        if kept_by is None:
            with start.database():
                self._work_off()
            return
        end_with_parent(kept_by)
        self._work_off()  # the database is there: whoever keeps this has started it, and will stop it

    def _work_off(self) -> None:
        prepare_catalogues(settings.CATALOGUES, settings.HOME.locale)
        self.check(databases=["default"])
        ensure_snapshot(by=operator("worker"))
        asyncio.run(_work())


async def _work() -> None:
    """One loop for all jobs; each runs in a thread of its own, with Django's connection of that thread."""
    from procrastinate.contrib.django import app

    following = asyncio.create_task(_follow_snapshots())
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        async with working.open_async():
            await working.run_worker_async(
                concurrency=settings.JOBS_AT_ONCE,
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=20.0,
                delete_jobs="successful",
                name="touchstone",
            )
    following.cancel()


async def _follow_snapshots() -> None:
    """A snapshot may be built on another machine, whose files are not here: this one writes its own within seconds."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        await asyncio.to_thread(_write_missing)


def _write_missing() -> None:
    try:
        ensure_snapshot(by=operator("worker"))
    except Exception:  # whatever it was, the next time may go well, and nobody else would look again
        logger.exception("the newest snapshot of the pool could not be written here")
    finally:
        close_old_connections()
