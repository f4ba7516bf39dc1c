"""What the brief offers: pay for a unit of time or of work, or a budget for all of it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from msgspec.structs import replace

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import ANY_GAP, Pattern
from touchstone.core.briefs.tables import currencies
from touchstone.core.briefs.unsaid import LAKHS, PAID, currency_of, unit_by_size
from touchstone.core.briefs.values import Found, Pay
from touchstone.core.money import PayUnit, exponent, money

_BEHIND = (
    "hour",
    "day",
    "week",
    "month",
    "year",
    "word",
    "label",
    "project",
    "task",
    "many",
)  # the first that fits counts
_IN_FRONT = ("hour", "day", "week", "month", "year", "word", "label", "task", "project")
_FILLER = Pattern(r"(?:\s{0,2}\(?\s{0,2}{filler}\b\)?)?\s{0,3}\(?\s{0,2}", words="pay")
_BUDGET_BEFORE = Pattern(r"\b{budget_before}\b[^.;\n]{0,40}$", words="pay")
_BUDGET_BEHIND = Pattern(r"[\s,(]{0,3}{budget_behind}\b", words="pay")
_OTHER_MONEY_BEFORE = Pattern(r"\b{other_money_before}\b[^.;\n]{0,45}$", words="pay")
_OTHERS_PAY = Pattern(r"\b{others_pay}\b[^.;\n]{0,45}$", words="pay")
_PRICE_OF = Pattern(r"\b{price_of} $", words="pay")
_OTHER_MONEY_BEHIND = Pattern(r"\s?{other_money_behind}", words="pay")
_MANY_VALUES = {"100": 100, "hundred": 100, "cien": 100, "cem": 100} | dict.fromkeys(
    ("1000", "1,000", "1.000", "1k", "thousand", "mil"), 1000
)


def read_pay(passage: Passage) -> Iterator[Found | str]:
    """Pay and budget: each amount of money that the brief offers, with its unit."""
    for figure in passage.quantities:
        quantity = _with_sign_behind(passage, _with_sign_before(passage, figure))
        if quantity.percent or (quantity.currency is None and not _bare_rate(passage, quantity)):
            continue
        if quantity.most <= 0 or _other_money(passage, quantity):
            continue
        yield from _offer(passage, quantity)


@cache
def _behind() -> tuple[tuple[PayUnit, Pattern], ...]:
    return tuple(
        (PayUnit.TASK if unit == "many" else PayUnit(unit), Pattern(f"{{behind_{unit}}}", words="pay"))
        for unit in _BEHIND
    )


@cache
def _in_front() -> tuple[tuple[PayUnit, Pattern], ...]:
    source = r"{before_%s}\b[^.;\n\d]{0,30}$"
    return tuple((PayUnit(unit), Pattern(source % unit, words="pay")) for unit in _IN_FRONT)


def unit_behind(folded: str, position: int) -> tuple[PayUnit, int, int] | None:
    """The unit of pay that stands at `position`, behind an amount, where it ends, and how many units are paid at once."""
    filler = _FILLER.at(folded, position)
    after_blank = position + 1 if folded[position : position + 1].isspace() else position
    for start in (position, after_blank, filler.end() if filler else position):
        for unit, pattern in _behind():
            if match := pattern.at(folded, start):
                many = match.groupdict().get("many")
                return unit, match.end(), _MANY_VALUES.get(many or "", 1)
    return None


def _offer(passage: Passage, quantity: Quantity) -> Iterator[Found | str]:
    if behind := unit_behind(passage.folded, quantity.end):
        unit, end, many = behind
        yield from _pay(passage, quantity, unit=unit, end=end, per=many, sure=0.95)
        return
    if budget := _budget_end(passage, quantity):
        yield from _budget(passage, quantity, budget, 0.9)
        return
    unit_elsewhere, sure = _unit_elsewhere(passage, quantity)
    if unit_elsewhere is not None:
        yield from _pay(passage, quantity, unit=unit_elsewhere, end=quantity.end, per=1, sure=sure)
    elif sure:
        yield from _budget(passage, quantity, quantity.end, sure)


def _pay(
    passage: Passage, quantity: Quantity, *, unit: PayUnit, end: int, per: int, sure: float
) -> Iterator[Found | str]:
    currency, settled, note = currency_of(passage, quantity, unit)
    if note:
        yield note
    if currency is not None:
        pay = pay_of(quantity.low, quantity.high, currency=currency, unit=unit, per=per)
        yield passage.found("pay", pay, (quantity.start, end), sure * settled)


def _budget_end(passage: Passage, quantity: Quantity) -> int | None:
    """Where the words that make it a budget end; None where it is none."""
    if behind := _BUDGET_BEHIND.at(passage.folded, quantity.end):
        return behind.end()
    first = passage.clause(quantity.figure)[0]
    before = _BUDGET_BEFORE.before(passage.folded, quantity.figure, reach=60, start=first)
    return quantity.end if before else None


def pay_of(low: Decimal | None, high: Decimal | None, *, currency: str, unit: PayUnit, per: int = 1) -> Pay:
    """Pay in whole minor units: 0.015 for one word is kept as 15.00 for a thousand."""
    smallest = Decimal(1).scaleb(-exponent(currency))
    if any(end is not None and end % smallest for end in (low, high)):
        low, high = (None if end is None else end * 1000 for end in (low, high))
        per *= 1000
    ends = [None if end is None else money(end, currency) for end in (low, high)]
    return Pay(low=ends[0], high=ends[1], unit=unit, per=per)


def _unit_elsewhere(passage: Passage, quantity: Quantity) -> tuple[PayUnit | None, float]:
    """The unit from the words in front of the amount, else from its size; (None, c) with c > 0 is a budget."""
    first = passage.clause(quantity.figure)[0]
    for unit, pattern in _in_front():
        if pattern.before(passage.folded, quantity.figure, reach=60, start=first):
            return unit, 0.85
    return unit_by_size(passage, quantity)


def _budget(passage: Passage, quantity: Quantity, end: int, confidence: float) -> Iterator[Found | str]:
    currency, sure, note = currency_of(passage, quantity, None)
    if note:
        yield note
    if currency is not None:
        yield passage.found("budget", money(quantity.most, currency), (quantity.start, end), confidence * sure)


def _other_money(passage: Passage, quantity: Quantity) -> bool:
    first = passage.clause(quantity.figure)[0]
    behind = _OTHER_MONEY_BEHIND.at(passage.folded, quantity.end)
    before = _OTHER_MONEY_BEFORE.before(passage.folded, quantity.figure, reach=75, start=first)
    if behind or before or _PRICE_OF.before(passage.folded, quantity.start, reach=60, start=first):
        return True
    first = passage.segment(quantity.start, quantity.end)[0]
    return _OTHERS_PAY.before(passage.folded, quantity.figure, reach=85, start=first) is not None


def _bare_rate(passage: Passage, quantity: Quantity) -> bool:
    """A figure without a currency that is called pay and has a unit: "pay 20-35 per hour"."""
    if LAKHS.at(passage.folded, quantity.end):
        return True
    if quantity.most > 1_000_000 or unit_behind(passage.folded, quantity.end) is None:
        return False
    first = passage.clause(quantity.figure)[0]
    return PAID.before(passage.folded, quantity.start, reach=24, start=first) is not None


@cache
def _sign_before() -> tuple[Pattern, dict[str, str]]:
    signs = {sign: code for code, writing in currencies().items() for sign in (*writing.before, *writing.after)}
    words = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True) if " " not in sign)
    return Pattern(
        rf"(?<![a-z])({words})\s?(?:/|per|por|an)\s?(?:h|hr|hour|hora|month|mes|year|ano|day|dia|week)\b\)?{ANY_GAP}:?{ANY_GAP}$"
    ), signs


def _with_sign_before(passage: Passage, quantity: Quantity) -> Quantity:
    """The quantity with a currency that stands with the unit, in front: "USD/hour: 20-35"."""
    if quantity.currency is not None:
        return quantity
    window = passage.folded[max(0, quantity.start - 24) : quantity.start]
    if "/" not in window and "per" not in window and "por" not in window:
        return quantity
    pattern, signs = _sign_before()
    match = pattern.before(passage.folded, quantity.start, reach=24)
    if match is None:
        return quantity
    return replace(quantity, start=match.start(), currency=signs[match[1]])


def _with_sign_behind(passage: Passage, quantity: Quantity) -> Quantity:
    """The quantity with a currency that stands behind the unit: "40 an hour in euros"."""
    behind = None if quantity.currency is not None else unit_behind(passage.folded, quantity.end)
    if behind is None:
        return quantity
    match = _in_currency().at(passage.folded, behind[1])
    return quantity if match is None else replace(quantity, currency=_sign_before()[1][match[1]])


@cache
def _in_currency() -> Pattern:
    words = "|".join(re.escape(sign) for sign in sorted(_sign_before()[1], key=len, reverse=True) if sign.isalpha())
    return Pattern(rf",?\s(?:in|en|em|paid in)\s(?:us\s)?({words})(?![a-z])")


def widest(pays: list[Pay]) -> Pay:
    """One range over several amounts for the same unit in the same currency: "labeller 7 USD/h, lead 14 USD/h"."""
    lows = [pay.low for pay in pays if pay.low is not None]
    highs = [pay.high for pay in pays if pay.high is not None]
    open_ended = any(pay.high is None and pay.low == max([*lows, *highs]) for pay in pays)
    return Pay(
        low=min(lows, default=None),
        high=None if open_ended else max(highs, default=None),
        unit=pays[0].unit,
        per=pays[0].per,
    )
