"""The audit's chain with real commits, many at once, and its commands beside a running installation."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import httpx2

from processes import PROGRAM, clean_environment

NEED = {"text": "Chemists to judge our model's answers, 20 hours a week."}


def audit(installation, *arguments):
    environment = clean_environment() | {"TOUCHSTONE_HOME": str(installation.home), "PORT": str(installation.port)}
    return subprocess.run(
        [PROGRAM, "audit", *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def submit(base):
    with httpx2.Client(timeout=60) as visitor:
        visitor.headers["X-CSRFToken"] = visitor.get(f"{base}/session").json()["csrf_token"]
        for _ in range(5):
            visitor.post(f"{base}/briefs", json=NEED).raise_for_status()


def test_eight_writers_at_once_make_one_chain_and_a_checkpoint_of_it(installation):
    process = installation.run("serve", THREADS="8", BRIEFS_PER_HOUR="1000", WORKER_WITHIN="no")
    installation.wait_ready(process)
    base = f"http://127.0.0.1:{installation.port}/api/v1"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(submit, [base] * 8))
    found = json.loads(audit(installation, "verify", "--json").stdout)
    assert (found["fault"], found["rows"]) == (None, found["position"])
    assert found["rows"] >= 40
    assert json.loads(audit(installation, "checkpoint", "--json").stdout)["position"] == found["position"]
    assert "Nothing new" in audit(installation, "checkpoint").stdout
    key = audit(installation, "key").stdout.strip()
    again = audit(installation, "verify", "--public-key", key)
    assert (again.returncode, "checkpoints 1" in again.stdout) == (0, True)
    somebody_elses = "A" * 43
    assert audit(installation, "verify", "--public-key", somebody_elses).returncode in {1, 2}
