"""What to ask next: by how much each possible piece of evidence is expected to narrow the estimate of a skill.

The expected value of an observation (Lindley 1956, Annals of Mathematical Statistics 27:986-1005): the estimate is computed as if the piece had come out
right, and as if wrong, and the two widths are weighed by how likely each is by what is known now.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
import numpy as np
from msgspec import Struct
from scipy.special import expit

from touchstone.core.errors import BadInput
from touchstone.core.skills.abilities import SHARPEST
from touchstone.core.skills.kinship import Floats
from touchstone.core.skills.ledger import ledger_of, with_skills
from touchstone.core.skills.marginals import NODES, WEIGHTS, logit_prior
from touchstone.core.skills.tree import TreeEstimator, Units, estimate_people
from touchstone.core.skills.values import Evidence, EvidenceSource, Skill


class Candidate(Struct, frozen=True, kw_only=True):
    """A piece of evidence that could be asked for: its outcome is not looked at."""

    name: str
    evidence: Evidence
    cost: float = 1.0  # in any unit, above 0


class Expected(Struct, frozen=True, kw_only=True):
    """What a candidate is expected to do to the 90 % interval of the skill in question."""

    candidate: Candidate
    right: float  # probability that it comes out right
    width: float  # of the interval now
    expected_width: float
    narrower: float  # width - expected_width
    narrower_per_cost: float


def candidates_for(skill: Skill, *, today: date) -> tuple[Candidate, ...]:
    """The usual ones: a gold task, test items of three difficulties, a review, a client rating."""

    def of(name: str, source: EvidenceSource, difficulty: float = 0.0) -> Candidate:
        record = Evidence(skill=skill, outcome=1.0, source=source, at=today, difficulty=difficulty)
        return Candidate(name=name, evidence=record)

    return (
        of("gold task", EvidenceSource.GOLD_TASK),
        of("easy test item", EvidenceSource.TEST_ITEM, -1.0),
        of("test item", EvidenceSource.TEST_ITEM),
        of("hard test item", EvidenceSource.TEST_ITEM, 1.0),
        of("review", EvidenceSource.REVIEW),
        of("client rating", EvidenceSource.CLIENT_RATING),
    )


def what_next(
    evidence: Sequence[Evidence],
    candidates: Iterable[Candidate],
    *,
    skill: Skill,
    today: date,
    estimator: TreeEstimator | None = None,
) -> list[Expected]:
    """The candidates with what each is expected to do to the estimate of `skill`, the most narrowing for its cost first.

    Raises:
        BadInput: a record or a candidate cannot be one, or a cost is not above 0.
    """
    estimator, asked = estimator or TreeEstimator(), list(candidates)
    for candidate in asked:
        if not 0 < candidate.cost < float("inf"):
            raise BadInput(f"{candidate.cost} cannot be the cost of {candidate.name!r}", place="cost", hint="above 0")
    worlds = [list(evidence)]
    for candidate in asked:
        worlds += [[*evidence, _came_out(candidate.evidence, outcome)] for outcome in (1.0, 0.0)]
    skills = [skill, *(candidate.evidence.skill for candidate in asked)]
    ledger = with_skills(ledger_of(worlds, today=today), skills)
    wanted = np.array([ledger.skills.index(one) for one in dict.fromkeys(skills)], np.int64)
    pairs = np.repeat(np.arange(len(worlds)), len(wanted)), np.tile(wanted, len(worlds))
    units = estimate_people(ledger, settings=estimator.settings, also=pairs)
    target = ledger.skills.index(skill)
    widths = (units.high - units.low)[units.skill == target]
    found = [
        _expected(candidate, widths, place, right=_chance(candidate.evidence, units, ledger.skills, estimator))
        for place, candidate in enumerate(asked)
    ]
    return sorted(found, key=lambda one: (-one.narrower_per_cost, one.candidate.name))


def _expected(candidate: Candidate, widths: Floats, place: int, *, right: float) -> Expected:
    now, if_right, if_wrong = widths[0], widths[1 + 2 * place], widths[2 + 2 * place]
    expected = float(right * if_right + (1 - right) * if_wrong)
    narrower = float(now) - expected
    return Expected(
        candidate=candidate,
        right=right,
        width=float(now),
        expected_width=expected,
        narrower=narrower,
        narrower_per_cost=narrower / candidate.cost,
    )


def _came_out(record: Evidence, outcome: float) -> Evidence:
    return msgspec.structs.replace(record, outcome=outcome)


def _chance(record: Evidence, units: Units, skills: Sequence[Skill], estimator: TreeEstimator) -> float:
    """How likely the record comes out right for the person as known now (number 0)."""
    at = int(np.flatnonzero((units.person == 0) & (units.skill == skills.index(record.skill)))[0])
    _, spread = logit_prior(estimator.settings.priors[record.skill.competence])
    deviation = spread * np.sqrt(1 - units.reliability[at])
    sharp = min(record.discrimination, SHARPEST)
    known = expit(sharp * (units.ability[at] + deviation * NODES - record.difficulty))
    return float(record.chance + (1 - record.chance) * (known @ WEIGHTS))
