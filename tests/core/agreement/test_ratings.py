import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agreement.published import rows_of
from touchstone.core.agreement import Duplicates, ratings_of, subset
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Coded, table_of


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=40, unique=True), st.randoms())
def test_rows_are_sorted_by_unit_and_rater_whatever_their_order(pairs, random):
    rows = [(unit, rater, f"v{unit * 10 + rater}") for unit, rater in pairs]
    random.shuffle(rows)
    ratings = rows_of(rows)
    told = [
        (ratings.unit_names[u], ratings.rater_names[r], ratings.value_names[v])
        for u, r, v in zip(ratings.unit, ratings.rater, ratings.value, strict=True)
    ]
    assert told == sorted(rows)


def test_a_row_with_something_missing_is_left_out_and_counted():
    ratings = rows_of([("a", "x", "yes"), ("a", None, "no"), (None, "x", "no"), ("b", "x", None)])
    assert ratings.rows == 1
    assert ratings.missing == 3


def test_a_number_that_is_none_is_missing():
    codes = Coded(codes=np.array([0, 0], dtype=np.int32), names=["a"])
    raters = Coded(codes=np.array([0, 1], dtype=np.int32), names=["x", "y"])
    ratings = ratings_of(codes, raters, np.array([1.5, np.nan]))
    assert ratings.rows == 1
    assert ratings.numbers.tolist() == [1.5]


@pytest.mark.parametrize(("keep", "kept"), [("first", ["no"]), ("last", ["yes"]), ("all", ["no", "maybe", "yes"])])
def test_a_rater_who_rated_a_unit_again_is_kept_as_told(keep, kept):
    rows = [("a", "x", "no"), ("b", "x", "no"), ("a", "x", "maybe"), ("a", "x", "yes")]
    ratings = rows_of(rows, duplicates=Duplicates(keep))
    assert [ratings.value_names[v] for v in ratings.value[ratings.unit == 0]] == kept
    assert ratings.repeated == 3 - len(kept)


def test_a_rater_who_rated_a_unit_again_is_refused_by_name_unless_told():
    with pytest.raises(BadInput, match=r"unit a: rater x rated it more than once \(1 such rows in all\)"):
        rows_of([("a", "x", "no"), ("b", "x", "no"), ("a", "x", "yes")])


def test_an_order_says_how_words_follow_one_another():
    ratings = rows_of([("a", "x", "good"), ("a", "y", "bad")], order=("bad", "ok", "good"))
    assert ratings.value_names == ("bad", "ok", "good")
    assert ratings.value.tolist() == [2, 0]
    assert not ratings.numeric


def test_a_value_outside_the_order_is_refused_by_name():
    with pytest.raises(BadInput, match="the value 'great' is not in the order"):
        rows_of([("a", "x", "great"), ("a", "y", "bad")], order=("bad", "good"))


def test_an_order_that_names_a_value_twice_is_refused():
    with pytest.raises(BadInput, match="twice"):
        rows_of([("a", "x", "bad")], order=("bad", "good", "bad"))


def test_numbers_written_as_text_are_numbers():
    ratings = rows_of([("a", "x", "10"), ("a", "y", "9")])
    assert ratings.numeric
    assert ratings.scale.tolist() == [9, 10]


def test_numbers_in_an_order_that_falls_are_words():
    assert not rows_of([("a", "x", 1), ("a", "y", 2)], order=(2, 1)).numeric


def test_an_infinite_value_is_refused():
    with pytest.raises(BadInput, match="the value 'inf' is no finite number"):
        rows_of([("a", "x", 1.0), ("a", "y", float("inf"))])


def test_no_complete_row_is_no_data():
    with pytest.raises(NoData, match="no row has a unit, a rater and a value"):
        rows_of([("a", "x", None)])


def test_columns_of_different_lengths_are_refused():
    one = table_of({"c": ["a", "b"]}).coded("c")
    with pytest.raises(BadInput, match="2, 2 and 1 rows"):
        ratings_of(one, one, table_of({"c": ["a"]}).coded("c"))


def test_a_subset_keeps_the_names_so_that_figures_compare():
    ratings = rows_of([("a", "x", "no"), ("a", "y", "yes"), ("b", "x", "no")])
    some = subset(ratings, ratings.unit == 0)
    assert some.rows == 2
    assert some.value_names == ratings.value_names
