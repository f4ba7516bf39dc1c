"""The one form of an error of the API, problem+json (RFC 9457), and every code that it may have."""

import errno
import json
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from psycopg.errors import DiskFull, QueryCanceled

CONTENT_TYPE = "application/problem+json"

# code -> (status, what it means). docs/reference/api.md shows this table; a test compares the two.
PROBLEMS: dict[str, tuple[int, str]] = {
    "bad_request": (400, "The request cannot be read as HTTP or as a form."),
    "bad_json": (400, "The body is no JSON, or JSON that says two things: a key twice, NaN, more than 64 levels."),
    "not_logged_in": (401, "Nobody is known by this token or cookie."),
    "forbidden": (403, "You are known, and may not do this."),
    "csrf_failed": (403, "A browser's write came without the token of `GET /session`."),
    "not_found": (404, "There is nothing here; the same for what belongs to somebody else."),
    "no_data": (404, "There is no figure or no pool for this, and none is invented."),
    "method_not_allowed": (405, "The address has no such method; `Allow` lists those it has."),
    "not_possible": (409, "Nothing satisfies what was asked, as things stand."),
    "still_running": (409, "A request with this key is still being answered; ask again after `Retry-After` seconds."),
    "length_required": (411, "The body came in chunks; say its `Content-Length`."),
    "too_large": (413, "The body or the document is above the limit."),
    "unsupported_media_type": (415, "The body is of another type than the address takes."),
    "bad_input": (422, "A parameter or field cannot be used as it is; `place` names it."),
    "key_reused": (422, "The Idempotency-Key came with another request."),
    "refused": (422, "Refused for a reason that `title` gives."),
    "too_many": (429, "Too often within the hour; ask again after `Retry-After` seconds."),
    "not_converged": (500, "A computation did not settle."),
    "fault": (500, "Our fault; the log has it."),
    "missing_extra": (501, "This installation lacks an optional part."),
    "gateway_failed": (502, "The model that was asked did not do its part."),
    "unavailable": (503, "The database does not answer just now; ask again after `Retry-After` seconds."),
    "no_room": (507, "The server's disk is full; nothing was written. It goes on by itself once there is room."),
}
STATUS = {code: status for code, (status, _meaning) in PROBLEMS.items()}
_OF_STATUS = {
    400: "bad_request",
    401: "not_logged_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    411: "length_required",
    413: "too_large",
    415: "unsupported_media_type",
    500: "fault",
}


def problem(status: int, *, code: str, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """An answer that says what went wrong, for programs and for people."""
    body = {"type": f"urn:touchstone:problem:{code}", "status": status, "code": code, "title": title, "detail": detail}
    content = json.dumps(body | {key: value for key, value in more.items() if value is not None})
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE)


def is_away(fault: BaseException | None) -> bool:
    """Whether a fault is that the database has gone for a moment, so that the same request may succeed soon."""
    return isinstance(fault, OperationalError | InterfaceError) and not isinstance(fault.__cause__, QueryCanceled)


def is_full(fault: BaseException | None) -> bool:
    """Whether a fault is that the disk is full: the database's, or ours."""
    if isinstance(fault, OSError):
        return fault.errno == errno.ENOSPC
    return isinstance(fault, OperationalError) and isinstance(fault.__cause__, DiskFull)


def no_room() -> HttpResponse:
    """The answer while the disk is full."""
    hint = _("Tell whoever runs this; it goes on by itself once there is room.")
    title = _("There is no room left on the server's disk, so nothing was written.")
    return problem(507, code="no_room", title=title, hint=hint)


def unavailable() -> HttpResponse:
    """The answer while the database is away."""
    response = problem(503, code="unavailable", title=_("The database does not answer just now."))
    response["Retry-After"] = "1"
    return response


def code_of(status: int) -> str:
    """The code of an error that is known by its HTTP status only."""
    return _OF_STATUS.get(status, "fault" if status >= 500 else "bad_request")
