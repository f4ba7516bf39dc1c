import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.truth import numeric_solve
from touchstone.core.truth.columns import Duplicates
from touchstone.core.truth.consensus import Limits
from touchstone.core.truth.numeric import known_values, numeric, values_of


def crowd(seed=0, *, tasks=300, raters=30, slips=0.0, tails=4):
    """Simulated numbers, the truths, each rater's bias and spread, and how many answers each task has."""
    rng = np.random.default_rng(seed)
    truth, bias, spread = rng.normal(10, 3, tasks), rng.normal(0, 0.5, raters), np.exp(rng.normal(0, 0.4, raters))
    each = rng.integers(1, min(raters, 8) + 1, tasks)
    task = np.repeat(np.arange(tasks), each)
    rater = np.concatenate([rng.choice(raters, count, replace=False) for count in each])
    value = truth[task] + bias[rater] + spread[rater] * rng.standard_t(tails, len(task))
    value = np.where(rng.random(len(task)) < slips, value * 10, value)
    return {"task": task, "rater": rater, "value": value}, truth, (bias, spread), each


def means(frame):
    return np.bincount(frame["task"], frame["value"]) / np.bincount(frame["task"])


def inside(ranged, truth):
    return (ranged.low <= truth) & (truth <= ranged.high)


def test_it_is_nearer_the_truth_than_the_plain_mean_and_far_nearer_where_people_slip():
    frame, truth, _, _ = crowd()
    estimate = numeric(values_of(frame)).estimate.value
    assert np.abs(estimate - truth).mean() < 0.87 * np.abs(means(frame) - truth).mean()
    frame, truth, _, each = crowd(slips=0.03)
    several, estimate = each > 2, numeric(values_of(frame)).estimate.value
    assert np.abs(estimate - truth)[several].mean() < 0.4 * np.abs(means(frame) - truth)[several].mean()


def test_nine_of_ten_truths_lie_in_the_interval_however_many_answers_there_are():
    found = {1: [], 2: [], 8: []}
    for seed in range(4):
        frame, truth, _, each = crowd(seed)
        held = inside(numeric(values_of(frame)).estimate, truth)
        for count, there in found.items():
            there.extend(held[each == count])
    for there in found.values():
        assert 0.82 <= np.mean(there) <= 0.97


def test_it_finds_each_raters_bias_and_spread_and_says_how_well():
    frame, _, (bias, spread), _ = crowd(1, tasks=800)
    result = numeric(values_of(frame))
    assert np.corrcoef(result.bias.value, bias)[0, 1] > 0.9
    assert np.corrcoef(result.spread.value, spread)[0, 1] > 0.85
    assert inside(result.bias, bias).mean() > 0.75
    assert inside(result.spread, spread).mean() > 0.75


def test_a_task_with_one_answer_has_a_wide_interval_about_that_answer_less_the_bias():
    frame, _, _, each = crowd(2)
    values = values_of(frame)
    result = numeric(values)
    alone = np.flatnonzero(each == 1)
    rows = values.starts[alone]
    expected = values.value[rows] - result.bias.value[values.rater[rows]]
    assert result.estimate.value[alone] == pytest.approx(expected)
    width = result.estimate.high - result.estimate.low
    assert (width[alone] / 2 > 2.13 * result.spread.value[values.rater[rows]]).all()  # the t quantile for 4 degrees
    assert width[alone].mean() > 2 * width[each == 8].mean()


def test_without_biases_and_with_everybody_alike_it_is_the_plain_mean():
    rng = np.random.default_rng(3)
    frame = {"task": np.repeat(np.arange(200), 4), "rater": np.tile(np.arange(4), 200), "value": rng.normal(size=800)}
    result = numeric(values_of(frame), tails=1e6, strength=1e6)
    assert np.abs(result.estimate.value - means(frame)).max() < 0.02
    assert result.estimate.high - result.estimate.low == pytest.approx(2 * 1.645 / 2, rel=0.1)  # 1 / sqrt(4)


def test_the_joint_solution_is_that_of_the_normal_equations():
    frame, *_ = crowd(4, tasks=12, raters=5)
    values = values_of(frame)
    precision = np.random.default_rng(0).uniform(0.5, 2, len(values))
    known = np.full(12, np.nan)
    known[3] = 9.0
    found = numeric_solve.solved(values, precision=precision, bias_variance=0.3, known=known)
    free = [task for task in range(12) if task != 3]
    design = np.zeros((len(values), 17))
    design[np.arange(len(values)), values.task] = 1
    design[np.arange(len(values)), 12 + values.rater] = 1
    columns = [*free, *range(12, 17)]
    reduced, rest = design[:, columns], values.value - 9.0 * (values.task == 3)
    prior = np.diag([0.0] * 11 + [1 / 0.3] * 5)
    covariance = np.linalg.inv(reduced.T @ (precision[:, None] * reduced) + prior)
    mean = covariance @ reduced.T @ (precision * rest)
    assert found.truth[free] == pytest.approx(mean[:11])
    assert found.bias == pytest.approx(mean[11:])
    assert found.truth_variance[free] == pytest.approx(np.diag(covariance)[:11])
    assert found.bias_variance == pytest.approx(np.diag(covariance)[11:])
    assert found.answer_variance == pytest.approx(np.einsum("ij,jk,ik->i", reduced, covariance, reduced))
    assert (found.truth[3], found.truth_variance[3]) == (9.0, 0.0)


