import csv
import json

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from touchstone.cli import touchstone
from touchstone.cli.schema import schema_of
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import read_table, write_table

ROWS = [
    ("t1", "ann", "yes"),
    ("t1", "bob", "yes"),
    ("t1", "cem", "no"),
    ("t2", "ann", "no"),
    ("t2", "bob", "no"),
    ("t3", "cem", "no"),
]


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("item", "worker", "said"), *ROWS])
    return path


def run(*arguments):
    return CliRunner().invoke(touchstone, ["aggregate", *map(str, arguments)], catch_exceptions=False)


NAMED = ("--task", "item", "--rater", "worker", "--label", "said")


def test_it_writes_task_label_and_probability(answers, tmp_path):
    out = tmp_path / "out.csv"
    result = run(answers, *NAMED, "--out", out)
    assert result.exit_code == 0, result.output
    table = read_table(out)
    assert table.names == ("task", "label", "probability")
    assert table.texts("task") == ["t1", "t2", "t3"]
    assert table.texts("label") == ["yes", "no", "no"]
    assert ((table.numbers("probability") > 0.5) & (table.numbers("probability") <= 1)).all()
    assert "3 tasks, 6 answers, 3 raters" in result.output


def test_details_and_raters_are_written_when_asked_for(answers, tmp_path):
    out, raters = tmp_path / "out.parquet", tmp_path / "raters.jsonl"
    run(answers, *NAMED, "--method", "majority", "--out", out, "--details", "--raters-out", raters)
    table = read_table(out)
    assert table.numbers("answers").tolist() == [3, 2, 1]
    assert table.numbers("dissent").tolist() == [1, 0, 0]
    confusions = read_table(raters)
    assert confusions.texts("rater") == ["ann", "bob", "cem"]
    assert "says yes when no" in confusions.names


def test_machines_get_one_object_with_the_least_certain_first(answers):
    answer = json.loads(run(answers, *NAMED, "--json").output)
    assert answer["schema"] == "touchstone.consensus/1"
    assert (answer["tasks"], answer["raters"], answer["answers"]) == (3, 3, 6)
    assert sum(answer["weights"].values()) == pytest.approx(1)
    probabilities = [line["probability"] for line in answer["shown"]]
    assert probabilities == sorted(probabilities)


def test_known_answers_come_from_a_file_or_a_column(answers, tmp_path):
    gold = tmp_path / "gold.csv"
    gold.write_text("item,truth\nt1,no\n")
    told = json.loads(run(answers, *NAMED, "--gold", gold, "--method", "dawid-skene", "--json").output)
    assert told["known"] == 1
    assert {line["task"]: line["label"] for line in told["shown"]}["t1"] == "no"
    column = tmp_path / "column.csv"
    column.write_text("task,rater,label,gold\na,x,1,1\na,y,0,1\nb,x,0,\nb,y,0,\n")
    assert json.loads(run(column, "--gold", "gold", "--json").output)["known"] == 1


def test_a_known_label_that_nobody_gave_is_a_label_too(answers, tmp_path):
    gold = tmp_path / "gold.csv"
    gold.write_text("task,label\nt1,perhaps\n")
    told = json.loads(run(answers, *NAMED, "--gold", gold, "--method", "majority", "--json").output)
    assert told["labels"] == ["no", "yes", "perhaps"]


