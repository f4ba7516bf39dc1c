"""The JSON API: one NinjaAPI, one form of error (problem+json, RFC 9457), the apps' routers."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from touchstone import __version__
from touchstone.core.errors import DomainError


def problem(status: int, *, code: str, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """An answer that says what went wrong, for programs and for people."""
    body = {"type": f"urn:touchstone:problem:{code}", "status": status, "code": code, "title": title, "detail": detail}
    content = json.dumps(body | {key: value for key, value in more.items() if value is not None})
    return HttpResponse(content, status=status, content_type="application/problem+json")


api = NinjaAPI(
    title="Touchstone",
    version=__version__,
    description="From a brief to a shortlist. Errors are problem+json; the same words as on the pages.",
    urls_namespace="api",
    docs_url=None,
)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A named refusal."""
    from touchstone.server.refusals import status_of

    del request
    title = refusal.message
    return problem(status_of(refusal), code=refusal.code, title=title, place=refusal.place, hint=refusal.hint)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input of another shape than the schema's: each fault with its place."""
    del request
    faults = [{"place": ".".join(map(str, one["loc"][1:])), "detail": one["msg"]} for one in error.errors]
    return problem(422, code="bad_input", title="The request has another shape than expected.", faults=faults)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """The same for what does not exist and for what belongs to somebody else."""
    del request, error
    return problem(404, code="not_found", title="There is nothing here.")


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses."""
    del request
    return problem(error.status_code, code=f"http_{error.status_code}", title=error.message)
