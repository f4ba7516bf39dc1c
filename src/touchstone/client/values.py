"""What the API answers, beside the core's own values."""

from datetime import date, datetime, time
from typing import Any, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from touchstone.core.briefs.values import Brief, Found, Question, Reading
from touchstone.core.matching.values import Mode, Need, Shortlist, Specialist
from touchstone.core.money import Money
from touchstone.core.people import Person
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
    known: bool  # whether it is in the taxonomy by now, under `code`


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


class CandidateLine(Struct, frozen=True, kw_only=True):
    """Somebody on a list, and what its client decided about them."""

    id: UUID
    specialist: str
    rank: int
    decision: str  # "open", "hold", "declined" or "invited"
    reason: str  # why they are declined; "" for any other decision
    decided_at: datetime | None


class CommentLine(Struct, frozen=True, kw_only=True):
    """What was said to colleagues about somebody on a list."""

    id: UUID
    text: str
    author: str
    written_at: datetime


class Offered(Struct, frozen=True, kw_only=True):
    """An invitation to work, and what has become of it. Sums are for one hour: `bill` is `pay` and `fee`."""

    id: UUID
    state: str  # "open", "accepted", "declined", "withdrawn" or "expired"
    why: str
    title: str
    message: str
    role: Role
    hours_per_week: float
    weeks: int
    start: date
    pay: Money
    fee: Money
    bill: Money
    window_start: time  # the shared hours, on the client's clock
    window_end: time
    time_zone: str
    created_at: datetime
    expires_at: datetime
    answered_at: datetime | None


class Invitation(Offered, frozen=True, kw_only=True):
    """An invitation, for the client who made it."""

    candidate: UUID
    shortlist: UUID
    specialist: str


class MyInvitation(Offered, frozen=True, kw_only=True):
    """An invitation, for the specialist."""

    client: str


class Webhook(Struct, frozen=True, kw_only=True):
    """An address that is told what happens."""

    id: UUID
    url: str
    description: str
    events: tuple[str, ...]
    enabled: bool
    off: str  # why it is off: "asked", "gone" or "failing"
    failing_since: datetime | None
    created_at: datetime


class WebhookSecret(Struct, frozen=True, kw_only=True):
    """What signs a webhook's messages, in the form that the libraries of Standard Webhooks take."""

    secret: str


class Try(Struct, frozen=True, kw_only=True):
    """One try to send a message."""

    at: datetime
    status: int | None  # of the answer, where there was one
    milliseconds: int
    why: str  # why there was none, such as "timeout"


class Delivery(Struct, frozen=True, kw_only=True):
    """A message on its way to a webhook. `event` is the webhook-id of every try, `body` the very text that is signed."""

    id: UUID
    webhook: UUID
    event: UUID
    type: str
    body: str
    state: str  # "waiting", "delivered" or "failed"
    tries: tuple[Try, ...]
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


class Replayed(Struct, frozen=True, kw_only=True):
    """How many messages are sent again."""

    messages: int


class Act(Struct, frozen=True, kw_only=True):
    """What somebody did; `verb` is stable, `did` says it in words."""

    at: datetime
    who: str
    verb: str
    did: str
    object_type: str
    object_id: UUID
    fields: tuple[str, ...]


class Me(Struct, frozen=True, kw_only=True):
    """What a specialist says of themselves, and whether searches find them."""

    reference: str
    state: str  # "draft", "shown" or "hidden"
    missing: tuple[str, ...]  # what a search needs and the profile lacks
    shows_name: bool
    profile: Person
    joined_at: datetime
    changed_at: datetime
    erase_after: datetime | None


class MyList(Struct, frozen=True, kw_only=True):
    """A list that a specialist was on: where they stood and why, and what was decided."""

    id: UUID
    drawn_at: datetime
    decision: str  # "open", "hold", "declined" or "invited"
    reason: str
    decided_at: datetime | None
    told: dict[str, Any]


class PoolLine(Struct, frozen=True, kw_only=True):
    """Somebody in the pool; `profile` is what a search knows, name and address are the operator's to know."""

    reference: str
    searchable: bool
    synthetic: bool
    profile: Specialist
    name: str | None
    email: str | None
    changed_at: datetime


class PeopleImport(Struct, frozen=True, kw_only=True):
    """A file of people on its way in; `report` says what is in it once it is read."""

    id: UUID
    file_name: str
    state: str  # "reading", "checked", "importing", "done", "refused" or "dropped"
    report: dict[str, Any]
    given: int
    changed: int
    created_at: datetime
    ended_at: datetime | None


class Reference(Struct, frozen=True, kw_only=True):
    """Whose record it is."""

    reference: str


class TaxonomyField(Struct, frozen=True, kw_only=True):
    """A field of the taxonomy, with its names and further phrases by language."""

    code: str
    names: dict[str, str]
    phrases: dict[str, tuple[str, ...]]


class AskedField(Struct, frozen=True, kw_only=True):
    """A sub-field that clients ask for, and how many of them."""

    words: str
    parent: str
    clients: int


class Jobs(Struct, frozen=True, kw_only=True):
    """What the workers have to do, and whether anybody works."""

    queues: dict[str, dict[str, int]]
    workers: int  # with a sign of life within half a minute
    letters_waiting: int
    letters_refused: int
    snapshot: int | None
    pool_size: int | None
    built_at: datetime | None


class Session(Struct, frozen=True, kw_only=True):
    """What a browser needs to write; a program with a token does not."""

    csrf_token: str
