"""Evidence out of a table, with refusals that name column and row."""

from datetime import date

import pytest

from core.skills.skill_world import TAX, TODAY, right_and_wrong
from touchstone.core.errors import BadInput, NoData
from touchstone.core.skills import Competence, EvidenceSource, Skill
from touchstone.core.skills.evidence_table import EvidenceColumns, answer_of, columns_of_answer, ledger_of_table
from touchstone.core.skills.ledger import Settings, checked
from touchstone.core.skills.tree import TreeEstimator
from touchstone.core.tables import table_of

ROWS = {
    "person": ["ana", "bob", "ana", "ana"],
    "domain": ["0421.tax", "0511", "0421.tax", "0421.civil"],
    "competence": ["judge", "write", "judge", "judge"],
    "outcome": [1, 0.5, 0, 1],
}


def read(**changes):
    return ledger_of_table(table_of(ROWS | changes, source="evidence.csv"), today=TODAY)


def test_a_table_gives_the_estimates_of_its_records_as_values():
    rows = {"person": ["ana"] * 5, "domain": ["0421.tax"] * 5, "competence": ["judge"] * 5, "outcome": [1, 1, 1, 0, 1]}
    got = answer_of(ledger_of_table(table_of(rows), today=TODAY), settings=Settings(), today=TODAY)
    (one,) = got.estimates
    alone = TreeEstimator().of_person(right_and_wrong(4, 1), today=TODAY)[TAX]
    assert (one.mean, one.low, one.high, one.n, one.level) == (alone.mean, alone.low, alone.high, 5, alone.level)


def test_estimates_stand_by_person_and_skill():
    got = answer_of(read(), settings=Settings(), today=TODAY)
    assert [(one.person, one.domain, one.n) for one in got.estimates] == [
        ("ana", "0421.civil", 1),
        ("ana", "0421.tax", 2),
        ("bob", "0511", 1),
    ]
    assert columns_of_answer(got)["level"] == ["claimed"] * 3


def test_everything_that_a_record_can_say_is_read():
    more = {
        "source": ["review", "client_rating", "gold_task", "test_item"],
        "at": ["2026-11-01", "2026-10-01", "", "2026-11-20"],
        "difficulty": [None, None, None, 1.5],
        "chance": [None, None, None, 0.25],
        "rater": ["zoe", "", "", ""],
        "task": ["", "", "t9", ""],
    }
    records, rows = read(**more).of("ana")
    assert rows == [1, 3, 4]
    assert (records[0].source, records[0].at, records[0].rater) == (EvidenceSource.REVIEW, date(2026, 11, 1), "zoe")
    assert (records[1].at, records[1].task, records[1].difficulty) == (TODAY, "t9", 0.0)
    assert (records[2].skill, records[2].difficulty) == (Skill("0421.civil", Competence.JUDGE), 1.5)
    checked(read(**more).ledger)


def test_a_column_may_be_one_value_for_all_rows():
    columns = EvidenceColumns(domain="0421", competence="label", source="test_item", person="who")
    table = table_of({"who": ["a", "b"], "outcome": [1, 0]})
    ledger = ledger_of_table(table, today=TODAY, columns=columns).ledger
    assert ledger.skills == (Skill("0421", Competence.LABEL),)
    assert ledger.counted(Settings()).tolist() == [0.95, 0.95]


def test_raters_are_told_apart_by_person():
    ledger = read(rater=["zoe", "zoe", "zoe", ""]).ledger
    assert ledger.rater[0] == ledger.rater[2] != ledger.rater[1]
    assert ledger.rater[3] == -1


def test_rows_that_repeat_others_are_counted():
    assert read().repeated == 0
    assert read(domain=["0421.tax"] * 4, competence=["judge"] * 4, person=["ana"] * 4, outcome=[1] * 4).repeated == 3


@pytest.mark.parametrize(
    ("column", "values", "place", "message"),
    [
        ("outcome", [1, 1, 1.2, 0], "column outcome, row 3", "1.2 cannot be the outcome"),
        ("outcome", [1, None, 1, 0], "column outcome, row 2", "a missing value"),
        ("person", ["ana", "bob", "", "x"], "column person, row 3", "nothing is there"),
        ("domain", ["0421.tax", "0421", "0421", "421"], "column domain, row 4", "no field '421'"),
        ("competence", ["judge", "sing", "judge", "judge"], "column competence, row 2", "'sing' is not known"),
        ("source", ["review", "review", "rumour", "review"], "column source, row 3", "'rumour' is not known"),
        ("at", ["2026-01-01", "yesterday", "", ""], "column at, row 2", "not a date"),
        ("chance", [0.1, 0.2, 0.3, 1.0], "column chance, row 4", "cannot be the chance"),
        ("discrimination", [0.0, 1, 1, 1], "column discrimination, row 1", "cannot be the discrimination"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_column_and_row(column, values, place, message):
    with pytest.raises(BadInput, match=message) as refusal:
        read(**{column: values})
    assert refusal.value.place == f"evidence.csv, {place}"
    assert refusal.value.hint


def test_a_competence_that_is_neither_column_nor_value_is_refused():
    with pytest.raises(BadInput, match="no column 'skill'") as refusal:
        ledger_of_table(table_of(ROWS), today=TODAY, columns=EvidenceColumns(competence="skill"))
    assert "judge" in refusal.value.hint


def test_a_table_without_rows_has_no_evidence():
    with pytest.raises(NoData):
        ledger_of_table(table_of({"person": []}), today=TODAY)


def test_somebody_who_is_not_there_is_refused():
    with pytest.raises(BadInput, match="nobody called 'zoe'"):
        read().of("zoe")
