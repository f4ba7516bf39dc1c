"""The demo starts, answers, stops, and survives what happens to processes."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from processes import free_port, gone, said, until
from touchstone.server import postgres

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


@pytest.fixture
def demo(installation):
    process = installation.run("demo")
    installation.wait_ready(process)
    return process


def test_the_demo_answers_and_stops_cleanly_when_it_is_told_to(installation, demo):
    assert "Touchstone" in installation.get("/").text
    children = installation.postgres()
    assert children
    demo.send_signal(signal.SIGTERM)
    assert demo.wait(20) == 0
    assert gone(children, 1)
    assert not (installation.home / "postgres" / "data" / "postmaster.pid").exists()
    assert f"http://127.0.0.1:{installation.port}" in said(demo)


def test_ctrl_c_stops_it_just_the_same(installation, demo):
    os.killpg(demo.pid, signal.SIGINT)
    assert demo.wait(20) == 0
    assert not installation.postgres()


def test_a_second_start_finds_everything_as_it_was(installation, demo):
    demo.send_signal(signal.SIGTERM)
    demo.wait(20)
    before = {file: file.stat().st_mtime_ns for file in installation.home.rglob("pool.snapshot")}
    key = (installation.home / "secret-key").read_text()
    installation.wait_ready(installation.run("demo"))
    assert {file: file.stat().st_mtime_ns for file in installation.home.rglob("pool.snapshot")} == before
    assert len(before) == 1
    assert (installation.home / "secret-key").read_text() == key


def test_when_it_is_killed_nothing_of_it_stays_and_the_next_start_works(installation, demo):
    left = installation.postgres()
    demo.kill()
    demo.wait()
    assert gone(left)
    installation.wait_ready(installation.run("demo"))


def test_when_the_database_is_killed_the_pages_say_so_and_the_next_start_works(installation, demo):
    for pid in installation.postgres():
        os.kill(pid, signal.SIGKILL)
    assert installation.get("/healthz").status_code == 200
    assert installation.get("/readyz").status_code == 503
    demo.send_signal(signal.SIGTERM)
    demo.wait(30)
    installation.wait_ready(installation.run("demo"))


def test_a_stale_mark_that_names_another_living_program_is_no_obstacle(installation, demo):
    demo.send_signal(signal.SIGTERM)
    demo.wait(20)
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        data = installation.home / "postgres" / "data"
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1700000000\n5432\n/tmp\n\n1 1\nready\n")
        installation.wait_ready(installation.run("demo"))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_taken_port_is_said_at_once_and_nothing_is_started(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        process = installation.run("demo")
        assert process.wait(20) == 1
    assert f"127.0.0.1:{installation.port}" in said(process)
    assert "PORT" in said(process)
    assert "Traceback" not in said(process)
    assert not installation.postgres()


def test_migrate_and_doctor_work_beside_a_running_demo(installation, demo):
    assert installation.run("migrate").wait(60) == 0

    def doctor_counts_the_one_who_joined():
        """The worker writes the pool anew in its own time."""
        doctor = installation.run("doctor")
        assert doctor.wait(60) == 0, said(doctor)
        return "201 specialists" in said(doctor)

    assert until(doctor_counts_the_one_who_joined, 60), said(demo)
    assert installation.get("/readyz").status_code == 200


def sockets_of(pids):
    """The numbers of the sockets that these processes hold."""
    for pid in pids:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                target = str(file.readlink())
                if target.startswith("socket:["):
                    yield target[8:-1]


def listening_on_the_network():
    """The numbers of the sockets on which anybody listens by TCP; that of a developer's own PostgreSQL may be one."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":
                yield fields[9]


def test_nobody_else_can_read_what_it_keeps(installation, demo):
    for file in ("secret-key", "postgres/passwords"):
        assert stat.S_IMODE((installation.home / file).stat().st_mode) == 0o600
    for folder in ("postgres/data", "postgres/run"):
        assert stat.S_IMODE((installation.home / folder).stat().st_mode) == 0o700
    assert not stat.S_IMODE(installation.home.stat().st_mode) & 0o066
    assert not set(sockets_of(installation.postgres())) & set(listening_on_the_network())


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE"),
    ],
)
def test_nonsense_in_the_environment_is_one_sentence_and_exit_2(installation, environment, named):
    process = installation.run("serve", **environment)
    assert process.wait(20) == 2
    assert said(process).startswith(f"touchstone: {named}")
    assert said(process).count("\n") == 1


def test_it_does_not_serve_as_a_role_that_sees_everything(installation, demo):
    address = f"postgresql://postgres@/touchstone?host={installation.home}/postgres/run&passfile={installation.home}/postgres/passwords"
    other = installation.run("serve", DATABASE_URL=address, SECRET_KEY="x" * 50, PORT="0" + str(installation.port + 1))
    assert other.wait(60) != 0
    assert "superuser" in said(other)


def test_a_folder_that_cannot_be_written_is_said(installation):
    installation.home.parent.joinpath("file").write_text("")
    process = installation.run("demo", TOUCHSTONE_HOME=str(installation.home.parent / "file" / "home"))
    assert process.wait(20) == 2
    assert "TOUCHSTONE_HOME" in said(process)


def statements_of_the_guide(password):
    """The SQL of docs/how-to/run-for-others.md, for another database of the same server."""
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "run-for-others.md").read_text()
    sql = re.search(r"```sql\n(.*?)```", guide, re.DOTALL)[1]
    return [re.sub("'.*'", f"'{password}'", line.replace("touchstone", "elsewhere")) for line in sql.splitlines()]


def test_a_postgresql_of_ones_own_set_up_by_the_guide_serves(installation, tmp_path):
    with postgres.running(tmp_path / "own", fsync="off") as own:
        with psycopg.connect(own.address("postgres", "postgres"), autocommit=True) as superuser:
            for statement in statements_of_the_guide("pw"):
                superuser.execute(statement)
        host = f"?host={own.sockets}"
        pages = {"DATABASE_URL": f"postgresql://elsewhere_app:pw@/elsewhere{host}", "SECRET_KEY": "k" * 48}
        owner = {"TOUCHSTONE_MIGRATION_DATABASE_URL": f"postgresql://elsewhere_migrator:pw@/elsewhere{host}"}
        early = installation.run("serve", **pages)
        assert early.wait(30) == 1
        assert "touchstone.E005" in said(early)
        assert "Traceback" not in said(early)
        assert installation.run("migrate", **pages, **owner).wait(60) == 0
        serving = installation.run("serve", **pages)
        installation.wait_ready(serving)
        assert installation.get("/").status_code == 200
        assert not installation.postgres()
        with psycopg.connect(f"postgresql://elsewhere_backup:pw@/elsewhere{host}", autocommit=True) as backup:
            assert backup.execute("SELECT count(*) FROM accounts_organisation").fetchone()[0] > 0
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                backup.execute("DELETE FROM accounts_organisation")
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) == 0


def test_a_second_server_on_the_same_folder_is_refused_at_once(installation, demo):
    other = installation.run("serve", PORT=str(free_port()))
    assert other.wait(30) == 1
    assert "another process serves from this folder" in said(other)
    assert installation.get("/readyz").status_code == 200


def test_two_that_start_at_the_same_moment_agree_on_one_database(installation):
    demo, migrate = installation.run("demo"), installation.run("migrate")
    installation.wait_ready(demo)
    assert migrate.wait(60) == 0, said(migrate)
    doctor = installation.run("doctor")
    assert doctor.wait(60) == 0, said(doctor)
