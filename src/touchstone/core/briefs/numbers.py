"""Numbers as three languages write them: 1,500.00 and 1.500,00, twenty-five and veinticinco, 20–35, at least 4, 130k."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from touchstone.core.briefs.patterns import GAP, Pattern, word_lists
from touchstone.core.briefs.spelled import spelled_numbers
from touchstone.core.briefs.tables import currencies


class Quantity(Struct, frozen=True, kw_only=True):
    """A number or a range with what belongs to it; either end may be open ("at least 4", "under 20").

    `start:end` includes words such as "at least" and the currency; `figure` is where the currency or first digit stands.
    """

    low: Decimal | None
    high: Decimal | None
    start: int
    figure: int
    end: int
    currency: str | None = None
    percent: bool = False

    @property
    def is_range(self) -> bool:
        """Whether two numbers are given."""
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def most(self) -> Decimal:
        """The larger of the ends that there are."""
        return max(end for end in (self.low, self.high) if end is not None)

    @property
    def least(self) -> Decimal:
        """The smaller of the ends that there are."""
        return min(end for end in (self.low, self.high) if end is not None)


class _Token(Struct, frozen=True, kw_only=True):
    value: Decimal
    start: int
    end: int
    currency: str | None = None
    percent: bool = False
    scale: Decimal = Decimal(1)  # what a k or "million" behind it multiplied by


_FIGURE = (
    r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,2})?|\d{1,3}(?:'\d{3}){1,4}|"
    r"\d{1,2}(?:,\d{2}){1,3},\d{3}|\d{1,3}(?:\s\d{3}){1,3}|\d{1,12}(?:[.,]\d{1,4})?"
)
# A digit run that is part of something else: 9:30, 24/7, 15/02/2027, 2027-02-15, 1.5.2, GPT-4, B2.
_NOT_INSIDE = r"(?<![\w.,/#@])(?<!\d-\d\d-)"
_NOT_BEHIND_NAME = r"(?<![^\d][a-z]-)"  # GPT-4, but 180k-260k
_NOT_FOLLOWED = r"(?![.,:]?\d|\s\d{3}(?!\d)|/\d|-\d{1,2}-\d|:\d)"
_NOT_NUMBERS = Pattern(r"{not_numbers}", words="numbers")
_OFTEN_SMALL = frozenset({"usd", "eur", "gbp", "brl", "mxn", "inr", "cad", "aud", "chf", "ars", "clp", "pen", "uyu"})
_SHARED = frozenset({"$", "PESO", "KR"})  # signs of several currencies
_CENTS = Pattern(r"\s?(us cents?|euro cents?|cents?|¢|pence)(?![a-z])")
_COINS = {"us cent": "USD", "us cents": "USD", "euro cent": "EUR", "euro cents": "EUR", "pence": "GBP"} | dict.fromkeys(
    ("cent", "cents", "¢"), "$"
)
_PERCENT = Pattern(r"\s?%|\s(?:percent|per cent|por ciento|por cento)\b")
_JOIN = Pattern(r"(?:\s?(?:/|per|an|por|la)\s?(?:hr|hour|hora|h))?\s{0,4}{join}\s{0,4}(?:a |el |us )?", words="numbers")
_AND = Pattern(r" (?:and|y|e|&) ")
_OR = Pattern(r" (?:or|o|ou|u) ")
_BETWEEN = Pattern(r"\b(?:between|entre)\b\W{0,4}(?:los |las |os |as )?$")
_FLOOR = Pattern(r"(?<![a-z]){floor}:?\s{0,4}$", words="numbers")
_CEILING = Pattern(r"(?<![a-z]){ceiling}:?\s{0,4}$", words="numbers")
_ABOUT = Pattern(r"(?<![a-z]){about}\s{0,4}$", words="numbers")
_OR_MORE = Pattern(r"{or_more}", words="numbers")
_OR_LESS = Pattern(r"\s?(?:or|o|ou) (?:less|fewer|menos|below)\b|\s?\(?\s?{or_less}\b", words="numbers")


def parse_figure(digits: str) -> Decimal:
    """The number that `digits` writes, with the separators of any of the three languages.

    A single point or comma in front of exactly three digits separates thousands ("1.500"), unless a zero leads ("0.045").
    """
    plain = re.sub(r"[\s']", "", digits)
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return Decimal(plain)
    separators = set(re.findall(r"[.,]", plain))
    whole, rest = plain[:last], plain[last + 1 :]
    thousands = len(separators) == 1 and len(rest) == 3 and not plain.startswith("0")
    if thousands:
        return Decimal(re.sub(r"[.,]", "", plain))
    return Decimal(re.sub(r"[.,]", "", whole) + "." + rest)


def quantities(folded: str, text: str, language: str) -> list[Quantity]:
    """Every number and range of `folded`, in order."""
    tokens = _tokens(folded, text, language)
    found, index = [], 0
    while index < len(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        joined = _joined(folded, tokens[index], following) if following is not None else None
        if joined is not None:
            index += 1
        found.append(_bounded(folded, joined or _single(tokens[index])))
        index += 1
    return found


def bounded_behind(folded: str, quantity: Quantity, position: int) -> tuple[Quantity, int]:
    """`quantity` with the bound that stands behind its unit ("3 years+", "10 hours minimum"), and where that ends."""
    if quantity.low != quantity.high:
        return quantity, position
    if match := _OR_MORE.at(folded, position):
        return replace(quantity, high=None), match.end()
    if match := _OR_LESS.at(folded, position):
        return replace(quantity, low=None), match.end()
    return quantity, position


def _single(token: _Token) -> Quantity:
    return Quantity(
        low=token.value,
        high=token.value,
        start=token.start,
        figure=token.start,
        end=token.end,
        currency=token.currency,
        percent=token.percent,
    )


def _joined(folded: str, first: _Token, second: _Token) -> Quantity | None:
    if second.start - first.end > 24 or not _linked(folded, first, second):
        return None
    low, high = first.value, second.value
    if first.scale == 1 and low < 1000 and low * second.scale <= high:
        low *= second.scale  # "130-225k", "3 to 5 lakh"
    if low > high or not _agree(first.currency, second.currency):
        return None
    return Quantity(
        low=low,
        high=high,
        start=first.start,
        figure=first.start,
        end=second.end,
        currency=_finer(first.currency, second.currency),
        percent=first.percent or second.percent,
    )


def _linked(folded: str, first: _Token, second: _Token) -> bool:
    def fills(pattern: Pattern) -> bool:
        return pattern.compiled.fullmatch(folded, first.end, second.start) is not None

    if fills(_JOIN):
        return True
    if fills(_AND):
        return _BETWEEN.before(folded, first.start, reach=24) is not None
    return fills(_OR) and first.value < second.value <= 100


def _agree(first: str | None, second: str | None) -> bool:
    """Whether one range may have both currencies: the same, or one that the other settles."""
    return first == second or bool({first, second} & {*_SHARED, None})


def _finer(first: str | None, second: str | None) -> str | None:
    """Of two writings of one range's currency the one that settles it: "$20 - $35 USD"."""
    return second if (first is None or first in _SHARED) and second is not None else first


