"""A worker as its own process: what it does, and what becomes of its jobs when it is killed."""

import os
import signal
from pathlib import Path

import psycopg

from processes import said, until
from receiver import receiving
from touchstone.client import Client


def ask(installation, query, *values):
    """One answer of the installation's database, as the role that owns the tables."""
    from touchstone.server.postgres import Cluster
    from touchstone.server.roles import MIGRATOR

    with psycopg.connect(Cluster(installation.home / "postgres").address(MIGRATOR), autocommit=True) as connection:
        return connection.execute(query, values).fetchone()


def workers():
    """The numbers of this machine's worker processes, by the process that their keeper belongs to."""
    found, keepers = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if b"touchstone.server.keep" in words:
            keepers[int(folder.name)] = parent
        elif b"worker" in words and b"touchstone.server.manage" in words:
            found.setdefault(parent, []).append(int(folder.name))
    return {keepers.get(keeper): numbers for keeper, numbers in found.items()}


def at_rest(installation, process):
    """The worker's number, once it has done what the start left for it."""
    found = until(lambda: workers().get(process.pid), 20)
    assert found, said(process)
    done = "SELECT (SELECT count(*) FROM procrastinate_workers) > 0 AND NOT EXISTS (SELECT FROM procrastinate_jobs)"
    assert until(lambda: ask(installation, done)[0], 30), said(process)
    return found[0]


def changed(installation):
    """Ask for a new snapshot as a change does; the number of the newest one before."""
    before = ask(installation, "SELECT coalesce(max(id), 0) FROM talent_poolsnapshot")[0]
    ask(
        installation,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock, lock, priority) "
        "VALUES ('slow', 'touchstone.apps.talent.actions.pool.rebuild_snapshot', '{}', 'pool snapshot', 'pool snapshot', 0) "
        "RETURNING id",
    )
    return before


def rebuilt(installation, before):
    return lambda: ask(installation, "SELECT max(id) FROM talent_poolsnapshot")[0] > before


def test_a_change_of_the_pool_is_in_a_new_snapshot_within_five_seconds(installation):
    process = installation.run("demo")
    installation.wait_ready(process)
    at_rest(installation, process)
    before = changed(installation)
    assert until(rebuilt(installation, before), 5), said(process)


def test_a_killed_worker_is_started_again_and_its_job_is_done(installation):
    process = installation.run("demo")
    installation.wait_ready(process)
    first = at_rest(installation, process)
    os.kill(first, signal.SIGSTOP)
    before = changed(installation)
    # What it was at when it was killed: taken, and never finished.
    ask(
        installation,
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers) "
        "WHERE queueing_lock = 'pool snapshot' RETURNING id",
    )
    ask(
        installation,
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' RETURNING id",
    )
    os.kill(first, signal.SIGKILL)
    assert until(lambda: set(workers().get(process.pid, [])) - {first}, 20), said(process)
    assert until(rebuilt(installation, before), 40), said(process)
    assert until(lambda: ask(installation, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")[0] == 0, 5)


def test_a_message_to_a_webhook_that_a_killed_worker_was_sending_is_sent_again(installation):
    with receiving() as other:
        process = installation.run("serve", OUTBOUND_ALLOWED="127.0.0.1")
        installation.wait_ready(process)
        with Client(f"http://127.0.0.1:{installation.port}", installation.token("manage")) as alice:
            kept = alice.add_webhook(other.address, ["brief.submitted"])
            other.drip = 0.2
            alice.submit_brief("Chemists to judge answers, 20 hours a week.")
            assert until(lambda: other.came, 10), said(process)
            (worker,) = workers()[process.pid]
            os.kill(worker, signal.SIGKILL)
            query = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' RETURNING id"
            ask(installation, query)
            other.drip = 0.0

            def delivered():
                (sent,) = alice.deliveries(kept.id)
                return sent.state == "delivered" and sent

            sent = until(delivered, 60)
            assert sent, said(process)
        assert {headers["webhook-id"] for _path, headers, _body in other.came} == {str(sent.event)}
        assert len(other.came) == 2


def test_the_worker_ends_with_what_started_it(installation):
    process = installation.run("demo")
    installation.wait_ready(process)
    (worker,) = until(lambda: workers().get(process.pid), 20)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert not Path(f"/proc/{worker}").exists()


def test_a_worker_on_another_machine_writes_the_newest_snapshot_there_too(installation):
    process = installation.run("demo")
    installation.wait_ready(process)
    at_rest(installation, process)
    folder, there = installation.home / "postgres", installation.home.parent / "elsewhere"
    address = "postgresql://{role}@/touchstone?host=" + f"{folder / 'run'}&passfile={folder / 'passwords'}"
    key = (installation.home / "secret-key").read_text()
    installation.run(
        "worker", TOUCHSTONE_HOME=str(there), DATABASE_URL=address.format(role="touchstone_app"), SECRET_KEY=key
    )
    before = changed(installation)
    assert until(rebuilt(installation, before), 15), said(process)

    def newest_is_on_both():
        name = ask(installation, "SELECT folder FROM talent_poolsnapshot ORDER BY id DESC LIMIT 1")[0]
        return all((home / "snapshots" / name / "pool.snapshot").exists() for home in (installation.home, there))

    assert until(newest_is_on_both, 20)
