"""Each constraint keeps out whom it says, is counted as it says, and its next step brings back whom it says."""

from datetime import time, timedelta

import msgspec
import numpy as np
import pytest

from core.matching.oracle import LEVELS, TAX, TODAY, a_need, a_person, fails, gold, overlap_of
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching import Constraint, HeldDegree, SpokenLanguage, eligible_count, shortlist
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence, Skill

EVERYTHING = {
    "languages": (SpokenLanguage("en", LanguageLevel.B2), SpokenLanguage("pt", LanguageLevel.C1)),
    "countries": ("BR", "AR"),
    "time_zone": "America/New_York",
    "minimum_overlap": 5.0,
    "minimum_hours": 30.0,
    "maximum_rate": Money(4000),
    "start_by": TODAY + timedelta(days=14),
    "degree": Degree.BACHELOR,
    "degree_domains": ("0421", "0311"),
    "clearances": ("background_check", "bar_admission"),
}
FITTING = {
    "degrees": (HeldDegree(Degree.MASTER, "0421"),),
    "clearances": ("bar_admission", "background_check", "other"),
    "available_from": TODAY + timedelta(days=14),
    "hours_per_week": 30.0,
    "rate": Money(4000),
}
FAILING = {
    Constraint.ROLE: {"roles": (Role.DATA_ANNOTATOR,)},
    Constraint.LANGUAGES: {
        "languages": (SpokenLanguage("pt", LanguageLevel.NATIVE), SpokenLanguage("en", LanguageLevel.B1))
    },
    Constraint.COUNTRY: {"country": "UY"},
    Constraint.OVERLAP: {"day_start": time(4), "day_end": time(12)},
    Constraint.HOURS: {"hours_per_week": 29.5},
    Constraint.RATE: {"rate": Money(4001)},
    Constraint.START: {"available_from": TODAY + timedelta(days=15)},
    Constraint.DEGREE: {"degrees": (HeldDegree(Degree.DOCTORATE, "0511"), HeldDegree(Degree.DIPLOMA, "0421"))},
    Constraint.CLEARANCE: {"clearances": ("background_check",)},
    Constraint.SKILL: {"claims": (Skill("0421", Competence.JUDGE), Skill("0421.tax", Competence.WRITE))},
}


def exclusion(answer, constraint):
    """The line of one constraint."""
    return next(line for line in answer.exclusions if line.constraint is constraint)


def test_somebody_who_just_meets_everything_is_on_the_list(pool_of):
    answer = shortlist(pool_of(a_person("ana", **FITTING)), a_need(**EVERYTHING))
    assert [c.specialist for c in answer.candidates] == ["ana"]
    assert [line.constraint for line in answer.exclusions] == list(Constraint)
    assert {line.rules_out for line in answer.exclusions} == {0}


@pytest.mark.parametrize("constraint", Constraint)
def test_somebody_who_fails_one_constraint_is_kept_out_by_it_alone(constraint, pool_of):
    person = a_person("bob", **{**FITTING, **FAILING[constraint]})
    answer = shortlist(pool_of(a_person("ana", **FITTING), person), a_need(**EVERYTHING))
    assert [c.specialist for c in answer.candidates] == ["ana"]
    assert {line.constraint: (line.rules_out, line.only_this) for line in answer.exclusions} == {
        other: (1, 1) if other is constraint else (0, 0) for other in Constraint
    }


@pytest.mark.parametrize("constraint", Constraint)
def test_the_next_step_brings_back_whom_it_promises_and_asks_for_less_in_one_thing(constraint, pool_of):
    person = a_person("bob", **{**FITTING, **FAILING[constraint]})
    need = a_need(**EVERYTHING)
    pool = pool_of(a_person("ana", **FITTING), person)
    line = exclusion(shortlist(pool, need), constraint)
    assert line.brings_back == 1
    assert line.relaxed
    assert line.relaxed_said.text == line.relaxed
    assert eligible_count(pool, line.relaxed_need) == 2
    before, after = msgspec.to_builtins(need), msgspec.to_builtins(line.relaxed_need)
    assert len([name for name in before if before[name] != after[name]]) == 1