def _bounded(folded: str, quantity: Quantity) -> Quantity:
    start = quantity.start
    if about := _ABOUT.before(folded, start, reach=26):
        start = about.start()
    floor, ceiling = (pattern.before(folded, start, reach=26) for pattern in (_FLOOR, _CEILING))
    # "No more than" ends in "more than", and "no less than" in "less than": the longer one is meant.
    if floor and ceiling:
        floor, ceiling = (floor, None) if floor.start() < ceiling.start() else (None, ceiling)
    if bound := floor or ceiling:
        start = bound.start()
    quantity = replace(quantity, start=start)
    if quantity.is_range:
        return quantity
    if floor or ceiling:
        return replace(quantity, high=None) if floor else replace(quantity, low=None)
    behind, end = bounded_behind(folded, quantity, quantity.end)
    return replace(behind, end=end)


def _tokens(folded: str, text: str, language: str) -> list[_Token]:
    spans = [match.span() for match in _NOT_NUMBERS.all(folded)]
    tokens = [token for token in _figures(folded, text) if not _inside(spans, token)]
    tokens += [
        _Token(value=value, start=start, end=end)
        if currency is None
        else _Token(value=value, start=start, end=stop, currency=currency)
        for value, start, end in spelled_numbers(folded, language)
        for currency, stop in [_currency_behind(folded, end)]
    ]
    tokens.sort(key=lambda token: token.start)
    # "30 (thirty)": of two tokens that overlap the first one counts.
    kept: list[_Token] = []
    for token in tokens:
        if not kept or token.start >= kept[-1].end:
            kept.append(token)
    return kept


