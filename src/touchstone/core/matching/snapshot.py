"""A pool in one file that every process maps and none copies: who has what, and what each has shown.

    write_snapshot(specialists, path, today=today)        # people as values, from a pool file or the database
    write_columns(columns, path, made=today)              # people as arrays, for a million at once
    pool = open_snapshot(path)                            # maps the file; nothing is read until it is asked for

Rows stand in the order of the ids, so that a row's number breaks ties as the id would.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.matching.bits import Words, holds_one, none, pack_rows
from touchstone.core.matching.build import SetPlace, build, skill_key
from touchstone.core.matching.columns import PoolColumns, columns_of
from touchstone.core.matching.encoder import Encoder, Model
from touchstone.core.matching.fit import VERSION as FIT_VERSION
from touchstone.core.matching.fit import FitBuilder, FitIndex, index_of
from touchstone.core.matching.layout import damaged, open_file, write_file
from touchstone.core.matching.values import Specialist
from touchstone.core.progress import Progress
from touchstone.core.rates import exchange, rate_table
from touchstone.core.skills import VERSION as METHOD
from touchstone.core.skills import Prior, prior_for
from touchstone.core.skills.values import Competence, Skill
from touchstone.core.time import Clock

VERSION = 2
Numbers = NDArray[np.float64]


class About(Struct, frozen=True, kw_only=True):
    """What a snapshot says of itself."""

    version: int
    people: int
    synthetic: int  # of them made up
    made: date  # the day as of which evidence was weighed
    method: str  # version of the estimate that weighed it
    clocks: list[tuple[str, time, time, str | None]]
    sets: dict[str, dict[str, SetPlace]]
    postings: dict[str, tuple[int, int]]
    own: list[str]
    words: str | None  # version of the index of what people say of their work; None: there is none
    model: Model | None  # that encoded it besides


class Posting(NamedTuple):
    """Who claims or has shown a skill (or one below it): rows ascending, and the posterior of each."""

    prior: Prior  # of whoever is not in it
    rows: NDArray[np.uint32]
    alpha: NDArray[np.float32]
    beta: NDArray[np.float32]
    weight: NDArray[np.float32]  # of the evidence for the skill itself and those below it
    right: NDArray[np.float32]  # how much of the weight was right
    records: NDArray[np.uint16]

    def of(self, row: int) -> "ShownByOne | None":
        """What one person has shown; None where they are not in the posting."""
        index = int(np.searchsorted(self.rows, np.uint32(row)))
        if index == len(self.rows) or int(self.rows[index]) != row:
            return None
        return ShownByOne(
            alpha=float(self.alpha[index]),
            beta=float(self.beta[index]),
            weight=float(self.weight[index]),
            records=int(self.records[index]),
        )

    def at(self, rows: NDArray[np.integer]) -> "Shown":
        """What each of `rows` has shown; the prior and no weight for those who are not in the posting."""
        wanted = rows.astype(np.uint32)  # of the posting's own type, or all of the posting would be cast to the other
        index = np.searchsorted(self.rows, wanted)
        there = np.zeros(len(rows), np.bool_)
        inside = index < len(self.rows)
        there[inside] = self.rows[index[inside]] == wanted[inside]
        index = index[there]
        return Shown(
            alpha=_spread(self.alpha[index], there, elsewhere=self.prior.alpha),
            beta=_spread(self.beta[index], there, elsewhere=self.prior.beta),
            weight=_spread(self.weight[index], there, elsewhere=0.0),
            right=_spread(self.right[index], there, elsewhere=0.0),
            records=_spread(self.records[index], there, elsewhere=0.0).astype(np.int64),
            there=there,
        )


class ShownByOne(NamedTuple):
    """What one person has shown of one skill: the posterior, the weight of its evidence, and how many records that is."""

    alpha: float
    beta: float
    weight: float
    records: int


class Shown(NamedTuple):
    """What some people have shown of one skill: (rows,) each."""

    alpha: Numbers
    beta: Numbers
    weight: Numbers
    right: Numbers
    records: NDArray[np.int64]
    there: NDArray[np.bool_]  # claimed or shown at all


def _spread(values: NDArray[Any], there: NDArray[np.bool_], *, elsewhere: float) -> Numbers:
    """`values` where `there`, in order, and one number elsewhere."""
    spread = np.full(len(there), elsewhere)
    spread[there] = values
    return spread


class Snapshot:
    """An open pool. Read-only, and safe to share between threads."""

    def __init__(self, about: About, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Hold the header and the mapped arrays; `open_snapshot` makes one."""
        self.about = about
        self.people = about.people
        self.clocks = tuple(Clock(zone=z, start=s, end=e, country=c) for z, s, e, c in about.clocks)
        self.rate: NDArray[np.int32] = arrays["rate"]  # US cents an hour
        self.minutes: NDArray[np.uint16] = arrays["minutes"]  # a week
        self.available: NDArray[np.int32] = arrays["available"]  # ordinal of the day
        self.clock: NDArray[np.integer] = arrays["clock"]  # index into `clocks`
        self._arrays = arrays

    def __len__(self) -> int:
        return self.people

    @cached_property
    def fit(self) -> FitIndex | None:
        """The index of what people say of their work; None where nobody says anything, or it is of another version."""
        if self.about.words != FIT_VERSION:
            return None
        named = {name.removeprefix("fit."): column for name, column in self._arrays.items() if name.startswith("fit.")}
        return index_of(named, self.about.model)

    def values(self, family: str) -> Mapping[str, SetPlace]:
        """Every value that somebody has, by name: of "role", "country", "clearance", "language", "degree"."""
        return self.about.sets.get(family, {})

    def who(self, family: str, value: str) -> Words:
        """Everybody who has `value`."""
        place = self.values(family).get(value)
        if place is None:
            return none(self.people)
        if place.dense:
            words: Words = self._arrays["set_bits"][place.start : place.start + place.length]
            return words
        return pack_rows(self._arrays["set_rows"][place.start : place.start + place.length], self.people)

    def has(self, family: str, value: str, row: int) -> bool:
        """Whether the person in `row` has `value`."""
        place = self.values(family).get(value)
        if place is None:
            return False
        if place.dense:
            return holds_one(self.who(family, value), row)
        rows = self._arrays["set_rows"][place.start : place.start + place.length]
        at = int(np.searchsorted(rows, row))
        return at < len(rows) and int(rows[at]) == row

    def posting(self, skill: Skill) -> Posting:
        """Who claims or has shown `skill` or one below it; a skill nobody has gives an empty posting."""
        start, length = self.about.postings.get(skill_key(skill.competence, skill.domain), (0, 0))
        part = slice(start, start + length)
        columns = (
            self._arrays[f"skill_{name}"][part] for name in ("rows", "alpha", "beta", "weight", "right", "records")
        )
        return Posting(prior_for(skill.competence), *columns)

    def who_can(self, skill: Skill) -> Words:
        """Everybody in the posting of `skill`."""
        key = skill_key(skill.competence, skill.domain)
        if key in self.values("skill"):
            return self.who("skill", key)
        return pack_rows(self.posting(skill).rows, self.people)

    def own_skills(self, row: int) -> list[Skill]:
        """The skills that the person in `row` claims or has shown."""
        start, end = self._arrays["own_starts"][row : row + 2]
        keys = [self.about.own[int(which)].partition(":") for which in self._arrays["own_skill"][start:end]]
        return sorted(Skill(domain, Competence(competence)) for competence, _, domain in keys)

    def id(self, row: int) -> str:
        """The id of the person in `row`."""
        start, end = self._arrays["id_ends"][row : row + 2]
        return self._arrays["ids"][start:end].tobytes().decode()

    def row(self, specialist: str) -> int:
        """The row of an id.

        Raises:
            BadInput: nobody has it.
        """
        low, high = 0, self.people
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.id(middle) < specialist else (low, middle)
        if low == self.people or self.id(low) != specialist:
            raise BadInput(f"nobody in the pool has the id {specialist!r}", place="specialist")
        return low

    def is_synthetic(self, row: int) -> bool:
        """Whether the person in `row` is made up."""
        return holds_one(self._arrays["synthetic"], row)


