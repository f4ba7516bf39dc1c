"""Numbers, money and days as the reader's language writes them.

Spanish is Latin America's here: 1,234.5 as in Mexico, Colombia and Peru, and as in the currency that most pay is quoted in.
"""

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touchstone.core.money import Money, exponent
from touchstone.core.rates import days_of

_DOLLAR = {"en": "$", "es": "US$", "pt": "US$\u00a0"}  # a bare $ is the peso's sign where Spanish is read
_LOCALES = {"en": "en_US", "es": "es_419", "pt": "pt_BR"}


def locale() -> Locale:
    """The locale of the reader's language."""
    return _parsed(_name())


def _name() -> str:
    return _LOCALES.get((get_language() or "en").partition("-")[0], "en_US")


@cache
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def amount(money: Money, *, whole: bool = False) -> str:
    """`$12.50`, `US$12.50`, `US$ 12,50`; without decimals where there are none or `whole` figures are enough."""
    return _amount_in(money, whole, _name())


def short_amount(value: float, currency: str = "USD") -> str:
    """A round figure for an axis: `$20`, `$2,500`, `$25K`, `US$ 40 mil`."""
    if abs(value) < 10_000:
        figure = babel_numbers.format_decimal(value, format="#,##0.##", locale=locale())
    else:
        figure = babel_numbers.format_compact_decimal(value, fraction_digits=1, locale=locale())
    return f"{_sign(currency)}{figure}"


def number(value: float, *, digits: int = 1) -> str:
    """A number with at most so many decimals and no idle ones."""
    return _figure(round(float(value), digits), f"#,##0.{'#' * digits}", _name())


def percent(share: float) -> str:
    """`87%`, `87 %`; never 0 % or 100 % for what is not certain."""
    whole = round(100 * share)
    if whole >= 100 and share < 1:
        return _("over %(percent)s") % {"percent": _percent(99)}
    if whole <= 0 and share > 0:
        return _("under %(percent)s") % {"percent": _percent(1)}
    return _percent(whole)


def tenth(share: float) -> str:
    """`78.5%`, `78,5%`: a share to a tenth of a per cent, as arithmetic needs it; no idle decimals."""
    whole = _percent(round(100 * share))
    exact = round(100 * share, 1)
    return whole if exact.is_integer() else whole.replace(str(round(100 * share)), number(exact), 1)


def day(moment: date) -> str:
    """`Jan 4, 2027`, `4 ene 2027`, `4 de jan. de 2027`."""
    return str(babel_dates.format_date(moment, format="medium", locale=locale()))


def partial_day(said: str) -> str:
    """A date as exact as its source gives it: `2026`, `June 2026`, `June 17, 2026`."""
    first, last = days_of(said)
    if first == last:
        return str(babel_dates.format_date(first, format="long", locale=locale()))
    if len(said) == 4:
        return said
    return str(babel_dates.format_skeleton("yMMMM", first, locale=locale()))


def dollar_sign() -> str:
    """What stands before an amount of US dollars."""
    return _sign("USD")


def separators() -> dict[int, int]:
    """How English separators of thousands and decimals turn into the reader's."""
    return str.maketrans(
        ",.", f"{locale().number_symbols['latn']['group']}{locale().number_symbols['latn']['decimal']}"
    )


def _sign(currency: str) -> str:
    return _sign_in(currency, _name())


@cache
def _sign_in(currency: str, name: str) -> str:
    reader = _parsed(name)
    if currency == "USD":
        return _DOLLAR.get(reader.language, "$")
    symbol = str(babel_numbers.get_currency_symbol(currency, locale=reader))
    return symbol if symbol in {"€", "£"} else f"{symbol}\u00a0"


# A page of a list has hundreds of figures, most of them again and again, and writing one costs 0.1 ms.
@lru_cache(maxsize=10_000)
def _figure(value: float | Decimal, form: str, name: str) -> str:
    return str(babel_numbers.format_decimal(value, format=form, locale=_parsed(name)))


def _percent(whole: int) -> str:
    return _percent_in(whole, _name())


@lru_cache(maxsize=10_000)
def _amount_in(money: Money, whole: bool, name: str) -> str:  # noqa: FBT001 - a key of what is remembered
    major = abs(money.major)
    digits = 0 if whole or major == major.to_integral_value() else exponent(money.currency)
    figure = _figure(round(major, digits), f"#,##0.{'0' * digits}", name)
    return f"{'−' if money.minor < 0 else ''}{_sign_in(money.currency, name)}{figure}"


@lru_cache(maxsize=1_000)
def _percent_in(whole: int, name: str) -> str:
    return str(babel_numbers.format_percent(whole / 100, locale=_parsed(name)))
