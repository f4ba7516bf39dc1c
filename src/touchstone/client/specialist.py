"""A specialist's own record, with a token of theirs."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from touchstone.client.calls import Calls, as_id, every
from touchstone.client.values import Me, MyInvitation, MyList, Page
from touchstone.core.people import Person


class SpecialistCalls(Calls):
    """What a specialist says of themselves, which lists they were on, what they were offered."""

    def get_me(self) -> Me:
        """Your own record."""
        return self._wire.call("GET", "me", Me)

    def keep_profile(self, profile: Person, *, shows_name: bool | None = None) -> Me:
        """Write down what you say of yourself; what is left out is not said any more."""
        return self._wire.call("PUT", "me", Me, body={"profile": profile, "shows_name": shows_name})

    def show_profile(self, *, shown: bool) -> Me:
        """Let searches find you, or no longer."""
        return self._wire.call("POST", "me/shown", Me, body={"shown": shown})

    def list_my_lists(self, *, limit: int | None = None, cursor: str | None = None) -> Page[MyList]:
        """A page of the lists that you were on, with why and why not, newest first."""
        return self._wire.call("GET", "me/lists", Page[MyList], query={"limit": limit, "cursor": cursor})

    def my_lists(self) -> Iterator[MyList]:
        """Every list that you were on, newest first."""
        return every(self.list_my_lists, {})

    def list_my_invitations(self, *, limit: int | None = None, cursor: str | None = None) -> Page[MyInvitation]:
        """A page of what you were offered, newest first."""
        return self._wire.call("GET", "me/invitations", Page[MyInvitation], query={"limit": limit, "cursor": cursor})

    def my_invitations(self) -> Iterator[MyInvitation]:
        """Everything that you were offered, newest first."""
        return every(self.list_my_invitations, {})

    def get_my_invitation(self, offer: UUID | str) -> MyInvitation:
        """One invitation."""
        return self._wire.call("GET", f"me/invitations/{as_id(offer)}", MyInvitation)

    def answer_invitation(self, offer: UUID | str, *, accepted: bool, why: str | None = None) -> MyInvitation:
        """Take the work, or do not; `why` is pay, hours, time, work or busy."""
        body = {"accepted": accepted, "why": why}
        return self._wire.call("POST", f"me/invitations/{as_id(offer)}/answer", MyInvitation, body=body)

    def export_my_data(self) -> dict[str, Any]:
        """Everything that is kept about you, to take along."""
        return self._wire.call("GET", "me/data", dict[str, Any])

    def ask_erasure(self, do: str = "ask") -> Me:
        """Be forgotten ("ask"), or take that back while there is time ("take_back")."""
        return self._wire.call("POST", "me/erasure", Me, body={"do": do})
