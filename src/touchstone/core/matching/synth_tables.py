"""The synthetic world's tables: read from data/pool/world.toml, laid out as cumulative shares to draw from."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence, EvidenceSource

Floats = NDArray[np.float64]
COMPETENCES = tuple(Competence)
DEGREES = tuple(Degree)
LEVELS = (None, *(level for level in LanguageLevel if level is not LanguageLevel.NATIVE))
GENERALIST = "00"  # the taxonomy's node for general knowledge
LEARNT = ("en", "es", "pt")  # the languages that people of the synthetic world learn


class World(Struct, frozen=True, kw_only=True):
    """The tables. `c` counts countries, `z` places (a country with a zone), `r` roles, `f` fields, `k` competences.

    Every `…_cumulative` runs along its last axis and ends at 1.
    """

    countries: tuple[str, ...]
    places: tuple[tuple[int, str], ...]  # country index, IANA zone
    place_cumulative: Floats  # (z,)
    mother_tongues: tuple[str, ...]
    native_cumulative: Floats  # (c, tongues)
    level_cumulative: Floats  # (c, 3, 7): none, A1 … C2 of each of LEARNT
    pay: Floats  # (c, r): USD an hour in a field of average pay
    role_cumulative: Floats  # (r,)
    also: Floats  # (r, r): share who offer the second role too
    generalist: Floats  # (r,)
    main_cumulative: Floats  # (r, k)
    competence: Floats  # (r, k): share who claim it
    centre: Floats  # (k,): logit of the share of average work that is right, in the middle of the pool
    degree_cumulative: Floats  # (r, 5)
    field_cumulative: Floats  # (r, f)
    field_pay: Floats  # (f,)
    licences: tuple[str, ...]  # per field, "" for none
    domains: tuple[str, ...]  # taxonomy codes: general knowledge, then the fields, then the sub-fields field by field
    leaf_start: NDArray[np.int64]  # (f,): where a field's sub-fields begin in `domains`, …
    leaf_count: NDArray[np.int64]  # (f,): … and how many there are
    hours: tuple[float, ...]
    hours_cumulative: Floats
    starts: tuple[int, ...]
    start_cumulative: Floats
    sources: tuple[EvidenceSource, ...]
    source_cumulative: Floats
    numbers: Mapping[str, Mapping[str, float]]  # the tables [skill], [evidence], [habits], [subfields]


@cache
def world() -> World:
    """The packaged world."""
    raw = tomllib.loads((files("touchstone.data") / "pool" / "world.toml").read_text(encoding="utf-8"))
    centre = np.array(_by_competence(raw["skill"]["centre"]))
    return World(centre=centre, **_places(raw), **_roles(raw["role"]), **_fields(raw), **_habits(raw))


@cache
def phrases() -> Mapping[str, Mapping[str, Any]]:
    """The packaged phrases by language."""
    return tomllib.loads((files("touchstone.data") / "pool" / "phrases.toml").read_text(encoding="utf-8"))


def _places(raw: Mapping[str, Any]) -> dict[str, Any]:
    countries = raw["country"]
    tongues = sorted({tongue for country in countries for tongue in country["native"]})
    roles = raw["role"]
    places = [
        (index, zone, country["share"] * share)
        for index, country in enumerate(countries)
        for zone, share in country["zones"].items()
    ]
    return {
        "countries": tuple(country["code"] for country in countries),
        "places": tuple((index, zone) for index, zone, _ in places),
        "place_cumulative": _cumulative([share for *_, share in places]),
        "mother_tongues": tuple(tongues),
        "native_cumulative": _cumulative(
            [[country["native"].get(tongue, 0.0) for tongue in tongues] for country in countries]
        ),
        "level_cumulative": _cumulative(
            [
                [_levels(raw["levels"], country, name) for name in ("english", "spanish", "portuguese")]
                for country in countries
            ]
        ),
        "pay": np.array(
            [
                [
                    country["engineer" if role is Role.ML_ENGINEER else "trainer"] * roles[role]["pay"]
                    for role in HIRABLE
                ]
                for country in countries
            ]
        ),
    }


def _levels(levels: Mapping[str, Sequence[float]], country: Mapping[str, Any], language: str) -> Sequence[float]:
    return levels[country[language]] if language in country else [1.0] + [0.0] * (len(LEVELS) - 1)


def _roles(roles: Mapping[str, Any]) -> dict[str, Any]:
    rows = [roles[role] for role in HIRABLE]
    return {
        "role_cumulative": _cumulative([row["share"] for row in rows]),
        "also": np.array([[row["also"].get(role, 0.0) for role in HIRABLE] for row in rows]),
        "generalist": np.array([row["generalist"] for row in rows]),
        "main_cumulative": _cumulative([_by_competence(row["main"]) for row in rows]),
        "competence": np.array([_by_competence(row["competences"]) for row in rows]),
        "degree_cumulative": _cumulative([row["degrees"] for row in rows]),
    }


def _by_competence(shares: Mapping[str, float]) -> list[float]:
    return [shares.get(competence, 0.0) for competence in COMPETENCES]


def _fields(raw: Mapping[str, Any]) -> dict[str, Any]:
    fields, engineers, tree = raw["field"], raw["engineers"], taxonomy()
    weights = [
        [
            row["weight"] * (engineers.get(code, 0.05) if role is Role.ML_ENGINEER else 1.0)
            for code, row in fields.items()
        ]
        for role in HIRABLE
    ]
    leaves = [tree.children(code) for code in fields]
    counts = np.array([len(row) for row in leaves])
    return {
        "field_cumulative": _cumulative(weights),
        "field_pay": np.array([row["pay"] for row in fields.values()]),
        "licences": tuple(row.get("licence", "") for row in fields.values()),
        "domains": (GENERALIST, *fields, *(leaf for row in leaves for leaf in row)),
        "leaf_start": 1 + len(fields) + np.cumsum([0, *counts[:-1]]),
        "leaf_count": counts,
    }


def _habits(raw: Mapping[str, Any]) -> dict[str, Any]:
    habits, evidence = raw["habits"], raw["evidence"]
    return {
        "hours": tuple(float(hours) for hours in habits["hours"]),
        "hours_cumulative": _cumulative(list(habits["hours"].values())),
        "starts": tuple(int(hour) for hour in habits["day_start"]),
        "start_cumulative": _cumulative(list(habits["day_start"].values())),
        "sources": tuple(map(EvidenceSource, evidence["sources"])),
        "source_cumulative": _cumulative(list(evidence["sources"].values())),
        "numbers": {
            name: {key: float(value) for key, value in raw[name].items() if not isinstance(value, dict)}
            for name in ("skill", "evidence", "habits", "subfields")
        },
    }


def _cumulative(shares: Sequence[Any]) -> Floats:
    table = np.cumsum(np.array(shares, dtype=np.float64), axis=-1)
    table /= table[..., -1:]
    return table
