"""Evidence out of a table: one record a row, columns by name, and the estimates of everybody in it.

read = ledger_of_table(read_table("evidence.csv"), today=today)
answer = answer_of(read, settings=Settings())
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress
from touchstone.core.skills.estimates import VERSION
from touchstone.core.skills.independence import Traced
from touchstone.core.skills.ledger import SOURCES, Ledger, Settings
from touchstone.core.skills.levels import LEVELS
from touchstone.core.skills.taxonomy import taxonomy
from touchstone.core.skills.tree import Units, estimate_people
from touchstone.core.skills.values import Competence, EvidenceSource, Level, Skill
from touchstone.core.tables import Coded, Table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class EvidenceColumns(Struct, frozen=True, kw_only=True):
    """What the columns are called. `domain`, `competence` and `source` may be one value for all rows in place of a column.

    Of the others beside person and outcome, a column that the table lacks is left out: its records are plain, of today.
    """

    person: str = "person"
    domain: str = "domain"
    competence: str = "competence"
    outcome: str = "outcome"
    source: str = "source"
    at: str = "at"
    weight: str = "weight"
    difficulty: str = "difficulty"
    discrimination: str = "discrimination"
    chance: str = "chance"
    rater: str = "rater"
    task: str = "task"


class ReadEvidence(Struct, frozen=True, kw_only=True):
    """A table's evidence, and what is to be known of it."""

    ledger: Ledger
    people: tuple[str, ...]  # by the ledger's numbers
    days: tuple[date, ...]  # of each record
    raters: tuple[str, ...]  # of each record, "" where it is not said
    tasks: tuple[str, ...]
    repeated: int  # rows that are the same as an earlier one in every column that was read

    def of(self, person: str) -> tuple[list[Traced], list[int]]:
        """One person's records as values, and the table's rows (from 1) that they stand in.

        Raises:
            BadInput: nobody is called so.
        """
        if person not in self.people:
            near = ", ".join(self.people[:3])
            raise BadInput(f"there is nobody called {person!r}", place="person", hint=f"such as {near}")
        rows = np.flatnonzero(self.ledger.person == self.people.index(person)).tolist()
        return [self._record(row) for row in rows], [row + 1 for row in rows]

    def _record(self, row: int) -> Traced:
        ledger = self.ledger
        return Traced(
            skill=ledger.skills[ledger.skill[row]],
            outcome=float(ledger.outcome[row]),
            source=SOURCES[ledger.source[row]],
            at=self.days[row],
            weight=float(ledger.weight[row]),
            difficulty=float(ledger.difficulty[row]),
            discrimination=float(ledger.discrimination[row]),
            chance=float(ledger.chance[row]),
            rater=self.raters[row],
            task=self.tasks[row],
        )


class PersonSkill(Struct, frozen=True, kw_only=True):
    """The estimate of one person's skill."""

    person: str
    domain: str
    competence: Competence
    mean: float  # share of average work that is right
    low: float  # 5 % quantile
    high: float  # 95 % quantile
    n: int
    weight: float
    level: Level
    reliability: float  # share of the prior variance of ability that is known away


class EstimateAnswer(Struct, frozen=True, kw_only=True):
    """What a table of evidence says of everybody in it."""

    version: str
    today: date
    people: int
    records: int
    repeated: int
    estimates: tuple[PersonSkill, ...]  # by person, then skill


