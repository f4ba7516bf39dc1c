"""The program itself as its own process, and what becomes of it when it is stopped, killed or started twice."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

PROGRAM = Path(sys.executable).with_name("touchstone-server")


class Installation:
    """One home and one port, and the processes started on them."""

    def __init__(self, home):
        self.home = home
        self.port = free_port()
        self.started = []

    def run(self, *arguments, **environment):
        """Start the program and return its process."""
        log = (self.home.parent / f"log-{len(self.started)}").open("w+")
        process = subprocess.Popen(
            [PROGRAM, *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=clean_environment() | {"TOUCHSTONE_HOME": str(self.home), "PORT": str(self.port)} | environment,
            start_new_session=True,
        )
        process.log = log
        self.started.append(process)
        return process

    def wait_ready(self, process, seconds=60):
        """Until the pages answer; the log where they never do."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                pytest.fail(f"it ended with {process.returncode}: {said(process)}")
            try:
                if self.get("/readyz").status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        pytest.fail(f"it did not get ready: {said(process)}")

    def get(self, path):
        return httpx2.get(f"http://127.0.0.1:{self.port}{path}", timeout=30)

    def token(self, scope="work"):
        """A token of somebody who has just signed up, got as a person gets it: from the pages."""
        address = f"http://127.0.0.1:{self.port}"
        with httpx2.Client(
            base_url=address, follow_redirects=True, timeout=30, headers={"Referer": address}
        ) as browser:
            browser.get("/account/signup/")
            who = {"name": "Alice", "organisation": "Alice & Co", "email": f"{uuid4()}@example.org"}
            for path, form in (
                ("/account/signup/", who | {"password1": "the stone and the streak"}),
                ("/organisation/tokens/new", {"name": "a program", "scope": scope, "days": "30"}),
            ):
                page = browser.post(path, data=form | {"csrfmiddlewaretoken": browser.cookies["csrftoken"]})
                page.raise_for_status()
        return re.search(r"tst_[\w-]{40,}", page.text)[0]

    def postgres(self):
        """The numbers of the PostgreSQL processes on this home's data."""
        data = str(self.home / "postgres" / "data")
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if data in (folder / "cmdline").read_bytes().decode().split("\0"):
                    found.append(int(folder.name))
            except OSError:
                continue
        return found

    def close(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.log.close()
        for pid in self.postgres():
            os.kill(pid, signal.SIGKILL)


def said(process):
    process.log.seek(0)
    return process.log.read()


def until(condition, seconds):
    """What the condition gives once it gives something; None where it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    return None


def gone(pids, seconds=20):
    """Whether all of these processes end in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(_alive(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def free_port():
    """One below the range from which the system takes ports for connections, so that nobody else gets it meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def clean_environment():
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ} | {
        "DEMO_POOL_SIZE": "200"
    }
