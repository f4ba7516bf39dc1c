"""What an amount of money leaves to its surroundings: for which unit it is paid, and in whose "$"."""

from decimal import Decimal

from msgspec.structs import replace

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.tables import currencies
from touchstone.core.briefs.weeks import read_weeks
from touchstone.core.money import PayUnit

LAKHS = Pattern(r"\s{0,2}lpa\b")  # hundred thousands of rupees a year
PAID = Pattern(r"\b{paid}\b", words="pay")
_SALARY = Pattern(r"\b{salary}\b", words="pay")
_MONTHLY = Pattern(r"\b{monthly}\b", words="pay")
_IN_HAND = Pattern(r"\s?{in_hand}\b", words="pay")
_GROSS = Pattern(r"\s?{gross}\b", words="pay")
_HOURLY_TEXT = Pattern(r"\b{hourly_text}\b", words="pay")
# What a sign that several currencies share is worth, by the country that the brief names.
_OF_COUNTRY = {
    "$": {"MX": "MXN", "AR": "ARS", "CO": "COP", "CL": "CLP", "UY": "UYU", "DO": "DOP"},
    "PESO": {"MX": "MXN", "AR": "ARS", "CO": "COP", "CL": "CLP", "UY": "UYU", "DO": "DOP", "PH": "PHP", "CU": "CUP"},
    "KR": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"},
}
# Up to this a year's pay has five or six figures and an hour's one to three.
_LIKE_A_DOLLAR = 2.0
# A month's pay in US dollars, between the least and what can only be a year's.
_MONTHLY_LEAST, _YEARLY = 60, 25_000
# A unit that pays more than this in US dollars pays it in another currency that is written "$".
_BELIEVABLE = {
    PayUnit.HOUR: 1_000,
    PayUnit.DAY: 5_000,
    PayUnit.WEEK: 20_000,
    PayUnit.MONTH: 60_000,
    PayUnit.YEAR: 2_000_000,
}
_UNBELIEVABLE = 10_000_000


def unit_by_size(passage: Passage, quantity: Quantity) -> tuple[PayUnit | None, float]:
    """The likely unit of an amount that names none, and how sure; (None, c) with c > 0 is a sum for all of the work."""
    worth = currencies()[quantity.currency or "$"].dollar
    by_month = worth > _LIKE_A_DOLLAR or passage.language != "en"
    in_dollars = quantity.most / Decimal(worth)
    of_a_year = in_dollars >= _YEARLY and quantity.currency not in _OF_COUNTRY
    if by_month and not of_a_year and _by_month(passage, quantity):
        return (PayUnit.MONTH, 0.65) if in_dollars >= _MONTHLY_LEAST else (None, 0.0)
    dollars = replace(quantity, **{end: _in_dollars(getattr(quantity, end), worth) for end in ("low", "high")})
    # In a country where 500 dollars are a month's pay, they are no hour's.
    if dollars.most <= (100 if worth > _LIKE_A_DOLLAR else 300):
        return _small(passage, dollars)
    if _GROSS.at(passage.folded, quantity.end) and dollars.least >= 800 and dollars.most < 12_000:
        return PayUnit.MONTH, 0.6
    if worth > _LIKE_A_DOLLAR and dollars.most < 9_000 and not passage.once("weeks", lambda: any(read_weeks(passage))):
        return PayUnit.MONTH, 0.55
    return _large(passage, dollars)


def _in_dollars(end: Decimal | None, worth: float) -> Decimal | None:
    return None if end is None else end / Decimal(worth)


def currency_of(passage: Passage, quantity: Quantity, unit: PayUnit | None) -> tuple[str | None, float, str]:
    """The ISO 4217 code, how sure it is, and what to tell of it; None where the brief does not settle it."""
    code = quantity.currency
    words = passage.text[quantity.figure : quantity.end].strip()
    if LAKHS.at(passage.folded, quantity.end):
        return "INR", 0.9, ""
    if code is None:
        return "USD", 0.6, f"“{words}” has no currency; it is read as US dollars."
    if code not in _OF_COUNTRY:
        return code, 1.0, ""
    local = {currency for country, currency in _OF_COUNTRY[code].items() if country in passage.countries}
    too_much = quantity.most > (_BELIEVABLE.get(unit, _UNBELIEVABLE) if unit else _UNBELIEVABLE)
    if code != "$" or (too_much and (local or passage.language != "en")):
        return _local(words, local)
    return _dollars(passage, words, too_much=too_much)


def _local(words: str, local: set[str]) -> tuple[str | None, float, str]:
    if len(local) == 1:
        return next(iter(local)), 0.8, f"“{words}” is read in the currency of the country that the brief names."
    return None, 0.0, f"“{words}” is an amount in a currency that the brief does not settle; it is left out."


def _dollars(passage: Passage, words: str, *, too_much: bool) -> tuple[str, float, str]:
    if too_much:
        return "USD", 0.7, f"“{words}” is a very high rate: please check it."
    return ("USD", 1.0, "") if passage.language == "en" else ("USD", 0.85, f"“{words}” is read as US dollars.")


def _by_month(passage: Passage, quantity: Quantity) -> bool:
    """Salaries in Latin America are said by the month."""
    in_hand = _IN_HAND.at(passage.folded, quantity.end) is not None
    return in_hand or _salary_before(passage, quantity) or passage.says(_MONTHLY)


def _salary_before(passage: Passage, quantity: Quantity) -> bool:
    first = passage.clause(quantity.figure)[0]
    return _SALARY.before(passage.folded, quantity.figure, reach=80, start=first) is not None


def _labelled(passage: Passage, quantity: Quantity) -> bool:
    """Whether the line calls the amount pay: "Pay: 57,000–76,000 entry; up to 115,000 senior"."""
    line = passage.text.rfind("\n", max(0, quantity.figure - 120), quantity.figure) + 1
    return PAID.before(passage.folded, quantity.figure, reach=120, start=line) is not None


def _small(passage: Passage, quantity: Quantity) -> tuple[PayUnit | None, float]:
    if quantity.least < 3:
        return None, 0.0
    if passage.says(_HOURLY_TEXT):
        return PayUnit.HOUR, 0.7
    first = passage.clause(quantity.figure)[0]
    called_pay = PAID.before(passage.folded, quantity.figure, reach=40, start=first) is not None
    return (PayUnit.HOUR, 0.55) if called_pay or quantity.is_range else (None, 0.0)


def _large(passage: Passage, quantity: Quantity) -> tuple[PayUnit | None, float]:
    if quantity.least >= 10_000 and _salary_before(passage, quantity):
        return PayUnit.YEAR, 0.8
    labelled = _labelled(passage, quantity)
    if quantity.low is None and not labelled and not passage.says(_SALARY):
        return None, 0.6
    several = quantity.is_range or labelled
    # "Sixteen weeks; €90,000": a sum beside a duration pays for all of it.
    if quantity.least >= 8_000 and not several and passage.once("weeks", lambda: any(read_weeks(passage))):
        return None, 0.6
    if quantity.least < 15_000:
        return None, 0.0
    return (PayUnit.YEAR, 0.65) if several or quantity.most >= 20_000 else (None, 0.0)
