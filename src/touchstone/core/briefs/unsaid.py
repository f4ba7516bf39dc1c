"""What an amount of money leaves to its surroundings: for which unit it is paid, and in whose "$"."""

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.weeks import read_weeks
from touchstone.core.money import PayUnit

LAKHS = Pattern(r"\s{0,2}lpa\b")  # hundred thousands of rupees a year
PAID = Pattern(r"\b{paid}\b", words="pay")
_SALARY = Pattern(r"\b{salary}\b", words="pay")
_MONTHLY = Pattern(r"\b{monthly}\b", words="pay")
_IN_HAND = Pattern(r"\s?{in_hand}\b", words="pay")
_HOURLY_TEXT = Pattern(r"\b{hourly_text}\b", words="pay")
_PESO_COUNTRIES = {"MX": "MXN", "AR": "ARS", "CO": "COP", "CL": "CLP", "UY": "UYU", "DO": "DOP"}
# Currencies in which a year's pay has five or six figures and an hour's one to three.
_LIKE_DOLLARS = frozenset({"$", "USD", "EUR", "GBP", "CAD", "AUD", "CHF", "NZD", "SGD"})
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
    like_dollars = quantity.currency in _LIKE_DOLLARS
    if (not like_dollars or passage.language != "en") and _by_month(passage, quantity):
        return (PayUnit.MONTH, 0.65) if quantity.most >= 300 else (None, 0.0)
    if like_dollars and quantity.most <= 500:
        return _small(passage, quantity)
    return _large(passage, quantity, like_dollars=like_dollars)


def currency_of(passage: Passage, quantity: Quantity, unit: PayUnit | None) -> tuple[str | None, float, str]:
    """The ISO 4217 code, how sure it is, and what to tell of it; None where the brief does not settle it."""
    code = quantity.currency
    words = passage.text[quantity.figure : quantity.end].strip()
    if LAKHS.at(passage.folded, quantity.end):
        return "INR", 0.9, ""
    if code is None:
        return "USD", 0.6, f"“{words}” has no currency; it is read as US dollars."
    if code not in {"$", "PESO"}:
        return code, 1.0, ""
    local = {_PESO_COUNTRIES[country] for country in passage.countries & _PESO_COUNTRIES.keys()}
    too_much = quantity.most > (_BELIEVABLE.get(unit, _UNBELIEVABLE) if unit else _UNBELIEVABLE)
    if code == "PESO" or (too_much and (local or passage.language != "en")):
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


def _large(passage: Passage, quantity: Quantity, *, like_dollars: bool) -> tuple[PayUnit | None, float]:
    if quantity.least >= 10_000 and _salary_before(passage, quantity):
        return PayUnit.YEAR, 0.8
    labelled = _labelled(passage, quantity)
    if quantity.low is None and not labelled and not passage.says(_SALARY):
        return None, 0.6
    if quantity.least < 15_000:
        return None, 0.0
    several = quantity.is_range or labelled
    # "Sixteen weeks; €90,000": a sum beside a duration pays for all of it.
    if not several and passage.once("weeks", lambda: any(read_weeks(passage))):
        return None, 0.6
    by_year = like_dollars and (several or quantity.most >= 20_000)
    return (PayUnit.YEAR, 0.65) if by_year else (None, 0.0)
