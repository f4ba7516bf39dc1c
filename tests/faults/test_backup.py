"""Back up, wipe, restore: everything is as it was, and nothing is overwritten."""

import json
import shutil
import subprocess

import httpx2
import pytest

from processes import PROGRAM, clean_environment

NEED = {"text": "Chemists to judge our model's answers, 20 hours a week."}


def command(installation, *arguments):
    environment = clean_environment() | {"TOUCHSTONE_HOME": str(installation.home), "PORT": str(installation.port)}
    return subprocess.run(
        [PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def visitor():
    with httpx2.Client(timeout=60) as client:
        yield client


def test_what_was_backed_up_while_it_served_is_there_after_a_restore(installation, tmp_path, visitor):
    serving = installation.run("serve")
    installation.wait_ready(serving)
    base = f"http://127.0.0.1:{installation.port}"
    visitor.headers["X-CSRFToken"] = visitor.get(f"{base}/api/v1/session").json()["csrf_token"]
    brief = visitor.post(f"{base}/api/v1/briefs", json=NEED).json()
    assert command(installation, "audit", "checkpoint").returncode == 0
    file = tmp_path / "backup.tar"
    done = command(installation, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    after = visitor.post(f"{base}/api/v1/briefs", json=NEED).json()
    serving.terminate()
    serving.wait(30)
    shutil.rmtree(installation.home)

    restored = command(installation, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    serving = installation.run("serve")
    installation.wait_ready(serving)
    # The cookie was signed with the key that came back; what was done after the backup is gone.
    assert visitor.get(f"{base}/api/v1/briefs/{brief['id']}").json()["diagnosis"] == brief["diagnosis"]
    assert visitor.get(f"{base}/api/v1/briefs/{after['id']}").status_code == 404
    verdict = json.loads(command(installation, "audit", "verify", "--json").stdout)
    assert (verdict["fault"], verdict["checkpoints"]) == (None, 1)
    again = command(installation, "restore", str(file))
    assert again.returncode == 1
    assert "something in the database already" in again.stderr


def test_a_file_that_is_no_backup_leaves_an_empty_installation_usable(installation, tmp_path):
    rubbish = tmp_path / "rubbish.tar"
    rubbish.write_bytes(b"rubbish" * 1000)
    refused = command(installation, "restore", str(rubbish))
    assert refused.returncode == 2
    assert str(rubbish) in refused.stderr
    assert command(installation, "restore", str(tmp_path / "nothing")).returncode == 2
    installation.wait_ready(installation.run("serve"))


def test_a_backup_that_cannot_be_written_leaves_no_half_file(installation, tmp_path):
    installation.wait_ready(installation.run("serve"))
    refused = command(installation, "backup", str(tmp_path / "no" / "folder.tar"))
    assert refused.returncode == 2
    assert not list(tmp_path.glob("**/*.half"))
