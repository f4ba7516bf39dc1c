import numpy as np
import pytest

from core.agreement.published import SHROUT, rows_of
from touchstone.core.agreement import Duplicates, Kind, Metric, bootstrap_icc, icc, krippendorff_alpha
from touchstone.core.errors import BadInput, NoData


@pytest.mark.parametrize(
    ("kind", "value", "low", "high"),
    [(Kind.ONE, 0.17, -0.133, 0.723), (Kind.TWO, 0.29, 0.019, 0.761), (Kind.THREE, 0.71, 0.342, 0.946)],
)
def test_intraclass_correlations_of_shrout_and_fleiss_are_the_published_ones(shrout, kind, value, low, high):
    found = icc(shrout, kind)
    assert found.value == pytest.approx(value, abs=0.005)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=0.0005)
    assert (found.units, found.values, found.raters) == (6, 24, 4)


@pytest.mark.parametrize("kind", Kind)
def test_the_error_is_the_jackknife_over_units(shrout, kind):
    def without(left_out):
        lines = [line for unit, line in enumerate(SHROUT) if unit != left_out]
        return icc(rows_of([(u, r, v) for u, line in enumerate(lines) for r, v in enumerate(line)]), kind).value

    left = np.array([without(unit) for unit in range(6)])
    wanted = np.sqrt(5 / 6 * ((left - left.mean()) ** 2).sum())
    assert icc(shrout, kind).interval.standard_error == pytest.approx(wanted, rel=1e-9)


def test_icc1_is_near_the_interval_alpha_in_a_large_sample(rng):
    x = rng.normal(size=(3000, 1)) + rng.normal(size=(3000, 3))
    ratings = rows_of([(u, r, float(x[u, r])) for u in range(3000) for r in range(3) if rng.random() < 0.9])
    assert icc(ratings).value == pytest.approx(krippendorff_alpha(ratings, Metric.INTERVAL).value, abs=0.01)


def test_icc_with_gaps_is_refused_for_the_two_way_kinds_and_taken_for_the_first(shrout):
    rows = [(u, r, v) for u, line in enumerate(SHROUT) for r, v in enumerate(line)][:-1]
    with pytest.raises(BadInput, match="23 ratings where 4 raters on 6 units make 24"):
        icc(rows_of(rows), Kind.TWO)
    assert -1 < icc(rows_of(rows)).value < 1


def test_words_have_no_intraclass_correlation():
    with pytest.raises(BadInput, match="needs numbers"):
        icc(rows_of([("a", "x", "good"), ("a", "y", "bad")]))


def test_one_value_only_has_no_intraclass_correlation():
    with pytest.raises(NoData, match="all values are the same"):
        icc(rows_of([(u, r, 1) for u in range(3) for r in range(2)]), Kind.THREE)


def test_raters_who_agree_exactly_have_one():
    exact = rows_of([(u, r, u) for u in range(5) for r in range(3)])
    for kind in Kind:
        assert icc(exact, kind).value == pytest.approx(1)
        assert icc(exact, kind).interval.high == pytest.approx(1)


@pytest.mark.parametrize("kind", Kind)
def test_the_bootstrap_and_the_jackknife_give_about_the_same_error(kind, rng):
    x = rng.normal(size=(150, 1)) + rng.normal(size=(150, 3)) + np.array([0.0, 0.3, 0.6])
    ratings = rows_of([(u, r, float(x[u, r])) for u in range(150) for r in range(3)])
    found, drawn = icc(ratings, kind), bootstrap_icc(ratings, kind, rng=rng, draws=800)
    assert drawn.standard_error == pytest.approx(found.interval.standard_error, rel=0.15)
    assert drawn.low < found.value < drawn.high


def test_a_rater_who_rated_a_unit_twice_does_not_make_up_for_one_who_did_not():
    rows = [("a", "x", 1), ("a", "x", 2), ("b", "x", 3), ("b", "y", 4)]
    with pytest.raises(BadInput, match="every rater once on every unit"):
        icc(rows_of(rows, duplicates=Duplicates.ALL), Kind.TWO)


@pytest.mark.parametrize("kind", Kind)
def test_the_interval_holds_the_truth_about_as_often_as_it_says(kind, rng):
    """Normal values with variances 1 of units, 1 of ratings, and severities fixed or drawn as the kind has it."""
    spread = {Kind.ONE: 0.0, Kind.TWO: 0.5, Kind.THREE: 0.5}[kind]
    truth = {Kind.ONE: 1 / 2, Kind.TWO: 1 / 2.25, Kind.THREE: 1 / 2}[kind]
    held = 0
    for _ in range(120):
        x = rng.normal(size=(20, 1)) + rng.normal(size=(20, 5)) + spread * rng.normal(size=5)
        interval = icc(rows_of([(u, r, float(x[u, r])) for u in range(20) for r in range(5)]), kind).interval
        held += interval.low <= truth <= interval.high
    assert 0.88 <= held / 120 <= 0.995
