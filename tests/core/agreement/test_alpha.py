import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.agreement.published import crowd, rows_of
from touchstone.core.agreement import Metric, alpha_by_group, group_of_units, krippendorff_alpha
from touchstone.core.agreement.alpha import alpha_within
from touchstone.core.agreement.cells import cells_of
from touchstone.core.agreement.resample import _alpha_statistic
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Coded

PUBLISHED = {Metric.NOMINAL: 0.743, Metric.ORDINAL: 0.815, Metric.INTERVAL: 0.849, Metric.RATIO: 0.797}


def by_definition(rows, metric):
    """Krippendorff's formulas as they are printed: coincidences, and a distance for each pair of values."""
    units = {}
    for unit, _, value in rows:
        units.setdefault(unit, []).append(value)
    several = [values for values in units.values() if len(values) > 1]
    kinds = sorted({value for values in several for value in values})
    n = {c: sum(values.count(c) for values in several) for c in kinds}

    def distance(c, k):
        if metric is Metric.NOMINAL:
            return float(c != k)
        if metric is Metric.INTERVAL:
            return (c - k) ** 2
        if metric is Metric.RATIO:
            return ((c - k) / (c + k)) ** 2 if c + k else 0.0
        between = [n[g] for g in kinds if min(c, k) <= g <= max(c, k)]
        return (sum(between) - (n[c] + n[k]) / 2) ** 2 if c != k else 0.0

    observed = sum(
        distance(a, b) / (len(values) - 1)
        for values in several
        for i, a in enumerate(values)
        for j, b in enumerate(values)
        if i != j
    )
    expected = sum(n[c] * n[k] * distance(c, k) for c in kinds for k in kinds)
    return 1 - (sum(n.values()) - 1) * observed / expected if expected else None


@pytest.mark.parametrize("metric", Metric)
def test_alpha_of_krippendorffs_example_is_the_published_one(krippendorff, metric):
    found = krippendorff_alpha(krippendorff, metric)
    assert found.value == pytest.approx(PUBLISHED[metric], abs=0.0005)
    assert (found.units, found.values, found.raters) == (11, 40, 4)


@pytest.mark.parametrize("metric", Metric)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 4)), min_size=2, max_size=40))
@settings(max_examples=60, deadline=None)
def test_alpha_is_its_definition(metric, drawn):
    rows = list({(unit, rater): (unit, rater, value) for unit, rater, value in drawn}.values())
    several = len({unit for unit, _, _ in rows}) < len(rows)
    wanted = by_definition(rows, metric) if several else None
    if wanted is None:
        with pytest.raises(NoData):
            krippendorff_alpha(rows_of(rows), metric)
    else:
        assert krippendorff_alpha(rows_of(rows), metric).value == pytest.approx(wanted, abs=1e-10)


@pytest.mark.parametrize("metric", Metric)
def test_alpha_agrees_with_evalica(metric, rng):
    evalica = pytest.importorskip("evalica", reason="a peer that only measurements need")
    pandas = pytest.importorskip("pandas")
    rows = [(unit, rater, value + 1) for unit, rater, value in crowd(rng, units=200, kinds=6)]
    frame = pandas.DataFrame(rows, columns=["unit", "rater", "value"])
    theirs = evalica.alpha(frame.pivot_table(index="rater", columns="unit", values="value"), distance=metric.value)
    assert krippendorff_alpha(rows_of(rows), metric).value == pytest.approx(theirs.alpha, abs=1e-9)


@pytest.mark.parametrize("metric", Metric)
def test_the_influence_of_a_unit_is_the_slope_in_its_weight(metric, rng):
    ratings = rows_of([(unit, rater, value + 1) for unit, rater, value in crowd(rng, units=25, kinds=5)])
    cells = cells_of(ratings)
    found = alpha_within(ratings, metric, np.zeros(len(ratings.unit_names), dtype=np.int64))
    step = 1e-5
    weights = np.ones((cells.units, cells.units)) + step * np.eye(cells.units)
    less = np.ones((cells.units, cells.units)) - step * np.eye(cells.units)
    value = _alpha_statistic(cells, metric, ratings.scale)
    assert (value(weights) - value(less)) / (2 * step) == pytest.approx(found.influence, abs=1e-7)
    assert value(np.ones((1, cells.units)))[0] == pytest.approx(found.value[0], abs=1e-12)


@pytest.mark.parametrize("metric", Metric)
def test_units_of_one_pattern_counted_as_one_change_nothing(metric, rng):
    ratings = rows_of([(unit, rater, value + 1) for unit, rater, value in crowd(rng, units=120, kinds=3)])
    as_one, each = alpha_within(ratings, metric), alpha_within(ratings, metric, np.zeros(120, dtype=np.int64))
    assert len(as_one.influence) < 20 < len(each.influence) == 120
    assert as_one.value == pytest.approx(each.value, abs=1e-13)
    assert as_one.standard_error() == pytest.approx(each.standard_error(), rel=1e-10)
    assert sorted(as_one.of_each_unit) == pytest.approx(sorted(each.influence), abs=1e-12)


