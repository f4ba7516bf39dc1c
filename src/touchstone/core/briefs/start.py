"""When the work starts. A month without a year counts from `today`; without a `today` it stays a note."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found

_MONTHS = (
    "january|enero|janeiro|jan|ene",
    "february|febrero|fevereiro|feb|fev",
    "march|marzo|marco|mar",
    "april|abril|apr|abr",
    "may|mayo|maio",
    "june|junio|junho|jun",
    "july|julio|julho|jul",
    "august|agosto|aug|ago",
    "september|septiembre|setiembre|setembro|sept|sep|set",
    "october|octubre|outubro|oct|out",
    "november|noviembre|novembro|nov",
    "december|diciembre|dezembro|dec|dic|dez",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_CUE = Pattern(r"\b{cue}\b(?:[\s:]{1,3}{before_date}\b)?(?:[\s:]{1,3}(?:the|el|dia|de)\b)?[\s:]{0,3}", words="start")
_ISO = Pattern(r"(?P<year>20\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b")
_DAY_MONTH = Pattern(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|o)?(?: of| de)? (?P<month>{month})(?:,? (?:de |del |of )?(?P<year>20\d\d))?",
    words="start",
)
_MONTH_DAY = Pattern(
    r"(?P<month>{month}) (?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?!\d)(?:,? (?P<year>20\d\d))?", words="start"
)
_MONTH_YEAR = Pattern(r"{part}(?P<month>{month})(?:,? (?:de |del |of )?(?P<year>20\d\d))?", words="start")
_QUARTER = Pattern(
    r"(?:q(?P<quarter>[1-4])|(?P<nth>first|second|third|fourth|primer|segundo|tercer|cuarto|primeiro|terceiro|quarto) (?:quarter|trimestre))(?:(?: of| de| del|,)? (?P<year>20\d\d))?"
)
_FIGURES = Pattern(r"(?P<a>\d{1,2})(?P<mark>[/.])(?P<b>\d{1,2})[/.](?P<year>20\d\d)\b")
_RELATIVE = Pattern(
    r"(?P<which>next|the coming|proxim[oa]|la proxima|el proximo) (?P<unit>week|month|quarter|monday|semana|mes|lunes|segunda)|(?P<unit2>semana|mes) (?:que viene|que vem|proxim[oa])"
)
_NOW = Pattern(r"\b{now}\b", words="start")
_SOON = Pattern(r"\bstart(?:ing|s)? (?:in|within) (?P<count>\d{1,2}|two|three|four) weeks?\b")
_QUARTERS = {"first": 1, "primer": 1, "primeiro": 1, "second": 2, "segundo": 2, "third": 3, "tercer": 3, "terceiro": 3}
_SMALL = {"two": 2, "three": 3, "four": 4}


def read_start(passage: Passage) -> Iterator[Found | str]:
    """The start of the work, as a date."""
    for match in _CUE.all(passage.folded):
        yield from _dated(passage, match)
    yield from _now(passage)


def _dated(passage: Passage, cue: re.Match[str]) -> Iterator[Found | str]:
    folded = passage.folded
    for pattern in (_ISO, _FIGURES, _DAY_MONTH, _MONTH_DAY, _MONTH_YEAR, _QUARTER, _RELATIVE):
        match = pattern.at(folded, cue.end())
        if match is None:
            continue
        if not _written_as_month(passage, match) or passage.denied(cue.start(), match.end()):
            return
        day, confidence = _date(passage, match)
        if day is not None and passage.today is not None and day < passage.today - timedelta(days=60):
            return  # "logs from March 2024": long past, so no start of work to come
        if day is not None:
            yield passage.found("start", day, (cue.start(), match.end()), confidence)
        else:
            yield f"The start “{passage.text[cue.start() : match.end()].strip()}” does not settle a date."
        return


def _written_as_month(passage: Passage, match: re.Match[str]) -> bool:
    """The words "may", "mar", "set" and "out" are months only where they are written as such."""
    named = match.groupdict().get("month") or ""
    if not named or named[0].isdigit():
        return True
    also_words = len(named) <= 3 or named in {"march", "august"}
    return not also_words or passage.text[match.start("month")].isupper()


def _date(passage: Passage, match: re.Match[str]) -> tuple[date | None, float]:
    parts = match.groupdict()
    if "a" in parts:
        return _of_figures(passage, parts), 0.9
    if "which" in parts:
        return _relative(passage.today, parts), 0.7
    if "quarter" in parts:
        number = int(parts["quarter"]) if parts["quarter"] else _QUARTERS.get(parts["nth"], 4)
        return _on(passage.today, parts["year"], 3 * number - 2, 1), 0.75
    month = int(parts["month"]) if parts["month"].isdigit() else _NUMBER_OF[parts["month"].rstrip(".")]
    if parts.get("day"):
        return _on(passage.today, parts["year"], month, int(parts["day"])), 0.92 if parts["year"] else 0.85
    return _on(passage.today, parts["year"], month, _day_of(parts.get("part"), month)), 0.85 if parts["year"] else 0.8


def _day_of(part: str | None, month: int) -> int:
    words = (part or "").strip()
    if words.startswith(("mid", "med", "mea")):
        return 15
    if words.startswith(("late", "end", "fin", "fim")):
        return monthrange(2027, month)[1]
    return 1


def _on(today: date | None, year: str | None, month: int, day: int) -> date | None:
    """The day in `year`, or the next one from `today` on; None where it does not exist or no year can be told."""
    if year is None and today is None:
        return None
    try:
        if year is not None:
            return date(int(year), month, day)
        assert today is not None
        day_this_year = date(today.year, month, day)
        # "From March" said in March means this March.
        passed = (day_this_year.year, day_this_year.month) < (today.year, today.month)
        return day_this_year.replace(year=today.year + 1) if passed else day_this_year
    except ValueError:
        return None


def _of_figures(passage: Passage, parts: dict[str, str]) -> date | None:
    """15/02/2027; where both could be the month, points and Spanish and Portuguese settle it (day first)."""
    first, second = int(parts["a"]), int(parts["b"])
    unsettled = passage.language == "en" and parts["mark"] == "/"
    if unsettled and first <= 12 and second <= 12 and first != second:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    return _on(None, parts["year"], month, day)


def _relative(today: date | None, parts: dict[str, str]) -> date | None:
    if today is None:
        return None
    unit = parts["unit"] or parts["unit2"]
    if unit in {"week", "semana", "monday", "lunes", "segunda"}:
        return today + timedelta(days=7 - today.weekday())
    if unit == "quarter":
        month = 3 * ((today.month - 1) // 3) + 4
        return date(today.year + month // 12, month % 12, 1) if month > 12 else date(today.year, month, 1)
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)


def _now(passage: Passage) -> Iterator[Found | str]:
    for match in _NOW.all(passage.folded):
        if passage.denied(*match.span()):
            continue
        if passage.today is None:
            yield f"The start is “{match[0]}”: as soon as possible."
        else:
            yield passage.found("start", passage.today, match.span(), 0.7)
        return
    for match in _SOON.all(passage.folded):
        if passage.today is not None:
            weeks = _SMALL.get(match["count"]) or int(match["count"])
            yield passage.found("start", passage.today + timedelta(weeks=weeks), match.span(), 0.75)
