import numpy as np
import pytest
from scipy import stats

from core.agreement.published import crowd, rows_of
from touchstone.core.agreement import (
    Weighting,
    bootstrap_two,
    both,
    cohen_kappa,
    concordance,
    kendall,
    pearson,
    spearman,
)
from touchstone.core.agreement.two import _kappa
from touchstone.core.errors import BadInput, NoData

# Fleiss, Cohen and Everitt 1969, table 1: two psychiatrists, 200 patients, three diagnoses, and their weights.
TABLE = ((106, 10, 4), (22, 28, 10), (2, 12, 6))
CREDIT = np.array([[1, 0, 0.4444], [0, 1, 0.6667], [0.4444, 0.6667, 1]])


def from_table(table):
    said = [(i, j) for i, line in enumerate(table) for j, count in enumerate(line) for _ in range(count)]
    return rows_of([(unit, rater, pair[rater]) for unit, pair in enumerate(said) for rater in (0, 1)])


def from_columns(*columns):
    return both(rows_of([(u, r, float(v)) for r, column in enumerate(columns) for u, v in enumerate(column)]))


def test_kappa_and_its_error_are_those_of_fleiss_cohen_and_everitt():
    found = cohen_kappa(both(from_table(TABLE)))
    assert found.value == pytest.approx(0.429, abs=0.0005)
    assert found.interval.standard_error**2 == pytest.approx(0.002885, abs=0.0000005)
    value, error = _kappa(np.array(TABLE) / 200, CREDIT, units=200)
    assert value == pytest.approx(0.507, abs=0.0005)
    assert error**2 == pytest.approx(0.003248, abs=0.0000005)


def test_kappas_of_cohens_example_are_the_published_ones():
    """Cohen 1968, table 1: proportions of 200 cases; .492, and .348 where the disagreements weigh 0 to 6."""
    table = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
    assert cohen_kappa(both(from_table(table))).value == pytest.approx(0.492, abs=0.0005)
    disagreement = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert _kappa(np.array(table) / 200, 1 - disagreement / 6, units=200)[0] == pytest.approx(0.348, abs=0.0005)


@pytest.mark.parametrize("weighting", Weighting)
def test_kappa_agrees_with_scikit_learn(weighting, rng):
    metrics = pytest.importorskip("sklearn.metrics", reason="a peer that only measurements need")
    pairs = both(rows_of(crowd(rng, units=300, raters=2, each=2, kinds=5, right=0.6)))
    weights = None if weighting is Weighting.NONE else weighting.value
    theirs = metrics.cohen_kappa_score(pairs.first, pairs.second, weights=weights)
    assert cohen_kappa(pairs, weighting).value == pytest.approx(theirs, abs=1e-12)


def test_only_units_that_both_rated_count():
    ratings = rows_of([("a", "x", 1), ("a", "y", 1), ("b", "x", 2), ("c", "y", 2), ("d", "x", 2), ("d", "y", 2)])
    assert both(ratings).units == 2
    assert both(ratings).confusion().tolist() == [[1, 0], [0, 1]]


def test_three_raters_are_sent_to_the_table_of_pairs():
    with pytest.raises(BadInput, match="3 raters, and this takes two"):
        both(rows_of([("a", "x", 1), ("a", "y", 1), ("a", "z", 1)]))


def test_two_raters_who_never_met_are_no_data():
    with pytest.raises(NoData, match="no unit that both"):
        both(rows_of([("a", "x", 1), ("b", "y", 1)]))


def test_two_raters_who_always_say_the_same_one_thing_have_no_kappa():
    with pytest.raises(NoData, match="one and the same value"):
        cohen_kappa(from_columns([1, 1, 1], [1, 1, 1]))


def test_correlations_agree_with_scipy(rng):
    x = rng.integers(0, 8, 80)
    y = x + rng.integers(0, 5, 80)
    pairs = from_columns(x, y)
    theirs = stats.pearsonr(x, y)
    found = pearson(pairs)
    assert found.value == pytest.approx(theirs.statistic, abs=1e-12)
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(theirs.confidence_interval(0.95)), abs=1e-9)
    assert spearman(pairs).value == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert kendall(pairs).value == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)


def test_concordance_is_kappa_with_quadratic_weights(rng):
    x = rng.integers(0, 8, 80)
    pairs = from_columns(x, np.clip(x + rng.integers(-1, 4, 80), 0, 7))
    assert concordance(pairs).value == pytest.approx(cohen_kappa(pairs, Weighting.QUADRATIC).value, abs=1e-12)


def test_a_rater_who_always_gives_ten_more_correlates_but_does_not_concur():
    x = np.arange(20)
    pairs = from_columns(x, x + 10)
    assert pearson(pairs).value == pytest.approx(1)
    assert concordance(pairs).value == pytest.approx(2 * x.var() / (2 * x.var() + 100))


@pytest.mark.parametrize("measure", [pearson, spearman, kendall, concordance])
def test_the_interval_of_a_correlation_holds_the_truth_about_as_often_as_it_says(measure, rng):
    def drawn(n):
        x = rng.normal(size=n)
        return from_columns(x, 0.7 * x + rng.normal(size=n) * np.sqrt(0.51))

    truth = measure(drawn(20_000)).value
    intervals = [measure(drawn(40)).interval for _ in range(120)]
    held = np.mean([interval.low <= truth <= interval.high for interval in intervals])
    assert 0.88 <= held <= 0.995


def test_a_rater_who_gives_one_value_throughout_cannot_be_correlated():
    with pytest.raises(NoData, match="one value throughout"):
        pearson(from_columns([1, 2, 3], [2, 2, 2]))


@pytest.mark.parametrize("measure", [cohen_kappa, pearson, concordance])
def test_the_bootstrap_and_the_formula_give_about_the_same_error(measure, rng):
    x = rng.normal(size=300)
    y = 0.7 * x + rng.normal(size=300) * np.sqrt(0.51)
    pairs = from_columns(np.round(x), np.round(y)) if measure is cohen_kappa else from_columns(x, y)
    drawn = bootstrap_two(pairs, measure, rng=rng, draws=400)
    assert drawn.standard_error == pytest.approx(measure(pairs).interval.standard_error, rel=0.2)
    assert drawn.method.startswith("bias-corrected bootstrap")


def test_the_formula_is_too_sure_of_a_correlation_where_misses_are_wild_and_the_bootstrap_is_not(rng):
    x = rng.integers(0, 5, 400)
    pairs = from_columns(x, np.where(rng.random(400) < 0.6, x, rng.integers(0, 5, 400)))
    drawn = bootstrap_two(pairs, pearson, rng=rng, draws=400)
    assert drawn.standard_error > 1.2 * pearson(pairs).interval.standard_error


def test_draws_without_a_correlation_are_counted_and_left_out(rng):
    drawn = bootstrap_two(from_columns([1, 1, 1, 2], [1, 2, 1, 2]), pearson, rng=rng, draws=300)
    assert drawn.undefined > 50
    assert drawn.draws + drawn.undefined == 300


def test_three_units_are_too_few_for_an_interval_of_a_correlation():
    assert pearson(from_columns([1, 2, 3], [1, 3, 2])).interval is None


def test_one_shared_unit_gives_kappa_no_interval():
    assert cohen_kappa(both(rows_of([("u", "x", 1), ("u", "y", 2)]))).interval is None
