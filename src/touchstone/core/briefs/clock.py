"""The client's time zone, working hours, and the hours that must be shared."""

import re
from collections.abc import Iterator
from datetime import time
from functools import cache

from msgspec import Struct

from touchstone.core.briefs.gazetteer import rows
from touchstone.core.briefs.hours import UNIT
from touchstone.core.briefs.lexicon import Lexicon
from touchstone.core.briefs.numbers import Quantity, bounded_behind
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found, WorkingHours

_OVERLAP_BEHIND = Pattern(
    r"(?:\s{overlap_behind}){0,5}\s\(?{overlap}|(?:\s(?:a day|per day|daily|diarias?|por dia|al dia))?\s{overlap_behind_words}\s(?:the |our |us |el |la |o |a |nuestro |nosso )?(?P<with>.{0,40})",
    words="clock",
)
_OVERLAP_BEFORE = Pattern(r"\b{overlap}(?:[\s:(-]{1,3}{overlap_before}){0,6}[\s:(]{1,3}$", words="clock")
_CLOCK_BEFORE = Pattern(r"\b{clock_before}(?:[\s:,(-]{1,3}{clock_before_b}){0,4}[\s:,(]{0,3}$", words="clock")
_CLOCK_BEHIND = Pattern(r"(?:'s)?[\s-]?{clock_behind}", words="clock")
_OFFSET = Pattern(r"\b(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?(\d{2}))?\b")
_RANGE = Pattern(
    r"(?<![\d.,:/$€£-])(?P<h1>\d{1,2})(?:(?::|h|\.)(?P<m1>\d{2}))?\s{0,2}(?P<s1>am\b|pm\b|a\.m\.|p\.m\.|a\. m\.|p\. m\.|hs?\b|hrs\b|horas\b)?\s{0,2}{range}\s{0,2}(?P<h2>\d{1,2})(?:(?::|h|\.)(?P<m2>\d{2}))?\s{0,2}(?P<s2>am\b|pm\b|a\.m\.|p\.m\.|a\. m\.|p\. m\.|hs?\b|hrs\b|horas\b)?(?![\d/%])",
    words="clock",
)
_WORKING = Pattern(r"\b{working}\b[^.;\n]{0,40}$", words="clock")
_NOT_CLOCK = Pattern(r"\s{0,2}(?:hours?|hrs?|horas?|h)?[\s/-]{0,2}{not_clock}\b", words="clock")


class _Zone(Struct, frozen=True):
    zone: str
    short: bool
    spelled: str


def read_clock(passage: Passage) -> Iterator[Found]:
    """Time zone, minimum overlap and working hours."""
    yield from _zones_named(passage)
    yield from _zones_of_places(passage)
    yield from _offsets(passage)
    for quantity in passage.quantities:
        if not quantity.percent and quantity.currency is None and 0 < quantity.least <= 12:
            yield from _overlap(passage, quantity)
    yield from _working_hours(passage)


@cache
def _zones() -> Lexicon[_Zone]:
    return Lexicon(
        (words, _Zone(row["zone"], bool(row["short"]), words))
        for row in rows("zones")
        for words in row["words"].split("|")
    )


def _zones_named(passage: Passage) -> Iterator[Found]:
    for spelled, zone, start, end in _zones().find(passage.text, passage.words):
        words = passage.text[start:end]
        if (spelled.isupper() and not words.isupper()) or _OFFSET.at(passage.folded, start):
            continue
        beside = _beside_clock(passage, start, end)
        if beside or not (zone.short or spelled in _ALSO_WORDS):
            yield passage.found("time_zone", zone.zone, (start, end), 0.92 if beside else 0.75)


# Abbreviations that are as often something else: a work of art, the verb, a cardinal direction, a sales tax.
_ALSO_WORDS = frozenset(
    {"ART", "COT", "EAT", "WEST", "GST", "WET", "MST", "IST", "EST", "SGT", "West Coast", "East Coast", "UTC", "GMT"}
)


def _zones_of_places(passage: Passage) -> Iterator[Found]:
    for mention in passage.mentions:
        if mention.place.zone is None:
            continue
        first = passage.clause(mention.start)[0]
        window = passage.folded[max(first, mention.start - 34) : mention.start]
        shared = _SHARED.search(window) is not None
        hours_with = (
            re.search(r"\b(?:hours?|horas?|h)\s(?:a day\s|daily\s|diarias\s)?(?:with|com|con|of)\s(?:the\s)?$", window)
            is not None
        )
        if shared or hours_with or _TIME_BEHIND.at(passage.folded, mention.end):
            yield passage.found("time_zone", mention.place.zone, (mention.start, mention.end), 0.85)


