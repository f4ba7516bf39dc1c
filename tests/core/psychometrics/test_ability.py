import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.psychometrics.worlds import answered_by, some_items
from touchstone.core.errors import BadInput
from touchstone.core.psychometrics import (
    abilities,
    conditional_error,
    error_at,
    expected_scores,
    item_information,
    items_of,
    latent,
    probabilities,
    responses_of_matrix,
    score_table,
    test_information,
)

GRID = np.linspace(-4, 4, 33)


@pytest.mark.parametrize(("steps", "chance"), [(1, 0.0), (1, 0.2), (3, 0.0)])
@pytest.mark.parametrize("method", ["eap", "map"])
def test_nine_of_ten_people_are_in_their_interval(method, steps, chance):
    rng = np.random.default_rng(1)
    items = some_items(25, rng, steps=steps, chance=chance)
    truth = rng.normal(size=2000)
    found = abilities(answered_by(items, truth, rng), items, method=method)
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.9, abs=0.02)
    assert np.sqrt(np.mean((found.ability - truth) ** 2)) == pytest.approx(np.sqrt(np.mean(found.error**2)), rel=0.06)


def test_nobody_knows_anything_of_somebody_with_one_answer_to_a_useless_item():
    items = items_of(["x"], discrimination=[0.0], difficulty=[0.0])
    found = abilities(responses_of_matrix([[1]], items=["x"]), items)
    assert (found.ability[0], found.error[0]) == pytest.approx((0, 1), abs=1e-6)
    assert (found.low[0], found.high[0]) == pytest.approx((-1.645, 1.645), abs=0.01)


rows = st.lists(st.integers(0, 1), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(right=rows, changed=st.integers(0, 5), seed=st.integers(0, 5), chance=st.sampled_from([0.0, 0.25]))
def test_one_more_right_answer_never_lowers_an_ability(right, changed, seed, chance):
    items = some_items(6, np.random.default_rng(seed), chance=chance)
    better = list(right)
    better[changed] = 1
    found = abilities(responses_of_matrix([right, better], items=items.names), items)
    assert found.ability[1] >= found.ability[0] - 1e-12


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), steps=st.integers(1, 4))
def test_information_is_never_negative_and_probabilities_sum_to_one(seed, steps):
    rng = np.random.default_rng(seed)
    items = some_items(5, rng, steps=steps, chance=float(rng.random() * 0.4) if steps == 1 else 0.0, spread=0.8)
    assert (item_information(items, GRID) >= 0).all()
    assert probabilities(items, GRID).sum(axis=1) == pytest.approx(1, abs=1e-9)
    expected = expected_scores(items, GRID)
    assert (np.diff(expected, axis=1) >= -1e-12).all()


def test_information_of_right_or_wrong_is_the_textbook_formula():
    items = items_of(["x", "y"], discrimination=[1.3, 0.8], difficulty=[0.4, -1.0], chance=[0.0, 0.25])
    right = probabilities(items, GRID)[:, 1]
    wrong = 1 - right
    plain = 1.3**2 * right[0] * wrong[0]
    guessing = 0.8**2 * wrong[1] / right[1] * ((right[1] - 0.25) / 0.75) ** 2  # Birnbaum 1968
    assert item_information(items, GRID) == pytest.approx(np.array([plain, guessing]))
    assert test_information(items, GRID) == pytest.approx(plain + guessing)
    assert conditional_error(items, GRID) == pytest.approx(1 / np.sqrt(plain + guessing))
    assert error_at(items, 0.0) < conditional_error(items, np.array([0.0]))[0]


def test_graded_information_is_the_slope_of_the_expected_score_squared_over_its_variance_for_two_categories():
    items = some_items(4, np.random.default_rng(3))
    small = 1e-5
    slope = (expected_scores(items, GRID + small) - expected_scores(items, GRID - small)) / (2 * small)
    right = probabilities(items, GRID)[:, 1]
    assert item_information(items, GRID) == pytest.approx(slope**2 / (right * (1 - right)), rel=1e-6)


def test_a_score_table_says_what_all_patterns_together_say():
    items = some_items(7, np.random.default_rng(4), steps=2)
    table = score_table(items)
    assert table.score.tolist() == list(range(15))
    assert table.share.sum() == pytest.approx(1)
    assert (np.diff(table.ability) > 0).all()
    assert table.share @ table.ability == pytest.approx(0, abs=1e-9)
    lowest = abilities(responses_of_matrix(np.zeros((1, 7)), items=items.names), items)
    assert (table.ability[0], table.error[0]) == pytest.approx((lowest.ability[0], lowest.error[0]))


def test_sum_scores_and_patterns_agree_where_all_items_are_equal():
    items = items_of(["a", "b", "c"], discrimination=[1.2] * 3, difficulty=[-1, 0, 1])
    found = abilities(responses_of_matrix([[1, 0, 1]], items=["a", "b", "c"]), items)
    assert found.ability[0] == pytest.approx(score_table(items).ability[2])


def test_a_prior_for_another_group_moves_everybody():
    items = some_items(5, np.random.default_rng(5))
    answers = responses_of_matrix([[1, 1, 0, 0, 0]], items=items.names)
    for method in ("eap", "map"):
        here, there = (abilities(answers, items, method=method, prior=latent(121, mean=m)).ability[0] for m in (0, 1))
        assert here < there < here + 1


def test_answers_to_unknown_items_are_passed_over_but_not_all():
    items = items_of(["a"], discrimination=[1.0], difficulty=[0.0])
    assert abilities(responses_of_matrix([[1, 0]], items=["a", "z"]), items).answered.tolist() == [1]
    with pytest.raises(BadInput, match="known item"):
        abilities(responses_of_matrix([[1]], items=["z"]), items)
    with pytest.raises(BadInput, match="score of 3") as refusal:
        abilities(responses_of_matrix([[3]], items=["a"]), items)
    assert refusal.value.hint == "of 0, 1"
    with pytest.raises(BadInput, match="method"):
        abilities(responses_of_matrix([[1]], items=["a"]), items, method="mle")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"discrimination": [np.nan]}, "discrimination"),
        ({"difficulty": [[1.0, 0.0]]}, "difficulty"),
        ({"chance": [1.0]}, "chance"),
        ({"discrimination": [1.0, 1.0]}, "different lengths"),
    ],
)
def test_items_with_numbers_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(BadInput, match=message):
        items_of(["x"], **({"discrimination": [1.0], "difficulty": [0.0]} | wrong))
    with pytest.raises(BadInput, match="twice"):
        items_of(["x", "x"], discrimination=[1, 1], difficulty=[0, 0])
