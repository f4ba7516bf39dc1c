import numpy as np
import pytest

from core.agreement.published import crowd, rows_of
from touchstone.core.agreement import (
    Chance,
    Weighting,
    both,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
)
from touchstone.core.agreement.cells import cells_of
from touchstone.core.agreement.kappa import MOST_WEIGHTED, kappa_within, weight_table
from touchstone.core.agreement.resample import _kappa_statistic
from touchstone.core.errors import BadInput, NoData


def table_of_counts(ratings):
    counts = np.zeros((len(ratings.unit_names), len(ratings.value_names)))
    np.add.at(counts, (ratings.unit, ratings.value), 1)
    return counts


def gwet_2014(counts, weights):
    """AC2 and its variance as printed in Gwet 2014, ch. 5, for units that all have two ratings or more."""
    n, q = counts.shape
    r = counts.sum(axis=1)
    agreeing = (counts * (counts @ weights - 1)).sum(axis=1) / (r * (r - 1))
    share = (counts / r[:, None]).mean(axis=0)
    per = weights.sum() / (q * (q - 1))
    expected = per * (share * (1 - share)).sum()
    value = (agreeing.mean() - expected) / (1 - expected)
    chance = per * (counts @ (1 - share)) / r
    each = (agreeing - expected) / (1 - expected) - 2 * (1 - value) * (chance - expected) / (1 - expected)
    return value, np.sqrt(((each - value) ** 2).sum() / (n * (n - 1)))


def fleiss_2014(counts, weights):
    n = len(counts)
    r = counts.sum(axis=1)
    agreeing = (counts * (counts @ weights - 1)).sum(axis=1) / (r * (r - 1))
    share = (counts / r[:, None]).mean(axis=0)
    expected = share @ weights @ share
    value = (agreeing.mean() - expected) / (1 - expected)
    chance = (counts / r[:, None]) @ (weights @ share)
    each = (agreeing - expected) / (1 - expected) - 2 * (1 - value) * (chance - expected) / (1 - expected)
    return value, np.sqrt(((each - value) ** 2).sum() / (n * (n - 1)))


def test_fleiss_kappa_of_fleiss_example_is_the_published_one(fleiss):
    found = fleiss_kappa(fleiss)
    assert found.value == pytest.approx(0.430, abs=0.0005)
    assert percent_agreement(fleiss).value == pytest.approx(0.5556, abs=0.00005)
    assert (found.units, found.values) == (30, 180)


def test_coefficients_of_gwets_example_with_gaps_are_the_published_ones(krippendorff):
    """Gwet 2014, table of 4 raters and 12 units, as his R package irrCAC prints it."""
    assert gwet_ac(krippendorff).value == pytest.approx(0.77544, abs=0.000005)
    assert fleiss_kappa(krippendorff).value == pytest.approx(0.76117, abs=0.000005)
    assert percent_agreement(krippendorff).value == pytest.approx(0.81818, abs=0.000005)


def test_ac1_is_high_where_kappa_breaks_down_on_a_rare_category():
    """Gwet 2008, table 1: 118 both yes, 7 differ, none both no."""
    said = [(1, 1)] * 118 + [(1, 0)] * 5 + [(0, 1)] * 2
    ratings = rows_of([(unit, rater, pair[rater]) for unit, pair in enumerate(said) for rater in (0, 1)])
    assert gwet_ac(ratings).value == pytest.approx(0.941, abs=0.0005)
    assert cohen_kappa(both(ratings)).value == pytest.approx(-0.023, abs=0.0005)


@pytest.mark.parametrize("weighting", Weighting)
def test_values_and_errors_are_gwets_formulas(weighting, rng):
    ratings = rows_of(crowd(rng, kinds=5))
    weights = weight_table(ratings.scale, weighting)
    counts, table = table_of_counts(ratings), np.eye(5) if weights is None else weights
    for found, wanted in (
        (gwet_ac(ratings, weighting), gwet_2014(counts, table)),
        (fleiss_kappa(ratings, weighting), fleiss_2014(counts, table)),
    ):
        assert (found.value, found.interval.standard_error) == pytest.approx(wanted, rel=1e-10)


@pytest.mark.parametrize("chance", Chance)
@pytest.mark.parametrize("weighting", Weighting)
def test_the_influence_of_a_unit_is_the_slope_in_its_weight_with_lone_ratings_too(chance, weighting, rng):
    rows = crowd(rng, units=25, kinds=4)
    ratings = rows_of([*rows[:-6], (100, 0, 1), (101, 0, 2)])
    cells = cells_of(ratings, least=1)
    found = kappa_within(ratings, chance, weighting, np.zeros(len(ratings.unit_names), dtype=np.int64))
    step = 1e-5 * np.eye(cells.units)
    value = _kappa_statistic(cells, chance, weight_table(ratings.scale, weighting))
    slope = (value(1 + step) - value(1 - step)) / 2e-5
    assert slope == pytest.approx(found.influence, abs=1e-7)


@pytest.mark.parametrize("chance", Chance)
def test_units_of_one_pattern_counted_as_one_change_nothing(chance, rng):
    ratings = rows_of([*crowd(rng, units=120, kinds=3), (500, 0, 1), (501, 1, 1)])
    of = np.zeros(len(ratings.unit_names), dtype=np.int64)
    as_one, each = (kappa_within(ratings, chance, Weighting.LINEAR, group) for group in (None, of))
    assert len(as_one.influence) < 25 < len(each.influence) == 122
    assert as_one.value == pytest.approx(each.value, abs=1e-13)
    assert as_one.standard_error() == pytest.approx(each.standard_error(), rel=1e-10)
    assert (as_one.units, as_one.values) == (each.units, each.values)


def test_a_near_miss_earns_credit_by_its_weight():
    assert weight_table(np.array([0.0, 1.0, 4.0]), Weighting.LINEAR)[0].tolist() == [1, 0.75, 0]
    assert weight_table(np.array([0.0, 1.0, 4.0]), Weighting.QUADRATIC)[0].tolist() == [1, 0.9375, 0]


def test_ac1_counts_values_that_nobody_used():
    said = [("a", "x", "no"), ("a", "y", "no"), ("b", "x", "no"), ("b", "y", "no")]
    with pytest.raises(NoData, match="all values are the same"):
        gwet_ac(rows_of(said))
    assert gwet_ac(rows_of(said, order=("no", "yes"))).value == 1


def test_too_many_different_values_are_not_weighed():
    with pytest.raises(BadInput, match="too many to weigh"):
        weight_table(np.arange(MOST_WEIGHTED + 1.0), Weighting.LINEAR)


def test_a_crowd_of_one_value_has_no_kappa():
    with pytest.raises(NoData, match="all values are the same"):
        fleiss_kappa(rows_of([(0, 0, 1), (0, 1, 1)]))


def test_units_with_one_rating_are_no_data():
    with pytest.raises(NoData, match="no unit has two ratings"):
        percent_agreement(rows_of([(0, 0, 1), (1, 1, 2)]))
