"""The disk is full: what was written stays, nothing is half-written, and it goes on by itself once there is room."""

import subprocess
import sys

import httpx2
import pytest

from processes import Installation, said, until
from touchstone.client import Client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk")
LONG = {"text": "Chemists to judge the answers of our model, 20 hours a week. " * 200}


@pytest.fixture
def small(tmp_path):
    """A disk of 220 MB, where one may mount it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", "size=220m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nobody may mount a disk here")
    installation = Installation(disk / "home")
    yield installation, disk
    installation.close()
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(file):
    with file.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 65_536)
        except OSError:
            return


def test_a_full_disk_is_said_loses_nothing_and_is_forgotten_once_there_is_room(small):
    installation, disk = small
    process = installation.run("serve", BRIEFS_PER_HOUR="100000")
    installation.wait_ready(process)
    base, token = f"http://127.0.0.1:{installation.port}", installation.token()
    acknowledged = set()

    def submit(number):
        shown = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{number}"}
        answer = httpx2.post(f"{base}/api/v1/briefs", json=LONG, headers=shown, timeout=30)
        if answer.status_code == 201:
            acknowledged.add(answer.json()["id"])
        return answer

    assert submit(0).status_code == 201
    fill(disk / "filler")
    answers = [submit(number) for number in range(1, 60)]
    refused = [one for one in answers if one.status_code != 201]
    assert refused, "the disk was to be full"
    assert {(one.status_code, one.json()["code"]) for one in refused} <= {(507, "no_room"), (503, "unavailable")}
    assert (507, "no_room") in {(one.status_code, one.json()["code"]) for one in refused}
    with Client(base, token) as alice:
        assert {str(one.id) for one in alice.briefs()} == acknowledged, "and it can be read meanwhile"
        (disk / "filler").unlink()
        assert until(lambda: submit(1).status_code == 201, 30), said(process)
        assert {str(one.id) for one in alice.briefs()} == acknowledged
    verify = installation.run("audit", "verify")
    assert verify.wait(60) == 0, said(verify)
