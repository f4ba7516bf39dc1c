"""What the API answers, beside the core's own values."""

from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from touchstone.core.briefs.values import Brief, Found, Question, Reading
from touchstone.core.matching.values import Mode, Need, Shortlist
from touchstone.core.roles.values import Diagnosis, Role

Item = TypeVar("Item")


class Page(Struct, Generic[Item], frozen=True, kw_only=True):
    """A part of a list, newest first; `next` is the cursor of the part after it, None at the end."""

    items: tuple[Item, ...]
    next: str | None


class Mark(Struct, frozen=True, kw_only=True):
    """What the client said to a field: "confirmed", "edited" with the value that is right, or "dropped"."""

    mark: str
    value: Any = None


class BriefLine(Struct, frozen=True, kw_only=True):
    """A brief in a list."""

    id: UUID
    title: str
    source: str  # "typed" or "document"
    role: Role  # by the diagnosis
    created_at: datetime
    changed_at: datetime


class BriefAnswer(BriefLine, frozen=True, kw_only=True):
    """A brief: what stands in it now, what was read with the words it came from, what is missing, who is needed."""

    file_name: str
    brief: Brief
    marks: dict[str, Mark]
    found: tuple[Found, ...]
    missing: tuple[Question, ...]
    notes: tuple[str, ...]
    diagnosis: Diagnosis

    @property
    def reading(self) -> Reading:
        """The brief as it stands, as the core's readers give one."""
        return Reading(brief=self.brief, found=self.found, missing=self.missing, notes=self.notes)


class Subfield(Struct, frozen=True, kw_only=True):
    """A sub-field that the brief names and the taxonomy lacks; `state` is None where nobody has asked for it."""

    words: str
    parent: str | None
    code: str | None
    state: str | None


class ShortlistLine(Struct, frozen=True, kw_only=True):
    """A shortlist in a list."""

    id: UUID
    brief: UUID
    mode: Mode
    relaxed_from: UUID | None
    snapshot: int  # of the pool that it was drawn from
    created_at: datetime
    eligible: int
    meeting_bar: int


class ShortlistAnswer(ShortlistLine, frozen=True, kw_only=True):
    """A shortlist as it was drawn, with the need it was drawn for."""

    need: Need
    result: Shortlist


class Session(Struct, frozen=True, kw_only=True):
    """What a browser needs to write; a program with a token does not."""

    csrf_token: str
