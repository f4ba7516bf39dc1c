"""Hour, day, week, month, year: one pay in another unit, at stated hours."""

from fractions import Fraction

from msgspec import Struct

from touchstone.core.errors import BadInput, NoData
from touchstone.core.money import Money, PayUnit
from touchstone.core.rates.values import Figures, Rate

HOURS_PER_YEAR = 2080  # 52 weeks of 40 hours, holidays and leave paid
_IN_A_YEAR = {PayUnit.DAY: 260, PayUnit.WEEK: 52, PayUnit.MONTH: 12, PayUnit.YEAR: 1}


class Hours(Struct, frozen=True):
    """How many hours of pay a year has; a week is the 52nd part of it, a month the 12th, a day the fifth of a week.

    The default is the usual US one of 52 weeks x 40 hours; a country's own year is an argument, never a guess.
    """

    per_year: float = HOURS_PER_YEAR

    def per(self, unit: PayUnit) -> Fraction:
        """The hours that one `unit` of pay is for.

        Raises:
            NoData: it is paid by the piece, so the hours are not known.
            BadInput: `per_year` is not a number of hours that a year has.
        """
        if not 0 < self.per_year <= 366 * 24:
            raise BadInput(f"a year of {self.per_year} hours", hint="hours of paid work a year, such as 2080")
        if not is_timed(unit):
            raise NoData(f"pay for a {unit} says nothing of hours", hint="say how many minutes a piece takes")
        year = Fraction(str(self.per_year))
        return Fraction(1) if unit is PayUnit.HOUR else year / _IN_A_YEAR[unit]


DEFAULT_HOURS = Hours()


def converted(amount: Money, unit: PayUnit, to: PayUnit, *, hours: Hours = DEFAULT_HOURS) -> Money:
    """`amount` per `unit` as an amount per `to`, rounded half to even to the minor unit.

    Raises:
        NoData: one of the two is paid by the piece.
    """
    if unit is to:
        return amount
    # Fractions, because a month is a twelfth: a decimal factor would be rounded before the money is.
    exact = amount.minor * hours.per(to) / hours.per(unit)
    return Money(round(exact), amount.currency)


def in_unit(rate: Rate, to: PayUnit, *, hours: Hours = DEFAULT_HOURS) -> Figures:
    """The figures of a row per `to`, and how they came about. Raises as `converted`."""
    low, median, high = (
        None if figure is None else converted(figure, rate.unit, to, hours=hours)
        for figure in (rate.low, rate.median, rate.high)
    )
    formula = "" if rate.unit is to else f"{_per(rate.unit)} at {hours.per_year:,g} hours a year"
    return Figures(low=low, median=median, high=high, unit=to, formula=formula)


def to_hourly(rate: Rate, *, hours: Hours = DEFAULT_HOURS) -> Figures:
    """The figures of a row for one hour. Raises as `converted`."""
    return in_unit(rate, PayUnit.HOUR, hours=hours)


def to_yearly(rate: Rate, *, hours: Hours = DEFAULT_HOURS) -> Figures:
    """The figures of a row for one year. Raises as `converted`."""
    return in_unit(rate, PayUnit.YEAR, hours=hours)


def is_timed(unit: PayUnit) -> bool:
    """Whether pay in `unit` is for time, so that it can be put into any other unit of time."""
    return unit is PayUnit.HOUR or unit in _IN_A_YEAR


def _per(unit: PayUnit) -> str:
    return f"paid by the {unit}"