def _inside(spans: list[tuple[int, int]], token: _Token) -> bool:
    index = bisect_left(spans, (token.end, 0))
    return any(start < token.end and token.start < end for start, end in spans[max(0, index - 1) : index + 1])


@cache
def _number() -> re.Pattern[str]:
    signs = sorted(_signs()[0], key=len, reverse=True)
    before = "|".join(re.escape(sign).replace(r"\ ", r"\s") for sign in signs)
    return re.compile(rf"{_NOT_INSIDE}(?:(?P<sign>{before})\s?|{_NOT_BEHIND_NAME})(?P<figure>{_FIGURE}){_NOT_FOLLOWED}")


@cache
def _signs() -> tuple[dict[str, str], dict[str, str], Pattern]:
    before = {sign: code for code, writing in currencies().items() for sign in writing.before}
    # "MXN $350": the code settles what the sign leaves open.
    before |= {f"{sign} $": code for sign, code in before.items() if sign == code.lower()}
    behind = {sign: code for code, writing in currencies().items() for sign in writing.after}
    words = "|".join(re.escape(sign).replace(r"\ ", GAP) for sign in sorted(behind, key=len, reverse=True))
    return before, behind, Pattern(rf"\s?(?:de\s)?(?P<sign>{words})(?![a-z0-9])")


def _figures(folded: str, text: str) -> Iterator[_Token]:
    before, _, _ = _signs()
    for match in _number().finditer(folded):
        figure, end = match["figure"], match.end()
        currency = before.get(match["sign"] or "")
        if currency and _is_word(text[match.start() : match.start("figure")]):
            currency = None
        if " " in figure and not _grouped(text[match.start("figure") : end], currency):
            figure = figure.split()[0]
            end = match.start("figure") + len(figure)
        value, scale = parse_figure(figure), Decimal(1)
        if scaled := _scale(folded, end, currency):
            scale, end = scaled
            value *= scale
        if cents := _CENTS.at(folded, end):
            value, end, currency = value / 100, cents.end(), currency or _COINS[cents[1]]
        behind, stop = _currency_behind(folded, end)
        if behind is not None and (currency is None or _finer(currency, behind) == behind):
            currency, end = behind, stop
        percent = _PERCENT.at(folded, end)
        yield _Token(
            value=value,
            start=match.start(),
            end=percent.end() if percent else end,
            currency=currency,
            percent=percent is not None,
            scale=scale,
        )


def _is_word(sign: str) -> bool:
    """Whether a code in small letters is a word: "try 5 images", "ron 3"; "usd 20" is money all the same."""
    code = sign.strip(" $")
    return len(code) == 3 and code.isalpha() and code.islower() and code not in _OFTEN_SMALL


def _grouped(figure: str, currency: str | None) -> bool:
    """Whether blanks group the digits of one number: "18 000", "US$ 1 500", and any hard blank."""
    return " " not in figure or currency is not None or figure.endswith("00")


@cache
def _scales() -> tuple[dict[str, Decimal], Pattern]:
    values = {word: Decimal(value) for word, value in map(str.split, word_lists("numbers")["scales"])}
    return values, Pattern(rf"\s?({'|'.join(values)}|(?=lpa))(?:\b|(?=lpa))(?: de\b)?")


def _scale(folded: str, end: int, currency: str | None) -> tuple[Decimal, int] | None:
    values, pattern = _scales()
    match = pattern.at(folded, end)
    if match is None:
        return None
    # "lpa" (lakhs per annum) leaves its letters for the unit.
    word = match[1] or "lakh"
    # "5m" without a currency is minutes or metres.
    if word in {"m", "mm"} and (currency is None or match[0].startswith(" ")):
        return None
    return values[word], match.end()


def _currency_behind(folded: str, end: int) -> tuple[str | None, int]:
    _, behind, pattern = _signs()
    match = pattern.at(folded, end)
    if match is None:
        return None, end
    return behind[re.sub(r"\s+", " ", match["sign"])], match.end()
