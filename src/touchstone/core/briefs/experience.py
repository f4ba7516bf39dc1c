"""Years of experience and seniority that are asked for."""

import re
from collections.abc import Iterator
from functools import cache

from touchstone.core.briefs.numbers import Quantity, bounded_behind
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.values import Found, Seniority

_YEARS = Pattern(r"(?:\s{0,2}-?\s{0,1})(?:years?|yrs?|yoe|anos?)\b\.?'?")
_MONTHS = Pattern(r"(?:\s{0,2}-?\s{0,1})(?:months?|meses|mes)\b'?")
_EXPERIENCE_BEHIND = Pattern(
    r"[\s,)(]{0,3}{experience_behind}?(?:[a-z'/&+-]{1,20} ){0,7}?{experience_behind_b}\b", words="experience"
)
_DOING_BEHIND = Pattern(
    r"(?:,|\s\(?min(?:imum)?\)?|\s(?:or more|or above|o mas|ou mais|plus|minimum|minimo))?\s{doing_behind}\b",
    words="experience",
)
_EXPERIENCE_BEFORE = Pattern(r"\b{experience_before}\b[^.;\n]{0,30}$", words="experience")
_NOT_EXPERIENCE = Pattern(r"[\s,-]{0,2}{not_experience}", words="experience")
_NOT_BEFORE = Pattern(r"\b{not_before}(?: (?:the|los|as|os))?\s{1,3}$", words="experience")
_OURS = Pattern(r"\b{ours}\b[^.;\n]{0,40}$", words="experience")
_HAVE_DONE = Pattern(r"\b{have_done}\b[^.;\n]{0,70} {for_so_long}\s{1,3}$", words="experience")
_ALONE_BEFORE = Pattern(
    r"(?:^|[\n.;,:•*(|+&-]|\b{alone_before})\s{0,3}(?:at least |a minimum of |minimum |min\.? )?$", words="experience"
)
# Years without a figure: "a decade of newsroom work", "at least a year in customer care", "un par de años en …".
_IN_WORDS = (
    (Pattern(r"\b{a_decade}{of_work}", words="experience"), 10.0),
    (Pattern(r"\b{a_couple}{of_work}", words="experience"), 2.0),
    (Pattern(r"\b{a_year}{of_work}", words="experience"), 1.0),
)
_SENIORITY = {Seniority.ENTRY: 0.85, Seniority.MID: 0.8, Seniority.SENIOR: 0.85}
_SENIOR_OTHERS = Pattern(r"\b{senior_others} (?:the |a |our )?$|\b(?:semi|mid)[ -]$", words="experience")


def read_experience(passage: Passage) -> Iterator[Found]:
    """Years of experience (the least that is enough) and seniority."""
    for quantity in passage.quantities:
        if not quantity.percent and quantity.currency is None and 0 < quantity.least <= 40:
            yield from _years(passage, quantity)
    for pattern, years in _IN_WORDS:
        for match in pattern.all(passage.folded):
            if not passage.denied(*match.span()) and not passage.preferred(*match.span()):
                yield passage.found("years_experience", years, match.span(), 0.8)
    yield from _seniority(passage)


def _years(passage: Passage, quantity: Quantity) -> Iterator[Found]:
    folded = passage.folded
    years, months = _YEARS.at(folded, quantity.end), _MONTHS.at(folded, quantity.end)
    unit = years or months
    if unit is None:
        return
    quantity, end = bounded_behind(folded, quantity, unit.end())
    confidence = _confidence(passage, quantity, end, months=years is None)
    if confidence == 0.0 or quantity.low is None:
        return
    amount = float(quantity.low) if years else round(float(quantity.low) / 12, 2)
    yield passage.found("years_experience", amount, (quantity.start, end), confidence)


def _confidence(passage: Passage, quantity: Quantity, end: int, *, months: bool) -> float:
    """How sure it is that these years are asked for; 0.0 where they are not."""
    folded, start, (first, last) = passage.folded, quantity.start, passage.clause(quantity.figure)
    if _of_other_things(passage, quantity, end):
        return 0.0
    if _EXPERIENCE_BEHIND.at(folded, end, min(last, end + 110)):
        return 0.93
    if _EXPERIENCE_BEFORE.before(folded, start, reach=60, start=first):
        return 0.88
    # "Six months with us" is a duration as often as it is experience, unless it is a floor: "at least 6 months in …".
    return 0.0 if months and quantity.high is not None else _done(passage, quantity, end)


def _of_other_things(passage: Passage, quantity: Quantity, end: int) -> bool:
    """Whether the years are somebody's age, a contract's length, the company's past, or only wished for."""
    folded, start, (first, last) = passage.folded, quantity.start, passage.clause(quantity.figure)
    signs = (
        _NOT_EXPERIENCE.at(folded, end, last),
        _NOT_BEFORE.before(folded, start, reach=24, start=first),
        _OURS.before(folded, start, reach=70, start=first),
    )
    return any(signs) or passage.denied(start, end) or passage.preferred(start, end)


def _done(passage: Passage, quantity: Quantity, end: int) -> float:
    """Years of doing something, or years alone among the terms."""
    folded, start, (first, last) = passage.folded, quantity.start, passage.clause(quantity.figure)
    if _DOING_BEHIND.at(folded, end, last):
        return 0.82
    if _HAVE_DONE.before(folded, start, reach=90, start=first):
        return 0.8
    return 0.65 if _ALONE_BEFORE.before(folded, start, reach=24) else 0.0


def _seniority(passage: Passage) -> Iterator[Found]:
    for seniority, confidence in _SENIORITY.items():
        for match in _seniority_words(seniority).finditer(passage.folded):
            if passage.denied(*match.span()) and seniority is not Seniority.ENTRY:
                continue
            if seniority is Seniority.SENIOR and _SENIOR_OTHERS.before(passage.folded, match.start(), reach=24):
                continue
            if passage.preferred(*match.span()):
                continue
            yield passage.found(
                "seniority", seniority, match.span(), confidence + (0.05 if passage.where == "title" else 0.0)
            )


@cache
def _seniority_words(seniority: Seniority) -> re.Pattern[str]:
    return compiled(rf"\b{{{seniority.value}}}", words="experience")
