"""Hours a week, hours in all, and full or part time."""

from collections.abc import Iterator

from touchstone.core.briefs.numbers import Quantity, bounded_behind
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found, Range, Schedule

FULL_TIME_HOURS = 40.0  # what "full time" is read as where no figure is given
WEEKS_PER_MONTH = 52 / 12
_MOST_WEEKLY = 100.0
_MOST_DAILY = 14  # a help desk is open for more

UNIT = Pattern(r"(?:\s{0,2}-?\s{0,1}|\)\s)(?:working )?(?:hours?|hrs?|hs|h|horas?)\b\.?")
_WEEKLY = Pattern(r"{lead}(?:{weekly} ?)?{weekly_b}", words="hours")
_WEEK_ONLY = Pattern(r"\s(?:weeks|wks|semanas)\b")
_DAILY = Pattern(
    r"{lead}(?:(?:/|per|a|each|every|por|al|ao|cada) ?(?:working |business |week)?(?:day|dia)\b|daily\b|diari[oa]s?\b)",
    words="hours",
)
_DAYS = Pattern(
    r"[^.;\n]{0,20}?\b([1-7]|one|two|three|four|five|six|dos|tres|cuatro|cinco|seis|dois|quatro) (?:days?|dias?) (?:a|per|each|por|a la|na) (?:week|semana)"
)
_MONTHLY = Pattern(
    r"{lead}(?:(?:/|per|a|each|every|por|al|ao|cada) ?(?:month|mes)\b|monthly\b|mensua(?:l|les)\b|mensa(?:l|is)\b)",
    words="hours",
)
_TOTAL_BEHIND = Pattern(r"[\s,(]{0,3}(?:of work |de trabajo |de trabalho )?{total_behind}", words="hours")
_TOTAL_BEFORE = Pattern(r"\b{total_before}:?\s{1,3}$", words="hours")
_LABEL = Pattern(r"\b{label}\)?\s{0,2}[:=-]?\s{0,3}$", words="hours")
_WEEKLY_HOURS = Pattern(r" weekly (?:working |teaching )?hours?\b")
_EACH_WEEK = Pattern(
    r"\b(?:weekly|each week|per week|every week|a week|semanalmente|cada semana):?\s{1,3}(?:about |of |de )?$"
)
_FTE = Pattern(
    r"\b(?P<part>0[.,]\d{1,2}|1[.,]0) ?fte\b|\b(?P<percent>[1-9]\d) ?% (?:position|post|workload|pensum|contract|fte|of full[- ]time)\b"
)
_HOURS = Pattern(r"\b(?:hours?|horas):\s{0,3}$")
_WEEK_LIKELY = Pattern(r"\b{week_likely}\b[\s:(,\-de]{0,6}$", words="hours")
_NOT_WORK = Pattern(r"[\s,]{0,2}(?:of |de |d')?(?:(?:labell?ed|raw|recorded|transcribed) )?{not_work}\b", words="hours")
_MATERIAL = Pattern(r" (?:of|de) (?:[a-z-]{3,14}(?<!ing) ){0,2}{material}\b", words="hours")
_OTHERS_HOURS = Pattern(r"\b{others_hours}\b[^.;,\n]{0,40}$", words="hours")
_NOT_WORK_BEFORE = Pattern(
    r"\b{not_work_before}(?: {not_work_before_words})?(?: (?:of|about|at least))?\s{1,3}$", words="hours"
)
_FULL = Pattern(r"\b{full}\b", words="hours")
_PART = Pattern(r"\b{part}\b", words="hours")
_EITHER = Pattern(r"{either}", words="hours")
_OTHERS_SCHEDULE = Pattern(
    r"(?:\b{others_schedule} (?:a |your |their |the )?(?:current |existing |own )?$)", words="hours"
)
_OTHERS_NOUN = Pattern(r"\s(?:students?|job\b|jobs\b|employment elsewhere|staff|engineers? (?:already|on)|employees)")


def read_hours(passage: Passage) -> Iterator[Found]:
    """Hours per week or in all, and the schedule in words."""
    for quantity in passage.quantities:
        if not quantity.percent and quantity.currency is None and quantity.most > 0:
            yield from _hours(passage, quantity)
    for match in _FTE.all(passage.folded):
        share = float(match["part"].replace(",", ".")) if match["part"] else float(match["percent"]) / 100
        hours = round(share * FULL_TIME_HOURS, 1)
        yield passage.found("hours_per_week", Range(hours, hours), match.span(), 0.55)
    yield from _schedule(passage)


def _hours(passage: Passage, quantity: Quantity) -> Iterator[Found]:
    folded, first = passage.folded, passage.clause(quantity.figure)[0]
    unit = UNIT.at(folded, quantity.end)
    if unit is None:
        if _HOURS.before(folded, quantity.start, reach=12, start=first) and (
            weekly := _WEEKLY.at(folded, quantity.end)
        ):
            yield _weekly(passage, quantity, weekly.end(), 0.9)
            return
        if weekly := _WEEKLY_HOURS.at(folded, quantity.end):
            yield _weekly(passage, quantity, weekly.end(), 0.92)
            return
        if quantity.most <= _MOST_WEEKLY and _LABEL.before(folded, quantity.start, reach=40, start=first):
            yield _weekly(passage, quantity, quantity.end, 0.92)
        return
    quantity, end = bounded_behind(folded, quantity, unit.end())
    if _of_other_things(passage, quantity, end) or passage.denied(quantity.start, end):
        return
    yield from _of_week(passage, quantity, end) or _of_all(passage, quantity, end) or _bare(passage, quantity, end)