@pytest.mark.parametrize("seed", range(6))
def test_what_each_constraint_does_to_a_pool_is_what_counting_gives(seed, world, world_pool):
    rng = np.random.default_rng(100 + seed)
    person = world[rng.integers(len(world))]
    need = a_need(
        role=person.roles[0],
        skills=(Skill(person.claims[0].domain[:2], person.claims[0].competence),),
        languages=(SpokenLanguage("en", LEVELS[rng.integers(2, 5)]),),
        countries=(person.country,),
        time_zone="America/Los_Angeles",
        minimum_overlap=float(rng.integers(2, 7)),
        minimum_hours=20.0,
        maximum_rate=Money(int(person.rate.minor * 0.9)),
        start_by=TODAY + timedelta(days=10),
        degree=Degree.BACHELOR,
        clearances=("background_check",),
    )
    failing = [fails(other, need) for other in world]
    answer = shortlist(world_pool, need)
    assert answer.eligible == sum(not wrong for wrong in failing)
    for line in answer.exclusions:
        assert line.rules_out == sum(line.constraint in wrong for wrong in failing)
        assert line.only_this == sum(wrong == {line.constraint} for wrong in failing)
        if line.relaxed_need:
            assert line.brings_back == eligible_count(world_pool, line.relaxed_need) - answer.eligible > 0
        else:
            assert (line.relaxed, line.brings_back) == ("", 0)


def test_a_constraint_that_is_not_asked_for_is_not_listed(pool_of):
    answer = shortlist(pool_of(a_person()), a_need())
    assert [line.constraint for line in answer.exclusions] == [Constraint.ROLE, Constraint.SKILL]


def test_a_sub_field_is_never_widened_in_silence(pool_of):
    pool = pool_of(a_person("law", claims=(Skill("0421", Competence.JUDGE),)))
    answer = shortlist(pool, a_need())
    assert answer.candidates == ()
    line = exclusion(answer, Constraint.SKILL)
    assert line.relaxed_need.skills == (Skill("0421", Competence.JUDGE),)
    assert line.relaxed == "Law, judging answers instead of Tax law, judging answers"


def test_a_need_for_a_field_is_met_from_below(pool_of):
    pool = pool_of(a_person("tax", evidence=gold(TAX, 3)))
    for code in ("0421.tax", "0421", "042", "04", ""):
        assert eligible_count(pool, a_need(skills=(Skill(code, Competence.JUDGE),))) == 1
    assert eligible_count(pool, a_need(skills=(Skill("0421.tax.vat", Competence.JUDGE),))) == 0


def test_a_skill_that_is_shown_and_not_claimed_counts(pool_of):
    assert eligible_count(pool_of(a_person(claims=(), evidence=gold(TAX, 1))), a_need()) == 1


def test_nobody_is_brought_back_by_a_step_that_only_others_would_need(pool_of):
    cheap_elsewhere = a_person("bob", country="UY", rate=Money(9000))
    answer = shortlist(pool_of(cheap_elsewhere), a_need(countries=("BR",), maximum_rate=Money(2000)))
    assert {line.constraint: (line.rules_out, line.only_this, line.brings_back) for line in answer.exclusions} == {
        Constraint.ROLE: (0, 0, 0),
        Constraint.COUNTRY: (1, 0, 0),
        Constraint.RATE: (1, 0, 0),
        Constraint.SKILL: (0, 0, 0),
    }


def test_the_country_offered_is_where_most_of_those_kept_out_live(pool_of):
    pool = pool_of(
        *(a_person(f"{code}{n}", country=code) for code, many in (("AR", 2), ("UY", 3), ("CL", 1)) for n in range(many))
    )
    line = exclusion(shortlist(pool, a_need(countries=("BR",))), Constraint.COUNTRY)
    assert (line.relaxed, line.brings_back) == ("Uruguay as well", 3)


def test_the_rate_offered_is_the_lowest_whole_dollar_that_brings_back_a_tenth(pool_of):
    pool = pool_of(*(a_person(f"p{cents}", rate=Money(cents)) for cents in range(4_050, 6_050, 100)))
    line = exclusion(shortlist(pool, a_need(maximum_rate=Money(4_000))), Constraint.RATE)
    assert (line.relaxed, line.brings_back) == ("$42/h instead of $40/h", 2)


def test_a_start_is_moved_by_as_many_fortnights_as_bring_somebody_back(pool_of):
    pool = pool_of(a_person(available_from=TODAY + timedelta(days=30)))
    line = exclusion(shortlist(pool, a_need(start_by=TODAY)), Constraint.START)
    assert line.relaxed_need.start_by == TODAY + timedelta(days=42)


