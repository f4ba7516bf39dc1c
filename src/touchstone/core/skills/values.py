"""Skills, the evidence for them, and the estimate it gives."""

from datetime import date
from enum import StrEnum

from msgspec import Struct, field


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


class Node(Struct, frozen=True, kw_only=True):
    """A field of knowledge. Its code says where it hangs: 04 > 042 > 0421 (ISCED-F 2013) > 0421.tax (our own).

    A phrase in `aliases` may carry marks in front: `~` it counts only where the words around it say so, `=` only in
    exactly this spelling, `-` never (a label of the classification that nobody says). `/a` at the end adds the
    feminine. A marked name stands there too; an unmarked name is always a phrase.
    """

    code: str
    names: dict[str, str]  # language -> name; "en" is there
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)  # language -> further phrases that name it


class DomainMatch(Struct, frozen=True, kw_only=True):
    """A field that a text names: `text[start:end]` is exactly `words`."""

    code: str
    words: str
    start: int
    end: int
    confidence: float  # 0..1 that the field is meant, and asked for


class UnknownDomain(Struct, frozen=True, kw_only=True):
    """A sub-field that a text names and the taxonomy lacks, with the offer to add it.

    `nearest_parent` and `suggested_code` are None where nothing in the taxonomy is near: a person must place it.
    """

    words: str
    start: int
    end: int
    nearest_parent: str | None
    suggested_code: str | None
    confidence: float  # 0..1 that this is the name of a field at all


class Domains(Struct, frozen=True):
    """What a text says of fields: the ones the taxonomy has, and the sub-fields it lacks.

    A known field inside the words of an unknown one is its parent, not what was asked for, and is left out of `known`.
    """

    known: tuple[DomainMatch, ...]
    unknown: tuple[UnknownDomain, ...]
