import numpy as np
import pytest
from msgspec import structs

from core.psychometrics.worlds import IRT, answered_by, answers, lsat6, real_answers, some_items
from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.psychometrics import (
    Beta,
    LogNormal,
    Model,
    Priors,
    calibrate,
    responses_of_matrix,
    weak_priors,
)
from touchstone.core.psychometrics.curves import category_curves
from touchstone.core.psychometrics.marginal import design_of, expect, latent

real_data = pytest.mark.real_data
here = pytest.mark.skipif(IRT is None, reason="the public answer sets are not on this machine")


def test_one_parameter_estimates_and_errors_of_lsat_6_are_the_published_ones():
    # Rizopoulos, "ltm", Journal of Statistical Software 17(5), 2006, section 3.1, its data of the same test.
    found = calibrate(lsat6(), model=Model.ONE_PARAMETER)
    assert found.items.difficulty == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=1e-4)
    assert found.threshold_error[:, 0] == pytest.approx([0.3266, 0.1422, 0.0977, 0.1691, 0.2510], abs=1e-4)
    assert found.items.discrimination == pytest.approx([0.7551] * 5, abs=1e-4)
    assert found.discrimination_error == pytest.approx([0.0694] * 5, abs=1e-4)
    assert (found.log_likelihood, found.aic, found.bic) == pytest.approx((-2466.938, 4945.875, 4975.322), abs=1e-3)


def test_two_parameter_estimates_of_lsat_6_are_the_published_ones():
    # The same, section 3.1, with 21 Gauss-Hermite nodes where there are 61 here.
    found = calibrate(lsat6())
    assert found.items.difficulty == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=3e-3)
    assert found.items.discrimination == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=1e-3)
    assert found.log_likelihood == pytest.approx(-2466.653, abs=1e-3)


@real_data
@here
def test_two_parameter_estimates_of_lsat_7_are_the_published_ones():
    # Chalmers, "mirt", Journal of Statistical Software 48(6), 2012.
    table, names = real_answers("lsat7.csv.gz")
    found = calibrate(responses_of_matrix(table, items=names))
    slopes = found.items.discrimination
    assert slopes == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], abs=2e-3)
    assert -slopes * found.items.difficulty == pytest.approx([1.856, 0.808, 1.804, 0.486, 1.855], abs=2e-3)
    assert found.log_likelihood == pytest.approx(-2658.805, abs=1e-3)


@real_data
@here
def test_verbal_aggression_is_calibrated_by_every_model():
    table, names = real_answers("verbagg.csv.gz")
    found = {model: calibrate(responses_of_matrix(table, items=names), model=model) for model in Model}
    assert found[Model.GRADED].log_likelihood == pytest.approx(found[Model.TWO_PARAMETER].log_likelihood, abs=1e-6)
    assert found[Model.TWO_PARAMETER].log_likelihood > found[Model.ONE_PARAMETER].log_likelihood
    easiest = found[Model.ONE_PARAMETER].items.names[int(np.argmin(found[Model.ONE_PARAMETER].items.difficulty))]
    assert table.mean(axis=0).argmax() == names.index(easiest)


@pytest.mark.parametrize(
    ("model", "steps"), [(Model.ONE_PARAMETER, 1), (Model.TWO_PARAMETER, 1), (Model.GRADED, 3)], ids=str
)
def test_known_items_are_found_again_and_intervals_cover(model, steps):
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(4):
        items = some_items(20, rng, steps=steps, spread=0.0 if model is Model.ONE_PARAMETER else 0.25)
        found = calibrate(answered_by(items, rng.normal(size=800), rng), model=model)
        assert np.sqrt(np.mean((found.items.discrimination - items.discrimination) ** 2)) < 0.25
        away = np.abs(found.items.thresholds - items.thresholds) / found.threshold_error
        inside.append(np.mean(away < 1.645))
    assert 0.8 < np.mean(inside) < 0.98


