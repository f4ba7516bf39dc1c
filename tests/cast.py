"""The cast: Alice owns an organisation, Bob is on her team, Dana may only look, Charlie owns another one and must see
nothing of theirs. Sofía is a specialist, and nobody's member.

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
    role: str

    @property
    def actor(self) -> "Actor":
        from touchstone.apps.accounts.actor import Actor
        from touchstone.apps.accounts.rights import OF_ROLE

        return Actor(self.organisation.pk, user=self.user.pk, rights=OF_ROLE[self.role])


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    alice: Member
    bob: Member
    charlie: Member
    dana: Member
    sofia: Member


PASSWORD = "the stone and the streak"


def make_cast() -> Cast:
    """Write the five, the two organisations and Sofía's own to the database."""
    from touchstone.apps.accounts.models import Membership, Organisation, User
    from touchstone.apps.accounts.tenancy import tenant
    from touchstone.apps.organisations.actions.founding import found
    from touchstone.apps.talent.actions.people import join

    alice, bob, charlie, dana, sofia = (
        User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.title())
        for name in ("alice", "bob", "charlie", "dana", "sofia")
    )
    hers = found("Alice & Co", owner=alice)
    theirs = found("Charlie Ltd", owner=charlie)
    with tenant(hers.pk):
        Membership.objects.create(organisation=hers, user=bob, role=Membership.Role.MANAGER)
        Membership.objects.create(organisation=hers, user=dana, role=Membership.Role.VIEWER)
    own = join(sofia).organisation_id
    with tenant(own):
        herself = Organisation.objects.get(pk=own)
    return Cast(
        Member(alice, hers, "owner"),
        Member(bob, hers, "manager"),
        Member(charlie, theirs, "owner"),
        Member(dana, hers, "viewer"),
        Member(sofia, herself, "specialist"),
    )
