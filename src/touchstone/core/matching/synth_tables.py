"""The synthetic world's tables: data/pool/world.toml and subjects.toml, laid out as cumulative shares to draw from."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence, EvidenceSource

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COMPETENCES = tuple(Competence)
DEGREES = tuple(Degree)
LEVELS = (None, *(level for level in LanguageLevel if level is not LanguageLevel.NATIVE))
GENERALIST = "00"  # the taxonomy's node for general knowledge
LEARNT = ("en", "es", "pt")  # the languages that people of the synthetic world learn
MOST_BESIDE = 4  # topics that somebody works on beside their own


class World(Struct, frozen=True, kw_only=True):
    """The tables, as arrays whose axes are named by letters.

    `c` counts countries, `z` places (a country with a zone), `r` roles, `s` subjects, `t` their topics (short rows are
    filled up with what nobody draws), `d` fields of degrees, `k` competences.
    Every `…_cumulative` runs along its last axis and ends at 1.
    """

    countries: tuple[str, ...]
    places: tuple[tuple[int, str], ...]  # country index, IANA zone
    place_cumulative: Floats  # (z,)
    mother_tongues: tuple[str, ...]
    native_cumulative: Floats  # (c, tongues)
    level_cumulative: Floats  # (c, 3, 7): none, A1 … C2 of each of LEARNT
    pay: Floats  # (c, r): USD an hour in a subject of average pay
    role_cumulative: Floats  # (r,)
    also: Floats  # (r, r): share who offer the second role too
    main_cumulative: Floats  # (r, k)
    competence: Floats  # (r, k): share who claim it
    beside_cumulative: Floats  # (r, 5): of how many topics beside their own people have
    centre: Floats  # (k,): logit of the share of average work that is right, in the middle of the pool
    degree_cumulative: Floats  # (r, 5)
    subject_cumulative: Floats  # (r, s)
    subject_pay: Floats  # (s,)
    subject_speaks: Floats  # (s,): standard deviations that its people speak learnt languages better by
    subject_degree: Ints  # (s,): field of the degree; -1: any
    domains: tuple[str, ...]  # taxonomy codes
    whole: Ints  # (s,): index into `domains`
    topic: Ints  # (s, t): index into `domains`; -1: no topic
    topic_cumulative: Floats  # (s, t)
    topic_log_weight: Floats  # (s, t)
    degree_fields: tuple[str, ...]  # taxonomy codes
    degree_field_cumulative: Floats  # (d,)
    licences: tuple[str, ...]  # (d,): "" for none
    licensed: Floats  # (d,): share of the degree's holders
    hours: tuple[float, ...]
    hours_cumulative: Floats
    starts: tuple[int, ...]
    start_cumulative: Floats
    sources: tuple[EvidenceSource, ...]
    source_cumulative: Floats
    numbers: Mapping[str, Mapping[str, float]]  # the tables [skill], [evidence], [habits], [breadth]


class Subject(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of subjects.toml."""

    pay: float
    whole: str
    weight: float = 0.0
    degree: str = ""
    licence: str = ""
    licensed: float | None = None
    speaks: float = 0.0
    topics: tuple[tuple[str, float], ...] = ()

    def laid_out(self, rest: float) -> dict[str, float]:
        """The weights of its topics: those named, then what else lies directly below the whole."""
        named = dict(self.topics)
        below = taxonomy().children(self.whole) if self.weight else ()
        return named | {code: rest for code in below if code not in named}


@cache
def world() -> World:
    """The packaged world."""
    raw, subjects = _read("world"), msgspec.convert(_read("subjects"), dict[str, Subject])
    breadth = raw["breadth"]
    return World(
        centre=np.array(_by_competence(raw["skill"]["centre"])),
        **_places(raw),
        **_roles(raw["role"], subjects),
        **_topics(subjects, breadth["rest"]),
        **_degrees(subjects, breadth["licensed"]),
        **_habits(raw),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("touchstone.data") / "pool" / f"{name}.toml").read_text(encoding="utf-8"))