def test_chance_is_found_with_the_stated_priors_when_people_are_many():
    rng = np.random.default_rng(5)
    items = some_items(25, rng, chance=0.2)
    found = calibrate(answered_by(items, rng.normal(size=3000), rng), model=Model.THREE_PARAMETER)
    assert found.items.chance.mean() == pytest.approx(0.2, abs=0.03)
    assert found.priors.chance == Beta(5.0, 17.0)
    assert np.corrcoef(found.items.difficulty, items.difficulty)[0, 1] > 0.97
    assert (found.chance_error > 0).all()


def test_errors_are_those_of_the_curvature_of_the_likelihood():
    """The observed information against a numerical second derivative of the marginal log-likelihood."""
    rng = np.random.default_rng(6)
    items = some_items(4, rng, steps=2)
    responses = answered_by(items, rng.normal(size=400), rng)
    found = calibrate(responses, model=Model.GRADED, tolerance=1e-8)
    grid, design = latent(61), design_of(responses, found.items.scores)
    slopes = found.items.discrimination[:, None]
    start = np.concatenate([slopes, -slopes * found.items.thresholds], axis=1)

    def height(flat):
        return expect(design, [category_curves(flat.reshape(start.shape), grid.nodes)], grid).log_likelihood

    size, step = start.size, 1e-3
    curvature = np.zeros((size, size))
    for one in range(size):
        for other in range(size):
            ways = [
                (a * b, start.ravel() + step * (a * np.eye(size)[one] + b * np.eye(size)[other]))
                for a in (-1, 1)
                for b in (-1, 1)
            ]
            curvature[one, other] = -sum(sign * height(way) for sign, way in ways) / (4 * step**2)
    by_hand = np.sqrt(np.diag(np.linalg.inv(curvature))).reshape(start.shape)
    assert found.discrimination_error == pytest.approx(by_hand[:, 0], rel=1e-3)


def test_missing_answers_are_no_wrong_answers():
    rng = np.random.default_rng(7)
    items = some_items(20, rng)
    table = answers(items, rng.normal(size=1500), rng)
    table[rng.random(table.shape) < 0.5] = np.nan
    found = calibrate(responses_of_matrix(table, items=items.names))
    assert np.mean(found.items.difficulty - items.difficulty) == pytest.approx(0, abs=0.08)
    assert np.corrcoef(found.items.difficulty, items.difficulty)[0, 1] > 0.98


def test_a_sparse_design_gives_what_a_dense_one_gives(monkeypatch):
    rng = np.random.default_rng(8)
    table = answers(some_items(12, rng), rng.normal(size=300), rng)
    table[rng.random(table.shape) < 0.4] = np.nan
    responses = responses_of_matrix(table)
    dense = calibrate(responses)
    monkeypatch.setattr("touchstone.core.psychometrics.marginal._SPARSE_BELOW", 2.0)
    sparse = calibrate(responses)
    assert sparse.items.thresholds == pytest.approx(dense.items.thresholds, abs=1e-5)
    assert sparse.threshold_error == pytest.approx(dense.threshold_error, rel=1e-4)


def test_many_items_have_errors_taken_item_by_item_that_are_a_little_smaller(monkeypatch):
    rng = np.random.default_rng(9)
    responses = answered_by(some_items(15, rng), rng.normal(size=600), rng)
    whole = calibrate(responses)
    monkeypatch.setattr("touchstone.core.psychometrics.uncertainty._MOST_PARAMETERS", 10)
    alone = calibrate(responses)
    ratio = alone.threshold_error / whole.threshold_error
    assert (ratio <= 1 + 1e-6).all()
    assert (ratio > 0.6).all()
    assert ratio.mean() > 0.9


def test_weights_count_people():
    patterns, number = [[1, 0, 1], [0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 1]], [20, 40, 40, 25, 15]
    one = calibrate(responses_of_matrix(np.repeat(patterns, number, axis=0)), model=Model.ONE_PARAMETER)
    other = calibrate(responses_of_matrix(patterns, weight=number), model=Model.ONE_PARAMETER)
    assert one.items.difficulty == pytest.approx(other.items.difficulty, abs=1e-4)
    assert one.threshold_error == pytest.approx(other.threshold_error, abs=1e-4)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)
    assert one.people == other.people == 140


