"""Two answers for whoever watches over the process: it lives (`/healthz`), and it can serve (`/readyz`).

They come before everything that may redirect, look at a host name or need a table.
"""

import threading
from collections.abc import Callable

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

_PATIENCE = 2  # seconds for a connection; libpq knows no shorter one


class HealthMiddleware:
    """Answers the two addresses itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        if request.path_info == "/healthz":
            return JsonResponse({"status": "alive"})
        if request.path_info == "/readyz":
            return readiness()
        return self.get_response(request)


_settled = threading.Event()  # this process has seen that no migration is missing; none goes missing later


def readiness() -> HttpResponse:
    """200 when the database answers and has every migration; 503 with the reason otherwise, within about two seconds."""
    if not _answers():
        return _not_ready("the database does not answer")
    try:
        waiting = 0 if _settled.is_set() else pending_migrations()
    except DatabaseError:
        return _not_ready("the database does not answer")
    if waiting:
        return _not_ready(f"{waiting} migrations are missing")
    _settled.set()
    return JsonResponse({"status": "ready"})


def _not_ready(reason: str) -> HttpResponse:
    return JsonResponse({"status": "not ready", "reason": reason}, status=503)


def _answers() -> bool:
    """Whether a new connection gets an answer: the pool would wait longer, for one that is coming."""
    options = connection.get_connection_params() | {"connect_timeout": _PATIENCE}
    try:
        with psycopg.connect(**options, autocommit=True) as asked:
            asked.execute("SELECT 1")
    except (psycopg.OperationalError, OSError):
        return False
    return True


def pending_migrations() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
