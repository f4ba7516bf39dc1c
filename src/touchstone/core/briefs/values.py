"""What a client needs: one typed Brief, and what a reader found in a text, with the words it came from.

Everything but `text` is optional: what a brief does not say stays None or empty and is asked for, never invented.
"""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct

from touchstone.core.money import Money, PayUnit
from touchstone.core.skills.values import Competence


class ModelState(StrEnum):
    """How far the client's model is."""

    NONE = "none"  # there is no model yet, or it is to be rebuilt
    PROTOTYPE = "prototype"
    BUILT = "built"  # it exists and must get better
    PRODUCTION = "production"  # it serves users


class Symptom(StrEnum):
    """What is wrong with the model, in the client's terms."""

    HALLUCINATION = "hallucination"  # invents facts, sources, citations
    WRONG_IN_DOMAIN = "wrong_in_domain"  # errors of a specialist kind
    WEAK_REASONING = "weak_reasoning"
    IGNORES_INSTRUCTIONS = "ignores_instructions"
    BAD_TONE = "bad_tone"  # style, register, verbosity
    UNSAFE = "unsafe"  # harmful, biased, jailbreakable
    REFUSES_TOO_MUCH = "refuses_too_much"
    NOT_PREFERRED = "not_preferred"  # users like another answer better
    WEAK_LANGUAGE = "weak_language"  # weaker in one language than in another
    NO_LABELS = "no_labels"  # raw data without labels
    BAD_LABELS = "bad_labels"  # labels that disagree or are wrong
    NO_MEASURE = "no_measure"  # nobody can tell whether it got better
    TOO_SLOW = "too_slow"  # latency, cost, throughput
    DOES_NOT_SCALE = "does_not_scale"  # pipelines, infrastructure
    DRIFTS = "drifts"  # was good, got worse


class LanguageLevel(StrEnum):
    """Common European Framework levels, and native."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "native"


class Degree(StrEnum):
    """The lowest degree that is enough. Order: as listed."""

    SECONDARY = "secondary"
    DIPLOMA = "diploma"  # associate degree, technical diploma
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"


class Joined(StrEnum):
    """How the fields of a brief are joined."""

    ANY = "any"  # any of them will do: "philosophy or psychology"
    ALL = "all"  # one person must know them all: "both chemistry and patent law"


class Seniority(StrEnum):
    """How much experience is asked for, in the client's words."""

    ENTRY = "entry"
    MID = "mid"
    SENIOR = "senior"


class Contract(StrEnum):
    """How the person is bound."""

    CONTRACTOR = "contractor"
    EMPLOYEE = "employee"


class Schedule(StrEnum):
    """How much of a week is asked for, where the brief says it in words and not in hours."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"


class Range(Struct, frozen=True, forbid_unknown_fields=True):
    """From `low` to `high`, both included, either end open."""

    low: float | None = None
    high: float | None = None


class LanguageNeed(Struct, frozen=True, forbid_unknown_fields=True):
    """A language that is asked for; `level` None where the brief names only the language."""

    code: str  # BCP 47: "en", "pt-BR"
    level: LanguageLevel | None = None


class Task(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of work and how much of it."""

    competence: Competence
    words: str = ""  # as the brief names it: "outline objects with polygons"
    volume: int | None = None  # pieces of work
    unit: str | None = None  # "image", "answer", "pair"
    minutes_each: float | None = None  # for one piece of work


class Pay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client offers: from `low` to `high` for `per` units, either end open."""

    low: Money | None
    high: Money | None
    unit: PayUnit
    per: int = 1  # units that the amount pays for: 1, or 1,000 words where a single one is paid below the smallest coin


class WorkingHours(Struct, frozen=True, forbid_unknown_fields=True):
    """A day's working time on the local clock."""

    start: time = time(9)
    end: time = time(18)


class Brief(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client needs."""

    text: str = ""  # the client's own words, untouched
    title: str | None = None
    language: str | None = None  # of the text: "en", "es", "pt"
    symptoms: tuple[Symptom, ...] = ()
    model_state: ModelState | None = None
    domains: tuple[str, ...] = ()  # taxonomy codes, as deep as the brief goes
    unknown_domains: tuple[str, ...] = ()  # sub-fields the brief names and the taxonomy lacks, in its words
    domains_joined: Joined | None = None  # None: not said, or there is only one
    tasks: tuple[Task, ...] = ()
    languages: tuple[LanguageNeed, ...] = ()
    degree: Degree | None = None
    degree_domains: tuple[str, ...] = ()  # taxonomy codes, any of which will do; empty: any field
    unknown_degree_domains: tuple[str, ...] = ()  # fields of the degree that the taxonomy lacks, in the brief's words
    degree_in_progress: bool = False  # a person still working towards the degree is enough
    degree_or_experience: bool = False  # experience may stand in for the degree
    seniority: Seniority | None = None
    years_experience: float | None = None
    people: int | None = None
    hours_per_week: Range | None = None
    hours_total: Range | None = None
    weeks: Range | None = None
    start: date | None = None
    time_zone: str | None = None  # IANA, of the client
    working_hours: WorkingHours | None = None
    minimum_overlap: float | None = None  # hours shared with the client's day
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2 where people may be; empty means anywhere
    location: str | None = None  # the place in the brief's words: "remote", "Menlo Park, CA"
    on_site: bool | None = None
    contract: Contract | None = None
    schedule: Schedule | None = None
    pay: Pay | None = None
    budget: Money | None = None
    quality_target: float | None = None  # share of pieces of work that must be right, 0..1
    clearances: tuple[str, ...] = ()  # what a person must hold: "background_check", "bar_admission"
    conditions: tuple[str, ...] = ()  # what a person must agree to or pass at the start: "nda", "qualification_exam"
    tools: tuple[str, ...] = ()  # e.g. "Python", "CVAT"
    sensitive_content: bool | None = None  # the work shows violence, abuse or the like: people must agree to it first


class Found(Struct, frozen=True, kw_only=True):
    """One field read out of a text: `text[start:end]` is exactly `words` (`title[start:end]` where `where` says so)."""

    field: str  # a field of Brief
    value: object  # this finding's own part of the field's value
    confidence: float  # 0..1
    words: str
    start: int
    end: int
    by: str = "rules"  # "rules" or "model:<name>"
    where: str = "text"  # "text" or "title"
    used: bool = True  # False: another finding of the same field was surer


class Question(Struct, frozen=True, kw_only=True):
    """Something the brief does not say and the next step needs."""

    field: str
    text: str  # the question, in plain English (pages translate it by `field`)
    needed_for: str  # "diagnosis", "plan" or "shortlist"


class Reading(Struct, frozen=True, kw_only=True):
    """A brief read from free text: the fields, where each came from, and what is missing."""

    brief: Brief
    found: tuple[Found, ...]  # in the order of the fields of Brief, and of the text within a field
    missing: tuple[Question, ...]
    notes: tuple[str, ...] = ()  # e.g. that a named sub-field is not in the taxonomy
