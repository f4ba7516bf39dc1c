"""The field that a degree must be in: "PhD in organic chemistry or a related field", "licenciatura en derecho", "JD".

Fields offered together are alternatives. A related field is one below the same field of the taxonomy, so each is read
one step up, and that is told. Where one of the degrees offered names no field, any field will do.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.values import Found
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import DomainMatch, UnknownDomain

_IN = Pattern(r"(?:\)?,? {level_behind}){0,2}\)?,? {in_field} (?:{article} ){0,2}", words="degrees")
_ENDS_WITH_IN = Pattern(r"\b{in_field}$", words="degrees")
_ARTICLE = Pattern(r" (?:{article} ){0,2}", words="degrees")
_ALSO = Pattern(
    r"\s?[,/(]{0,2}\s?(?:\b(?:and/or|or|and|o|u|y|e|ou|y/o|e/ou)\b)?\s{0,2}(?:(?:in|en|em|of|de) )?(?:{article} )?",
    words="degrees",
)
_RELATED = Pattern(r"{related}", words="degrees")
_OTHER_DEGREE = Pattern(r"[\s,/(]{0,3}(?:\b(?:or|and|o|u|y|e|ou)\b)?\s{0,2}(?:(?:an?|una?|uma?) )?$", words="degrees")
_PARTS = re.compile(r"\s?(?:/|,|\bor\b|\band\b|&|\bo\b|\bou\b|\by\b)\s?(?:an?\s)?")
_BY_TITLE = {
    "law_title": "0421",
    "medicine_title": "0912",
    "veterinary_title": "0841",
    "dentistry_title": "0911",
    "nursing_title": "0913",
    "pharmacy_title": "0916",
    "management_title": "0413",
}
_OF_TITLE = 0.85
_OF_RELATED = 0.75
_BETWEEN_WORDS = 1  # characters between a field and the degree behind it: "law degree", "chemistry-PhD"

Named = DomainMatch | UnknownDomain


class Title(Struct, frozen=True):
    """A field that the name of a degree says by itself: a JD is one in law."""

    code: str
    start: int
    end: int


class Fields(Struct, frozen=True):
    """The fields of one degree, or of several offered together."""

    named: tuple[Named | Title, ...] = ()
    related: str = ""  # the words that let in related fields


def read_degree_fields(passage: Passage, spans: Sequence[tuple[int, int]], *, sure: float) -> Iterator[Found | str]:
    """The fields of the degrees at `spans`, which are offered together; nothing where one of them may be in any field."""
    each: list[Fields] = []
    start_of_next = None
    for start, last in reversed(spans):
        end = start + len(passage.folded[start:last].rstrip())
        own = _of_one(passage, start, end)
        if not own.named and start_of_next is not None and _OTHER_DEGREE.at(passage.folded, end, start_of_next):
            own = each[-1]  # "BSc or MSc in biology"
        if not own.named:
            return
        each.append(own)
        start_of_next = start
    named = dict.fromkeys(one for own in reversed(each) for one in own.named)
    related = next((own.related for own in each if own.related), "")
    yield from _found(passage, Fields(tuple(named), related), sure)


def _found(passage: Passage, fields: Fields, sure: float) -> Iterator[Found | str]:
    tree, wider = taxonomy(), []
    for one in fields.named:
        span = one.start, one.end
        if isinstance(one, UnknownDomain):
            yield passage.found("unknown_degree_domains", one.words, span, min(one.confidence, sure))
            continue
        confidence = min(_OF_TITLE if isinstance(one, Title) else one.confidence, sure)
        code = one.code
        if fields.related and (parent := tree.parent(code)):
            code, confidence = parent, min(confidence, _OF_RELATED)
            wider.append(tree.name(parent))
        yield passage.found("degree_domains", code, span, confidence)
    if wider:
        yield f"“{fields.related}” is read as a degree in anything below {' or '.join(dict.fromkeys(wider))}."


def _of_one(passage: Passage, start: int, end: int) -> Fields:
    titles, whole = _titles(passage, start, end)
    written = _behind(passage, end)
    if not written.named and not titles:
        written = _around(passage, start, end)
    if not written.named:
        return Fields(titles) if whole else Fields()
    return written if whole else Fields((*titles, *written.named), written.related)


def _around(passage: Passage, start: int, end: int) -> Fields:
    """Fields whose name overlaps the degree's or stands right before it: "licenciatura en derecho", "law degree"."""
    fields = passage.fields_in_order
    last = bisect_left(fields, end, key=_start) - 1
    if last < 0 or fields[last].end < start - _BETWEEN_WORDS:
        return Fields()
    if fields[last].end > end:
        return _and_more(passage, fields[last])
    # "a law or economics degree"
    between = passage.folded[fields[last - 1].end : fields[last].start].strip() if last else ""
    first = last - 1 if between in {"or", "o", "ou", "/"} else last
    return Fields(tuple(fields[first : last + 1]))


def _behind(passage: Passage, end: int) -> Fields:
    """Fields named behind a degree: "PhD in chemistry, physics or a related field"."""
    lead = _IN.at(passage.folded, end, passage.clause(max(0, end - 1))[1])
    if lead is None and _ENDS_WITH_IN.before(passage.folded, end, reach=12):
        lead = _ARTICLE.at(passage.folded, end)
    first = _starting(passage, lead.end()) if lead else None
    return _and_more(passage, first) if first else Fields()


def _and_more(passage: Passage, first: Named) -> Fields:
    named, related, position = [first], "", first.end
    limit = passage.clause(first.start)[1]
    while (also := _ALSO.at(passage.folded, position, limit)) and also.end() > position:
        if match := _RELATED.at(passage.folded, also.end(), limit):
            related, position = passage.text[match.start() : match.end()], match.end()
        elif (following := _starting(passage, also.end())) and following.end <= limit:
            named.append(following)
            position = following.end
        else:
            break
    return Fields(tuple(named), related)


def _starting(passage: Passage, position: int) -> Named | None:
    """The field whose name begins at `position`."""
    fields = passage.fields_in_order
    at = bisect_left(fields, position, key=_start)
    return fields[at] if at < len(fields) and fields[at].start == position else None


def _start(field: Named) -> int:
    return field.start


def _titles(passage: Passage, start: int, end: int) -> tuple[tuple[Title, ...], bool]:
    """The fields that the degrees' own names say, and whether each of those names says one."""
    parts = _PARTS.split(passage.folded[start:end].strip())
    matches = [_title_words().fullmatch(part.strip()) for part in parts]
    codes = [_BY_TITLE[match.lastgroup or ""] for match in matches if match]
    return tuple(Title(code, start, end) for code in dict.fromkeys(codes)), all(matches)


@cache
def _title_words() -> re.Pattern[str]:
    every = "|".join(f"(?P<{field}>{{{field}}})" for field in _BY_TITLE)
    return compiled(every, words="degrees")
