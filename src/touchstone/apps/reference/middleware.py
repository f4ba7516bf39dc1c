"""Each request goes by the taxonomy and the rates of the moment in which it came."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from touchstone.apps.reference.gather import in_use


class ReferenceMiddleware:
    """Must run within TenantMiddleware, in the request's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve by what is in use."""
        with in_use():
            return self.get_response(request)
