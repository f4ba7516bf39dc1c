"""What would move somebody does: each promise is kept by ranking again; of a rate to the cent, of more work about."""

import msgspec
import numpy as np
import pytest

from core.matching.oracle import TAX, TODAY, a_need, a_person, gold
from touchstone.core.matching import Mode, shortlist
from touchstone.core.money import Money
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill

WRITE = Skill("0421.tax", Competence.WRITE)


def a_field_of_people(seed, n=14):
    """People with plain evidence."""
    rng = np.random.default_rng(seed)
    return [
        a_person(
            f"p{number:02}",
            rate=Money(int(rng.integers(1_000, 6_000))),
            evidence=(
                *gold(TAX, int(rng.integers(0, 30)), int(rng.integers(0, 6))),
                *gold(WRITE, int(rng.integers(0, 9)), int(rng.integers(0, 3))),
            ),
        )
        for number in range(n)
    ]


def place_of(answer, name):
    """Place on the list from 1; one behind the ranked where it is not ranked."""
    ranked = [c.specialist for c in answer.candidates if not c.exploration]
    return ranked.index(name) + 1 if name in ranked else len(ranked) + 1


def with_rate(people, name, cents):
    return [msgspec.structs.replace(p, rate=Money(cents)) if p.id == name else p for p in people]


def with_work(people, name, tasks, accuracy):
    more = (Evidence(skill=TAX, outcome=accuracy, source=EvidenceSource.GOLD_TASK, at=TODAY),) * tasks
    return [msgspec.structs.replace(p, evidence=(*p.evidence, *more)) if p.id == name else p for p in people]


def promises(answer, code):
    """(name, numbers) of every promise of a kind."""
    return [(c.specialist, move.numbers) for c in answer.candidates for move in c.would_move if move.code == code]


NEEDS = {
    "main": a_need(quality_bar=0.75),
    "blend": a_need(quality_bar=0.7, skills=(TAX, WRITE), shares=(0.6, 0.4), review_rate=Money(4_000)),
}


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
@pytest.mark.parametrize("mode", Mode)
def test_a_lower_rate_leads_where_it_says_and_a_cent_more_does_not(mode, need, pool_of):
    people, kept = a_field_of_people(1), 0
    answer = shortlist(pool_of(*people), need, mode=mode, k=8, explore=2)
    for name, numbers in promises(answer, "rate_for_place")[:12]:
        for cents, reaches in ((numbers["cents"], True), (numbers["cents"] + 1, False)):
            again = shortlist(pool_of(*with_rate(people, name, cents)), need, mode=mode, k=8, explore=0)
            assert (place_of(again, name) <= numbers["place"]) == reaches
        kept += 1
    assert kept >= (0 if mode is Mode.QUALITY else 4)


@pytest.mark.parametrize("need", NEEDS.values(), ids=NEEDS)
def test_more_work_leads_about_where_it_says(need, pool_of):
    """More work of one skill tells of the others too, which a promise leaves out: in a blend less is needed."""
    people, reached = a_field_of_people(2), []
    for mode in Mode:
        answer = shortlist(pool_of(*people), need, mode=mode, k=8, explore=2)
        for name, numbers in promises(answer, "work_for_place")[:6]:
            more = with_work(people, name, round(1.25 * numbers["tasks"]) + 1, numbers["accuracy"])
            again = shortlist(pool_of(*more), need, mode=mode, k=8, explore=0)
            reached.append(place_of(again, name) <= numbers["place"])
    assert len(reached) >= 8
    assert np.mean(reached) >= 0.9


def test_of_one_skill_a_promise_of_more_work_is_off_by_a_task_or_two(pool_of):
    people, need, off = a_field_of_people(2), NEEDS["main"], []
    answer = shortlist(pool_of(*people), need, mode=Mode.QUALITY, k=8, explore=0)
    for name, numbers in promises(answer, "work_for_place")[:6]:
        for tasks in range(numbers["tasks"] + 3):
            more = with_work(people, name, tasks, numbers["accuracy"])
            again = shortlist(pool_of(*more), need, mode=Mode.QUALITY, k=8, explore=0)
            if place_of(again, name) <= numbers["place"]:
                off.append(numbers["tasks"] - tasks)
                break
    assert len(off) == 6
    assert max(map(abs, off)) <= 2


