"""Market rates: what was paid or asked, where, when, and who said so."""

from msgspec import Struct

from touchstone.core.money import Money, PayUnit


class Source(Struct, frozen=True, kw_only=True):
    """Who said so. `trust` is one of "study", "document", "vendor", "listing", "second_hand"."""

    id: str
    title: str
    address: str
    trust: str
    note: str = ""


class Rate(Struct, frozen=True, kw_only=True):
    """One row of the rate table: one source's figures for one kind of work in one place.

    At least one of `low`, `median`, `high` is there; none is ever filled in from another row.
    """

    id: str
    role: str  # role id
    work: str  # the work as the source names it, e.g. "Medical expert"
    place: str  # ISO 3166-1 alpha-2, "latam" or "world"
    unit: PayUnit
    low: Money | None
    median: Money | None
    high: Money | None
    date: str  # as exact as the source is: "2026", "2026-06" or "2026-06-17"
    basis: str  # "salary", "contract", "listing", "survey", "average": what kind of figure it is
    domain_level: str  # "general" or "expert" (a degree or licence in the domain is asked for)
    source: Source
    note: str = ""
