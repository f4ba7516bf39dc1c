"""The pool as values: its newest snapshot, opened; profiles of a few people."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from touchstone.apps.talent.models import PoolSnapshot, Specialist
from touchstone.core.errors import NoData
from touchstone.core.matching.values import Specialist as Profile

if TYPE_CHECKING:
    from touchstone.core.matching.snapshot import Snapshot


def profiles() -> Iterator[Profile]:
    """Everybody in the pool, in the order of their references. One query, read in steps."""
    rows = Specialist.objects.order_by("reference").values_list("profile", flat=True)
    for profile in rows.iterator(chunk_size=2_000):
        yield msgspec.convert(profile, Profile)


def profiles_of(references: Iterable[str]) -> dict[str, Profile]:
    """The profiles of a few people. One query."""
    rows = Specialist.objects.filter(reference__in=list(references)).values_list("reference", "profile")
    return {reference: msgspec.convert(profile, Profile) for reference, profile in rows}


def newest_snapshot() -> tuple[PoolSnapshot, "Snapshot"]:
    """The pool as it is searched now. One query; opened once in each process.

    Raises:
        NoData: no pool has been loaded.
    """
    record = PoolSnapshot.objects.order_by("-id").first()
    if record is None:
        raise NoData(
            _("There is no pool of specialists yet."),
            hint=_("The operator loads one: touchstone-server load_pool FILE"),
        )
    return record, _opened(settings.HOME.snapshots / record.folder)


def pool_in_words() -> str:
    """For the doctor. One query."""
    record = PoolSnapshot.objects.order_by("-id").first()
    if record is None:
        return "none loaded"
    synthetic = "synthetic, " if record.synthetic else ""
    return f"{record.size} specialists, {synthetic}snapshot {record.pk} of {record.built_at:%Y-%m-%d %H:%M} UTC"


@lru_cache(maxsize=2)  # the one in use, and the one before it for requests still under way
def _opened(folder: Path) -> "Snapshot":
    from touchstone.core.matching import open_snapshot

    return open_snapshot(folder)
