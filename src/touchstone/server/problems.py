"""The one form of an error of the API: problem+json (RFC 9457)."""

import json
from typing import Any

from django.http import HttpResponse


def problem(status: int, *, code: str, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """An answer that says what went wrong, for programs and for people."""
    body = {"type": f"urn:touchstone:problem:{code}", "status": status, "code": code, "title": title, "detail": detail}
    content = json.dumps(body | {key: value for key, value in more.items() if value is not None})
    return HttpResponse(content, status=status, content_type="application/problem+json")