def test_costs_turn_the_answer(answers, tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("true,answered,cost\nno,yes,50\n")
    told = json.loads(run(answers, *NAMED, "--method", "majority", "--costs", costs, "--json").output)
    assert {line["task"]: line["label"] for line in told["shown"]}["t1"] == "no"


def test_a_report_is_a_page_with_the_figures(answers, tmp_path):
    page = tmp_path / "report.html"
    run(answers, *NAMED, "--report", page)
    assert "Least certain tasks" in page.read_text()


def test_standard_input_is_read_as_csv():
    rows = "task,rater,label\n1,a,x\n1,b,y\n2,a,x\n"
    result = CliRunner().invoke(touchstone, ["aggregate", "-", "--json"], input=rows)
    assert json.loads(result.output)["answers"] == 3


@pytest.mark.parametrize(
    ("content", "arguments", "error", "said"),
    [
        ("task,rater,label\n", (), BadInput, "has no rows"),
        ("item,rater,label\n1,a,x\n", (), BadInput, "no column 'task'.*columns: item, rater, label"),
        ("task,rater,label\n1,a,x\n1,,y\n", (), BadInput, "column rater, row 2: is empty"),
        ("task,rater,label\n1,a,x\n1,a,y\n", (), BadInput, "row 2: 'a' answered task '1' twice"),
        ("task,rater,label\n1,a,x\n2,a,x\n", (), NoData, "same label"),
        ("task,rater,label\n1,a,x\n1,b,z\n", ("--labels", "x,y"), BadInput, "row 2: 'z' is no declared label"),
        ("task,rater,label,w\n1,a,x,1\n1,b,y,-1\n", ("--weight", "w"), BadInput, "row 2: -1.0 cannot be a weight"),
        (
            "task,rater,label,g\n1,a,x,x\n1,b,y,y\n",
            ("--gold", "g"),
            BadInput,
            "row 2: task '1' is known to be 'x' and 'y'",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(tmp_path, content, arguments, error, said):
    path = tmp_path / "answers.csv"
    path.write_text(content)
    with pytest.raises(error, match=said):
        run(path, *arguments)


def test_a_known_label_of_a_column_with_gaps_is_the_label_that_was_given(tmp_path):
    path = tmp_path / "answers.parquet"
    columns = {"task": [1, 1, 2], "rater": [1, 2, 1], "label": [0, 1, 1], "gold": [1.0, 1.0, None]}
    write_table(path, columns)
    assert json.loads(run(path, "--gold", "gold", "--json").output)["labels"] == [0, 1]


def test_flags_can_be_labels(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text(
        "".join(f'{{"task": {n}, "rater": {r}, "label": {str(n < 2).lower()}}}\n' for n in range(4) for r in (1, 2))
    )
    assert json.loads(run(path, "--json").output)["labels"] == [False, True]


def test_a_label_with_a_comma_is_declared_in_quotes(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text('task,rater,label\n1,a,"no, never"\n1,b,yes\n')
    declared = json.loads(run(path, "--labels", 'yes, "no, never", perhaps', "--json").output)
    assert declared["labels"] == ["yes", "no, never", "perhaps"]
    assert "no answer gives perhaps" in declared["notes"]


def test_a_name_cannot_command_the_terminal(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(f'task,rater,label\n"\x1b[31mred\n",a,{"x" * 500}\n2,b,y\n')
    output = run(path, "--method", "majority").output
    assert r"\x1b[31mred\n" in output
    assert "\x1b" not in output
    assert "x" * 61 not in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "answers.csv"), "answers.csv: is read, or written, by the same command"),
        (("--gold", "gold.csv", "--out", "gold.csv"), "gold.csv: is read"),
        (("--out", "a.csv", "--raters-out", "./a.csv"), "a.csv: is read, or written"),
        (("--out", "nowhere/a.csv"), "nowhere/a.csv: cannot be written"),
        (("--gold", "labell"), "no column 'labell', and no such file .*columns: task, rater, label"),
        (("--gold", "empty.csv"), "empty.csv: no task has a known answer"),
        (("--label", "rater"), "one column is taken for two"),
    ],
)
def test_what_would_be_lost_or_missed_is_refused_before_the_work(tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    rows = "task,rater,label\n1,a,x\n1,b,y\n"
    (tmp_path / "answers.csv").write_text(rows)
    (tmp_path / "gold.csv").write_text("task,label\n1,x\n")
    (tmp_path / "empty.csv").write_text("task,label\n1,\n")
    with pytest.raises(BadInput, match=said):
        run("answers.csv", *arguments)
    assert (tmp_path / "answers.csv").read_text() == rows
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ("no,yes,\n", "costs.csv, row 1: is no confusion with its cost"),
        ("no,yes,1\nno,yes,2\n", "costs.csv, row 2: to answer 'yes' where it is 'no' costs 1 and 2"),
        ("no,perhaps,1\n", "costs.csv: 'perhaps' is no label here"),
    ],
)
def test_costs_that_say_nothing_or_two_things_are_refused_with_their_row(answers, tmp_path, costs, said):
    path = tmp_path / "costs.csv"
    path.write_text(f"true,answered,cost\n{costs}")
    with pytest.raises(BadInput, match=said):
        run(answers, *NAMED, "--costs", path)


def test_equal_seeds_write_equal_files_whatever_the_order_of_the_rows(tmp_path):
    rng = np.random.default_rng(0)
    rows = [(t, r, rng.integers(0, 3)) for t in range(30) for r in rng.choice(6, 3, replace=False)]
    files = []
    for order in (range(len(rows)), rng.permutation(len(rows))):
        path, out = tmp_path / "in.csv", tmp_path / "out.csv"
        path.write_text("task,rater,label\n" + "".join("{},{},{}\n".format(*rows[index]) for index in order))
        run(path, "--out", out, "--seed", 5)
        files.append(out.read_bytes())
    assert files[0] == files[1]


def test_a_folder_of_parquet_files_is_gone_over_in_parts(tmp_path):
    folder, out = tmp_path / "answers", tmp_path / "labels"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(2):
        task = np.repeat(np.arange(20), 2)
        rater = np.tile([2 * number, 2 * number + 1], 20)
        write_table(folder / f"{number}.parquet", {"task": task, "rater": rater, "label": rng.integers(0, 2, 40)})
    result = run(folder, "--out", out, "--json")
    answer = json.loads(result.output)
    jsonschema.validate(answer, schema_of("consensus_in_parts"))
    assert (answer["tasks"], answer["raters"]) == (20, 4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers", "labels"]
    assert read_table(out / "part-0000.parquet").names == ("task", "label", "probability")
    with pytest.raises(BadInput, match="say where the labels go"):
        run(folder)
    with pytest.raises(BadInput, match="a folder takes no --raters-out"):
        run(folder, "--out", out, "--raters-out", "raters.csv")
    with pytest.raises(BadInput, match="its folder is not there"):
        run(folder, "--out", tmp_path / "nowhere" / "labels")
    with pytest.raises(BadInput, match=r"0.parquet: is a file"):
        run(folder, "--out", folder / "0.parquet")
    with pytest.raises(BadInput, match="holds Parquet files"):
        run(folder, "--out", folder)
    with pytest.raises(NoData, match="no Parquet files in this folder"):
        run(tmp_path, "--out", out)
    with pytest.raises(BadInput, match="only a folder"):
        run(folder / "0.parquet", "--workers", 2)
