"""A synthetic pool straight as columns, for a million people: the same people as `synthesise` makes, without a value each.

columns = synth_columns_of(1_000_000, rng=np.random.default_rng(1))
write_columns(columns, path, made=DAY)
"""

from collections.abc import Sequence
from datetime import date, time
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.columns import Pairs, PoolColumns
from touchstone.core.matching.skill_columns import GatheredSkills
from touchstone.core.matching.synth import DAY, WORKING_DAY
from touchstone.core.matching.synth_columns import BLOCK, Block, draw_block
from touchstone.core.matching.synth_tables import (
    COMPETENCES,
    DEGREES,
    GENERALIST,
    LEARNT,
    LEVELS,
    World,
    without_region,
    world,
)
from touchstone.core.matching.values import HeldDegree, SpokenLanguage
from touchstone.core.progress import Progress
from touchstone.core.roles.values import HIRABLE
from touchstone.core.skills.ledger import SOURCES, Ledger
from touchstone.core.skills.values import Skill
from touchstone.core.time import Clock

Ints = NDArray[np.int64]
Value = TypeVar("Value")


def synth_pool(
    n: int,
    *,
    rng: np.random.Generator,
    today: date = DAY,
    progress: Progress | None = None,
    tables: World | None = None,
) -> PoolColumns:
    """The columns of `n` made-up people; `columns_of(synthesise(n, …))` gives the same pool, several times slower."""
    if progress:
        progress.start(n, "people")
    gathered = _Gathered(tables or world())
    while gathered.people < n:
        step = min(n - gathered.people, BLOCK)
        gathered.add(draw_block(rng, gathered.tables), step)
        if progress:
            progress.advance(step)
    return gathered.columns(today)


class _Gathered:
    """Blocks while they are gathered. A pair is a person (counted through the pool) and the number of a value."""

    def __init__(self, tables: World) -> None:
        self.tables, self.skills, self.people = tables, GatheredSkills(), 0
        self.parts: dict[str, list[NDArray[np.generic]]] = {}

    def add(self, block: Block, n: int) -> None:
        """The first `n` people of a block."""
        learnt = block.levels[:n] > 0
        foreign = [[without_region(tongue) != code for code in LEARNT] for tongue in self.tables.mother_tongues]
        learnt &= np.array(foreign)[block.tongue[:n]]
        offered = block.also[:n].copy()
        offered[np.arange(n), block.role[:n]] = True
        licensed = block.licensed[:n] & (block.degree[:n] >= _GRADUATE) & _has_licence(self.tables)[block.field[:n]]
        for name, numbers in {
            "country": np.array([country for country, _ in self.tables.places])[block.place[:n]],
            "clock": block.place[:n] * len(self.tables.starts) + block.start[:n],
            "degree": _degree_numbers(block, n),
            "language": block.tongue[:n],
            "rate": block.rate_cents[:n],
            "minutes": (60 * np.array(self.tables.hours)[block.hours[:n]]).astype(np.int64),
            "free": block.free_in_days[:n],
        }.items():
            self._put(name, np.arange(n), numbers)
        self._put("role", *np.nonzero(offered))
        row, which = np.nonzero(learnt)
        self._put("language", row, len(self.tables.mother_tongues) + which * len(LEVELS) + block.levels[:n][row, which])
        self._put(
            "clearance", np.flatnonzero(block.background[:n]), np.zeros(int(block.background[:n].sum()), np.int64)
        )
        self._put("clearance", np.flatnonzero(licensed), 1 + block.field[:n][licensed])
        self._put_skills(block, n)
        self.people += n

    def columns(self, today: date) -> PoolColumns:
        """What was gathered; people who are free now are available since `today`."""
        tables, n = self.tables, self.people
        return PoolColumns(
            ids=[f"synthetic-{row + 1:07d}" for row in range(n)],
            rate_cents=self._column("rate"),
            minutes_per_week=self._column("minutes"),
            available=today.toordinal() + self._column("free"),
            country=self._pairs("country", tables.countries),
            clock=self._pairs("clock", _clocks(tables)),
            role=self._pairs("role", tuple(role.value for role in HIRABLE)),
            language=self._pairs("language", _languages(tables)),
            degree=self._pairs("degree", _degrees(tables)),
            clearance=self._pairs("clearance", ("background_check", *tables.licences)),
            skill=self.skills.columns(),
            synthetic=np.ones(n, np.bool_),
        )

    def _put(self, name: str, row: Ints, which: Ints) -> None:
        self.parts.setdefault(f"{name}.row", []).append(row + self.people)
        self.parts.setdefault(f"{name}.which", []).append(which)

    def _put_skills(self, block: Block, n: int) -> None:
        row, slot = np.nonzero(block.claimed[:n])
        ledger = _ledger(block, n, self.tables)
        self.skills.add(ledger, first=self.people, row=row, which=_skill(block, row, slot))

    def _column(self, name: str) -> Ints:
        return self._all(f"{name}.which")

    def _all(self, name: str) -> NDArray[np.int64]:
        return np.concatenate(self.parts.get(name) or [np.zeros(0, np.int64)])

    def _pairs(self, name: str, values: Sequence[Value]) -> Pairs[Value]:
        used, which = _renumbered(self._all(f"{name}.which"))
        return Pairs(tuple(values[int(number)] for number in used), self._all(f"{name}.row"), which)


