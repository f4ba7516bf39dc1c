"""Skills that nothing was measured of: claims, and fields above what was shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.skills.skill_world import BIOLOGY, CIVIL, LAW, TAX, TODAY, record, right_and_wrong
from touchstone.core.skills import Competence, Skill, prior_for
from touchstone.core.skills.abilities import mode, shares_of_right_work
from touchstone.core.skills.kinship import Kinship, lineage
from touchstone.core.skills.ledger import Settings, ledger_of, with_skills
from touchstone.core.skills.tree import TreeEstimator, estimate_people, families

ANYTHING = Skill("", Competence.JUDGE)
SKILLS = [TAX, CIVIL, LAW, BIOLOGY, ANYTHING, Skill("0421.tax", Competence.WRITE), Skill("", Competence.WRITE)]
TREE = TreeEstimator()

evidence_of_one = st.lists(
    st.builds(
        record,
        st.sampled_from([0.0, 0.5, 1.0]),
        st.sampled_from(SKILLS[:4]),
        difficulty=st.sampled_from([0.0, 1.0]),
        chance=st.sampled_from([0.0, 0.5]),
    ),
    min_size=1,
    max_size=10,
)


def of_person(evidence, skill):
    return TREE.of_person(evidence, today=TODAY, also=[skill])[skill]


@given(evidence_of_one)
@settings(max_examples=25, deadline=None)
def test_what_is_projected_is_what_solving_all_together_gives(evidence):
    ledger = with_skills(ledger_of([evidence], today=TODAY), SKILLS)
    every = np.arange(len(ledger.skills))
    (family,) = families(ledger, settings=Settings(), also=(np.zeros_like(every), every))
    found = mode(family.records, prior_mean=family.prior_mean, kernel=family.kernel)
    mean, variance = shares_of_right_work(family.records, found)
    units = estimate_people(ledger, settings=Settings(), also=(np.zeros_like(every), every))
    assert units.skill.tolist() == family.skill[0].tolist()
    np.testing.assert_allclose(units.mean, mean[0], atol=1e-7)
    np.testing.assert_allclose(units.mean * (1 - units.mean) / (units.alpha + units.beta + 1), variance[0], rtol=1e-6)
    np.testing.assert_allclose(units.ability, found.ability[0], atol=1e-7)


@given(evidence_of_one, st.lists(st.sampled_from(SKILLS)))
@settings(max_examples=25, deadline=None)
def test_to_ask_for_more_changes_no_bit_of_what_was_known(evidence, more):
    alone = TREE.of_person(evidence, today=TODAY)
    asked = TREE.of_person(evidence, today=TODAY, also=more)
    assert {skill: asked[skill] for skill in alone} == alone
    assert set(asked) == {*alone, *more}


def test_of_whom_nothing_is_measured_the_prior_is_believed():
    for skill in SKILLS[:4]:
        got, prior = of_person([], skill), prior_for(skill.competence)
        assert (got.alpha, got.beta, got.weight, got.n) == (pytest.approx(prior.alpha), pytest.approx(prior.beta), 0, 0)


def test_any_field_is_the_person_and_the_competence_without_what_belongs_to_single_fields():
    skills = (TAX, Skill("", Competence.JUDGE), Skill("", Competence.WRITE), Skill("0511", Competence.JUDGE))
    shared, kinship = lineage(skills).correlations(np.arange(4), Kinship()), Kinship()
    both = kinship.person + kinship.competence
    assert shared[1].tolist() == pytest.approx([both, both, kinship.person, both])
    assert shared[2, 0] == pytest.approx(kinship.person)


def test_people_differ_less_on_average_over_fields_than_in_one():
    anything, one = of_person([], ANYTHING), of_person([], TAX)
    assert anything.mean == pytest.approx(one.mean, abs=0.03)
    assert anything.high - anything.low < 0.8 * (one.high - one.low)


def test_everything_of_the_same_competence_counts_for_any_field():
    evidence = [*right_and_wrong(8, 1), *right_and_wrong(5, 2, BIOLOGY)]
    counted = [one for one in evidence if one.skill.competence is Competence.JUDGE]
    got = of_person(evidence, ANYTHING)
    assert (got.n, got.weight) == (len(counted), pytest.approx(len(counted)))
    assert of_person(right_and_wrong(5, 0, ANYTHING), TAX).n == 0


def test_a_field_is_known_less_well_than_the_part_of_it_that_was_shown():
    good = right_and_wrong(40, 2)
    part, field, anything = (of_person(good, skill) for skill in (TAX, LAW, ANYTHING))
    assert part.mean > field.mean > anything.mean > prior_for(Competence.JUDGE).mean
    assert part.high - part.low < min(field.high - field.low, anything.high - anything.low)
