"""From evidence to estimate ("tree-1"): one posterior of a person over the tree of skills.

    TreeEstimator().of_person(evidence, today=today)                 # {skill: Estimate}, for the skills in the evidence
    TreeEstimator().of_person(evidence, also=[skill], today=today)   # and for skills that nothing was measured of
    estimate_people(ledger, settings=Settings())                     # 100,000 people at once, in columns

A person's abilities in their skills are normal and correlated (`kinship`); each record is right or wrong by a logistic
model of ability, difficulty, sharpness and luck (`abilities`) and counts by its source, age and independence (`ledger`).
What is measured in civil law moves tax law as far as the two are kin, and no further.

The estimate is of the share of right pieces of average work: a Beta with the posterior's mean and variance. Its level asks for
evidence of the skill itself or of fields below it; what relatives lend moves the mean and the interval, never `n` or `weight`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import betaincinv, expit

from touchstone.core.errors import BadInput
from touchstone.core.progress import Progress
from touchstone.core.skills.abilities import Mode, Records, mode, shares_of_right_work, slopes, sums
from touchstone.core.skills.estimates import HIGH, LOW, MOST_INFORMATION, VERSION
from touchstone.core.skills.kinship import Flags, lineage
from touchstone.core.skills.ledger import Ledger, Settings, ledger_of, with_skills
from touchstone.core.skills.levels import LEVELS, levels_of
from touchstone.core.skills.marginals import beta_of
from touchstone.core.skills.priors import Prior
from touchstone.core.skills.projection import Beliefs, Known, Projected, beliefs, project, unmeasured
from touchstone.core.skills.values import Estimate, Evidence, Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_PEOPLE, _MOST_RECORDS = 2_000, 200_000  # worked on at once, so that what is worked on stays in the cache
_MOST_CELLS = 4_000_000  # of the people's covariances together
_SOME_FIELD = "00"  # whose prior is that of every field


class Shares(Struct, frozen=True, kw_only=True):
    """What is known of the share of right work of many people's skills, in columns: (units,) each."""

    person: Ints
    skill: Ints  # index into the ledger's skills
    mean: Floats
    alpha: Floats
    beta: Floats
    records: Ints  # of the skill itself and of what lies below it
    weight: Floats  # their information in plain observations
    right: Floats  # how much of the weight was right
    ability: Floats  # logits, the mode
    reliability: Floats  # share of the prior variance of ability that the evidence has taken away, 0..1


class Units(Shares, frozen=True, kw_only=True):
    """Estimates of many people's skills: sorted by person, then skill."""

    low: Floats  # 5 % quantile
    high: Floats  # 95 % quantile
    level: NDArray[np.int8]  # index into LEVELS


class Family(Struct, frozen=True, kw_only=True):
    """People with the same number m of skills, ready to be solved: arrays of (people, m) unless said otherwise."""

    person: Ints  # (people,)
    skill: Ints
    prior_mean: Floats  # logits
    kernel: Floats  # (people, m, m)
    covers: Flags  # (people, m, m)
    records: Records
    row: Ints  # (records,): where each record stands in the ledger


class TreeEstimator(Struct, frozen=True, kw_only=True):
    """One posterior for each person ("tree-1"), with its settings."""

    settings: Settings = Settings()
    version: str = VERSION

    def estimate(self, evidence: Iterable[Evidence], *, prior: Prior, today: date) -> Estimate:
        """What `evidence` of one person's one skill says by itself, given `prior`.

        Raises:
            BadInput: a record cannot be one, the prior is none, or the evidence is of several skills.
        """
        records = list(evidence)
        skills = {record.skill for record in records}
        if len(skills) > 1:
            raise BadInput("this is evidence of several skills", place="skill", hint="of_person takes all of them")
        alone = dict.fromkeys(self.settings.priors, prior.checked())
        own = msgspec.structs.replace(self, settings=msgspec.structs.replace(self.settings, priors=alone))
        skill = next(iter(skills), Skill(_SOME_FIELD, next(iter(alone))))
        return own.of_person(records, today=today, also=[skill])[skill]

    def of_person(
        self, evidence: Iterable[Evidence], *, today: date, also: Iterable[Skill] = ()
    ) -> dict[Skill, Estimate]:
        """What all of one person's evidence says of each skill in it, and of the skills in `also`.

        Records dated after `today` count as new. Raises BadInput for a record that cannot be one.
        """
        ledger = with_skills(ledger_of([evidence], today=today), also)
        everything = np.arange(len(ledger.skills), dtype=np.int64)
        units = estimate_people(ledger, settings=self.settings, also=(np.zeros_like(everything), everything))
        return {ledger.skills[units.skill[at]]: estimate_at(units, at, self.version) for at in range(len(units.skill))}


def estimate_people(
    ledger: Ledger,
    *,
    settings: Settings,
    also: tuple[Ints, Ints] | None = None,
    progress: Progress | None = None,
) -> Units:
    """The estimates of every person and skill in a ledger (see `ledger.checked`), and of the pairs of person and skill in `also`.

    About 0.1 ms a person with 50 records of 5 skills.
    """
    shares = list(shares_of_people(ledger, settings=settings, also=also, progress=progress))
    return _with_intervals(_in_order(shares))


