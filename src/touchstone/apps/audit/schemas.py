"""Who did what to an object, in JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from touchstone.apps.accounts.schemas import PageIn, PageOut, page_of
from touchstone.apps.audit.history import in_words, rows_about


class ActOut(Schema):
    """One act."""

    at: datetime
    who: str
    verb: str = Field(description="As it is kept; stable.")
    did: str = Field(description="The same in words, in the language of the answer.")
    object_type: str
    object_id: UUID
    fields: list[str] = Field(description="Names of the fields that it was about.")


class HistoryPage(PageOut):
    """Acts, newest first."""

    items: list[ActOut]


def history_page(organisation: UUID, on: UUID | None, asked: PageIn) -> dict[str, Any]:
    """The page of what was done to an object that was asked for. Two queries."""
    found = page_of(rows_about(organisation, on), asked, of=f"history {on}", by="at")
    acts = [
        {
            "at": one.at,
            "who": one.who,
            "verb": one.verb,
            "did": one.did,
            "object_type": one.kind,
            "object_id": one.on,
            "fields": list(one.fields),
        }
        for one in in_words(found["items"])
    ]
    return found | {"items": acts}