def ledger_of_table(table: Table, *, today: date, columns: EvidenceColumns | None = None) -> ReadEvidence:
    """The evidence in a table.

    Raises:
        NoData: the table has no rows.
        BadInput: a column is not there, or a cell is missing or cannot be; the place names column and row (the first is 1).
    """
    names = columns or EvidenceColumns()
    if table.rows == 0:
        raise NoData("there is no evidence in the table", place=table.source, hint="one record a row")
    person = _whole(table, names.person)
    skills, skill = _skills(table, names)
    source = _among(table, names.source, [one.value for one in SOURCES], default=EvidenceSource.GOLD_TASK.value)
    days, age = _ages(table, names.at, today)
    rater, task = (_optional(table, name) for name in (names.rater, names.task))
    numbers = {field: _numbers(table, getattr(names, field), field) for field in _LIMITS}
    people = tuple(str(name) for name in person.names)
    ledger = Ledger(
        people=len(people),
        skills=skills,
        person=person.codes.astype(np.int64),
        skill=skill,
        source=source,
        age_days=age,
        rater=_by_person(person.codes, rater.codes),
        task=_by_person(person.codes, task.codes),
        **numbers,
    )
    return ReadEvidence(
        ledger=ledger,
        people=people,
        days=days,
        raters=_said(rater),
        tasks=_said(task),
        repeated=_repeated(ledger),
    )


def answer_of(
    read: ReadEvidence, *, settings: Settings, today: date, progress: Progress | None = None
) -> EstimateAnswer:
    """The estimates of everybody, by person and skill."""
    units = estimate_people(read.ledger, settings=settings, progress=progress)
    return EstimateAnswer(
        version=VERSION,
        today=today,
        people=len(read.people),
        records=len(read.ledger),
        repeated=read.repeated,
        estimates=tuple(_person_skill(read, units, at) for at in range(len(units.mean))),
    )


def _person_skill(read: ReadEvidence, units: Units, at: int) -> PersonSkill:
    skill = read.ledger.skills[units.skill[at]]
    return PersonSkill(
        person=read.people[units.person[at]],
        domain=skill.domain,
        competence=skill.competence,
        mean=float(units.mean[at]),
        low=float(units.low[at]),
        high=float(units.high[at]),
        n=int(units.records[at]),
        weight=float(units.weight[at]),
        level=LEVELS[units.level[at]],
        reliability=float(units.reliability[at]),
    )


def columns_of_answer(answer: EstimateAnswer) -> Mapping[str, list[object]]:
    """The estimates in columns, for a file."""
    names = [field.name for field in msgspec.structs.fields(PersonSkill)]
    return {name: [_plain(getattr(one, name)) for one in answer.estimates] for name in names}


def _plain(value: object) -> object:
    return value.value if isinstance(value, Competence | Level) else value


# What each number may be, and what is taken where the table lacks the column; the outcome has no default.
_LIMITS: Mapping[str, tuple[float, float, float | None, str]] = {
    "outcome": (0.0, 1.0, None, "0 to 1"),
    "weight": (0.0, 1e6, 1.0, "0 or more"),
    "difficulty": (-100.0, 100.0, 0.0, "a number of logits, 0 is average"),
    "discrimination": (1e-6, 100.0, 1.0, "above 0"),
    "chance": (0.0, 1.0 - 1e-9, 0.0, "0 or more, below 1"),
}


def _numbers(table: Table, name: str, field: str) -> Floats:
    low, high, default, right = _LIMITS[field]
    if default is not None and name not in table.names:
        return np.full(table.rows, default)
    numbers = table.numbers(name)
    if default is not None:
        numbers = np.where(np.isnan(numbers), default, numbers)
    good = (numbers >= low) & (numbers <= high)
    if not good.all():
        row = int(np.argmin(good))
        said = "a missing value" if np.isnan(numbers[row]) else f"{numbers[row]:g}"
        raise BadInput(f"{said} cannot be the {field} of a record", place=_place(table, name, row), hint=right)
    return numbers


def _whole(table: Table, name: str) -> Coded:
    """A column in which nothing is missing."""
    coded = table.coded(name)
    if (coded.codes < 0).any():
        row = int(np.argmax(coded.codes < 0))
        raise BadInput("nothing is there", place=_place(table, name, row), hint="a value in every row")
    return coded


def _optional(table: Table, name: str) -> Coded:
    if name in table.names:
        return table.coded(name)
    return Coded(codes=np.full(table.rows, -1, np.int32), names=[])


