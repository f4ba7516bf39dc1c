"""How many people are wanted. People whom the client has, serves or is are not counted."""

from collections.abc import Iterator

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found

_BEHIND = Pattern(
    r"(?:\s(?!of\b|from\b|in\b|per\b|hours?\b|weeks?\b|years?\b|and\b|or\b)[a-z][a-z/'-]{1,18}){0,3}?\s{person}\b(?!-)",
    words="people",
)
_SEATS = Pattern(r"\s{seats}\b", words="people")
_HIRING = Pattern(r"\b{hiring}\b[^.;:\n]{0,45}$", words="people")
_LABEL = Pattern(r"\b{label}(?: needed| required)?(?::\s{0,3}|\n)$", words="people")
_STRONG = Pattern(r"-(?:person|strong|people|member)\b(?: (?:team|crew|panel|group))?")
_TEAM_OF = Pattern(r"\b{team_of}(?: about| around| some)?\s{1,3}$", words="people")
_OTHERS = Pattern(
    r"\b{others}(?: (?:an?|the|un|una|um|uma))?\s{1,3}(?:(?:small|big|in-house|internal|growing|remote) )?$",
    words="people",
)
_NOTHING_MORE = Pattern(r"\s{0,3}(?:[.:\n]|$|{nothing_more}\b)", words="people")
_PEOPLE_TIMES = Pattern(r"\b(?:x|times|each for|for|per)\s{0,2}$")


def read_people(passage: Passage) -> Iterator[Found]:
    """The number of people; several kinds in one line are added up ("8 labellers, 1 reviewer, 1 lead")."""
    counted: list[tuple[Quantity, int, float]] = []
    for quantity in passage.quantities:
        if quantity.percent or quantity.currency is not None or quantity.most > 5_000 or quantity.most % 1:
            continue
        if counted and not _same_list(passage, counted[-1], quantity):
            yield _added(passage, counted)
            counted = []
        confidence, end = _confidence(passage, quantity, listed=bool(counted))
        if confidence:
            counted.append((quantity, end, confidence))
    if counted:
        yield _added(passage, counted)


def _same_list(passage: Passage, last: tuple[Quantity, int, float], quantity: Quantity) -> bool:
    gap = passage.folded[last[1] : quantity.start]
    return len(gap) < 30 and gap.strip(" ,").removeprefix("and ").strip() in {
        "",
        "and",
        "y",
        "e",
        "plus",
        "mas",
        "mais",
        "&",
        "+",
    }


def _added(passage: Passage, counted: list[tuple[Quantity, int, float]]) -> Found:
    total = sum(int(quantity.most if quantity.high is not None else quantity.least) for quantity, _, _ in counted)
    span = (counted[0][0].start, counted[-1][1])
    return passage.found("people", total, span, min(confidence for _, _, confidence in counted))


def _confidence(passage: Passage, quantity: Quantity, *, listed: bool) -> tuple[float, int]:
    """How sure it is that people wanted are counted, and where the words for them end; (0.0, 0) where they are not."""
    folded, (first, last) = passage.folded, passage.clause(quantity.figure)
    article = folded[quantity.figure : quantity.end] in {"un", "una", "um", "uma"}
    if article or passage.denied(quantity.start, quantity.end):
        return 0.0, 0
    if seats := _SEATS.at(folded, quantity.end, last):
        return 0.9, seats.end()
    strong = _STRONG.at(folded, quantity.end, last)
    if strong and not _OTHERS.before(folded, quantity.start, reach=30, start=first):
        return 0.75, strong.end()
    behind = _BEHIND.at(folded, quantity.end, min(last, quantity.end + 70))
    end = behind.end() if behind else quantity.end
    if _LABEL.before(folded, quantity.start, reach=40):
        return 0.92, end
    if _is_team(passage, quantity, first):
        return 0.85, end
    return (_named_sure(passage, quantity, end, listed=listed), end) if behind else (0.0, 0)


def _is_team(passage: Passage, quantity: Quantity, first: int) -> bool:
    team = _TEAM_OF.before(passage.folded, quantity.start, reach=24, start=first)
    return team is not None and _OTHERS.before(passage.folded, team.start(), reach=30, start=first) is None


def _named_sure(passage: Passage, quantity: Quantity, end: int, *, listed: bool) -> float:
    """How sure "six annotators" are wanted: behind a verb of hiring, in a list of them, or alone among the terms."""
    folded, first = passage.folded, passage.clause(quantity.figure)[0]
    if _OTHERS.before(folded, quantity.start, reach=30, start=first):
        return 0.0
    if listed or _HIRING.before(folded, quantity.start, reach=70, start=first):
        return 0.88
    start, last = passage.segment(quantity.start, end)
    alone = not folded[start : quantity.start].strip(" -•*\n") and _NOTHING_MORE.at(folded, end, last)
    return 0.75 if alone or _PEOPLE_TIMES.before(folded, quantity.start, reach=8) else 0.0