def without_region(language: str) -> str:
    """`pt` of `pt-BR`."""
    return language.partition("-")[0]


@cache
def phrases() -> Mapping[str, Mapping[str, Any]]:
    """The packaged phrases by language."""
    return _read("phrases")


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


def _roles(roles: Mapping[str, Any], subjects: Mapping[str, Subject]) -> dict[str, Any]:
    rows = [roles[role] for role in HIRABLE]
    return {
        "role_cumulative": _cumulative([row["share"] for row in rows]),
        "also": np.array([[row["also"].get(role, 0.0) for role in HIRABLE] for row in rows]),
        "main_cumulative": _cumulative([_by_competence(row["main"]) for row in rows]),
        "competence": np.array([_by_competence(row["competences"]) for row in rows]),
        "beside_cumulative": _cumulative([row["beside"] for row in rows]),
        "degree_cumulative": _cumulative([row["degrees"] for row in rows]),
        "subject_cumulative": _cumulative([_subject_shares(row["subjects"], subjects) for row in rows]),
    }


def _subject_shares(own: Mapping[str, float], subjects: Mapping[str, Subject]) -> list[float]:
    """A role's own shares; what they leave goes to the other subjects by weight."""
    left = 1.0 - sum(own.values())
    weights = {name: 0.0 if name in own else subject.weight for name, subject in subjects.items()}
    whole = sum(weights.values())
    return [own.get(name, left * weight / whole) for name, weight in weights.items()]


def _by_competence(shares: Mapping[str, float]) -> list[float]:
    return [shares.get(competence, 0.0) for competence in COMPETENCES]


def _topics(subjects: Mapping[str, Subject], rest: float) -> dict[str, Any]:
    rows = [subject.laid_out(rest) for subject in subjects.values()]
    wholes = [subject.whole for subject in subjects.values()]
    domains = tuple(dict.fromkeys((*wholes, *(code for row in rows for code in row))))
    index = {code: number for number, code in enumerate(domains)}
    longest = max(map(len, rows))
    weights = np.array([[*row.values(), *[0.0] * (longest - len(row))] for row in rows])
    with np.errstate(divide="ignore"):
        logs = np.log(weights)
    return {
        "subject_speaks": np.array([subject.speaks for subject in subjects.values()]),
        "subject_pay": np.array([subject.pay for subject in subjects.values()]),
        "domains": domains,
        "whole": np.array([index[code] for code in wholes]),
        "topic": np.array([[*map(index.__getitem__, row), *[-1] * (longest - len(row))] for row in rows]),
        "topic_cumulative": _cumulative(np.where(weights.any(axis=1, keepdims=True), weights, 1.0)),
        "topic_log_weight": logs,
    }


def _degrees(subjects: Mapping[str, Subject], licensed: float) -> dict[str, Any]:
    weights: dict[str, float] = {}
    for subject in subjects.values():
        if subject.degree:
            weights[subject.degree] = weights.get(subject.degree, 0.0) + subject.weight
    fields = tuple(weights)
    of_field = {subject.degree: subject for subject in reversed(list(subjects.values()))}
    shares = [licensed if of_field[code].licensed is None else of_field[code].licensed for code in fields]
    return {
        "subject_degree": np.array(
            [fields.index(subject.degree) if subject.degree else -1 for subject in subjects.values()]
        ),
        "degree_fields": fields,
        "degree_field_cumulative": _cumulative(list(weights.values())),
        "licences": tuple(of_field[code].licence for code in fields),
        "licensed": np.array(shares, dtype=np.float64),
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
            for name in ("skill", "evidence", "habits", "breadth")
        },
    }


def _cumulative(shares: Sequence[Any] | Floats) -> Floats:
    table = np.cumsum(np.array(shares, dtype=np.float64), axis=-1)
    table /= table[..., -1:]
    return table