def _among(table: Table, name: str, allowed: Sequence[str], *, default: str | None = None) -> Ints:
    """A column of words out of `allowed` (or one of them for all rows) as their places there."""
    if name not in table.names:
        one = name if name in allowed else default
        if one is None:
            hint = f"a column ({', '.join(table.names)}), or for all rows one of {', '.join(allowed)}"
            raise BadInput(f"there is no column {name!r}", place=table.source, hint=hint)
        return np.full(table.rows, allowed.index(one), np.int64)
    coded = _whole(table, name)
    words = [str(word).strip().lower() for word in coded.names]
    for code, word in enumerate(words):
        if word not in allowed:
            row = int(np.argmax(coded.codes == code))
            raise BadInput(
                f"{word!r} is not known", place=_place(table, name, row), hint=f"one of {', '.join(allowed)}"
            )
    places: Ints = np.array([allowed.index(word) for word in words], np.int64)[coded.codes]
    return places


def _skills(table: Table, names: EvidenceColumns) -> tuple[tuple[Skill, ...], Ints]:
    competences = list(Competence)
    competence = _among(table, names.competence, [one.value for one in competences])
    domains, domain = _domains(table, names.domain)
    pair = domain * len(competences) + competence
    there, which = np.unique(pair, return_inverse=True)
    skills = [Skill(domains[one // len(competences)], competences[one % len(competences)]) for one in there.tolist()]
    order = sorted(range(len(skills)), key=skills.__getitem__)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return tuple(skills[at] for at in order), place[which]


def _domains(table: Table, name: str) -> tuple[list[str], Ints]:
    fields = taxonomy()
    if name not in table.names and name in fields:
        return [name], np.zeros(table.rows, np.int64)
    coded = _whole(table, name)
    codes = [str(code).strip() for code in coded.names]
    for number, code in enumerate(codes):
        if code not in fields:
            row = int(np.argmax(coded.codes == number))
            try:
                fields.node(code)
            except BadInput as refusal:
                hint = f"{refusal.hint}; codes are text and keep their leading zero"
                raise BadInput(refusal.message, place=_place(table, name, row), hint=hint) from refusal
    return codes, coded.codes.astype(np.int64)


def _ages(table: Table, name: str, today: date) -> tuple[tuple[date, ...], Floats]:
    """Each record's day, and its age in days; today where the table does not say."""
    coded = _optional(table, name)
    days = []
    for code, word in enumerate(coded.names):
        try:
            days.append(date.fromisoformat(str(word).strip()[:10]))
        except ValueError as error:
            row = int(np.argmax(coded.codes == code))
            hint = "a date such as 2026-11-23"
            raise BadInput(f"{word!r} is not a date", place=_place(table, name, row), hint=hint) from error
    listed = [*days, today]  # -1, missing, is the last
    ages = np.array([(today - day).days for day in listed], np.float64)
    return tuple(listed[code] for code in coded.codes.tolist()), ages[coded.codes]


def _by_person(person: NDArray[np.int32], group: NDArray[np.int32]) -> Ints:
    """Groups numbered apart for each person; -1 where there is none."""
    pair = person.astype(np.int64) * (int(group.max(initial=0)) + 1) + group
    numbered = np.unique(pair, return_inverse=True)[1]
    return np.where(group >= 0, numbered, -1)


def _said(coded: Coded) -> tuple[str, ...]:
    names = [*(str(name) for name in coded.names), ""]
    return tuple(names[code] for code in coded.codes.tolist())


def _repeated(ledger: Ledger) -> int:
    names = [field.name for field in msgspec.structs.fields(Ledger) if field.name not in {"people", "skills"}]
    columns = np.column_stack([np.asarray(getattr(ledger, name), np.float64) for name in names])
    return len(columns) - len(np.unique(columns, axis=0))


def _place(table: Table, name: str, row: int) -> str:
    return f"{table.source}, column {name}, row {row + 1}"