def shares_of_people(
    ledger: Ledger,
    *,
    settings: Settings,
    also: tuple[Ints, Ints] | None = None,
    progress: Progress | None = None,
) -> Iterator[Shares]:
    """The same as they are worked out, in any order and without intervals, which take longer than all the rest."""
    if progress:
        progress.start(ledger.people, "people")
    believed = _beliefs(ledger, settings)
    asked = _Asked(also, len(ledger.skills))
    for family in families(ledger, settings=settings):
        known, shares = _solved(family)
        yield shares
        who, target = asked.of(family)
        if len(who):
            yield _shares(family.person[who], target, project(known, who=who, target=target, believed=believed))
        if progress:
            progress.advance(len(family.person))
    person, target = asked.left()
    if len(person):
        yield _shares(person, target, unmeasured(target, believed))


class _Asked:
    """Pairs of person and skill that are asked for, as far as nobody has told of them yet."""

    def __init__(self, also: tuple[Ints, Ints] | None, skills: int) -> None:
        person, skill = also if also is not None else (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self.skills = max(skills, 1)
        self.pairs = np.unique(person * self.skills + skill)
        self.told = np.zeros(len(self.pairs), np.bool_)

    def of(self, family: Family) -> tuple[Ints, Ints]:
        """The pairs of the family's people without records: place in the family, and skill."""
        starts, ends = (np.searchsorted(self.pairs, (family.person + more) * self.skills) for more in (0, 1))
        count = ends - starts
        who = np.repeat(np.arange(len(starts)), count)
        places = np.arange(len(who)) + np.repeat(starts - np.cumsum(count) + count, count)
        self.told[places] = True
        target = self.pairs[places] % self.skills
        unseen = ~(family.skill[who] == target[:, None]).any(axis=1)
        return who[unseen], target[unseen]

    def left(self) -> tuple[Ints, Ints]:
        """The pairs of people of whom nothing is measured."""
        person, skill = np.divmod(self.pairs[~self.told], self.skills)
        return person, skill


def estimate_at(units: Units, at: int, version: str = VERSION) -> Estimate:
    """One of the estimates as a value."""
    return Estimate(
        mean=float(units.mean[at]),
        low=float(units.low[at]),
        high=float(units.high[at]),
        n=int(units.records[at]),
        weight=float(units.weight[at]),
        alpha=float(units.alpha[at]),
        beta=float(units.beta[at]),
        level=LEVELS[units.level[at]],
        version=version,
    )


def families(ledger: Ledger, *, settings: Settings, also: tuple[Ints, Ints] | None = None) -> Iterator[Family]:
    """The people of a ledger, a chunk at a time, by how many skills they have."""
    counted = ledger.counted(settings)
    believed = _beliefs(ledger, settings)
    asked_person, asked_skill = also if also is not None else (np.zeros(0, np.int64), np.zeros(0, np.int64))
    order = np.lexsort(_canonical(ledger, counted))
    order = order[counted[order] > 0]
    by_person = ledger.person[order]
    width = len(ledger.skills)
    asked = np.unique(asked_person * width + asked_skill)
    for start, end in _chunks(by_person, ledger.people):
        rows = order[slice(*np.searchsorted(by_person, [start, end]))]
        here = slice(*np.searchsorted(asked, [start * width, end * width]))
        pair = ledger.person[rows] * width + ledger.skill[rows]
        pairs = np.unique(np.concatenate([pair, asked[here]]))
        yield from _by_size(ledger, counted, believed, rows=rows, pair=pair, pairs=pairs)


def _beliefs(ledger: Ledger, settings: Settings) -> Beliefs:
    tree = lineage(ledger.skills)
    return beliefs(ledger.skills, tree, priors=settings.priors, kinship=settings.kinship.checked())


def _chunks(by_person: Ints, people: int) -> Iterator[tuple[int, int]]:
    """Runs of people, each with few enough people and records; `by_person` is (records,), ascending."""
    ends = np.searchsorted(by_person, np.arange(people), side="right")
    start = 0
    while start < people:
        before = ends[start - 1] if start else 0
        enough = int(np.searchsorted(ends, before + _MOST_RECORDS, side="right"))
        end = min(max(enough, start + 1), start + _MOST_PEOPLE, people)
        yield start, end
        start = end


def _canonical(ledger: Ledger, counted: Floats) -> tuple[NDArray[np.generic], ...]:
    """Keys by which equal evidence stands in equal order, whatever the order of the rows: the last one counts most."""
    return (
        ledger.chance,
        ledger.discrimination,
        ledger.difficulty,
        counted,
        ledger.outcome,
        ledger.skill,
        ledger.person,
    )


def _by_size(
    ledger: Ledger,
    counted: Floats,
    believed: Beliefs,
    *,
    rows: Ints,
    pair: Ints,
    pairs: Ints,
) -> Iterator[Family]:
    person, skill = np.divmod(pairs, max(len(ledger.skills), 1))
    people, first, size = np.unique(person, return_index=True, return_counts=True)
    of_record = np.searchsorted(pairs, pair)
    for chosen in _alike(size):
        m = size[chosen[0]]
        unit = (first[chosen][:, None] + np.arange(m)).astype(np.int64)
        number = np.full(len(pairs), -1, np.int64)
        number[unit.ravel()] = np.arange(unit.size)
        mine = number[of_record] >= 0
        which = skill[unit]
        kernel = believed.covariance(which[:, :, None], which[:, None, :])
        yield Family(
            person=people[chosen],
            skill=which,
            prior_mean=believed.mean[which],
            kernel=kernel,
            covers=believed.tree.covers(which),
            records=_records(ledger, counted, rows[mine], number[of_record[mine]]),
            row=rows[mine],
        )


def _alike(size: Ints) -> Iterator[Ints]:
    """Those with the same number of skills, as many at once as `_MOST_CELLS` allows."""
    for m in np.unique(size):
        chosen, most = np.flatnonzero(size == m), max(1, _MOST_CELLS // int(m) ** 2)
        for start in range(0, len(chosen), most):
            yield chosen[start : start + most]


def _records(ledger: Ledger, counted: Floats, rows: Ints, unit: Ints) -> Records:
    return Records(
        unit=unit,
        outcome=ledger.outcome[rows],
        weight=counted[rows],
        difficulty=ledger.difficulty[rows],
        discrimination=ledger.discrimination[rows],
        chance=ledger.chance[rows],
    )


def _solved(family: Family) -> tuple[Known, Shares]:
    found = mode(family.records, prior_mean=family.prior_mean, kernel=family.kernel)
    mean, variance = shares_of_right_work(family.records, found)
    weight, right, records = _own_records(family, found)
    known = Known(skill=family.skill, kernel=family.kernel, found=found, weight=weight, right=right, records=records)
    people, m = mean.shape
    prior_variance = np.diagonal(family.kernel, axis1=1, axis2=2)
    solved = Projected(
        mean=mean.ravel(),
        variance=variance.ravel(),
        ability=found.ability.ravel(),
        reliability=(1 - found.variance / prior_variance).ravel(),
        weight=(family.covers @ weight[..., None]).ravel(),
        right=(family.covers @ right[..., None]).ravel(),
        records=(family.covers @ records[..., None]).ravel(),
    )
    return known, _shares(np.repeat(family.person, m), family.skill.reshape(people * m), solved)


def _shares(person: Ints, skill: Ints, found: Projected) -> Shares:
    alpha, beta = beta_of(found.mean, found.variance)
    return Shares(
        person=person,
        skill=skill,
        mean=found.mean,
        alpha=alpha,
        beta=beta,
        records=found.records,
        weight=found.weight,
        right=found.right,
        ability=found.ability,
        reliability=found.reliability,
    )


def _with_intervals(shares: Shares) -> Units:
    low = betaincinv(shares.alpha, shares.beta, LOW)
    columns = {field.name: getattr(shares, field.name) for field in msgspec.structs.fields(Shares)}
    high = betaincinv(shares.alpha, shares.beta, HIGH)
    return Units(**columns, low=low, high=high, level=levels_of(shares.weight, low))


def _own_records(family: Family, found: Mode) -> tuple[Floats, Floats, Ints]:
    """Of the records of each skill itself: their information in plain observations, how much of it was right, and number.

    So many right answers to plain work would pull as hard: for plain records it is the sum of their weighted outcomes.
    """
    informed = family.records.weight * relative_information(family.records, found.ability.ravel())
    shape = found.ability.shape
    weight = sums(family.records.unit, informed, found.ability.size).reshape(shape)
    right = np.clip(weight * expit(found.ability) + found.score, 0.0, weight)
    number = np.bincount(family.records.unit, minlength=found.ability.size).reshape(shape)
    return weight, right, number


def relative_information(records: Records, ability: Floats) -> Floats:
    """(records,): expected information of each record over that of plain average work, at most `MOST_INFORMATION`."""
    _, information = slopes(msgspec.structs.replace(records, weight=np.ones(len(records.unit))), ability)
    share = expit(ability)[records.unit]
    plain = (records.difficulty == 0) & (records.discrimination == 1) & (records.chance == 0)
    return np.where(plain, 1.0, np.minimum(information / np.maximum(share * (1 - share), 1e-300), MOST_INFORMATION))


def _in_order(parts: list[Shares]) -> Shares:
    names = [field.name for field in msgspec.structs.fields(Shares)]
    if not parts:
        nothing: dict[str, Any] = dict.fromkeys(names, np.zeros(0))
        return Shares(**nothing | dict.fromkeys(("person", "skill", "records"), np.zeros(0, np.int64)))
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    order = np.lexsort((columns["skill"], columns["person"]))
    return Shares(**{name: column[order] for name, column in columns.items()})