@pytest.mark.parametrize("mode", Mode)
def test_the_first_stays_first_up_to_the_rate_it_says(mode, pool_of):
    kept = 0
    for seed in range(3, 7):
        people, need = a_field_of_people(seed), a_need(quality_bar=0.75)
        answer = shortlist(pool_of(*people), need, mode=mode, explore=0)
        for name, numbers in promises(answer, "first_up_to"):
            for cents, stays in ((numbers["cents"], True), (numbers["cents"] + 1, False)):
                again = shortlist(pool_of(*with_rate(people, name, cents)), need, mode=mode, explore=0)
                assert (place_of(again, name) == 1) == stays
            kept += 1
    assert kept or mode is Mode.QUALITY


def test_a_first_place_is_followed_no_further_than_the_limit(pool_of):
    people = [
        a_person("good", evidence=gold(TAX, 90, 1), rate=Money(2_000)),
        a_person("poor", evidence=gold(TAX, 3, 9)),
    ]
    answer = shortlist(pool_of(*people), a_need(maximum_rate=Money(5_000)), explore=0)
    (move,) = answer.candidates[0].would_move
    assert (move.code, move.numbers) == ("first_up_to_limit", {"cents": 5_000})
    assert move.text == "stays first up to the limit of $50/h"


def test_somebody_alone_is_moved_by_nothing(pool_of):
    (alone,) = shortlist(pool_of(a_person()), a_need()).candidates
    assert alone.would_move == ()


def test_people_alike_in_everything_move_by_a_cent(pool_of):
    answer = shortlist(
        pool_of(a_person("a"), a_person("b"), a_person("c")), a_need(quality_bar=0.5, certainty=0.5), explore=0
    )
    second = answer.candidates[1]
    (rate,) = [move for move in second.would_move if move.code == "rate_for_place"]
    assert rate.numbers["place"] == 1
    assert rate.numbers["cents"] in {2_999, 2_998}


def test_a_cut_of_more_than_half_is_no_advice(pool_of):
    people = [
        a_person("cheap", evidence=gold(TAX, 40, 2), rate=Money(1_000)),
        a_person("dear", evidence=gold(TAX, 40, 2), rate=Money(2_500)),
    ]
    answer = shortlist(pool_of(*people), a_need(), explore=0)
    assert [move.code for move in answer.candidates[1].would_move if move.code == "rate_for_place"] == []


def test_advice_to_the_unmeasured_says_what_it_supposes(pool_of):
    people = [a_person("known", evidence=gold(TAX, 30, 2), rate=Money(6_000)), a_person("new", rate=Money(2_000))]
    answer = shortlist(pool_of(*people), a_need(quality_bar=0.8), explore=0)
    (move,) = [move for move in answer.candidates[1].would_move if move.code == "work_for_place"]
    assert move.numbers["accuracy"] == pytest.approx(0.9)
    assert move.text == f"first after about {move.numbers['tasks']} more gold tasks if 90 % are right"


def test_advice_to_the_measured_goes_by_their_own_accuracy(pool_of):
    people = [
        a_person("known", evidence=gold(TAX, 30, 2), rate=Money(6_000)),
        a_person("own", evidence=gold(TAX, 6, 1), rate=Money(2_000)),
    ]
    answer = shortlist(pool_of(*people), a_need(quality_bar=0.8, certainty=0.8), explore=0)
    moves = [move for move in answer.candidates[1].would_move if move.code == "work_for_place"]
    assert moves
    assert all(move.numbers["accuracy"] == pytest.approx(6 / 7, rel=1e-6) for move in moves)
    assert moves[0].text.endswith("at the accuracy shown so far (86 %)")