_SHARED = Pattern(r"{overlap}|horari?o|time ?zone|fuso|huso", words="clock")
_TIME_BEHIND = Pattern(r"(?:'s)? (?:time\b|timezone|time zone|business hours|working hours|office hours|hours\b)")


def _offsets(passage: Passage) -> Iterator[Found]:
    for match in _OFFSET.all(passage.folded):
        hours = int(match[2])
        if match[3] in {None, "00"} and hours <= 14:
            # POSIX turns the sign round: Etc/GMT+3 is three hours behind UTC.
            sign = "-" if match[1] == "+" else "+"
            yield passage.found("time_zone", f"Etc/GMT{sign}{hours}" if hours else "Etc/UTC", match.span(), 0.8)


def _beside_clock(passage: Passage, start: int, end: int) -> bool:
    before = _CLOCK_BEFORE.before(passage.folded, start, reach=50, start=passage.clause(start)[0])
    return before is not None or _CLOCK_BEHIND.at(passage.folded, end) is not None


def _overlap(passage: Passage, quantity: Quantity) -> Iterator[Found]:
    folded = passage.folded
    unit = UNIT.at(folded, quantity.end)
    if unit is None:
        return
    quantity, end = bounded_behind(folded, quantity, unit.end())
    clause_start, clause_end = passage.clause(quantity.figure)
    behind = _OVERLAP_BEHIND.at(folded, end, clause_end)
    if (
        behind is not None
        and behind["with"] is not None
        and not _names_clock(passage, behind.start("with"), behind.end("with"))
    ):
        behind = None
    before = _OVERLAP_BEFORE.before(folded, quantity.start, reach=60, start=clause_start)
    if behind is None and before is None:
        return
    start = quantity.start if before is None else before.start()
    stop = end if behind is None or behind["with"] is not None else behind.end()
    yield passage.found("minimum_overlap", float(quantity.least), (start, stop), 0.92)


def _names_clock(passage: Passage, start: int, end: int) -> bool:
    """Whether the words behind "4 hours with …" begin with a zone, a place or a working day."""
    if any(start <= mention.start <= start + 4 for mention in passage.mentions):
        return True
    words = passage.folded[start:end]
    named = next(
        (first for _, _, first, _ in _zones().find(passage.text[start:end], Passage(passage.text[start:end]).words)),
        None,
    )
    return (named is not None and named <= 4) or words.startswith(
        ("working hours", "business hours", "horario", "our team", "expediente")
    )


def _working_hours(passage: Passage) -> Iterator[Found]:
    for match in _RANGE.all(passage.folded):
        hours = _hours_of(match)
        if hours is None or _NOT_CLOCK.at(passage.folded, match.end()):
            continue
        marked = (match["s1"] or match["m1"]) and (match["s2"] or match["m2"])
        spoken = (match["s2"] or "")[:1] in {"a", "p"}
        labelled = _WORKING.before(passage.folded, match.start(), reach=50, start=passage.clause(match.start())[0])
        zoned = _zone_follows(passage, match.end())
        if marked or spoken or labelled or zoned:
            yield passage.found("working_hours", hours, match.span(), 0.85 if labelled or zoned else 0.7)


def _zone_follows(passage: Passage, end: int) -> bool:
    following = passage.text[end : end + 8].lstrip(" (")
    return any(
        following.startswith(words)
        for words in ("EST", "EDT", "ET", "PST", "PDT", "PT", "CST", "CT", "CET", "GMT", "UTC", "BRT", "MST", "MT")
    )


def _hours_of(match: re.Match[str]) -> WorkingHours | None:
    first, second = _minutes(match["h1"], match["m1"], match["s1"]), _minutes(match["h2"], match["m2"], match["s2"])
    if first is None or second is None:
        return None
    evening = (match["s2"] or "").startswith("p")
    if evening and not (match["s1"] or "").startswith(("a", "p")) and first < 12 * 60 and first + 12 * 60 < second:
        return None if int(match["h1"]) < 5 else WorkingHours(_time(first), _time(second))
    if second <= first and second <= 12 * 60 and not match["s2"]:
        second += 12 * 60  # "9 to 5"
    if not 3 * 60 <= second - first <= 16 * 60 or second >= 24 * 60:
        return None
    return WorkingHours(_time(first), _time(second))


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    value, minutes = int(hour), int(minute or 0)
    if value > 23 or minutes > 59:
        return None
    if half and half[0] in "ap":
        if not 1 <= value <= 12:
            return None
        value = value % 12 + (12 if half[0] == "p" else 0)
    return value * 60 + minutes


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
