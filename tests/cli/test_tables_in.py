"""What the commands on tables share, tried in this process, for speed."""

import pytest

from touchstone.cli import main
from touchstone.cli.tables_in import read_input

AGREE = ("agree", "absent.csv", "--unit", "u", "--rater", "r", "--value", "v")
COMMANDS = {
    "agree": AGREE,
    "rank": ("rank", "absent.csv"),
    "calibrate": ("calibrate", "absent.csv"),
    "estimate": ("estimate", "absent.csv"),
    "plan-labels": ("plan-labels", "absent.csv"),
}


@pytest.fixture
def refusal(tmp_path, monkeypatch, capsys):
    """What a command says when it refuses."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code in {1, 2}
        return capsys.readouterr().err

    return call


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    ("output", "said"),
    [
        (("--out", "found.txt"), "found.txt: its ending tells no kind of file"),
        (("--out", "nowhere/found.csv"), "nowhere/found.csv: cannot be written"),
        (("--report", "page.pdf"), "page.pdf: a report of this kind is not written"),
        (("--report", "nowhere/page.txt"), "nowhere/page.txt: cannot be written"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_before_the_input_is_read(refusal, command, output, said):
    assert said in refusal(*command, *output)


@pytest.mark.parametrize(
    ("option", "command"),
    [("--raters-out", ("rank", "absent.csv", "--method", "raters")), ("--people", ("calibrate", "absent.csv"))],
)
def test_the_other_outputs_are_looked_at_before_too(refusal, option, command):
    assert "found.txt: its ending" in refusal(*command, option, "found.txt")


@pytest.mark.parametrize("command", [AGREE, ("rank", "absent.csv"), ("plan-labels", "absent.csv")])
def test_a_seed_below_zero_is_refused(refusal, command):
    assert "Invalid value for '--seed'" in refusal(*command, "--seed", "-1")


@pytest.mark.parametrize(
    "arguments",
    [
        ("rank", "absent.csv", "--step", "7"),
        ("calibrate", "absent.csv", "--model", "facets", "--wide"),
        ("calibrate", "absent.csv", "--model", "facets", "--priors"),
        ("calibrate", "absent.csv", "--model", "facets", "--weight", "n"),
        ("plan-labels", "absent.csv", "--accuracy", "0.8"),
        ("plan-labels", "--compare-models", "--out", "found.csv"),
        ("plan-labels", "--compare-models", "--report", "page.html"),
    ],
)
def test_an_option_that_would_be_left_out_in_silence_is_refused(refusal, arguments):
    option = next(
        word for word in arguments[1:] if word.startswith("--") and word not in {"--model", "--compare-models"}
    )
    assert option in refusal(*arguments)


def test_a_file_that_is_not_there_is_named(refusal):
    for command in COMMANDS.values():
        assert "absent.csv: cannot be read" in refusal(*command)


def test_a_table_is_read_from_a_file(tmp_path):
    (tmp_path / "some.csv").write_text("a,b\n1,2\n")
    assert read_input(str(tmp_path / "some.csv")).names == ("a", "b")
