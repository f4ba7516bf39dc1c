"""One posterior of a person over the tree of skills."""

from datetime import date, timedelta
from math import inf

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from core.skills.skill_world import BIOLOGY, CIVIL, LAW, TAX, TODAY, plain_ledger, record, right_and_wrong, world
from touchstone.core.errors import BadInput
from touchstone.core.skills import (
    VERSION,
    Competence,
    Estimator,
    Evidence,
    EvidenceSource,
    Level,
    Prior,
    Skill,
    prior_for,
)
from touchstone.core.skills.independence import Traced
from touchstone.core.skills.kinship import ALONE, Kinship, lineage
from touchstone.core.skills.ledger import Settings, checked, ledger_of
from touchstone.core.skills.marginals import logit_prior, mean_right
from touchstone.core.skills.tree import TreeEstimator, estimate_people

EVEN = Prior(0.5, 2.0)
TREE = TreeEstimator()
SKILLS = [TAX, CIVIL, LAW, BIOLOGY, Skill("0421.tax", Competence.WRITE), Skill("0511", Competence.JUDGE)]

evidence_of_one = st.lists(
    st.builds(
        Traced,
        skill=st.sampled_from(SKILLS),
        outcome=st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0, 1)),
        source=st.sampled_from(EvidenceSource),
        at=st.dates(date(2023, 1, 1), TODAY),
        weight=st.floats(0.1, 3),
        difficulty=st.sampled_from([0.0, -2.0, 1.0]),
        discrimination=st.sampled_from([1.0, 0.5, 3.0]),
        chance=st.sampled_from([0.0, 0.25, 0.5]),
        rater=st.sampled_from(["", "ana", "bob"]),
        task=st.sampled_from(["", "t1"]),
    ),
    max_size=12,
)


def of_person(evidence, skill=TAX, **changes):
    return TreeEstimator(settings=Settings(**changes)).of_person(evidence, today=TODAY, also=[skill])[skill]


def posterior_by_brute_force(rights, wrongs, skills):
    """Mean and sd of each skill's share of right work, on a grid over two skills."""
    prior = np.array([logit_prior(prior_for(skill.competence)) for skill in skills])
    spread = prior[:, 1][:, None] * prior[:, 1]
    inverse = np.linalg.inv(lineage(skills).correlations(np.arange(2), Kinship()) * spread)
    grid = np.linspace(-9, 11, 401)
    points = np.stack(np.meshgrid(grid, grid, indexing="ij"), axis=-1)
    away = points - prior[:, 0]
    log = -np.einsum("...i,ij,...j", away, inverse, away) / 2
    log -= (np.array(rights) * np.logaddexp(0, -points) + np.array(wrongs) * np.logaddexp(0, points)).sum(axis=-1)
    mass = np.exp(log - log.max())
    share = expit(points)
    mean = (mass[..., None] * share).sum(axis=(0, 1)) / mass.sum()
    variance = (mass[..., None] * (share - mean) ** 2).sum(axis=(0, 1)) / mass.sum()
    return mean, np.sqrt(variance)


def test_with_no_evidence_the_estimate_is_the_prior():
    got = TREE.estimate([], prior=Prior(0.7, 4.0), today=TODAY)
    assert (got.mean, got.n, got.weight, got.level) == (pytest.approx(0.7), 0, 0.0, Level.CLAIMED)
    assert (got.alpha, got.beta) == (pytest.approx(2.8), pytest.approx(1.2))
    assert got.version == VERSION


@pytest.mark.parametrize("prior", [Prior(0.7, 4.0), Prior(0.5, 2.0), Prior(0.95, 30.0), Prior(0.1, 3.0)])
def test_a_normal_logit_stands_for_a_beta_with_the_same_mean(prior):
    mean, spread = logit_prior(prior)
    assert float(mean_right(mean, spread**2)) == pytest.approx(prior.mean, abs=1e-9)


@pytest.mark.parametrize(
    ("rights", "wrongs"), [((7, 0), (3, 0)), ((3, 3), (0, 3)), ((0, 12), (1, 0)), ((1, 30), (0, 3))]
)
def test_the_posterior_is_the_one_that_a_fine_grid_gives(rights, wrongs):
    evidence = right_and_wrong(rights[0], wrongs[0], CIVIL) + right_and_wrong(rights[1], wrongs[1], TAX)
    mean, deviation = posterior_by_brute_force(rights, wrongs, [CIVIL, TAX])
    for place, skill in enumerate((CIVIL, TAX)):
        got = of_person(evidence, skill)
        total = got.alpha + got.beta
        assert got.mean == pytest.approx(mean[place], abs=0.015)
        assert np.sqrt(got.mean * (1 - got.mean) / (total + 1)) == pytest.approx(deviation[place], rel=0.05)


