import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.truth.asking import Available, available, gains, next_tasks, open_tasks, worth
from touchstone.core.truth.calibration import expected_calibration_error
from touchstone.core.truth.online import RunningConsensus
from touchstone.core.truth.running import crowd_of
from touchstone.core.truth.stopping import (
    OpenTasks,
    Rule,
    Stop,
    decided,
    discounted,
    fitted_dependence,
    standing,
    stop,
    temperature,
)

INDEPENDENT = Rule(dependence=0.0)


def tasks_of(*probability, answers=1, disputed=False, **more):
    """Open tasks whose model states these probabilities."""
    count = len(probability)
    return OpenTasks(
        log_posterior=np.log(np.array(probability, dtype=float)),
        answers=np.full(count, answers),
        disputed=np.full(count, disputed),
        **more,
    )


def raters_of(*accuracy, price=None, low=None, classes=2):
    names = tuple(f"r{at}" for at in range(len(accuracy)))
    prices = np.ones(len(accuracy)) if price is None else np.array(price)
    return available(names, accuracy=np.array(accuracy), price=prices, classes=classes, low=low)


def test_one_answer_is_believed_as_it_stands_and_many_are_discounted():
    rule = Rule(dependence=0.2)
    assert temperature(np.array([0, 1, 2, 16]), rule).tolist() == [1, 1, 1.2, 4]
    assert discounted(np.log([[0.9, 0.1]]), np.array([1]), rule)[0, 0] == pytest.approx(0.9)
    odds = discounted(np.log([[0.99, 0.01]]), np.array([6]), rule)
    assert odds[0, 0] / odds[0, 1] == pytest.approx(99 ** (1 / 2))


def test_one_temperature_for_all_is_a_rule_too():
    rule = Rule(dependence=0.0, temperature=4.0)
    assert temperature(np.array([1, 20]), rule).tolist() == [4, 4]


@given(st.floats(0.5, 0.999), st.integers(1, 30), st.floats(0, 2))
def test_a_discount_never_changes_the_answer_and_never_makes_surer(sure, answers, dependence):
    before = np.log([[sure, 1 - sure]])
    after = discounted(before, np.array([answers]), Rule(dependence=dependence))
    assert after[0, 0] >= 0.5
    assert after[0, 0] <= sure + 1e-12


def test_it_says_why_it_stops():
    how = [
        stop(np.log([0.97, 0.03]), answers=1, disputed=False, rule=Rule()),
        stop(np.log([0.90, 0.10]), answers=1, disputed=False, rule=Rule()),
        stop(np.log([0.90, 0.10]), answers=9, disputed=True, rule=Rule(dependence=0)),
        stop(np.log([0.60, 0.40]), answers=9, disputed=True, rule=Rule()),
        stop(np.log([0.90, 0.10]), answers=1, disputed=False, rule=Rule(), worth=0.5),
        stop(np.log([0.60, 0.40]), answers=2, disputed=True, rule=Rule(), worth=0.5),
        stop(np.log([0.90, 0.10]), answers=1, disputed=False, rule=Rule(), worth=2.0),
    ]
    assert [one.stop for one in how] == [
        Stop.TARGET, Stop.ASK, Stop.CAP, Stop.ADJUDICATE, Stop.NOT_WORTH, Stop.ADJUDICATE, Stop.ASK,
    ]  # fmt: skip
    assert how[0].text == "97.0% sure after 1 answer: the target of 95.0% is reached"
    assert how[3].text.startswith("53.9% sure after 9 answers, not all the same: below 80% somebody")
    assert all(one.label == 0 for one in how)


def test_the_target_goes_before_cap_and_price():
    tasks = tasks_of([0.999, 0.001], answers=9)
    assert standing(tasks, INDEPENDENT, worth=np.array([-np.inf])).tolist() == [Stop.TARGET]


def test_costs_move_the_decision_to_where_errors_are_cheap():
    missed_danger_is_dear = Rule(costs=np.array([[0, 1], [20, 0]]), dependence=0)  # truth x decided; 1 is dangerous
    probability = np.array([[0.9, 0.1]])
    assert decided(probability, missed_danger_is_dear).tolist() == [1]
    assert decided(probability, Rule()).tolist() == [0]


def test_the_value_of_an_answer_is_the_textbooks():
    # p = .6, one answer from a rater right with .8: wrong costs 1. Before: .4. After: min(.6 x .8, .4 x .2) + min(.6 x .2, .4 x .8)
    gain = gains(tasks_of([0.6, 0.4], answers=0), raters_of(0.8), INDEPENDENT)
    assert gain[0, 0] == pytest.approx(0.4 - (0.08 + 0.12))


def test_where_one_answer_changes_nothing_two_or_three_may():
    sure = tasks_of([0.9, 0.1], answers=0)  # one answer at .7 leaves the decision, two the other way turn it
    one = gains(sure, raters_of(0.7), INDEPENDENT, ahead=1)[0, 0]
    three = gains(sure, raters_of(0.7), INDEPENDENT, ahead=3)[0, 0]
    assert one == pytest.approx(0, abs=1e-12)
    assert three > 0