def test_the_order_of_rows_makes_no_difference_to_the_bit():
    rng = np.random.default_rng(10)
    table = answers(some_items(8, rng), rng.normal(size=200), rng)
    people, items = [f"p{row:03}" for row in range(200)], [f"q{column}" for column in range(8)]
    one = calibrate(responses_of_matrix(table, people=people, items=items))
    who, what = rng.permutation(200), rng.permutation(8)
    other = calibrate(
        responses_of_matrix(table[who][:, what], people=[people[p] for p in who], items=[items[i] for i in what])
    )
    assert one.items.thresholds.tolist() == other.items.thresholds.tolist()
    assert one.abilities.ability.tolist() == other.abilities.ability.tolist()


def test_an_item_that_everybody_gets_right_is_left_out_and_named():
    table = answers(
        some_items(5, np.random.default_rng(11)), np.random.default_rng(12).normal(size=200), np.random.default_rng(13)
    )
    table[:, 2] = 1
    found = calibrate(responses_of_matrix(table, items=list("abcde")))
    assert found.items.names == tuple("abde")
    assert [(one.item, one.why) for one in found.left_out] == [
        ("c", "everybody scored 1: this says nothing about ability")
    ]


def test_items_of_a_test_may_have_different_categories():
    rng = np.random.default_rng(14)
    ability = rng.normal(size=1000)
    table = np.c_[answers(some_items(6, rng), ability, rng), 2 * answers(some_items(6, rng, steps=2), ability, rng)]
    found = calibrate(responses_of_matrix(table), model=Model.GRADED)
    assert found.items.categories.tolist() == [2] * 6 + [3] * 6
    assert found.items.scores[-1].tolist() == [0, 2, 4]
    assert np.isnan(found.items.thresholds[0, 1])
    assert np.corrcoef(found.abilities.ability, ability)[0, 1] > 0.85


def test_what_cannot_be_calibrated_is_refused_with_the_place():
    with pytest.raises(BadInput, match="score of 2") as refusal:
        calibrate(responses_of_matrix([[0, 1], [2, 0]], people=["ana", "bo"], items=["x", "y"]))
    assert refusal.value.place == "person bo, item x"
    with pytest.raises(NoData, match="1 items"):
        calibrate(responses_of_matrix([[0], [1]]))
    with pytest.raises(BadInput, match="prior of chance"):
        calibrate(lsat6(), model=Model.THREE_PARAMETER, priors=Priors())
    with pytest.raises(BadInput, match="prior of each"):
        calibrate(lsat6(), model=Model.ONE_PARAMETER, priors=Priors(discrimination=LogNormal()))


def test_what_does_not_settle_is_not_told():
    with pytest.raises(NotConverged, match="still move"):
        calibrate(lsat6(), most_steps=3)
    with pytest.raises(NotConverged):
        calibrate(responses_of_matrix([[1, 0], [0, 1], [1, 1], [0, 0]] * 5))  # independent: no slope above 0


@pytest.mark.parametrize("model", list(Model))
def test_weak_priors_keep_a_small_sample_sane(model):
    rng = np.random.default_rng(15)
    responses = answered_by(some_items(10, rng), rng.normal(size=25), rng)
    found = calibrate(responses, model=model, priors=weak_priors(model))
    assert (found.items.discrimination > 0.2).all()
    assert (found.items.discrimination < 4).all()
    assert np.isfinite(found.threshold_error).all()


def test_a_discrimination_without_end_is_refused_and_named():
    staircase = responses_of_matrix(np.tril(np.ones((5, 4)), -1).repeat(4, axis=0), items=list("wxyz"))
    with pytest.raises(NotConverged, match=r"the discrimination of [wxyz] grows without end"):
        calibrate(staircase)


def test_progress_hears_of_each_step():
    class Heard:
        steps = 0

        def start(self, total, label):
            self.label, self.total = label, total

        def advance(self, steps=1):
            self.steps += steps

    heard = Heard()
    found = calibrate(lsat6(), progress=heard)
    assert heard.steps == found.steps
    assert "2pl" in heard.label


def test_a_calibration_is_a_value():
    found = calibrate(lsat6())
    with pytest.raises(AttributeError):
        found.steps = 1
    assert structs.asdict(found)["parameters"] == 10