def test_plain_gold_tasks_are_close_to_the_textbook_update():
    got = TREE.estimate(right_and_wrong(7, 3), prior=EVEN, today=TODAY)
    assert got.mean == pytest.approx(8 / 12, abs=0.01)
    assert (got.low, got.high) == (pytest.approx(0.4356, abs=0.02), pytest.approx(0.8649, abs=0.02))
    assert (got.n, got.weight) == (10, pytest.approx(10.0))


def test_evidence_in_a_related_field_moves_a_skill_and_more_the_closer_it_is():
    good = right_and_wrong(20, 0, CIVIL)
    near, other_competence, far = (
        of_person(good, Skill(domain, competence)).mean - prior_for(competence).mean
        for domain, competence in (
            ("0421.tax", Competence.JUDGE),
            ("0421.tax", Competence.LABEL),
            ("0511", Competence.LABEL),
        )
    )
    assert near > other_competence > far > 0


def test_related_evidence_lends_no_level_no_count_and_no_weight():
    got = of_person(right_and_wrong(200, 0, CIVIL), TAX)
    assert (got.n, got.weight, got.level) == (0, 0.0, Level.CLAIMED)
    assert got.mean > 0.8


def test_evidence_below_a_field_counts_for_the_field():
    got = of_person(right_and_wrong(12, 1, TAX) + right_and_wrong(9, 1, CIVIL), LAW)
    assert (got.n, got.weight) == (23, pytest.approx(23.0))
    assert of_person(right_and_wrong(12, 1, LAW), TAX).n == 0


def test_without_kinship_skills_tell_nothing_of_each_other():
    with_others = of_person(right_and_wrong(2, 1) + right_and_wrong(30, 0, CIVIL), kinship=ALONE)
    alone = of_person(right_and_wrong(2, 1), kinship=ALONE)
    assert with_others.mean == pytest.approx(alone.mean, abs=1e-6)


def test_claims_add_no_weight_at_all():
    claims = [record(1.0, source=EvidenceSource.CLAIM)] * 50
    assert TREE.estimate(claims, prior=EVEN, today=TODAY) == TREE.estimate([], prior=EVEN, today=TODAY)


def test_a_year_old_record_counts_half_and_with_an_endless_half_life_it_does_not_age():
    old = [record(1.0, at=TODAY - timedelta(365))]
    assert of_person(old).weight == pytest.approx(0.5)
    assert of_person(old, half_life_days=inf).weight == pytest.approx(1.0)
    assert of_person([record(1.0, at=TODAY + timedelta(9))]).weight == pytest.approx(1.0)


def test_success_at_the_rate_of_guessing_shows_no_skill():
    assert of_person(right_and_wrong(250, 750, chance=0.25)).mean < 0.05


def test_success_on_hard_work_says_more_than_on_easy_work():
    hard, plain, easy = (of_person(right_and_wrong(5, 0, difficulty=d)).mean for d in (2.0, 0.0, -2.0))
    assert hard > plain > easy


def test_ten_reviews_by_one_hand_say_less_than_ten_by_ten_hands():
    def reviewed(raters):
        return [Traced(skill=TAX, outcome=1.0, source=EvidenceSource.REVIEW, at=TODAY, rater=rater) for rater in raters]

    one, ten, unsaid = (
        of_person(reviewed(["ana"] * 10)),
        of_person(reviewed("abcdefghij")),
        of_person(reviewed([""] * 10)),
    )
    assert ten == unsaid
    assert one.weight == pytest.approx(ten.weight / (1 + 9 * 0.15))
    assert one.mean < ten.mean


def test_reviews_by_one_hand_never_count_for_more_than_one_over_their_correlation():
    same = [Traced(skill=TAX, outcome=1.0, source=EvidenceSource.REVIEW, at=TODAY, rater="ana")] * 3_000
    assert of_person(same).weight <= 0.79 / 0.15 + 1e-6


