"""The synthetic world drawn as columns: one block of people at a time, one array for each thing about them."""

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree
from touchstone.core.matching.synth_tables import COMPETENCES, DEGREES, LEARNT, Floats, World
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills.values import EvidenceSource

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BLOCK = 2_000  # people drawn at once: part of what a seed means
SLOTS = 2 * len(COMPETENCES)  # a person's skills: first or second domain x competence
PHRASES = 6  # random numbers for a person's text
_BACHELOR = DEGREES.index(Degree.BACHELOR)
_ENGINEER = HIRABLE.index(Role.ML_ENGINEER)
_LOGIT_OF_NORMAL = 1.702  # the logistic curve of this slope is the normal distribution function to within 0.01


class Evidences(Struct, frozen=True, kw_only=True):
    """What was measured, person by person and oldest first; all arrays are (records,)."""

    starts: Ints  # (n + 1,): person i's records are starts[i] … starts[i + 1]
    slot: Ints
    source: Ints
    outcome: Floats
    weight: Floats
    difficulty: Floats
    chance: Floats
    age_days: Ints


class Block(Struct, frozen=True, kw_only=True):
    """`n` made-up people as columns; indices point into the tables of `World`."""

    place: Ints  # (n,)
    role: Ints
    also: Flags  # (n, roles): roles offered besides
    domain: Ints  # (n, 2) into World.domains; -1 where there is no second one
    field: Ints  # of the degree
    degree: Ints
    verified: Flags
    tongue: Ints
    levels: Ints  # (n, 3): level index of each of LEARNT
    years: Floats
    rate_cents: Ints  # USD an hour
    hours: Ints
    start: Ints
    free_in_days: Ints  # 0: now
    background: Flags
    licensed: Flags
    truth: Floats  # (n, SLOTS): hidden probability that a piece of average work is right
    claimed: Flags  # (n, SLOTS)
    main: Ints  # slot of the main skill
    english_profile: Flags
    phrases: Floats  # (n, PHRASES) in [0, 1)
    evidence: Evidences


def draw_block(rng: np.random.Generator, tables: World, n: int = BLOCK) -> Block:
    """Draw `n` people. The same generator state gives the same people to the bit."""
    place = _pick(rng.random(n), tables.place_cumulative)
    country = np.array([index for index, _ in tables.places])[place]
    role = _pick(rng.random(n), tables.role_cumulative)
    field, domain = _domains(rng, tables, role)
    main, claimed, skill = _skills(rng, tables, role, domain)
    theta = np.take_along_axis(skill, main[:, None], axis=1)[:, 0]
    talent = (theta - theta.mean()) / theta.std()
    degree, years = _career(rng, tables, role, talent)
    return Block(
        place=place,
        role=role,
        also=rng.random((n, len(HIRABLE))) < tables.also[role],
        domain=domain,
        field=field,
        degree=degree,
        years=years,
        rate_cents=_rates(
            rng,
            tables,
            pay=tables.pay[country, role] * _field_pay(tables, field, domain),
            degree=degree,
            years=years,
            talent=talent,
        ),
        claimed=claimed,
        main=main,
        truth=_logistic(skill),
        evidence=_evidence(rng, tables, claimed, main, skill),
        phrases=rng.random((n, PHRASES)),
        **_languages(rng, tables, country),
        **_habits(rng, tables, n),
    )


def _domains(rng: np.random.Generator, tables: World, role: Ints) -> tuple[Ints, Ints]:
    n, numbers = len(role), tables.numbers["subfields"]
    field = _pick(rng.random(n), tables.field_cumulative[role])
    start, count = tables.leaf_start[field], tables.leaf_count[field]
    leaf = (rng.random(n) * count).astype(np.int64)
    narrow = (rng.random(n) < numbers["share"]) & (count > 0)
    general = rng.random(n) < tables.generalist[role]
    first = np.where(general, 0, np.where(narrow, start + leaf, field + 1))
    step = 1 + (rng.random(n) * np.maximum(count - 1, 1)).astype(np.int64)
    has_second = (rng.random(n) < numbers["second"]) & narrow & (count > 1) & ~general
    second = np.where(has_second, start + (leaf + step) % np.maximum(count, 1), -1)
    return field, np.stack([first, second], axis=1)


