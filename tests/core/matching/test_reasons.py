"""A candidate says why they stand there: in words, with the numbers behind them, and what is shown apart from what is said."""

import re
from datetime import timedelta

import pytest

from core.matching.oracle import TAX, TODAY, a_need, a_person, gold
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching import HeldDegree, Mode, SpokenLanguage, shortlist
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills.tree import TreeEstimator
from touchstone.core.skills.values import Competence, Level, Skill

WRITE = Skill("0421.tax", Competence.WRITE)


def only(pool, need, **options):
    """The one candidate of a list."""
    (candidate,) = shortlist(pool, need, explore=0, **options).candidates
    return candidate


def reason(candidate, code):
    """The reason of a kind; None where there is none."""
    return next((one for one in candidate.reasons if one.code == code), None)


def test_the_estimate_on_the_list_is_the_one_of_the_evidence(pool_of):
    person = a_person(evidence=gold(TAX, 18, 2, at=TODAY - timedelta(days=200)))
    candidate = only(pool_of(person), a_need())
    alone = TreeEstimator().of_person(person.evidence, today=TODAY)[TAX]
    for name in ("mean", "low", "high", "alpha", "beta", "weight"):
        assert getattr(candidate.estimate, name) == pytest.approx(getattr(alone, name), rel=1e-5)
    assert (candidate.estimate.n, candidate.estimate.level, candidate.estimate.version) == (
        20,
        alone.level,
        alone.version,
    )


def test_whoever_meets_the_bar_is_said_to_with_the_interval_and_n(pool_of):
    candidate = only(pool_of(a_person(evidence=gold(TAX, 40, 2))), a_need(quality_bar=0.8))
    first = candidate.reasons[0]
    assert first.code == "meets_bar"
    assert re.fullmatch(
        r"over 99 % likely to get at least 80 % of the work right: estimate 0\.93 \(0\.86 to 0\.97, 90 % interval, n = 42\)",
        first.text,
    )
    assert first.numbers["chance"] == candidate.meets_bar
    assert first.numbers["n"] == 42


def test_whoever_is_too_uncertain_is_said_to_be(pool_of):
    candidate = only(pool_of(a_person(evidence=gold(TAX, 5, 2))), a_need(quality_bar=0.8, certainty=0.9))
    assert candidate.reasons[0].code == "below_certainty"
    assert "less than the 90 % wanted" in candidate.reasons[0].text


def test_whoever_is_not_measured_is_said_not_to_be(pool_of):
    candidate = only(pool_of(a_person()), a_need())
    assert candidate.reasons[0].code == "unmeasured"
    assert "nothing of theirs is measured yet" in candidate.reasons[0].text
    assert candidate.estimate.level is Level.CLAIMED
    anything = a_need(skills=(Skill("", Competence.JUDGE),))
    assert only(pool_of(a_person()), anything).reasons[0].code == "unmeasured"


def test_whoever_is_measured_in_another_skill_only_is_said_to_be(pool_of):
    candidate = only(pool_of(a_person(claims=(TAX,), evidence=gold(WRITE, 30))), a_need())
    first = candidate.reasons[0]
    assert first.code == "unmeasured_here"
    assert "going by what their other skills show (" in first.text
    assert "nothing of theirs is measured in this skill yet" in first.text
    assert (candidate.estimate.n, candidate.estimate.level) == (0, Level.CLAIMED)
    assert candidate.meets_bar > only(pool_of(a_person()), a_need()).meets_bar


def test_cost_first_measures_by_its_own_lower_certainty(pool_of):
    pool = pool_of(a_person(evidence=gold(TAX, 18, 4)))
    codes = {mode: only(pool, a_need(), mode=mode).reasons[0].code for mode in Mode}
    assert codes == {Mode.QUALITY: "below_certainty", Mode.BALANCED: "below_certainty", Mode.COST: "meets_bar"}


def test_the_cost_is_shown_as_the_sum_that_it_is(pool_of):
    candidate = only(
        pool_of(a_person(rate=Money(3_000), evidence=gold(TAX, 30, 3))),
        a_need(review_rate=Money(4_000), review_share=0.25),
    )
    cost = reason(candidate, "cost")
    assert (cost.numbers["rate"], cost.numbers["review"]) == (3_000, 1_000)
    assert cost.numbers["cents"] == candidate.cost_per_accepted.minor == round(4_000 * cost.numbers["hours"])
    assert cost.text.startswith(f"{candidate.cost_per_accepted} for an accepted hour: $30/h asked and $10/h for review")


def test_what_is_shown_and_what_is_only_said_are_kept_apart(pool_of):
    person = a_person(claims=(TAX, WRITE, Skill("0411", Competence.LABEL)), evidence=gold(WRITE, 4))
    candidate = only(pool_of(person), a_need())
    assert candidate.proven == ("Tax law, writing answers",)
    assert set(candidate.claimed) == {"Tax law, judging answers", "Accounting and tax, labelling"}
    assert candidate.record[0].skill == TAX
    assert {line.skill: line.estimate.n for line in candidate.record} == {
        TAX: 0,
        WRITE: 4,
        Skill("0411", Competence.LABEL): 0,
    }