def test_answers_that_err_together_are_worth_less_the_more_there_are():
    values = [gains(tasks_of([0.5, 0.5], answers=n), raters_of(0.8), Rule(dependence=0.3))[0, 0] for n in range(6)]
    assert values == sorted(values, reverse=True)
    assert values[5] < values[0] / 3


@given(
    st.lists(st.floats(0.01, 1), min_size=3, max_size=3),
    st.lists(st.floats(0.05, 0.95), min_size=9, max_size=9),
    st.integers(0, 9),
    st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_an_answer_is_never_worth_less_than_nothing(weights, cells, answers, dependence):
    table = np.array(cells).reshape(3, 3)
    raters = Available(names=("r",), confusion=(table / table.sum(0))[None], low=np.zeros(1), price=np.ones(1))
    probability = np.array(weights) / sum(weights)
    assert gains(tasks_of(probability, answers=answers), raters, Rule(dependence=dependence))[0, 0] >= 0


def test_a_better_rater_is_worth_more_and_a_guess_nothing():
    gain = gains(tasks_of([0.6, 0.4], answers=0), raters_of(0.5, 0.7, 0.9), INDEPENDENT)[0]
    assert gain[0] == pytest.approx(0, abs=1e-9)
    assert gain[1] < gain[2]


def test_the_first_answer_comes_from_the_cheapest_who_clears_the_target():
    raters = raters_of(0.90, 0.97, 0.99, price=[0.1, 0.5, 2.0], low=np.array([0.85, 0.955, 0.98]))
    assert next_tasks(tasks_of([0.5, 0.5], answers=0), raters, Rule()).rater.tolist() == [1]


def test_where_nobody_clears_the_target_the_best_buy_comes_first():
    raters = raters_of(0.70, 0.90, price=[0.1, 1.0], low=np.array([0.6, 0.8]))
    assert next_tasks(tasks_of([0.5, 0.5], answers=0), raters, Rule()).rater.tolist() == [0]


def test_a_dispute_goes_to_somebody_better():
    raters = raters_of(0.70, 0.90, price=[0.1, 1.0])
    disputed = tasks_of([0.5, 0.5], answers=2, disputed=True, best=np.array([0.75]))
    assert next_tasks(disputed, raters, Rule()).rater.tolist() == [1]
    nobody_better = tasks_of([0.5, 0.5], answers=2, disputed=True, best=np.array([0.95]))
    assert next_tasks(nobody_better, raters, Rule()).rater.tolist() == [0]


def test_nobody_is_asked_twice():
    raters = raters_of(0.70, 0.90)
    once = tasks_of([0.5, 0.5], [0.5, 0.5], taken=np.array([[0, 1], [1, 0], [1, 1]]))
    ask = next_tasks(once, raters, Rule())
    assert list(zip(ask.task.tolist(), ask.rater.tolist(), strict=True)) == [(0, 0)]


def test_done_tasks_are_left_out_and_doubtful_ones_come_first():
    tasks = tasks_of([0.97, 0.03], [0.8, 0.2], [0.55, 0.45], [0.7, 0.3])
    assert next_tasks(tasks, raters_of(0.8), Rule()).task.tolist() == [2, 3, 1]
    assert next_tasks(tasks, raters_of(0.8), Rule(), most=1).task.tolist() == [2]


def test_an_answer_dearer_than_what_it_saves_is_not_asked_for():
    tasks, raters = tasks_of([0.6, 0.4], answers=1), raters_of(0.8, price=[1.0])
    cheap, dear = Rule(error_price=1.0), Rule(error_price=100.0)
    assert worth(tasks, raters, cheap)[0] < 1 < worth(tasks, raters, dear)[0]
    assert len(next_tasks(tasks, raters, cheap).task) == 0
    assert len(next_tasks(tasks, raters, dear).task) == 1
    assert standing(tasks, cheap, worth=worth(tasks, raters, cheap)).tolist() == [Stop.ADJUDICATE]


def test_a_running_consensus_says_how_its_tasks_stand():
    consensus = RunningConsensus(crowd_of(["a", "b"], accuracy=0.8))
    for task, rater, label in (("t1", "ana", "a"), ("t1", "bo", "b"), ("t2", "ana", "a")):
        consensus.add(task, rater=rater, label=label)
    tasks = open_tasks(consensus, ("t1", "t2"), raters=("ana", "cem"))
    assert tasks.answers.tolist() == [2, 1]
    assert tasks.disputed.tolist() == [True, False]
    assert tasks.taken.tolist() == [[0, 0], [1, 0]]
    raters = Available(
        names=("ana", "cem"),
        confusion=np.stack([consensus.confusion(name) for name in ("ana", "cem")]),
        low=np.full(2, 0.5),
        price=np.ones(2),
    )
    assert set(next_tasks(tasks, raters, Rule()).rater.tolist()) == {1}


def crowd_that_errs_together(seed, *, tasks, each, clarity=0.5):
    """Log odds, as a model for independent raters has them, of tasks some of which mislead everybody; and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, tasks)
    skill = rng.normal(1.5, 0.5, (tasks, each))  # log odds of being right on a clear task
    clear = rng.normal(1, clarity, (tasks, 1))
    right = rng.random((tasks, each)) < 1 / (1 + np.exp(-skill * clear))
    towards_one = np.where(right == truth[:, None].astype(bool), skill, -skill)
    return towards_one.cumsum(1), truth


def as_log_posterior(odds):
    return np.stack([-np.logaddexp(0, odds), -np.logaddexp(0, -odds)], axis=1)


def at_the_stop(odds, rule):
    """After how many answers each task stops, and its honest probabilities there."""
    count = odds.shape[1]
    honest = np.stack(
        [discounted(as_log_posterior(odds[:, n]), np.full(len(odds), n + 1), rule) for n in range(count)], 1
    )
    done = honest.max(2) >= rule.target
    done[:, -1] = True
    last = done.argmax(1)
    return last + 1, honest[np.arange(len(odds)), last]


def test_what_is_stated_at_the_stop_is_true_once_it_is_discounted():
    gold_odds, gold_truth = crowd_that_errs_together(0, tasks=300, each=9)
    n = np.tile(np.arange(1, 10), 300)
    dependence = fitted_dependence(as_log_posterior(gold_odds.ravel()), answers=n, truth=np.repeat(gold_truth, 9))
    assert 0.1 < dependence < 0.6
    odds, truth = crowd_that_errs_together(1, tasks=4000, each=9)
    errors = {}
    for name, rule in (("naive", Rule(dependence=0)), ("fitted", Rule(dependence=dependence))):
        _, probability = at_the_stop(odds, rule)
        errors[name] = expected_calibration_error(probability, truth)
    assert errors["fitted"] < 0.02
    assert errors["naive"] > 0.04


def test_stopping_when_sure_needs_fewer_answers_than_a_fixed_number():
    odds, truth = crowd_that_errs_together(2, tasks=4000, each=9, clarity=0.3)
    answers, probability = at_the_stop(odds, Rule(target=0.97, dependence=0.1))
    accuracy = np.mean(probability.argmax(1) == truth)
    fixed = [np.mean((odds[:, n] > 0) == truth) for n in range(9)]
    as_good = next(n + 1 for n in range(9) if fixed[n] >= accuracy - 0.003)
    assert answers.mean() < 0.75 * as_good


def test_independent_answers_need_no_discount():
    odds, truth = crowd_that_errs_together(3, tasks=2000, each=5, clarity=0.0)
    fitted = fitted_dependence(as_log_posterior(odds[:, -1]), answers=np.full(2000, 5), truth=truth)
    assert fitted < 0.05


def test_a_dependence_needs_known_tasks_with_several_answers():
    few, single = np.log(np.full((5, 2), 0.5)), np.log(np.full((50, 2), 0.5))
    with pytest.raises(BadInput, match="5 tasks"):
        fitted_dependence(few, answers=np.full(5, 3), truth=np.zeros(5, dtype=int))
    with pytest.raises(BadInput):
        fitted_dependence(single, answers=np.ones(50, dtype=int), truth=np.zeros(50, dtype=int))


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": 1.0},
        {"cap": 0},
        {"dependence": -0.1},
        {"temperature": 0.0},
        {"error_price": 0.0},
        {"adjudicate_below": 2},
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_name(wrong):
    with pytest.raises(BadInput) as refusal:
        standing(tasks_of([0.6, 0.4]), Rule(**wrong))
    assert refusal.value.place == next(iter(wrong))


def test_costs_and_raters_that_cannot_be_are_refused():
    with pytest.raises(BadInput, match="2 x 2"):
        standing(tasks_of([0.6, 0.4]), Rule(costs=np.ones((3, 3))))
    with pytest.raises(BadInput, match="price"):
        raters_of(0.8, price=[0.0])
    with pytest.raises(BadInput, match="between 0 and 1"):
        raters_of(1.0)
    with pytest.raises(BadInput, match="error costs"):
        worth(tasks_of([0.6, 0.4]), raters_of(0.8), Rule())


def test_how_a_task_stands_is_a_name_and_no_text():
    how = standing(OpenTasks(log_posterior=np.zeros((1, 2)), answers=np.array([1]), disputed=np.array([False])), Rule())
    assert how[0] is Stop.ASK


@pytest.mark.parametrize(("log_posterior", "answers"), [([np.nan, 0.0], 1), ([0.0, -1.0], -1)])
def test_what_is_no_posterior_is_refused_and_not_asked_about_for_ever(log_posterior, answers):
    with pytest.raises(BadInput, match="task 0"):
        stop(np.array(log_posterior), answers=answers, disputed=False, rule=Rule())
