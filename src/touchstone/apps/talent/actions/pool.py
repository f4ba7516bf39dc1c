"""Loading the pool, and writing the snapshot that searching reads."""

import logging
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from touchstone.apps.accounts.actor import Actor, operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record
from touchstone.apps.jobs.queue import AGAIN, SLOW, app, enqueue_once
from touchstone.apps.reference.gather import in_use
from touchstone.apps.talent import gather
from touchstone.apps.talent.models import PoolSnapshot, Specialist
from touchstone.core.errors import DomainError
from touchstone.core.matching.values import Specialist as Profile
from touchstone.gateways.errors import GatewayError

if TYPE_CHECKING:
    from touchstone.core.matching import Model

logger = logging.getLogger("touchstone.talent")

# While a large pool is indexed the transaction that has read it says nothing, for longer than one may otherwise.
_PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = '30min'"
_STAGE = """
CREATE TEMPORARY TABLE pool_stage (reference text, profile jsonb, synthetic boolean) ON COMMIT DROP
"""
_MERGE = """
INSERT INTO talent_specialist AS known (id, reference, profile, name, searchable, synthetic, changed_at)
SELECT gen_random_uuid(), reference, profile, '', true, synthetic, %(now)s FROM pool_stage
ON CONFLICT (reference) DO UPDATE
SET profile = EXCLUDED.profile, synthetic = EXCLUDED.synthetic, changed_at = EXCLUDED.changed_at
WHERE known.profile <> EXCLUDED.profile AND NOT EXISTS (  -- what a specialist keeps themselves is theirs
  SELECT FROM talent_personrecord p WHERE p.reference = known.reference AND p.organisation_id <> %(operator)s)
"""


def load_demo_pool(size: int) -> bool:
    """`size` people of the synthetic pool that the command line uses too, unless a pool is there; whether they were loaded now."""
    import numpy as np

    from touchstone.core.matching.synth import DEMO_SEED, synthesise

    by = operator("demo")
    with tenant(OPERATOR_ID):
        loaded = not Specialist.objects.exists()
    if loaded:
        load_pool(synthesise(size, rng=np.random.default_rng(DEMO_SEED)), by=by)
    ensure_snapshot(by=by)
    return loaded


def ensure_snapshot(*, by: Actor) -> None:
    """See to it that this machine can search the pool: its newest snapshot is here, and of this version."""
    newest = PoolSnapshot.objects.order_by("-id").first()
    with tenant(OPERATOR_ID):
        if newest is None:
            if Specialist.objects.exists():
                build_snapshot(by=by)
        elif not _whole(newest.folder):
            with in_use():
                _write(newest.folder, as_of=timezone.now().date())


def _whole(folder: str) -> bool:
    """Whether a snapshot is here and of this version, with the index of what people say of their work, by the encoder in use."""
    try:
        pool = gather.opened(settings.HOME.snapshots / folder)
    except DomainError:
        return False
    return pool.about.words is None or (pool.fit is not None and _encoded_as_set(pool.about.model))


def _encoded_as_set(model: "Model | None") -> bool:
    from touchstone.core.matching import model_of

    return model == (model_of(settings.ENCODER) if settings.ENCODER else None)


@transaction.atomic
def load_pool(specialists: Iterable[Profile], *, by: Actor) -> int:
    """Add or renew `specialists`, known by their ids; how many were given. Nobody is removed."""
    by.must(Right.OPERATE)
    encode = msgspec.json.Encoder().encode
    count = 0
    with tenant(by.organisation), connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy("COPY pool_stage (reference, profile, synthetic) FROM STDIN") as copy:
            for count, one in enumerate(specialists, start=1):  # noqa: B007 - the last number is the answer
                copy.write_row((one.id, encode(one).decode(), one.synthetic))
        cursor.execute(_MERGE, {"now": timezone.now(), "operator": OPERATOR_ID})
        changed = cursor.rowcount
        cursor.execute("DROP TABLE pool_stage")
        if changed:
            pool_changed()
        record("load_pool", by=by, on=OPERATOR_ID, kind="pool", given=count, changed=changed)
    return count


def pool_changed() -> None:
    """Whoever changes a profile says so: once they have committed, a worker writes the pool anew."""
    enqueue_once(rebuild_snapshot, "pool snapshot")


@app.task(queue=SLOW, retry=AGAIN)
def rebuild_snapshot() -> None:
    """Write the pool as it stands now, where anybody is in it."""
    with tenant(OPERATOR_ID):
        anybody = Specialist.objects.exists()
    if anybody:
        build_snapshot(by=operator("worker"))


@transaction.atomic
def build_snapshot(*, by: Actor) -> PoolSnapshot:
    """Write the pool as columns beside the ones in use, and make that the newest once it is whole."""
    by.must(Right.OPERATE)
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
    now = timezone.now()
    folder = f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    with tenant(by.organisation), in_use():
        size = _write(folder, as_of=now.date())
        synthetic = Specialist.objects.filter(synthetic=True).exists()
        made = PoolSnapshot.objects.create(size=size, synthetic=synthetic, folder=folder)
        record("build_snapshot", by=by, on=OPERATOR_ID, kind="pool", snapshot=made.pk, size=size)
    transaction.on_commit(_remove_old_folders)
    return made


def _write(folder: str, *, as_of: date) -> int:
    """Write a snapshot's files, whole or not at all; how many people they hold."""
    from touchstone.core.matching import open_snapshot

    place = settings.HOME.snapshots / folder
    half = place.with_name(f"{folder}.{uuid4().hex[:8]}.half")
    half.mkdir(parents=True)
    try:
        _write_file(half / gather.POOL_FILE, as_of=as_of)
        size = len(open_snapshot(half / gather.POOL_FILE))
        shutil.rmtree(place, ignore_errors=True)  # one of another version
        half.rename(place)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    gather.opened.cache_clear()
    return size


def _write_file(path: Path, *, as_of: date) -> None:
    """The pool in columns; without the encoder's vectors where it does not answer, so that nobody waits for it."""
    from touchstone.core.matching import write_snapshot

    if settings.ENCODER is not None:
        try:
            write_snapshot(gather.profiles(), path, today=as_of, encoder=settings.ENCODER)
        except GatewayError as error:
            logger.warning("the pool is compared by words alone until the next snapshot: %s", error)
        else:
            return
    write_snapshot(gather.profiles(), path, today=as_of)


def _remove_old_folders() -> None:
    """Old snapshots and half ones; a process that still reads one keeps its pages until it lets go."""
    root = settings.HOME.snapshots
    keep = set(PoolSnapshot.objects.order_by("-id").values_list("folder", flat=True)[: gather.KEPT_SNAPSHOTS])
    for folder in root.iterdir():
        if folder.name not in keep and not folder.name.endswith(".half"):
            shutil.rmtree(folder, ignore_errors=True)
