"""`touchstone people`."""

import json

TABLE = "id,name,country\n1,Ana Díaz,MX\n2,Bob Stone,Atlantis\n"


def test_a_good_file_says_what_is_missing_for_a_search(touchstone):
    answer = touchstone("people", "check", "-", stdin=TABLE.replace("Atlantis", "US"))
    assert answer.code == 0
    assert "2 in -" in answer.out
    assert "missing" in answer.out


def test_a_bad_row_is_named_and_the_exit_says_so(touchstone):
    answer = touchstone("people", "check", "-", stdin=TABLE)
    assert answer.code == 2
    assert "line 3, country" in answer.out


def test_all_are_converted_or_none(touchstone, tmp_path):
    (tmp_path / "people.csv").write_text(TABLE)
    assert touchstone("people", "convert", "people.csv", "-o", "people.jsonl").code == 2
    assert not (tmp_path / "people.jsonl").exists()
    (tmp_path / "people.csv").write_text(TABLE.replace("Atlantis", "US"))
    assert touchstone("people", "convert", "people.csv", "-o", "people.jsonl").code == 0
    assert [json.loads(line)["name"] for line in (tmp_path / "people.jsonl").read_text().splitlines()] == [
        "Ana Díaz",
        "Bob Stone",
    ]


def test_a_file_that_is_not_there_is_bad_input(touchstone):
    assert touchstone("people", "check", "nowhere.csv").code == 2