def _skills(rng: np.random.Generator, tables: World, role: Ints, domain: Ints) -> tuple[Ints, Flags, Floats]:
    """Main slot, claimed slots, and the hidden skill of every slot in logits."""
    n, k, numbers = len(role), len(COMPETENCES), tables.numbers["skill"]
    main = _pick(rng.random(n), tables.main_cumulative[role])
    claimed = rng.random((n, 2, k)) < tables.competence[role][:, None, :]
    claimed[:, 1] &= (domain[:, 1] >= 0)[:, None] & (rng.random((n, k)) < 0.6)
    claimed = claimed.reshape(n, SLOTS)
    claimed[np.arange(n), main] = True
    person = numbers["person"] * rng.standard_normal((n, 1, 1))
    in_domain = numbers["domain"] * rng.standard_normal((n, 2, 1)) + np.array([0.0, numbers["second_domain"]])[:, None]
    in_competence = numbers["competence"] * rng.standard_normal((n, 1, k))
    rest = numbers["rest"] * rng.standard_normal((n, 2, k))
    return main, claimed, (tables.centre + person + in_domain + in_competence + rest).reshape(n, SLOTS)


def _career(rng: np.random.Generator, tables: World, role: Ints, talent: Floats) -> tuple[Ints, Floats]:
    """Degree and years of experience, each correlated with the main skill as little as the literature says."""
    validity, habits = tables.numbers["skill"], tables.numbers["habits"]
    degree = _pick(_uniform(_correlated(rng, talent, validity["degree_validity"])), tables.degree_cumulative[role])
    spread = habits["years_log_sd"]
    years = habits["years_mean"] * np.exp(spread * _correlated(rng, talent, validity["years_validity"]) - spread**2 / 2)
    return degree, np.minimum(np.round(years, 1), 45.0)


def _rates(
    rng: np.random.Generator, tables: World, *, pay: Floats, degree: Ints, years: Floats, talent: Floats
) -> Ints:
    habits = tables.numbers["habits"]
    grown = (
        1
        + habits["rate_per_year"] * np.minimum(years, 20)
        + habits["rate_per_degree"] * np.maximum(degree - _BACHELOR, 0)
    )
    left = np.exp(habits["rate_log_sd"] * _correlated(rng, talent, tables.numbers["skill"]["rate_validity"]))
    quarters = np.maximum(np.round(pay * grown * left * 4), 8)  # asked in steps of 25 cents, at least $2
    return (25 * quarters).astype(np.int64)


def _field_pay(tables: World, field: Ints, domain: Ints) -> Floats:
    return np.where(domain[:, 0] == 0, tables.numbers["subfields"]["general_pay"], tables.field_pay[field])


def _languages(rng: np.random.Generator, tables: World, country: Ints) -> dict[str, Any]:
    n = len(country)
    tongue = _pick(rng.random(n), tables.native_cumulative[country])
    schooling = rng.standard_normal((n, 1))
    luck = rng.standard_normal((n, len(LEARNT)))
    return {
        "tongue": tongue,
        "levels": _pick(_uniform(0.55 * schooling + np.sqrt(1 - 0.55**2) * luck), tables.level_cumulative[country]),
        "english_profile": rng.random(n) < tables.numbers["habits"]["english_profile"],
    }


def _habits(rng: np.random.Generator, tables: World, n: int) -> dict[str, Any]:
    habits = tables.numbers["habits"]
    waits = np.minimum(1 + rng.exponential(habits["days_until_free"], n), 240)
    return {
        "hours": _pick(rng.random(n), tables.hours_cumulative),
        "start": _pick(rng.random(n), tables.start_cumulative),
        "free_in_days": np.where(rng.random(n) < habits["free_now"], 0, waits).astype(np.int64),
        "background": rng.random(n) < habits["background_check"],
        "licensed": rng.random(n) < habits["licensed"],
        "verified": rng.random(n) < habits["verified_degree"],
    }


