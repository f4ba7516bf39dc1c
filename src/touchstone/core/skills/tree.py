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

from collections.abc import Iterable, Iterator, Sequence
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
from touchstone.core.skills.estimates import HIGH, LOW, MOST_INFORMATION
from touchstone.core.skills.kinship import Flags, Lineage, lineage
from touchstone.core.skills.ledger import Ledger, Settings, ledger_of
from touchstone.core.skills.levels import LEVELS, levels_of
from touchstone.core.skills.marginals import beta_of, logit_prior
from touchstone.core.skills.priors import Prior
from touchstone.core.skills.values import Estimate, Evidence, Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

VERSION = "tree-1"
_MOST_PEOPLE, _MOST_RECORDS = 2_000, 200_000  # worked on at once, so that what is worked on stays in the cache
_MOST_CELLS = 4_000_000  # of the people's covariances together


class Units(Struct, frozen=True, kw_only=True):
    """Estimates of many people's skills in columns: (units,) each, sorted by person, then skill."""

    person: Ints
    skill: Ints  # index into the ledger's skills
    mean: Floats
    low: Floats  # 5 % quantile
    high: Floats  # 95 % quantile
    alpha: Floats
    beta: Floats
    records: Ints  # of the skill itself and of what lies below it
    weight: Floats  # their information in plain observations
    level: NDArray[np.int8]  # index into LEVELS
    ability: Floats  # logits, the mode
    reliability: Floats  # share of the prior variance of ability that the evidence has taken away, 0..1


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
        skill = next(iter(skills), Skill("", next(iter(alone))))
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
    if progress:
        progress.start(ledger.people, "people")
    parts = []
    for family in families(ledger, settings=settings, also=also):
        parts.append(_solved(family))
        if progress:
            progress.advance(len(family.person))
    return _in_order(parts)


def with_skills(ledger: Ledger, also: Iterable[Skill]) -> Ledger:
    """The ledger with further skills among its skills, still sorted."""
    skills = tuple(sorted({*ledger.skills, *also}))
    places = np.array([skills.index(skill) for skill in ledger.skills], np.int64)
    return msgspec.structs.replace(ledger, skills=skills, skill=places[ledger.skill] if len(ledger) else ledger.skill)


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
    settings.kinship.checked()
    counted = ledger.counted(settings)
    tree = lineage(ledger.skills)
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
        yield from _by_size(ledger, counted, settings, tree=tree, rows=rows, pair=pair, pairs=pairs)


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
    settings: Settings,
    *,
    tree: Lineage,
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
        prior_mean, prior_spread = _priors(ledger.skills, settings, which)
        kernel = tree.correlations(which, settings.kinship) * prior_spread[:, :, None] * prior_spread[:, None, :]
        yield Family(
            person=people[chosen],
            skill=which,
            prior_mean=prior_mean,
            kernel=kernel,
            covers=tree.covers(which),
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


def _priors(skills: Sequence[Skill], settings: Settings, which: Ints) -> tuple[Floats, Floats]:
    each = [logit_prior(settings.priors[skill.competence]) for skill in skills]
    means, spreads = np.array(each).reshape(-1, 2).T
    return means[which], spreads[which]


def _solved(family: Family) -> Units:
    found = mode(family.records, prior_mean=family.prior_mean, kernel=family.kernel)
    mean, variance = shares_of_right_work(family.records, found)
    alpha, beta = beta_of(mean, variance)
    weight, records = own_evidence(family, found)
    low = betaincinv(alpha, beta, LOW)
    people, m = mean.shape
    prior_variance = np.diagonal(family.kernel, axis1=1, axis2=2)
    columns = {
        "skill": family.skill,
        "mean": mean,
        "low": low,
        "high": betaincinv(alpha, beta, HIGH),
        "alpha": alpha,
        "beta": beta,
        "records": records,
        "weight": weight,
        "level": levels_of(weight, low),
        "ability": found.ability,
        "reliability": 1 - found.variance / prior_variance,
    }
    return Units(
        person=np.repeat(family.person, m), **{name: column.reshape(people * m) for name, column in columns.items()}
    )


def own_evidence(family: Family, found: Mode) -> tuple[Floats, Ints]:
    """Information, in plain observations, and number of the records of each skill and of what lies below it."""
    informed = family.records.weight * relative_information(family.records, found.ability.ravel())
    shape = found.ability.shape
    weight = sums(family.records.unit, informed, found.ability.size).reshape(shape)
    number = np.bincount(family.records.unit, minlength=found.ability.size).reshape(shape)
    return (family.covers @ weight[..., None])[..., 0], (family.covers @ number[..., None])[..., 0]


def relative_information(records: Records, ability: Floats) -> Floats:
    """(records,): expected information of each record over that of plain average work, at most `MOST_INFORMATION`."""
    _, information = slopes(msgspec.structs.replace(records, weight=np.ones(len(records.unit))), ability)
    share = expit(ability)[records.unit]
    plain = (records.difficulty == 0) & (records.discrimination == 1) & (records.chance == 0)
    return np.where(plain, 1.0, np.minimum(information / np.maximum(share * (1 - share), 1e-300), MOST_INFORMATION))


def _in_order(parts: list[Units]) -> Units:
    names = [field.name for field in msgspec.structs.fields(Units)]
    if not parts:
        nothing: dict[str, Any] = dict.fromkeys(names, np.zeros(0))
        return Units(**nothing | dict.fromkeys(("person", "skill", "records", "level"), np.zeros(0, np.int64)))
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    order = np.lexsort((columns["skill"], columns["person"]))
    return Units(**{name: column[order] for name, column in columns.items()})
