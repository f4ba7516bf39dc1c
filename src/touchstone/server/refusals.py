"""A refusal as a page: one place turns DomainError, missing pages and faults into what a person reads."""

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from touchstone.core.errors import DomainError
from touchstone.server.logs import route_of
from touchstone.server.problems import STATUS, code_of, is_away, is_full, no_room, problem, unavailable
from touchstone.web.sentences import say

logger = logging.getLogger("touchstone.refusals")

DEFAULT_STATUS = 422
_API = "/api/"


def status_of(refusal: DomainError) -> int:
    """The HTTP status that says the same as the refusal's code."""
    return STATUS.get(refusal.code, DEFAULT_STATUS)


class RefusalMiddleware:
    """Turns a DomainError that a view let through into a page, or for htmx into the message alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; everything else is Django's."""
        if not isinstance(exception, DomainError):
            return None
        return refused(request, exception)


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The refusal's page, or the part of it that htmx puts in place."""
    logger.info("%s refused: %s", route_of(request), refusal.code)
    if request.path.startswith(_API):
        title, hint = say(refusal.message), say(refusal.hint or "") or None
        return problem(status_of(refusal), code=refusal.code, title=title, place=refusal.place, hint=hint)
    template = "web/refused.html#message" if getattr(request, "htmx", False) else "web/refused.html"
    return render(request, template, {"refusal": refusal}, status=status_of(refusal))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what does not exist and for what belongs to somebody else."""
    del exception
    return _page(
        request, 404, _("There is nothing here"), _("The address is wrong, or the page belongs to somebody else.")
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    del exception
    return _page(request, 403, _("This is not allowed"), _("Your account may not do this."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    del exception
    return _page(request, 400, _("This request cannot be read"), _("Go back, reload the page and try again."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where a form does not carry this site's token."""
    logger.info("%s refused: csrf (%s)", route_of(request), reason)
    return _page(
        request,
        403,
        _("This form is out of date"),
        _("Reload the page and send the form again. Cookies must be allowed."),
    )


def fault(request: HttpRequest) -> HttpResponse:
    """500: our fault; the log has it. Told apart from it: the database is away, and one asks again; the disk is full."""
    gone = sys.exception()
    if is_full(gone):
        return no_room() if request.path.startswith(_API) else _no_room(request)
    if request.path.startswith(_API) and is_away(gone):
        return unavailable()
    if is_away(gone):
        response = _page(
            request,
            503,
            _("The database does not answer just now."),
            _("Try again in a moment. What you sent before is safe."),
        )
        response["Retry-After"] = "2"
        return response
    return _page(request, 500, _("Something broke on our side"), _("It has been logged. What you sent before is safe."))


def _no_room(request: HttpRequest) -> HttpResponse:
    title = _("There is no room left on the server's disk, so nothing was written.")
    return _page(request, 507, title, _("Tell whoever runs this; it goes on by itself once there is room."))


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith(_API):
        return problem(status, code=code_of(status), title=title, detail=text)
    template = "web/error.html#message" if getattr(request, "htmx", False) else "web/error.html"
    return render(request, template, {"status": status, "title": title, "text": text}, status=status)
