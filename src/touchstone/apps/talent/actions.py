"""Loading the pool, and writing the snapshot that searching reads."""

import shutil
from collections.abc import Iterable, Iterator
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from touchstone.apps.accounts.actor import Actor, operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record
from touchstone.apps.talent import gather
from touchstone.apps.talent.models import PoolSnapshot, Specialist
from touchstone.core.errors import DomainError
from touchstone.core.matching.values import Specialist as Profile

_STAGE = """
CREATE TEMPORARY TABLE pool_stage (reference text, profile jsonb, synthetic boolean) ON COMMIT DROP
"""
_MERGE = """
INSERT INTO talent_specialist AS known (id, reference, profile, synthetic, changed_at)
SELECT gen_random_uuid(), reference, profile, synthetic, %(now)s FROM pool_stage
ON CONFLICT (reference) DO UPDATE
SET profile = EXCLUDED.profile, synthetic = EXCLUDED.synthetic, changed_at = EXCLUDED.changed_at
WHERE known.profile <> EXCLUDED.profile
"""
_KEPT_SNAPSHOTS = 3


def load_demo_pool(size: int) -> bool:
    """`size` people of the synthetic pool that the command line uses too, unless a pool is there; whether they were loaded now."""
    import numpy as np

    from touchstone.core.matching.synth import DEMO_SEED, synthesise

    by = operator("demo")
    loaded = not Specialist.objects.exists()
    if loaded:
        load_pool(synthesise(size, rng=np.random.default_rng(DEMO_SEED)), by=by)
    ensure_snapshot(by=by)
    return loaded


def ensure_snapshot(*, by: Actor) -> None:
    """Build a snapshot of a pool that has none that this version can open."""
    if not Specialist.objects.exists():
        return
    try:
        gather.newest_snapshot()
    except DomainError:
        build_snapshot(by=by)


@transaction.atomic
def load_pool(specialists: Iterable[Profile], *, by: Actor) -> int:
    """Add or renew `specialists`, known by their ids; how many were given. Nobody is removed."""
    encode = msgspec.json.Encoder().encode
    count = 0
    with tenant(by.organisation), connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy("COPY pool_stage (reference, profile, synthetic) FROM STDIN") as copy:
            for count, one in enumerate(specialists, start=1):  # noqa: B007 - the last number is the answer
                copy.write_row((one.id, encode(one).decode(), one.synthetic))
        cursor.execute(_MERGE, {"now": timezone.now()})
        changed = cursor.rowcount
        cursor.execute("DROP TABLE pool_stage")
        record("load_pool", by=by, on=OPERATOR_ID, kind="pool", given=count, changed=changed)
    return count


@transaction.atomic
def build_snapshot(*, by: Actor) -> PoolSnapshot:
    """Write the pool as columns beside the ones in use, and make that the newest once it is whole."""
    from touchstone.core.matching.fit import write_fit
    from touchstone.core.matching.snapshot import write_snapshot

    now = timezone.now()
    folder = f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    half = settings.HOME.snapshots / f"{folder}.half"
    half.mkdir(parents=True)
    try:
        texts: list[str] = []  # in the rows' order, from the same reading of the table
        write_snapshot(_noting(texts), half / gather.POOL_FILE, today=now.date())
        size = write_fit(texts, half / gather.FIT_FILE)
        half.rename(settings.HOME.snapshots / folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    with tenant(by.organisation):
        synthetic = Specialist.objects.filter(synthetic=True).exists()
        made = PoolSnapshot.objects.create(size=size, synthetic=synthetic, folder=folder)
        record("build_snapshot", by=by, on=OPERATOR_ID, kind="pool", snapshot=made.pk, size=size)
    transaction.on_commit(_remove_old_folders)
    return made


def _noting(texts: list[str]) -> Iterator[Profile]:
    for profile in gather.profiles():
        texts.append(profile.text)
        yield profile


def _remove_old_folders() -> None:
    """Old snapshots and half ones; a process that still reads one keeps its pages until it lets go."""
    root = settings.HOME.snapshots
    keep = set(PoolSnapshot.objects.order_by("-id").values_list("folder", flat=True)[:_KEPT_SNAPSHOTS])
    for folder in root.iterdir():
        if folder.name not in keep and not folder.name.endswith(".half"):
            shutil.rmtree(folder, ignore_errors=True)
