"""The steps of a start: the database, the tables, translations and static files, and then granian."""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from touchstone.core.errors import DomainError
from touchstone.server import keep, metrics
from touchstone.server.parent import end_with_parent
from touchstone.server.translations import prepare_catalogues

logger = logging.getLogger("touchstone.server")
_main_process = 0


class PortTaken(DomainError):
    """Somebody else listens where we would."""

    code = "port_taken"


@contextmanager
def database(*, lasting: bool = False) -> Iterator[None]:
    """The database for as long as the block lasts: ours is started and stopped, anybody else's is simply there.

    `lasting`: for serving pages, not for one command.
    """
    cluster = settings.EMBEDDED
    if cluster is None or cluster.owned or not cluster.start(lasting=lasting):
        yield
        return
    try:
        yield
    finally:
        connections.close_all()
        cluster.stop()


def prepare() -> None:
    """Translations and static files as this version has them."""
    prepare_catalogues(settings.CATALOGUES, settings.HOME.locale)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def check_port() -> None:
    """Make sure that we can listen where we are told, before anything takes time.

    Raises:
        PortTaken: we cannot.
    """
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            hint = f"set PORT to a free one, for example PORT={min(settings.PORT + 80, 65535)}"
            raise PortTaken(
                f"Nobody can listen on {settings.HOST}:{settings.PORT}: {error.strerror}", hint=hint
            ) from error


def serve() -> None:
    """Serve the pages until SIGTERM or Ctrl-C."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    global _main_process  # noqa: PLW0603 - what a fork cannot ask for once its parent is gone
    _main_process = os.getpid()
    _let_go_of_connections()
    metrics.begin()
    _load_what_workers_share()
    server = Granian(
        "touchstone.server.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=settings.THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        websockets=False,
    )
    server.on_startup(announce)
    kept = keep.begin() if settings.WORKER_WITHIN else None
    ending = threading.Event()
    if settings.EMBEDDED is not None and settings.EMBEDDED.owned:
        threading.Thread(target=settings.EMBEDDED.keep, args=[ending], name="keeps PostgreSQL", daemon=True).start()
    try:
        server.serve(target_loader=_load, wrap_loader=False)
    finally:
        ending.set()
        if kept:
            keep.end(kept)


def _let_go_of_connections() -> None:
    """A worker is a fork, and a connection belongs to one process: two that shared one would read each other's answers.

    Closing gives a connection back to its pool, which keeps it open; so the pools are closed too.
    """
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()


def _load_what_workers_share() -> None:
    """The large libraries, once: a fork shares their pages as long as nobody counts references in them."""
    import gc

    import holidays  # noqa: F401
    import scipy.special  # noqa: F401

    import touchstone.core.matching  # noqa: F401

    gc.collect()
    gc.freeze()


def announce() -> None:
    """Say where the pages are."""
    sys.stdout.write(f"Touchstone is at {settings.SITE_URL}  (Ctrl-C stops it)\n")
    sys.stdout.flush()


def _load() -> Callable[..., Any]:
    """What a worker serves. It ends by its main process: not by Ctrl-C on the terminal, but also when that is killed."""
    from touchstone.server import warm
    from touchstone.server.wsgi import application

    os.setpgid(0, 0)
    end_with_parent(_main_process)
    warm.in_background()
    return application
