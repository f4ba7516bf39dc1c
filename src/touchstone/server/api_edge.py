"""The outermost edge of the API: what HTTP itself asks of every address, and one form for every error.

Django and the framework answer some requests before any of our code sees them; what they say is put into the same form.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.server.problems import CONTENT_TYPE, code_of, problem

_API = "/api/"
_OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Language"}
_TITLES = {
    405: lazy("This address has no such method."),
    411: lazy("The body came in chunks."),
    413: lazy("The body is too large."),
}


class ApiMiddleware:
    """HEAD is a GET without its body, OPTIONS says what there is, and every error is problem+json."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap everything that may answer an address of the API."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing is done to pages."""
        if not request.path_info.startswith(_API):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            if request.method == "HEAD":
                request.method = "GET"
                return _without_body(self._answer(request))
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if _too_large(request):
            return problem(
                413, code="too_large", title=str(_TITLES[413]), hint=_("At most %(most)s bytes.") % {"most": _most()}
            )
        if "Transfer-Encoding" in request.headers and "CONTENT_LENGTH" not in request.META:
            return problem(
                411, code="length_required", title=str(_TITLES[411]), place="Content-Length"
            )  # WSGI would read none
        response = self.get_response(request)
        if response.status_code == 405:
            response["Allow"] = _methods(response)
            if request.method == "OPTIONS":
                made = HttpResponse(status=204, headers={"Allow": response["Allow"]})
                del made["Content-Type"]
                return made
        if response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE:
            return _as_problem(response)
        return response


def _most() -> int:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE is not None
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _too_large(request: HttpRequest) -> bool:
    """Whether a body other than a form with a document says that it is above the limit; it is not read then."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return request.content_type != "multipart/form-data" and length.isdigit() and int(length) > _most()


def _methods(response: HttpResponse) -> str:
    known = {method.strip() for method in response.get("Allow", "").split(",")} - {""}
    return ", ".join(sorted(known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())))


def _as_problem(response: HttpResponse) -> HttpResponse:
    status = response.status_code
    title = str(_TITLES.get(status, response.reason_phrase))
    made = problem(status, code=code_of(status), title=title)
    for name, value in response.items():
        if name not in _OF_THE_BODY:
            made[name] = value
    made.cookies = response.cookies
    return made


def _without_body(response: HttpResponse) -> HttpResponse:
    length = len(response.content)
    response.content = b""
    response["Content-Length"] = str(length)
    return response
