import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.matching.columns import SkillColumns
from touchstone.core.matching.cost import hours_per_accepted
from touchstone.core.matching.simulate import (
    Eligible,
    chosen_by,
    coverage,
    judged,
    mean_of,
    ratio_of,
    share_of,
    true_cents,
    true_quality,
    with_numbers,
)
from touchstone.core.matching.synth import synthesise_with_truth
from touchstone.core.matching.synth_pool import synth_pool
from touchstone.core.matching.synth_tables import world
from touchstone.core.skills import prior_for
from touchstone.core.skills.values import Competence, Skill

TERMS = {"bar": 0.75, "review_share": 0.15}
JUDGE_LAW = Skill("0421", Competence.JUDGE)


def rng(seed=0):
    return np.random.default_rng(seed)


def eligible(quality, rates, *, evidence=None, years=None):
    n = len(quality)
    return Eligible(
        rows=np.arange(10, 10 + n),
        rate_cents=np.array(rates, dtype=float),
        quality=np.array(quality, dtype=float),
        evidence=np.zeros(n) if evidence is None else np.array(evidence, dtype=float),
        years=np.zeros(n) if years is None else np.array(years, dtype=float),
    )


people = st.lists(st.tuples(st.floats(0.05, 0.99), st.integers(200, 20_000)), min_size=2, max_size=30)


@settings(max_examples=80, deadline=None)
@given(people, st.integers(1, 6), st.randoms(use_true_random=False))
def test_no_list_of_people_who_meet_the_bar_is_cheaper_than_the_oracles(drawn, k, order):
    pool = eligible(*zip(*drawn, strict=True))
    meeting = np.flatnonzero(pool.quality >= TERMS["bar"])
    best = chosen_by(pool, k=k, rng=rng(), **TERMS)["oracle"]
    if len(meeting) < k:
        assert set(pool.rows[meeting]) <= set(best)
        return
    other = pool.rows[np.array(order.sample(list(meeting), k))]
    assert judged(best, pool, **TERMS).cents <= judged(other, pool, **TERMS).cents + 1e-9


def test_each_simpler_way_chooses_by_its_one_thing():
    pool = eligible([0.9, 0.5, 0.8], [3000, 1000, 2000], evidence=[1, 0, 9], years=[2, 20, 5])
    chosen = chosen_by(pool, k=1, rng=rng(), **TERMS)
    assert {name: int(rows[0]) for name, rows in chosen.items() if name != "random"} == {
        "oracle": 12,
        "oracle, measured only": 12,
        "cheapest": 11,
        "most evidence": 12,
        "most years claimed": 11,
    }


def test_the_oracle_of_the_measured_leaves_out_whom_nobody_measured():
    pool = eligible([0.9, 0.9], [1000, 5000], evidence=[0, 20])
    assert chosen_by(pool, k=2, rng=rng(), **TERMS)["oracle, measured only"].tolist() == [11]


def test_a_known_quality_costs_what_a_very_well_measured_one_is_expected_to():
    quality = np.array([0.3, 0.75, 0.9, 0.99])
    known = true_cents(np.full(4, 1000.0), quality, **TERMS)
    measured = 1000 * 1.15 * hours_per_accepted(1e9 * quality, 1e9 * (1 - quality), TERMS["bar"])
    assert known == pytest.approx(measured, rel=1e-6)


def test_work_that_is_always_right_costs_its_hour_and_its_review():
    assert true_cents(np.array([1000.0]), np.array([1.0]), **TERMS) == pytest.approx([1150.0])


def test_a_list_is_judged_by_the_means_of_its_people():
    pool = eligible([1.0, 0.5, 0.9], [1000, 1000, 2000])
    outcome = judged(np.array([10, 12]), pool, **TERMS)
    assert outcome.quality == pytest.approx(0.95)
    assert outcome.meeting == 1.0
    assert outcome.people == 2
    assert outcome.cents == pytest.approx(
        np.mean(true_cents(np.array([1000.0, 2000.0]), np.array([1.0, 0.9]), **TERMS))
    )


def test_a_need_above_several_skills_takes_their_mean_and_nothing_else():
    truth = [
        {
            Skill("0421.tax", Competence.JUDGE): 0.8,
            Skill("0421.civil", Competence.JUDGE): 0.6,
            Skill("0421.tax", Competence.WRITE): 0.1,
        },
        {Skill("0912", Competence.JUDGE): 0.9},
    ]
    shares = true_quality(truth, np.array([0, 1]), JUDGE_LAW)
    assert shares[0] == pytest.approx(0.7)
    assert np.isnan(shares[1])


def test_intervals_drawn_from_their_own_assumption_hold_the_truth_nine_times_in_ten():
    """Truth from the prior, plain records: the Beta posterior is then exact, whatever the number of records."""
    n, draw = 20_000, rng(3)
    skill = Skill("0421", Competence.JUDGE)
    prior = prior_for(skill.competence)
    share = draw.beta(prior.alpha, prior.beta, n)
    records = draw.integers(0, 40, n)
    won = draw.binomial(records, share)
    columns = synth_pool(0, rng=rng())
    skills = SkillColumns(
        values=(skill,),
        row=np.arange(n),
        which=np.zeros(n, np.int64),
        own=np.ones(n, np.bool_),
        alpha=prior.alpha + won,
        beta=prior.beta + records - won,
        weight=records.astype(float),
        right=won.astype(float),
        records=records,
    )
    truth = [{skill: float(p)} for p in share]
    for band in coverage(msgspec.structs.replace(columns, skill=skills), truth, bands=((0, 0), (1, 10), (11, 40))):
        assert band.covered.low - 0.005 <= 0.90 <= band.covered.high + 0.005
        assert abs(band.bias) < 0.01


def test_intervals_in_the_synthetic_world_hold_the_truth_about_nine_times_in_ten():
    columns = synth_pool(6_000, rng=rng(1))
    truth = [person.truth for person in synthesise_with_truth(6_000, rng=rng(1))]
    (band,) = coverage(columns, truth, bands=((0, 10**6),))
    assert 0.88 <= band.covered.mean <= 0.92
    assert abs(band.bias) < 0.02


def test_another_world_differs_in_what_was_changed_only():
    other = with_numbers(world(), "evidence", none=1.0)
    assert other.numbers["evidence"]["none"] == 1.0
    assert other.numbers["skill"] == world().numbers["skill"]
    assert world().numbers["evidence"]["none"] != 1.0
    assert not synth_pool(500, rng=rng(), tables=other).skill.records.any()


def test_wilsons_interval_is_the_published_one():
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81 of 263 gives .2553 to .3662."""
    share = share_of(np.array([1.0] * 81 + [0.0] * 182))
    assert (share.low, share.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


def test_a_ratio_is_sum_over_sum_and_infinite_over_nothing():
    share = ratio_of([1.0, 3.0], [2.0, 2.0], rng=rng())
    assert share.mean == 1.0
    assert share.low <= 1.0 <= share.high
    assert ratio_of([1.0], [0.0], rng=rng()).mean == float("inf")


def test_a_mean_has_the_interval_of_its_units():
    share = mean_of(rng(1).normal(5, 1, 400).tolist(), rng=rng())
    assert share.high - share.low == pytest.approx(2 * 1.96 / 20, rel=0.2)
    assert share.n == 400
