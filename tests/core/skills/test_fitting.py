"""Weights learnt from an installation's own outcomes, or left as they were stated."""

import msgspec
import numpy as np
import pytest

from core.skills.skill_world import BIOLOGY, CIVIL, LAW, TAX, plain_ledger, world
from touchstone.core.errors import BadInput
from touchstone.core.skills import EvidenceSource
from touchstone.core.skills.fitting import FEWEST_PEOPLE, Later, fit_weights, likelihood
from touchstone.core.skills.kinship import ALONE, Kinship
from touchstone.core.skills.ledger import SOURCES, Settings

SKILLS = tuple(sorted((TAX, CIVIL, LAW, BIOLOGY)))
RATING = SOURCES.index(EvidenceSource.CLIENT_RATING)


def outcomes(ledger, truth, rng, asked=20):
    pair = np.unique(ledger.person * len(SKILLS) + ledger.skill)
    person, skill = np.divmod(pair, len(SKILLS))
    right = rng.binomial(asked, truth[person, skill])
    return Later(person=person, skill=skill, right=right.astype(float), asked=np.full(len(pair), float(asked)))


def a_world(people, seed, kinship):
    rng = np.random.default_rng(seed)
    ledger, truth = world(people, rng=rng, kinship=kinship)
    return ledger, outcomes(ledger, truth, rng)


def test_with_too_few_people_everything_stays_as_stated_and_it_says_so():
    ledger, later = a_world(FEWEST_PEOPLE - 1, 1, Kinship())
    got = fit_weights(ledger, later)
    assert (got.settings, got.changes) == (Settings(), ())
    assert "too few" in got.note


def test_where_skills_tell_nothing_of_each_other_their_kinship_is_unlearnt():
    ledger, later = a_world(160, 2, ALONE)
    got = fit_weights(ledger, later)
    assert got.settings.kinship.rest > 0.6
    assert "kinship of skills" in got.note
    assert got.log_likelihood[1] > got.log_likelihood[0]


def test_where_what_is_stated_is_true_the_kinship_stays():
    ledger, later = a_world(120, 3, Kinship())
    got = fit_weights(ledger, later)
    assert got.settings.kinship == Kinship()
    assert got.settings.source_weights == Settings().source_weights
    assert got.settings.half_life_days == Settings().half_life_days


def test_a_source_that_is_noise_loses_its_weight_and_one_that_is_the_work_gains():
    rng = np.random.default_rng(4)
    ledger, truth = world(110, rng=rng, kinship=Kinship())
    later = outcomes(ledger, truth, rng)
    rated = msgspec.structs.replace(ledger, source=np.where(rng.random(len(ledger)) < 0.5, RATING, ledger.source))
    noise = np.where(rated.source == RATING, rng.random(len(ledger)) < 0.7, rated.outcome).astype(float)
    heavy = Settings(source_weights={**Settings().source_weights, EvidenceSource.CLIENT_RATING: 1.0})
    kept = fit_weights(rated, later).settings.source_weights[EvidenceSource.CLIENT_RATING]
    lost = fit_weights(msgspec.structs.replace(rated, outcome=noise), later, start=heavy)
    assert kept >= 0.75
    assert lost.settings.source_weights[EvidenceSource.CLIENT_RATING] <= 0.1


def test_the_order_of_rows_does_not_matter_to_the_bit():
    ledger, later = a_world(120, 5, Kinship())
    order = np.random.default_rng(0).permutation(len(ledger))
    columns = ("person", "skill", "source", "outcome", "age_days", "weight", "difficulty", "discrimination", "chance")
    mixed = msgspec.structs.replace(
        ledger, **{name: getattr(ledger, name)[order] for name in (*columns, "rater", "task")}
    )
    turn = np.random.default_rng(1).permutation(len(later.person))
    turned = Later(**{name: getattr(later, name)[turn] for name in ("person", "skill", "right", "asked")})
    assert (likelihood(ledger, later, Settings()) == likelihood(mixed, turned, Settings())).all()


def test_the_steps_are_told():
    class Told:
        total = steps = 0

        def start(self, total, _label):
            self.total = total

        def advance(self, steps=1):
            self.steps += steps

    told = Told()
    ledger, later = a_world(FEWEST_PEOPLE + 1, 6, Kinship())
    fit_weights(ledger, later, progress=told)
    assert told.steps == told.total > 0


@pytest.mark.parametrize("change", [{"right": 21.0}, {"person": 999}, {"skill": -1}])
def test_later_work_that_does_not_fit_is_refused(change):
    ledger = plain_ledger([0], [0], [1.0], SKILLS, 1)
    row = {"person": 0, "skill": 0, "right": 1.0, "asked": 20.0} | change
    with pytest.raises(BadInput):
        fit_weights(ledger, Later(**{name: np.array([value]) for name, value in row.items()}))