def test_a_field_asked_for_above_somebodys_own_is_told_from_it(pool_of):
    law = Skill("0421", Competence.JUDGE)
    candidate = only(pool_of(a_person(claims=(), evidence=gold(TAX, 5))), a_need(skills=(law,)))
    assert [(line.skill, line.own, line.estimate.n) for line in candidate.record] == [(law, False, 5), (TAX, True, 5)]
    assert candidate.proven == ("Tax law, judging answers",)


def test_each_further_skill_is_shown_said_or_missing(pool_of):
    label, author = Skill("0421.tax", Competence.LABEL), Skill("0421.tax", Competence.AUTHOR)
    person = a_person(claims=(TAX, label), evidence=gold(WRITE, 4))
    candidate = only(pool_of(person), a_need(skills=(TAX, WRITE, label, author)))
    said = [one.code for one in candidate.reasons if one.code.startswith("further")]
    assert said == ["further_shown", "further_claimed", "further_missing"]


def test_a_blend_of_skills_is_said_to_be_one(pool_of):
    person = a_person(evidence=(*gold(TAX, 20), *gold(WRITE, 2, 9)))
    need = a_need(skills=(TAX, WRITE), shares=(0.5, 0.5))
    blend, alone = only(pool_of(person), need), only(pool_of(person), a_need())
    assert blend.meets_bar < alone.meets_bar
    assert "count by their share of the work" in blend.reasons[0].text
    assert blend.estimate == alone.estimate


def test_shared_hours_are_given_with_the_worst_day_and_none_without_a_clock(pool_of):
    pool = pool_of(a_person())
    with_clock = only(pool, a_need(time_zone="America/New_York"))
    shared = reason(with_clock, "overlap")
    assert 0 < shared.numbers["least"] <= shared.numbers["mean"] <= 9
    assert (with_clock.overlap_min, with_clock.overlap_mean) == (shared.numbers["least"], shared.numbers["mean"])
    without = only(pool, a_need())
    assert (without.overlap_min, without.overlap_mean, reason(without, "overlap")) == (None, None, None)


def test_a_degree_is_said_to_be_checked_only_where_it_is(pool_of):
    need = a_need(degree=Degree.BACHELOR, degree_domains=("0421",))
    master = HeldDegree(Degree.MASTER, "0421.tax", verified=False)
    bachelor = HeldDegree(Degree.BACHELOR, "0421", verified=True)
    said = only(pool_of(a_person(degrees=(master, bachelor))), need)
    assert reason(said, "degree_said").text == "a master's degree in Law, said, not checked"
    checked = only(pool_of(a_person(degrees=(bachelor,))), need)
    assert reason(checked, "degree_checked").text == "a bachelor's degree in Law, checked"


def test_the_level_of_a_language_is_the_persons_own(pool_of):
    need = a_need(languages=(SpokenLanguage("en", LanguageLevel.B1), SpokenLanguage("pt", LanguageLevel.B1)))
    assert reason(only(pool_of(a_person()), need), "languages").text == "C1 English and native Portuguese (said)"


def test_time_and_money_are_given_against_what_is_asked(pool_of):
    person = a_person(available_from=TODAY + timedelta(days=8), hours_per_week=37.5, rate=Money(3_050))
    candidate = only(pool_of(person), a_need(maximum_rate=Money(4_000)))
    assert reason(candidate, "availability").text == "37.5 h a week, from 2026-12-01"
    assert reason(candidate, "below_limit").text == "$9.50/h under the limit"
    assert (candidate.hours_per_week, candidate.available_from) == (37.5, TODAY + timedelta(days=8))


def test_somebody_free_since_long_is_free_now(pool_of):
    candidate = only(pool_of(a_person(available_from=TODAY - timedelta(days=90))), a_need())
    assert reason(candidate, "availability").text == "40 h a week, now"


def test_a_candidate_carries_the_day_that_its_strip_is_drawn_from(pool_of):
    candidate = only(pool_of(a_person()), a_need())
    assert (candidate.country, candidate.time_zone, candidate.day_start.hour, candidate.day_end.hour) == (
        "BR",
        "America/Sao_Paulo",
        9,
        18,
    )


def test_every_sentence_has_a_code_and_plain_numbers(world_pool):
    need = a_need(
        role=Role.DATA_ANNOTATOR, skills=(Skill("", Competence.LABEL),), time_zone="America/Bogota", text="label images"
    )
    for candidate in shortlist(world_pool, need, explore=2).candidates:
        for one in (*candidate.reasons, *candidate.would_move):
            assert re.fullmatch(r"[a-z_]+", one.code)
            assert one.text
            assert all(type(value) in {int, float, str} for value in one.numbers.values())