def _of_other_things(passage: Passage, quantity: Quantity, end: int) -> bool:
    """Whether the hours are of recordings, of notice, or those in which something is open."""
    folded, first = passage.folded, passage.clause(quantity.figure)[0]
    if _NOT_WORK.at(folded, end) or _MATERIAL.at(folded, end):
        return True
    return any(
        pattern.before(folded, quantity.figure, reach=reach, start=first)
        for pattern, reach in ((_NOT_WORK_BEFORE, 40), (_OTHERS_HOURS, 80))
    )


def _of_week(passage: Passage, quantity: Quantity, end: int) -> list[Found]:
    folded = passage.folded
    if _LABEL.before(folded, quantity.start, reach=40):
        return [_weekly(passage, quantity, end, 0.92)]
    if _EACH_WEEK.before(folded, quantity.start, reach=24):
        return [_weekly(passage, quantity, end, 0.85)]
    weekly = _WEEKLY.at(folded, end)
    if weekly and not _WEEK_ONLY.at(folded, end):
        quantity, end = bounded_behind(folded, quantity, weekly.end())
        return [_weekly(passage, quantity, end, 0.95)]
    if (daily := _DAILY.at(folded, end)) and quantity.most <= _MOST_DAILY:
        quantity, end = bounded_behind(folded, quantity, daily.end())
        days = _DAYS.at(folded, end)
        scaled = _scaled(quantity, _days(days[1]) if days else 5.0)
        return [
            passage.found(
                "hours_per_week", scaled, (quantity.start, days.end() if days else end), 0.85 if days else 0.6
            )
        ]
    if monthly := _MONTHLY.at(folded, end):
        scaled = _scaled(quantity, 1 / WEEKS_PER_MONTH)
        return [passage.found("hours_per_week", scaled, (quantity.start, monthly.end()), 0.55)]
    return []


def _of_all(passage: Passage, quantity: Quantity, end: int) -> list[Found]:
    behind = _TOTAL_BEHIND.at(passage.folded, end)
    if behind or _TOTAL_BEFORE.before(passage.folded, quantity.start, reach=24):
        span = (quantity.start, behind.end() if behind else end)
        return [passage.found("hours_total", _range(quantity), span, 0.9)]
    return []


def _bare(passage: Passage, quantity: Quantity, end: int) -> list[Found]:
    """Hours without "a week": those of a week where they are called a commitment or stand alone among the terms."""
    if quantity.most > 60 or quantity.most < 5:
        return []
    if _WEEK_LIKELY.before(passage.folded, quantity.start, reach=40, start=passage.clause(quantity.figure)[0]):
        return [_weekly(passage, quantity, end, 0.75)]
    first, last = passage.segment(quantity.start, end)
    alone = not passage.folded[first : quantity.start].strip(" -•*(") and not passage.folded[end:last].strip(" .)")
    at = passage.folded[max(0, quantity.start - 4) : quantity.start].strip() == "at"
    return [_weekly(passage, quantity, end, 0.6)] if alone or at else []


def _weekly(passage: Passage, quantity: Quantity, end: int, confidence: float) -> Found:
    sure = confidence if quantity.most <= _MOST_WEEKLY else 0.3
    return passage.found("hours_per_week", _range(quantity), (quantity.start, end), sure)


def _range(quantity: Quantity) -> Range:
    return _scaled(quantity, 1.0)


def _scaled(quantity: Quantity, factor: float) -> Range:
    ends = [None if end is None else round(float(end) * factor, 1) for end in (quantity.low, quantity.high)]
    return Range(*ends)


def _days(words: str) -> float:
    if words.isdigit():
        return float(words)
    named = {
        "one": 1,
        "two": 2,
        "dos": 2,
        "dois": 2,
        "three": 3,
        "tres": 3,
        "four": 4,
        "cuatro": 4,
        "quatro": 4,
        "six": 6,
        "seis": 6,
    }
    return float(named.get(words, 5))


def _schedule(passage: Passage) -> Iterator[Found]:
    if _EITHER.search(passage.folded):
        return
    for pattern, schedule in ((_FULL, Schedule.FULL_TIME), (_PART, Schedule.PART_TIME)):
        for match in pattern.all(passage.folded):
            if _is_of_others(passage, match.start(), match.end()):
                continue
            yield passage.found("schedule", schedule, match.span(), 0.9)
            if schedule is Schedule.FULL_TIME:
                hours = Range(FULL_TIME_HOURS, FULL_TIME_HOURS)
                yield passage.found("hours_per_week", hours, match.span(), 0.55)


def _is_of_others(passage: Passage, start: int, end: int) -> bool:
    if passage.denied(start, end) or _OTHERS_NOUN.at(passage.folded, end):
        return True
    return _OTHERS_SCHEDULE.before(passage.folded, start, reach=30) is not None
