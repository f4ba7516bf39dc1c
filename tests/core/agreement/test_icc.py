import numpy as np
import pytest

from core.agreement.published import SHROUT, rows_of
from touchstone.core.agreement import Metric, icc1, icc2, icc3, krippendorff_alpha
from touchstone.core.errors import BadInput, NoData


@pytest.mark.parametrize(
    ("measure", "value", "low", "high"),
    [(icc1, 0.17, -0.133, 0.723), (icc2, 0.29, 0.019, 0.761), (icc3, 0.71, 0.342, 0.946)],
)
def test_intraclass_correlations_of_shrout_and_fleiss_are_the_published_ones(shrout, measure, value, low, high):
    found = measure(shrout)
    assert found.value == pytest.approx(value, abs=0.005)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=0.0005)
    assert (found.units, found.values, found.raters) == (6, 24, 4)


@pytest.mark.parametrize("measure", [icc1, icc2, icc3])
def test_the_error_is_the_jackknife_over_units(shrout, measure):
    def without(left_out):
        lines = [line for unit, line in enumerate(SHROUT) if unit != left_out]
        return measure(rows_of([(u, r, v) for u, line in enumerate(lines) for r, v in enumerate(line)])).value

    left = np.array([without(unit) for unit in range(6)])
    wanted = np.sqrt(5 / 6 * ((left - left.mean()) ** 2).sum())
    assert measure(shrout).interval.standard_error == pytest.approx(wanted, rel=1e-9)


def test_icc1_is_near_the_interval_alpha_in_a_large_sample(rng):
    x = rng.normal(size=(3000, 1)) + rng.normal(size=(3000, 3))
    ratings = rows_of([(u, r, float(x[u, r])) for u in range(3000) for r in range(3) if rng.random() < 0.9])
    assert icc1(ratings).value == pytest.approx(krippendorff_alpha(ratings, Metric.INTERVAL).value, abs=0.01)


def test_icc_with_gaps_is_refused_for_the_two_way_kinds_and_taken_for_the_first(shrout):
    rows = [(u, r, v) for u, line in enumerate(SHROUT) for r, v in enumerate(line)][:-1]
    with pytest.raises(BadInput, match="23 ratings where 4 raters on 6 units make 24"):
        icc2(rows_of(rows))
    assert -1 < icc1(rows_of(rows)).value < 1


def test_words_have_no_intraclass_correlation():
    with pytest.raises(BadInput, match="needs numbers"):
        icc1(rows_of([("a", "x", "good"), ("a", "y", "bad")]))


def test_one_value_only_has_no_intraclass_correlation():
    with pytest.raises(NoData, match="all values are the same"):
        icc3(rows_of([(u, r, 1) for u in range(3) for r in range(2)]))


def test_raters_who_agree_exactly_have_one():
    exact = rows_of([(u, r, u) for u in range(5) for r in range(3)])
    for measure in (icc1, icc2, icc3):
        assert measure(exact).value == pytest.approx(1)
        assert measure(exact).interval.high == pytest.approx(1)