def _evidence(rng: np.random.Generator, tables: World, claimed: Flags, main: Ints, skill: Floats) -> Evidences:
    numbers, n = tables.numbers["evidence"], len(main)
    long_tail = np.ceil(np.exp(numbers["log_mean"] + numbers["log_sd"] * rng.standard_normal(n)))
    count = np.where(rng.random(n) < numbers["none"], 0, np.minimum(long_tail, numbers["most"])).astype(np.int64)
    person = np.repeat(np.arange(n), count)
    records = len(person)
    slot = np.where(rng.random(records) < numbers["main"], main[person], _any_claimed(rng, claimed[person]))
    source = _pick(rng.random(records), tables.source_cumulative)
    age = np.minimum(rng.exponential(numbers["age_days"], records), numbers["oldest_days"]).astype(np.int64)
    oldest_first = np.lexsort((-age, person))
    drift = tables.numbers["skill"]["drift"] * rng.standard_normal(skill.shape)
    then = skill[person, slot] + drift[person, slot] * age / 365
    measured = _measured(rng, tables, source, then)
    return Evidences(
        starts=np.concatenate([[0], np.cumsum(count)]),
        slot=slot[oldest_first],
        source=source[oldest_first],
        age_days=age[oldest_first],
        **{name: column[oldest_first] for name, column in measured.items()},
    )


def _any_claimed(rng: np.random.Generator, claimed: Flags) -> Ints:
    lots: Ints = (
        np.argmax(np.where(claimed, rng.random(claimed.shape), -1.0), axis=1) if len(claimed) else np.zeros(0, np.int64)
    )
    return lots


def _measured(rng: np.random.Generator, tables: World, source: Ints, skill: Floats) -> dict[str, Floats]:
    """What came out of each record: right or wrong, or four votes for a client's rating (which counts for two)."""
    numbers, n = tables.numbers["evidence"], len(source)
    is_item = source == tables.sources.index(EvidenceSource.TEST_ITEM)
    is_rating = source == tables.sources.index(EvidenceSource.CLIENT_RATING)
    difficulty = np.round(
        rng.standard_normal(n) * np.where(is_item, numbers["item_difficulty"], numbers["work_difficulty"]), 2
    )
    difficulty[is_rating] = 0.0
    chance = np.where(is_item & (rng.random(n) < numbers["choice"]), numbers["choice_chance"], 0.0)
    heard = skill - difficulty + np.where(is_rating, numbers["rater_sd"] * rng.standard_normal(n), 0.0)
    right = chance + (1 - chance) * _logistic(heard)
    wrong_key = np.where(source == tables.sources.index(EvidenceSource.CONSENSUS), numbers["wrong_consensus"], 0.0)
    right = right * (1 - wrong_key) + (1 - right) * wrong_key
    votes = rng.random((n, 4)) < right[:, None]
    return {
        "outcome": np.where(is_rating, votes.mean(axis=1), votes[:, 0].astype(np.float64)),
        "weight": np.where(is_rating, 2.0, 1.0),
        "difficulty": difficulty,
        "chance": chance,
    }


def _correlated(rng: np.random.Generator, standard: Floats, r: float) -> Floats:
    """A standard normal with correlation `r` to `standard`."""
    mixed: Floats = r * standard + np.sqrt(1 - r * r) * rng.standard_normal(len(standard))
    return mixed


def _pick(uniform: Floats, cumulative: Floats) -> Ints:
    """The index that each number in [0, 1) falls on; `cumulative` is one table or one for each number."""
    if cumulative.ndim == 1:
        return np.searchsorted(cumulative, uniform, side="right")
    picked: Ints = (uniform[..., None] >= cumulative).sum(axis=-1)
    return picked


def _uniform(normal: Floats) -> Floats:
    return _logistic(_LOGIT_OF_NORMAL * normal)


def _logistic(x: Floats) -> Floats:
    p: Floats = 1.0 / (1.0 + np.exp(-x))
    return p
