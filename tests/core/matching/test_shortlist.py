"""The list is the one that scoring and sorting everybody gives: no answer is lost, no tie is left to chance."""

from datetime import timedelta

import msgspec
import numpy as np
import pytest

from core.matching.oracle import TAX, TODAY, a_need, a_person, cents, chance, gold, hours, ranking, whole
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.errors import BadInput
from touchstone.core.matching import FIT_BAND, Mode, SpokenLanguage, shortlist
from touchstone.core.money import Money
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills.values import Competence, Skill


def a_random_need(rng, people):
    """A need that a person of the pool might meet, so that lists are seldom empty."""
    person = people[rng.integers(len(people))]
    skills = list(dict.fromkeys((*person.claims, *(e.skill for e in person.evidence))))
    main = skills[rng.integers(len(skills))]
    wider = Skill(
        ["", "", main.domain[:2], main.domain[:2], main.domain[:4], main.domain][rng.integers(6)], main.competence
    )
    further = tuple(skill for skill in skills[:2] if skill != wider) if rng.random() < 0.4 else ()
    shares = ()
    if further and rng.random() < 0.5:
        drawn = rng.dirichlet(np.full(1 + len(further), 3.0))
        shares = tuple(map(float, drawn / drawn.sum()))

    def maybe(value, empty, share=0.25):
        return value if rng.random() < share else empty

    zone = maybe("America/New_York", None)
    return a_need(
        role=person.roles[0] if person.roles else HIRABLE[0],
        skills=(wider, *further),
        shares=shares,
        languages=maybe((SpokenLanguage("en", LanguageLevel.B1),), ()),
        countries=maybe((person.country, "BR"), ()),
        time_zone=zone,
        minimum_overlap=4.0 if zone else 0.0,
        minimum_hours=maybe(20.0, 0.0),
        maximum_rate=maybe(Money(int(person.rate.minor * 1.2)), None),
        start_by=maybe(TODAY + timedelta(days=30), None),
        degree=maybe(Degree.BACHELOR, None, 0.3),
        clearances=maybe(("background_check",), (), 0.15),
        quality_bar=float(rng.choice([0.6, 0.75, 0.8, 0.9])),
        certainty=float(rng.choice([0.3, 0.5, 0.7, 0.9])),
        review_rate=maybe(Money(2500), None),
    )


@pytest.mark.parametrize("seed", range(16))
def test_the_list_is_the_one_that_sorting_everybody_gives(seed, world, world_pool):
    rng = np.random.default_rng(seed)
    need = a_random_need(rng, world)
    for mode in Mode:
        expected = ranking(world, need, mode)
        k = int(rng.integers(1, 40))
        answer = shortlist(world_pool, need, mode=mode, k=k, explore=0)
        assert [c.specialist for c in answer.candidates] == [line.person.id for line in expected[:k]]
        assert answer.eligible == len(expected)
        assert answer.meeting_bar == sum(chance(line, need) >= need.certainty for line in expected)
        for candidate, line in zip(answer.candidates, expected, strict=False):
            assert candidate.meets_bar == pytest.approx(chance(line, need), rel=1e-9)
            assert candidate.hours_per_accepted == pytest.approx(hours(line, need), rel=1e-9)
            assert candidate.cost_per_accepted == Money(whole(cents(line, need)))


def joined_needs(seed, people):
    """A need for any of some skills and one for all of them, such as somebody of the pool has."""
    rng = np.random.default_rng(seed)
    plain = msgspec.structs.replace(a_random_need(rng, people), shares=())
    several = [person for person in people if len({claim.domain for claim in person.claims}) > 1]
    person = several[rng.integers(len(several))]
    more = list(dict.fromkeys(claim for claim in person.claims if claim != plain.skills[0]))[:3]
    yield msgspec.structs.replace(plain, or_skills=tuple(more))
    skills = tuple(dict.fromkeys(person.claims))[:3]
    drawn = rng.dirichlet(np.full(len(skills), 3.0))
    shares = (*map(float, drawn[:-1] / drawn.sum()), 1 - float(sum(drawn[:-1] / drawn.sum())))
    yield a_need(role=person.roles[0], skills=skills, required=min(2, len(skills)), shares=shares)


