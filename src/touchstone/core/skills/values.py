"""Skills, the evidence for them, and the estimate it gives."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Competence(StrEnum):
    """What a person does with knowledge of a domain when training a model."""

    LABEL = "label"  # classify, tag, box, transcribe by instructions
    JUDGE = "judge"  # rate, compare, rank by preference or rubric
    WRITE = "write"  # write or correct answers and explanations
    AUTHOR = "author"  # author problems, prompts, rubrics, benchmarks
    EVALUATE = "evaluate"  # design evaluations, find failure patterns
    TUNE = "tune"  # prepare data for, run and judge fine-tuning
    BUILD = "build"  # architecture, pipelines, infrastructure


class Skill(Struct, frozen=True, order=True):
    """A node of the domain taxonomy x a competence, e.g. law.civil x judge."""

    domain: str  # taxonomy code, e.g. "0421.tax"
    competence: Competence


class EvidenceSource(StrEnum):
    """Where a record of measured work comes from."""

    TEST_ITEM = "test_item"
    GOLD_TASK = "gold_task"
    CONSENSUS = "consensus"  # agreement with the consensus
    REVIEW = "review"
    CLIENT_RATING = "client_rating"
    CREDENTIAL = "credential"
    CLAIM = "claim"  # said by the person, measured by nobody


class Evidence(Struct, frozen=True, kw_only=True):
    """One thing measured about a person's work."""

    skill: Skill
    outcome: float  # 0..1
    source: EvidenceSource
    at: date
    weight: float = 1.0  # how many fully informative observations it counts for, > 0
    difficulty: float = 0.0  # logits, 0 = average
    discrimination: float = 1.0  # > 0
    chance: float = 0.0  # probability of success without the skill, 0..1


class Level(StrEnum):
    """How far a skill is proven; derived from the estimate, never set by hand."""

    CLAIMED = "claimed"
    SCREENED = "screened"
    VETTED = "vetted"
    PROVEN = "proven"


class Estimate(Struct, frozen=True, kw_only=True):
    """What is believed about one person's skill: the probability that a piece of work is right, with its interval."""

    mean: float
    low: float  # 5 % quantile
    high: float  # 95 % quantile
    n: int  # evidence records behind it
    weight: float  # their summed effective weight
    alpha: float  # the Beta posterior
    beta: float
    level: Level
    version: str  # of the method that computed it
