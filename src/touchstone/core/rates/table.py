"""The rate table: the packaged rows and exchange rates, and a user's own laid over them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

from touchstone.core.rates.reading import read_exchange, read_rates, read_sources
from touchstone.core.rates.values import ExchangeRate, Rate, RateTable, Source

_in_use: ContextVar[RateTable | None] = ContextVar("touchstone_rates", default=None)


@contextmanager
def using_rates(table: RateTable) -> Iterator[None]:
    """Everything that is looked up and reckoned within the block goes by `table`, in this thread or task alone."""
    token = _in_use.set(table)
    try:
        yield
    finally:
        _in_use.reset(token)


def rate_table(*, extra: str = "", extra_sources: str = "", extra_exchange: str = "", name: str = "rates") -> RateTable:
    """The table in use, or, where a text is given, the packaged one with the rows of three CSV texts laid over it.

    The table in use is the packaged one, unless a program is within `using_rates`.

    A row of `extra` with the id of a packaged row takes its place; any other is added. `extra_exchange` is looked at
    before the packaged exchange rates. The columns are those of the packaged files: docs/reference/rates.md. `name` is
    what a refusal calls `extra`.

    Raises:
        BadInput: a text has a problem; the refusal names file, line and field.
    """
    packaged = _packaged()
    if not (extra or extra_sources or extra_exchange):
        return _in_use.get() or packaged
    sources = _packaged_sources()
    if extra_sources:
        sources = {**sources, **read_sources(extra_sources, name=f"{name} (sources)")}
    rows = read_rates(extra, sources=sources, name=name) if extra else ()
    exchange: tuple[ExchangeRate, ...] = ()
    if extra_exchange:
        exchange = read_exchange(extra_exchange, sources=sources, name=f"{name} (exchange)")
    return RateTable(rows=_laid_over(packaged.rows, rows), exchange=exchange + packaged.exchange)


def _laid_over(rows: tuple[Rate, ...], extra: tuple[Rate, ...]) -> tuple[Rate, ...]:
    return tuple({row.id: row for row in (*rows, *extra)}.values())


@cache
def _packaged() -> RateTable:
    sources = _packaged_sources()
    return RateTable(
        rows=read_rates(_text("rates.csv"), sources=sources, name="rates.csv"),
        exchange=read_exchange(_text("exchange.csv"), sources=sources, name="exchange.csv"),
    )


@cache
def _packaged_sources() -> dict[str, Source]:
    return read_sources(_text("sources.csv"), name="sources.csv")


def _text(name: str) -> str:
    return files("touchstone").joinpath("data", "rates", name).read_text(encoding="utf-8")
