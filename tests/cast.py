"""The cast: Alice owns an organisation, Bob is on her team, Charlie owns another one and must see nothing of theirs.

Django is imported only where a member of the cast is made, so that the core's tests run without it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from touchstone.apps.accounts.actor import Actor
    from touchstone.apps.accounts.models import Organisation, User


@dataclass(frozen=True)
class Member:
    """One of the cast, and for whom they act."""

    user: "User"
    organisation: "Organisation"

    @property
    def actor(self) -> "Actor":
        from touchstone.apps.accounts.actor import Actor

        return Actor(self.organisation.pk, user=self.user.pk)


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    alice: Member
    bob: Member
    charlie: Member


def make_cast() -> Cast:
    """Write the three and their two organisations to the database."""
    from touchstone.apps.accounts.actions import found_organisation
    from touchstone.apps.accounts.models import Membership, User
    from touchstone.apps.accounts.tenancy import tenant

    alice, bob, charlie = (
        User.objects.create_user(f"{name}@example.org", name=name.title()) for name in ("alice", "bob", "charlie")
    )
    hers = found_organisation("Alice & Co", owner=alice)
    theirs = found_organisation("Charlie Ltd", owner=charlie)
    with tenant(hers.pk):
        Membership.objects.create(organisation=hers, user=bob)
    return Cast(Member(alice, hers), Member(bob, hers), Member(charlie, theirs))
