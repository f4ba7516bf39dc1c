"""Every request runs in one transaction on behalf of one organisation.

Each action is its own savepoint: what it wrote is undone when it refuses, and what a finished action wrote stays.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from touchstone.apps.accounts.access import actor_for
from touchstone.apps.accounts.actor import Actor, TenantRequest
from touchstone.apps.accounts.tenancy import act_for, one_transaction
from touchstone.apps.accounts.visitors import COOKIE, remember, sandbox_of


class TenantMiddleware:
    """Sets `request.actor` and opens the transaction; gives a new visitor their cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap the rest."""
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponse:
        """Serve within the walls of one organisation."""
        with one_transaction():
            before = request.actor = actor_for(request)
            act_for(before.organisation if before else None, user=before.user if before else None)
            response = self.get_response(request)
        self._remember(request, response, before)
        if request.actor and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"  # what is one organisation's stays out of every cache
        return response

    @staticmethod
    def _remember(request: TenantRequest, response: HttpResponse, before: Actor | None) -> None:
        after = request.actor
        if after and not before and not after.user:
            remember(response, after.organisation)
        elif not after and COOKIE in request.COOKIES and sandbox_of(request) is None:
            response.delete_cookie(COOKIE)
