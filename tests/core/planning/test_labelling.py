from datetime import date

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NoData, NotPossible
from touchstone.core.planning.label_runs import course, runs_of, stops
from touchstone.core.planning.label_values import Work
from touchstone.core.planning.labelling import plan_labels
from touchstone.core.planning.pilot import pool_of_pilot
from touchstone.core.planning.plurality import plurality_right
from touchstone.core.planning.quality import majority_right
from touchstone.core.planning.rater_pool import Pool, checked_pool, drawn_accuracies, skill_of, stated_pool
from touchstone.core.planning.vetting import gain_by_formula, reliability, selection_intensity, vetted
from touchstone.core.truth.answers import answers_of
from touchstone.core.truth.stopping import Rule

START = date(2026, 11, 23)
WORK = Work(tasks=5000, target=0.93, price=0.12, start=START)
GOOD = stated_pool(0.88, spread=0.06, clarity=0.35)


def planned(pool=GOOD, work=WORK, *, seed=0, runs=40, items=(), **changes):
    changed = msgspec.structs.replace(work, **changes)
    return plan_labels(pool, changed, rng=np.random.default_rng(seed), runs=runs, items=items)


def pilot(seed, *, mean=0.8, spread=0.1, clarity=0.5, classes=3, tasks=150, raters=25, each=5):
    """A pilot's answers and the truth, from raters of a known pool."""
    rng = np.random.default_rng(seed)
    accuracy = drawn_accuracies(Pool(mean=mean, spread=spread), raters, rng)
    skill = skill_of(accuracy, clarity=clarity, classes=classes)
    truth = rng.integers(0, classes, tasks)
    who = rng.random((tasks, raters)).argsort(1)[:, :each]
    clear = 1 + clarity * rng.standard_normal((tasks, 1))
    right = rng.random((tasks, each)) < 1 / (1 + (classes - 1) * np.exp(-skill[who] * clear))
    label = np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, classes, right.shape)) % classes)
    columns = {"task": np.repeat(np.arange(tasks), each), "rater": who.ravel(), "label": label.ravel()}
    return answers_of(columns), truth.astype(np.int32)


# how often the most frequent answer is right


@given(st.floats(0.05, 0.95), st.integers(0, 5))
def test_for_two_labels_it_is_condorcets_formula(accuracy, half):
    answers = 2 * half + 1
    expected = float(majority_right(np.array([accuracy]), answers)[0])
    assert plurality_right(accuracy, answers) == pytest.approx(expected, abs=1e-12)


def test_two_answers_are_as_good_as_one():
    assert plurality_right(0.8, 2) == pytest.approx(0.8)
    assert plurality_right(0.6, 2, classes=4) == pytest.approx(0.6)


@given(st.integers(2, 5), st.integers(1, 7))
@settings(deadline=None)
def test_whoever_guesses_is_right_by_chance(classes, answers):
    assert plurality_right(1 / classes, answers, classes=classes) == pytest.approx(1 / classes)


def test_three_labels_and_four_answers_counted_by_hand():
    # right with .6, each wrong one .2. All four; three; two with the others apart; two against two of one kind (by lot);
    # one never wins against three others unless they are all different, and there are only two kinds.
    a, b = 0.6, 0.2
    four, three = a**4, 4 * a**3 * 2 * b
    apart, tied = 6 * a**2 * 2 * b**2, 6 * a**2 * 2 * b**2
    assert plurality_right(0.6, 4, classes=3) == pytest.approx(four + three + apart + tied / 2)


# pools and vetting


def test_a_rater_of_a_stated_accuracy_has_it_over_tasks_of_all_kinds():
    rng = np.random.default_rng(0)
    skill = skill_of(np.array([0.8]), clarity=0.5, classes=3)
    clear = 1 + 0.5 * rng.standard_normal(200_000)
    assert np.mean(1 / (1 + 2 * np.exp(-skill * clear))) == pytest.approx(0.8, abs=0.002)


def test_drawn_raters_have_the_mean_and_the_spread_of_their_pool():
    drawn = drawn_accuracies(Pool(mean=0.8, spread=0.1), 20_000, np.random.default_rng(0))
    assert drawn.mean() == pytest.approx(0.8, abs=0.003)
    assert drawn.std() == pytest.approx(0.1, abs=0.003)