def test_a_crowd_too_large_to_invert_gets_the_same_estimates(monkeypatch):
    frame, *_ = crowd(5)
    exact = numeric(values_of(frame), limits=Limits(exactly=1))
    monkeypatch.setattr(numeric_solve, "MOST_EXACT", 10)
    nearly = numeric(values_of(frame), limits=Limits(exactly=1))
    assert nearly.estimate.value == pytest.approx(exact.estimate.value, rel=1e-6)
    width, close = (of.estimate.high - of.estimate.low for of in (exact, nearly))
    assert (close <= width * (1 + 1e-9)).all()
    assert np.median(close / width) > 0.95


@pytest.mark.parametrize("seed", range(3))
def test_a_perfect_rater_never_hurts(seed):
    frame, truth, _, _ = crowd(seed)
    more = {
        "task": np.append(frame["task"], np.arange(300)),
        "rater": np.append(frame["rater"], np.full(300, 99)),
        "value": np.append(frame["value"], truth),
    }
    without, with_them = (np.abs(numeric(values_of(given)).estimate.value - truth) for given in (frame, more))
    assert with_them.mean() < 0.5 * without.mean()


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), scale=st.sampled_from([0.001, 1.0, 1000.0]), shift=st.sampled_from([0.0, -50.0]))
def test_order_and_names_do_not_matter_and_units_carry_over(seed, scale, shift):
    frame, *_ = crowd(6, tasks=30, raters=8)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(len(frame["task"])), rng.permutation(8)
    other = {
        "task": frame["task"][order],
        "rater": names[frame["rater"]][order],
        "value": frame["value"][order] * scale + shift,
    }
    one, two = numeric(values_of(frame)), numeric(values_of(other))
    assert two.estimate.value == pytest.approx(one.estimate.value * scale + shift, rel=1e-5, abs=1e-6)
    assert two.estimate.high - two.estimate.low == pytest.approx(
        (one.estimate.high - one.estimate.low) * scale, rel=1e-4
    )
    assert two.bias.value[names] == pytest.approx(one.bias.value * scale, rel=1e-4, abs=1e-5 * scale)


def test_known_values_are_kept_and_show_what_the_whole_crowd_gets_wrong():
    frame, truth, _, _ = crowd(7)
    values = values_of({**frame, "value": frame["value"] + 2})
    gold = known_values(values, {task: truth[task] for task in range(0, 300, 3)})
    told, untold = numeric(values, gold=gold), numeric(values)
    assert (told.estimate.value[::3] == truth[::3]).all()
    assert (told.estimate.low[::3] == told.estimate.high[::3]).all()
    others = np.arange(300) % 3 > 0
    assert np.abs(untold.estimate.value - truth)[others].mean() > 1.5
    assert np.abs(told.estimate.value - truth)[others].mean() < 0.8
    assert inside(told.estimate, truth)[others].mean() > 0.82


def test_people_who_agree_to_the_last_digit_are_as_exact_as_the_digits():
    frame = {
        "task": np.repeat(np.arange(20), 3),
        "rater": np.tile(np.arange(3), 20),
        "value": np.repeat(np.arange(20.0), 3),
    }
    result = numeric(values_of(frame))
    assert result.estimate.value == pytest.approx(np.arange(20.0))
    assert (result.estimate.high - result.estimate.low < 1).all()


def test_one_value_throughout_is_that_value():
    result = numeric(values_of({"task": [1, 1, 2, 2], "rater": ["a", "b", "a", "b"], "value": [5.0] * 4}))
    assert result.estimate.value == pytest.approx([5.0, 5.0])


def test_what_cannot_be_a_number_is_named_with_its_row():
    with pytest.raises(BadInput, match=r"column value, row 2: is empty"):
        values_of({"task": [1, 1], "rater": ["a", "b"], "value": [5.0, np.nan]})
    with pytest.raises(BadInput, match=r"there are no answers"):
        values_of({"task": [], "rater": [], "value": []})
    with pytest.raises(BadInput, match=r"row 2: 'a' answered task 1 twice"):
        values_of({"task": [1, 1], "rater": ["a", "a"], "value": [5.0, 6.0]})
    last = values_of({"task": [1, 1], "rater": ["a", "a"], "value": [5.0, 6.0]}, duplicates=Duplicates.LAST)
    assert list(last.value) == [6.0]


def test_what_cannot_be_told_is_not():
    alone = values_of({"task": [1, 2], "rater": ["a", "a"], "value": [5.0, 6.0]})
    with pytest.raises(NoData, match="no task has two answers"):
        numeric(alone)
    assert numeric(alone, gold=known_values(alone, {1: 4.0})).bias.value[0] > 0
    with pytest.raises(BadInput, match="none of the known tasks"):
        known_values(alone, {3: 1.0})
    with pytest.raises(BadInput, match="cannot be a known value"):
        known_values(alone, {1: np.inf})
    with pytest.raises(BadInput, match="above 0"):
        numeric(alone, tails=0)
    with pytest.raises(NotConverged, match="numeric"):
        numeric(values_of(crowd()[0]), limits=Limits(iterations=2))


@pytest.mark.parametrize("values", [[1e300, -1e300, 1.0, 2.0], [1e-300, 2e-300, 1e-300, 3e-300]])
def test_values_that_cannot_be_squared_are_refused(values):
    with pytest.raises(BadInput, match="another unit"):
        numeric(values_of({"task": [1, 1, 2, 2], "rater": list("xyxy"), "value": values}))
