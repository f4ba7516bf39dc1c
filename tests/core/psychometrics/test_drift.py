import numpy as np
import pytest

from core.psychometrics.worlds import answered_by, some_items
from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics import (
    LinkMethod,
    Model,
    calibrate,
    drift,
    group_difference,
    items_of,
    link,
    linked,
    responses_of_matrix,
)


def moved(items, positions, by):
    thresholds = items.thresholds.copy()
    thresholds[positions] += by
    return items_of(items.names, discrimination=items.discrimination, difficulty=thresholds, chance=items.chance)


@pytest.mark.parametrize("method", list(LinkMethod))
def test_a_linear_change_of_scale_is_undone_exactly(method):
    items = some_items(12, np.random.default_rng(1), steps=2)
    other = items_of(items.names, discrimination=items.discrimination * 1.3, difficulty=(items.thresholds - 0.7) / 1.3)
    found = link(items, other, method=method)
    assert (found.slope, found.intercept) == pytest.approx((1.3, 0.7), abs=1e-5)
    assert linked(other, found).thresholds == pytest.approx(items.thresholds, abs=1e-5)


@pytest.mark.parametrize("model", [Model.ONE_PARAMETER, Model.TWO_PARAMETER])
def test_an_item_that_has_become_easier_is_flagged_and_the_others_are_not(model):
    rng = np.random.default_rng(2)
    items = some_items(20, rng, spread=0.0 if model is Model.ONE_PARAMETER else 0.2)
    earlier = calibrate(answered_by(items, rng.normal(size=1200), rng), model=model)
    leaked = moved(items, [4], -0.8)
    later = calibrate(answered_by(leaked, rng.normal(0.5, 1.2, 1200), rng), model=model)
    found = drift(earlier, later)
    assert found.flagged[4]
    assert found.flagged.sum() <= 2
    assert found.names[4] not in found.anchors
    assert found.difficulty[4] == pytest.approx(-0.8, abs=3 * found.difficulty_error[4])
    assert found.link.intercept == pytest.approx(0.5, abs=0.2)
    if model is Model.TWO_PARAMETER:
        assert found.link.slope == pytest.approx(1.2, abs=0.15)


def test_without_drift_few_items_are_flagged():
    rng = np.random.default_rng(3)
    flags = []
    for _ in range(4):
        items = some_items(15, rng)
        one, other = (calibrate(answered_by(items, rng.normal(size=800), rng)) for _ in range(2))
        found = drift(one, other)
        flags.append(found.flagged.mean())
        assert found.degrees.tolist() == [2] * 15
    assert np.mean(flags) < 0.05


def test_groups_of_different_ability_are_no_difference_between_items():
    rng = np.random.default_rng(4)
    items = some_items(15, rng, steps=2)
    focal = np.arange(1600) % 2 == 1
    ability = rng.normal(size=1600) - 0.8 * focal
    harder = moved(items, [2], 0.9)
    one, other = (answered_by(each, ability, rng) for each in (items, harder))
    table = np.where(focal[:, None], other.score.reshape(1600, 15), one.score.reshape(1600, 15))
    found = group_difference(responses_of_matrix(table, items=items.names), focal, model=Model.GRADED)
    assert np.flatnonzero(found.flagged).tolist() == [2]
    assert found.difficulty[2] == pytest.approx(0.9, abs=0.3)


def test_what_cannot_be_compared_is_refused():
    rng = np.random.default_rng(5)
    responses = answered_by(some_items(5, rng), rng.normal(size=200), rng)
    one = calibrate(responses)
    with pytest.raises(BadInput, match="1pl"):
        drift(one, calibrate(responses, model=Model.ONE_PARAMETER))
    few = calibrate(answered_by(some_items(2, rng), rng.normal(size=500), rng), model=Model.ONE_PARAMETER)
    with pytest.raises(NoData, match="2 items"):
        drift(few, calibrate(responses, model=Model.ONE_PARAMETER))
    with pytest.raises(BadInput, match="marks"):
        group_difference(responses, [True])
    with pytest.raises(NoData, match="group"):
        group_difference(responses, [True] * 200)
    with pytest.raises(BadInput, match="same items"):
        link(one.items, one.items.part([1, 0, 2, 3, 4]))