def test_people_who_are_nearly_always_right_leave_less_room_for_misleading_tasks():
    assert stated_pool(0.98, spread=0.01).clarity < stated_pool(0.9, spread=0.05).clarity <= 0.5


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"mean": 1.2}, "mean"),
        ({"spread": 0.5}, "spread"),
        ({"mean": 0.4}, "mean"),
        ({"shares": (0.5,)}, "shares"),
        ({"classes": 1}, "classes"),
        ({"mean": 0.99, "spread": 0.01, "clarity": 1.0}, "clarity"),
        ({"mean": float("nan")}, "mean"),
    ],
)
def test_a_pool_that_cannot_be_is_refused_by_name(wrong, place):
    with pytest.raises(BadInput) as refusal:
        checked_pool(Pool(**({"mean": 0.8, "spread": 0.1} | wrong)))
    assert refusal.value.place == place


def test_the_best_third_of_a_normal_is_a_standard_deviation_and_a_bit_above_its_mean():
    assert selection_intensity(1 / 3) == pytest.approx(1.0908, abs=1e-4)
    assert selection_intensity(1) == 0
    with pytest.raises(BadInput):
        selection_intensity(0)


def test_the_formula_is_that_of_the_measured_sets():
    # sd .15 around .634 (bluebird), 20 items: .134 predicted when the sd is taken as .15
    assert gain_by_formula(Pool(mean=0.636, spread=0.15), items=20, share=1 / 3) == pytest.approx(0.134, abs=0.003)
    assert reliability(0.8, spread=0.0, items=20) == 0


@pytest.mark.parametrize(("mean", "spread"), [(0.7, 0.15), (0.9, 0.06)])
def test_vetting_is_worth_what_a_simulated_test_finds(mean, spread):
    rng = np.random.default_rng(1)
    people = drawn_accuracies(Pool(mean=mean, spread=spread), 60_000, rng)
    score = rng.binomial(20, people) + 0.9 * rng.random(len(people))  # ties by lot
    kept = people[np.argsort(-score)[:20_000]]
    after = vetted(Pool(mean=mean, spread=spread), items=20, share=1 / 3)
    assert after.mean == pytest.approx(kept.mean(), abs=0.003)
    assert after.spread == pytest.approx(kept.std(), abs=0.003)


@given(st.floats(0.55, 0.95), st.floats(0.01, 0.15), st.integers(1, 60), st.floats(0.05, 1))
@settings(deadline=None)
def test_vetting_never_makes_people_worse_and_longer_tests_choose_better(mean, spread, items, share):
    pool = Pool(mean=mean, spread=spread)
    once, twice = vetted(pool, items=items, share=share), vetted(pool, items=2 * items, share=share)
    assert mean - 1e-9 <= once.mean <= twice.mean + 1e-9
    assert once.mean < 1


def test_where_all_are_alike_there_is_nobody_to_choose():
    pool = Pool(mean=0.8, spread=0.0)
    assert vetted(pool, items=20, share=1 / 3) == pool


# runs


def test_alike_and_independent_raters_reach_what_the_formula_says():
    pool = Pool(mean=0.75, spread=0.0, clarity=0.0, classes=3)
    one = course(pool, tasks=40_000, people=9, cap=5, rule=Rule(), known=20, rng=np.random.default_rng(0))
    formula = [plurality_right(0.75, n + 1, classes=3) for n in range(5)]
    np.testing.assert_allclose(one.right.mean(0), formula, atol=0.006)


def test_misleading_tasks_set_a_limit_that_no_number_of_answers_passes():
    pool = Pool(mean=0.8, spread=0.05, clarity=0.6)
    one = course(pool, tasks=4000, people=40, cap=35, rule=Rule(), known=20, rng=np.random.default_rng(0))
    assert plurality_right(0.8, 35) > 0.999
    assert one.right[:, -1].mean() < 0.97


def test_a_task_stops_where_it_is_first_sure_enough_or_at_the_cap():
    certainty = np.array([[0.9, 0.97, 0.5], [0.6, 0.7, 0.8], [0.99, 0.9, 0.9]])
    assert stops(certainty, 0.95).tolist() == [1, 2, 0]


def test_a_large_project_scatters_less_than_the_part_that_is_simulated():
    def scatter(of):
        found = runs_of(
            Pool(mean=0.85, spread=0.0), tasks=100, of=of, people=5, cap=3, bars=(0.9,), rule=Rule(), known=20, runs=60,
            rng=np.random.default_rng(0),
        )  # fmt: skip
        return found.fixed[:, -1].std()

    assert scatter(100) > 2 * scatter(100_000)


# plans


def test_the_same_seed_gives_the_same_plan_to_the_bit():
    assert planned() == planned()