@given(evidence_of_one, st.randoms())
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_records_does_not_matter_to_the_bit(evidence, chance):
    shuffled = evidence[:]
    chance.shuffle(shuffled)
    assert TREE.of_person(shuffled, today=TODAY) == TREE.of_person(evidence, today=TODAY)


@given(evidence_of_one, st.sampled_from(SKILLS))
@settings(max_examples=25, deadline=None)
def test_the_names_of_raters_and_tasks_do_not_matter_to_the_bit(evidence, skill):
    renamed = [
        msgspec.structs.replace(one, rater={"ana": "zoe", "bob": "abe"}.get(one.rater, ""), task=one.task and "x")
        for one in evidence
    ]
    assert of_person(renamed, skill) == of_person(evidence, skill)


@given(evidence_of_one, evidence_of_one)
@settings(max_examples=25, deadline=None)
def test_an_estimate_after_a_removal_is_the_estimate_without_the_piece_to_the_bit(evidence, more):
    both = [*evidence, *more]
    TREE.of_person(both, today=TODAY)  # whatever was computed before leaves no trace
    left = both[:]
    for piece in more:
        left.remove(piece)
    kept = evidence[:]
    assert sorted(map(repr, left)) == sorted(map(repr, kept))
    assert TREE.of_person(left, today=TODAY) == TREE.of_person(kept, today=TODAY)