@pytest.mark.parametrize("seed", range(12))
def test_a_list_for_any_or_all_of_several_skills_is_the_one_that_sorting_everybody_gives(seed, world, world_pool):
    for need in joined_needs(seed, world):
        for mode in Mode:
            expected = ranking(world, need, mode)
            answer = shortlist(world_pool, need, mode=mode, k=25, explore=0)
            assert answer.eligible == len(expected)
            assert [c.specialist for c in answer.candidates] == [line.person.id for line in expected[:25]]
            assert answer.meeting_bar == sum(chance(line, need) >= need.certainty for line in expected)
            for candidate, line in zip(answer.candidates, expected, strict=False):
                assert candidate.meets_bar == pytest.approx(chance(line, need), rel=1e-9)
                assert candidate.cost_per_accepted == Money(whole(cents(line, need)))


PHILOSOPHY, PSYCHOLOGY = Skill("0223", Competence.JUDGE), Skill("0313", Competence.JUDGE)


def test_one_list_holds_everybody_who_has_any_of_the_fields_each_by_the_best_they_have(pool_of):
    pool = pool_of(
        a_person("both", claims=(), evidence=(*gold(PHILOSOPHY, 5, 5), *gold(PSYCHOLOGY, 40))),
        a_person("one", claims=(), evidence=gold(PHILOSOPHY, 30, 1)),
        a_person("other", claims=(PSYCHOLOGY,)),
        a_person("neither"),
    )
    answer = shortlist(pool, a_need(skills=(PHILOSOPHY,), or_skills=(PSYCHOLOGY,)), explore=0)
    assert [c.specialist for c in answer.candidates] == ["both", "one", "other"]
    assert [c.record[0].skill for c in answer.candidates] == [PSYCHOLOGY, PHILOSOPHY, PSYCHOLOGY]
    assert answer.candidates[0].estimate.n == 40
    said = {reason.code: reason for reason in answer.candidates[0].reasons}
    assert said["counts_by"].numbers["domain"] == "0313"
    assert said["further_shown"].numbers["domain"] == "0223"
    assert answer.exclusions[-1].asked_said.code == "asked_skills_any"
    assert answer.exclusions[-1].rules_out == 1


@pytest.mark.parametrize("order", [(PHILOSOPHY, PSYCHOLOGY), (PSYCHOLOGY, PHILOSOPHY)])
def test_the_order_in_which_alternatives_are_named_changes_no_place(order, world, world_pool):
    main, other = (Skill(skill.domain[:2], Competence.JUDGE) for skill in order)
    roles = {"role": Role.RLHF_SPECIALIST, "or_roles": (Role.AI_TRAINING_SPECIALIST,)}
    there, back = (
        shortlist(world_pool, a_need(skills=(one,), or_skills=(two,), **roles), k=30, explore=0)
        for one, two in ((main, other), (other, main))
    )
    assert there.candidates
    assert [c.specialist for c in there.candidates] == [c.specialist for c in back.candidates]


