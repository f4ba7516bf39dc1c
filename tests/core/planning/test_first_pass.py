"""The bar of a person turns the plan's looks around: what they must get right at first for the delivery to be right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from touchstone.core.planning import first_pass, stated
from touchstone.core.planning.first_pass import least_for_majority, least_for_review
from touchstone.core.planning.quality import MOST_ANSWERS, MOST_ROUNDS
from touchstone.core.skills.values import Competence

MADE = (Competence.WRITE, Competence.AUTHOR, Competence.EVALUATE, Competence.TUNE, Competence.BUILD)
targets = st.floats(0.01, 0.999)
competences = st.sampled_from(Competence)


@given(st.floats(0.5, 0.99), st.sampled_from([1, 3, 5, 7, 9]))
def test_the_majority_of_people_at_the_least_accuracy_is_right_as_often_as_asked(target, answers):
    least = least_for_majority(target, answers)
    assert binom.sf(answers // 2, answers, least) == pytest.approx(target, abs=1e-9)


def test_of_three_answers_the_least_accuracy_is_the_root_of_the_cubic():
    # 3p² - 2p³ = t
    roots = np.roots([-2, 3, 0, -0.9]).real
    assert least_for_majority(0.9, 3) == pytest.approx(next(root for root in roots if 0.5 < root < 1), abs=1e-9)


@given(st.floats(0.5, 0.999), st.integers(0, 3), st.floats(0.3, 0.95))
def test_review_of_work_at_the_least_share_leaves_as_much_right_as_asked(target, rounds, catch):
    least = least_for_review(target, rounds, catch)
    delivered = 1 - (1 - least) * (1 - catch) ** rounds
    assert delivered == pytest.approx(target) or (least == 0 and delivered >= target)


@given(targets, competences)
def test_people_at_the_bar_reach_the_target_with_the_looks_of_the_plan(target, competence):
    asked = first_pass(target, competence)
    if asked.judged:
        delivered = binom.sf(asked.looks // 2, asked.looks, asked.bar)
    else:
        delivered = 1 - (1 - asked.bar) * (1 - asked.catch) ** asked.looks
    assert delivered >= target - 1e-9
    assert 0 < asked.bar <= 1


@given(targets, targets, competences)
def test_a_stricter_target_never_asks_less_of_a_person(one, two, competence):
    low, high = sorted((one, two))
    assert first_pass(low, competence).bar <= first_pass(high, competence).bar + 1e-9


@given(targets, competences)
def test_nobody_is_asked_for_more_than_the_target_of_the_delivered_work(target, competence):
    assert first_pass(target, competence).bar <= target + 1e-9


def test_where_one_look_is_enough_the_bar_is_the_target():
    assert first_pass(0.7, Competence.JUDGE).bar == 0.7
    assert first_pass(0.7, Competence.WRITE).looks == 0


def test_where_the_looks_reach_the_target_the_bar_is_what_the_plan_reckons_with():
    judged, made = first_pass(0.95, Competence.LABEL), first_pass(0.95, Competence.WRITE)
    assert (judged.bar, made.bar) == (stated.ACCURACY.mid, stated.MADE_RIGHT.mid)
    assert (made.looks, made.least) == (2, pytest.approx(1 - 0.05 / 0.3**2))
    assert judged.least < judged.bar


@pytest.mark.parametrize("competence", [Competence.JUDGE, Competence.AUTHOR])
def test_where_the_most_looks_do_not_reach_it_people_must_be_better_than_the_plan_reckons(competence):
    asked = first_pass(0.999, competence)
    assert asked.looks == (MOST_ANSWERS if asked.judged else MOST_ROUNDS)
    assert asked.bar == asked.least > asked.planned


@pytest.mark.parametrize("competence", MADE)
def test_what_is_made_is_reviewed_and_not_voted_on(competence):
    assert not first_pass(0.9, competence).judged