def test_a_plan_keeps_its_promise_in_its_own_runs():
    made = planned()
    assert made.fixed.kept >= 0.9
    assert made.adaptive.kept >= 0.9
    assert made.fixed.quality.p5 < made.fixed.quality.p50 < made.fixed.quality.p95


def test_stopping_when_sure_is_cheaper_than_a_fixed_number():
    made = planned()
    assert made.adaptive.cost.p50 < made.fixed.cost.p50
    assert made.adaptive.answers_per_task.p50 < made.fixed.overlap
    assert made.adaptive.stop_at is not None


def test_money_hours_and_days_follow_from_the_answers():
    made = planned(people=10, hours_per_week=20)
    assert made.fixed.cost.p50.minor == 5000 * made.fixed.overlap * 12
    assert made.fixed.hours.p50 == pytest.approx(5000 * made.fixed.overlap / 60, rel=0.1)
    assert made.fixed.people == 10
    weeks = made.fixed.hours.p50 / 200
    assert abs((made.fixed.finish.p50 - START).days - weeks * 7) <= 1
    assert made.fixed.finish.p5 <= made.fixed.finish.p50 <= made.fixed.finish.p95


def test_paid_by_the_hour_it_costs_the_hours():
    made = planned(price=0.0, hourly=30.0)
    assert float(made.fixed.cost.p50.major) == pytest.approx(30 * made.fixed.hours.p50, rel=1e-4)


def test_a_higher_target_never_costs_less():
    costs = [planned(target=target).adaptive.cost.p50.minor for target in (0.8, 0.88, 0.93)]
    assert costs == sorted(costs)


def test_what_cannot_be_promised_is_not_and_the_plan_says_what_is_reached():
    made = planned(target=0.999)
    assert made.fixed is None
    assert made.adaptive is None
    assert "No policy with at most 9 answers is 99.9% right in 90% of runs" in made.notes[0]
    assert len(made.curve) > 9


def test_less_is_promised_of_a_pool_that_is_less_well_known():
    vague = msgspec.structs.replace(GOOD, mean_error=0.05, spread_error=0.03)
    exact, unsure = planned(), planned(vague)
    assert unsure.fixed is None or unsure.fixed.overlap > exact.fixed.overlap


def test_vetting_pays_where_people_differ_and_not_where_they_do_not():
    wide, narrow = (stated_pool(0.82, spread=spread, clarity=0.3) for spread in (0.12, 0.004))
    (test,) = planned(wide, items=(20,), target=0.88).vetting
    assert test.pays
    assert test.gain == pytest.approx(test.gain_by_formula, abs=0.02)
    assert test.total < planned(wide, target=0.88).adaptive.cost.p50
    (test,) = planned(narrow, items=(20,), target=0.88).vetting
    assert test.gain < 0.002
    assert not test.pays


def test_nobody_answers_twice_so_few_people_give_few_answers():
    made = planned(people=3)
    assert made.fixed is None or made.fixed.overlap <= 3
    assert any("3 people give one each" in note for note in made.notes)


def test_the_formula_beside_the_runs_is_for_raters_who_are_all_alike():
    made = planned()
    assert made.fixed.by_formula == pytest.approx(plurality_right(GOOD.mean, made.fixed.overlap))
    assert made.fixed.by_formula > made.fixed.quality.p50  # people err together: independence promises too much


@pytest.mark.parametrize(
    "wrong",
    [
        {"tasks": 0}, {"target": 1.0}, {"per_hour": 0.0}, {"cap": 0}, {"people": 0}, {"promise": 0.2}, {"keep": 0.0},
        {"price": 0.0}, {"hourly": 10.0}, {"price": float("nan")}, {"weeks": 0.0},
    ],
)  # fmt: skip
def test_work_that_cannot_be_planned_is_refused_by_name(wrong):
    with pytest.raises(BadInput) as refusal:
        planned(**wrong)
    assert refusal.value.place in {*wrong, "price"}


def test_a_handful_of_runs_says_nothing():
    with pytest.raises(BadInput, match="runs"):
        planned(runs=5)


# pilots


def test_a_pilot_with_known_answers_finds_the_pool_behind_it():
    found = [pool_of_pilot(answers, gold=gold) for answers, gold in (pilot(seed) for seed in range(4))]
    assert np.mean([pool.mean for pool in found]) == pytest.approx(0.8, abs=0.02)
    assert np.mean([pool.spread for pool in found]) == pytest.approx(0.1, abs=0.03)
    assert np.mean([pool.clarity for pool in found]) == pytest.approx(0.5, abs=0.1)
    assert all(0.015 < pool.mean_error < 0.06 for pool in found)
    assert found[0].source == "pilot, 750 answers to 150 known tasks"
    assert found[0].shares == pytest.approx((1 / 3,) * 3, abs=0.1)