def test_whoever_lacks_one_of_the_fields_required_is_kept_out_and_the_others_count_by_all(pool_of):
    pool = pool_of(
        a_person("even", claims=(), evidence=(*gold(PHILOSOPHY, 30, 2), *gold(PSYCHOLOGY, 30, 2))),
        a_person("uneven", claims=(), evidence=(*gold(PHILOSOPHY, 40), *gold(PSYCHOLOGY, 10, 30))),
        a_person("half", claims=(), evidence=gold(PHILOSOPHY, 50)),
    )
    need = a_need(skills=(PHILOSOPHY, PSYCHOLOGY), required=2, shares=(0.5, 0.5))
    answer = shortlist(pool, need, explore=0)
    assert [c.specialist for c in answer.candidates] == ["even", "uneven"]
    assert "counts_by_all" in {reason.code for reason in answer.candidates[0].reasons}
    line = answer.exclusions[-1]
    assert line.asked_said.code == "asked_skills_all"
    assert (line.rules_out, line.only_this, line.brings_back) == (1, 1, 1)
    assert line.relaxed == "without Psychology, judging answers"
    eased = line.relaxed_need
    assert (eased.skills, eased.required, eased.shares) == ((PHILOSOPHY, PSYCHOLOGY), 1, (1.0, 0.0))
    assert shortlist(pool, eased, explore=0).eligible == 3


def test_each_of_the_fields_that_will_do_can_be_widened(pool_of):
    near = Skill("0313.clinical", Competence.JUDGE)
    answer = shortlist(
        pool_of(a_person("ana", claims=(PSYCHOLOGY,))), a_need(skills=(TAX,), or_skills=(near,)), explore=0
    )
    line = answer.exclusions[-1]
    assert line.relaxed_need.or_skills == (PSYCHOLOGY,)
    assert line.brings_back == 1


@pytest.mark.parametrize("mode", Mode)
def test_a_fit_given_for_everybody_ranks_as_sorting_by_it_does(mode, world, world_pool):
    rng = np.random.default_rng(5)
    need = a_need(role=Role.DATA_ANNOTATOR, skills=(Skill("", Competence.LABEL),))
    fits = rng.random(len(world))
    rows = {world_pool.id(row): row for row in range(len(world))}
    expected = ranking(world, need, mode, {name: float(fits[row]) for name, row in rows.items()})
    answer = shortlist(world_pool, need, mode=mode, k=25, explore=0, fit=lambda asked: fits[asked])
    assert [c.specialist for c in answer.candidates] == [line.person.id for line in expected[:25]]


def test_words_never_lift_anybody_over_somebody_cheaper_than_the_band(pool_of):
    need = a_need(quality_bar=0.5)
    dear, cheap = a_person("dear", rate=Money(3090)), a_person("cheap", rate=Money(3000))
    near = a_person("near", rate=Money(3030))
    pool = pool_of(dear, cheap, near)
    fits = {"dear": 1.0, "near": 1.0, "cheap": 0.0}
    answer = shortlist(pool, need, explore=0, fit=lambda rows: np.array([fits[pool.id(row)] for row in rows]))
    assert FIT_BAND == 0.02
    assert [c.specialist for c in answer.candidates] == ["near", "cheap", "dear"]


def test_a_fit_that_is_no_number_or_out_of_range_does_no_harm(pool_of):
    pool = pool_of(a_person("a"), a_person("b"), a_person("c"))
    strange = np.array([np.nan, 7.0, -np.inf])
    answer = shortlist(pool, a_need(), fit=lambda rows: strange[rows])
    assert [c.fit for c in sorted(answer.candidates, key=lambda c: c.specialist)] == [0.0, 1.0, 0.0]


def test_what_people_say_of_their_work_is_used_where_the_need_has_words(pool_of):
    pool = pool_of(
        a_person("a", text="Cooking and gardening."),
        a_person("b", text="I judge answers on Brazilian tax law and VAT."),
    )
    with_words = shortlist(pool, a_need(text="Judging answers about VAT and tax law"), explore=0)
    without = shortlist(pool, a_need(), explore=0)
    assert [c.specialist for c in with_words.candidates] == ["b", "a"]
    assert with_words.candidates[0].fit > with_words.candidates[1].fit
    assert [c.specialist for c in without.candidates] == ["a", "b"]
    assert all(c.fit is None for c in without.candidates)


def test_people_alike_in_everything_stand_in_the_order_of_their_ids(pool_of):
    people = [a_person(f"p{number:02}") for number in (7, 3, 11, 1, 5)]
    for mode in Mode:
        answer = shortlist(pool_of(*people), a_need(), mode=mode, k=3, explore=0)
        assert [c.specialist for c in answer.candidates] == ["p01", "p03", "p05"]


