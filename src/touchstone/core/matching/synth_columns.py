"""The synthetic world drawn as columns: one block of people at a time, one array for each thing about them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.briefs.values import Degree
from touchstone.core.matching.synth_tables import COMPETENCES, DEGREES, LEARNT, MOST_BESIDE, Floats, Ints, World
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills.values import EvidenceSource

Flags = NDArray[np.bool_]

BLOCK = 2_000  # people drawn at once: part of what a seed means
OWN, WHOLE, BESIDE = (
    0,
    1,
    2,
)  # a person's domains: their own, their subject as a whole, and from BESIDE on what is beside
DOMAINS = BESIDE + MOST_BESIDE
SLOTS = DOMAINS * len(COMPETENCES)  # a person's skills: domain x competence
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
    subject: Ints
    domain: Ints  # (n, DOMAINS) into World.domains; -1: none
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
    subject, domain = _domains(rng, tables, role)
    field = _degree_fields(rng, tables, subject)
    main, claimed, skill = _skills(rng, tables, role, domain)
    theta = np.take_along_axis(skill, main[:, None], axis=1)[:, 0]
    talent = (theta - theta.mean()) / theta.std()
    degree, years = _career(rng, tables, role, talent)
    return Block(
        place=place,
        role=role,
        also=rng.random((n, len(HIRABLE))) < tables.also[role],
        subject=subject,
        domain=domain,
        field=field,
        degree=degree,
        years=years,
        rate_cents=_rates(
            rng,
            tables,
            pay=tables.pay[country, role] * tables.subject_pay[subject],
            degree=degree,
            years=years,
            talent=talent,
        ),
        claimed=claimed,
        main=main,
        truth=_logistic(skill),
        evidence=_evidence(rng, tables, claimed, main, skill=skill, talent=talent),
        phrases=rng.random((n, PHRASES)),
        **_languages(rng, tables, country, subject),
        **_habits(rng, tables, field),
    )


def _domains(rng: np.random.Generator, tables: World, role: Ints) -> tuple[Ints, Ints]:
    """Subjects, and of each person the own domain, the whole where they claim it too, and what lies beside."""
    n, numbers = len(role), tables.numbers["breadth"]
    subject = _pick(rng.random(n), tables.subject_cumulative[role])
    topics = tables.topic[subject]
    own = _pick(rng.random(n), tables.topic_cumulative[subject])
    narrow = (rng.random(n) < numbers["narrow"]) & (topics[:, 0] >= 0)
    whole = tables.whole[subject]
    first = np.where(narrow, topics[np.arange(n), own], whole)
    also_whole = np.where(narrow & (rng.random(n) < numbers["whole"]), whole, -1)
    besides = _beside(rng, tables, subject, np.where(narrow, own, -1))
    wanted = _pick(rng.random(n), tables.beside_cumulative[role])
    besides = np.where(np.arange(MOST_BESIDE) < wanted[:, None], besides, -1)
    return subject, np.column_stack([first, also_whole, besides])


def _beside(rng: np.random.Generator, tables: World, subject: Ints, own: Ints) -> Ints:
    """(n, MOST_BESIDE): other topics of the subject, the common ones and the kin of one's own being likelier; -1: none.

    The largest of log weight + Gumbel noise are a draw without replacement (Yellott 1977, J. Math. Psych. 15:109-144).
    """
    numbers, n = tables.numbers["breadth"], len(subject)
    place = np.arange(tables.topic.shape[1])
    steps = np.minimum(np.abs(place - own[:, None]), numbers["farthest"])
    near = np.where(own[:, None] < 0, 0.0, -steps / numbers["kin"])
    score = tables.topic_log_weight[subject] + near - np.log(rng.exponential(size=(n, len(place))))
    score[own[:, None] == place] = -np.inf
    best = np.argsort(-score, axis=1, kind="stable")[:, :MOST_BESIDE]
    there = np.take_along_axis(score, best, axis=1) > -np.inf
    return np.where(there, np.take_along_axis(tables.topic[subject], best, axis=1), -1)


def _degree_fields(rng: np.random.Generator, tables: World, subject: Ints) -> Ints:
    of_subject = tables.subject_degree[subject]
    anything = _pick(rng.random(len(subject)), tables.degree_field_cumulative)
    return np.where(of_subject >= 0, of_subject, anything)


def _skills(rng: np.random.Generator, tables: World, role: Ints, domain: Ints) -> tuple[Ints, Flags, Floats]:
    """Main slot, claimed slots, and the hidden skill of every slot in logits.

    Somebody who judges answers does so in all their domains; their further competences grow fewer away from their own.
    """
    n, k, numbers, breadth = len(role), len(COMPETENCES), tables.numbers["skill"], tables.numbers["breadth"]
    main = _pick(rng.random(n), tables.main_cumulative[role])
    kept = np.array([1.0, breadth["whole_competence"], *[breadth["beside_competence"]] * MOST_BESIDE])
    claimed = (rng.random((n, k)) < tables.competence[role])[:, None, :] & (rng.random((n, DOMAINS, k)) < kept[:, None])
    claimed[np.arange(n), :, main] = True
    claimed &= (domain >= 0)[:, :, None]
    place = np.array([numbers["own"], 0.0, *[numbers["beside"]] * MOST_BESIDE])
    person = numbers["person"] * rng.standard_normal((n, 1, 1))
    in_domain = numbers["domain"] * rng.standard_normal((n, DOMAINS, 1)) + place[:, None]
    in_competence = numbers["competence"] * rng.standard_normal((n, 1, k))
    rest = numbers["rest"] * rng.standard_normal((n, DOMAINS, k))
    skill = (tables.centre + person + in_domain + in_competence + rest).reshape(n, SLOTS)
    return main, claimed.reshape(n, SLOTS), skill


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


def _languages(rng: np.random.Generator, tables: World, country: Ints, subject: Ints) -> dict[str, Any]:
    n = len(country)
    tongue = _pick(rng.random(n), tables.native_cumulative[country])
    schooling = rng.standard_normal((n, 1))
    luck = rng.standard_normal((n, len(LEARNT)))
    gift = 0.55 * schooling + np.sqrt(1 - 0.55**2) * luck + tables.subject_speaks[subject][:, None]
    return {
        "tongue": tongue,
        "levels": _pick(_uniform(gift), tables.level_cumulative[country]),
        "english_profile": rng.random(n) < tables.numbers["habits"]["english_profile"],
    }


def _habits(rng: np.random.Generator, tables: World, field: Ints) -> dict[str, Any]:
    habits, n = tables.numbers["habits"], len(field)
    waits = np.minimum(1 + rng.exponential(habits["days_until_free"], n), 240)
    return {
        "hours": _pick(rng.random(n), tables.hours_cumulative),
        "start": _pick(rng.random(n), tables.start_cumulative),
        "free_in_days": np.where(rng.random(n) < habits["free_now"], 0, waits).astype(np.int64),
        "background": rng.random(n) < habits["background_check"],
        "licensed": rng.random(n) < tables.licensed[field],
        "verified": rng.random(n) < habits["verified_degree"],
    }


def _evidence(
    rng: np.random.Generator, tables: World, claimed: Flags, main: Ints, *, skill: Floats, talent: Floats
) -> Evidences:
    """Records in batches, each about one skill and from about one time."""
    numbers = tables.numbers["evidence"]
    count = _how_many(rng, numbers, talent)
    person = np.repeat(np.arange(len(main)), count)
    records, starts = len(person), np.concatenate([[0], np.cumsum(count)])
    begins = rng.random(records) < 1 / numbers["batch"]
    begins[starts[:-1][count > 0]] = True
    batch = np.cumsum(begins) - 1
    whose = person[begins]
    is_main = rng.random(len(whose)) < numbers["main"]
    slot = np.where(is_main, main[whose], _any_claimed(rng, tables, claimed, whose))[batch]
    since = rng.exponential(numbers["age_days"], len(whose))[batch]
    source = _pick(rng.random(records), tables.source_cumulative)
    days = since + numbers["batch_days"] * rng.random(records)
    age = np.minimum(days, numbers["oldest_days"]).astype(np.int64)
    oldest_first = np.lexsort((-age, person))
    drift = tables.numbers["skill"]["drift"] * rng.standard_normal(skill.shape)
    then = skill[person, slot] + drift[person, slot] * age / 365
    measured = _measured(rng, tables, source, then)
    return Evidences(
        starts=starts,
        slot=slot[oldest_first],
        source=source[oldest_first],
        age_days=age[oldest_first],
        **{name: column[oldest_first] for name, column in measured.items()},
    )


def _how_many(rng: np.random.Generator, numbers: Mapping[str, float], talent: Floats) -> Ints:
    """How many records each person has: most of them few or none, some very many."""
    asked = _correlated(rng, talent, numbers["retained"])
    long_tail = np.ceil(np.exp(numbers["log_mean"] + numbers["log_sd"] * asked))
    unknown = rng.random(len(talent)) < numbers["none"]
    return np.where(unknown, 0, np.minimum(long_tail, numbers["most"])).astype(np.int64)


def _any_claimed(rng: np.random.Generator, tables: World, claimed: Flags, person: Ints) -> Ints:
    """A claimed slot for each batch: what somebody is asked to do is mostly more of the same."""
    numbers = tables.numbers["evidence"]
    weights = np.exp(numbers["uneven"] * rng.standard_normal(claimed.shape)) * claimed
    weights[:, : len(COMPETENCES)] *= numbers["own"]
    shares = np.cumsum(weights, axis=1)
    shares /= shares[:, -1:]
    # One sorted row of numbers for everybody: person i's slots lie between i and i + 1.
    ends = (shares + np.arange(len(shares))[:, None]).ravel()
    slot = np.searchsorted(ends, person + rng.random(len(person)), side="right") - person * SLOTS
    last = SLOTS - 1 - np.argmax(claimed[:, ::-1], axis=1)
    chosen: Ints = np.minimum(slot, last[person])
    return chosen


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
