"""Whether an answered write is ever lost or doubled while everything is killed that can be.

    python bench/killed.py [--seconds S]

16 writers, each a brief at a time with an Idempotency-Key, sent again with the same key until it is answered. Meanwhile,
every two seconds, one of these is killed with SIGKILL: a process that serves pages (not more often than every eight
seconds: granian takes two deaths within 5.5 s for a fault of the program and ends), the worker of the queue, one
connection's process of the database, or the whole embedded database. At the end every answered brief must be there once,
a webhook must have heard of each, and the audit's chain must be whole.
"""

import argparse
import importlib.util
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import httpx2

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))
from processes import Installation, said, until  # noqa: E402 - the tests' folder is on no path before
from receiver import receiving  # noqa: E402

WRITERS, EVERY, SERVING = 16, 2.0, "a process that serves"
SELDOM = 8.0  # seconds between two deaths of a process that serves


def helpers(name):
    """What the tests of the same ask for."""
    spec = importlib.util.spec_from_file_location(name, TESTS / "faults" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def victims(installation, process, away, queue):
    """What can be killed: (what it is, its number)."""
    own = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    serving = [one for one in away.children(process.pid) if Path(f"/proc/{one}/cmdline").read_bytes() == own]
    database = away.postmaster(installation)
    backends = [
        one for one in away.children(database) if b"touchstone_app" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]
    workers = queue.workers().get(process.pid, [])
    return {
        SERVING: serving,
        "the queue's worker": workers,
        "a connection's process": backends,
        "the database": [database],
    }


def unheard(other, briefs):
    """Briefs that the webhook has not heard of."""
    return set(briefs) - {json.loads(body)["data"]["brief"] for _path, _headers, body in list(other.came)}


def wreck(installation, process, away, queue, stop):
    """Kill something every two seconds until there are two left; how many of what."""
    chance, killed, spared = random.Random(7), Counter(), 0.0
    while time.monotonic() < stop - EVERY:
        time.sleep(EVERY)
        try:
            found = victims(installation, process, away, queue)
            if time.monotonic() < spared:
                found[SERVING] = []
            what = chance.choice([name for name, numbers in found.items() if numbers])
            spared = time.monotonic() + SELDOM if what == SERVING else spared
            os.kill(chance.choice(found[what]), signal.SIGKILL)
            killed[what] += 1
        except (OSError, ValueError, IndexError):
            continue  # it ended by itself meanwhile
    return killed


def judged(installation, there, written, other):
    """Whether nothing is lost, doubled or unheard, and the chain is whole; said on the way."""
    lost, doubled = set(written) - set(there), len(there) - len({title for title, _key in there})
    briefs = [key for _title, key in there]
    until(lambda: not unheard(other, briefs), 180)
    missed, twice = len(unheard(other, briefs)), len(other.came) - len(briefs)
    verified = installation.run("audit", "verify")
    whole = verified.wait(60) == 0
    print(f"lost {len(lost)}, doubled {doubled}, chain {'whole' if whole else said(verified)}")
    print(f"the webhook heard of {len(briefs) - missed} of {len(briefs)} briefs, of {max(twice, 0)} more than once")
    return not (lost or doubled or missed) and whole


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    seconds = parser.parse_args().seconds
    away, queue = helpers("test_database_away"), helpers("test_worker")
    folder = Path(tempfile.mkdtemp(prefix="touchstone-bench-"))
    folder.chmod(0o755)
    installation, hearing = Installation(folder / "home"), ExitStack()
    try:
        limits = {"BRIEFS_PER_HOUR": "100000", "OUTBOUND_ALLOWED": "127.0.0.1"}
        process = installation.run("serve", WORKERS="2", LOG_LEVEL="ERROR", **limits)
        installation.wait_ready(process)
        shown = {"Authorization": f"Bearer {installation.token('manage')}"}
        address = f"http://127.0.0.1:{installation.port}/api/v1"
        other = hearing.enter_context(receiving())
        asked = {"url": other.address, "events": ["brief.submitted"]}
        httpx2.post(f"{address}/webhooks", json=asked, headers=shown, timeout=30).raise_for_status()
        stop, written, seen = time.monotonic() + seconds, [], Counter()

        class Seen:
            add = staticmethod(lambda status: seen.update([status]))

        def write(number):
            with httpx2.Client(base_url=address, headers=shown, timeout=30) as program:
                count = 0
                while time.monotonic() < stop:
                    count += 1
                    title = f"brief {number}-{count}"
                    written.append((title, away.submitted(program, title, Seen)))

        threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        killed = wreck(installation, process, away, queue, stop)
        for thread in threads:
            thread.join()
        print(
            f"{seconds:.0f} s, {WRITERS} writers: {len(written)} answered; killed: {dict(killed)}; answers: {dict(seen)}"
        )
        sys.exit(not judged(installation, away.every_brief(address, shown), written, other))
    finally:
        hearing.close()
        installation.close()


if __name__ == "__main__":
    main()
