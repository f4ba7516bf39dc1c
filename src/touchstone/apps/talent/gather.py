"""The pool as values: everybody's profile, and the newest snapshot, opened."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.db.models.functions import Collate
from django.utils.translation import gettext as _

from touchstone.apps.accounts.models import OPERATOR_ID, Membership, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.talent.models import PersonRecord, PoolSnapshot, Specialist
from touchstone.core.errors import NoData
from touchstone.core.matching.values import Specialist as Profile
from touchstone.core.people import Person

if TYPE_CHECKING:
    from touchstone.core.matching.snapshot import Snapshot

POOL_FILE = "pool.snapshot"
KEPT_SNAPSHOTS = 3


def profiles() -> Iterator[Profile]:
    """Everybody whom a search may find, in the order of a snapshot's rows; for the operator. One query, read in steps."""
    rows = (
        Specialist.objects.filter(searchable=True).order_by(Collate("reference", "C")).values_list("profile", flat=True)
    )
    for profile in rows.iterator(chunk_size=2_000):
        yield msgspec.convert(profile, Profile)


def person_in(row: PersonRecord) -> Person:
    """What a specialist says of themselves. No queries."""
    return msgspec.convert(row.record, Person)


def profile_in(row: Specialist) -> Profile:
    """What a search knows of somebody. No queries."""
    return msgspec.convert(row.profile, Profile)


def names_of(references: Iterable[str]) -> dict[str, str]:
    """The names that the current organisation may see, of those who show theirs. One query."""
    found = Specialist.objects.filter(reference__in=list(references)).exclude(name="")
    return dict(found.values_list("reference", "name"))


def letterbox(reference: str) -> User | None:
    """To whom a letter to a specialist goes; None where they have no account. Three queries.

    For writing letters alone: whoever causes one never learns the address.
    """
    with tenant(OPERATOR_ID):
        person = PersonRecord.objects.filter(reference=reference).exclude(organisation=OPERATOR_ID).first()
    if person is None:
        return None
    with tenant(person.organisation_id):
        member = Membership.objects.filter(organisation=person.organisation_id).select_related("user").first()
    return member.user if member else None


def newest_snapshot() -> tuple[PoolSnapshot, "Snapshot"]:
    """The newest snapshot that this machine has the files of. One query; opened once in each process.

    Raises:
        NoData: no pool has been loaded, or its files are not here yet.
        BadInput: its files are damaged or of another version: a new start writes them anew.
    """
    for record in PoolSnapshot.objects.order_by("-id")[:KEPT_SNAPSHOTS]:
        folder = settings.HOME.snapshots / record.folder
        if folder.is_dir():
            return record, opened(folder)
    raise NoData(_("There is no pool of specialists yet."), hint=_("Whoever runs this loads one."))


@lru_cache(maxsize=2)  # the one in use, and the one before it for requests still under way
def opened(folder: Path) -> "Snapshot":
    """Map the file of a snapshot into memory, shared by processes.

    Raises:
        BadInput: it is missing, damaged, or of another version.
    """
    from touchstone.core.matching import open_snapshot

    return open_snapshot(folder / POOL_FILE)


def pool_in_words() -> str:
    """For the doctor. One query."""
    record = PoolSnapshot.objects.order_by("-id").first()
    if record is None:
        return "none loaded"
    synthetic = "synthetic, " if record.synthetic else ""
    return f"{record.size} specialists, {synthetic}snapshot {record.pk} of {record.built_at:%Y-%m-%d %H:%M} UTC"
