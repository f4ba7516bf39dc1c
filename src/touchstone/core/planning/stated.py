"""What a plan assumes where the brief says nothing: each with its 10, 50 and 90 % points and its source."""

from msgspec import Struct

from touchstone.core.briefs.values import Brief, Range, Schedule, Task
from touchstone.core.planning.shapes import Array, Columns, Shape, between, fixed, three_points
from touchstone.core.planning.values import Assumption
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence

OURS = "our assumption"
BRIEF = "the brief"
SALARIED_HOURS = 40.0  # a week
WEEKS_A_YEAR = 52
WEEKS_WANTED = 12.0  # where neither people nor weeks are said, the team is made big enough for this

_CROWD = (
    "measured on 18 public labelling sets, the third of the people who did best on 20 known tasks, November 2026: "
    "accuracy on their other answers from set to set"
)
_HLE = (
    "29 % of the chemistry and biology items of Humanity's Last Exam conflict with the literature (FutureHouse 2025, "
    "https://www.futurehouse.org/research-announcements/hle-exam), 18 % by the publisher's recheck; the upper end is ours"
)
_LISTED = (
    "median days that a role stays listed, AITraining.jobs, 17 October 2026 "
    "(https://huggingface.co/datasets/aitrainingjobs/hiring-activity); half to double of it is our assumption"
)
_DEEL_FILL = (
    "more than 70 days at the median for senior machine-learning roles in the US in 2024, LinkedIn Talent Insights in "
    "Deel (https://www.deel.com/blog/hire-ai-engineers-latin-america/); the spread is our assumption"
)
_ECEC = (
    "US Bureau of Labor Statistics, Employer Costs for Employee Compensation, June 2025 "
    "(https://www.bls.gov/news.release/ecec.nr0.htm), private industry, per dollar of wages and paid leave: legally "
    "required benefits 0.09; with insurance, retirement and supplements 0.29; all benefits per dollar of wages 0.42"
)


class Stated(Struct, frozen=True, kw_only=True):
    """One uncertain quantity: the name of its column, its distribution, and where that comes from."""

    name: str
    text: str
    shape: Shape
    source: str = OURS
    unit: str = ""

    def at(self, columns: Columns) -> Array:
        """Its draws."""
        return self.shape.at(columns[self.name])

    @property
    def mid(self) -> float:
        """Its middle."""
        return self.shape.point(0.5)

    @property
    def from_brief(self) -> bool:
        """Whether the brief said it."""
        return self.source == BRIEF

    def shown(self) -> Assumption:
        """It as the plan shows it."""
        low, mid, high = (self.shape.point(probability) for probability in (0.1, 0.5, 0.9))
        return Assumption(
            name=self.name,
            text=self.text,
            low=low,
            mid=mid,
            high=high,
            source=self.source,
            from_brief=self.from_brief,
            unit=self.unit,
        )


_MINUTES = {
    Competence.LABEL: (0.5, 1.5, 5),
    Competence.JUDGE: (3, 8, 20),
    Competence.WRITE: (10, 30, 75),
    Competence.AUTHOR: (60, 180, 480),
    Competence.EVALUATE: (10, 25, 60),
    Competence.TUNE: (60, 240, 960),
    Competence.BUILD: (120, 480, 1920),
}
ACCURACY = Stated(
    name="accuracy",
    text="share of single answers that are right, vetted people",
    shape=three_points(0.59, 0.785, 0.91, factors=False),
    source=_CROWD,
)
MADE_RIGHT = Stated(
    name="made_right",
    text="share of expert-made pieces that are right before any review",
    shape=three_points(0.71, 0.82, 0.95, factors=False),
    source=_HLE,
)
CATCH = Stated(
    name="catch",
    text="share of the wrong pieces that one review finds",
    shape=three_points(0.5, 0.7, 0.9, factors=False),
)
REVIEW = Stated(
    name="review",
    text="share of pieces that get a second look where no quality target asks for more",
    shape=three_points(0.05, 0.10, 0.20),
)
READING = Stated(
    name="reading",
    text="time to review a piece, as a share of the time to make it",
    shape=three_points(0.2, 0.35, 0.5),
)
REPAIR = Stated(
    name="repair",
    text="time to put right a piece found wrong, as a share of the time to make it",
    shape=three_points(0.25, 0.5, 1.0),
)
ONBOARDING = Stated(
    name="onboarding",
    text="paid hours of guideline, tools and calibration for one person",
    shape=three_points(2, 6, 16),
    unit="hours",
)
ON_COST = Stated(
    name="on_cost",
    text="what a US employer pays on top of a salary, as a share of it",
    shape=three_points(0.09, 0.29, 0.42),
    source=_ECEC,
)
SINGLE_FIGURE = Stated(
    name="single_figure",
    text="pay around a source's only figure, as a multiple of it",
    shape=three_points(0.7, 1.0, 1.4),
    source=f"{OURS}; rows that give both ends around a middle put them at 0.4-0.7 and 1.2-2.0 times the middle",
)
_RAMP = {
    Role.DATA_ANNOTATOR: (0.3, 0.7, 2),
    Role.RLHF_SPECIALIST: (0.5, 1, 2),
    Role.AI_TRAINING_SPECIALIST: (0.5, 1, 3),
    Role.ML_ENGINEER: (2, 4, 8),
}
# Days listed by kind of work (source: _LISTED), for the domains whose codes begin so.
_LISTED_BY_DOMAIN = (("042", 27.1), ("091", 27.1), ("0412", 27.1), ("061", 49.4), ("05", 37.7), ("07", 37.7))
_LISTED_BY_ROLE = {
    Role.DATA_ANNOTATOR: 32.1,
    Role.RLHF_SPECIALIST: 29.2,
    Role.AI_TRAINING_SPECIALIST: 32.7,  # all kinds of work
    Role.ML_ENGINEER: 49.4,  # coding and software evaluation, the nearest kind
}


