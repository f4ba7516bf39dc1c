"""Made-up worlds whose true skills are known, for measurements of estimates: people, what was measured of them, the truth."""

import numpy as np
from scipy.special import expit

from touchstone.core.matching.synth_columns import BLOCK, draw_block
from touchstone.core.matching.synth_tables import COMPETENCES as POOL_COMPETENCES
from touchstone.core.matching.synth_tables import world
from touchstone.core.skills import PRIORS, Competence, EvidenceSource, Skill
from touchstone.core.skills.kinship import Kinship, lineage
from touchstone.core.skills.ledger import SOURCES, Ledger
from touchstone.core.skills.marginals import logit_prior

FIELDS = (
    "0421.tax",
    "0421.civil",
    "0421.criminal",
    "0311",
    "0413",
    "0511",
    "0512",
    "0611",
    "0613",
    "0912.cardiology",
    "0912.oncology",
    "0731",
)
COMPETENCES = (Competence.LABEL, Competence.JUDGE, Competence.WRITE)
SKILLS = tuple(sorted(Skill(field, competence) for field in FIELDS for competence in COMPETENCES))
GOLD, ITEM, REVIEW, RATING = (
    SOURCES.index(source)
    for source in (
        EvidenceSource.GOLD_TASK,
        EvidenceSource.TEST_ITEM,
        EvidenceSource.REVIEW,
        EvidenceSource.CLIENT_RATING,
    )
)


def hierarchical(people, *, rng, kinship, tails=None, plain=False, raters=True):
    """A ledger, and the true share of right work: (people, skills).

    Abilities are sums of independent effects with the shares of `kinship`; `tails` gives them Student's t with so many degrees of
    freedom (the spread stays). Evidence is heavy-tailed in number (median 12, some above 100), three to six skills a person, mostly of kin.
    """
    ability = _abilities(people, rng, kinship, tails)
    number = np.minimum(np.ceil(np.exp(2.5 + 1.1 * rng.standard_normal(people))), 300).astype(np.int64)
    person = np.repeat(np.arange(people), number)
    records = len(person)
    skill = _skills_of(people, rng)[person, _favourite(rng, records)]
    source = (
        np.full(records, GOLD) if plain else rng.choice([GOLD, ITEM, REVIEW, RATING], records, p=[0.4, 0.25, 0.2, 0.15])
    )
    difficulty = np.where((source == ITEM) & ~plain, np.round(rng.standard_normal(records), 2), 0.0)
    chance = np.where((source == ITEM) & (rng.random(records) < 0.5), 0.25, 0.0)
    judged = (source == REVIEW) | (source == RATING)
    rater = np.where(judged, 3 * person + rng.integers(3, size=records), -1)
    severity = 0.8 * rng.standard_normal(3 * people) if raters else np.zeros(3 * people)
    heard = ability[person, skill] - difficulty + np.where(judged, severity[rater], 0.0)
    ledger = Ledger(
        people=people, skills=SKILLS, person=person, skill=skill, source=source,
        outcome=(rng.random(records) < chance + (1 - chance) * expit(heard)).astype(np.float64),
        age_days=np.zeros(records), weight=np.ones(records), difficulty=difficulty, discrimination=np.ones(records), chance=chance,
        rater=rater, task=np.full(records, -1),
    )  # fmt: skip
    return ledger, expit(ability)


def _abilities(people, rng, kinship, tails):
    tree = lineage(SKILLS)
    prior = np.array([logit_prior(PRIORS[skill.competence]) for skill in SKILLS])
    correlation = tree.correlations(np.arange(len(SKILLS)), kinship)
    standard = rng.standard_normal((people, len(SKILLS))) @ np.linalg.cholesky(correlation).T
    if tails:
        standard *= np.sqrt((tails - 2) / rng.chisquare(tails, (people, 1)))
    return prior[:, 0] + prior[:, 1] * standard


def _skills_of(people, rng):
    """Six skills a person: a field of their own in every competence, two of kin, one from anywhere."""
    own = rng.integers(len(FIELDS), size=people)
    near = np.clip(own + rng.choice([-1, 1], people), 0, len(FIELDS) - 1)
    numbers = {(skill.domain, skill.competence): at for at, skill in enumerate(SKILLS)}
    table = np.array([[numbers[field, competence] for competence in COMPETENCES] for field in FIELDS])
    any_skill = rng.integers(len(SKILLS), size=people)
    return np.column_stack([table[own], table[near][:, :2], any_skill])


def of_pool(people, *, rng):
    """A ledger and the truth of people of the product's synthetic pool, whose skills are not drawn as the estimate assumes."""
    tables = world()
    names = tuple(sorted(Skill(code, competence) for code in tables.domains for competence in POOL_COMPETENCES))
    number = {skill: at for at, skill in enumerate(names)}
    table = np.array([[number[Skill(code, competence)] for competence in POOL_COMPETENCES] for code in tables.domains])
    truth, parts = np.full((people, len(names)), np.nan), []
    for start in range(0, people, BLOCK):
        block = draw_block(rng, tables, min(BLOCK, people - start))
        n, slots = block.claimed.shape
        of_slot = np.where(block.domain >= 0, block.domain, 0)[:, np.arange(slots) // len(POOL_COMPETENCES)]
        skill = table[of_slot, np.arange(slots) % len(POOL_COMPETENCES)]
        row, slot = np.nonzero(block.claimed)
        truth[start + row, skill[row, slot]] = block.truth[row, slot]
        shown, person = block.evidence, np.repeat(np.arange(n), np.diff(block.evidence.starts))
        parts.append((person + start, skill[person, shown.slot], np.array([SOURCES.index(one) for one in tables.sources])[shown.source],
                      shown.outcome, shown.age_days.astype(float), shown.weight, shown.difficulty, shown.chance))  # fmt: skip
    person, skill, source, outcome, age, weight, difficulty, chance = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    nothing = np.full(len(person), -1)
    ledger = Ledger(people=people, skills=names, person=person, skill=skill, source=source, outcome=outcome, age_days=age, weight=weight,
                    difficulty=difficulty, discrimination=np.ones(len(person)), chance=chance, rater=nothing, task=nothing)  # fmt: skip
    return ledger, truth


def _favourite(rng, records):
    return rng.choice(6, records, p=[0.35, 0.2, 0.15, 0.12, 0.1, 0.08])


KINSHIPS = {
    "kin": Kinship(person=0.35, fields=(0.05, 0.05, 0.15, 0.05), competence=0.10),
    "strangers": Kinship(person=0.02, fields=(0.0,) * 4, competence=0.0),
    "talents": Kinship(person=0.7, fields=(0.02, 0.03, 0.05, 0.05), competence=0.05),
}
