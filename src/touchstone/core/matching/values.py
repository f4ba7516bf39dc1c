"""A pool of specialists, what an opening needs of them, and a shortlist with reasons."""

from datetime import date, time
from enum import StrEnum

from msgspec import Struct, field

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Estimate, Evidence, Skill


class SpokenLanguage(Struct, frozen=True, forbid_unknown_fields=True):
    """A language a person speaks."""

    code: str
    level: LanguageLevel


class HeldDegree(Struct, frozen=True, forbid_unknown_fields=True):
    """A degree and its field (taxonomy code). The school is never asked: prestige is not used."""

    level: Degree
    domain: str
    verified: bool = False


class Specialist(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a pool file.

    There is no name, photograph, age, gender, postal code or school here, and a pool file that has one is refused:
    see docs/why/never-used.md.
    """

    id: str
    country: str  # ISO 3166-1 alpha-2
    time_zone: str  # IANA
    day_start: time = time(9)
    day_end: time = time(18)
    hours_per_week: float
    rate: Money  # asked for one hour
    available_from: date
    roles: tuple[Role, ...]
    languages: tuple[SpokenLanguage, ...]
    degrees: tuple[HeldDegree, ...] = ()
    years_experience: float = 0.0
    clearances: tuple[str, ...] = ()
    claims: tuple[Skill, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    text: str = ""  # what the person says of their work; used for the semantic fit only
    synthetic: bool = False


class Mode(StrEnum):
    """What the ranking puts first."""

    QUALITY = "quality"
    BALANCED = "balanced"
    COST = "cost"


class Constraint(StrEnum):
    """A hard constraint, in the order in which a list reports them."""

    ROLE = "role"
    LANGUAGES = "languages"
    COUNTRY = "country"
    OVERLAP = "overlap"
    HOURS = "hours"
    RATE = "rate"
    START = "start"
    DEGREE = "degree"
    CLEARANCE = "clearance"
    SKILL = "skill"  # nothing claimed or proven in the domain and competence asked for


class CandidateReason(Struct, frozen=True, kw_only=True):
    """One reason in plain words with its numbers; `code` and `numbers` let a page say it in another language."""

    code: str
    text: str
    numbers: dict[str, float | str] = field(default_factory=dict)


class Need(Struct, frozen=True, kw_only=True):
    """What an opening asks for. Empty or None: not asked for."""

    role: Role
    or_roles: tuple[Role, ...] = ()  # roles that will do as well
    skills: tuple[Skill, ...]  # the first is the main one
    or_skills: tuple[Skill, ...] = ()  # will do in the place of the main one: a person counts by the best they have
    required: int = 1  # how many of `skills`, from the first, a person must all have shown or claimed
    languages: tuple[SpokenLanguage, ...] = ()
    countries: tuple[str, ...] = ()
    time_zone: str | None = None
    day_start: time = time(9)
    day_end: time = time(18)
    minimum_overlap: float = 0.0  # hours on the worst working day of the next twelve months
    minimum_hours: float = 0.0  # per week
    maximum_rate: Money | None = None  # per hour
    start_by: date | None = None
    degree: Degree | None = None
    degree_domains: tuple[str, ...] = ()  # any of which will do
    clearances: tuple[str, ...] = ()
    quality_bar: float = 0.8  # probability that one piece of work is right
    certainty: float = 0.7  # wanted probability that the person meets the bar
    shares: tuple[float, ...] = ()  # how the work divides among `skills`, adding up to 1; empty: the main one decides
    review_share: float = 0.15  # hours of review for an hour of work
    review_rate: Money | None = None  # of a reviewer's hour; None: a reviewer costs what the person costs
    client_country: str | None = None  # whose holidays count in the overlap; None: those of the time zone's country
    text: str = ""  # for the semantic fit
    notes: tuple[str, ...] = ()  # what of the brief is not carried over, and what was taken where it says nothing
    noted: tuple[CandidateReason, ...] = ()  # `notes` with their codes and numbers
    today: date


def bar_note(need: Need) -> CandidateReason | None:
    """The note that says where a need's bar comes from; None where no quality target is behind it."""
    return next((note for note in need.noted if note.code.startswith("note_bar_")), None)


class SkillRecord(Struct, frozen=True, kw_only=True):
    """What one person has shown of one skill, or only claims (`estimate.n` is 0)."""

    skill: Skill
    words: str
    estimate: Estimate
    own: bool = True  # False: a field above the person's own skills, asked for by the need and made up from them


class Candidate(Struct, frozen=True, kw_only=True):
    """One line of a shortlist."""

    rank: int
    specialist: str
    estimate: Estimate  # of the main skill, or of the one that they count by in its place
    meets_bar: float  # probability
    cost_per_accepted: Money  # expected cost of one accepted hour of work
    rate: Money
    fit: float | None = None  # semantic fit 0..1; None: not computed
    overlap_min: float | None = None  # hours on the worst working day of twelve months; None: no client's clock
    overlap_mean: float | None = None
    proven: tuple[str, ...]  # skills with evidence, in words
    claimed: tuple[str, ...]  # skills only said
    reasons: tuple[CandidateReason, ...]
    would_move: tuple[CandidateReason, ...]  # "second at $38/h or less"
    exploration: bool = False  # shown to be seen, not because ranked here
    hours_per_accepted: float = 1.0  # expected hours of work for one accepted hour
    record: tuple[SkillRecord, ...] = ()  # of each of the person's skills, those asked for first
    country: str = ""
    time_zone: str = ""
    day_start: time = time(9)
    day_end: time = time(18)
    hours_per_week: float = 0.0
    available_from: date | None = None
    synthetic: bool = False


class Exclusion(Struct, frozen=True, kw_only=True):
    """What one constraint does to the pool."""

    constraint: Constraint
    asked: str  # the constraint in words: "at least C1 English"
    rules_out: int  # people it rules out by itself
    only_this: int  # people whom nothing else rules out
    relaxed: str = ""  # the next step down, in words: "$45/h instead of $40/h"
    brings_back: int = 0  # people that the next step down brings back
    asked_said: CandidateReason | None = None  # `asked` with its code and numbers
    relaxed_said: CandidateReason | None = None  # `relaxed` with its code and numbers
    relaxed_need: Need | None = None  # the need after that step


class JointStep(Struct, frozen=True, kw_only=True):
    """Steps down that bring somebody back only if they are taken together."""

    constraints: tuple[Constraint, ...]
    relaxed: tuple[str, ...]  # each step in words
    said: tuple[CandidateReason, ...]  # each with its code and numbers
    need: Need  # after all of them
    brings_back: int


class Shortlist(Struct, frozen=True, kw_only=True):
    """Ranked candidates, and what happened to everybody else."""

    mode: Mode
    pool_size: int
    eligible: int
    meeting_bar: int  # of the eligible, how many meet the bar with the wanted certainty
    candidates: tuple[Candidate, ...]
    exclusions: tuple[Exclusion, ...]
    synthetic: bool
    notes: tuple[str, ...] = ()
    noted: tuple[CandidateReason, ...] = ()  # `notes` with their codes and numbers
    joint: tuple[JointStep, ...] = ()  # where nobody is eligible: the fewest steps that help together
