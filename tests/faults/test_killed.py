"""A client whose server is killed in the middle of a write, and comes back."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from needs import TAX_LAW
from processes import gone, until
from touchstone.client import Client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


def test_a_write_in_whose_middle_the_server_was_killed_is_done_once(installation):
    server = installation.run("serve")
    installation.wait_ready(server)
    home, token = installation.home, installation.token()
    superuser = f"postgresql://postgres@/touchstone?host={home}/postgres/run&passfile={home}/postgres/passwords"
    with ThreadPoolExecutor(1) as thread, Client(f"http://127.0.0.1:{installation.port}", token, seconds=120) as alice:
        other, watch = psycopg.connect(superuser), psycopg.connect(superuser, autocommit=True)
        other.execute("LOCK TABLE audit_auditrow IN EXCLUSIVE MODE")  # the brief is written, and its audit row waits
        submitted = thread.submit(alice.submit_brief, TAX_LAW)
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        assert until(lambda: watch.execute(waits).fetchone()[0] > 0, 30)
        left = installation.postgres()
        server.kill()
        server.wait()
        assert gone(left)
        zombies = [Path(f"/proc/{pid}") for pid in left]  # which PostgreSQL takes for a rival
        assert until(lambda: not any(one.exists() for one in zombies), 30)
        installation.wait_ready(installation.run("serve"))
        brief = submitted.result(120)
        assert [one.id for one in alice.briefs()] == [brief.id]
        for connection in (other, watch):
            connection.close()
