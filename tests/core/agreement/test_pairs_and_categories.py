import numpy as np
import pytest

from core.agreement.published import crowd, rows_of
from touchstone.core.agreement import (
    Metric,
    Weighting,
    both,
    by_category,
    cohen_kappa,
    convention,
    krippendorff_alpha,
    meaning,
    pairwise,
    sentence,
    square,
    subset,
)
from touchstone.core.errors import NoData


@pytest.mark.parametrize(
    ("metric", "weighting"), [(Metric.NOMINAL, Weighting.NONE), (Metric.INTERVAL, Weighting.QUADRATIC)]
)
def test_each_pair_has_the_kappa_of_the_two_alone(metric, weighting, rng):
    ratings = rows_of(crowd(rng, units=120, kinds=4))
    pairs = pairwise(ratings, metric)
    assert len(pairs.first) == 8 * 7 / 2
    for place in range(len(pairs.first)):
        two = both(subset(ratings, np.isin(ratings.rater, [pairs.first[place], pairs.second[place]])))
        assert pairs.units[place] == two.units
        assert pairs.agreement[place] == pytest.approx(float((two.first == two.second).mean()))
        assert pairs.kappa[place] == pytest.approx(cohen_kappa(two, weighting).value, abs=1e-10)


def test_pairs_counted_in_blocks_are_the_same(rng, monkeypatch):
    ratings = rows_of(crowd(rng, units=120, kinds=4))
    whole = pairwise(ratings)
    monkeypatch.setattr("touchstone.core.agreement.pairs._AT_ONCE", 20)
    assert pairwise(ratings).kappa == pytest.approx(whole.kappa, abs=1e-15)


def test_pairs_with_too_few_units_in_common_are_left_out():
    rows = [("a", "x", 1), ("a", "y", 1), ("b", "x", 2), ("b", "y", 1), ("b", "z", 1)]
    pairs = pairwise(rows_of(rows), least=2)
    assert (pairs.first.tolist(), pairs.second.tolist(), pairs.units.tolist()) == ([0], [1], [2])
    with pytest.raises(NoData, match="3 units in common"):
        pairwise(rows_of(rows), least=3)


def test_the_square_for_a_heat_map_is_symmetric_and_empty_where_raters_never_met():
    rows = [("a", "x", 1), ("a", "y", 1), ("b", "x", 2), ("b", "y", 1), ("c", "z", 1), ("c", "x", 1)]
    pairs = pairwise(rows_of(rows), least=1)
    matrix = square(pairs, np.array([2, 0, 1]), pairs.agreement)
    assert matrix[1, 2] == matrix[2, 1] == 0.5
    assert matrix[0, 1] == matrix[1, 0] == 1
    assert np.isnan(matrix[0, 2])
    assert np.isnan(np.diag(matrix)).all()


def test_raters_who_never_met_are_no_data():
    with pytest.raises(NoData, match="no two raters"):
        pairwise(rows_of([("a", "x", 1), ("b", "y", 1)]))


def test_specific_agreement_on_two_raters_is_cicchetti_and_feinsteins():
    said = [("yes", "yes")] * 40 + [("yes", "no")] * 9 + [("no", "yes")] * 6 + [("no", "no")] * 45
    ratings = rows_of([(unit, rater, pair[rater]) for unit, pair in enumerate(said) for rater in (0, 1)])
    no, yes = by_category(ratings)
    assert yes.specific == pytest.approx(2 * 40 / (2 * 40 + 15))
    assert no.specific == pytest.approx(2 * 45 / (2 * 45 + 15))
    assert yes.share + no.share == pytest.approx(1)
    # Of two categories each is the other's rest, so that both have the alpha of the whole.
    whole = krippendorff_alpha(ratings).value
    assert (yes.alpha, no.alpha) == pytest.approx((whole, whole), abs=1e-12)


def test_the_interval_of_specific_agreement_holds_the_truth_about_as_often_as_it_says(rng):
    everything = crowd(rng, units=6_000)
    truth = by_category(rows_of(everything))[0].specific
    by_unit = [everything[i : i + 4] for i in range(0, len(everything), 4)]
    held = 0
    for _ in range(120):
        drawn = [row for i in rng.choice(len(by_unit), 80, replace=False) for row in by_unit[i]]
        interval = by_category(rows_of(drawn))[0].interval
        held += interval.low <= truth <= interval.high
    assert 0.87 <= held / 120 <= 0.995


def test_a_category_that_everybody_confuses_has_an_alpha_of_its_own(rng):
    rows = [
        (unit, rater, "clear" if unit % 2 else str(rng.choice(["a", "b"]))) for unit in range(80) for rater in range(3)
    ]
    found = {category.category: category for category in by_category(rows_of(rows))}
    assert found["clear"].alpha == pytest.approx(1)
    assert found["a"].specific < 0.75 < found["clear"].specific


def test_words_claim_no_more_than_the_interval(krippendorff):
    found = krippendorff_alpha(krippendorff)
    assert "40 values on 11 units rated at least twice, by 4 raters" in sentence(found)
    assert "74% of the way" in meaning(found)
    assert "depends on what the values are used for" in meaning(found)


def test_words_say_when_chance_cannot_be_ruled_out():
    rows = [(unit, rater, (unit + rater * (unit // 2)) % 2) for unit in range(20) for rater in range(2)]
    assert "chance alone cannot be ruled out" in meaning(krippendorff_alpha(rows_of(rows)))


def test_words_say_when_raters_read_the_task_in_opposite_ways():
    rows = [(unit, rater, (unit + rater) % 2) for unit in range(30) for rater in range(2)]
    assert "less than by chance" in meaning(krippendorff_alpha(rows_of(rows)))


@pytest.mark.parametrize(
    ("value", "name"), [(-0.1, "poor"), (0.1, "slight"), (0.43, "moderate"), (0.8, "almost perfect")]
)
def test_landis_and_kochs_names_are_theirs(value, name):
    assert convention(value) == name
