"""A pool as columns: what a snapshot is written from, whether the people come as values or are drawn as arrays."""

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.matching.skill_columns import GatheredSkills, SkillColumns
from touchstone.core.matching.values import HeldDegree, Specialist, SpokenLanguage
from touchstone.core.progress import Progress
from touchstone.core.skills.ledger import ledger_of, with_skills
from touchstone.core.skills.values import Evidence, Skill
from touchstone.core.time import Clock

Value = TypeVar("Value")

Cents = Callable[[Specialist], int]
"""A specialist's rate in US cents an hour."""

_STEP = 1_000  # people


class Pairs(Struct, Generic[Value], frozen=True):
    """Who has which value: person `row[i]` has `values[which[i]]`. A person may have several, in any order."""

    values: tuple[Value, ...]
    row: NDArray[Any]
    which: NDArray[Any]


class PoolColumns(Struct, frozen=True, kw_only=True):
    """`n` people. Arrays of one number a person are (n,)."""

    ids: Sequence[str]
    rate_cents: NDArray[Any]  # US cents an hour
    minutes_per_week: NDArray[Any]
    available: NDArray[Any]  # proleptic Gregorian ordinal of the day
    country: Pairs[str]
    clock: Pairs[Clock]
    role: Pairs[str]
    language: Pairs[SpokenLanguage]
    degree: Pairs[HeldDegree]
    clearance: Pairs[str]
    skill: SkillColumns
    synthetic: NDArray[Any]  # flags
    texts: Sequence[str] = ()  # what people say of their work, for the semantic fit; empty: none of them says anything


class _Collected(Generic[Value]):
    """Pairs while they are gathered."""

    def __init__(self) -> None:
        self.index: dict[Hashable, int] = {}
        self.row, self.which = array("q"), array("q")

    def add(self, row: int, value: Value) -> None:
        self.row.append(row)
        self.which.append(self.index.setdefault(value, len(self.index)))

    def add_all(self, row: int, values: Iterable[Value]) -> None:
        for value in values:
            self.add(row, value)

    def values(self) -> tuple[Any, ...]:
        return tuple(self.index)

    def pairs(self) -> Pairs[Value]:
        return Pairs(self.values(), _ints(self.row), _ints(self.which))


class _Skills:
    """Skills while they are gathered: estimated some people at a time, so that evidence need not be kept."""

    def __init__(self, today: date) -> None:
        self.today, self.gathered, self.first = today, GatheredSkills(), 0
        self.claims: list[tuple[Skill, ...]] = []
        self.evidence: list[tuple[Evidence, ...]] = []

    def add_person(self, person: Specialist) -> None:
        self.claims.append(person.claims)
        self.evidence.append(person.evidence)
        if len(self.claims) == _STEP:
            self._estimate()

    def _estimate(self) -> None:
        ledger = with_skills(ledger_of(self.evidence, today=self.today), {one for own in self.claims for one in own})
        number = {skill: place for place, skill in enumerate(ledger.skills)}
        claimed = [(row, number[skill]) for row, own in enumerate(self.claims) for skill in own]
        row, which = np.array(claimed, np.int64).reshape(-1, 2).T
        self.gathered.add(
            ledger,
            first=self.first,
            row=np.concatenate([row, ledger.person]),
            which=np.concatenate([which, ledger.skill]),
        )
        self.first += len(self.claims)
        self.claims, self.evidence = [], []

    def columns(self) -> SkillColumns:
        self._estimate()
        return self.gathered.columns()


class _Pool:
    """A pool while it is gathered, person by person."""

    def __init__(self, today: date, cents: Cents) -> None:
        self.cents = cents
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.numbers = {name: array("q") for name in ("rate", "minutes", "available", "synthetic")}
        self.countries, self.roles, self.clearances = _Collected[str](), _Collected[str](), _Collected[str]()
        self.clocks = _Collected[Clock]()
        self.languages = _Collected[SpokenLanguage]()
        self.degrees = _Collected[HeldDegree]()
        self.skills = _Skills(today)

    def add(self, person: Specialist) -> None:
        """One more person."""
        row = len(self.ids)
        self.ids.append(person.id)
        self.texts.append(person.text)
        self.numbers["rate"].append(self.cents(person))
        self.numbers["minutes"].append(round(60 * person.hours_per_week))
        self.numbers["available"].append(person.available_from.toordinal())
        self.numbers["synthetic"].append(person.synthetic)
        self.countries.add(row, person.country)
        clock = Clock(zone=person.time_zone, start=person.day_start, end=person.day_end, country=person.country)
        self.clocks.add(row, clock)
        self.roles.add_all(row, (role.value for role in person.roles))
        self.languages.add_all(row, person.languages)
        self.degrees.add_all(row, person.degrees)
        self.clearances.add_all(row, person.clearances)
        self.skills.add_person(person)

    def columns(self) -> PoolColumns:
        """All of them."""
        return PoolColumns(
            ids=self.ids,
            rate_cents=_ints(self.numbers["rate"]),
            minutes_per_week=_ints(self.numbers["minutes"]),
            available=_ints(self.numbers["available"]),
            synthetic=_ints(self.numbers["synthetic"]).astype(np.bool_),
            country=self.countries.pairs(),
            clock=self.clocks.pairs(),
            role=self.roles.pairs(),
            language=self.languages.pairs(),
            degree=self.degrees.pairs(),
            clearance=self.clearances.pairs(),
            skill=self.skills.columns(),
            texts=self.texts if any(self.texts) else (),
        )


def columns_of(
    specialists: Iterable[Specialist], *, today: date, cents: Cents, progress: Progress | None = None
) -> PoolColumns:
    """The columns of `specialists`, in their order, with evidence weighed as of `today`."""
    pool = _Pool(today, cents)
    if progress:
        progress.start(0, "people")
    for person in specialists:
        pool.add(person)
        if progress and len(pool.ids) % _STEP == 0:
            progress.advance(_STEP)
    return pool.columns()


def _ints(numbers: "array[int]") -> NDArray[Any]:
    return np.frombuffer(numbers, dtype=np.int64)
