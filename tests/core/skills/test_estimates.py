"""From evidence to an estimate."""

from datetime import date, timedelta
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.skills import (
    PRIORS,
    SOURCE_WEIGHTS,
    THRESHOLDS,
    BetaEstimator,
    Competence,
    Estimator,
    Evidence,
    EvidenceSource,
    Level,
    Prior,
    Skill,
    estimate,
    level_of,
    levels_of,
    prior_for,
    probabilities_at_least,
    probability_at_least,
)
from touchstone.core.skills.arrays import estimate_arrays

TODAY = date(2026, 11, 23)
TAX = Skill("0421.tax", Competence.JUDGE)
EVEN = Prior(0.5, 2.0)


def record(outcome, **other):
    settings = {"source": EvidenceSource.GOLD_TASK, "at": TODAY} | other
    return Evidence(skill=TAX, outcome=outcome, **settings)


def right_and_wrong(right, wrong, **other):
    return [record(1.0, **other)] * right + [record(0.0, **other)] * wrong


records = st.builds(
    Evidence,
    skill=st.just(TAX),
    outcome=st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1)),
    source=st.sampled_from(EvidenceSource),
    at=st.dates(date(2022, 1, 1), TODAY),
    weight=st.floats(0.1, 3),
    difficulty=st.sampled_from([0.0, -2.0, -0.5, 1.0, 3.0]),
    discrimination=st.sampled_from([1.0, 0.5, 2.0]),
    chance=st.sampled_from([0.0, 0.25, 0.5]),
)
priors = st.builds(Prior, st.floats(0.1, 0.9), st.floats(2.5, 30))


def test_with_no_evidence_the_estimate_is_the_prior():
    got = estimate([], prior=Prior(0.7, 4.0), today=TODAY)
    assert (got.mean, got.n, got.weight, got.level) == (pytest.approx(0.7), 0, 0.0, Level.CLAIMED)
    assert (got.alpha, got.beta) == (pytest.approx(2.8), pytest.approx(1.2))


def test_plain_gold_tasks_are_the_textbook_update():
    # Beta(1, 1), 7 right of 10: Beta(8, 4), mean 2/3; its quantiles from tables of the Beta distribution.
    got = estimate(right_and_wrong(7, 3), prior=EVEN, today=TODAY)
    assert (got.alpha, got.beta) == (pytest.approx(8), pytest.approx(4))
    assert got.mean == pytest.approx(2 / 3)
    assert (got.low, got.high) == (pytest.approx(0.4356, abs=1e-4), pytest.approx(0.8649, abs=1e-4))


def test_half_a_point_counts_half():
    got = estimate([record(0.5)] * 4, prior=EVEN, today=TODAY)
    assert (got.alpha, got.beta) == (pytest.approx(3), pytest.approx(3))


def test_claims_add_no_weight_at_all():
    claims = [record(1.0, source=EvidenceSource.CLAIM)] * 50
    assert estimate(claims, prior=EVEN, today=TODAY) == estimate([], prior=EVEN, today=TODAY)


def test_a_year_old_record_counts_half_and_two_years_old_a_quarter():
    for years, share in ((1, 0.5), (2, 0.25)):
        got = estimate([record(1.0, at=TODAY - timedelta(365 * years))], prior=EVEN, today=TODAY)
        assert got.weight == pytest.approx(share)


def test_with_an_endless_half_life_nothing_ages():
    old = [record(1.0, at=date(2001, 1, 1))]
    assert BetaEstimator(half_life_days=inf).estimate(old, prior=EVEN, today=TODAY).weight == 1.0


def test_a_record_dated_tomorrow_counts_as_new():
    assert estimate([record(1.0, at=TODAY + timedelta(1))], prior=EVEN, today=TODAY).weight == 1.0


def test_source_weights_are_the_published_validities_over_the_best_one():
    assert SOURCE_WEIGHTS[EvidenceSource.TEST_ITEM] == pytest.approx(0.40 / 0.42, abs=0.005)
    assert SOURCE_WEIGHTS[EvidenceSource.REVIEW] == pytest.approx(0.33 / 0.42, abs=0.005)
    assert SOURCE_WEIGHTS[EvidenceSource.CREDENTIAL] == pytest.approx(0.07 / 0.42, abs=0.005)
    assert set(SOURCE_WEIGHTS) == set(EvidenceSource)


def test_a_success_that_may_be_luck_counts_less_than_one_that_cannot_be():
    lucky = estimate(right_and_wrong(6, 0, chance=0.5), prior=EVEN, today=TODAY)
    earned = estimate(right_and_wrong(6, 0), prior=EVEN, today=TODAY)
    assert lucky.mean < earned.mean
    assert lucky.weight < earned.weight


