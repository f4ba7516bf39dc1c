"""How much a request may carry, looked at before any of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from touchstone.core.errors import DomainError

_FORM = 1024 * 1024  # what stands around a file in a form


class TooLarge(DomainError):
    """A request above the limit."""

    code = "too_large"


class BodyLimitMiddleware:
    """Refuses a request that says it is larger than a document may be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the length; without one nothing is read at all (WSGI)."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.UPLOAD_LIMIT + _FORM:
            return self._refused(request)
        return self.get_response(request)

    @staticmethod
    def _refused(request: HttpRequest) -> HttpResponse:
        from touchstone.server.refusals import refused

        limit = settings.UPLOAD_LIMIT // 2**20
        message = _("The document is larger than %(limit)s MB.") % {"limit": limit}
        return refused(request, TooLarge(message, hint=_("Send a smaller one.")))
