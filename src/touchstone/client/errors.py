"""What the API refuses, as the refusals that the core and the gateways have, and some that only a server has.

`except BadInput` catches bad input wherever it was found; `except ApiError` whatever the server refused.
"""

from functools import cache

import msgspec

from touchstone.core.errors import BadInput, DomainError, MissingExtra, NoData, NotConverged, NotPossible
from touchstone.gateways.errors import GatewayError


class ApiError(DomainError):
    """The server refused. `code` is stable; `faults` are the places and what is wrong with each."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        place: str | None = None,
        hint: str | None = None,
        faults: tuple["Fault", ...] = (),
    ) -> None:
        """Hold the HTTP `status` and the `faults` beside what every refusal has."""
        DomainError.__init__(self, message, place=place, hint=hint)
        self.status = status
        self.faults = faults
        self.permanent = status < 500 and status != 429  # asking again will not help


class NotLoggedIn(ApiError):
    """The token opens nothing: wrong, ended, revoked, or its maker is no member any more."""

    code = "not_logged_in"


class Forbidden(ApiError):
    """The token is known, and may not do this."""

    code = "forbidden"


class NotFound(ApiError):
    """There is nothing here; the same for what belongs to somebody else."""

    code = "not_found"


class TooMany(ApiError):
    """Too often within the hour."""

    code = "too_many"


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong with what was sent."""

    place: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem+json body."""

    code: str
    title: str = ""
    detail: str = ""
    place: str | None = None
    hint: str | None = None
    faults: tuple[Fault, ...] = ()


_SERVERS_OWN = {kind.code: kind for kind in (NotLoggedIn, Forbidden, NotFound, TooMany)}
_LIKE: dict[str, type[DomainError]] = {
    "bad_input": BadInput,
    "bad_json": BadInput,
    "key_reused": BadInput,
    "too_large": BadInput,
    "unsupported_media_type": BadInput,
    "no_data": NoData,
    "not_possible": NotPossible,
    "not_converged": NotConverged,
    "missing_extra": MissingExtra,
    "gateway_failed": GatewayError,
}


def refusal(status: int, problem: Problem) -> ApiError:
    """The refusal that a problem stands for."""
    kind = _kind(problem.code)
    message = problem.title
    if problem.detail and problem.detail != message:
        message = f"{message.rstrip('.')}: {problem.detail}"
    return kind(message, status=status, place=problem.place, hint=problem.hint, faults=problem.faults)


@cache
def _kind(code: str) -> type[ApiError]:
    """The class for a code: one of the server's own, or one that is also the core's refusal of the same meaning."""
    if code in _SERVERS_OWN:
        return _SERVERS_OWN[code]
    like = _LIKE.get(code)
    bases = (ApiError,) if like is None else (ApiError, like)
    return type(f"Api{(like or ApiError).__name__}", bases, {"code": code, "__doc__": f"The server said {code!r}."})
