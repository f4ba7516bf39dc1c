"""Every route of the API as a method, named as its operation in the OpenAPI document."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote
from uuid import UUID

import httpx2

from touchstone.client.calls import as_id, as_moment, every
from touchstone.client.operator import OperatorCalls
from touchstone.client.specialist import SpecialistCalls
from touchstone.client.values import (
    Act,
    BriefAnswer,
    BriefLine,
    CandidateLine,
    CommentLine,
    Invitation,
    Page,
    Session,
    ShortlistAnswer,
    ShortlistLine,
    Subfield,
    TaxonomyField,
)
from touchstone.client.webhooks import Webhooks
from touchstone.client.wire import Wire
from touchstone.core.errors import BadInput
from touchstone.core.matching.values import Constraint, Mode
from touchstone.core.money import Money
from touchstone.core.planning.values import Plan
from touchstone.core.rates import Rate
from touchstone.core.roles.values import Role


class Client(Webhooks, SpecialistCalls, OperatorCalls):
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
        query |= {name: as_moment(name, value) for name, value in moments.items()}
        return self._wire.call("GET", "briefs", Page[BriefLine], query=query)

    def briefs(self, **wanted: Any) -> Iterator[BriefLine]:
        """Every brief, newest first, page after page; takes what `list_briefs` takes."""
        return every(self.list_briefs, wanted)

    def get_brief(self, brief: UUID | str) -> BriefAnswer:
        """One brief."""
        return self._wire.call("GET", f"briefs/{as_id(brief)}", BriefAnswer)

    def mark_field(self, brief: UUID | str, field: str, do: str, value: Any = None) -> BriefAnswer:
        """Confirm, edit, drop or reopen one field; `value` goes with "edit" and is of the field's type in `Brief`."""
        body = {"do": do} if value is None else {"do": do, "value": value}
        return self._wire.call("POST", f"briefs/{as_id(brief)}/fields/{quote(field, safe='')}", BriefAnswer, body=body)

    def propose_fields(self, brief: UUID | str) -> BriefAnswer:
        """Let the server's model propose what the rules left open."""
        return self._wire.call("POST", f"briefs/{as_id(brief)}/proposals", BriefAnswer)

    def list_subfields(self, brief: UUID | str) -> tuple[Subfield, ...]:
        """What the brief names and the taxonomy lacks."""
        return self._wire.call("GET", f"briefs/{as_id(brief)}/subfields", tuple[Subfield, ...])

    def ask_for_subfield(self, brief: UUID | str, words: str, do: str = "propose") -> tuple[Subfield, ...]:
        """Ask the operator to add one of them ("propose"), take that back ("withdraw"), or ask for it in the brief ("take")."""
        body = {"words": words, "do": do}
        return self._wire.call("POST", f"briefs/{as_id(brief)}/subfields", tuple[Subfield, ...], body=body)

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
        return self._wire.call("GET", f"briefs/{as_id(brief)}/plan", Plan, query=query)

    # --- shortlists

    def draw_shortlist(
        self, brief: UUID | str, *, mode: Mode = Mode.BALANCED, role: Role | None = None
    ) -> ShortlistAnswer:
        """Rank the pool for a brief."""
        body = {"mode": Mode(mode), "role": role and Role(role)}
        return self._wire.call("POST", f"briefs/{as_id(brief)}/shortlists", ShortlistAnswer, body=body)

    def list_shortlists(
        self, brief: UUID | str, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[ShortlistLine]:
        """A page of the shortlists that were drawn for a brief, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return self._wire.call("GET", f"briefs/{as_id(brief)}/shortlists", Page[ShortlistLine], query=query)

    def shortlists(self, brief: UUID | str, *, limit: int | None = None) -> Iterator[ShortlistLine]:
        """Every shortlist of a brief, newest first, page after page of `limit`."""
        return every(self.list_shortlists, {"brief": brief, "limit": limit})

    def get_shortlist(self, shortlist: UUID | str) -> ShortlistAnswer:
        """A shortlist as it was drawn."""
        return self._wire.call("GET", f"shortlists/{as_id(shortlist)}", ShortlistAnswer)

    def relax_shortlist(self, shortlist: UUID | str, constraint: Constraint) -> ShortlistAnswer:
        """The list with one constraint taken one step down; a new list."""
        body = {"constraint": Constraint(constraint)}
        return self._wire.call("POST", f"shortlists/{as_id(shortlist)}/relax", ShortlistAnswer, body=body)

    def relax_shortlist_together(self, shortlist: UUID | str, index: int = 0) -> ShortlistAnswer:
        """The list after the steps of its `joint` offer number `index`; a new list."""
        body = {"index": index}
        return self._wire.call("POST", f"shortlists/{as_id(shortlist)}/relax-together", ShortlistAnswer, body=body)

    def rank_shortlist(self, shortlist: UUID | str, mode: Mode) -> ShortlistAnswer:
        """The same need ranked another way; a new list."""
        body = {"mode": Mode(mode)}
        return self._wire.call("POST", f"shortlists/{as_id(shortlist)}/rank", ShortlistAnswer, body=body)

    # --- the people on a list, and invitations

    def list_candidates(self, shortlist: UUID | str) -> tuple[CandidateLine, ...]:
        """Everybody on a list, in its order, with what was decided about them."""
        return self._wire.call("GET", f"shortlists/{as_id(shortlist)}/candidates", tuple[CandidateLine, ...])

    def decide_candidate(self, candidate: UUID | str, decision: str, reason: str | None = None) -> CandidateLine:
        """Hold somebody ("hold"), decline them with a reason ("declined"), or take either back ("open")."""
        body = {"decision": decision, "reason": reason}
        return self._wire.call("POST", f"candidates/{as_id(candidate)}/decision", CandidateLine, body=body)

    def list_comments(self, candidate: UUID | str) -> tuple[CommentLine, ...]:
        """What colleagues say about somebody on a list, oldest first."""
        return self._wire.call("GET", f"candidates/{as_id(candidate)}/comments", tuple[CommentLine, ...])

    def comment_on_candidate(self, candidate: UUID | str, text: str) -> CommentLine:
        """Say something to colleagues about somebody on a list."""
        return self._wire.call("POST", f"candidates/{as_id(candidate)}/comments", CommentLine, body={"text": text})

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
        return self._wire.call("POST", f"candidates/{as_id(candidate)}/invitation", Invitation, body=body)

    def list_invitations(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Invitation]:
        """A page of what the organisation has offered, newest first."""
        return self._wire.call("GET", "invitations", Page[Invitation], query={"limit": limit, "cursor": cursor})

    def invitations(self, *, limit: int | None = None) -> Iterator[Invitation]:
        """Everything the organisation has offered, newest first, page after page of `limit`."""
        return every(self.list_invitations, {"limit": limit})

    def get_invitation(self, offer: UUID | str) -> Invitation:
        """One invitation."""
        return self._wire.call("GET", f"invitations/{as_id(offer)}", Invitation)

    def withdraw_invitation(self, offer: UUID | str) -> Invitation:
        """Take an invitation back that was not answered."""
        return self._wire.call("POST", f"invitations/{as_id(offer)}/withdraw", Invitation)

    # --- who did what

    def get_brief_history(self, brief: UUID | str, *, limit: int | None = None, cursor: str | None = None) -> Page[Act]:
        """A page of who did what to a brief, newest first."""
        return self._history(f"briefs/{as_id(brief)}", limit, cursor)

    def get_shortlist_history(
        self, shortlist: UUID | str, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[Act]:
        """A page of who did what to a shortlist, newest first."""
        return self._history(f"shortlists/{as_id(shortlist)}", limit, cursor)

    def get_candidate_history(
        self, candidate: UUID | str, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[Act]:
        """A page of who decided what about somebody on a list, newest first."""
        return self._history(f"candidates/{as_id(candidate)}", limit, cursor)

    def get_history(
        self, *, object_id: UUID | str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Page[Act]:
        """A page of who did what in the organisation, or to one object of it, newest first; for its owners."""
        query = {"object_id": object_id and as_id(object_id), "limit": limit, "cursor": cursor}
        return self._wire.call("GET", "history", Page[Act], query=query)

    # --- what everything goes by

    def list_fields(self, *, text: str | None = None) -> tuple[TaxonomyField, ...]:
        """The fields of knowledge in use, in the order of their codes; `text` stands in the code or a name."""
        return self._wire.call("GET", "taxonomy", tuple[TaxonomyField, ...], query={"text": text})

    def list_rates(self, *, role: str | None = None, place: str | None = None) -> tuple[Rate, ...]:
        """The rates in use, each with its source and date."""
        return self._wire.call("GET", "rates", tuple[Rate, ...], query={"role": role, "place": place})

    # --- session

    def get_session(self) -> Session:
        """The CSRF token that a browser needs; a program with a token does not."""
        return self._wire.call("GET", "session", Session)

    def _history(self, of: str, limit: int | None, cursor: str | None) -> Page[Act]:
        return self._wire.call("GET", f"{of}/history", Page[Act], query={"limit": limit, "cursor": cursor})
