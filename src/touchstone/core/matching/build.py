"""From columns to the arrays of a snapshot: people sorted by id, a set of rows for each value, a posting for each skill.

Who has a skill or a degree in 0421.tax stands in the postings and sets of 0421, 042, 04 and "" (any domain) as well; never
the other way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.errors import BadInput
from touchstone.core.matching.above import ancestors
from touchstone.core.matching.bits import pack_rows
from touchstone.core.matching.columns import Pairs, PoolColumns
from touchstone.core.matching.skill_columns import SkillColumns
from touchstone.core.skills.values import Competence, Skill

Array = NDArray[Any]

LEVELS = tuple(LanguageLevel)
DEGREES = tuple(Degree)
_SPARSE = 32  # a set of fewer than one row in 32 is smaller as a list


class SetPlace(Struct, frozen=True, array_like=True):
    """A set of rows: `length` words (dense) or rows (a list) from `start` on, in the array of its kind."""

    count: int
    dense: bool
    start: int
    length: int


class Built(NamedTuple):
    """What goes into the file; `order` says which person of the columns stands in each row."""

    order: Array
    sets: dict[str, dict[str, SetPlace]]
    postings: dict[str, tuple[int, int]]
    own: list[str]
    arrays: dict[str, Array]


def language_ancestors(code: str) -> Iterator[str]:
    """`code` and what it is a kind of: pt-BR, pt."""
    while code:
        yield code
        code = code.rpartition("-")[0]


def skill_key(competence: Competence | str, domain: str) -> str:
    """The name of a posting."""
    return f"{competence}:{domain}"


def build(columns: PoolColumns) -> Built:
    """Sort by id and index.

    Raises:
        BadInput: two people have the same id, or a number is out of range.
    """
    n = len(columns.ids)
    place, ids = _sorted_by_id(columns.ids)
    sets = _Sets(n)
    for family, pairs, keys in (
        ("role", columns.role, lambda role: [role]),
        ("country", columns.country, lambda country: [country]),
        ("clearance", columns.clearance, lambda clearance: [clearance]),
        ("language", columns.language, _language_keys),
        ("degree", columns.degree, _degree_keys),
        ("verified", columns.degree, lambda degree: _degree_keys(degree) if degree.verified else []),
    ):
        sets.add(family, _grouped(pairs, keys, place))
    postings, arrays = _postings(columns.skill, place, sets)
    own, own_arrays = _own_skills(columns.skill, place, n)
    order = np.empty(n, dtype=np.int64)
    order[place] = np.arange(n)
    return Built(
        order=order,
        sets=sets.places,
        postings=postings,
        own=own,
        arrays={
            **_numbers(columns, order),
            "clock": _one_each(columns.clock, place, n),
            "synthetic": pack_rows(place[np.flatnonzero(columns.synthetic)], n),
            **ids,
            **sets.arrays(),
            **arrays,
            **own_arrays,
        },
    )


def _sorted_by_id(ids: Sequence[str]) -> tuple[Array, dict[str, Array]]:
    order = sorted(range(len(ids)), key=ids.__getitem__)
    for before, after in pairwise(order):
        if ids[before] == ids[after]:
            raise BadInput(f"the id {ids[after]!r} is there twice", place="id", hint="one line for each specialist")
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    encoded = [ids[i].encode() for i in order]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return place, {"ids": np.frombuffer(b"".join(encoded), dtype=np.uint8), "id_ends": ends}


def _numbers(columns: PoolColumns, order: Array) -> dict[str, Array]:
    wanted: dict[str, tuple[Array, Any, int]] = {
        "rate": (columns.rate_cents, np.int32, 2**31 - 1),
        "minutes": (columns.minutes_per_week, np.uint16, 7 * 24 * 60),
        "available": (columns.available, np.int32, date.max.toordinal()),
    }
    for name, (values, _, most) in wanted.items():
        if len(values) and (int(values.min()) < 0 or int(values.max()) > most):
            raise BadInput(f"{name} is out of range", place=name, hint=f"from 0 to {most:,}")
    return {name: values[order].astype(dtype) for name, (values, dtype, _) in wanted.items()}


def _one_each(pairs: Pairs[Any], place: Array, n: int) -> Array:
    column = np.zeros(n, dtype=np.min_scalar_type(max(len(pairs.values) - 1, 0)))
    column[place[pairs.row]] = pairs.which
    return column


def _language_keys(language: Any) -> list[str]:
    levels = LEVELS[: LEVELS.index(language.level) + 1]
    return [f"{code}:{level}" for code in language_ancestors(language.code) for level in levels]


def _degree_keys(degree: Any) -> list[str]:
    levels = DEGREES[: DEGREES.index(degree.level) + 1]
    return [f"{level}:{code}" for code in ancestors(degree.domain) for level in levels]


def _grouped(pairs: Pairs[Any], keys: Callable[[Any], Iterable[str]], place: Array) -> Iterator[tuple[str, Array]]:
    """For each key that a value has, the rows of everybody with such a value, ascending."""
    by_value = dict(_by_value(pairs.which, len(pairs.values)))
    for key, values in _values_by_key(pairs.values, keys).items():
        entries = np.concatenate([by_value[value] for value in values])
        yield key, np.unique(place[pairs.row[entries]])


def _values_by_key(values: Sequence[Any], keys: Callable[[Any], Iterable[str]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, value in enumerate(values):
        for key in keys(value):
            found.setdefault(key, []).append(index)
    return dict(sorted(found.items()))


def _by_value(which: Array, values: int) -> Iterator[tuple[int, Array]]:
    order = np.argsort(which, kind="stable")
    ends = np.searchsorted(which[order], np.arange(values + 1))
    for value in range(values):
        yield value, order[ends[value] : ends[value + 1]]


class _Sets:
    """Sets of rows while they are gathered: large ones as bits, small ones as lists."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.places: dict[str, dict[str, SetPlace]] = {}
        self.bits: list[Array] = []
        self.lists: list[Array] = []
        self.ends = {True: 0, False: 0}

    def add(self, family: str, groups: Iterable[tuple[str, Array]]) -> None:
        for key, rows in groups:
            dense = len(rows) * _SPARSE >= self.n
            stored = pack_rows(rows, self.n) if dense else rows.astype(np.uint32)
            (self.bits if dense else self.lists).append(stored)
            place = SetPlace(len(rows), dense, self.ends[dense], len(stored))
            self.places.setdefault(family, {})[key] = place
            self.ends[dense] += len(stored)

    def arrays(self) -> dict[str, Array]:
        return {"set_bits": _joined(self.bits, np.uint64), "set_rows": _joined(self.lists, np.uint32)}