def test_success_at_the_rate_of_guessing_shows_no_skill():
    got = estimate(right_and_wrong(250, 750, chance=0.25), prior=EVEN, today=TODAY)
    assert got.mean < 0.03


def test_a_perfect_record_on_choices_of_four_still_tends_to_certainty():
    got = estimate(right_and_wrong(400, 0, chance=0.25), prior=Prior(0.7), today=TODAY)
    assert got.mean > 0.98


def test_success_on_hard_work_says_more_than_on_easy_work():
    hard, plain, easy = (
        estimate(right_and_wrong(5, 0, difficulty=d), prior=EVEN, today=TODAY).mean for d in (2.0, 0.0, -2.0)
    )
    assert hard > plain > easy


def test_failure_on_easy_work_says_more_than_on_hard_work():
    hard, plain, easy = (
        estimate(right_and_wrong(0, 5, difficulty=d), prior=EVEN, today=TODAY).mean for d in (2.0, 0.0, -2.0)
    )
    assert hard > plain > easy


@pytest.mark.parametrize(
    ("right", "wrong", "chance"), [(7, 3, 0.5), (12, 8, 0.5), (6, 14, 0.25), (15, 5, 0.25), (9, 1, 0.5)]
)
def test_where_luck_helps_the_mean_is_the_mode_of_the_posterior(right, wrong, chance):
    """Of the posterior of the logit, by trying a million shares; the likelihood is written out anew."""
    share = np.linspace(1e-6, 1 - 1e-6, 1_000_001)
    success = chance + (1 - chance) / (1 + np.exp(-(np.log(share / (1 - share)) - 0.5)))
    logged = EVEN.alpha * np.log(share) + EVEN.beta * np.log(1 - share)
    logged += right * np.log(success) + wrong * np.log(1 - success)
    got = estimate(right_and_wrong(right, wrong, chance=chance, difficulty=0.5), prior=EVEN, today=TODAY)
    assert got.mean == pytest.approx(share[np.argmax(logged)], abs=3e-6)


def test_a_sharper_item_weighs_more():
    sharp = estimate(right_and_wrong(3, 2, discrimination=2.0), prior=EVEN, today=TODAY)
    blunt = estimate(right_and_wrong(3, 2, discrimination=0.5), prior=EVEN, today=TODAY)
    assert sharp.weight > 5 > blunt.weight


@given(st.lists(records, max_size=12), priors)
def test_the_interval_holds_the_mean(evidence, prior):
    got = estimate(evidence, prior=prior, today=TODAY)
    assert 0 <= got.low < got.high <= 1
    if min(got.alpha, got.beta) > 0.5:  # below that a Beta heaps on its edge and its mean can leave any interval
        assert got.low < got.mean < got.high


@given(st.lists(records, max_size=10), priors, st.randoms())
def test_the_order_of_the_records_does_not_matter(evidence, prior, chance):
    shuffled = evidence[:]
    chance.shuffle(shuffled)
    assert estimate(shuffled, prior=prior, today=TODAY) == estimate(evidence, prior=prior, today=TODAY)


@given(st.lists(records, max_size=10), records, priors)
def test_one_more_success_never_lowers_the_mean(evidence, extra, prior):
    success = Evidence(**{name: getattr(extra, name) for name in extra.__struct_fields__} | {"outcome": 1.0})
    before = estimate(evidence, prior=prior, today=TODAY).mean
    assert estimate([*evidence, success], prior=prior, today=TODAY).mean >= before - 1e-12


@given(st.lists(records, min_size=1, max_size=10), st.integers(0, 9), priors)
def test_a_better_outcome_never_lowers_the_mean(evidence, place, prior):
    place %= len(evidence)
    better = evidence[:]
    better[place] = Evidence(
        **{name: getattr(evidence[place], name) for name in evidence[place].__struct_fields__} | {"outcome": 1.0}
    )
    before = estimate(evidence, prior=prior, today=TODAY).mean
    assert estimate(better, prior=prior, today=TODAY).mean >= before - 1e-12


@pytest.mark.parametrize("chance", [0.0, 0.25])
def test_the_90_percent_interval_covers_90_percent_when_the_prior_is_right(chance):
    rng = np.random.default_rng(20261123)
    prior, people, inside = Prior(0.7, 6.0), 1500, 0
    for skill in rng.beta(prior.alpha, prior.beta, people):
        right = int(rng.binomial(20, chance + (1 - chance) * skill))
        got = estimate(right_and_wrong(right, 20 - right, chance=chance), prior=prior, today=TODAY)
        inside += got.low <= skill <= got.high
    assert 0.88 <= inside / people <= 0.92