def test_more_evidence_goes_before_less_where_cost_and_chance_are_equal(pool_of):
    much = a_person("z-much", evidence=gold(TAX, 70, 30))
    little = a_person("a-little", evidence=gold(TAX, 7, 3), rate=Money(3000))
    need = a_need(review_share=0.0, quality_bar=0.2, certainty=0.5)
    costs = {c.specialist: c for c in shortlist(pool_of(much, little), need).candidates}
    equal = a_person(
        "a-little",
        evidence=little.evidence,
        rate=Money(round(3000 * costs["z-much"].hours_per_accepted / costs["a-little"].hours_per_accepted)),
    )
    answer = shortlist(pool_of(much, equal), need, explore=0)
    assert answer.candidates[0].cost_per_accepted == answer.candidates[1].cost_per_accepted
    assert [c.specialist for c in answer.candidates] == ["z-much", "a-little"]


def test_of_two_at_the_same_rate_and_mean_the_better_known_is_cheaper(pool_of):
    known, unknown = a_person("known", evidence=gold(TAX, 70, 30)), a_person("unknown", evidence=gold(TAX, 7, 3))
    answer = shortlist(pool_of(known, unknown), a_need(quality_bar=0.5), mode=Mode.COST, explore=0)
    by_name = {c.specialist: c for c in answer.candidates}
    assert by_name["known"].estimate.mean == pytest.approx(by_name["unknown"].estimate.mean, abs=0.01)
    assert by_name["known"].cost_per_accepted < by_name["unknown"].cost_per_accepted


def test_each_mode_puts_first_what_it_says(pool_of):
    sure = a_person("sure", evidence=gold(TAX, 60, 2), rate=Money(6000))
    fair = a_person("fair", evidence=gold(TAX, 34, 6), rate=Money(3000))
    cheap = a_person("cheap", evidence=gold(TAX, 18, 4), rate=Money(1500))
    poor = a_person("poor", evidence=gold(TAX, 10, 20), rate=Money(500))
    pool, need = pool_of(sure, fair, cheap, poor), a_need(quality_bar=0.8, certainty=0.7)
    order = {mode: [c.specialist for c in shortlist(pool, need, mode=mode).candidates] for mode in Mode}
    assert order[Mode.QUALITY] == ["sure", "fair", "cheap", "poor"]
    assert order[Mode.BALANCED] == ["fair", "sure", "cheap", "poor"]
    assert order[Mode.COST] == ["cheap", "fair", "sure", "poor"]


def test_the_same_question_gives_the_same_answer_to_the_bit(world_pool):
    need = a_need(role=Role.DATA_ANNOTATOR, skills=(Skill("", Competence.LABEL),))
    answers = [msgspec.json.encode(shortlist(world_pool, need, explore=3, seed=4)) for _ in range(2)]
    assert answers[0] == answers[1]


def test_an_empty_pool_gives_an_empty_list_that_says_so(pool_of):
    for mode in Mode:
        answer = shortlist(pool_of(), a_need(time_zone="America/New_York", minimum_overlap=4), mode=mode)
        assert answer.candidates == ()
        assert (answer.pool_size, answer.eligible, answer.meeting_bar) == (0, 0, 0)
        assert "The pool is empty." in answer.notes
        assert {e.rules_out for e in answer.exclusions} == {0}


def test_where_nobody_is_eligible_the_exclusions_show_what_to_relax(pool_of):
    answer = shortlist(pool_of(a_person("ana"), a_person("bob", rate=Money(9000))), a_need(maximum_rate=Money(2500)))
    assert answer.candidates == ()
    (rate,) = [e for e in answer.exclusions if e.rules_out]
    assert (rate.rules_out, rate.only_this, rate.relaxed, rate.brings_back) == (2, 2, "$30/h instead of $25/h", 1)


