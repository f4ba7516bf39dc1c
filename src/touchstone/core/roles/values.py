"""The four roles of the hiring guide, and what a diagnosis says."""

from enum import StrEnum

from msgspec import Struct

from touchstone.core.money import Money


class Role(StrEnum):
    """Who is needed. The ids are the same in the terminal, the API, the pages and the database."""

    DATA_ANNOTATOR = "data_annotator"
    AI_TRAINING_SPECIALIST = "ai_training_specialist"
    RLHF_SPECIALIST = "rlhf_specialist"
    ML_ENGINEER = "ml_engineer"
    NONE = "none"


HIRABLE = (Role.DATA_ANNOTATOR, Role.AI_TRAINING_SPECIALIST, Role.RLHF_SPECIALIST, Role.ML_ENGINEER)


class Quote(Struct, frozen=True):
    """Words of the brief, and where they stand: `text[start:end]` (or `title[start:end]`) is exactly `words`."""

    words: str
    start: int
    end: int
    where: str = "text"  # "text" or "title"


class Share(Struct, frozen=True):
    """How much of the work belongs to one role, 0..1; the shares of a mix add up to 1."""

    role: Role
    share: float


class Also(Struct, frozen=True):
    """Log-odds that the words of one reason add for another role."""

    role: Role
    weight: float


class Reason(Struct, frozen=True, kw_only=True):
    """One rule that fired."""

    rule: str  # stable id of the rule, e.g. "preference_ranking"
    role: Role  # what it speaks for (NONE: it speaks against hiring for any of the four)
    weight: float  # log-odds it adds for `role`; below zero where the brief denies it
    text: str  # the rule in plain words
    quotes: tuple[Quote, ...]  # empty where a field of the brief said so
    also: tuple[Also, ...] = ()  # what the same words add for other roles


class Change(Struct, frozen=True, kw_only=True):
    """What would change the answer: if `what` were so, the role would be `role`."""

    role: Role
    what: str


class WrongChoice(Struct, frozen=True, kw_only=True):
    """The price of hiring `role` instead of the right one, over the brief's own weeks and hours.

    `extra_low` and `extra_high` bound pay above the right role's; `lost_weeks` is the time until the mistake shows.
    None where there is no rate on record for one of the two.
    """

    role: Role
    extra_low: Money | None
    extra_high: Money | None
    lost_weeks: float
    text: str
    sources: tuple[str, ...]  # ids of the rate rows used
    gone_low: Money | None = None  # what the wrong hire is paid until the mistake shows, from …
    gone_high: Money | None = None  # … to


class Diagnosis(Struct, frozen=True, kw_only=True):
    """Which role a brief calls for, why, and what the other answers would cost."""

    role: Role
    confidence: float  # calibrated probability that `role` is defensible, 0..1
    mix: tuple[Share, ...]  # sorted by share, largest first; empty when the role is NONE
    probabilities: tuple[Share, ...]  # all five, adding up to 1
    reasons: tuple[Reason, ...]  # strongest first, the likeness of single words last
    would_change: tuple[Change, ...]
    wrong_choices: tuple[WrongChoice, ...]
    version: str = ""  # of the rules and numbers