def test_the_interval_covers_with_items_of_every_difficulty_too():
    rng = np.random.default_rng(7)
    prior, people, inside = Prior(0.7, 6.0), 600, 0
    difficulties = np.linspace(-1.5, 1.5, 16)
    for skill in rng.beta(prior.alpha, prior.beta, people):
        chances = 1 / (1 + np.exp(-(np.log(skill / (1 - skill)) - difficulties)))
        drawn = rng.random(16) < chances
        evidence = [record(float(y), difficulty=float(d)) for y, d in zip(drawn, difficulties, strict=True)]
        got = estimate(evidence, prior=prior, today=TODAY)
        inside += got.low <= skill <= got.high
    assert 0.86 <= inside / people <= 0.94


def test_arrays_say_what_single_estimates_say():
    right, wrong = np.array([0, 7, 30]), np.array([0, 3, 1])
    columns = estimate_arrays(right, wrong, EVEN.alpha, EVEN.beta)
    for place in range(3):
        one = estimate(right_and_wrong(int(right[place]), int(wrong[place])), prior=EVEN, today=TODAY)
        for name in ("mean", "low", "high", "alpha", "beta", "weight"):
            assert getattr(columns, name)[place] == pytest.approx(getattr(one, name))


def test_the_probability_of_meeting_a_bar_is_the_tail_of_the_posterior():
    assert probability_at_least(8, 4, 0.5) == pytest.approx(1 - 0.11328125)  # I_0.5(8, 4), a sum of binomials
    assert probability_at_least(1, 1, 0.8) == pytest.approx(0.2)
    assert probability_at_least(3, 2, 0.0) == 1.0
    assert probability_at_least(3, 2, 1.5) == 0.0
    np.testing.assert_allclose(
        probabilities_at_least(np.array([8.0, 1.0]), np.array([4.0, 1.0]), 0.5), [1 - 0.11328125, 0.5]
    )


def test_levels_rise_with_evidence_and_only_with_good_results():
    def levels(right, wrong):
        return estimate(right_and_wrong(right, wrong), prior=prior_for(Competence.JUDGE), today=TODAY).level

    assert [levels(0, 0), levels(4, 1), levels(11, 1), levels(36, 3)] == list(Level)
    assert levels(10, 40) is Level.CLAIMED


def test_a_level_is_lost_when_the_evidence_grows_old():
    good = right_and_wrong(36, 3)
    later = estimate(good, prior=prior_for(Competence.JUDGE), today=TODAY + timedelta(3 * 365)).level
    assert later in {Level.CLAIMED, Level.SCREENED}


def test_a_threshold_is_met_exactly_at_its_numbers():
    for threshold in THRESHOLDS:
        assert level_of(weight=threshold.weight, low=threshold.low) is threshold.level
    assert level_of(weight=1000, low=0.3999) is Level.CLAIMED
    assert level_of(weight=3.999, low=0.99) is Level.CLAIMED


@given(st.floats(0, 60), st.floats(0, 1))
def test_levels_of_arrays_are_the_levels_of_their_elements(weight, low):
    position = levels_of(np.array([weight]), np.array([low]))[0]
    assert list(Level)[position] is level_of(weight=weight, low=low)


def test_every_competence_has_a_prior():
    assert set(PRIORS) == set(Competence)
    assert all(prior.checked() for prior in PRIORS.values())


@pytest.mark.parametrize("bad", [Prior(0.0), Prior(1.0), Prior(0.5, 0.0), Prior(0.5, inf)])
def test_a_prior_that_is_none_is_refused(bad):
    with pytest.raises(BadInput, match="is not a prior"):
        estimate([], prior=bad, today=TODAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", 1.01),
        ("outcome", float("nan")),
        ("weight", -1.0),
        ("chance", 1.0),
        ("discrimination", 0.0),
        ("difficulty", inf),
    ],
)
def test_a_record_that_cannot_be_is_refused_with_its_field(field, value):
    values = {"outcome": 1.0} | {field: value}
    with pytest.raises(BadInput) as refusal:
        estimate([record(**values)], prior=EVEN, today=TODAY)
    assert refusal.value.place == field
    assert refusal.value.hint


def test_absurd_difficulties_do_not_break_the_sum():
    got = estimate(
        [record(1.0, difficulty=500.0), record(0.0, difficulty=-500.0, discrimination=50.0)], prior=EVEN, today=TODAY
    )
    assert 0 < got.mean < 1


def test_another_estimator_can_take_the_place_of_this_one():
    estimator: Estimator = BetaEstimator(version="beta-1-mine", source_weights=dict.fromkeys(EvidenceSource, 1.0))
    got = estimator.estimate([record(1.0, source=EvidenceSource.CLIENT_RATING)], prior=EVEN, today=TODAY)
    assert (got.version, got.weight) == ("beta-1-mine", 1.0)
