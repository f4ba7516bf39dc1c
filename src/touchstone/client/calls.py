"""What every part of the client shares: the wire, pages gone through, ids and moments as they go out."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from touchstone.client.values import Page
from touchstone.client.wire import Wire
from touchstone.core.errors import BadInput

Line = TypeVar("Line")


class Calls:
    """Calls over one wire."""

    _wire: Wire


def every(pages: Callable[..., Page[Line]], wanted: dict[str, Any]) -> Iterator[Line]:
    """Every item of a list, page after page."""
    cursor = wanted.pop("cursor", None)
    while True:
        page = pages(**wanted, cursor=cursor)
        yield from page.items
        if page.next is None:
            return
        cursor = page.next


def as_moment(name: str, value: datetime | None) -> str | None:
    """A moment as it goes out.

    Raises:
        BadInput: it has no offset.
    """
    if value is not None and value.tzinfo is None:
        raise BadInput("This moment has no offset.", place=name, hint="datetime.now(tz=UTC), not datetime.now()")
    return None if value is None else value.isoformat()


def as_id(value: UUID | str) -> str:
    """An id as it goes out.

    Raises:
        BadInput: it is none.
    """
    try:
        return str(value if isinstance(value, UUID) else UUID(value))
    except ValueError as error:
        hint = "such as 0b0c7e0e-5a3c-4d0e-9f53-0d6f2a2f6f7b"
        raise BadInput(f"{value!r} is no id.", place="id", hint=hint) from error