def test_more_asked_for_than_there_are_gives_all_there_are(pool_of):
    answer = shortlist(pool_of(a_person("a"), a_person("b")), a_need(), k=50, explore=10)
    assert [c.rank for c in answer.candidates] == [1, 2]
    assert not any(c.exploration for c in answer.candidates)


def test_no_number_is_ever_nan_or_infinite(world_pool, world):
    need = a_need(role=world[0].roles[0], skills=(Skill("", world[0].claims[0].competence),), quality_bar=0.99)
    for mode in Mode:
        said = msgspec.to_builtins(shortlist(world_pool, need, mode=mode, k=30))
        assert all(np.isfinite(number) for number in numbers_in(said))


def numbers_in(value):
    """Every number in nested values."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from numbers_in(inner)
    elif isinstance(value, float | int):
        yield value


def test_a_list_survives_the_way_through_json(world_pool):
    answer = shortlist(world_pool, a_need(role=Role.DATA_ANNOTATOR, skills=(Skill("", Competence.LABEL),)))
    assert msgspec.json.decode(msgspec.json.encode(answer), type=type(answer)) == answer


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": Role.NONE}, "role"),
        ({"or_roles": (Role.NONE,)}, "or_roles"),
        ({"skills": ()}, "skills"),
        ({"countries": ("BR", "Chile")}, "countries"),
        ({"or_skills": (TAX,)}, "or_skills"),
        ({"or_skills": (Skill("0311", Competence.JUDGE),), "shares": (1.0,)}, "or_skills"),
        ({"required": 0}, "required"),
        ({"required": 2}, "required"),
        ({"skills": (TAX, Skill("0311", Competence.JUDGE)), "required": 2, "shares": (1.0, 0.0)}, "shares"),
        ({"quality_bar": 1.0}, "quality_bar"),
        ({"quality_bar": float("nan")}, "quality_bar"),
        ({"certainty": 0.0}, "certainty"),
        ({"shares": (0.5,)}, "shares"),
        ({"shares": (float("nan"),)}, "shares"),
        ({"time_zone": "America/New_Yorke"}, "time_zone"),
        ({"minimum_overlap": 3.0}, "time_zone"),
        ({"minimum_hours": -1.0}, "minimum_hours"),
        ({"maximum_rate": Money(-1)}, "maximum_rate"),
        ({"review_share": float("inf")}, "review_share"),
    ],
)
def test_a_need_that_cannot_be_answered_is_refused_by_field(changes, field, pool_of):
    with pytest.raises(BadInput) as refused:
        shortlist(pool_of(a_person()), a_need(**changes))
    assert refused.value.place == field
    assert refused.value.hint


@pytest.mark.parametrize("arguments", [{"k": 0}, {"k": -3}, {"explore": -1}])
def test_a_list_of_nobody_is_refused(arguments, pool_of):
    with pytest.raises(BadInput):
        shortlist(pool_of(a_person()), a_need(), **arguments)


def test_a_list_from_an_old_pool_says_so(pool_of):
    old = pool_of(a_person(), today=TODAY - timedelta(days=31))
    fresh = pool_of(a_person(), today=TODAY - timedelta(days=30))
    assert shortlist(old, a_need()).noted[0].code == "note_old_pool"
    assert "2026-10-23" in shortlist(old, a_need()).notes[0]
    assert "note_old_pool" not in {note.code for note in shortlist(fresh, a_need()).noted}


def test_a_limit_beyond_all_money_limits_nobody(pool_of):
    assert shortlist(pool_of(a_person()), a_need(maximum_rate=Money(10**30))).eligible == 1


def test_synthetic_people_are_marked_and_so_is_the_list(pool_of):
    answer = shortlist(pool_of(a_person("real"), a_person("made", synthetic=True)), a_need())
    assert answer.synthetic
    assert {c.specialist: c.synthetic for c in answer.candidates} == {"real": False, "made": True}
