import json

import pytest
from click.testing import CliRunner

from touchstone.cli import touchstone
from touchstone.core.errors import BadInput
from touchstone.core.tables import read_table

FILES = {
    "graded": "task,rater,label\na,x,1\na,y,2\na,z,1\nb,x,3\nb,y,3\nb,z,3\nc,x,1\nc,y,2\nc,z,1\n",
    "numeric": "task,rater,label\na,x,1.5\na,y,2\na,z,1.25\nb,x,30\nb,y,31\nb,z,30.5\nc,x,7\nc,y,8\nc,z,7.5\n",
    "sets": "task,rater,label\na,x,cat\na,x,dog\na,y,cat\na,z,\nb,x,dog\nb,y,dog\nb,z,dog\n",
    "spans": "task,rater,start,end,label\na,x,0,4,name\na,y,0,4,name\na,z,0,3,name\nb,x,,,\nb,y,,,\nb,z,5,6,name\n",
    "rankings": "task,rater,item,place\na,x,p,1\na,x,q,2\na,x,r,3\na,y,p,1\na,y,q,2\na,y,r,3\na,z,q,1\na,z,p,2\n",
}


def run(tmp_path, kind, *arguments, content=None):
    path = tmp_path / "answers.csv"
    path.write_text(content or FILES[kind])
    arguments = ["aggregate", str(path), "--kind", kind, *map(str, arguments)]
    return CliRunner().invoke(touchstone, arguments, catch_exceptions=False)


@pytest.mark.parametrize(
    ("kind", "columns", "rater_columns"),
    [
        ("graded", ("task", "label", "probability", "mean", "expected_error"), ("bias", "spread", "guessing")),
        ("numeric", ("task", "value", "low", "high"), ("bias", "spread")),
        ("sets", ("task", "label", "probability", "chosen"), ("sensitivity", "specificity")),
        ("spans", ("task", "start", "end", "label", "probability", "weakest"), ("sensitivity", "specificity")),
        ("rankings", ("task", "place", "item", "expected_place", "certainty"), ("reliability",)),
    ],
)
def test_each_kind_writes_its_consensus_and_its_raters(tmp_path, kind, columns, rater_columns):
    out, raters, page = tmp_path / "out.csv", tmp_path / "raters.csv", tmp_path / "report.html"
    result = run(tmp_path, kind, "--out", out, "--raters-out", raters, "--report", page)
    assert result.exit_code == 0, result.output
    assert read_table(out).names == columns
    wanted = [name for measure in rater_columns for name in (measure, f"{measure}_low", f"{measure}_high")]
    assert read_table(raters).names == ("rater", *wanted)
    assert read_table(raters).texts("rater") == ["x", "y", "z"]
    assert "Least certain" in page.read_text()
    assert f"{kind}-1" in result.output


def test_what_each_kind_finds_is_right(tmp_path):
    found = {}
    for kind in FILES:
        out = tmp_path / f"{kind}.jsonl"
        run(tmp_path, kind, "--out", out)
        found[kind] = [json.loads(line) for line in out.read_text().splitlines()]
    assert [str(row["label"]) for row in found["graded"]] == ["1", "3", "1"]
    assert all(row["low"] < row["value"] < row["high"] for row in found["numeric"])
    assert [(row["task"], row["label"]) for row in found["sets"] if row["chosen"]] == [("a", "cat"), ("b", "dog")]
    assert [(row["task"], row["start"], row["end"]) for row in found["spans"]] == [("a", 0, 4)]
    assert [row["item"] for row in found["rankings"]] == ["p", "q", "r"]


def test_known_answers_are_kept(tmp_path):
    gold = tmp_path / "gold.csv"
    gold.write_text("task,label\na,2\n")
    told = json.loads(run(tmp_path, "graded", "--gold", gold, "--json").output)
    assert {row["task"]: str(row["label"]) for row in told["shown"]}["a"] == "2"
    told = json.loads(run(tmp_path, "numeric", "--gold", gold, "--json").output)
    assert {row["task"]: row["value"] for row in told["shown"]}["a"] == 2.0
    assert told["schema"] == "touchstone.consensus_of_kind/1"


def test_who_looked_comes_from_a_file_with_lengths(tmp_path):
    looked = tmp_path / "looked.csv"
    looked.write_text("task,rater,length\n" + "".join(f"{task},{rater},3\n" for task in "ab" for rater in "xyz"))
    with pytest.raises(BadInput, match="after the text's 3 tokens"):
        run(tmp_path, "spans", "--looked", looked)
    told = json.loads(run(tmp_path, "sets", "--looked", looked, "--json").output)
    assert (told["tasks"], told["raters"]) == (2, 3)


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
    [
        ("numeric", ("--costs", "costs.csv"), "--kind numeric takes no --costs"),
        ("spans", ("--gold", "gold.csv"), "--kind spans takes no --gold"),
        ("rankings", ("--method", "majority"), "--kind rankings takes no --method"),
        ("label", ("--looked", "looked.csv"), "--kind label takes no --looked"),
    ],
)
def test_an_option_that_a_kind_does_not_take_is_refused(tmp_path, kind, arguments, said):
    with pytest.raises(BadInput, match=said):
        run(tmp_path, kind, *arguments, content=FILES["graded"])


def test_grades_in_words_need_their_order(tmp_path):
    words = FILES["graded"].replace(",1", ",bad").replace(",2", ",fair").replace(",3", ",good")
    with pytest.raises(BadInput, match="grades in words have no order"):
        run(tmp_path, "graded", content=words)
    assert run(tmp_path, "graded", "--labels", "bad,fair,good", content=words).exit_code == 0


@pytest.mark.parametrize(
    ("kind", "content", "arguments", "said"),
    [
        ("graded", "task,rater,label\n1,a,2\n1,b,10\n2,a,nan\n", (), "column label, row 3: has no place among grades"),
        ("numeric", FILES["numeric"], ("--gold", "{folder}/gold.csv"), "gold.csv, task a: 'x' is no number"),
        ("numeric", "task,rater,label\n1,a,1e300\n1,b,2\n", (), "another unit"),
        ("spans", FILES["spans"], ("--label", "labell"), "no column 'labell'"),
        ("rankings", FILES["rankings"], ("--label", "plaec"), "no column 'plaec'"),
        (
            "spans",
            FILES["spans"],
            ("--looked", "{folder}/two.csv"),
            "two.csv, column length, row 2: text 'a' has lengths",
        ),
        (
            "spans",
            FILES["spans"],
            ("--looked", "{folder}/half.csv"),
            "half.csv, column length, row 1: 4.5 is no length",
        ),
        ("sets", FILES["sets"], ("--out", "{folder}/answers.csv"), "answers.csv: is read"),
    ],
)
def test_what_would_be_misread_is_refused_with_its_place(tmp_path, kind, content, arguments, said):
    (tmp_path / "gold.csv").write_text("task,label\na,x\n")
    (tmp_path / "two.csv").write_text("task,rater,length\na,x,7\na,y,8\n")
    (tmp_path / "half.csv").write_text("task,rater,length\na,x,4.5\n")
    with pytest.raises(BadInput, match=said):
        run(tmp_path, kind, *(argument.format(folder=tmp_path) for argument in arguments), content=content)
