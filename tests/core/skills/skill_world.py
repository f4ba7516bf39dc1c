"""Evidence of made-up people whose true skills are known."""

from datetime import date

import numpy as np
from scipy.special import expit

from touchstone.core.skills import PRIORS, Competence, Evidence, EvidenceSource, Skill
from touchstone.core.skills.kinship import lineage
from touchstone.core.skills.ledger import SOURCES, Ledger
from touchstone.core.skills.marginals import logit_prior

TODAY = date(2026, 11, 23)
TAX = Skill("0421.tax", Competence.JUDGE)
CIVIL = Skill("0421.civil", Competence.JUDGE)
LAW = Skill("0421", Competence.JUDGE)
BIOLOGY = Skill("0511", Competence.WRITE)
GOLD = SOURCES.index(EvidenceSource.GOLD_TASK)


def record(outcome, skill=TAX, **other):
    settings = {"source": EvidenceSource.GOLD_TASK, "at": TODAY} | other
    return Evidence(skill=skill, outcome=outcome, **settings)


def right_and_wrong(right, wrong, skill=TAX, **other):
    return [record(1.0, skill, **other)] * right + [record(0.0, skill, **other)] * wrong


def world(people, *, rng, kinship, skills=(TAX, CIVIL, LAW, BIOLOGY)):
    """A ledger of gold tasks, and the true shares of right work (people, skills), drawn as the estimate assumes."""
    skills = tuple(sorted(skills))
    prior = np.array([logit_prior(PRIORS[skill.competence]) for skill in skills])
    correlation = lineage(skills).correlations(np.arange(len(skills)), kinship)
    ability = prior[:, 0] + prior[:, 1] * (
        rng.standard_normal((people, len(skills))) @ np.linalg.cholesky(correlation).T
    )
    number = rng.choice([1, 3, 8, 20, 45, 100], people)
    person = np.repeat(np.arange(people), number)
    skill = rng.choice(len(skills), len(person), p=[0.1, 0.2, 0.5, 0.2])
    return plain_ledger(person, skill, rng.random(len(person)) < expit(ability[person, skill]), skills, people), expit(
        ability
    )


def plain_ledger(person, skill, outcome, skills, people):
    """Gold tasks of today."""
    n = len(person)
    return Ledger(
        people=people,
        skills=skills,
        person=np.asarray(person),
        skill=np.asarray(skill),
        source=np.full(n, GOLD),
        outcome=np.asarray(outcome, np.float64),
        age_days=np.zeros(n),
        weight=np.ones(n),
        difficulty=np.zeros(n),
        discrimination=np.ones(n),
        chance=np.zeros(n),
        rater=np.full(n, -1),
        task=np.full(n, -1),
    )
