"""How long the work lasts, in weeks. A duration that tells of experience, of the past or of a rhythm is none of it."""

from collections.abc import Iterator

from msgspec.structs import replace

from touchstone.core.briefs.hours import WEEKS_PER_MONTH
from touchstone.core.briefs.numbers import Quantity, bounded_behind
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found, Range
from touchstone.core.text import fold

_UNITS = (
    (1.0, Pattern(r"(?:\s{0,2}-?\s{0,1})(?:weeks?|wks?|semanas?)\b")),
    (WEEKS_PER_MONTH, Pattern(r"(?:\s{0,2}-?\s{0,1})(?:months?|mos?\b|mes(?:es)?)\b")),
    (1 / 7, Pattern(r"(?:\s{0,2}-?\s{0,1})(?:days|dias)\b")),
    (52.0, Pattern(r"(?:\s{0,2}-?\s{0,1})(?:years?|yrs?|anos?)\b")),
)
_BEFORE = Pattern(r"\b{before}(?: {before_b})?[:\s]{1,3}$", words="weeks")
_BEHIND = Pattern(r"'?s?[\s,-]{0,2}(?:\(?{behind})\b", words="weeks")
_NOT_BEHIND = Pattern(r"(?:'s?)?[\s,-]{0,2}(?:of |de |')?(?:{not_behind} ){0,2}{not_behind_b}\b", words="weeks")
_NOT_BEFORE = Pattern(r"\b{not_before}(?: (?:the|los|las|os|as|within|of|de|a))?[:\s]{1,3}$", words="weeks")
# What has been is not what will be: "the model has been failing for five weeks"; nor is when something else happens.
_PAST = Pattern(r"\b{past}", words="weeks")
_OTHER_SPAN = Pattern(
    r"\b{other_span} (?:[a-z]{2,12} ){0,2}(?:in|within|net|a|em|en|for|of)?[:\s]{0,3}$", words="weeks"
)
_NOTHING_MORE = Pattern(r"[\s.)]{0,3}(?:$|(?:from|starting|beginning|at|a partir|desde|con inicio|com inicio)\b)")
# Durations without a figure: "for a month", "half a year", "un trimestre".
_IN_WORDS = (
    (Pattern(r"\b{for_a}(?:week|semana)\b{no_rhythm}", words="weeks"), 1.0),
    (Pattern(r"\b{fortnight}{no_rhythm}", words="weeks"), 2.0),
    (Pattern(r"\b{for_a}(?:month|mes)\b(?! (?:and a half|y medio|e meio)){no_rhythm}", words="weeks"), 4.3),
    (Pattern(r"\b{month_and_a_half}", words="weeks"), 6.5),
    (Pattern(r"\b{quarter}{no_rhythm}", words="weeks"), 13.0),
    (Pattern(r"\b{half_year}{no_rhythm}", words="weeks"), 26.0),
    (Pattern(r"\b{whole_year}{no_rhythm}", words="weeks"), 52.0),
)
_FEWEST_DAYS = 10  # two days are a training or a delivery time


def read_weeks(passage: Passage) -> Iterator[Found]:
    """The duration of the work."""
    for quantity in passage.quantities:
        if not quantity.percent and quantity.currency is None and 0 < quantity.most <= 260:
            yield from _weeks(passage, quantity)
    for pattern, length in _IN_WORDS:
        for match in pattern.all(passage.folded):
            if not passage.denied(*match.span()):
                yield passage.found("weeks", Range(length, length), match.span(), 0.75)


def weeks_in(words: str) -> Range | None:
    """The duration that `words` are and nothing else ("3 months", "8 to 10 weeks"); None where they are no duration."""
    found = Passage(words).quantities
    if len(found) != 1:
        return None
    for factor, pattern in _UNITS:
        unit = pattern.at(fold(words), found[0].end)
        if unit and unit.end() == len(words.rstrip(" .")) and not words[: found[0].start].strip():
            return _in_weeks(found[0], factor)
    return None


def _in_weeks(quantity: Quantity, factor: float) -> Range:
    return Range(*(None if end is None else round(float(end) * factor, 1) for end in (quantity.low, quantity.high)))


def _weeks(passage: Passage, quantity: Quantity) -> Iterator[Found]:
    folded = passage.folded
    for factor, pattern in _UNITS:
        unit = pattern.at(folded, quantity.end)
        if unit is None or (factor < 1 and quantity.most < _FEWEST_DAYS):
            continue
        quantity, end = bounded_behind(folded, quantity, unit.end())
        confidence = _confidence(passage, quantity, end, years=factor == 52.0)
        if confidence == 0.0 or passage.denied(quantity.start, end):
            return
        if folded[quantity.start : quantity.figure].strip() == "over":
            quantity = replace(quantity, high=quantity.low)  # "over four weeks" is during, not more than
        yield passage.found("weeks", _in_weeks(quantity, factor), (quantity.start, end), confidence)
        return


def _confidence(passage: Passage, quantity: Quantity, end: int, *, years: bool) -> float:
    """How sure the duration at `quantity` is that of the work; 0.0 where it is not."""
    folded, first = passage.folded, passage.clause(quantity.figure)[0]
    behind = _BEHIND.at(folded, end)
    if _NOT_BEHIND.at(folded, end) and not behind:
        return 0.0
    if _NOT_BEFORE.before(folded, quantity.start, reach=30, start=first) or _NOT_BEFORE.before(
        folded, quantity.figure, reach=30, start=first
    ):
        return 0.0
    if behind or _tells_of_else(passage, quantity, end):
        return 0.92 if behind else 0.0
    if _BEFORE.before(folded, quantity.start, reach=36) or _BEFORE.before(folded, quantity.figure, reach=36):
        return 0.6 if years else 0.85
    if years:
        return 0.0
    start, last = passage.segment(quantity.start, end)
    alone = folded[start : quantity.start].strip(" -•*(:\n") in {
        "",
        "de",
        "for",
        "about",
        "por",
        "plus",
    } and _NOTHING_MORE.at(folded, end, last)
    return 0.75 if alone else 0.0


def _tells_of_else(passage: Passage, quantity: Quantity, end: int) -> bool:
    """Whether the duration is of what has been, or of something that is not the work."""
    first, last = passage.clause(quantity.figure)
    if _OTHER_SPAN.before(passage.folded, quantity.start, reach=44, start=first):
        return True
    return _PAST.search(passage.folded, max(first, quantity.start - 50), min(last, end + 40)) is not None
