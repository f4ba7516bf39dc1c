import numpy as np
import pytest

from core.agreement.published import crowd, rows_of
from touchstone.core.agreement import (
    Chance,
    Metric,
    bootstrap_alpha,
    bootstrap_kappa,
    gwet_ac,
    krippendorff_alpha,
)
from touchstone.core.agreement.cells import cells_of
from touchstone.core.agreement.resample import patterns
from touchstone.core.errors import BadInput, NoData


@pytest.mark.parametrize("metric", Metric)
def test_the_bootstrap_and_the_formula_give_about_the_same_error(metric, rng):
    ratings = rows_of([(unit, rater, value + 1) for unit, rater, value in crowd(rng, units=300, kinds=4)])
    drawn = bootstrap_alpha(ratings, metric, rng=rng, draws=800)
    found = krippendorff_alpha(ratings, metric)
    assert drawn.standard_error == pytest.approx(found.interval.standard_error, rel=0.12)
    assert (drawn.low, drawn.high) == pytest.approx((found.interval.low, found.interval.high), abs=0.02)


@pytest.mark.parametrize("chance", Chance)
def test_the_same_for_kappas(chance, rng):
    ratings = rows_of(crowd(rng, units=300, kinds=4))
    drawn = bootstrap_kappa(ratings, chance, rng=rng, draws=800)
    assert drawn.percentile_low < drawn.percentile_high
    if chance is Chance.GWET:
        assert drawn.standard_error == pytest.approx(gwet_ac(ratings).interval.standard_error, rel=0.12)


@pytest.mark.parametrize("metric", Metric)
def test_patterns_stand_for_their_units_exactly(metric, rng):
    rows = [(unit, rater, value + 1) for unit, rater, value in crowd(rng, units=200, kinds=3)]
    many = bootstrap_alpha(rows_of(rows), metric, rng=np.random.default_rng(1), draws=1500)
    # Where there can be 63 values, their counts make no number of 63 bits, and every unit stands for itself.
    alone = rows_of(rows, order=tuple(range(1, 64)))
    assert len(patterns(cells_of(alone))[1]) == 200
    one_by_one = bootstrap_alpha(alone, metric, rng=np.random.default_rng(2), draws=1500)
    assert one_by_one.standard_error == pytest.approx(many.standard_error, rel=0.12)


def test_patterns_count_every_unit_once(rng):
    cells = cells_of(rows_of(crowd(rng, units=200, kinds=3)))
    distinct, times = patterns(cells)
    assert times.sum() == 200
    assert len(times) <= 15  # of 4 ratings on 3 values
    assert (distinct.size * times).sum() == cells.size.sum()
    totals = np.bincount(distinct.value, distinct.count * times[distinct.unit])
    assert totals.tolist() == np.bincount(cells.value, cells.count).tolist()


def test_the_same_seed_gives_the_same_answer_whatever_the_order_of_the_rows(rng):
    rows = crowd(rng)
    mixed = [rows[i] for i in rng.permutation(len(rows))]
    one, other = (bootstrap_alpha(rows_of(of), rng=np.random.default_rng(5)) for of in (rows, mixed))
    assert one == other


def test_draws_that_hold_one_value_only_are_counted_and_left_out():
    rows = [(unit, rater, int(unit == 0)) for unit in range(6) for rater in range(2)]
    rows[1] = (0, 1, 0)
    drawn = bootstrap_alpha(rows_of(rows), rng=np.random.default_rng(3), draws=500)
    assert drawn.undefined == pytest.approx(500 * (5 / 6) ** 6, abs=60)
    assert drawn.draws + drawn.undefined == 500


def test_full_agreement_leaves_no_doubt():
    rows = [(unit, rater, unit % 3) for unit in range(30) for rater in range(3)]
    drawn = bootstrap_alpha(rows_of(rows), rng=np.random.default_rng(3), draws=200)
    assert drawn.low == drawn.high == 1


def test_one_draw_is_refused(krippendorff):
    with pytest.raises(BadInput, match="1 draws"):
        bootstrap_alpha(krippendorff, rng=np.random.default_rng(1), draws=1)


def test_nothing_to_draw_is_no_data():
    with pytest.raises(NoData):
        bootstrap_kappa(rows_of([(0, 0, 1), (0, 1, 1)]), Chance.FLEISS, rng=np.random.default_rng(1))


def test_progress_is_told_draw_by_draw(krippendorff):
    class Watch:
        total = done = 0

        def start(self, total, label):
            self.total, self.label = total, label

        def advance(self, steps=1):
            self.done += steps

    watch = Watch()
    bootstrap_alpha(krippendorff, rng=np.random.default_rng(1), draws=50, progress=watch)
    assert watch.total == watch.done == 50
