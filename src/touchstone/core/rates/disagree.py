"""Where sources lie apart by a factor of two: both sides in figures, and no average."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import exp, log

from msgspec import Struct

from touchstone.core.errors import NoData
from touchstone.core.money import Money, PayUnit
from touchstone.core.rates.dates import days_of, in_words
from touchstone.core.rates.exchange import exchange
from touchstone.core.rates.places import WORLD
from touchstone.core.rates.units import DEFAULT_HOURS, Hours, in_unit
from touchstone.core.rates.values import Disagreement, Figures, Rate, RateTable

FACTOR = 2.0  # sources closer than this are one market with some spread
_NAMED = 3  # of each side; more would bury the point


class _Placed(Struct, frozen=True):
    """A row and the middle of its figures in US dollars an hour."""

    row: Rate
    middle: float


def in_dollars(table: RateTable, rate: Rate, unit: PayUnit, *, hours: Hours = DEFAULT_HOURS) -> Figures:
    """The figures of a row in US dollars per `unit`, at the exchange rate of the row's own date.

    Raises:
        NoData: it is paid by the piece, or there is no exchange rate.
    """
    figures = in_unit(rate, unit, hours=hours)
    currency = currency_of(rate)
    if currency == "USD":
        return figures
    day = days_of(rate.date)[1]
    changed = [
        None if figure is None else exchange(table.exchange, figure, "USD", on=day)
        for figure in (figures.low, figures.median, figures.high)
    ]
    low, median, high = (None if one is None else one.amount for one in changed)
    how = next(one for one in changed if one is not None)
    rate_text = f"1 {currency} = {how.rate:.5g} USD ({how.source.title})"
    formula = "; ".join(part for part in (figures.formula, rate_text) if part)
    return Figures(low=low, median=median, high=high, unit=unit, formula=formula)


def currency_of(rate: Rate) -> str:
    """The currency of a row."""
    figure = rate.median or rate.low or rate.high
    assert figure is not None  # the reader refuses a row without a figure
    return figure.currency


def middle_of(low: Money | None, median: Money | None, high: Money | None) -> float | None:
    """The middle of a row in minor units: its median; else the geometric middle of its range; else None.

    The geometric one, because pay spreads by factors: the middle of 10 to 40 is 20.
    """
    if median is not None:
        return float(median.minor)
    if low is not None and high is not None:
        return exp((log(low.minor) + log(high.minor)) / 2)
    return None


def disagreements(table: RateTable, rows: Iterable[Rate]) -> tuple[Disagreement, ...]:
    """Every kind of figure for which `rows` lie apart by a factor of two or more.

    Compared are rows for the role itself (no part of a whole, no neighbouring job, no floor), of one role, one market,
    one domain level, salaries apart from everything else. The US and the world are one market: of the AI trainers
    that Deel counts, 58 % are in the US, and worldwide listings are priced in dollars by US companies.
    """
    groups: dict[tuple[str, str, str, bool], list[_Placed]] = defaultdict(list)
    for row in rows:
        if is_comparable(row) and (middle := _dollars_an_hour(table, row)) is not None:
            market = "US" if row.place == WORLD else row.place
            groups[row.role, market, row.domain_level, is_salary(row)].append(_Placed(row, middle))
    found = (_disagreement(placed) for placed in groups.values())
    return tuple(one for one in found if one is not None)


def is_comparable(row: Rate) -> bool:
    """Whether a row is a market figure for the whole of its role."""
    return row.scope == "role" and row.basis != "floor"


def is_salary(row: Rate) -> bool:
    """Whether a row is what an employee earns."""
    return row.unit is PayUnit.YEAR


def quoted(row: Rate) -> str:
    """A row for a sentence: its figures, work, source and date."""
    return f"{figures_text(row)} for “{row.work}” ({said_by(row)})"


def said_by(row: Rate) -> str:
    """Who said so and when: "Athyna, 22 April 2026"."""
    age = in_words(row.date) if row.dated else f"no date, read {in_words(row.date)}"
    return f"{row.source.title.partition(':')[0]}, {age}"


def figures_text(row: Rate) -> str:
    """The figures of a row as the source gives them: "$18–35/hour", "up to $25/hour", "$20/hour"."""
    more = "+" if row.at_least else ""
    if row.low is not None and row.high is not None:
        middle = f", {row.middle} {row.median}" if row.median is not None else ""
        return f"{row.low}–{_bare(row.high)}{more}/{row.unit}{middle}"
    if row.median is not None:
        return f"{row.median}{more}/{row.unit}"
    if row.low is not None:
        return f"from {row.low}/{row.unit}"
    return f"up to {row.high}{more}/{row.unit}"


def _bare(amount: Money) -> str:
    return str(amount).lstrip("$€£R")


def _dollars_an_hour(table: RateTable, row: Rate) -> float | None:
    try:
        figures = in_dollars(table, row, PayUnit.HOUR)
    except NoData:
        return None
    return middle_of(figures.low, figures.median, figures.high)


def _disagreement(placed: list[_Placed]) -> Disagreement | None:
    placed = sorted(placed, key=lambda one: (one.middle, one.row.id))
    if len({one.row.source.id for one in placed}) < 2 or placed[-1].middle < FACTOR * placed[0].middle:
        return None
    gaps = [log(b.middle / a.middle) for a, b in pairwise(placed)]
    cut = gaps.index(max(gaps)) + 1
    low, high = tuple(one.row for one in placed[:cut]), tuple(one.row for one in placed[cut:])
    factor = placed[-1].middle / placed[0].middle
    text = (
        f"Sources disagree by up to a factor of {factor:.1f}: {_side(low)}, against {_side(high)}. "
        "Both are shown; they are never averaged."
    )
    return Disagreement(factor=factor, low_side=low, high_side=high, text=text)


def _side(rows: tuple[Rate, ...]) -> str:
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return ", ".join(quoted(row) for row in rows[:_NAMED]) + more
