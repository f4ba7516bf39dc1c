"""What every input and output of the API has in common, and which part of a list is asked for.

A page of a list is told by where the last one ended, (a moment, id), and not by a number: rows that come meanwhile
shift nothing. The place goes out signed, so that a program cannot make one up and we may change what is in it.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from touchstone.core.errors import BadInput

CORE = "x-core"  # in a schema: the core's value that the OpenAPI document describes here
MOST = 200
_LONGEST_CURSOR = 400
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

Row = TypeVar("Row", bound=Model)


class Strict(Schema):
    """Input in which a field that we do not know is an error, not a wish we ignore."""

    model_config = ConfigDict(extra="forbid")


class PageIn(Strict):
    """Which part of a list."""

    limit: int = Field(default=50, ge=1, le=MOST, description="The most items of a page.")
    cursor: str | None = Field(
        default=None, max_length=_LONGEST_CURSOR, description="`next` of the page before; without it, the first page."
    )


class PageOut(Schema):
    """A page of a list, newest first."""

    items: list[Any]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


def core(name: str) -> FieldInfo:
    """Says in a schema that a JSON object is the core's value of this name, as `msgspec` writes it."""
    info: FieldInfo = Field(json_schema_extra={CORE: name})
    return info


def _moment(typed: Any) -> datetime:
    if isinstance(typed, datetime):
        return typed
    if not isinstance(typed, str) or not _RFC3339.fullmatch(typed):
        raise ValueError("not a moment with its offset, such as 2026-11-27T09:30:00Z")
    try:
        return datetime.fromisoformat(typed.upper()).astimezone(UTC)  # PostgreSQL knows no offset above 15:59
    except OverflowError as error:
        raise ValueError("not a moment of the years 1 to 9999") from error


def _whole(given: Any) -> Any:
    if isinstance(given, bool | str):
        raise ValueError("not a whole number")  # noqa: TRY004 - pydantic reports ValueError
    return given


Moment = Annotated[datetime, BeforeValidator(_moment)]
Whole = Annotated[int, BeforeValidator(_whole)]  # of a JSON body: 3 and 3.0, not "3" and true


def page_of(rows: QuerySet[Row], asked: PageIn, *, of: str, by: str = "created_at") -> dict[str, Any]:
    """The page of `rows` that was asked for, what is latest in `by` first. One query.

    `of` names the list: a cursor of another list is none here.

    Raises:
        BadInput: the cursor is none that we gave out for this list.
    """
    rows = rows.order_by(f"-{by}", "pk")
    if asked.cursor is not None:
        at, after = _read(asked.cursor, of=of)
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__gt": after}), **{f"{by}__lte": at})
    found = list(rows[: asked.limit + 1])
    items = found[: asked.limit]
    more = len(found) > len(items)
    return {"items": items, "next": _cursor(items[-1], of=of, by=by) if more else None}


def _cursor(row: Any, *, of: str, by: str) -> str:
    return signing.dumps([getattr(row, by).isoformat(), str(row.pk)], salt=_salt(of))


def _read(cursor: str, *, of: str) -> tuple[datetime, str]:
    try:
        at, after = signing.loads(cursor, salt=_salt(of))
        return datetime.fromisoformat(at), after
    except (signing.BadSignature, ValueError) as error:
        raise BadInput(
            _("This is no cursor of this list."),
            place="query.cursor",
            hint=_("Send `next` of the page before, as it came."),
        ) from error


def _salt(of: str) -> str:
    return f"touchstone.page.{of}"
