import numpy as np
import pytest

from core.psychometrics.worlds import IRT, answered_by, answers, real_answers, some_items
from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics import calibrate, item_fit, person_fit, responses_of_matrix, score_fit
from touchstone.core.psychometrics.multiple import false_discovery


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(1)
    items = some_items(20, rng)
    ability = rng.normal(size=1500)
    table = answers(items, ability, rng)
    return items, ability, table


def test_mean_squares_are_one_where_the_model_holds(world):
    items, _, table = world
    found = item_fit(responses_of_matrix(table, items=items.names), items)
    assert found.infit == pytest.approx(1, abs=0.06)
    assert found.outfit.mean() == pytest.approx(1, abs=0.04)
    assert np.mean(np.abs(found.infit_t) < 2.5) > 0.9
    assert found.answers.tolist() == [1500] * 20


def test_mean_squares_are_one_with_graded_and_missing_answers_too():
    rng = np.random.default_rng(2)
    items = some_items(12, rng, steps=3)
    table = answers(items, rng.normal(size=1500), rng)
    table[rng.random(table.shape) < 0.4] = np.nan
    found = item_fit(responses_of_matrix(table, items=items.names), items)
    assert found.infit == pytest.approx(1, abs=0.12)
    assert found.infit.mean() == pytest.approx(1, abs=0.03)


def test_an_item_answered_at_random_does_not_fit(world):
    items, _, table = world
    broken = table.copy()
    broken[:, 7] = np.random.default_rng(3).integers(0, 2, len(table))
    responses = responses_of_matrix(broken, items=items.names)
    fit, by_score = item_fit(responses, items), score_fit(responses, items)
    assert fit.infit_t.argmax() == 7
    assert fit.infit_t[7] > 5
    assert by_score.adjusted[7] < 1e-6


def test_s_x2_keeps_its_level_where_the_model_holds(world):
    items, _, table = world
    responses = responses_of_matrix(table, items=items.names)
    found = score_fit(responses, calibrate(responses).items)
    assert np.mean(found.p_value < 0.05) <= 0.15
    assert found.people == 1500
    assert (found.degrees > 5).all()


@pytest.mark.real_data
@pytest.mark.skipif(IRT is None, reason="the public answer sets are not on this machine")
def test_s_x2_of_lsat_7_is_the_one_that_mirt_documents():
    # R package mirt, help page of `itemfit`: itemfit(mirt(expand.table(LSAT7), 1)).
    table, names = real_answers("lsat7.csv.gz")
    responses = responses_of_matrix(table, items=names)
    found = score_fit(responses, calibrate(responses).items)
    assert found.statistic == pytest.approx([4.749, 14.451, 1.270, 5.237, 0.941], abs=0.01)
    assert found.degrees.tolist() == [2] * 5


def test_s_x2_uses_only_people_who_answered_everything(world):
    items, _, table = world
    holes = table.copy()
    holes[:700, 0] = np.nan
    assert score_fit(responses_of_matrix(holes, items=items.names), items).people == 800
    holes[:, 0] = np.where(np.arange(1500) % 2, holes[:, 0], np.nan)
    holes[:, 1] = np.where(np.arange(1500) % 2, np.nan, holes[:, 1])
    with pytest.raises(NoData, match="nobody"):
        score_fit(responses_of_matrix(holes, items=items.names), items)
    graded = some_items(3, np.random.default_rng(4), steps=2)
    with pytest.raises(BadInput, match="two categories"):
        score_fit(answered_by(graded, np.zeros(5), np.random.default_rng(5)), graded)


def test_somebody_who_misses_the_easy_and_gets_the_hard_stands_out(world):
    items, _, table = world
    order = np.argsort(items.difficulty)
    odd = table.copy()
    odd[0, order] = np.r_[np.zeros(10), np.ones(10)]
    found = person_fit(responses_of_matrix(odd, items=items.names), items)
    assert found.infit_t[0] > 3
    assert found.infit_t[1:].mean() == pytest.approx(0, abs=0.3)
    assert 0.6 < found.infit_t[1:].std() < 1.1  # below 1: the ability was estimated from the same answers


def test_false_discovery_is_the_published_example():
    # Benjamini & Hochberg, JRSS B 57 (1995), section 4.1: 15 hypotheses, four rejected at 0.05.
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    adjusted = false_discovery(np.array([*p_values, np.nan]))
    assert (adjusted[:15] <= 0.05).sum() == 4
    assert adjusted[0] == pytest.approx(0.0015)
    assert np.isnan(adjusted[15])
