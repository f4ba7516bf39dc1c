"""Loading the pool, and the snapshot that searching reads."""

import shutil

import msgspec
import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command

from touchstone.apps.accounts.actor import operator
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.talent import gather
from touchstone.apps.talent.actions import pool as actions
from touchstone.apps.talent.models import PoolSnapshot, Specialist
from touchstone.core.errors import BadInput, NoData
from touchstone.core.matching.synth import synthesise
from touchstone.core.money import Money
from touchstone.server.home import Home

pytestmark = pytest.mark.django_db
BY = operator("test")


def people(n, seed=7):
    return list(synthesise(n, rng=np.random.default_rng(seed)))


@pytest.fixture
def empty(pool, tmp_path, monkeypatch):
    """On the operator's behalf, with nobody in the pool, and snapshots in a place of their own."""
    (tmp_path / "snapshots").mkdir()
    monkeypatch.setattr(Home, "snapshots", tmp_path / "snapshots")
    with tenant(OPERATOR_ID):
        PoolSnapshot.objects.all().delete()
        Specialist.objects.all().delete()
        yield


def test_a_loaded_pool_is_the_pool_that_was_given(empty):
    given = people(30)
    assert actions.load_pool(given, by=BY) == 30
    assert list(gather.profiles()) == sorted(given, key=lambda one: one.id)


def test_loading_twice_changes_nobody_twice(empty):
    given = people(10)
    actions.load_pool(given, by=BY)
    cheaper = [msgspec.structs.replace(given[0], rate=Money(100)), *given[1:]]
    actions.load_pool(cheaper, by=BY)
    with tenant(OPERATOR_ID):
        changed = list(
            AuditRow.objects.filter(verb="load_pool").order_by("id").values_list("details__changed", flat=True)
        )
    assert Specialist.objects.count() == 10
    assert changed[-2:] == [10, 1]


def test_a_pool_of_text_that_copy_must_escape_survives(empty):
    odd = msgspec.structs.replace(people(1)[0], id="tab\tnewline\\n", text='back\\slash\ttab\nline "quote" \\N')
    actions.load_pool([odd], by=BY)
    assert list(gather.profiles()) == [odd]


def test_a_load_that_fails_half_way_changes_nothing(empty):
    def failing():
        yield from people(3)
        raise BadInput("line 4 is bad")

    with pytest.raises(BadInput):
        actions.load_pool(failing(), by=BY)
    assert not Specialist.objects.exists()


def test_without_a_pool_the_search_says_so(empty):
    with pytest.raises(NoData):
        gather.newest_snapshot()


def test_a_snapshot_holds_everybody_and_says_that_they_are_made_up(empty):
    actions.load_pool(people(25), by=BY)
    made = actions.build_snapshot(by=BY)
    record, opened = gather.newest_snapshot()
    assert record == made
    assert (made.size, made.synthetic) == (25, True)
    assert (len(opened), len(opened.fit)) == (25, 25)


def test_a_snapshot_that_fails_leaves_no_half_one(empty, monkeypatch):
    monkeypatch.setattr("touchstone.apps.talent.gather.profiles", lambda: iter([*people(2), *people(2)]))
    before = set(settings.HOME.snapshots.iterdir())
    with pytest.raises(BadInput):
        actions.build_snapshot(by=BY)
    assert set(settings.HOME.snapshots.iterdir()) == before


def test_old_snapshots_go_and_the_newest_stay(empty, django_capture_on_commit_callbacks):
    actions.load_pool(people(5), by=BY)
    with django_capture_on_commit_callbacks(execute=True):
        made = [actions.build_snapshot(by=BY) for _ in range(5)]
    there = {folder.name for folder in settings.HOME.snapshots.iterdir()}
    assert {one.folder for one in made[-3:]} <= there
    assert not {one.folder for one in made[:2]} & there


def test_a_machine_that_lacks_the_newest_files_searches_those_it_has_and_writes_them_at_its_next_start(empty):
    actions.load_pool(people(5), by=BY)
    old = actions.build_snapshot(by=BY)
    actions.load_pool(people(9), by=BY)
    new = actions.build_snapshot(by=BY)
    shutil.rmtree(settings.HOME.snapshots / new.folder)
    gather.opened.cache_clear()
    assert gather.newest_snapshot()[0] == old
    actions.ensure_snapshot(by=BY)
    record, opened = gather.newest_snapshot()
    assert (record, len(opened)) == (new, 9)


def test_a_snapshot_of_another_version_is_written_anew(empty):
    actions.load_pool(people(5), by=BY)
    made = actions.build_snapshot(by=BY)
    gather.opened.cache_clear()
    (settings.HOME.snapshots / made.folder / gather.POOL_FILE).write_bytes(b"something else")
    actions.ensure_snapshot(by=BY)
    record, opened = gather.newest_snapshot()
    assert record == made
    assert len(opened) == 5


def test_a_snapshot_without_an_index_of_this_version_is_written_anew(empty, monkeypatch):
    actions.load_pool(people(5), by=BY)
    with monkeypatch.context() as patch:
        patch.setattr("touchstone.core.matching.snapshot.FIT_VERSION", "fit-0")
        made = actions.build_snapshot(by=BY)
    gather.opened.cache_clear()
    assert gather.newest_snapshot()[1].fit is None
    actions.ensure_snapshot(by=BY)
    record, opened = gather.newest_snapshot()
    assert record == made
    assert opened.fit is not None
    assert {file.name for file in (settings.HOME.snapshots / made.folder).iterdir()} == {gather.POOL_FILE}


def test_the_operator_loads_a_pool_file(empty, tmp_path, capsys):
    from touchstone.core.matching.pool import write_pool

    file = tmp_path / "pool.jsonl"
    write_pool(people(12), file)
    call_command("load_pool", str(file))
    assert "12 specialists read" in capsys.readouterr().out
    assert len(gather.newest_snapshot()[1]) == 12


def test_a_pool_file_with_one_bad_record_changes_nothing(empty, tmp_path):
    from touchstone.core.matching.pool import write_pool

    file = tmp_path / "pool.jsonl"
    write_pool(people(3), file)
    file.write_text(file.read_text() + '{"id": "x", "age": 30}\n')
    with pytest.raises(BadInput, match="line 4"):
        call_command("load_pool", str(file))
    assert not Specialist.objects.exists()
