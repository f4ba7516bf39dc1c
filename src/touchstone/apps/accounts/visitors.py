"""The cookie of a visitor: a signed organisation id. It says which sandbox is theirs, and nobody can make one up."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

COOKIE = "touchstone_visitor"
_SALT = "touchstone.visitor"


def sandbox_of(request: HttpRequest) -> UUID | None:
    """The sandbox that the cookie names; None where there is no cookie, or one that we did not sign or signed too long ago."""
    try:
        return UUID(_signer().unsign(request.COOKIES.get(COOKIE, ""), max_age=timedelta(days=settings.VISITOR_DAYS)))
    except (BadSignature, ValueError):
        return None


def remember(response: HttpResponse, sandbox: UUID) -> None:
    """Give the visitor their cookie."""
    response.set_cookie(
        COOKIE,
        _signer().sign(str(sandbox)),
        max_age=timedelta(days=settings.VISITOR_DAYS),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=_SALT)