def _renumbered(numbers: Ints) -> tuple[Ints, Ints]:
    """The numbers that occur, and each one's place among them: only values that somebody has."""
    there = np.bincount(numbers) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


def _skill(block: Block, row: Ints, slot: Ints) -> Ints:
    """Which of the world's skills is in a person's slot."""
    k = len(COMPETENCES)
    number: Ints = block.domain[row, slot // k] * k + slot % k
    return number


def _ledger(block: Block, n: int, tables: World) -> Ledger:
    """The evidence of a block's first `n` people; its skills are all of the world's."""
    shown = block.evidence
    end = int(shown.starts[n])
    person = np.repeat(np.arange(n), np.diff(shown.starts[: n + 1]))
    unsaid = np.full(end, -1)
    return Ledger(
        people=n,
        skills=tuple(Skill(domain, competence) for domain in tables.domains for competence in COMPETENCES),
        person=person,
        skill=_skill(block, person, shown.slot[:end]),
        source=np.array([SOURCES.index(source) for source in tables.sources])[shown.source[:end]],
        outcome=shown.outcome[:end],
        age_days=shown.age_days[:end].astype(np.float64),
        weight=shown.weight[:end],
        difficulty=shown.difficulty[:end],
        discrimination=np.ones(end),
        chance=shown.chance[:end],
        rater=unsaid,
        task=unsaid,
    )


def _degree_numbers(block: Block, n: int) -> Ints:
    """Number of the degree: its level, its field (general knowledge for a school leaver), and whether it was checked."""
    degree, field = block.degree[:n], block.field[:n]
    known = np.where(degree == DEGREES.index(Degree.SECONDARY), 0, 1 + field)
    return (known * len(DEGREES) + degree) * 2 + block.verified[:n]


def _degrees(tables: World) -> list[HeldDegree]:
    fields = (GENERALIST, *tables.degree_fields)
    return [
        HeldDegree(level, field, verified=checked) for field in fields for level in DEGREES for checked in (False, True)
    ]


def _languages(tables: World) -> list[SpokenLanguage]:
    native = [SpokenLanguage(tongue, LanguageLevel.NATIVE) for tongue in tables.mother_tongues]
    return native + [SpokenLanguage(code, level or LanguageLevel.A1) for code in LEARNT for level in LEVELS]


def _clocks(tables: World) -> list[Clock]:
    return [
        Clock(zone=zone, start=time(start), end=time(start + WORKING_DAY), country=tables.countries[country])
        for country, zone in tables.places
        for start in tables.starts
    ]


def _has_licence(tables: World) -> NDArray[np.bool_]:
    return np.array([bool(licence) for licence in tables.licences])


_GRADUATE = DEGREES.index(Degree.BACHELOR)