def _postings(skill: SkillColumns, place: Array, sets: _Sets) -> tuple[dict[str, tuple[int, int]], dict[str, Array]]:
    """One posting for each competence and domain, rows ascending; a set of bits beside each large one."""
    number = _places_by_key(skill.values)
    rank = np.empty(len(skill.values), np.int64)
    rank[list(number.values())] = np.arange(len(number))
    rows = place[skill.row].astype(np.uint32)
    order = np.lexsort((rows, rank[skill.which]))
    rows = rows[order]
    ends = np.searchsorted(rank[skill.which][order], np.arange(len(number) + 1))
    postings = {}
    for at, key in enumerate(number):
        start, end = int(ends[at]), int(ends[at + 1])
        postings[key] = (start, end - start)
        if (end - start) * _SPARSE >= sets.n:
            sets.add("skill", [(key, rows[start:end])])
    return postings, {
        "skill_rows": rows,
        "skill_alpha": skill.alpha[order],
        "skill_beta": skill.beta[order],
        "skill_weight": skill.weight[order],
        "skill_right": skill.right[order],
        "skill_records": np.minimum(skill.records[order], np.iinfo(np.uint16).max).astype(np.uint16),
    }


def _places_by_key(skills: Sequence[Skill]) -> dict[str, int]:
    keys = {skill_key(skill.competence, skill.domain): place for place, skill in enumerate(skills)}
    return dict(sorted(keys.items()))


def _own_skills(skill: SkillColumns, place: Array, n: int) -> tuple[list[str], dict[str, Array]]:
    """Each person's own skills, by person."""
    rows, which = place[skill.row[skill.own]], skill.which[skill.own]
    order = np.lexsort((which, rows))
    starts = np.searchsorted(rows[order], np.arange(n + 1)).astype(np.uint32)
    own = which[order].astype(np.min_scalar_type(max(len(skill.values) - 1, 0)))
    keys = [skill_key(value.competence, value.domain) for value in skill.values]
    return keys, {"own_starts": starts, "own_skill": own}


def _joined(parts: Sequence[Array], dtype: Any) -> Array:
    return np.concatenate(parts).astype(dtype, copy=False) if parts else np.zeros(0, dtype=dtype)
