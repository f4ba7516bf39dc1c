import csv
import json

import numpy as np
import pytest


@pytest.fixture(scope="module")
def answers():
    """Rows person,item,correct of 150 people and 6 items, as CSV."""
    rng = np.random.default_rng(1)
    ability, difficulty = rng.normal(size=150), np.linspace(-1.5, 1.5, 6)
    right = rng.random((150, 6)) < 1 / (1 + np.exp(-1.2 * (ability[:, None] - difficulty)))
    return right.astype(int)


@pytest.fixture(scope="module")
def long(answers):
    rows = [f"p{p:03},i{i},{answers[p, i]}" for p in range(150) for i in range(6)]
    return "person,item,correct\n" + "\n".join(rows) + "\n"


def ratings():
    rng = np.random.default_rng(2)
    rows = []
    for person in range(60):
        level = rng.normal(2.5, 0.8)
        for rater, severity in (("mild", -0.7), ("strict", 0.7)):
            score = int(np.clip(round(level - severity + rng.normal(0, 0.5)), 1, 4))
            rows.append(f"p{person:02},essay,{rater},{score}")
    return "person,item,rater,score\n" + "\n".join(rows) + "\n"


def test_items_and_people_are_told_in_words(touchstone, long):
    answer = touchstone("calibrate", "-", "--model", "1pl", stdin=long)
    assert answer.code == 0, answer.err
    assert "6 items and 150 people from 900 answers, by 1pl." in answer.out
    assert "Log-likelihood" in answer.out
    assert "i5" in answer.out


def test_a_wide_table_says_the_same_as_a_long_one(touchstone, long, answers):
    wide = "person," + ",".join(f"i{i}" for i in range(6)) + "\n"
    wide += "\n".join(f"p{p:03}," + ",".join(map(str, answers[p])) for p in range(150)) + "\n"
    one = touchstone("calibrate", "-", "--json", stdin=long).object
    other = touchstone("calibrate", "-", "--wide", "--json", stdin=wide).object
    assert one == other
    assert one["schema"] == "touchstone.calibration/1"
    assert [line["item"] for line in one["items"]] == [f"i{i}" for i in range(6)]


def test_items_and_people_are_written_to_files(touchstone, long, tmp_path):
    answer = touchstone("calibrate", "-", "--out", "items.csv", "--people", "people.jsonl", stdin=long)
    assert answer.code == 0, answer.err
    items = list(csv.DictReader((tmp_path / "items.csv").read_text().splitlines()))
    assert [row["item"] for row in items] == [f"i{i}" for i in range(6)]
    assert float(items[0]["difficulty"]) < float(items[5]["difficulty"])
    people = [json.loads(line) for line in (tmp_path / "people.jsonl").read_text().splitlines()]
    assert len(people) == 150
    assert all(person["low"] < person["ability"] < person["high"] for person in people)


def test_few_people_are_read_with_priors(touchstone):
    few = "person,item,correct\n" + "".join(
        f"p{p},i{i},{int(p * 3 % 7 > i + p % 2)}\n" for p in range(9) for i in range(5)
    )
    answer = touchstone("calibrate", "-", "--priors", "--json", stdin=few)
    assert answer.code == 0, answer.err
    assert all(0.2 < line["discrimination"] < 4 for line in answer.object["items"])


def test_a_report_is_one_page(touchstone, long, tmp_path):
    pytest.importorskip("vl_convert", reason="the extra `report` is not installed")
    answer = touchstone("calibrate", "-", "--report", "r.html", stdin=long)
    assert answer.code == 0, answer.err
    assert "How hard each item is" in (tmp_path / "r.html").read_text()


def test_raters_are_told_apart_from_the_work(touchstone, tmp_path):
    answer = touchstone(
        "calibrate", "-", "--model", "facets", "--response", "score", "--json", "--raters", "r.csv", stdin=ratings()
    )
    assert answer.code == 0, answer.err
    severity = {line["name"]: line["measure"] for line in answer.object["raters"]}
    assert severity["strict"] > 0.5
    assert severity["mild"] == pytest.approx(-severity["strict"])
    assert answer.object["schema"] == "touchstone.facets/1"
    assert (tmp_path / "r.csv").read_text().startswith("name,measure,error,low,high")
    words = touchstone("calibrate", "-", "--model", "facets", "--response", "score", stdin=ratings())
    assert "From the mildest rater to the most severe" in words.out


def test_graded_scores_have_a_threshold_each(touchstone):
    rng = np.random.default_rng(3)
    level = rng.normal(size=200)
    rows = [
        f"p{p},q{i},{int(np.clip(np.floor(level[p] + rng.normal(0, 0.7) + 1.5), 0, 2))}"
        for p in range(200)
        for i in range(4)
    ]
    text = "person,item,score\n" + "\n".join(rows)
    answer = touchstone("calibrate", "-", "--model", "graded", "--response", "score", "--json", stdin=text)
    assert answer.code == 0, answer.err
    assert all(len(line["thresholds"]) == 2 for line in answer.object["items"])


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", (), "standard input.csv"),
        ("person,item,correct\n", (), "no rows"),
        ("person,item,score\na,x,1\n", (), "no column 'correct'"),
        ("person,item,correct\na,x,1\nb,x,yes\n", (), "row 2"),
        ("person,item,correct\na,x,1\na,x,0\n", (), "person a, item x: the answer is there twice"),
        ("person,item,correct\n,x,1\n", (), "row 1: no person"),
        ("person,item,correct\na,x,1\nb,x,2\n", (), "person b, item x: a score of 2"),
        ("person,item,correct\na,x,1\nb,x,.5\n", (), "standard input.csv, row 2, score: a score of 0.5"),
        ("x,y\n1,0\n0,.5\n", ("--wide",), "standard input.csv, row 2, item y: a score of 0.5"),
        ("person,item,rater,correct\na,x,r,1\nb,x,,2\n", ("--model", "facets"), "row 2: no rater"),
        ("person,item,correct\na,x,1\n", ("--raters", "r.csv"), "only facets has raters"),
        ("person\na\n", ("--wide",), "no column of an item"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(refused, text, options, said):
    code, told = refused("calibrate", "-", *options, stdin=text)
    assert code == 2
    assert said in told


@pytest.mark.parametrize(
    "text",
    ["person,item,correct\na,x,1\nb,x,0\n", "person,item,correct\na,x,1\na,y,0\n", "person,item,correct\na,x,\n"],
    ids=["one item", "one person", "nothing answered"],
)
def test_too_little_to_say_is_said_so(refused, text):
    code, told = refused("calibrate", "-", stdin=text)
    assert code == 1
    assert "touchstone:" in told
