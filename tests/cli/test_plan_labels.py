import csv

import pytest

from touchstone.cli import main

GOOD = (
    "--accuracy",
    "0.88",
    "--spread",
    "0.06",
    "--clarity",
    "0.3",
    "--target",
    "0.9",
    "--price",
    "0.12",
    "--runs",
    "40",
)


def pilot(*, gold=True, tasks=80, raters=9):
    """A pilot of three labels in which rater r errs on every (4 + r)th answer."""
    lines = ["task,rater,label" + (",gold" if gold else "")]
    for task in range(tasks):
        truth = "abc"[task % 3]
        for rater in range(task % 2, raters, 2):
            wrong = (task * 7 + rater * 3) % (4 + rater) == 0
            label = "abc"["abc".index(truth) - 1] if wrong else truth
            lines.append(f"t{task},r{rater},{label}" + (f",{truth if task < 60 else ''}" if gold else ""))
    return "\n".join(lines) + "\n"


def test_a_stated_pool_gets_a_plan_for_people(touchstone):
    answer = touchstone("plan-labels", *GOOD, "--tasks", "2000", "--start", "2026-11-23")
    assert answer.code == 0, answer.err
    for part in ("Labels", "answers a task", "done by 2026-1", "Vetting by 20 items", "in 90% of 40 runs"):
        assert part in answer.out


def test_a_pilot_says_how_good_people_are(touchstone):
    made = touchstone("plan-labels", "-", *GOOD[6:], "--json", stdin=pilot()).object
    pool = made["pool"]
    assert made["schema"] == "touchstone.label_plan/1"
    assert pool["source"] == "pilot, 270 answers to 60 known tasks"
    assert pool["raters"] == 9
    assert 0.75 < pool["mean"] < 0.85
    assert pool["classes"] == 3


def test_a_pilot_without_known_answers_goes_by_agreement_and_says_so(touchstone):
    answer = touchstone("plan-labels", "-", *GOOD[6:], stdin=pilot(gold=False))
    assert "without known answers" in " ".join(answer.out.split())


def test_the_curve_is_written(touchstone, tmp_path):
    assert touchstone("plan-labels", *GOOD, "--out", "curve.csv").code == 0
    rows = list(csv.DictReader((tmp_path / "curve.csv").read_text().splitlines()))
    assert {row["way"] for row in rows} == {"fixed", "until sure"}
    assert all(float(row["quality_p5"]) <= float(row["quality_p50"]) <= float(row["quality_p95"]) for row in rows)


def test_a_report_has_what_it_takes_and_the_curve(touchstone, tmp_path):
    pytest.importorskip("vl_convert", reason="the extra `report` is not installed")
    assert touchstone("plan-labels", *GOOD, "--report", "plan.html").code == 0
    page = (tmp_path / "plan.html").read_text()
    assert "Cost against quality" in page
    assert "Vetting" in page


def test_comparisons_of_models_are_planned_too(touchstone):
    answer = touchstone("plan-labels", "--compare-models", "--points", "3", "--ties", "0")
    assert "2,178" in answer.out
    clustered = ("--people", "100", "--rater-correlation", "0.02", "--json")
    made = touchstone("plan-labels", "--compare-models", "--ties", "0", *clustered).object
    assert made["schema"] == "touchstone.comparison_plan/1"
    assert made["votes"] > 2178


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        ((), "", "nothing is known of the people"),
        (("--accuracy", "0.4", *GOOD[6:]), "", "no better than guessing"),
        (("--accuracy", "0.9"), "", "a price for an answer"),
        (("-", "--price", "1"), "", "no rows"),
        (("-", "--price", "1"), "task,rater,label\nt1,r1,a\nt1,r1,b\n", "twice"),
        (("-", "--price", "1"), "task,rater,label\nt1,r1,a\nt2,,b\n", "row 2"),
        (("-", "--price", "1"), "task,rater,label,gold\nt1,r1,a,a\nt1,r2,a,b\n", "row 2"),
        (("-", "--price", "1"), "task,rater,answer\nt1,r1,a\n", "no column 'label'"),
        (
            ("-", "--price", "1"),
            "task,rater,label\n" + "".join(f"t{i},r1,{'ab'[i % 2]}\n" for i in range(50)),
            "two raters",
        ),
        (("--compare-models", "--points", "60"), "", "points"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_place(tmp_path, monkeypatch, capsys, arguments, stdin, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pilot.csv").write_text(stdin)
    with pytest.raises(SystemExit) as stopped:  # in this process, for speed
        main(["plan-labels", *("pilot.csv" if word == "-" else word for word in arguments)])
    assert stopped.value.code in {1, 2}
    assert said in capsys.readouterr().err
