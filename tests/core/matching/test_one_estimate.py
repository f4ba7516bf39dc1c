"""There is one estimate: what a shortlist shows of a person is what the same evidence, read from a table, gives."""

from datetime import timedelta

import pytest

from core.matching.oracle import TAX, TODAY, a_need
from touchstone.core.matching import shortlist
from touchstone.core.skills import VERSION
from touchstone.core.skills.evidence_table import answer_of, ledger_of_table
from touchstone.core.skills.ledger import Settings
from touchstone.core.skills.tree import TreeEstimator
from touchstone.core.skills.values import Competence, Skill
from touchstone.core.tables import table_of

COLUMNS = ("outcome", "weight", "difficulty", "discrimination", "chance")


def as_table(people):
    rows = [(person.id, record) for person in people for record in person.evidence]
    return table_of(
        {
            "person": [name for name, _ in rows],
            "domain": [record.skill.domain for _, record in rows],
            "competence": [record.skill.competence.value for _, record in rows],
            "source": [record.source.value for _, record in rows],
            "at": [record.at.isoformat() for _, record in rows],
            **{name: [getattr(record, name) for _, record in rows] for name in COLUMNS},
        }
    )


def test_a_shortlist_shows_what_the_table_of_the_evidence_gives(world, world_pool):
    people = {person.id: person for person in world}
    told = answer_of(ledger_of_table(as_table(world), today=TODAY), settings=Settings(), today=TODAY)
    said = {(one.person, Skill(one.domain, one.competence)): one for one in told.estimates}
    compared = 0
    for competence in (Competence.JUDGE, Competence.LABEL):
        need = a_need(skills=(Skill("", competence),), quality_bar=0.6)
        for candidate in shortlist(world_pool, need, k=10).candidates:
            assert people[candidate.specialist]
            for line in candidate.record:
                assert line.estimate.version == told.version == VERSION
                one = said.get((candidate.specialist, line.skill))
                if one is not None:
                    for name in ("mean", "low", "high", "weight"):
                        assert getattr(line.estimate, name) == pytest.approx(getattr(one, name), rel=1e-5)
                    assert (line.estimate.n, line.estimate.level) == (one.n, one.level)
                    compared += 1
    assert compared > 20


def test_a_field_above_is_shown_as_the_persons_evidence_says_of_it(world, world_pool):
    law = Skill("0421", Competence.JUDGE)
    for candidate in shortlist(world_pool, a_need(skills=(law,), quality_bar=0.6), k=10).candidates:
        person = next(one for one in world if one.id == candidate.specialist)
        alone = TreeEstimator().of_person(person.evidence, today=TODAY, also=[law])[law]
        for name in ("mean", "low", "high", "alpha", "beta", "weight"):
            assert getattr(candidate.estimate, name) == pytest.approx(getattr(alone, name), rel=1e-5)
        assert (candidate.estimate.n, candidate.estimate.level) == (alone.n, alone.level)


def test_what_a_person_says_of_themselves_moves_no_estimate(pool_of, world):
    person = next(one for one in world if len(one.evidence) > 20)
    other = Skill("0911", Competence.AUTHOR)
    claiming = type(person)(
        **{name: getattr(person, name) for name in person.__struct_fields__} | {"claims": (TAX, other)}
    )
    before, after = pool_of(person), pool_of(claiming)
    for skill in {record.skill for record in person.evidence}:
        assert before.posting(skill).of(0) == after.posting(skill).of(0)
    assert (
        pool_of(claiming, today=TODAY + timedelta(900)).posting(skill).of(0).weight < after.posting(skill).of(0).weight
    )
