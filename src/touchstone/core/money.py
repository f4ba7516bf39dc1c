"""Money as integer minor units of one currency, and the units in which work is paid."""

from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from msgspec import Struct

from touchstone.core.errors import BadInput

# ISO 4217 minor-unit digits, for the currencies this product quotes. Everything else has two.
_EXPONENTS = {"CLP": 0, "PYG": 0, "JPY": 0, "UYI": 0}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "BRL": "R$"}


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


class Money(Struct, frozen=True, order=True):
    """An amount in minor units (cents) of an ISO 4217 currency."""

    minor: int
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def times(self, factor: Decimal | float) -> "Money":
        """This amount multiplied, rounded half to even to the minor unit."""
        product = Decimal(self.minor) * Decimal(str(factor))
        return Money(int(product.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)), self.currency)

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

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise BadInput(f"{self.currency} and {other.currency} do not add up without a dated exchange rate")


def exponent(currency: str) -> int:
    """How many decimal digits the minor unit of `currency` has (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def money(amount: Decimal | float | str, currency: str = "USD") -> Money:
    """`amount` in major units as Money: `money("12.50")` is 1,250 cents.

    Raises:
        BadInput: `amount` is not a finite number.
    """
    try:
        value = Decimal(str(amount))
        minor = int(value.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    except (ArithmeticError, ValueError) as error:
        raise BadInput(f"{amount!r} is not an amount of money", hint="a number such as 12.50") from error
    return Money(minor, currency)
