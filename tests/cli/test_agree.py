import gzip
import importlib.util
import re

import pytest

from shared_data import VOTES
from touchstone.cli import main

# Krippendorff 2011: 4 observers, 12 units; an empty cell is missing.
ROWS = [
    (unit, f"obs{rater}", value)
    for rater, line in enumerate(("123321412...", "1233224125.3", ".3332342251.", "12332441251."))
    for unit, value in enumerate(line)
    if value != "."
]
FILE = "item,who,said,kind\n" + "".join(f"{u},{r},{v},{'even' if u % 2 == 0 else 'odd'}\n" for u, r, v in ROWS)
COLUMNS = ("--unit", "item", "--rater", "who", "--value", "said")
drawn = pytest.mark.skipif(importlib.util.find_spec("vl_convert") is None, reason="the extra `report` is not installed")


@pytest.fixture
def here(tmp_path, monkeypatch, capsys):
    """The command in this process, for refusals: its exit code and what it says of them."""
    monkeypatch.chdir(tmp_path)

    def call(text, *more):
        (tmp_path / "said.csv").write_text(text)
        with pytest.raises(SystemExit) as stopped:
            main(["agree", "said.csv", *COLUMNS, *more])
        return stopped.value.code, capsys.readouterr().err

    return call


@pytest.mark.parametrize(
    ("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_a_file_is_the_published_one(touchstone, metric, alpha):
    found = touchstone("agree", "-", *COLUMNS, "--metric", metric, "--json", stdin=FILE).object
    assert found["schema"] == "touchstone.agreement/1"
    assert found["coefficients"][0]["value"] == pytest.approx(alpha, abs=0.0005)
    assert found["coefficients"][0]["interval"]["standard_error"] > 0


def test_people_are_told_the_figure_its_interval_and_on_what_it_rests(touchstone):
    answer = touchstone("agree", "-", *COLUMNS, stdin=FILE)
    assert answer.code == 0
    assert "40 values on" in answer.out
    assert "11 units" in answer.out
    assert "that is a convention" in answer.out
    assert "Raters who agree least" not in answer.out or "meetings" in answer.out


def test_the_bootstrap_gives_the_same_answer_for_the_same_seed(touchstone):
    one, again, other = (
        touchstone("agree", "-", *COLUMNS, "--bootstrap", "300", "--seed", seed, "--json", stdin=FILE).out
        for seed in ("1", "1", "2")
    )
    assert one == again
    assert one != other


def test_groups_words_in_order_and_every_figure_in_a_file(touchstone, tmp_path):
    words = {"1": "bad", "2": "poor", "3": "ok", "4": "good", "5": "great"}
    text = "item,who,said,kind\n" + "".join(
        f"{u},{r},{words[v]},{'even' if u % 2 == 0 else 'odd'}\n" for u, r, v in ROWS
    )
    options = ("--by", "kind", "--order", "bad,poor,ok,good,great", "--out", "all.csv", "--json")
    found = touchstone("agree", "-", *COLUMNS, *options, stdin=text).object
    assert found["metric"] == "ordinal"
    assert found["coefficients"][0]["value"] == pytest.approx(0.815, abs=0.0005)
    assert [group["group"] for group in found["groups"]] == ["even", "odd"]
    kinds = [line.partition(",")[0] for line in (tmp_path / "all.csv").read_text().splitlines()]
    assert set(kinds) == {"kind", "measure", "group", "value", "rater", "pair"}
    assert kinds.count("pair") == 6


@drawn
def test_a_report_is_a_page_with_its_charts(touchstone, tmp_path):
    answer = touchstone("agree", "-", *COLUMNS, "--by", "kind", "--report", "page.html", "--out", "all.csv", stdin=FILE)
    assert answer.code == 0, answer.err
    page = (tmp_path / "page.html").read_text()
    for title in (
        "Measures of agreement",
        "Alpha by group",
        "Which values are confused",
        "Pairs",
        "Each rater with all",
    ):
        assert title in page


def test_a_gzipped_file_is_read(touchstone, tmp_path):
    (tmp_path / "said.csv.gz").write_bytes(gzip.compress(FILE.encode()))
    assert touchstone("agree", "said.csv.gz", *COLUMNS, "--json").object["units"] == 12


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("", (), "no rows|empty"),
        ("item,who,said\n", (), "no rows"),
        ("item,who,word\n1,a,x\n", (), "there is no column 'said'"),
        ("item,who,said\n1,a,x\n1,a,y\n", (), "unit 1: rater a rated it more than once"),
        ("item,who,said\n1,a,x\n1,b,y\n", ("--metric", "interval"), "x"),
        ("item,who,said\n1,a,-1\n1,b,2\n", ("--metric", "ratio"), "true zero"),
        ("item,who,said\n1,a,x\n1,b,y\n", ("--order", "x"), "the value 'y' is not in the order"),
        ("item,who,said,g\n1,a,x,p\n1,b,y,q\n", ("--by", "g"), "unit 1: it is in two groups"),
        ("item,who,said\n1,a,x\n1,b,y\n", ("--bootstrap", "1"), "1 draws"),
        ("item,who,said\n1,a,x\n1,b,y\n", ("--report", "page.pdf"), r"\.html, \.png or \.txt"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(here, text, more, said):
    code, error = here(text, *more)
    assert code == 2
    assert re.search(said, error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,who,said\n1,a,x\n2,a,y\n", "no unit has two ratings"),
        ("item,who,said\n,,\n", "no row has a unit, a rater and a value"),
    ],
)
def test_where_there_is_nothing_to_say_it_is_said(here, text, said):
    code, error = here(text)
    assert code == 1
    assert said in error


def test_one_value_throughout_has_a_share_but_no_kappa(touchstone):
    text = "item,who,said\n" + "".join(f"{u},{r},x\n" for u in range(4) for r in "ab")
    found = touchstone("agree", "-", *COLUMNS, "--json", stdin=text).object
    assert [one["name"] for one in found["coefficients"]] == ["Percent agreement"]
    assert found["left_out"][0]["why"] == "all values are the same"


def test_ratings_left_out_are_counted(touchstone):
    text = "item,who,said\n1,a,x\n1,b,y\n1,b,x\n2,a,\n2,b,y\n3,a,y\n3,b,y\n"
    answer = touchstone("agree", "-", *COLUMNS, "--duplicates", "last", stdin=text)
    assert "1 rows with something missing" in " ".join(answer.out.split())
    assert "1 repeated ratings" in " ".join(answer.out.split())


@pytest.mark.real_data
@pytest.mark.skipif(not VOTES.exists(), reason="the LLMFAO votes are not here")
def test_votes_on_language_models_agree_better_than_chance_and_best_where_the_prompt_has_one_answer(touchstone):
    options = ("--unit", "pair", "--rater", "worker", "--value", "winner", "--by", "prompt", "--json")
    found = touchstone("agree", str(VOTES), *options).object
    alpha = found["coefficients"][0]
    assert alpha["value"] == pytest.approx(0.287, abs=0.0005)
    assert (alpha["units"], found["raters"]) == (1124, 124)
    by_prompt = {group["group"]: group["value"] for group in found["groups"]}
    assert by_prompt[13] > 2 * by_prompt[7]


def test_full_agreement_says_what_so_few_units_leave_open_and_a_percentage_is_no_kappa(touchstone):
    rows = "item,who,said\n" + "".join(f"{u},{r},yes\n" for u in range(10) for r in "ab")
    answer = touchstone("agree", "-", *COLUMNS, stdin=rows)
    told = " ".join(answer.out.split())
    assert "Percent agreement is 1.000" in told
    assert "up to 26% of all units may be disputed" in told
    assert "kappa of this size" not in told
