"""Every route of the API as a method, named as its operation in the OpenAPI document."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from types import NoneType, TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx2

from touchstone.client.values import (
    BriefAnswer,
    BriefLine,
    CandidateLine,
    CommentLine,
    Delivery,
    Invitation,
    Page,
    Replayed,
    Session,
    ShortlistAnswer,
    ShortlistLine,
    Subfield,
    Webhook,
    WebhookSecret,
)
from touchstone.client.wire import Wire
from touchstone.core.errors import BadInput
from touchstone.core.matching.values import Constraint, Mode
from touchstone.core.money import Money
from touchstone.core.planning.values import Plan
from touchstone.core.roles.values import Role

Line = TypeVar("Line")


class Client:
    """A server on behalf of a token. Use it as a context manager; threads may share one.

    Each method is one call with its safe retries, and raises what `Wire.call` raises. Lists come by `list_…` a page at a
    time and by `briefs()` and `shortlists()` item by item.
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        seconds: float = 60.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """`address` is the server's, scheme and host; `seconds` bounds each call with all its tries.

        Raises:
            BadInput: the address or the token is none, or the token would go over http to another machine.
        """
        self._wire = Wire(address, token, seconds=seconds, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self._wire.address!r})"  # and not the token

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    # --- briefs

    def submit_brief(self, text: str, *, title: str | None = None) -> BriefAnswer:
        """Read a brief out of a text and diagnose it."""
        body = {"text": text} if title is None else {"text": text, "title": title}
        return self._wire.call("POST", "briefs", BriefAnswer, body=body)

    def submit_document(self, document: bytes | Path, *, name: str | None = None) -> BriefAnswer:
        """Read a brief out of a document (text, Markdown, PDF, Word, TOML, YAML or JSON); its name tells the kind."""
        if isinstance(document, Path):
            name, document = name or document.name, document.read_bytes()
        if not name:
            raise BadInput("A document needs a name.", place="name", hint="such as need.pdf")
        return self._wire.call("POST", "briefs/documents", BriefAnswer, document=(name, document))

    def list_briefs(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        changed_after: datetime | None = None,
        changed_before: datetime | None = None,
        role: Role | None = None,
        text: str | None = None,
    ) -> Page[BriefLine]:
        """A page of the organisation's briefs, newest first. `after` is included, `before` is not."""
        moments = {
            "created_after": created_after,
            "created_before": created_before,
            "changed_after": changed_after,
            "changed_before": changed_before,
        }
        query = {"limit": limit, "cursor": cursor, "role": role and Role(role).value, "text": text}
        query |= {name: _moment(name, value) for name, value in moments.items()}
        return self._wire.call("GET", "briefs", Page[BriefLine], query=query)

    def briefs(self, **wanted: Any) -> Iterator[BriefLine]:
        """Every brief, newest first, page after page; takes what `list_briefs` takes."""
        return _every(self.list_briefs, wanted)

    def get_brief(self, brief: UUID | str) -> BriefAnswer:
        """One brief."""
        return self._wire.call("GET", f"briefs/{_id(brief)}", BriefAnswer)

    def mark_field(self, brief: UUID | str, field: str, do: str, value: Any = None) -> BriefAnswer:
        """Confirm, edit, drop or reopen one field; `value` goes with "edit" and is of the field's type in `Brief`."""
        body = {"do": do} if value is None else {"do": do, "value": value}
        return self._wire.call("POST", f"briefs/{_id(brief)}/fields/{quote(field, safe='')}", BriefAnswer, body=body)

    def propose_fields(self, brief: UUID | str) -> BriefAnswer:
        """Let the server's model propose what the rules left open."""
        return self._wire.call("POST", f"briefs/{_id(brief)}/proposals", BriefAnswer)

    def list_subfields(self, brief: UUID | str) -> tuple[Subfield, ...]:
        """What the brief names and the taxonomy lacks."""
        return self._wire.call("GET", f"briefs/{_id(brief)}/subfields", tuple[Subfield, ...])

    def ask_for_subfield(self, brief: UUID | str, words: str, do: str = "propose") -> tuple[Subfield, ...]:
        """Ask the operator to add one of them ("propose"), take that back ("withdraw"), or ask for it in the brief ("take")."""
        body = {"words": words, "do": do}
        return self._wire.call("POST", f"briefs/{_id(brief)}/subfields", tuple[Subfield, ...], body=body)

    def get_plan(
        self,
        brief: UUID | str,
        *,
        people: int | None = None,
        hours: float | None = None,
        weeks: float | None = None,
        volume: int | None = None,
        place: str | None = None,
    ) -> Plan:
        """The plan, with the levers that are given in place of what the brief says; `place` is a country's code."""
        query = {"people": people, "hours": hours, "weeks": weeks, "volume": volume, "place": place}
        return self._wire.call("GET", f"briefs/{_id(brief)}/plan", Plan, query=query)

    # --- shortlists

    def draw_shortlist(
        self, brief: UUID | str, *, mode: Mode = Mode.BALANCED, role: Role | None = None
    ) -> ShortlistAnswer:
        """Rank the pool for a brief."""
        body = {"mode": Mode(mode), "role": role and Role(role)}
        return self._wire.call("POST", f"briefs/{_id(brief)}/shortlists", ShortlistAnswer, body=body)

    def list_shortlists(
        self, brief: UUID | str, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[ShortlistLine]:
        """A page of the shortlists that were drawn for a brief, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return self._wire.call("GET", f"briefs/{_id(brief)}/shortlists", Page[ShortlistLine], query=query)

    def shortlists(self, brief: UUID | str, *, limit: int | None = None) -> Iterator[ShortlistLine]:
        """Every shortlist of a brief, newest first, page after page of `limit`."""
        return _every(self.list_shortlists, {"brief": brief, "limit": limit})

    def get_shortlist(self, shortlist: UUID | str) -> ShortlistAnswer:
        """A shortlist as it was drawn."""
        return self._wire.call("GET", f"shortlists/{_id(shortlist)}", ShortlistAnswer)

    def relax_shortlist(self, shortlist: UUID | str, constraint: Constraint) -> ShortlistAnswer:
        """The list with one constraint taken one step down; a new list."""
        body = {"constraint": Constraint(constraint)}
        return self._wire.call("POST", f"shortlists/{_id(shortlist)}/relax", ShortlistAnswer, body=body)

    def relax_shortlist_together(self, shortlist: UUID | str, index: int = 0) -> ShortlistAnswer:
        """The list after the steps of its `joint` offer number `index`; a new list."""
        body = {"index": index}
        return self._wire.call("POST", f"shortlists/{_id(shortlist)}/relax-together", ShortlistAnswer, body=body)

    def rank_shortlist(self, shortlist: UUID | str, mode: Mode) -> ShortlistAnswer:
        """The same need ranked another way; a new list."""
        body = {"mode": Mode(mode)}
        return self._wire.call("POST", f"shortlists/{_id(shortlist)}/rank", ShortlistAnswer, body=body)

    # --- the people on a list, and invitations

    def list_candidates(self, shortlist: UUID | str) -> tuple[CandidateLine, ...]:
        """Everybody on a list, in its order, with what was decided about them."""
        return self._wire.call("GET", f"shortlists/{_id(shortlist)}/candidates", tuple[CandidateLine, ...])

    def decide_candidate(self, candidate: UUID | str, decision: str, reason: str | None = None) -> CandidateLine:
        """Hold somebody ("hold"), decline them with a reason ("declined"), or take either back ("open")."""
        body = {"decision": decision, "reason": reason}
        return self._wire.call("POST", f"candidates/{_id(candidate)}/decision", CandidateLine, body=body)

    def list_comments(self, candidate: UUID | str) -> tuple[CommentLine, ...]:
        """What colleagues say about somebody on a list, oldest first."""
        return self._wire.call("GET", f"candidates/{_id(candidate)}/comments", tuple[CommentLine, ...])

    def comment_on_candidate(self, candidate: UUID | str, text: str) -> CommentLine:
        """Say something to colleagues about somebody on a list."""
        return self._wire.call("POST", f"candidates/{_id(candidate)}/comments", CommentLine, body={"text": text})

    def invite_candidate(
        self,
        candidate: UUID | str,
        *,
        title: str,
        hours_per_week: float,
        weeks: int,
        start: date,
        pay: Money,
        window_start: time,
        window_end: time,
        time_zone: str,
        message: str = "",
        answer_days: int = 7,
    ) -> Invitation:
        """Invite somebody on a list to the work; the shared hours are on the client's clock."""
        body = {
            "title": title,
            "message": message,
            "hours_per_week": hours_per_week,
            "weeks": weeks,
            "start": start,
            "pay": pay,
            "window_start": window_start,
            "window_end": window_end,
            "time_zone": time_zone,
            "answer_days": answer_days,
        }
        return self._wire.call("POST", f"candidates/{_id(candidate)}/invitation", Invitation, body=body)

    def list_invitations(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Invitation]:
        """A page of what the organisation has offered, newest first."""
        return self._wire.call("GET", "invitations", Page[Invitation], query={"limit": limit, "cursor": cursor})

    def invitations(self, *, limit: int | None = None) -> Iterator[Invitation]:
        """Everything the organisation has offered, newest first, page after page of `limit`."""
        return _every(self.list_invitations, {"limit": limit})

    def get_invitation(self, offer: UUID | str) -> Invitation:
        """One invitation."""
        return self._wire.call("GET", f"invitations/{_id(offer)}", Invitation)

    def withdraw_invitation(self, offer: UUID | str) -> Invitation:
        """Take an invitation back that was not answered."""
        return self._wire.call("POST", f"invitations/{_id(offer)}/withdraw", Invitation)

    # --- webhooks, with a token of an owner that may manage

    def add_webhook(self, url: str, events: Sequence[str], *, description: str = "") -> Webhook:
        """Tell an address of what happens from now on; its secret is at `get_webhook_secret`."""
        body = {"url": url, "events": list(events), "description": description}
        return self._wire.call("POST", "webhooks", Webhook, body=body)

    def list_webhooks(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Webhook]:
        """A page of the organisation's webhooks, newest first."""
        return self._wire.call("GET", "webhooks", Page[Webhook], query={"limit": limit, "cursor": cursor})

    def webhooks(self, *, limit: int | None = None) -> Iterator[Webhook]:
        """Every webhook, newest first, page after page of `limit`."""
        return _every(self.list_webhooks, {"limit": limit})

    def get_webhook(self, webhook: UUID | str) -> Webhook:
        """One webhook."""
        return self._wire.call("GET", f"webhooks/{_id(webhook)}", Webhook)

    def change_webhook(
        self,
        webhook: UUID | str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
    ) -> Webhook:
        """Change it, or switch it on or off; what is left out stays as it is."""
        said = {"url": url, "events": events and list(events), "description": description, "enabled": enabled}
        body = {name: value for name, value in said.items() if value is not None}
        return self._wire.call("PATCH", f"webhooks/{_id(webhook)}", Webhook, body=body)

    def remove_webhook(self, webhook: UUID | str) -> None:
        """Tell it nothing any more, and forget what was sent to it."""
        self._wire.call("DELETE", f"webhooks/{_id(webhook)}", NoneType)

    def get_webhook_secret(self, webhook: UUID | str) -> WebhookSecret:
        """What signs its messages, for any library of Standard Webhooks."""
        return self._wire.call("GET", f"webhooks/{_id(webhook)}/secret", WebhookSecret)

    def renew_webhook_secret(self, webhook: UUID | str) -> Webhook:
        """Make another secret; for a day the old one signs too."""
        return self._wire.call("POST", f"webhooks/{_id(webhook)}/secret", Webhook)

    def test_webhook(self, webhook: UUID | str) -> Delivery:
        """Send a message of type "webhook.test"."""
        return self._wire.call("POST", f"webhooks/{_id(webhook)}/test", Delivery)

    def list_deliveries(
        self,
        webhook: UUID | str,
        *,
        state: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[Delivery]:
        """A page of what was sent to it in the last 30 days, newest first; `state` is waiting, delivered or failed."""
        query = {"state": state, "limit": limit, "cursor": cursor}
        return self._wire.call("GET", f"webhooks/{_id(webhook)}/deliveries", Page[Delivery], query=query)

    def deliveries(self, webhook: UUID | str, *, state: str | None = None) -> Iterator[Delivery]:
        """Everything that was sent to it in the last 30 days, newest first."""
        return _every(self.list_deliveries, {"webhook": webhook, "state": state})

    def replay_failed_deliveries(self, webhook: UUID | str) -> Replayed:
        """Send again whatever was given up, oldest first, at most 1,000 at once."""
        return self._wire.call("POST", f"webhooks/{_id(webhook)}/replay", Replayed)

    def get_delivery(self, delivery: UUID | str) -> Delivery:
        """One delivery with its tries."""
        return self._wire.call("GET", f"deliveries/{_id(delivery)}", Delivery)

    def replay_delivery(self, delivery: UUID | str) -> Delivery:
        """Send it again under its own id, whatever became of it."""
        return self._wire.call("POST", f"deliveries/{_id(delivery)}/replay", Delivery)

    # --- session

    def get_session(self) -> Session:
        """The CSRF token that a browser needs; a program with a token does not."""
        return self._wire.call("GET", "session", Session)


def _every(pages: Callable[..., Page[Line]], wanted: dict[str, Any]) -> Iterator[Line]:
    cursor = wanted.pop("cursor", None)
    while True:
        page = pages(**wanted, cursor=cursor)
        yield from page.items
        if page.next is None:
            return
        cursor = page.next


def _moment(name: str, value: datetime | None) -> str | None:
    if value is not None and value.tzinfo is None:
        raise BadInput("This moment has no offset.", place=name, hint="datetime.now(tz=UTC), not datetime.now()")
    return None if value is None else value.isoformat()


def _id(value: UUID | str) -> str:
    try:
        return str(value if isinstance(value, UUID) else UUID(value))
    except ValueError as error:
        hint = "such as 0b0c7e0e-5a3c-4d0e-9f53-0d6f2a2f6f7b"
        raise BadInput(f"{value!r} is no id.", place="id", hint=hint) from error