def write_snapshot(
    specialists: Iterable[Specialist],
    path: Path,
    *,
    today: date,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a pool of values to `path`, which changes at once or not at all.

    `today` is the day as of which evidence is weighed and rates in other currencies than US dollars are converted,
    by the dated table of `core.rates`. What people say of their work is indexed for the semantic fit, and encoded too
    where an `encoder` is given.

    Raises:
        BadInput: two people have the same id, a number is out of range, or the folder cannot be written.
        NoData: there is no exchange rate for somebody's currency.
    """
    rates = rate_table().exchange

    def cents(person: Specialist) -> int:
        rate = person.rate
        return rate.minor if rate.currency == "USD" else exchange(rates, rate, "USD", on=today).amount.minor

    columns = columns_of(specialists, today=today, cents=cents, progress=progress)
    write_columns(columns, path, made=today, encoder=encoder, progress=progress)


def write_columns(
    columns: PoolColumns,
    path: Path,
    *,
    made: date,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a pool of arrays to `path`, which changes at once or not at all. `made`: the day of the weights in it.

    Raises:
        BadInput: two people have the same id, a number is out of range, or the folder cannot be written.
    """
    built = build(columns)
    texts = FitBuilder(encoder)
    for row in built.order if columns.texts else ():
        texts.add(columns.texts[row])
    about = About(
        version=VERSION,
        people=len(columns.ids),
        synthetic=int(np.count_nonzero(columns.synthetic)),
        made=made,
        method=METHOD,
        clocks=[(clock.zone, clock.start, clock.end, clock.country) for clock in columns.clock.values],
        sets=built.sets,
        postings=built.postings,
        own=built.own,
        words=FIT_VERSION if columns.texts else None,
        model=texts.model if columns.texts else None,
    )
    indexed = {f"fit.{name}": column for name, column in texts.arrays().items()} if columns.texts else {}
    write_file(path, msgspec.json.encode(about), {**built.arrays, **indexed}, progress=progress)


def open_snapshot(path: Path, *, check: bool = False) -> Snapshot:
    """Map the snapshot at `path`. `check` reads all of it once and compares checksums.

    Raises:
        BadInput: it is not there, not a snapshot, of another version, cut short, or damaged.
    """
    opened = open_file(path)
    if check and (names := damaged(opened)):
        raise BadInput(f"damaged: {', '.join(names)}", place=str(path), hint="write the snapshot anew")
    try:
        about = msgspec.json.decode(opened.about, type=About)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"not a pool snapshot of this version: {error}", place=str(path), hint="write it anew"
        ) from error
    if (about.version, about.method) != (VERSION, METHOD):
        found, wanted = f"{about.version} with estimate {about.method}", f"{VERSION} with estimate {METHOD}"
        raise BadInput(f"version {found}, not {wanted}", place=str(path), hint="write the snapshot anew")
    return Snapshot(about, opened.arrays)
