"""`touchstone remote`: the program against a real server, each in its own process."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec
import pytest

from needs import NOBODY_YET, TAX_LAW
from processes import Installation
from touchstone.cli.schema import schema_of

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
    pytest.mark.xdist_group("remote"),
]
TOUCHSTONE = Path(sys.executable).with_name("touchstone")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with the demo pool, and a token."""
    folder = tmp_path_factory.mktemp("remote")
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod(0o755)
    there = Installation(folder / "home")
    there.wait_ready(there.run("demo"))
    yield f"http://127.0.0.1:{there.port}", there.token()
    there.close()


@pytest.fixture
def remote(server, tmp_path):
    url, token = server

    def call(*arguments, stdin="", **environment):
        said = {"TOUCHSTONE_URL": url, "TOUCHSTONE_TOKEN": token} | environment
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TOUCHSTONE_")}
        command = [TOUCHSTONE, "remote", *arguments]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=clean | said,
            timeout=120,
            check=False,
        )

    return call


def objects(done, kind):
    assert done.returncode == 0, done.stderr
    found = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    for one in found:
        jsonschema.validate(one, schema_of(kind))
    return found


@pytest.fixture
def brief(remote):
    return objects(remote("brief", "submit", "-", "--json", stdin=TAX_LAW), "brief")[0]["id"]


def test_a_brief_is_submitted_shown_and_listed_as_offline(remote, tmp_path, brief):
    shown = remote("brief", "show", brief)
    offline = subprocess.run([TOUCHSTONE, "diagnose", "-"], input=TAX_LAW, capture_output=True, text=True, check=True)
    assert offline.stdout.strip() in shown.stdout
    assert "\nBrief" in shown.stdout
    assert brief in remote("briefs").stdout
    listed = objects(remote("briefs", "--json", "--text", "tax law", "--most", "1"), "brief_line")
    assert len(listed) == 1
    (tmp_path / "need.toml").write_text('title = "From a file"\npeople = 2\ntext = "Chemists to judge answers."\n')
    assert objects(remote("brief", "submit", "need.toml", "--json"), "brief")[0]["file_name"] == "need.toml"


def test_a_field_is_confirmed_corrected_and_dropped(remote, brief):
    assert objects(remote("field", brief, "people", "--edit", "7", "--json"), "brief")[0]["brief"]["people"] == 7
    assert objects(remote("field", brief, "weeks", "--drop", "--json"), "brief")[0]["brief"]["weeks"] is None
    assert "languages confirmed" in remote("field", brief, "languages", "--confirm").stdout
    assert objects(remote("field", brief, "weeks", "--reopen", "--json"), "brief")[0]["brief"]["weeks"]
    assert remote("field", brief, "location", "--edit", "remote").returncode == 0


def test_a_plan_has_its_levers(remote, brief):
    plan = objects(remote("plan", brief, "--people", "3", "--json"), "plan")[0]
    assert plan != objects(remote("plan", brief, "--json"), "plan")[0]
    shown = remote("plan", brief, "--lines", plan["alternatives"][0]["id"])
    assert "\nPlan" in shown.stdout
    assert "Arithmetic" in shown.stdout


def test_a_shortlist_is_drawn_and_relaxed(remote, brief):
    drawn = objects(remote("shortlist", brief, "--mode", "quality", "--json"), "drawn_shortlist")[0]
    assert drawn["mode"] == "quality"
    offer = next(one for one in drawn["result"]["exclusions"] if one["relaxed_need"])
    relaxed = objects(remote("relax", drawn["id"], offer["constraint"], "--json"), "drawn_shortlist")[0]
    assert relaxed["eligible"] == drawn["eligible"] + offer["brings_back"]
    shown = remote("shortlist", brief, "--role", "rlhf_specialist").stdout
    assert "\nShortlist" in shown
    assert "synthetic specialists on the server" in shown


def test_steps_that_help_only_together_are_taken_together(remote):
    brief = objects(remote("brief", "submit", "-", "--json", stdin=NOBODY_YET), "brief")[0]["id"]
    drawn = objects(remote("shortlist", brief, "--json"), "drawn_shortlist")[0]
    assert drawn["eligible"] == 0
    relaxed = objects(remote("relax", drawn["id"], "--together", "0", "--json"), "drawn_shortlist")[0]
    assert relaxed["eligible"] == drawn["result"]["joint"][0]["brings_back"]


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "named"),
    [
        (["briefs"], {"TOUCHSTONE_URL": ""}, 2, "TOUCHSTONE_URL"),
        (["briefs"], {"TOUCHSTONE_TOKEN": ""}, 2, "TOUCHSTONE_TOKEN"),
        (["briefs", "--token-file", "none"], {}, 2, "none"),
        (["briefs"], {"TOUCHSTONE_URL": "http://touchstone.example"}, 2, "http"),
        (["briefs"], {"TOUCHSTONE_TOKEN": "tst_wrong"}, 1, "token"),
        (["brief", "show", "x"], {}, 2, "id"),
        (["brief", "show", "00000000-0000-4000-8000-00000000000f"], {}, 1, "nothing"),
        (["brief", "submit", "nowhere.txt"], {}, 2, "nowhere.txt"),
        (["brief", "submit", "-"], {}, 2, "text"),
        (["field", "00000000-0000-4000-8000-00000000000f", "people"], {}, 2, "--confirm"),
        (["relax", "00000000-0000-4000-8000-00000000000f"], {}, 2, "--together"),
        (["relax", "00000000-0000-4000-8000-00000000000f", "age"], {}, 2, "age"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_its_exit(remote, arguments, environment, status, named):
    done = remote(*arguments, **environment)
    assert done.returncode == status, done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_the_token_may_stand_in_a_file_and_is_never_an_argument(remote, server, tmp_path):
    url, token = server
    (tmp_path / "token").write_text(f"{token}\n")
    assert (
        remote("briefs", "--url", url, "--token-file", "token", TOUCHSTONE_URL="", TOUCHSTONE_TOKEN="").returncode == 0
    )
    assert "--token " not in remote("briefs", "--help").stdout


def blocks(kind):
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md").read_text()
    found = re.findall(rf"^```{kind}\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    assert found
    return "\n".join(found)


@pytest.mark.parametrize(("kind", "command"), [("python", [sys.executable, "-"]), ("sh", ["bash", "-e"])])
def test_the_guide_does_what_it_says(server, tmp_path, kind, command):
    if kind == "sh" and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    url, token = server
    path = f"{TOUCHSTONE.parent}:{os.environ['PATH']}"
    environment = {"TOUCHSTONE_URL": url, "TOUCHSTONE_TOKEN": token, "PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run(
        command, input=blocks(kind), capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = {
        "python": ["ai_training_specialist", "can do it", "brings it to", "bad input: "],
        "sh": ['"next": null', "Who "],
    }
    assert all(one in done.stdout for one in said[kind]), done.stdout
