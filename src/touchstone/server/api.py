"""The JSON API: one NinjaAPI, one form of error (problem+json, RFC 9457), the apps' routers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from touchstone import __version__
from touchstone.apps.accounts.doors import MEMBERS
from touchstone.apps.briefs.api import router as briefs
from touchstone.apps.matching.api import router as shortlists
from touchstone.core.errors import DomainError
from touchstone.server import refusals
from touchstone.server.problems import problem


class Session(Schema):
    """What a program needs to write."""

    csrf_token: str


api = NinjaAPI(
    title="Touchstone",
    version=__version__,
    description="From a brief to a shortlist. Errors are problem+json; the same words as on the pages.",
    urls_namespace="api",
    docs_url=None,
    auth=MEMBERS,
)
api.add_router("", briefs)
api.add_router("", shortlists)


@api.get("/session", response=Session, tags=["session"], auth=None)
def session(request: HttpRequest) -> dict[str, str]:
    """The CSRF token: send it back as X-CSRFToken, with the cookies that came with it."""
    return {"csrf_token": get_token(request)}


@api.exception_handler(DomainError)
def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A named refusal, in the one form it has at this edge."""
    return refusals.refused(request, refusal)


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


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody we know: neither a token that opens something, nor a browser with a log-in or a sandbox."""
    del request, error
    response = problem(401, code="not_logged_in", title="Log in, or show a token: Authorization: Bearer tst_…")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses."""
    del request
    return problem(error.status_code, code=f"http_{error.status_code}", title=error.message)
