"""A plan: people x hours x weeks with a cost and a finishing date, each as a distribution."""

from datetime import date

from msgspec import Struct

from touchstone.core.money import Money
from touchstone.core.roles.values import Role


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
    """One line of the arithmetic: `label`: `formula` = `value`, and where the numbers come from."""

    label: str
    formula: str
    value: str
    source: str = ""


class Assumption(Struct, frozen=True, kw_only=True):
    """A stated distribution: its shape, its 10/50/90 % points, where it comes from, and whether the brief said it."""

    name: str
    text: str
    low: float
    mid: float
    high: float
    source: str
    from_brief: bool


class Alternative(Struct, frozen=True, kw_only=True):
    """One way to staff the work. `cost` is None, and `no_data` says why, where there is no rate on record."""

    id: str  # "us_salaried", "us_contract", "latam_contract", "contract_BR", …
    label: str
    place: str
    people: int
    hours_per_week: float
    weeks: float  # at the median
    answers_per_task: float
    cost: MoneyQuantiles | None
    hourly: MoneyQuantiles | None
    finish: DateQuantiles | None
    within_budget: float | None  # probability, where the brief has a budget
    lines: tuple[Line, ...]
    rate_ids: tuple[str, ...]  # rows of the rate table behind the pay
    disagreement: str = ""  # where sources disagree by a factor of two: both, in words
    no_data: str = ""


class Plan(Struct, frozen=True, kw_only=True):
    """Alternatives side by side, cheapest median first, those without data last."""

    role: Role
    alternatives: tuple[Alternative, ...]
    assumptions: tuple[Assumption, ...]
    seed: int
    draws: int
