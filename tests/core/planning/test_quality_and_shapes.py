"""How many looks a piece needs, and how distributions are drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from touchstone.core.planning.arithmetic import computed, evaluate, number
from touchstone.core.planning.quality import (
    MOST_ANSWERS,
    MOST_ROUNDS,
    answers_needed,
    majority_right,
    review_effort,
    rounds_needed,
)
from touchstone.core.planning.shapes import Columns, between, fixed, quartiles, stated_range, three_points

shares = st.floats(0.01, 0.99)


@given(shares, st.sampled_from(range(1, 16, 2)))
def test_a_majority_is_right_as_the_binomial_says(accuracy, answers):
    expected = binom.sf(answers // 2, answers, accuracy)
    assert majority_right(np.array([accuracy]), answers)[0] == pytest.approx(expected, abs=1e-12)


@given(st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_the_fewest_answers_that_reach_the_target_are_taken(accuracy, target):
    answers, reached = (float(one[0]) for one in answers_needed(np.array([accuracy]), target))
    assert answers % 2 == 1
    assert answers <= MOST_ANSWERS
    assert reached == pytest.approx(binom.sf(answers // 2, answers, accuracy))
    if answers < MOST_ANSWERS:
        assert reached >= target
    if answers > 1:
        assert binom.sf((answers - 2) // 2, answers - 2, accuracy) < target + 1e-12


@pytest.mark.parametrize(("accuracy", "target", "answers"), [(0.95, 0.9, 1), (0.9, 0.95, 3), (0.8, 0.95, 7)])
def test_published_examples_of_majorities(accuracy, target, answers):
    # .9 x 3 gives .972; .8 x 5 gives .942 and x 7 gives .967 (Condorcet's jury theorem).
    assert answers_needed(np.array([accuracy]), target)[0][0] == answers


def test_a_target_beyond_reach_stops_at_the_most_and_says_what_is_reached():
    answers, reached = answers_needed(np.array([0.55]), 0.99)
    assert answers[0] == MOST_ANSWERS
    assert reached[0] < 0.99


@given(shares, st.floats(0.05, 0.99), st.floats(0.5, 0.999))
def test_the_fewest_rounds_of_review_are_taken(right, catch, target):
    rounds, reached = (float(one[0]) for one in rounds_needed(np.array([right]), np.array([catch]), target))
    assert 0 <= rounds <= MOST_ROUNDS
    assert reached == pytest.approx(1 - (1 - right) * (1 - catch) ** rounds)
    assert rounds == MOST_ROUNDS or reached >= target
    assert rounds == 0 or 1 - (1 - right) * (1 - catch) ** (rounds - 1) < target


def test_review_costs_reading_for_all_and_repair_for_what_is_found():
    one = np.array([1.0])
    effort = review_effort(0.8 * one, 0.5 * one, 2 * one, reading=0.3 * one, repair=0.5 * one)
    # Round one: .3 + .2 x .5 x .5; round two: .3 + .1 x .5 x .5.
    assert effort[0] == pytest.approx(0.3 + 0.05 + 0.3 + 0.025)


positive = st.floats(0.01, 1e6)


@given(st.tuples(positive, positive, positive).map(sorted), st.booleans())
def test_three_points_go_through_their_points_and_rise(points, factors):
    shape = three_points(*points, factors=factors)
    assert [shape.point(p) for p in (0.1, 0.5, 0.9)] == pytest.approx(points)
    values = shape.at(np.linspace(0, 1, 101))
    assert np.all(np.diff(values) >= -1e-9 * values[:-1])


@given(st.tuples(positive, positive).map(sorted))
def test_a_stated_range_is_never_left(ends):
    low, high = ends
    values = stated_range(low, high).at(np.linspace(0, 1, 101))
    assert values.min() >= low * (1 - 1e-9)
    assert values.max() <= high * (1 + 1e-9)
    assert stated_range(low, high).point(0.5) == pytest.approx((low * high) ** 0.5)


def test_quartiles_are_met_and_the_ends_go_on_by_the_same_factor():
    shape = quartiles(20, 40, 75)
    assert [shape.point(p) for p in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx([10, 20, 40, 75, 75 * 75 / 40])


def test_what_a_brief_says_exactly_does_not_vary():
    assert set(fixed(7).at(np.linspace(0, 1, 5))) == {7}
    assert set(between(7, 7).at(np.linspace(0, 1, 5))) == {7}
    assert between(10, 20).point(0.25) == 12.5


@pytest.mark.parametrize("draws", [100, 1000])
def test_every_column_has_one_number_in_every_slice(draws):
    columns = Columns.drawn(["a", "b"], draws=draws, rng=np.random.default_rng(1))
    for name in "ab":
        assert sorted((columns[name] * draws).astype(int)) == list(range(draws))
    assert not np.array_equal(columns["a"], columns["b"])


def test_holding_one_column_leaves_the_others_alone():
    columns = Columns.drawn(["a", "b"], draws=100, rng=np.random.default_rng(1))
    held = columns.holding("a", 0.9)
    assert set(held["a"]) == {0.9}
    assert held["b"] is columns["b"]


def test_what_columns_give_is_computed_once_and_anew_for_other_columns():
    columns = Columns.drawn(["a"], draws=100, rng=np.random.default_rng(1))
    calls = []

    def mean_of(some):
        return some.once("mean", lambda: calls.append(1) or float(some["a"].mean()))

    assert mean_of(columns) == mean_of(columns) == pytest.approx(0.5, abs=0.01)
    assert len(calls) == 1
    assert mean_of(columns.holding("a", 0.9)) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("5,000 pairs × 1.10 answers × 8.00 min ÷ 60", "733.33 h"),
        ("2 people × (6.0 h + 0.5 × 1.0 weeks × 25 h)", "37.00 h"),
        ("$10.50 + $0.25 − 0.5", "10.25 h"),
        ("1,234,567,890,123,456.78 × 1", "1,234,567,890,123,456.78 h"),
    ],
)
def test_a_formula_is_worth_what_it_says(formula, value):
    assert computed("a line", formula, unit="h").value == value


def test_small_numbers_are_printed_so_that_they_do_not_vanish():
    assert [number(x) for x in (0, 0.05, 0.004, 12.345, 1234.5)] == ["0.00", "0.050", "0.0040", "12.35", "1,234.50"]


def test_half_a_cent_rounds_to_even():
    assert [computed("", f"{x} × 1", unit="$").value for x in ("0.125", "0.135")] == ["$0.12", "$0.14"]
    assert str(evaluate("$0.10 + $0.20")) == "0.30"
