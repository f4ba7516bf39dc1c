"""Whether an answered write is ever lost or doubled while everything is killed that can be.

    python bench/killed.py [--seconds S]

16 writers, each a brief at a time with an Idempotency-Key, sent again with the same key until it is answered. Meanwhile,
every two seconds, one of these is killed with SIGKILL: a process that serves pages (not more often than every eight
seconds: granian takes two deaths within 5.5 s for a fault of the program and ends), one connection's process of the
database, or the whole embedded database. At the end every answered brief must be there once, and the audit's chain whole.
"""

import argparse
import importlib.util
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx2

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))
from processes import Installation, said  # noqa: E402 - the tests' folder is on no path before

WRITERS, EVERY, SERVING = 16, 2.0, "a process that serves"
SELDOM = 8.0  # seconds between two deaths of a process that serves


def helpers():
    """What the test of the same asks for."""
    spec = importlib.util.spec_from_file_location("test_database_away", TESTS / "faults" / "test_database_away.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def victims(installation, process, away):
    """What can be killed: (what it is, its number)."""
    own = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    serving = [one for one in away.children(process.pid) if Path(f"/proc/{one}/cmdline").read_bytes() == own]
    database = away.postmaster(installation)
    backends = [
        one for one in away.children(database) if b"touchstone_app" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]
    return {SERVING: serving, "a connection's process": backends, "the database": [database]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    seconds = parser.parse_args().seconds
    away, chance = helpers(), random.Random(7)
    folder = Path(tempfile.mkdtemp(prefix="touchstone-bench-"))
    folder.chmod(0o755)
    installation = Installation(folder / "home")
    try:
        process = installation.run("serve", WORKERS="2", BRIEFS_PER_HOUR="100000", LOG_LEVEL="ERROR")
        installation.wait_ready(process)
        shown = {"Authorization": f"Bearer {installation.token()}"}
        address = f"http://127.0.0.1:{installation.port}/api/v1"
        stop, written, seen, killed = time.monotonic() + seconds, [], Counter(), Counter()

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
        spared = 0.0
        while time.monotonic() < stop - EVERY:
            time.sleep(EVERY)
            try:
                found = victims(installation, process, away)
                if time.monotonic() < spared:
                    found[SERVING] = []
                what = chance.choice([name for name, numbers in found.items() if numbers])
                spared = time.monotonic() + SELDOM if what == SERVING else spared
                os.kill(chance.choice(found[what]), signal.SIGKILL)
                killed[what] += 1
            except (OSError, ValueError, IndexError):
                continue  # it ended by itself meanwhile
        for thread in threads:
            thread.join()
        there = away.every_brief(address, shown)
        lost, doubled = set(written) - set(there), len(there) - len({title for title, _key in there})
        verified = installation.run("audit", "verify")
        whole = verified.wait(60) == 0
        print(
            f"{seconds:.0f} s, {WRITERS} writers: {len(written)} answered; killed: {dict(killed)}; answers: {dict(seen)}"
        )
        print(f"lost {len(lost)}, doubled {doubled}, chain {'whole' if whole else said(verified)}")
        sys.exit(bool(lost or doubled or not whole))
    finally:
        installation.close()


if __name__ == "__main__":
    main()
