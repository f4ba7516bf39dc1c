"""Who did what to an object, and when, for the page of the object. Two queries, however many rows there are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from touchstone.apps.accounts.models import User
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.audit.verbs import VERBS

LINES = 50  # of one page


@dataclass(frozen=True)
class Line:
    """One act, in words."""

    who: str
    did: str
    fields: tuple[str, ...]  # names of the brief's fields that it was about
    at: datetime


@dataclass(frozen=True)
class History:
    """A part of what was done to an object, newest first."""

    lines: list[Line]
    page: "Page[AuditRow]"


def history_of(organisation: UUID, on: UUID, *, page: str | None) -> History:
    """What `organisation` has on record of the object `on`. Three queries."""
    rows = AuditRow.objects.filter(organisation_id=organisation, object_id=on).order_by("-id")
    part = Paginator(rows, LINES).get_page(page)
    names = _names({row.actor for row in part})
    return History([_line(row, names) for row in part], part)


def _line(row: AuditRow, names: dict[str, str]) -> Line:
    fields = tuple(str(field) for field in row.details.get("fields", ()))
    return Line(_who(row.actor, names), str(VERBS.get(row.verb, row.verb)), fields, row.at)


def _who(actor: str, names: dict[str, str]) -> str:
    kind, _colon, rest = actor.partition(":")
    if kind == "user":
        return names.get(rest) or _("somebody whose account is gone")
    if kind == "token":
        return _("a program with the token %(prefix)s…") % {"prefix": rest}
    if kind == "specialist":
        return rest
    if kind == "program":
        return _("the program %(name)s") % {"name": rest}
    return _("a visitor")


def _names(actors: set[str]) -> dict[str, str]:
    known = [actor.removeprefix("user:") for actor in actors if actor.startswith("user:")]
    found = User.objects.filter(pk__in=known).values_list("pk", "name", "email") if known else ()
    return {str(key): name or email for key, name, email in found}
