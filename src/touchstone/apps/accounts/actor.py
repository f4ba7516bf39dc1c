"""Who does something, and for which organisation; every action takes one as `by=`."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from touchstone.apps.accounts.models import OPERATOR_ID


@dataclass(frozen=True)
class Actor:
    """A member of an organisation, a visitor (no user), or the operator's own programs."""

    organisation: UUID
    user: UUID | None = None
    program: str = ""

    @property
    def label(self) -> str:
        """How the audit names them: "user:…", "visitor" or "program:…"."""
        if self.user:
            return f"user:{self.user}"
        return f"program:{self.program}" if self.program else "visitor"


def operator(program: str) -> Actor:
    """The operator's own command or job."""
    return Actor(organisation=OPERATOR_ID, program=program)


class TenantRequest(HttpRequest):
    """A request after our middleware: it knows for whom it is."""

    actor: Actor | None
    htmx: HtmxDetails


def actor_of(request: HttpRequest) -> Actor | None:
    """For whom this request is; None for a visitor who has done nothing yet."""
    return cast("TenantRequest", request).actor
