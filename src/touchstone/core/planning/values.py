"""A plan: people x hours x weeks with a cost and a finishing date, each as a distribution."""

from datetime import date

from msgspec import Struct

from touchstone.core.money import Money
from touchstone.core.roles.values import Role, Share


class MoneyQuantiles(Struct, frozen=True, kw_only=True):
    """Cost that is undercut with 10, 50 and 90 % probability."""

    p10: Money
    p50: Money
    p90: Money


class DateQuantiles(Struct, frozen=True, kw_only=True):
    """Day by which the work is done with 10, 50 and 90 % probability."""

    p10: date
    p50: date
    p90: date


class Line(Struct, frozen=True, kw_only=True):
    """One line of the arithmetic: `label`: `formula` = `value`, and where the numbers come from.

    Where `formula` is not empty, it is arithmetic over printed numbers (+ × ÷ and brackets, units in words), and
    `value` is its result, rounded to the digits shown. Where it is empty, `value` is a fact or a result of the draws.
    """

    label: str
    formula: str
    value: str
    source: str = ""


class Assumption(Struct, frozen=True, kw_only=True):
    """A stated distribution: its 10/50/90 % points, where it comes from, and whether the brief said it."""

    name: str
    text: str
    low: float
    mid: float
    high: float
    source: str
    from_brief: bool
    unit: str = ""


class Alternative(Struct, frozen=True, kw_only=True):
    """One way to staff the work. `cost` is None, and `no_data` says why, where there is no rate on record."""

    id: str  # "us_salaried", "us_contract", "latam_contract", "contract_BR", …, "as_offered"
    label: str
    place: str
    people: int
    hours_per_week: float  # of one person, at the middle
    weeks: float  # at the median, from the first day of work
    answers_per_task: float  # answers and reviews that one piece of work gets, at the middle
    cost: MoneyQuantiles | None
    hourly: MoneyQuantiles | None  # what one paid hour costs
    finish: DateQuantiles | None
    within_budget: float | None  # probability, where the brief has a budget
    lines: tuple[Line, ...]
    rate_ids: tuple[str, ...]  # rows of the rate table behind the pay
    disagreement: str = ""  # where sources disagree by a factor of two: both, in words
    no_data: str = ""
    middle: Money | None = None  # cost with every assumption at its middle: the last line of the arithmetic
    as_asked: bool = True  # False: the brief asks for the other kind of contract


class Plan(Struct, frozen=True, kw_only=True):
    """Alternatives side by side, cheapest median first, those without data last."""

    role: Role
    alternatives: tuple[Alternative, ...]
    assumptions: tuple[Assumption, ...]
    seed: int | None  # of the generator, where it was made from a plain number
    draws: int
    mix: tuple[Share, ...] = ()
    notes: tuple[str, ...] = ()  # what a reader must know: a target out of reach, what is not included


class Sway(Struct, frozen=True, kw_only=True):
    """How far one assumption moves the median cost of one alternative, everything else drawn as before."""

    alternative: str
    assumption: str  # its name
    text: str
    cost_at_low: Money  # median cost with the assumption at its 10 % point
    cost_at_high: Money  # at its 90 % point
    swing: Money  # the distance between the two
    from_brief: bool
