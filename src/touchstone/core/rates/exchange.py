"""One currency in another, by dated rates; where there is none, there is no figure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from touchstone.core.errors import NoData
from touchstone.core.money import Money, exponent
from touchstone.core.rates.values import Converted, ExchangeRate, Source


class _Sheet(Struct, frozen=True):
    """Rates of one source for the same days against one base, which itself is worth 1."""

    first_day: date
    last_day: date
    source: Source
    worth: dict[str, Decimal]


def exchange(rates: Sequence[ExchangeRate], amount: Money, to: str, *, on: date | None = None) -> Converted:
    """`amount` in the currency `to`, at the rate of the day `on` (the newest rate where no day is given).

    The sheet whose days hold `on` is taken; else the last one before it; else the first one after it. Both legs come
    from the same sheet, and the answer says which days and whose rate it is. Of two sheets for the same days, the
    first in `rates` counts.

    Raises:
        NoData: no sheet has both currencies.
    """
    if amount.currency == to:
        day = on or date.max
        return Converted(amount=amount, rate=Decimal(1), first_day=day, last_day=day, source=_ITSELF)
    sheets = [sheet for sheet in _sheets(rates) if amount.currency in sheet.worth and to in sheet.worth]
    if not sheets:
        raise NoData(
            f"there is no exchange rate from {amount.currency} to {to}",
            hint="add one with its date and source to an exchange file of your own",
        )
    sheet = _for_day(sheets, on or date.max)
    rate = sheet.worth[to] / sheet.worth[amount.currency]
    scale = exponent(to) - exponent(amount.currency)
    return Converted(
        amount=Money(Money(amount.minor, to).times(rate.scaleb(scale)).minor, to),
        rate=rate,
        first_day=sheet.first_day,
        last_day=sheet.last_day,
        source=sheet.source,
    )


def _for_day(sheets: list[_Sheet], day: date) -> _Sheet:
    holding = [sheet for sheet in sheets if sheet.first_day <= day <= sheet.last_day]
    if holding:
        return min(holding, key=lambda sheet: sheet.last_day - sheet.first_day)
    before = [sheet for sheet in sheets if sheet.last_day < day]
    if before:
        return max(before, key=lambda sheet: sheet.last_day)
    return min(sheets, key=lambda sheet: sheet.first_day)


def _sheets(rates: Sequence[ExchangeRate]) -> list[_Sheet]:
    sheets: dict[tuple[str, date, date, str], _Sheet] = {}
    for rate in rates:
        key = (rate.source.id, rate.first_day, rate.last_day, rate.base)
        worth = {rate.base: Decimal(1)}
        sheet = sheets.setdefault(key, _Sheet(rate.first_day, rate.last_day, rate.source, worth))
        sheet.worth.setdefault(rate.currency, rate.rate)
    return list(sheets.values())


_ITSELF = Source(id="itself", title="the same currency", address="", trust="document")
