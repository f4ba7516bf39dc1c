"""What the front page promises of the numerical core can be typed as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

from touchstone.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"`touchstone ([a-z-]+ (?:docs/examples/|--compare-models)[^`]*)`", README)
QUICK = [command for command in COMMANDS if not command.startswith(("aggregate", "plan-labels docs"))]


def test_there_is_one_for_each_question():
    assert [command.split()[0] for command in COMMANDS] == [
        *("aggregate", "agree", "rank", "calibrate", "estimate", "plan-labels", "plan-labels"),
    ]


@pytest.mark.parametrize("command", QUICK)
def test_a_command_of_the_front_page_runs(command, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stopped:
        main(shlex.split(command))
    assert stopped.value.code == 0
    assert capsys.readouterr().out


def test_the_longer_ones_run_too(touchstone):
    (aggregate, plan) = (command for command in COMMANDS if command not in QUICK)
    pytest.importorskip("numba", reason="the extra `numeric` is not installed")
    absolute = (command.replace("docs/", f"{ROOT}/docs/") for command in (aggregate, f"{plan} --runs 40"))
    for command in absolute:
        answer = touchstone(*shlex.split(command))
        assert answer.code == 0, answer.err


def test_every_page_on_methods_is_linked():
    for page in (ROOT / "docs/methods").glob("*.md"):
        assert f"docs/methods/{page.name}" in README
