"""Evidence of many people in columns, and how much each record counts: source, age, and independence of the others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.skills.estimates import check_record
from touchstone.core.skills.independence import SAME_RATER, SAME_TASK, design_effects
from touchstone.core.skills.kinship import Kinship
from touchstone.core.skills.priors import HALF_LIFE_DAYS, PRIORS, SOURCE_WEIGHTS, Prior
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SOURCES = tuple(EvidenceSource)


class Settings(Struct, frozen=True, kw_only=True):
    """What an estimate assumes; each figure is stated in `priors`, `kinship` or `independence`, with its reason."""

    priors: Mapping[Competence, Prior] = PRIORS
    source_weights: Mapping[EvidenceSource, float] = SOURCE_WEIGHTS
    half_life_days: float = HALF_LIFE_DAYS  # math.inf: records do not age
    kinship: Kinship = Kinship()
    same_rater: Mapping[EvidenceSource, float] = SAME_RATER
    same_task: float = SAME_TASK


class Ledger(Struct, frozen=True, kw_only=True):
    """Evidence in columns; all arrays are (records,). People and skills are numbers, in any order of rows."""

    people: int
    skills: tuple[Skill, ...]
    person: Ints  # 0 … people - 1
    skill: Ints  # index into `skills`
    source: Ints  # index into `SOURCES`
    outcome: Floats  # 0..1
    age_days: Floats  # below 0 counts as new
    weight: Floats
    difficulty: Floats
    discrimination: Floats
    chance: Floats
    rater: Ints  # a number for each person and rater, -1: not said
    task: Ints

    def __len__(self) -> int:
        return len(self.person)

    def counted(self, settings: Settings) -> Floats:
        """(records,): how many plain, independent observations of the work each record counts for."""
        sources = np.array([settings.source_weights[source] for source in SOURCES])
        recency = 2.0 ** (-np.maximum(self.age_days, 0.0) / settings.half_life_days)
        weight: Floats = self.weight * sources[self.source] * recency
        if not (self.rater >= 0).any() and not (self.task >= 0).any():
            return weight
        same_rater = np.array([settings.same_rater[source] for source in SOURCES])[self.source]
        # Sums in an order that does not depend on that of the rows, or the last digit would.
        order = np.lexsort((weight, self.outcome, self.source, self.skill, self.person))
        effect = np.ones(len(self))
        effect[order] = design_effects(
            weight[order],
            rater=self.rater[order],
            task=self.task[order],
            same_rater=same_rater[order],
            same_task=settings.same_task,
        )
        independent: Floats = weight / effect
        return independent


def ledger_of(evidence: Sequence[Iterable[Evidence]], *, today: date) -> Ledger:
    """The evidence of each person, in columns.

    Raises:
        BadInput: a record cannot be one.
    """
    records = [(person, record) for person, own in enumerate(evidence) for record in own]
    for _, record in records:
        check_record(record)
    skills = tuple(sorted({record.skill for _, record in records}))
    numbers = {skill: number for number, skill in enumerate(skills)}

    def column(name: str) -> Floats:
        return np.array([getattr(record, name) for _, record in records], dtype=np.float64)

    return Ledger(
        people=len(evidence),
        skills=skills,
        person=np.array([person for person, _ in records], np.int64),
        skill=np.array([numbers[record.skill] for _, record in records], np.int64),
        source=np.array([SOURCES.index(record.source) for _, record in records], np.int64),
        outcome=column("outcome"),
        age_days=np.array([(today - record.at).days for _, record in records], np.float64),
        weight=column("weight"),
        difficulty=column("difficulty"),
        discrimination=column("discrimination"),
        chance=column("chance"),
        rater=_numbered((person, getattr(record, "rater", "")) for person, record in records),
        task=_numbered((person, getattr(record, "task", "")) for person, record in records),
    )


def with_skills(ledger: Ledger, also: Iterable[Skill]) -> Ledger:
    """The ledger with further skills among its skills, still sorted."""
    skills = tuple(sorted({*ledger.skills, *also}))
    number = {skill: at for at, skill in enumerate(skills)}
    places = np.array([number[skill] for skill in ledger.skills], np.int64)
    skill = places[ledger.skill] if len(ledger) else ledger.skill
    wider: Ledger = msgspec.structs.replace(ledger, skills=skills, skill=skill)
    return wider


def checked(ledger: Ledger) -> Ledger:
    """This ledger, if its columns can be evidence.

    Raises:
        BadInput: a column is of another length or holds what cannot be, with the column and the row.
    """
    right = {
        "person": (ledger.person >= 0) & (ledger.person < ledger.people),
        "skill": (ledger.skill >= 0) & (ledger.skill < len(ledger.skills)),
        "source": (ledger.source >= 0) & (ledger.source < len(SOURCES)),
        "outcome": (ledger.outcome >= 0) & (ledger.outcome <= 1),
        "age_days": np.isfinite(ledger.age_days),
        "weight": (ledger.weight >= 0) & np.isfinite(ledger.weight),
        "difficulty": np.isfinite(ledger.difficulty),
        "discrimination": (ledger.discrimination > 0) & np.isfinite(ledger.discrimination),
        "chance": (ledger.chance >= 0) & (ledger.chance < 1),
    }
    for name, good in right.items():
        if len(good) != len(ledger):
            raise BadInput(f"{len(good)} values for {len(ledger)} records", place=name, hint="one for each record")
        if not good.all():
            row = int(np.argmin(good))
            raise BadInput(f"{getattr(ledger, name)[row]} cannot be the {name} of record {row}", place=name)
    return ledger


def _numbered(groups: Iterable[tuple[int, str]]) -> Ints:
    numbers: dict[tuple[int, str], int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) if group[1] else -1 for group in groups], np.int64)