def test_an_overlap_is_given_up_by_whole_hours(pool_of):
    person = a_person(day_start=time(4), day_end=time(12))
    need = a_need(time_zone="America/New_York", minimum_overlap=5.5)
    line = exclusion(shortlist(pool_of(person), need), Constraint.OVERLAP)
    has = overlap_of(person, need)
    enough = line.relaxed_need.minimum_overlap
    assert enough == max(5.5 - int(5.5 - enough), 0)
    assert enough <= has < enough + 1


def test_a_limit_in_another_currency_is_compared_by_the_dated_table(pool_of):
    pool = pool_of(a_person("a", rate=Money(1_000)), a_person("b", rate=Money(4_000)))
    answer = shortlist(pool, a_need(maximum_rate=Money(10_000, "BRL")))
    assert [c.specialist for c in answer.candidates] == ["a"]


def test_a_kind_of_language_is_asked_for_and_the_language_offered(pool_of):
    pool = pool_of(a_person(languages=(SpokenLanguage("pt", LanguageLevel.NATIVE),)))
    answer = shortlist(pool, a_need(languages=(SpokenLanguage("pt-BR", LanguageLevel.C1),)))
    assert answer.eligible == 0
    assert exclusion(answer, Constraint.LANGUAGES).relaxed_need.languages == (SpokenLanguage("pt", LanguageLevel.C1),)


def test_a_language_is_lowered_as_little_as_brings_somebody_back(pool_of):
    pool = pool_of(a_person(languages=(SpokenLanguage("pt", LanguageLevel.B2), SpokenLanguage("en", LanguageLevel.A2))))
    answer = shortlist(pool, a_need(languages=(SpokenLanguage("pt", LanguageLevel.NATIVE),)))
    line = exclusion(answer, Constraint.LANGUAGES)
    assert (line.relaxed, line.brings_back) == ("B2 Portuguese instead of native Portuguese", 1)


def test_where_nobody_speaks_a_language_no_level_is_offered(pool_of):
    answer = shortlist(pool_of(a_person()), a_need(languages=(SpokenLanguage("fi", LanguageLevel.C1),)))
    line = exclusion(answer, Constraint.LANGUAGES)
    assert (line.rules_out, line.only_this, line.relaxed, line.relaxed_need) == (1, 1, "", None)


def test_a_degree_is_given_up_where_nobody_has_a_lower_one(pool_of):
    answer = shortlist(pool_of(a_person()), a_need(degree=Degree.MASTER))
    line = exclusion(answer, Constraint.DEGREE)
    assert (line.relaxed, line.brings_back) == ("no degree", 1)
    assert line.relaxed_need == a_need()


def test_native_is_above_every_level(pool_of):
    pool = pool_of(a_person(languages=(SpokenLanguage("es", LanguageLevel.NATIVE),)))
    for level in LanguageLevel:
        assert eligible_count(pool, a_need(languages=(SpokenLanguage("es", level),))) == 1


def test_a_degree_in_another_field_is_kept_out_in_the_words_of_the_field(pool_of):
    doctor = a_person("ana", degrees=(HeldDegree(Degree.DOCTORATE, "0531.organic"),))
    other = a_person("bob", degrees=(HeldDegree(Degree.DOCTORATE, "0421"),))
    answer = shortlist(pool_of(doctor, other), a_need(degree=Degree.DOCTORATE, degree_domains=("0531",)))
    assert [c.specialist for c in answer.candidates] == ["ana"]
    line = exclusion(answer, Constraint.DEGREE)
    assert line.asked == "at least a doctorate in Chemistry"
    assert (line.rules_out, line.brings_back) == (1, 1)


@pytest.mark.parametrize(
    ("held", "relaxed", "domains"),
    [
        ("0531", "a doctorate in Chemistry", ("0531",)),
        ("0533", "a doctorate in Physical sciences", ("053",)),
        ("0541", "a doctorate in Natural sciences and mathematics", ("05",)),
        ("0421", "a doctorate in any field", ()),
    ],
)
def test_the_field_of_a_degree_is_widened_step_by_step_and_no_further_than_brings_somebody_back(
    held, relaxed, domains, pool_of
):
    pool = pool_of(a_person("bob", degrees=(HeldDegree(Degree.DOCTORATE, held),)))
    need = a_need(degree=Degree.DOCTORATE, degree_domains=("0531.organic",))
    line = exclusion(shortlist(pool, need), Constraint.DEGREE)
    assert (line.relaxed, line.relaxed_need.degree_domains) == (relaxed, domains)
    assert line.relaxed_need.degree is Degree.DOCTORATE
    assert eligible_count(pool, line.relaxed_need) == 1
