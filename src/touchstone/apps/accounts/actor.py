"""Who does something, and for which organisation; every action takes one as `by=`."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from touchstone.apps.accounts import rights
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.rights import Right
from touchstone.core.errors import DomainError


class Forbidden(DomainError):
    """The actor is known, and may not do this."""

    code = "forbidden"


@dataclass(frozen=True)
class Actor:
    """A member of an organisation, a program of theirs, a visitor (no user), or the operator's own programs.

    A specialist acts for the organisation that is theirs; what they answer to a client is recorded there by `reference`.
    """

    organisation: UUID
    user: UUID | None = None
    program: str = ""
    rights: frozenset[Right] = rights.NONE
    reference: str = ""  # by which a client knows the specialist who acts
    token: str = ""  # the prefix of the API token that they came with

    @property
    def label(self) -> str:
        """How the audit names them: "user:…", "token:…", "specialist:…", "visitor" or "program:…"."""
        if self.reference:
            return f"specialist:{self.reference}"
        if self.token:
            return f"token:{self.token}"
        if self.user:
            return f"user:{self.user}"
        return f"program:{self.program}" if self.program else "visitor"

    @property
    def is_staff(self) -> bool:
        """Somebody of the operator's staff, with a second factor."""
        return Right.OPERATE in self.rights

    @property
    def is_specialist(self) -> bool:
        """Somebody who acts for themselves, as the expert and not as a client."""
        return Right.OFFER in self.rights

    @property
    def is_owner(self) -> bool:
        """Somebody who manages the organisation that they act for."""
        return Right.MANAGE in self.rights

    @property
    def is_visitor(self) -> bool:
        """Somebody without an account, in a sandbox of their own."""
        return not (self.user or self.program or self.token)

    def may(self, right: Right) -> bool:
        """Whether they have the right."""
        return right in self.rights

    def must(self, right: Right) -> None:
        """Let pass who has the right; every action says first which one it takes.

        Raises:
            Forbidden: they do not have it.
        """
        if right not in self.rights:
            raise Forbidden(_WHY[right](), hint=_("Ask an owner of your organisation."))


_WHY = {
    Right.READ: lambda: _("You may not see this."),
    Right.WORK: lambda: _("You may look, and not change anything."),
    Right.MANAGE: lambda: _("Only owners may do this."),
    Right.OPERATE: lambda: _("Only the operator's staff may do this."),
    Right.OFFER: lambda: _("Only specialists may do this, for themselves."),
}


def visitor(sandbox: UUID) -> Actor:
    """Somebody without an account, in their sandbox."""
    return Actor(sandbox, rights=rights.VISITOR)


def operator(program: str) -> Actor:
    """The operator's own command or job."""
    return Actor(organisation=OPERATOR_ID, program=program, rights=rights.EVERY)


class TenantRequest(HttpRequest):
    """A request after our middleware: it knows for whom it is."""

    actor: Actor | None
    htmx: HtmxDetails


def actor_of(request: HttpRequest) -> Actor | None:
    """For whom this request is; None for a visitor who has done nothing yet."""
    return cast("TenantRequest", request).actor
