"""Money as integer minor units of one currency, and the units in which work is paid."""

import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import StrEnum

from msgspec import Struct

from touchstone.core.errors import BadInput

# ISO 4217 minor-unit digits where they are not two.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "BRL": "R$"}
_CURRENCY = re.compile(r"[A-Z]{3}")


class PayUnit(StrEnum):
    """What one payment is for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    TASK = "task"
    LABEL = "label"
    WORD = "word"
    PROJECT = "project"


class Money(Struct, frozen=True):
    """An amount in minor units (cents) of an ISO 4217 currency.

    Amounts of two currencies neither add up nor compare: that takes a dated exchange rate (`core.rates.exchange`).
    """

    minor: int
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def times(self, factor: Decimal | float) -> "Money":
        """This amount multiplied, rounded half to even to the minor unit.

        Raises:
            BadInput: `factor` is not a finite number.
        """
        return Money(_whole(self.minor * _decimal(factor)), self.currency)

    def over(self, divisor: Decimal | float) -> "Money":
        """This amount divided, rounded half to even to the minor unit.

        Raises:
            BadInput: `divisor` is zero or not a finite number.
        """
        if not (number := _decimal(divisor)):
            raise BadInput("an amount of money cannot be divided by zero")
        return Money(_whole(self.minor / number), self.currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units (dollars)."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        symbol = _SYMBOLS.get(self.currency, f"{self.currency} ")
        sign = "-" if self.minor < 0 else ""
        major = abs(self.major)
        digits = 0 if major == major.to_integral_value() else exponent(self.currency)
        return f"{sign}{symbol}{major:,.{digits}f}"

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise BadInput(
                f"{self.currency} and {other.currency} neither add up nor compare without a dated exchange rate"
            )
        return other.minor


def exponent(currency: str) -> int:
    """How many decimal digits the minor unit of `currency` has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def money(amount: Decimal | float | str, currency: str = "USD") -> Money:
    """`amount` in major units as Money: `money("12.50")` is 1,250 cents.

    Raises:
        BadInput: `amount` is not a finite number, or `currency` is not a three-letter code.
    """
    if not _CURRENCY.fullmatch(currency):
        raise BadInput(f"{currency!r} is not a currency", hint="an ISO 4217 code such as USD or BRL")
    return Money(_whole(_decimal(amount).scaleb(exponent(currency))), currency)


def _decimal(number: Decimal | float | str) -> Decimal:
    try:
        value = Decimal(str(number))
    except InvalidOperation as error:
        raise BadInput(f"{number!r} is not a number", hint="a number such as 12.50") from error
    if not value.is_finite() or abs(value.adjusted()) > 99:
        raise BadInput(f"{number!r} is not an amount", hint="a finite number such as 12.50")
    return value


def _whole(value: Decimal) -> int:
    try:
        return int(value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    except InvalidOperation as error:  # more digits than the decimal context keeps
        raise BadInput(f"{value:e} is more money than can be counted to the cent") from error