def test_clear_tasks_are_told_from_misleading_ones():
    clear, misleading = (pilot(3, clarity=clarity, tasks=600) for clarity in (0.05, 0.8))
    assert pool_of_pilot(clear[0], gold=clear[1]).clarity < 0.35
    assert pool_of_pilot(misleading[0], gold=misleading[1]).clarity > 0.6


def test_without_known_answers_agreement_says_nearly_the_same_and_the_pool_says_so():
    found = [pool_of_pilot(pilot(seed)[0]) for seed in range(4)]
    assert np.mean([pool.mean for pool in found]) == pytest.approx(0.8, abs=0.04)
    assert "without known answers" in found[0].source


def test_known_answers_to_some_tasks_are_enough():
    answers, gold = pilot(1)
    gold[50:] = -1
    assert pool_of_pilot(answers, gold=gold).source == "pilot, 250 answers to 50 known tasks"


def test_wrong_answers_that_are_all_the_same_are_seen():
    answers, gold = pilot(2, mean=0.6, tasks=300)
    all_the_same = np.where(answers.label == gold[answers.task], answers.label, (gold[answers.task] + 1) % 3)
    same = msgspec.structs.replace(answers, label=all_the_same.astype(np.int32))
    assert pool_of_pilot(answers, gold=gold).trap < 0.3
    assert pool_of_pilot(same, gold=gold).trap == pytest.approx(1)


def test_names_and_order_of_a_pilot_do_not_matter():
    answers, gold = pilot(4)
    rng = np.random.default_rng(0)
    rows = rng.permutation(len(answers))
    renamed = answers_of(
        {
            "task": [f"{999 - answers.tasks[code]:04d}" for code in answers.task[rows]],
            "rater": [f"{answers.rater[row]:03d}" for row in rows],
            "label": answers.label[rows],
        }
    )
    other = np.array([gold[999 - int(name)] for name in renamed.tasks], dtype=np.int32)
    one, two = pool_of_pilot(answers, gold=gold), pool_of_pilot(renamed, gold=other)
    for name in ("mean", "spread", "clarity", "mean_error", "spread_error"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), rel=1e-9)


def test_a_pilot_that_says_nothing_is_refused():
    answers, gold = pilot(0, tasks=5)
    with pytest.raises(NoData, match="25 answers"):
        pool_of_pilot(answers, gold=gold)
    alone = answers_of({"task": np.arange(40), "rater": np.zeros(40, dtype=int), "label": np.arange(40) % 2})
    with pytest.raises(NoData, match="two raters"):
        pool_of_pilot(alone)
    rng = np.random.default_rng(0)
    noise = {
        "task": np.repeat(np.arange(200), 5),
        "rater": np.tile(np.arange(5), 200),
        "label": rng.integers(0, 2, 1000),
    }
    with pytest.raises(BadInput, match="no more than by chance"):
        pool_of_pilot(answers_of(noise))


def test_a_pilot_without_one_mistake_does_not_say_how_often_people_err():
    answers, truth = pilot(1)
    known = truth[answers.task].astype(np.int32)
    perfect = msgspec.structs.replace(answers, label=known)
    with pytest.raises(NoData, match="no answer was wrong"):
        pool_of_pilot(perfect, gold=truth)


def test_a_pilot_without_one_right_answer_doubts_its_labels():
    answers, truth = pilot(1)
    wrong = msgspec.structs.replace(answers, label=((truth[answers.task] + 1) % 3).astype(np.int32))
    with pytest.raises(BadInput, match="same words as the labels"):
        pool_of_pilot(wrong, gold=truth)


def test_work_that_outlasts_the_calendar_is_refused():
    with pytest.raises(NotPossible, match="9999"):
        planned(tasks=10**10, people=9, target=0.6)


def test_where_luck_alone_may_have_kept_the_promise_the_note_says_what_would_do():
    made = planned(stated_pool(0.995, spread=0.02, clarity=0.3), tasks=1000, target=0.9998)
    assert made.fixed is None
    assert made.adaptive is None
    assert "(94.7% of these 40, against luck)" in made.notes[0]
    best = float(made.notes[0].split("middle, and ")[1].split("%")[0])
    assert best < 99.98
