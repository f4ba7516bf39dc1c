"""What is logged: one line for a request with its id, no address that could be a secret, and nothing of anybody's.

An address may carry a secret (an invitation's link), so a line names the route, `invitation/<str:secret>`, and never the
path. What libraries log by themselves goes through the same formatter, which takes out what looks like a person's.
"""

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
NO_ROUTE = "-"  # of an address that nothing answers
_current: ContextVar[str] = ContextVar("touchstone_request", default="")
_SANE = re.compile(r"[A-Za-z0-9_-]{8,64}")
# (what it looks like, what stands there instead); in this order
_TAKEN_OUT = (
    (re.compile(r"(DETAIL|CONTEXT|HINT): .*", re.IGNORECASE), r"\1: (left out)"),  # PostgreSQL quotes values there
    (re.compile(r"\b(tst_|whsec_)[A-Za-z0-9_+/=-]+"), r"\1…"),
    (re.compile(r"/(invitation|account/password/reset/key|account/confirm-email)/[^\s\"'?]+"), r"/\1/…"),
    (re.compile(r"[^\s\"'<>@,;:(\[]+@[^\s\"'<>@,;)\]]+\.[A-Za-z]{2,}"), "(address)"),
    (re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"), "(number)"),  # CPF
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"), "(number)"),  # IBAN
)
access = logging.getLogger("touchstone.access")


def current_request() -> str:
    """The id of the request that the code runs for; empty outside of one."""
    return _current.get()


def without_persons(text: str) -> str:
    """`text` without what looks like somebody's: addresses, numbers of persons and accounts, tokens, secret links."""
    for looks, instead in _TAKEN_OUT:
        text = looks.sub(instead, text)
    return text


def route_of(request: HttpRequest) -> str:
    """What answers the request, with its parameters as names."""
    match = request.resolver_match
    return match.route if match else NO_ROUTE


class Plain(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the request's id where there is one."""
        line = super().format(record)
        mark = f" [{current_request()}]" if current_request() else ""
        return without_persons(line) + mark


class Json(logging.Formatter):
    """A line of JSON for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """One object on one line."""
        said = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_persons(record.getMessage()),
        }
        if current_request():
            said["request_id"] = current_request()
        said |= getattr(record, "facts", {})
        if record.exc_info:
            said["traceback"] = without_persons(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


class WithoutPaths(logging.Filter):
    """Django names the path of a request that failed; here it is the route."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line, and let it pass."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.msg, record.args = f"{record.levelname.lower()}: {request.method} {route_of(request)}", ()
        return True


class LogMiddleware:
    """Gives each request its id, and writes one line for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap everything."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The id goes out with the answer, so that whoever complains can name it."""
        from touchstone.server import metrics

        token = _current.set(_given(request) or uuid4().hex)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response[HEADER] = current_request()
            self._write(request, response, seconds)
            metrics.count(request.method or "", route_of(request), response.status_code, seconds)
            return response
        finally:
            _current.reset(token)

    @staticmethod
    def _write(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route, milliseconds = route_of(request), round(1000 * seconds)
        facts = {"method": request.method, "route": route, "status": response.status_code, "ms": milliseconds}
        line = "%s %s %s %s ms"
        access.info(line, request.method, route, response.status_code, milliseconds, extra={"facts": facts})


def _given(request: HttpRequest) -> str:
    """An id that one of our own proxies gave; anybody else's is not believed."""
    given = request.headers.get(HEADER, "")
    return given if settings.TRUSTED_PROXIES and _SANE.fullmatch(given) else ""
