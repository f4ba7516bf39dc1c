"""What each piece of evidence does, and which piece to ask for next."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.skills.skill_world import BIOLOGY, CIVIL, TAX, TODAY, record, right_and_wrong
from core.skills.test_tree import SKILLS, evidence_of_one
from touchstone.core.errors import BadInput
from touchstone.core.skills import EvidenceSource
from touchstone.core.skills.explain import explain
from touchstone.core.skills.next_piece import Candidate, candidates_for, what_next
from touchstone.core.skills.tree import TreeEstimator


@given(evidence_of_one, st.sampled_from(SKILLS))
@settings(max_examples=30, deadline=None)
def test_the_parts_sum_to_the_estimate(evidence, skill):
    got = explain(evidence, skill=skill, today=TODAY)
    assert got.prior_mean + sum(part.points for part in got.parts) / 100 == pytest.approx(got.estimate.mean, abs=1e-6)
    assert sum(part.certainty for part in got.parts) == pytest.approx(got.reliability, abs=1e-9)
    assert got.estimate == TreeEstimator().of_person(evidence, today=TODAY, also=[skill])[skill]


def test_right_answers_add_points_and_wrong_ones_take_them_away():
    got = explain(right_and_wrong(3, 2), skill=TAX, today=TODAY)
    assert [part.points > 0 for part in got.parts] == [True] * 3 + [False] * 2
    assert all(part.certainty > 0 for part in got.parts)


def test_a_related_piece_says_so_and_says_less():
    own, related = explain([record(1.0), record(1.0, CIVIL)], skill=TAX, today=TODAY).parts
    assert (own.related, related.related) == (False, True)
    assert own.points > related.points > 0


def test_parts_stand_in_the_order_of_the_evidence_and_claims_have_none():
    evidence = [record(0.0), record(1.0, source=EvidenceSource.CLAIM), record(1.0, at=TODAY - timedelta(365))]
    got = explain(evidence, skill=TAX, today=TODAY)
    assert [part.evidence for part in got.parts] == [evidence[0], evidence[2]]
    assert got.parts[1].counted == pytest.approx(0.5)


def test_with_no_evidence_there_is_nothing_to_explain():
    got = explain([], skill=TAX, today=TODAY)
    assert (got.parts, got.reliability) == ((), pytest.approx(0.0))
    assert got.prior_mean == pytest.approx(got.estimate.mean)


def test_own_gold_tasks_narrow_more_than_a_client_or_another_field():
    candidates = [*candidates_for(TAX, today=TODAY), Candidate(name="biology", evidence=record(1.0, BIOLOGY))]
    ranked = what_next(right_and_wrong(3, 1), candidates, skill=TAX, today=TODAY)
    order = [one.candidate.name for one in ranked]
    assert order.index("gold task") < order.index("review") < order.index("client rating")
    assert order[-1] == "biology"
    assert all(one.narrower >= 0 for one in ranked)


def test_what_is_expected_is_what_the_two_outcomes_make():
    evidence = right_and_wrong(3, 1)
    (one,) = what_next(evidence, [Candidate(name="gold", evidence=record(1.0))], skill=TAX, today=TODAY)

    def width(*more):
        got = TreeEstimator().of_person([*evidence, *more], today=TODAY)[TAX]
        return got.high - got.low

    assert one.width == pytest.approx(width())
    assert one.expected_width == pytest.approx(one.right * width(record(1.0)) + (1 - one.right) * width(record(0.0)))
    mean = TreeEstimator().of_person(evidence, today=TODAY)[TAX].mean
    assert one.right == pytest.approx(mean, abs=0.03)


def test_a_dear_piece_comes_after_a_cheap_one_that_says_the_same():
    gold = record(1.0)
    dear, cheap = Candidate(name="a", evidence=gold, cost=5.0), Candidate(name="b", evidence=gold)
    ranked = what_next([], [dear, cheap], skill=TAX, today=TODAY)
    assert [one.candidate.name for one in ranked] == ["b", "a"]
    assert ranked[0].narrower == ranked[1].narrower


def test_the_outcome_written_into_a_candidate_does_not_matter():
    gold = record(1.0)
    pair = [
        Candidate(name="x", evidence=gold),
        Candidate(name="x", evidence=msgspec.structs.replace(gold, outcome=0.0)),
    ]
    one, two = what_next([], pair, skill=TAX, today=TODAY)
    assert one.narrower == two.narrower


def test_a_cost_that_cannot_be_is_refused():
    with pytest.raises(BadInput, match="cannot be the cost"):
        what_next([], [Candidate(name="free", evidence=record(1.0), cost=0.0)], skill=TAX, today=TODAY)
