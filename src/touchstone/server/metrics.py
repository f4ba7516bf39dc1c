"""Figures for Prometheus at /metrics: what was asked of all processes, and how the jobs, the pool and the audit stand.

Each process counts in a file of its own below the home folder; whoever answers sums them up. A route is named as in the
log, so there are as many series as routes, however many addresses are tried.
"""

import hmac
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

_LOOPBACK = {"127.0.0.1", "::1", ""}
_BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.3, 2.5, 5.0, 10.0)


def begin() -> None:
    """Forget what earlier processes counted; before any of ours counts."""
    shutil.rmtree(_folder(), ignore_errors=True)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """One request. Where it cannot be counted, because the disk is full, it is answered all the same."""
    with suppress(OSError):
        requests, latency = _counters()
        requests.labels(method, route, f"{status // 100}xx").inc()
        latency.labels(method, route).observe(seconds)


def _folder() -> Path:
    return Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])


class MetricsMiddleware:
    """Answers /metrics to who may read it; for anybody else there is no such page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        if request.path_info == "/metrics" and _may_read(request):
            return _answer()
        return self.get_response(request)


def _may_read(request: HttpRequest) -> bool:
    """Whoever shows METRICS_TOKEN; without one set, whoever asks from this machine and not through a proxy."""
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode())
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR", "") in _LOOPBACK


def _answer() -> HttpResponse:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Standing())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Standing:
    """What the database says at this moment."""

    def collect(self) -> Iterator[Any]:
        """Gauges; the first says whether there are the others."""
        from prometheus_client.core import GaugeMetricFamily

        try:
            figures = _figures()
        except DatabaseError:
            yield GaugeMetricFamily("touchstone_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("touchstone_database_up", "Whether the database answers.", value=1)
        jobs = GaugeMetricFamily("touchstone_jobs", "Jobs by queue and status.", labels=["queue", "status"])
        for queue, status, n in figures["jobs"]:
            jobs.add_metric([queue, status], n)
        yield jobs
        for name, about in _GAUGES.items():
            if figures[name] is not None:
                yield GaugeMetricFamily(f"touchstone_{name}", about, value=float(figures[name]))


_GAUGES = {
    "oldest_job_seconds": "How long the oldest job that could run has waited.",
    "workers": "Workers with a sign of life within 30 seconds.",
    "pool_size": "People in the newest snapshot.",
    "pool_age_seconds": "Age of the newest snapshot.",
    "audit_position": "The end of the audit's chain.",
    "letters_refused": "Letters that a mail server has refused for good.",
}
_SQL = """
SELECT
  (SELECT extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))) FROM procrastinate_jobs j
     JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
     WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()),
  (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'),
  (SELECT size FROM talent_poolsnapshot ORDER BY id DESC LIMIT 1),
  (SELECT extract(epoch FROM now() - built_at) FROM talent_poolsnapshot ORDER BY id DESC LIMIT 1),
  (SELECT position FROM audit_auditlink ORDER BY position DESC LIMIT 1),
  (SELECT count(*) FROM jobs_letter WHERE failed_at IS NOT NULL)
"""


def _figures() -> dict[str, Any]:
    from touchstone.apps.accounts.models import OPERATOR_ID
    from touchstone.apps.accounts.tenancy import tenant

    with tenant(OPERATOR_ID), connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, status, count(*) FROM procrastinate_jobs GROUP BY 1, 2")
        jobs = cursor.fetchall()
        cursor.execute(_SQL)
        found: dict[str, Any] = dict(zip(_GAUGES, cursor.fetchone(), strict=True))
    return found | {"jobs": jobs}


_made: list[Any] = []
_making = threading.Lock()  # first requests come several at once


def _counters() -> tuple[Any, Any]:
    """Made at the first request: the library looks at the environment when it is imported."""
    if len(_made) < 2:
        _make()
    return _made[0], _made[1]


def _make() -> None:
    with _making:
        if _made:
            return
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        from prometheus_client import Counter, Histogram

        names = ["method", "route"]
        requests = Counter("touchstone_requests", "Requests answered.", [*names, "status"])
        _made.extend((requests, Histogram("touchstone_request_seconds", "Time to answer.", names, buckets=_BUCKETS)))
