EVIDENCE = """person,domain,competence,outcome,source,at,rater
ana,0421.tax,judge,1,gold_task,2026-10-01,
ana,0421.tax,judge,0,test_item,2026-10-02,
ana,0421.civil,judge,1,review,2026-06-01,bob
carla,0511,write,0.5,client_rating,2026-11-01,
"""
TODAY = ("--today", "2026-11-20")


def test_estimates_are_shown_with_interval_n_and_level(touchstone):
    answer = touchstone("estimate", "-", *TODAY, stdin=EVIDENCE)
    assert answer.code == 0, answer.err
    assert "3 skills of 2 people, from 4 records" in answer.out
    assert "n = 2, claimed" in answer.out


def test_an_explanation_names_rows_and_what_to_ask_next(touchstone):
    answer = touchstone("estimate", "-", *TODAY, "--explain", "ana", stdin=EVIDENCE)
    assert "row 2: test_item of 2026-10-02, outcome 0" in answer.out
    assert "in 0421.civil, judge" in " ".join(answer.out.split())
    assert "gold task: by" in answer.out


def test_the_parts_that_are_printed_for_machines_add_up(touchstone):
    found = touchstone("estimate", "-", *TODAY, "--explain", "ana", "--json", stdin=EVIDENCE).object
    assert found["schema"] == "touchstone.estimate/1"
    tax = next(one for one in found["explained"] if one["domain"] == "0421.tax")
    mean = next(one["mean"] for one in found["estimates"] if one["domain"] == "0421.tax")
    assert abs(tax["prior_mean"] + sum(part["points"] for part in tax["parts"]) / 100 - mean) < 1e-6
    assert [part["row"] for part in tax["parts"]] == [1, 2, 3]


def test_every_estimate_and_a_report_are_written(touchstone, tmp_path):
    answer = touchstone("estimate", "-", *TODAY, "--out", "all.csv", "--report", "all.txt", stdin=EVIDENCE)
    assert answer.code == 0, answer.err
    assert len((tmp_path / "all.csv").read_text().splitlines()) == 4
    assert "0421.civil" in (tmp_path / "all.txt").read_text()


def test_a_wrong_cell_is_bad_input_with_its_column_and_row(touchstone):
    answer = touchstone("estimate", "-", stdin=EVIDENCE.replace("0421.civil", "0421.civl"))
    assert answer.code == 2
    assert "column domain, row 3" in answer.err
    assert "0421.civil" in answer.err
    assert answer.out == ""
