"""The JSON API: one NinjaAPI, one form of error (problem+json, RFC 9457), the apps' routers."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from touchstone import __version__
from touchstone.apps.accounts.doors import MEMBERS
from touchstone.apps.briefs.api import router as briefs
from touchstone.apps.engagements.api import router as invitations
from touchstone.apps.hooks.api import router as webhooks
from touchstone.apps.matching.api import router as shortlists
from touchstone.apps.operations.api import router as operator
from touchstone.apps.organisations.api import router as organisation
from touchstone.apps.reference.api import router as reference
from touchstone.apps.specialists.api import router as specialist
from touchstone.core.errors import DomainError
from touchstone.server import openapi, refusals
from touchstone.server.problems import code_of, problem
from touchstone.server.strict_json import StrictParser
from touchstone.server.strictness import strict


class Session(Schema):
    """What a browser needs to write."""

    csrf_token: str


class TouchstoneAPI(NinjaAPI):
    """The framework's API with the whole of its document."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's name: what a generated client calls its method."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The document, completed."""
        document = super().get_openapi_schema(**where)
        openapi.complete(document)
        return document


api = TouchstoneAPI(
    title="Touchstone",
    version=__version__,
    description="From a brief to a shortlist. Errors are problem+json; the same words as on the pages.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=require_safe,
    parser=StrictParser(),
    auth=MEMBERS,
)
api.add_decorator(strict, mode="view")
api.add_router("", briefs)
api.add_router("", shortlists)
api.add_router("", invitations)
api.add_router("", webhooks)
api.add_router("", organisation)
api.add_router("", reference)
api.add_router("", specialist)
api.add_router("", operator)


@api.get("/session", response=Session, tags=["session"], auth=None)
def get_session(request: HttpRequest) -> dict[str, str]:
    """The CSRF token for a browser: send it back as X-CSRFToken, with the cookies that came with it."""
    return {"csrf_token": get_token(request)}


@api.exception_handler(DomainError)
def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A named refusal, in the one form it has at this edge."""
    response = refusals.refused(request, refusal)
    if response.status_code == 429:  # what is counted is counted by the clock hour
        now = timezone.now()
        full_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        response["Retry-After"] = str(int((full_hour - now).total_seconds()) + 1)
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input of another shape than the schema's: each fault with its place."""
    del request
    faults = [{"place": ".".join(_steps(one["loc"])), "detail": one["msg"]} for one in error.errors]
    title = _("The request has another shape than expected.")
    return problem(422, code="bad_input", title=title, detail=faults[0]["detail"], **_first(faults), faults=faults)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """The same for what does not exist and for what belongs to somebody else."""
    del request, error
    return problem(404, code="not_found", title=_("There is nothing here"))


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody we know: neither a token that opens something, nor a browser with a log-in or a sandbox."""
    del request, error
    response = problem(401, code="not_logged_in", title=_("Log in, or show a token: Authorization: Bearer tst_…"))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that our reader refused, or a browser without its CSRF token."""
    if isinstance(error.__cause__, DomainError):
        return refused(request, error.__cause__)
    if error.status_code == 403:
        hint = "X-CSRFToken: the token of GET /api/v1/session"
        return problem(403, code="csrf_failed", title=_("What a browser changes carries a token."), hint=hint)
    return problem(error.status_code, code=code_of(error.status_code), title=error.message)


def _first(faults: list[dict[str, str]]) -> dict[str, str]:
    return {"place": faults[0]["place"]}


def _steps(place: tuple[Any, ...]) -> list[str]:
    """A place in the request: where it stands ("query", "body"), then the keys down to it."""
    source, *steps = map(str, place)
    if source == "body":  # the framework names the function's argument too
        steps = steps[1:]
    return [source, *steps]
