"""What an estimate says of one skill by itself, and what may be evidence for it."""

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
    Competence,
    Evidence,
    EvidenceSource,
    Level,
    Prior,
    Skill,
    level_of,
    levels_of,
    prior_for,
    probabilities_at_least,
    probability_at_least,
)
from touchstone.core.skills.ledger import Settings, ledger_of
from touchstone.core.skills.marginals import logit_prior
from touchstone.core.skills.tree import TreeEstimator, estimate_people

TODAY = date(2026, 11, 23)
TAX = Skill("0421.tax", Competence.JUDGE)
EVEN = Prior(0.5, 2.0)
estimate = TreeEstimator().estimate


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


def test_half_a_point_says_what_half_as_many_right_and_wrong_say():
    got = estimate([record(0.5)] * 4, prior=EVEN, today=TODAY)
    both = estimate(right_and_wrong(2, 2), prior=EVEN, today=TODAY)
    for name in ("mean", "low", "high", "weight"):
        assert getattr(got, name) == pytest.approx(getattr(both, name))


def test_a_year_old_record_counts_half_and_two_years_old_a_quarter():
    for years, share in ((1, 0.5), (2, 0.25)):
        got = estimate([record(1.0, at=TODAY - timedelta(365 * years))], prior=EVEN, today=TODAY)
        assert got.weight == pytest.approx(share)


def test_with_an_endless_half_life_nothing_ages():
    old = [record(1.0, at=date(2001, 1, 1))]
    ageless = TreeEstimator(settings=Settings(half_life_days=inf))
    assert ageless.estimate(old, prior=EVEN, today=TODAY).weight == pytest.approx(1.0)


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


def test_a_perfect_record_on_choices_of_four_still_tends_to_certainty():
    got = estimate(right_and_wrong(400, 0, chance=0.25), prior=Prior(0.7), today=TODAY)
    assert got.mean > 0.98


def test_failure_on_easy_work_says_more_than_on_hard_work():
    hard, plain, easy = (
        estimate(right_and_wrong(0, 5, difficulty=d), prior=EVEN, today=TODAY).mean for d in (2.0, 0.0, -2.0)
    )
    assert hard > plain > easy


@pytest.mark.parametrize(
    ("right", "wrong", "chance"), [(7, 3, 0.5), (12, 8, 0.5), (6, 14, 0.25), (15, 5, 0.25), (9, 1, 0.5)]
)
def test_where_luck_helps_the_estimate_is_the_posterior_by_brute_force(right, wrong, chance):
    """A prior of the logit times the likelihood, both written out anew, summed over 20,000 abilities."""
    middle, spread = logit_prior(EVEN)
    ability = np.linspace(middle - 9 * spread, middle + 9 * spread, 20_001)
    success = chance + (1 - chance) / (1 + np.exp(0.5 - ability))
    logged = right * np.log(success) + wrong * np.log(1 - success) - ((ability - middle) / spread) ** 2 / 2
    mass, share = np.exp(logged - logged.max()), 1 / (1 + np.exp(-ability))
    mean = (mass * share).sum() / mass.sum()
    deviation = np.sqrt((mass * (share - mean) ** 2).sum() / mass.sum())
    got = estimate(right_and_wrong(right, wrong, chance=chance, difficulty=0.5), prior=EVEN, today=TODAY)
    assert got.mean == pytest.approx(mean, abs=0.002)
    assert np.sqrt(got.mean * (1 - got.mean) / (got.alpha + got.beta + 1)) == pytest.approx(deviation, rel=0.02)


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


@given(st.lists(records, min_size=1, max_size=10), st.integers(0, 9), priors)
def test_a_better_outcome_never_lowers_the_mean(evidence, place, prior):
    place %= len(evidence)
    better = evidence[:]
    better[place] = Evidence(
        **{name: getattr(evidence[place], name) for name in evidence[place].__struct_fields__} | {"outcome": 1.0}
    )
    before = estimate(evidence, prior=prior, today=TODAY).mean
    assert estimate(better, prior=prior, today=TODAY).mean >= before - 1e-12


def covered(truth, evidence, prior):
    """Share of 90 % intervals, of one person each, that hold the truth."""
    priors = dict.fromkeys(Competence, prior)
    units = estimate_people(ledger_of(evidence, today=TODAY), settings=Settings(priors=priors))
    return np.mean((units.low <= truth) & (truth <= units.high))


@pytest.mark.parametrize("chance", [0.0, 0.25, 0.5])
def test_the_90_percent_interval_covers_90_percent_when_the_prior_is_right(chance):
    rng = np.random.default_rng(20261123)
    prior = Prior(0.7, 6.0)
    truth = rng.beta(prior.alpha, prior.beta, 3_000)
    right = rng.binomial(20, chance + (1 - chance) * truth)
    evidence = [right_and_wrong(int(n), 20 - int(n), chance=chance) for n in right]
    assert 0.88 <= covered(truth, evidence, prior) <= 0.92


def test_the_interval_covers_with_items_of_every_difficulty_too():
    rng = np.random.default_rng(7)
    prior = Prior(0.7, 6.0)
    truth = rng.beta(prior.alpha, prior.beta, 2_000)
    difficulties = np.linspace(-1.5, 1.5, 16)
    drawn = rng.random((2_000, 16)) < 1 / (1 + np.exp(difficulties - np.log(truth / (1 - truth))[:, None]))
    evidence = [
        [record(float(y), difficulty=float(d)) for y, d in zip(own, difficulties, strict=True)] for own in drawn
    ]
    assert 0.88 <= covered(truth, evidence, prior) <= 0.93


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
