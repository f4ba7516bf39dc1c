"""How one shows oneself to the API: a program by a token, a browser by its cookies and the CSRF token."""

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from touchstone.apps.accounts.actor import Actor, actor_of
from touchstone.apps.accounts.visitors import COOKIE

_HEADER = "Authorization"


class Program(HttpBearer):
    """Whoever shows a token of an organisation: `Authorization: Bearer tst_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The middleware has looked the token up; None where it opens nothing."""
        del token
        actor = actor_of(request)
        return actor if actor and actor.token else None


class Browser(APIKeyCookie):
    """Whoever holds the session's or the visitor's cookie, with the CSRF token in the X-CSRFToken header."""

    param_name = COOKIE

    def _get_key(self, request: HttpRequest) -> str | None:
        """The CSRF token is asked of browsers only; a wrong token of a program is a 401 and not a breach."""
        return None if _HEADER in request.headers else super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | str | None:
        """Who it is; whose rows are to be seen is decided by the doors."""
        del key
        return None if _HEADER in request.headers else actor_of(request)


class Anybody(Browser):
    """A visitor without a cookie may knock too: their first brief opens their sandbox."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | str | None:
        """A wrong token is refused all the same: a program must not end up in a sandbox of its own unawares."""
        known = super().authenticate(request, key)
        return known or (None if _HEADER in request.headers else "visitor")


MEMBERS = [Program(), Browser()]
OPEN = [Program(), Anybody()]
