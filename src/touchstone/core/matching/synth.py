"""A synthetic pool: made-up specialists of a plausible world, and the hidden skills their evidence is drawn from.

The world is data/pool/world.toml. People come in blocks of 2,000 drawn as columns, so that a pool of 1,000 is the
beginning of a pool of 10,000 with the same seed, and the same seed gives the same people in every process.
The hidden skills come from a logistic world of persons, domains and competences, **not** from the Beta family that
the estimates assume: a simulation on this pool tests the estimates rather than repeating their assumption.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.synth_columns import Block, draw_block
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
from touchstone.core.matching.synth_text import profile
from touchstone.core.matching.values import HeldDegree, Specialist, SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.progress import Progress
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills.values import Competence, Evidence, Skill

DAY = date(2026, 11, 1)  # the synthetic world's today, unless another is given
DEMO_SEED, DEMO_PEOPLE = 2030, 2_000  # of the seeds 2026 to 2037 one that serves most of the briefs in the tests
WORKING_DAY = 9  # hours
_NO_LICENCE = frozenset({Degree.SECONDARY, Degree.DIPLOMA})
_B2 = LEVELS.index(LanguageLevel.B2)
_ENGLISH = LEARNT.index("en")


class Synthetic(NamedTuple):
    """A made-up specialist, and the hidden truth: for each claimed skill the probability that average work is right."""

    specialist: Specialist
    truth: Mapping[Skill, float]


def synthesise(
    n: int, *, rng: np.random.Generator, today: date = DAY, progress: Progress | None = None
) -> Iterator[Specialist]:
    """`n` made-up specialists, labelled `synthetic`."""
    return (person.specialist for person in synthesise_with_truth(n, rng=rng, today=today, progress=progress))


def synth_truth(n: int, *, rng: np.random.Generator) -> dict[str, Mapping[Skill, float]]:
    """The hidden skills of the people that `synthesise` makes from a generator in the same state, by id."""
    return {person.specialist.id: person.truth for person in synthesise_with_truth(n, rng=rng)}


def demo_pool(today: date = DAY) -> Iterator[Specialist]:
    """The pool that ships with the package: 2,000 made-up people, always the same."""
    return synthesise(DEMO_PEOPLE, rng=np.random.default_rng(DEMO_SEED), today=today)


def synthesise_with_truth(
    n: int,
    *,
    rng: np.random.Generator,
    today: date = DAY,
    progress: Progress | None = None,
    tables: World | None = None,
) -> Iterator[Synthetic]:
    """`n` made-up specialists with their hidden skills, of the packaged world or of another (`tables`)."""
    tables = tables or world()
    if progress:
        progress.start(n, "people")
    made = 0
    while made < n:
        block = draw_block(rng, tables)
        builder = _Builder(block, tables, today=today, first=made)
        yield from islice(map(builder.person, range(len(block.place))), n - made)
        step = min(len(block.place), n - made)
        made += step
        if progress:
            progress.advance(step)


class _Builder:
    """Turns the columns of a block into values, sharing the small ones."""

    def __init__(self, block: Block, tables: World, *, today: date, first: int) -> None:
        self.tables, self.today, self.first = tables, today, first
        self.columns = _as_lists(block)
        shown = _as_lists(block.evidence)
        self.starts = shown.pop("starts")
        self.records = tuple(shown.values())
        self.days = [today - timedelta(days=age) for age in range(max(shown["age_days"], default=0) + 1)]

    def person(self, i: int) -> Synthetic:
        column, tables = self.columns, self.tables
        country, zone = tables.places[column["place"][i]]
        start = tables.starts[column["start"][i]]
        skills = self._skills(i)
        languages = self._languages(i)
        specialist = Specialist(
            id=f"synthetic-{self.first + i + 1:07d}",
            country=tables.countries[country],
            time_zone=zone,
            day_start=time(start),
            day_end=time(start + WORKING_DAY),
            hours_per_week=tables.hours[column["hours"][i]],
            rate=Money(column["rate_cents"][i]),
            available_from=self.today + timedelta(days=column["free_in_days"][i]),
            roles=self._roles(i),
            languages=languages,
            degrees=self._degrees(i),
            years_experience=column["years"][i],
            clearances=self._clearances(i),
            claims=tuple(skills.values()),
            evidence=self._evidence(i, skills),
            text=self._text(i, languages, [skill.competence for skill in skills.values()]),
            synthetic=True,
        )
        return Synthetic(specialist, {skill: column["truth"][i][slot] for slot, skill in skills.items()})

    def _skills(self, i: int) -> dict[int, Skill]:
        """By slot, the main skill first."""
        main, claimed = self.columns["main"][i], self.columns["claimed"][i]
        slots = (main, *(slot for slot, is_claimed in enumerate(claimed) if is_claimed and slot != main))
        domain, codes, k = self.columns["domain"][i], self.tables.domains, len(COMPETENCES)
        return {slot: _skill(codes[domain[slot // k]], slot % k) for slot in slots}

    def _roles(self, i: int) -> tuple[Role, ...]:
        first, also = HIRABLE[self.columns["role"][i]], self.columns["also"][i]
        return (first, *(role for role, too in zip(HIRABLE, also, strict=True) if too and role is not first))

    def _languages(self, i: int) -> tuple[SpokenLanguage, ...]:
        tongue = self.tables.mother_tongues[self.columns["tongue"][i]]
        learnt = zip(LEARNT, self.columns["levels"][i], strict=True)
        return (
            SpokenLanguage(tongue, LanguageLevel.NATIVE),
            *(
                SpokenLanguage(code, level)
                for code, index in learnt
                if code != without_region(tongue) and (level := LEVELS[index]) is not None
            ),
        )

    def _degrees(self, i: int) -> tuple[HeldDegree, ...]:
        level, verified = DEGREES[self.columns["degree"][i]], self.columns["verified"][i]
        if level is Degree.SECONDARY:
            return (HeldDegree(level, GENERALIST, verified=verified),)
        return (HeldDegree(level, self._field(i), verified=verified),)

    def _field(self, i: int) -> str:
        field: int = self.columns["field"][i]
        return self.tables.degree_fields[field]

    def _clearances(self, i: int) -> tuple[str, ...]:
        column = self.columns
        licence = self.tables.licences[column["field"][i]]
        graduate = DEGREES[column["degree"][i]] not in _NO_LICENCE
        held = (
            "background_check" if column["background"][i] else "",
            licence if graduate and column["licensed"][i] else "",
        )
        return tuple(filter(None, held))

    def _evidence(self, i: int, skills: dict[int, Skill]) -> tuple[Evidence, ...]:
        start, end = self.starts[i], self.starts[i + 1]
        return tuple(
            Evidence(
                skill=skills[slot],
                outcome=outcome,
                source=self.tables.sources[source],
                at=self.days[age],
                weight=weight,
                difficulty=difficulty,
                chance=chance,
            )
            for slot, source, outcome, weight, difficulty, chance, age in zip(
                *(column[start:end] for column in self.records), strict=True
            )
        )

    def _text(self, i: int, languages: tuple[SpokenLanguage, ...], competences: list[Competence]) -> str:
        column, codes = self.columns, self.tables.domains
        own, _, *besides = column["domain"][i]
        return profile(
            language=self._profile_language(i, without_region(languages[0].code)),
            domain=codes[own],
            whole=codes[self.tables.whole[column["subject"][i]]],
            beside=codes[besides[0]] if besides[0] >= 0 else None,
            competences=competences,
            years=column["years"][i],
            lots=column["phrases"][i],
        )

    def _profile_language(self, i: int, tongue: str) -> str:
        if tongue not in LEARNT:
            return "en"
        knows_english = self.columns["levels"][i][_ENGLISH] >= _B2
        return "en" if knows_english and self.columns["english_profile"][i] else tongue


@cache
def _skill(domain: str, competence: int) -> Skill:
    return Skill(domain, COMPETENCES[competence])


def _as_lists(columns: Struct) -> dict[str, list[Any]]:
    """Plain Python values: a list gives an element ten times as fast as an array does."""
    names = (field.name for field in msgspec.structs.fields(columns))
    arrays = ((name, getattr(columns, name)) for name in names)
    return {name: array.tolist() for name, array in arrays if isinstance(array, np.ndarray)}