def minutes(task: Task) -> Stated:
    """Minutes that one piece of a task takes."""
    name = f"minutes_{task.competence}"
    text = f"minutes to {task.competence} one {task.unit or 'piece'}"
    if task.minutes_each is not None:
        return Stated(name=name, text=text, shape=fixed(task.minutes_each), source=BRIEF, unit="minutes")
    return Stated(name=name, text=text, shape=three_points(*_MINUTES[task.competence]), unit="minutes")


def hours_per_week(brief: Brief) -> Stated:
    """Hours that one person on contract works in a week."""
    name, text = "hours_per_week", "hours a week of one person on contract"
    shape = _said(brief.hours_per_week, beyond=40.0)
    if shape is not None:
        return Stated(name=name, text=text, shape=shape, source=BRIEF, unit="hours")
    if brief.schedule is Schedule.FULL_TIME:
        return Stated(name=name, text=f"{text}, full time", shape=fixed(SALARIED_HOURS), unit="hours")
    if brief.schedule is Schedule.PART_TIME:
        return Stated(name=name, text=f"{text}, part time", shape=three_points(10, 20, 30), unit="hours")
    return Stated(name=name, text=text, shape=three_points(15, 25, 40), unit="hours")


def weeks(brief: Brief) -> Stated:
    """Weeks that the work goes on for, where it is bounded by time."""
    name, text = "weeks", "weeks that the work goes on for"
    shape = _said(brief.weeks)
    if shape is not None:
        return Stated(name=name, text=text, shape=shape, source=BRIEF, unit="weeks")
    return Stated(name=name, text=text, shape=three_points(8, 13, 26), unit="weeks")


def hours_total(brief: Brief) -> Stated | None:
    """Hours of the whole work, where the brief says them."""
    shape = _said(brief.hours_total)
    if shape is None:
        return None
    return Stated(name="hours_total", text="hours of the whole work", shape=shape, source=BRIEF, unit="hours")


def ramp(roles: tuple[Role, ...]) -> Stated:
    """Weeks at half speed until a person is up to speed; of a mix, the slowest role's."""
    points = max((_RAMP[role] for role in roles), key=lambda three: three[1])
    return Stated(name="ramp", text="weeks at half speed at the start", shape=three_points(*points), unit="weeks")


def days_to_hire(brief: Brief, roles: tuple[Role, ...], *, salaried: bool) -> Stated:
    """Days until the people are found; of a mix, the slowest role's."""
    text = "days until the people are found, " + ("employed" if salaried else "on contract")
    name = "hire_salaried" if salaried else "hire_contract"
    if not salaried:
        days = max(_days_listed(brief, role) for role in roles)
        shape = three_points(days / 2, days, days * 2)
        return Stated(name=name, text=text, shape=shape, source=_LISTED, unit="days")
    if Role.ML_ENGINEER in roles:
        return Stated(name=name, text=text, shape=three_points(45, 75, 120), source=_DEEL_FILL, unit="days")
    return Stated(name=name, text=text, shape=three_points(30, 45, 75), unit="days")


def _days_listed(brief: Brief, role: Role) -> float:
    if role is not Role.AI_TRAINING_SPECIALIST:
        return _LISTED_BY_ROLE[role]
    days = [when for domain in brief.domains for code, when in _LISTED_BY_DOMAIN if domain.startswith(code)]
    if any(language.code.partition("-")[0] != "en" for language in brief.languages):
        days.append(62.3)  # multilingual work and localisation
    return max(days, default=_LISTED_BY_ROLE[role])


def _said(span: Range | None, *, beyond: float = 0.0) -> Shape | None:
    """What a brief's range means: an open upper end goes on by half or to `beyond`, an open lower end begins at half."""
    if span is None or (span.low is None and span.high is None):
        return None
    low = span.low if span.low is not None else (span.high or 0.0) / 2
    high = span.high if span.high is not None else max(low * 1.5, beyond)
    return between(low, high)
