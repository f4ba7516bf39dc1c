"""Where nobody is eligible, the fewest steps down that help together are offered, and keep their promise."""

from itertools import combinations

import pytest

from core.matching.oracle import a_need, a_person
from core.matching.test_filters import EVERYTHING, FAILING, FITTING
from touchstone.core.matching import Constraint, eligible_count, shortlist

PAIRS = list(combinations(Constraint, 2))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def test_two_constraints_that_keep_everybody_out_are_eased_together(pair, pool_of):
    first, second = pair
    person = a_person("bob", **{**FITTING, **FAILING[first], **FAILING[second]})
    pool = pool_of(person)
    answer = shortlist(pool, a_need(**EVERYTHING))
    assert all(line.brings_back == 0 for line in answer.exclusions)
    (joint,) = answer.joint
    assert set(joint.constraints) == set(pair)
    assert len(joint.relaxed) == 2
    assert joint.brings_back == eligible_count(pool, joint.need) == 1
    assert [one.specialist for one in shortlist(pool, joint.need).candidates] == ["bob"]


def test_nothing_is_offered_where_somebody_is_eligible(pool_of):
    unfit = a_person("bob", **{**FITTING, **FAILING[Constraint.RATE], **FAILING[Constraint.HOURS]})
    assert shortlist(pool_of(a_person("ana", **FITTING), unfit), a_need(**EVERYTHING)).joint == ()


def test_the_steps_that_bring_back_most_come_first(pool_of):
    cheap = [
        a_person(f"a{n}", **{**FITTING, **FAILING[Constraint.RATE], **FAILING[Constraint.HOURS]}) for n in range(3)
    ]
    late = a_person("late", **{**FITTING, **FAILING[Constraint.START], **FAILING[Constraint.HOURS]})
    joints = shortlist(pool_of(*cheap, late), a_need(**EVERYTHING)).joint
    assert [joint.brings_back for joint in joints] == [3, 1]


def test_an_empty_pool_has_nothing_to_offer(pool_of):
    assert shortlist(pool_of(), a_need(**EVERYTHING)).joint == ()


def test_nothing_is_offered_where_a_single_step_helps(pool_of):
    near = a_person("near", **{**FITTING, **FAILING[Constraint.RATE]})
    far = a_person("far", **{**FITTING, **FAILING[Constraint.RATE], **FAILING[Constraint.HOURS]})
    answer = shortlist(pool_of(near, far), a_need(**EVERYTHING))
    assert [line.constraint for line in answer.exclusions if line.brings_back] == [Constraint.RATE]
    assert answer.joint == ()