def test_alpha_takes_hundreds_of_thousands_of_different_values_in_linear_memory(rng):
    units = np.arange(200_000, dtype=np.int32).repeat(2)
    x = rng.normal(size=200_000).repeat(2) + rng.normal(size=400_000)
    raters = np.tile(np.array([0, 1], dtype=np.int32), 200_000)
    ratings = rows_of([(0, 0, 0.5), (0, 1, 1.5)])
    ratings = type(ratings)(
        unit=units,
        rater=raters,
        value=np.argsort(np.argsort(x)).astype(np.int32),
        unit_names=range(200_000),
        rater_names=[0, 1],
        value_names=np.sort(x),
        scale=np.sort(x),
        numeric=True,
        missing=0,
        repeated=0,
    )
    # Values that correlate by one half; their ranks by 6/pi arcsin(1/4).
    for metric, truth in ((Metric.INTERVAL, 0.5), (Metric.ORDINAL, 6 / np.pi * np.arcsin(0.25))):
        found = krippendorff_alpha(ratings, metric)
        assert found.value == pytest.approx(truth, abs=0.006)
        assert found.interval.standard_error == pytest.approx(0.75 / np.sqrt(200_000), rel=0.1)


def test_a_shift_of_all_values_does_not_move_the_interval_alpha(rng):
    rows = crowd(rng, kinds=5)
    far = [(unit, rater, value + 1.7e9) for unit, rater, value in rows]
    near, moved = (krippendorff_alpha(rows_of(of), Metric.INTERVAL) for of in (rows, far))
    assert moved.value == pytest.approx(near.value, abs=1e-9)
    assert moved.interval.standard_error == pytest.approx(near.interval.standard_error, rel=1e-7)


def test_neither_the_order_of_the_rows_nor_the_names_matter(rng):
    rows = crowd(rng, kinds=4)
    mixed = [rows[i] for i in rng.permutation(len(rows))]
    renamed = [(f"u{unit}", f"r{rater}", value) for unit, rater, value in rows]
    for metric in Metric:
        plain = krippendorff_alpha(rows_of(rows), metric)
        assert krippendorff_alpha(rows_of(mixed), metric) == plain
        assert krippendorff_alpha(rows_of(renamed), metric).value == pytest.approx(plain.value, abs=1e-12)


def test_the_interval_holds_the_truth_about_as_often_as_it_says(rng):
    everything = crowd(rng, units=6_000)
    truth = krippendorff_alpha(rows_of(everything)).value
    by_unit = [everything[i : i + 4] for i in range(0, len(everything), 4)]
    held = 0
    for _ in range(120):
        drawn = [row for i in rng.choice(len(by_unit), 60, replace=False) for row in by_unit[i]]
        interval = krippendorff_alpha(rows_of(drawn)).interval
        held += interval.low <= truth <= interval.high
    assert 0.88 <= held / 120 <= 0.995


def test_alpha_by_group_is_alpha_of_the_group_alone(rng):
    rows = [(unit, rater, value + 1) for unit, rater, value in crowd(rng, units=90, kinds=4)]
    ratings = rows_of(rows)
    names = ["de", "en", "pt", "xx"]
    group = Coded(codes=np.array([unit % 3 for unit in range(90)], dtype=np.int32), names=names)
    for metric in Metric:
        found = alpha_by_group(ratings, group, metric)
        for g in range(3):
            alone = krippendorff_alpha(rows_of([row for row in rows if row[0] % 3 == g]), metric)
            assert found[g].value == pytest.approx(alone.value, abs=1e-12)
            assert found[g].interval.standard_error == pytest.approx(alone.interval.standard_error, rel=1e-9)
            assert (found[g].units, found[g].values) == (alone.units, alone.values)
        assert found[3].value is found[3].interval is None


def test_a_unit_in_two_groups_is_refused_by_name():
    unit = np.array([0, 0, 1], dtype=np.int32)
    group = Coded(codes=np.array([0, 1, 1], dtype=np.int32), names=["de", "en"])
    with pytest.raises(BadInput, match="unit ana: it is in two groups: de and en"):
        group_of_units(unit, group, unit_names=["ana", "bo"])


@pytest.mark.parametrize(
    ("rows", "metric", "error", "said"),
    [
        ([(0, 0, "a"), (0, 1, "b")], Metric.INTERVAL, BadInput, "needs numbers"),
        ([(0, 0, -1), (0, 1, 2)], Metric.RATIO, BadInput, "true zero"),
        ([(0, 0, 1), (1, 1, 2)], Metric.NOMINAL, NoData, "no unit has two ratings"),
        ([(0, 0, 1), (0, 1, 1)], Metric.NOMINAL, NoData, "all values are the same"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(rows, metric, error, said):
    with pytest.raises(error, match=said):
        krippendorff_alpha(rows_of(rows), metric)


def test_full_agreement_is_one_with_no_doubt():
    found = krippendorff_alpha(rows_of([(unit, rater, unit % 3) for unit in range(12) for rater in range(3)]))
    assert found.value == 1
    assert found.interval.standard_error == pytest.approx(0, abs=1e-12)
