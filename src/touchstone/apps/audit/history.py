"""Who did what to an object, and when, for the page of the object. Two queries, however many rows there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from touchstone.apps.accounts.models import User
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.audit.verbs import VERBS

LINES = 50  # of one page


@dataclass(frozen=True)
class Line:
    """One act, in words."""

    who: str
    verb: str  # as it is kept, and as webhooks name it
    did: str
    kind: str  # of object
    on: UUID  # the object
    fields: tuple[str, ...]  # names of the brief's fields that it was about
    at: datetime


@dataclass(frozen=True)
class History:
    """A part of what was done to an object, newest first."""

    lines: list[Line]
    page: "Page[AuditRow]"


def history_of(organisation: UUID, on: UUID | None, *, page: str | None) -> History:
    """What `organisation` has on record of the object `on`, or of everything. Three queries."""
    part = Paginator(rows_about(organisation, on).order_by("-at", "-id"), LINES).get_page(page)
    return History(in_words(part), part)


def rows_about(organisation: UUID, on: UUID | None) -> QuerySet[AuditRow]:
    """What `organisation` has on record of the object `on`, or of everything."""
    rows = AuditRow.objects.filter(organisation_id=organisation)
    return rows if on is None else rows.filter(object_id=on)


def in_words(rows: Iterable[AuditRow]) -> list[Line]:
    """These acts in words. One query for the names, and that of the rows."""
    acts = list(rows)
    names = _names({row.actor for row in acts})
    return [_line(row, names) for row in acts]


def _line(row: AuditRow, names: dict[str, str]) -> Line:
    fields = tuple(str(field) for field in row.details.get("fields", ()))
    did = str(VERBS.get(row.verb, row.verb))
    return Line(_who(row.actor, names), row.verb, did, row.object_type, row.object_id, fields, row.at)


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
