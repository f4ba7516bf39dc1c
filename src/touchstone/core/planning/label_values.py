"""A plan for labels: what is asked for, and what it takes with a fixed and with an adaptive number of answers."""

from datetime import date

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.money import Money
from touchstone.core.planning.rater_pool import Pool


class Work(Struct, frozen=True, kw_only=True):
    """What is to be labelled, how well, and on which terms. One of the two prices is above 0."""

    tasks: int
    target: float  # share of labels that are right
    start: date
    per_hour: float = 60.0  # answers that one person gives
    price: float = 0.0  # of one answer
    hourly: float = 0.0  # of one person's hour
    currency: str = "USD"
    hours_per_week: float = 20.0  # of one person
    people: int | None = None  # None: as many as `weeks` takes
    weeks: float = 4.0  # wanted, where `people` is not said
    cap: int = 9  # answers to a task
    promise: float = 0.9  # share of runs in which the target must be met
    item_price: float | None = None  # of one test item in vetting; None: as one answer
    keep: float = 1 / 3  # share of those tested who are kept


class Band(Struct, frozen=True, kw_only=True):
    """What is not exceeded in 5, 50 and 95 % of runs."""

    p5: float
    p50: float
    p95: float


class MoneyBand(Struct, frozen=True, kw_only=True):
    """The same for an amount of money."""

    p5: Money
    p50: Money
    p95: Money


class DateBand(Struct, frozen=True, kw_only=True):
    """The same for the last day of work."""

    p5: date
    p50: date
    p95: date


class Way(Struct, frozen=True, kw_only=True):
    """One way to have the tasks labelled: so many answers to each, or answers until one is sure enough."""

    adaptive: bool
    overlap: int  # answers to each task; where adaptive, at most
    stop_at: float | None  # the certainty, discounted by the stopping rule, at which an adaptive task stops
    quality: Band  # share of labels that are right
    kept: float  # share of runs in which the target is met
    answers_per_task: Band
    hours: Band  # of all people together
    cost: MoneyBand
    people: int
    finish: DateBand
    by_formula: float | None = None  # quality by the multinomial for raters that are all alike and independent


class Vetting(Struct, frozen=True, kw_only=True):
    """What testing people first does to a plan."""

    items: int  # in each person's test
    mean: float  # accuracy of those kept
    spread: float
    gain: float  # over the pool's mean
    gain_by_formula: float
    cost: Money  # of the tests of all who had to be tested
    best: Way | None  # the cheaper way that keeps the promise with them; None: none does
    total: Money | None  # its median cost and the tests'
    pays: bool  # whether that is less than without tests, or possible only with them


class CurvePoint(Struct, frozen=True, kw_only=True):
    """One policy on the curve of cost against quality."""

    adaptive: bool
    answers_per_task: float
    quality: Band
    cost: MoneyBand


class LabelPlan(Struct, frozen=True, kw_only=True):
    """The plan. A way is None where no policy up to the cap keeps the promise; then `notes` say what is reached."""

    work: Work
    pool: Pool
    fixed: Way | None
    adaptive: Way | None
    vetting: tuple[Vetting, ...]
    curve: tuple[CurvePoint, ...]
    runs: int
    crowd: int  # people in each run
    notes: tuple[str, ...]


def checked_work(work: Work) -> Work:
    """`work`, if it can be planned with.

    Raises:
        BadInput: a figure is outside its range; the place names it.
    """
    wrong = {
        "tasks": work.tasks < 1,
        "target": not 0 < work.target < 1,
        "per_hour": not 0 < work.per_hour < 1e6,
        "hours_per_week": not 0 < work.hours_per_week <= 168,
        "people": work.people is not None and work.people < 1,
        "weeks": not 0 < work.weeks <= 520,
        "cap": not 1 <= work.cap <= 50,
        "promise": not 0.5 <= work.promise < 1,
        "keep": not 0 < work.keep <= 1,
        "price": not 0 <= work.price < 1e6,
        "hourly": not 0 <= work.hourly < 1e6,
        "item_price": work.item_price is not None and not 0 <= work.item_price < 1e6,
    }
    for name, bad in wrong.items():
        if bad:
            raise BadInput(f"{getattr(work, name)} cannot be {name}", place=name, hint=_RIGHT[name])
    if (work.price > 0) == (work.hourly > 0):
        raise BadInput("either a price for an answer or one for an hour", place="price", hint="one of them above 0")
    return work


_RIGHT = {
    "tasks": "1 or more",
    "target": "between 0 and 1, such as 0.95",
    "per_hour": "answers an hour, above 0",
    "hours_per_week": "above 0, at most 168",
    "people": "1 or more",
    "weeks": "above 0, at most 520",
    "cap": "1 to 50",
    "promise": "0.5 to 1, such as 0.9",
    "keep": "above 0, at most 1",
    "price": "0 or more",
    "hourly": "0 or more",
    "item_price": "0 or more",
}
