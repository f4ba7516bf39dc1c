"""The database is killed, or says nothing for a while: what is said meanwhile, and that it goes on by itself."""

import os
import signal
import threading
import time
from pathlib import Path
from uuid import uuid4

import httpx2

from processes import said, until

NEED = "People who judge our model's answers in chemistry, in English, 20 hours a week."


def postmaster(installation):
    """The number of the embedded PostgreSQL itself."""
    return int((installation.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def children(parent):
    """The processes that it has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def status(installation, path="/readyz", seconds=30):
    try:
        return httpx2.get(f"http://127.0.0.1:{installation.port}{path}", timeout=seconds).status_code
    except httpx2.TransportError:
        return None


def submitted(program, title, seen):
    """The id of a brief, asked for with one key until there is an answer, whatever was killed meanwhile."""
    key = {"Idempotency-Key": str(uuid4())}
    for _try in range(200):
        try:
            answer = program.post("/briefs", json={"text": NEED, "title": title}, headers=key)
        except httpx2.TransportError:
            time.sleep(0.1)
            continue
        seen.add(answer.status_code)
        if answer.status_code == 201:
            return answer.json()["id"]
        time.sleep(0.1)
    raise AssertionError(f"{title} was never answered")


def every_brief(address, shown):
    """Titles and ids of all briefs, page after page."""
    found, cursor = [], None
    with httpx2.Client(base_url=address, headers=shown, timeout=30) as program:
        while True:
            query = {"limit": 200} | ({"cursor": cursor} if cursor else {})
            page = program.get("/briefs", params=query).json()
            found += [(one["title"], one["id"]) for one in page["items"]]
            cursor = page["next"]
            if cursor is None:
                return found


def test_a_killed_database_is_started_again_and_every_answered_write_is_there_once(installation):
    """Writers go on while the database is killed: whoever was told 201 finds the brief, and finds it once."""
    process = installation.run("serve", WORKERS="2", BRIEFS_PER_HOUR="100000", WORKER_WITHIN="no")
    installation.wait_ready(process)
    token, address = installation.token(), f"http://127.0.0.1:{installation.port}/api/v1"
    shown = {"Authorization": f"Bearer {token}"}
    stop, written, seen = time.monotonic() + 12, [], set()

    def write(number):
        with httpx2.Client(base_url=address, headers=shown, timeout=30) as program:
            count = 0
            while time.monotonic() < stop:
                count += 1
                title = f"brief {number}-{count}"
                written.append((title, submitted(program, title, seen)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for _time in range(3):
        time.sleep(3)
        os.kill(postmaster(installation), signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert len(written) > 50
    assert seen <= {201, 409, 503}, seen
    found = every_brief(address, shown)
    assert sorted(set(found)) == sorted(found)
    assert set(written) <= set(found), "an acknowledged write was lost"
    assert len({title for title, _key in found}) == len(found), "a write was doubled"
    verified = installation.run("audit", "verify")
    assert verified.wait(30) == 0, said(verified)


def test_while_it_says_nothing_readiness_says_so_within_two_seconds_and_recovers_within_five(installation):
    process = installation.run("serve", WORKER_WITHIN="no")
    installation.wait_ready(process)
    everything = [postmaster(installation), *children(postmaster(installation))]
    for number in everything:
        os.kill(number, signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert status(installation) == 503
        assert time.monotonic() - began < 3.5
        time.sleep(7)
    finally:
        for number in everything:
            os.kill(number, signal.SIGCONT)
    assert until(lambda: status(installation) == 200, 5), said(process)
    assert until(lambda: status(installation, "/") == 200, 5), said(process)
