"""Seats let people be seen whom nobody has measured yet; they are marked and displace nobody."""

from collections import Counter

from core.matching.oracle import TAX, a_need, a_person, gold
from touchstone.core.matching import Mode, shortlist
from touchstone.core.money import Money

PROVEN = [a_person(f"proven{n}", evidence=gold(TAX, 30 + n, 2)) for n in range(5)]
NEW = [a_person(f"new{n}", rate=Money(4_000 + 10 * n)) for n in range(12)]


def names(answer, *, exploration):
    return [c.specialist for c in answer.candidates if c.exploration is exploration]


def test_seats_stand_behind_the_ranked_and_change_nothing_before_them(pool_of):
    pool = pool_of(*PROVEN, *NEW)
    for mode in Mode:
        without = shortlist(pool, a_need(), mode=mode, k=5, explore=0)
        with_seats = shortlist(pool, a_need(), mode=mode, k=5, explore=3, seed=1)
        assert with_seats.candidates[:5] == without.candidates
        assert [c.exploration for c in with_seats.candidates] == [False] * 5 + [True] * 3
        assert [c.rank for c in with_seats.candidates] == list(range(1, 9))
        assert with_seats.candidates[5].reasons[0].code == "exploration"


def test_only_the_hardly_measured_take_a_seat(pool_of):
    measured = [a_person(f"measured{n}", evidence=gold(TAX, 9, 3)) for n in range(6)]
    answer = shortlist(pool_of(*PROVEN, *measured, *NEW[:2]), a_need(), k=3, explore=8)
    assert set(names(answer, exploration=True)) == {"new0", "new1"}


def test_only_the_eligible_take_a_seat(pool_of):
    answer = shortlist(pool_of(*PROVEN, *NEW), a_need(maximum_rate=Money(4_020)), k=3, explore=9)
    assert set(names(answer, exploration=True)) == {"new0", "new1", "new2"}


def test_nobody_stands_twice(pool_of):
    answer = shortlist(pool_of(*PROVEN[:2], *NEW[:3]), a_need(), k=4, explore=9)
    everyone = [c.specialist for c in answer.candidates]
    assert len(everyone) == len(set(everyone)) == 5


def test_the_same_seed_draws_the_same_people_and_another_seed_others(pool_of):
    pool = pool_of(*PROVEN, *NEW)
    drawn = {seed: names(shortlist(pool, a_need(), k=5, explore=2, seed=seed), exploration=True) for seed in range(20)}
    assert drawn[3] == names(shortlist(pool, a_need(), k=5, explore=2, seed=3), exploration=True)
    assert len({tuple(people) for people in drawn.values()}) > 5


def test_everybody_unproven_is_seen_in_the_end_and_the_promising_more_often(pool_of):
    promising = a_person("promising", rate=Money(4_000), evidence=gold(TAX, 4))
    failing = a_person("failing", rate=Money(4_000), evidence=gold(TAX, 0, 7))
    pool = pool_of(*PROVEN, *NEW, promising, failing)
    seen = Counter(names(shortlist(pool, a_need(), k=5, seed=seed), exploration=True)[0] for seed in range(300))
    assert seen["promising"] > max(seen[person.id] for person in NEW) > seen["failing"]
    assert {person.id for person in NEW} <= set(seen)


def test_no_seat_is_asked_for_and_none_is_given(pool_of):
    assert names(shortlist(pool_of(*PROVEN, *NEW), a_need(), k=3, explore=0), exploration=True) == []
