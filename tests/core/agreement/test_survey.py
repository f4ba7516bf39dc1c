import numpy as np
import pytest

from core.agreement.published import SHROUT, crowd, rows_of
from touchstone.core.agreement import Duplicates, Metric, by_rater, confusions, krippendorff_alpha, pairwise, survey
from touchstone.core.errors import BadInput, NoData


def names(found):
    return [of.name for of in found.coefficients]


def test_each_metric_has_the_measures_that_fit(rng):
    many = rows_of([(u, r, v + 1) for u, r, v in crowd(rng)])
    assert names(survey(many)) == ["Krippendorff's alpha, nominal", "Fleiss' kappa", "Gwet's AC1", "Percent agreement"]
    assert "Gwet's AC2, quadratic weights" in names(survey(many, Metric.ORDINAL))
    numbers = survey(many, Metric.INTERVAL)
    assert names(numbers) == ["Krippendorff's alpha, interval", "ICC(1)"]
    assert [of.name for of in numbers.left_out] == ["ICC(2,1)", "ICC(3,1)"]
    assert numbers.categories == ()


def test_two_raters_are_compared_as_two(rng):
    two = rows_of([(u, r, v + 1) for u, r, v in crowd(rng, raters=2, each=2)])
    assert names(survey(two))[-1] == "Cohen's kappa"
    assert names(survey(two, Metric.ORDINAL))[-3:] == [
        "Cohen's kappa, quadratic weights",
        "Spearman",
        "Kendall's tau-b",
    ]
    assert names(survey(two, Metric.RATIO))[-3:] == ["Concordance", "Pearson", "Spearman"]


def test_with_draws_every_measure_has_a_bootstrap_that_does_not_hang_on_the_others(rng):
    two = rows_of([(u, r, v + 1) for u, r, v in crowd(rng, raters=2, each=2)])
    found = survey(two, Metric.INTERVAL, draws=50, rng=np.random.default_rng(1))
    assert all(of.bootstrap.draws == 50 for of in found.coefficients)
    assert survey(two, Metric.INTERVAL, draws=50, rng=np.random.default_rng(1)) == found


def test_raters_who_all_rated_all_have_every_intraclass_correlation():
    found = survey(rows_of([(u, r, v) for u, line in enumerate(SHROUT) for r, v in enumerate(line)]), Metric.INTERVAL)
    assert names(found)[1:] == ["ICC(1)", "ICC(2,1)", "ICC(3,1)"]
    assert found.left_out == ()


def test_draws_without_a_generator_and_a_single_draw_are_refused(krippendorff, rng):
    with pytest.raises(BadInput, match="random generator"):
        survey(krippendorff, draws=100)
    with pytest.raises(BadInput, match="1 draws"):
        survey(krippendorff, draws=1, rng=rng)


def test_lone_ratings_are_no_data():
    with pytest.raises(NoData, match="no unit has two ratings"):
        survey(rows_of([(0, 0, 1), (1, 1, 2)]))


def test_a_rater_against_all_others_has_the_kappa_of_the_pooled_table(rng):
    ratings = rows_of(crowd(rng, kinds=3))
    for of in by_rater(ratings):
        table = np.zeros((3, 3))
        own = np.flatnonzero(ratings.rater == of.rater)
        for row in own:
            others = (ratings.unit == ratings.unit[row]) & (ratings.rater != of.rater)
            np.add.at(table, (ratings.value[row], ratings.value[others]), 1)
        table /= table.sum()
        expected = table.sum(axis=0) @ table.sum(axis=1)
        assert of.agreement == pytest.approx(np.trace(table))
        assert of.kappa == pytest.approx((np.trace(table) - expected) / (1 - expected))


def test_a_rater_who_guesses_stands_out(rng):
    rows = crowd(rng, units=200, right=0.9)
    guessed = [(u, r, int(rng.integers(0, 3)) if r == 5 else v) for u, r, v in rows]
    worst = by_rater(rows_of(guessed))[0]
    assert worst.rater == 5
    assert abs(worst.kappa) < 0.2


def test_a_quadratic_rater_table_is_that_of_the_pairs_where_there_are_two(rng):
    two = rows_of([(u, r, v + 1) for u, r, v in crowd(rng, raters=2, each=2)])
    pairs = pairwise(two, Metric.INTERVAL)
    assert [of.kappa for of in by_rater(two, Metric.INTERVAL)] == pytest.approx([pairs.kappa[0]] * 2)


def test_confusions_have_the_specific_agreement_on_their_diagonal(rng):
    ratings = rows_of(crowd(rng, kinds=4))
    shares = confusions(ratings)
    assert np.diag(shares) == pytest.approx([of.specific for of in survey(ratings).categories])
    assert shares.sum(axis=1) == pytest.approx(1)


def test_units_drawn_from_names_of_any_kind_say_the_same(rng):
    rows = crowd(rng)
    named = [(f"unit {u}", f"rater {r}", f"value {v}") for u, r, v in rows]
    assert krippendorff_alpha(rows_of(named)).value == pytest.approx(krippendorff_alpha(rows_of(rows)).value)


def test_two_raters_one_of_whom_rated_a_unit_twice_still_have_what_needs_no_pairs():
    rows = [("a", "x", 1), ("a", "x", 2), ("a", "y", 1), ("b", "x", 2), ("b", "y", 2)]
    found = survey(rows_of(rows, duplicates=Duplicates.ALL), draws=10, rng=np.random.default_rng(1))
    assert names(found)[0] == "Krippendorff's alpha, nominal"
    assert "Cohen's kappa" not in names(found)
    assert ("Cohen's kappa", "a rater rated a unit twice") in [(of.name, of.why) for of in found.left_out]
