"""Market rates: what was paid or asked, where, when, and who said so."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from touchstone.core.money import Money, PayUnit


class Source(Struct, frozen=True, kw_only=True):
    """Who said so. `trust` is one of "study", "document", "vendor", "listing", "second_hand"."""

    id: str
    title: str
    address: str
    trust: str
    licence: str = ""  # of the figures, as far as it was seen: "CC BY 4.0", "not seen"
    note: str = ""


class Rate(Struct, frozen=True, kw_only=True):
    """One row of the rate table: one source's figures for one kind of work in one place.

    At least one of `low`, `median`, `high` is there; none is ever filled in from another row.
    """

    id: str
    role: str  # role id, or "all": every kind of AI-training work together
    work: str  # the work as the source names it, e.g. "Medical expert"
    place: str  # ISO 3166-1 alpha-2, "latam" or "world"
    unit: PayUnit
    low: Money | None
    median: Money | None
    high: Money | None
    date: str  # as exact as the source is: "2026", "2026-06" or "2026-06-17"
    basis: str  # "salary", "contract", "listing", "survey", "average", "floor": what kind of figure it is
    domain_level: str  # "general" or "expert" (only somebody trained in the domain can do it)
    source: Source
    note: str = ""
    scope: str = "role"  # "role", "part" (of a whole, see `covers`), "neighbour" (a neighbouring job), "all"
    covers: str = ""  # which part or neighbour: "entry level", "30 % of contracts"
    middle: str = "median"  # what `median` is in the source: "median", "mean" or "single" (one figure, not a middle)
    spread: str = "range"  # what `low` and `high` are: "range" (ends) or "quartiles" (25 and 75 %)
    at_least: bool = False  # the source says "and more" at its top figure
    dated: bool = True  # False: the page has no date, and `date` is when it was read
    n: int | None = None  # observations behind the figures, where the source says
    domains: tuple[str, ...] = ()  # taxonomy codes that the work is about; empty: not said


class ExchangeRate(Struct, frozen=True, kw_only=True):
    """One `base` was worth `rate` units of `currency` from `first_day` to `last_day`."""

    base: str
    currency: str
    rate: Decimal
    first_day: date
    last_day: date
    source: Source


class RateTable(Struct, frozen=True, kw_only=True):
    """All rows, and the exchange rates to compare them with."""

    rows: tuple[Rate, ...]
    exchange: tuple[ExchangeRate, ...]

    def row(self, row_id: str) -> Rate | None:
        """The row of that id."""
        return next((row for row in self.rows if row.id == row_id), None)


class Wider(Struct, frozen=True, kw_only=True):
    """A row that is not what was asked for, shown beside it and marked; `why` says what it is."""

    rate: Rate
    why: str


class Nearest(Struct, frozen=True, kw_only=True):
    """Somewhere that has rows for what was looked for. Offered, never put in its place."""

    place: str
    name: str
    unit: PayUnit
    rows: int


class Disagreement(Struct, frozen=True, kw_only=True):
    """Sources for the same work that lie apart by a factor of two or more. They are shown, never averaged."""

    factor: float  # the highest middle over the lowest
    low_side: tuple[Rate, ...]
    high_side: tuple[Rate, ...]
    text: str  # both sides with figures, sources and dates


class RateAnswer(Struct, frozen=True, kw_only=True):
    """What a look-up found: every matching row, and what to know about them."""

    role: str | None
    place: str | None
    unit: PayUnit | None
    basis: str | None
    domain_level: str | None
    rows: tuple[Rate, ...]
    wider: tuple[Wider, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    disagreement: str = ""  # the texts of `disagreements`
    no_data: str = ""  # what was looked for and not found
    nearest: tuple[Nearest, ...] = ()


class Figures(Struct, frozen=True, kw_only=True):
    """A row's figures in another unit or currency; `formula` says how they came about."""

    low: Money | None
    median: Money | None
    high: Money | None
    unit: PayUnit
    formula: str = ""


class Converted(Struct, frozen=True, kw_only=True):
    """An amount in another currency, at the rate of some days from some source."""

    amount: Money
    rate: Decimal  # units of the target currency for one of the first
    first_day: date
    last_day: date
    source: Source


class Bar(Struct, frozen=True, kw_only=True):
    """One source's figures in one currency and unit: what a chart draws, never merged with another."""

    rate: Rate
    low: Money | None
    median: Money | None
    high: Money | None
    label: str  # the work, the source and its date
    formula: str = ""  # how the figures were converted, where they were
    wider: str = ""  # why it is only context, where it is


class Band(Struct, frozen=True, kw_only=True):
    """The bars of a look-up, lowest first, and the rows that cannot be drawn on the same axis, with the reason."""

    unit: PayUnit
    currency: str
    bars: tuple[Bar, ...]
    left_out: tuple[Wider, ...] = ()
