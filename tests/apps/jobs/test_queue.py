"""The queue's promises: a job follows its change, one waiting job is enough, and none is missed."""

import threading

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from touchstone.apps.jobs.queue import FAST, SLOW, app, enqueue_once
from touchstone.apps.talent.actions.pool import pool_changed, rebuild_snapshot

KEY = "pool snapshot"


def waiting():
    return ProcrastinateJob.objects.filter(status="todo", queueing_lock=KEY).count()


def take():
    """What a worker does to begin the next job; its number, or None where it finds none that it may begin."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (worker,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        return cursor.fetchone()[0]


@pytest.fixture
def clean(pool, django_db_blocker):
    """The queue as several connections see it, without the transaction of a test; empty before and after."""
    with django_db_blocker.unblock():
        _empty()
        yield
        _empty()
        connection.close()


def _empty():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.mark.django_db
def test_many_changes_leave_one_job(pool):
    for _time in range(5):
        pool_changed()
    assert waiting() == 1


@pytest.mark.django_db
def test_a_change_that_is_undone_leaves_no_job(pool):
    with transaction.atomic():
        pool_changed()
        transaction.set_rollback(True)
    assert waiting() == 0


@pytest.mark.django_db
def test_a_change_while_a_snapshot_is_being_written_leaves_another_job(pool):
    pool_changed()
    assert take()
    pool_changed()
    assert waiting() == 1


@pytest.mark.django_db
def test_only_one_snapshot_is_written_at_a_time(pool):
    pool_changed()
    assert take()
    pool_changed()
    assert take() is None


@pytest.mark.django_db
def test_a_worker_knows_every_job_and_each_has_its_queue():
    app.perform_import_paths()
    ours = {name.rpartition(".")[2]: task for name, task in app.tasks.items() if name.startswith("touchstone.")}
    assert set(ours) >= {"deliver", "rebuild_snapshot", "find_lost_jobs", "checkpoint_audit", "tidy"}
    assert {task.queue for task in ours.values()} == {FAST, SLOW}


def in_another_thread(work):
    """Run `work` on a connection of its own; the thread."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_waiting_job_does_not_begin_before_a_change_that_counts_on_it_is_committed(clean):
    """Bob finds Alice's job waiting and adds no other. Were it begun before Bob commits, his change would be missed."""
    pool_changed()  # Alice's, committed
    found, go_on = threading.Event(), threading.Event()

    def bob():
        with transaction.atomic():
            pool_changed()
            found.set()
            assert go_on.wait(10)

    thread = in_another_thread(bob)
    assert found.wait(10)
    assert take() is None
    go_on.set()
    thread.join()
    assert waiting() == 1
    assert take()


def test_two_who_ask_at_once_leave_one_job_and_neither_fails(clean):
    began, go_on = threading.Event(), threading.Event()

    def alice():
        with transaction.atomic():
            pool_changed()
            began.set()
            assert go_on.wait(10)

    thread = in_another_thread(alice)
    assert began.wait(10)
    second = in_another_thread(
        lambda: enqueue_once(rebuild_snapshot, KEY)
    )  # waits for Alice's to be committed or undone
    go_on.set()
    thread.join()
    second.join()
    assert waiting() == 1


def test_writers_do_not_wait_for_each_other(clean):
    pool_changed()
    with transaction.atomic():
        pool_changed()
        other = in_another_thread(pool_changed)
        other.join(timeout=5)
        assert not other.is_alive()
