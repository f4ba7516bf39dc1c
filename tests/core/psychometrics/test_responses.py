import numpy as np
import pytest

from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics import responses_of, responses_of_codes, responses_of_matrix


def test_a_table_and_its_rows_are_the_same_answers():
    table = responses_of_matrix([[1, 0], [np.nan, 1]], people=["ana", "bo"], items=["x", "y"])
    rows = responses_of(["bo", "ana", "ana"], ["y", "y", "x"], [1, 0, 1])
    assert table.people == rows.people == ("ana", "bo")
    for field in ("person", "item", "score", "weight"):
        assert getattr(table, field).tolist() == getattr(rows, field).tolist()


def test_numbered_people_keep_their_order():
    table = responses_of_matrix(np.eye(11))
    assert table.people[1] == "02"
    assert table.score.reshape(11, 11).diagonal().tolist() == [1] * 11


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((["a", "a"], ["x", "x"], [1, 0]), "person a, item x"),
        ((["a"], ["x"], [0.5]), "row 1, score"),
        ((["a", "b"], ["x", "x"], [1, -1]), "row 2, score"),
        ((["a", "b"], ["x", "x"], [1]), "rows"),
    ],
)
def test_a_row_that_cannot_be_is_named(rows, place):
    with pytest.raises(BadInput) as refusal:
        responses_of(*rows)
    assert refusal.value.place == place


def test_a_missing_name_is_named_by_its_row():
    with pytest.raises(BadInput, match="no item") as refusal:
        responses_of_codes(np.array([0, 0]), np.array([0, -1]), [1, 1], people=["a"], items=["x"])
    assert refusal.value.place == "row 2"


def test_a_person_has_one_weight():
    assert responses_of(["a", "a", "b"], ["x", "y", "x"], [1, 1, 0], weight=[3, 3, 1]).weight.tolist() == [3, 1]
    with pytest.raises(BadInput, match="differs"):
        responses_of(["a", "a"], ["x", "y"], [1, 1], weight=[3, 2])
    with pytest.raises(BadInput, match="weight of -1"):
        responses_of(["a"], ["x"], [1], weight=[-1])


def test_nothing_answered_is_no_data():
    with pytest.raises(NoData):
        responses_of(["a"], ["x"], [np.nan])
    with pytest.raises(NoData):
        responses_of([], [], [])


def test_names_must_fit_the_table():
    with pytest.raises(BadInput, match="different names"):
        responses_of_matrix([[1, 0]], items=["x", "x"])
    with pytest.raises(BadInput, match="dimensions"):
        responses_of_matrix([1, 0])


def test_a_wrong_score_of_a_table_is_named_by_its_row_and_item():
    with pytest.raises(BadInput, match=r"row 2, item b: a score of 0.5"):
        responses_of_matrix([[0, 1, 1], [1, 0.5, 0]], items=["c", "b", "a"])


def test_a_score_beyond_counting_is_refused():
    with pytest.raises(BadInput, match=r"a score of 1e\+300"):
        responses_of(["p", "q"], ["i", "i"], [0, 1e300])
