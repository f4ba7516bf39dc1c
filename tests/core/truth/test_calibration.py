import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.truth.crowds import crowd
from touchstone.core.errors import BadInput
from touchstone.core.truth import (
    answers_of,
    calibrated,
    cheapest,
    cost_table,
    dissent,
    expected_calibration_error,
    hierarchical,
    majority,
    rater_table,
    voices,
)
from touchstone.core.truth.calibration import DEFAULT_MODEL, fit_temperature, fit_temperatures, tempered


def overconfident(n, temperature, seed=0, classes=3):
    """True probabilities, labels drawn from them, and the probabilities as somebody too sure states them."""
    rng = np.random.default_rng(seed)
    true = rng.dirichlet(np.full(classes, 0.6), n)
    truth = (rng.random(n)[:, None] > np.cumsum(true, 1)[:, :-1]).sum(1).astype(np.int32)
    return tempered(true, 1 / temperature), truth


@pytest.mark.parametrize("temperature", [0.7, 1.0, 4.0])
def test_the_temperature_that_made_them_too_sure_is_found(temperature):
    stated, truth = overconfident(4_000, temperature)
    assert fit_temperature(stated, truth, typical=2.0) == pytest.approx(temperature, rel=0.12)
    before = expected_calibration_error(stated, truth)
    after = expected_calibration_error(tempered(stated, temperature), truth)
    assert after < max(0.03, before)


def test_with_few_known_answers_it_stays_near_what_is_typical():
    stated, truth = overconfident(2_000, 4.0)
    assert abs(np.log(fit_temperature(stated[:3], truth[:3], typical=2.0) / 2.0)) < 0.7


@pytest.mark.parametrize("known", [1, 3, 12])
def test_a_few_right_answers_do_not_make_it_sure(known):
    stated = np.full((known, 2), [0.999, 0.001])
    found = fit_temperatures(stated, np.zeros(known, dtype=np.int32), typical=3.0, rng=np.random.default_rng(0))
    assert 1.5 < found.rest <= 3.1
    assert found.n == known


def test_what_is_already_true_is_left_alone():
    stated, truth = overconfident(300, 1.0, seed=3)
    found = fit_temperatures(stated, truth, typical=4.0, rng=np.random.default_rng(0))
    assert 0.8 < found.rest < 1.25


def test_the_commonest_label_gets_its_own_temperature_where_that_helps():
    (sure, truth), (fine, other) = (
        overconfident(600, 6.0, seed=1, classes=2),
        overconfident(600, 1.0, seed=2, classes=2),
    )
    common = sure[:, 0] > 0.5
    stated, known = np.where(common[:, None], sure, fine), np.where(common, truth, other).astype(np.int32)
    found = fit_temperatures(stated, known, typical=2.0, rng=np.random.default_rng(0))
    assert found.commonest > 2 * found.rest


@settings(max_examples=25)
@given(st.integers(0, 1000), st.floats(0.3, 20))
def test_a_temperature_never_changes_the_answer(seed, temperature):
    stated = np.random.default_rng(seed).dirichlet(np.ones(4), 20)
    warm = tempered(stated, temperature)
    np.testing.assert_array_equal(warm.argmax(1), stated.argmax(1))
    np.testing.assert_allclose(warm.sum(1), 1)


def test_the_calibration_error_is_the_mean_gap_by_hand():
    probability = np.array([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.65, 0.35]])
    # in the bin at .95 half are right (gap .45), in that at .65 all are (gap .35)
    assert expected_calibration_error(probability, np.array([0, 1, 0, 0])) == pytest.approx((0.45 + 0.35) / 2)


def test_without_gold_the_stated_default_is_used_and_said():
    consensus = calibrated(hierarchical(answers_of(crowd()[0])))
    assert consensus.temperature == DEFAULT_MODEL
    assert "default" in consensus.notes[-1]


def test_costs_choose_the_answer_of_least_expected_cost():
    answers = answers_of({"task": [1, 1, 1], "rater": list("xyz"), "label": ["safe", "safe", "unsafe"]})
    costs = cost_table(answers.labels, {("unsafe", "safe"): 10.0, ("safe", "unsafe"): 1.0})
    found = cheapest(majority(answers), costs)
    assert answers.labels[found.consensus.answer[0]] == "unsafe"
    assert found.cost[0] == pytest.approx(2 / 3)
    assert found.changed == 1
    even = cheapest(majority(answers), cost_table(answers.labels, {}))
    assert even.changed == 0


def test_costs_that_cannot_be_are_refused():
    answers = answers_of({"task": [1, 1], "rater": list("xy"), "label": ["a", "b"]})
    with pytest.raises(BadInput, match="costs of confusions"):
        cheapest(majority(answers), np.array([[0.0, -1.0], [1.0, 0.0]]))
    with pytest.raises(BadInput, match="no label"):
        cost_table(answers.labels, {("a", "c"): 1.0})


def test_raters_have_confusions_whose_intervals_hold_their_true_accuracy():
    frame, truth = crowd(9, tasks=500, raters=20, each=8)
    answers = answers_of(frame)
    table = rater_table(answers, hierarchical(answers))
    right = [
        np.mean(truth[frame["task"][frame["rater"] == rater]] == frame["label"][frame["rater"] == rater])
        for rater in range(20)
    ]
    np.testing.assert_allclose(table.accuracy, right, atol=0.06)
    assert (table.low < table.accuracy).all()
    assert (table.accuracy < table.high).all()
    np.testing.assert_allclose(np.nansum(table.confusion, axis=2), 1)
    some = rater_table(answers, hierarchical(answers), only=[3, 1])
    np.testing.assert_allclose(some.accuracy, table.accuracy[[3, 1]])


def test_voices_are_fewer_than_answers_and_fewer_still_where_raters_err_together():
    answers = answers_of(crowd(9, each=8)[0])
    plain = hierarchical(answers)
    heard, warm = voices(answers, plain), voices(answers, calibrated(plain))
    assert (heard <= answers.per_task + 1e-9).all()
    np.testing.assert_allclose(warm * DEFAULT_MODEL, heard, rtol=0.03)


def test_who_disagreed_is_told():
    answers = answers_of({"task": [1, 1, 1], "rater": list("xyz"), "label": ["a", "b", "b"]})
    assert dissent(answers, majority(answers)).tolist() == [True, False, False]
