"""What the commands on tables share, tried in this process, for speed."""

import pytest

from touchstone.cli.tables_in import read_input

AGREE = ("agree", "absent.csv", "--unit", "u", "--rater", "r", "--value", "v")
COMMANDS = {
    "agree": AGREE,
    "rank": ("rank", "absent.csv"),
    "calibrate": ("calibrate", "absent.csv"),
    "estimate": ("estimate", "absent.csv"),
    "plan-labels": ("plan-labels", "absent.csv"),
}


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
def test_an_output_that_cannot_be_written_is_refused_before_the_input_is_read(refused, command, output, said):
    assert said in refused(*command, *output)[1]


@pytest.mark.parametrize(
    ("option", "command"),
    [("--raters-out", ("rank", "absent.csv", "--method", "raters")), ("--people", ("calibrate", "absent.csv"))],
)
def test_the_other_outputs_are_looked_at_before_too(refused, option, command):
    assert "found.txt: its ending" in refused(*command, option, "found.txt")[1]


@pytest.mark.parametrize("command", [AGREE, ("rank", "absent.csv"), ("plan-labels", "absent.csv")])
def test_a_seed_below_zero_is_refused(refused, command):
    assert "Invalid value for '--seed'" in refused(*command, "--seed", "-1")[1]


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
def test_an_option_that_would_be_left_out_in_silence_is_refused(refused, arguments):
    option = next(
        word for word in arguments[1:] if word.startswith("--") and word not in {"--model", "--compare-models"}
    )
    assert option in refused(*arguments)[1]


def test_a_file_that_is_not_there_is_named(refused):
    for command in COMMANDS.values():
        assert "absent.csv: cannot be read" in refused(*command)[1]


def test_a_table_is_read_from_a_file(tmp_path):
    (tmp_path / "some.csv").write_text("a,b\n1,2\n")
    assert read_input(str(tmp_path / "some.csv")).names == ("a", "b")