@given(st.lists(evidence_of_one, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_people_side_by_side_are_the_people_one_by_one_to_the_bit(people):
    ledger = ledger_of(people, today=TODAY)
    units = estimate_people(ledger, settings=Settings())
    for person, evidence in enumerate(people):
        alone = TREE.of_person(evidence, today=TODAY)
        here = np.flatnonzero(units.person == person)
        measured = {skill: one for skill, one in alone.items() if one.n or _weighs(evidence, skill)}
        for at in here:
            one = measured[ledger.skills[units.skill[at]]]
            assert one.mean == pytest.approx(units.mean[at], abs=1e-9)
            assert (one.n, one.low) == (units.records[at], pytest.approx(units.low[at], abs=1e-9))


def _weighs(evidence, skill):
    return any(one.skill == skill for one in evidence)


def test_a_person_is_the_same_to_the_bit_whoever_else_is_there():
    rng = np.random.default_rng(3)
    ledger, _ = world(400, rng=rng, kinship=Kinship())
    whole = estimate_people(ledger, settings=Settings())
    for person in (0, 7, 399):
        rows = ledger.person == person
        alone = plain_ledger(np.zeros(rows.sum(), np.int64), ledger.skill[rows], ledger.outcome[rows], ledger.skills, 1)
        one, here = estimate_people(alone, settings=Settings()), whole.person == person
        for name in ("mean", "low", "high", "alpha", "beta", "ability"):
            assert getattr(one, name).tolist() == getattr(whole, name)[here].tolist()


def test_how_many_are_worked_on_at_once_does_not_matter_to_the_bit(monkeypatch):
    ledger, _ = world(60, rng=np.random.default_rng(4), kinship=Kinship())
    whole = estimate_people(ledger, settings=Settings())
    for name, few in (("_MOST_PEOPLE", 7), ("_MOST_RECORDS", 20), ("_MOST_CELLS", 1)):
        monkeypatch.setattr(f"touchstone.core.skills.tree.{name}", few)
        parts = estimate_people(ledger, settings=Settings())
        assert all(getattr(parts, one).tolist() == getattr(whole, one).tolist() for one in ("person", "mean", "low"))


@given(evidence_of_one, st.sampled_from(SKILLS))
@settings(max_examples=40, deadline=None)
def test_one_more_success_in_a_skill_never_lowers_its_mean(evidence, skill):
    success = record(1.0, skill)
    assert of_person([*evidence, success], skill).mean >= of_person(evidence, skill).mean - 1e-9


@given(evidence_of_one)
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_the_mean(evidence):
    for got in TREE.of_person(evidence, today=TODAY).values():
        assert 0 <= got.low < got.high <= 1
        if min(got.alpha, got.beta) > 0.5:
            assert got.low < got.mean < got.high


def test_90_percent_intervals_cover_90_percent_by_amount_of_evidence_and_field():
    ledger, truth = world(4_000, rng=np.random.default_rng(20261123), kinship=Kinship())
    units = estimate_people(ledger, settings=Settings())
    true = truth[units.person, units.skill]
    inside = (units.low <= true) & (true <= units.high)
    own = np.bincount(ledger.person * 4 + ledger.skill, minlength=16_000)[units.person * 4 + units.skill]
    assert 0.88 <= inside.mean() <= 0.92
    for fewest, most in ((1, 3), (4, 10), (11, 30), (31, 99)):
        assert 0.87 <= inside[(own >= fewest) & (own <= most)].mean() <= 0.93
    for skill in range(4):
        assert 0.88 <= inside[units.skill == skill].mean() <= 0.92


def test_related_evidence_makes_the_estimates_better_where_skills_are_kin():
    ledger, truth = world(2_000, rng=np.random.default_rng(5), kinship=Kinship())

    def error(kinship):
        units = estimate_people(ledger, settings=Settings(kinship=kinship))
        return float(np.sqrt(np.mean((units.mean - truth[units.person, units.skill]) ** 2)))

    assert error(Kinship()) < 0.96 * error(ALONE)


def test_the_estimator_stands_behind_the_protocol():
    estimator: Estimator = TreeEstimator(version="tree-1-mine")
    got = estimator.estimate(right_and_wrong(4, 1), prior=prior_for(Competence.JUDGE), today=TODAY)
    assert (got.version, got.level) == ("tree-1-mine", Level.SCREENED)


def test_evidence_of_several_skills_is_refused_where_one_is_asked_for():
    with pytest.raises(BadInput, match="several skills"):
        TREE.estimate([record(1.0), record(1.0, CIVIL)], prior=EVEN, today=TODAY)


@pytest.mark.parametrize("bad", [Prior(0.0), Prior(1.0), Prior(0.5, 0.0), Prior(0.5, inf)])
def test_a_prior_that_is_none_is_refused(bad):
    with pytest.raises(BadInput, match="is not a prior"):
        TREE.estimate([], prior=bad, today=TODAY)


@pytest.mark.parametrize(
    "bad", [Kinship(person=0.9), Kinship(person=-0.1), Kinship(fields=(0.1,)), Kinship(person=float("nan"))]
)
def test_a_kinship_that_is_none_is_refused(bad):
    with pytest.raises(BadInput, match="not shares"):
        of_person([record(1.0)], kinship=bad)


def test_a_record_that_cannot_be_is_refused():
    with pytest.raises(BadInput, match="cannot be the outcome"):
        of_person([record(1.5)])


def test_a_column_that_cannot_be_is_refused_with_its_row():
    ledger = plain_ledger([0, 0], [0, 0], [1.0, 2.0], (TAX,), 1)
    with pytest.raises(BadInput, match="outcome of record 1"):
        checked(ledger)
    with pytest.raises(BadInput, match="3 values for 1 records"):
        checked(msgspec.structs.replace(plain_ledger([0], [0], [1.0], (TAX,), 1), weight=np.ones(3)))
    assert checked(plain_ledger([0], [0], [1.0], (TAX,), 1))


def test_nobody_and_nothing_have_no_estimates():
    assert len(estimate_people(ledger_of([], today=TODAY), settings=Settings()).mean) == 0
    assert len(estimate_people(ledger_of([[], []], today=TODAY), settings=Settings()).mean) == 0
    assert TREE.of_person([], today=TODAY) == {}


def test_absurd_difficulties_and_weights_do_not_break_the_search():
    absurd = [
        record(1.0, difficulty=500.0),
        record(0.0, difficulty=-500.0, discrimination=50.0),
        record(1.0, weight=1000.0, difficulty=-9.0, discrimination=10.0),
        record(0.0, CIVIL, weight=1000.0, chance=0.9),
        record(1.0, BIOLOGY, weight=1e-200),
    ]
    for got in TREE.of_person(absurd, today=TODAY).values():
        assert 0 < got.mean < 1
        assert 0 <= got.low <= got.high <= 1


def test_a_skill_at_any_depth_has_its_place_in_the_tree():
    deep = Skill("0421.tax.vat.import", Competence.JUDGE)
    tree = lineage(sorted([TAX, deep, LAW, BIOLOGY, Skill("04", Competence.JUDGE)]))
    correlation = tree.correlations(np.arange(5), Kinship())
    assert np.linalg.eigvalsh(correlation).min() > 0.1
    assert of_person([Evidence(skill=deep, outcome=1.0, source=EvidenceSource.GOLD_TASK, at=TODAY)], TAX).n == 1
