"""Where people may be, where the work is done, and whether they must come there. A place merely named is neither."""

from collections.abc import Iterator

from msgspec import Struct

from touchstone.core.briefs.gazetteer import Mention
from touchstone.core.briefs.passage import Passage, Span
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found

_REMOTE = Pattern(r"\b{remote}\b", words="places")
_ON_SITE = Pattern(r"\b{on_site}", words="places")
_HYBRID = Pattern(
    r"\b(?:hybrid|hibrid[oa]s?)\b(?! (?:model|search|approach|retrieval|cloud|system|reward|pipeline|arch))"
)
_WORLDWIDE = Pattern(r"\b{worldwide}\b", words="places")
_RESIDENCE_BEFORE = Pattern(
    r"\b{residence_before}(?: (?:the|either|any|all|el|la|los|o|a|os))?\s{0,3}$", words="places"
)
_HIRING_BEFORE = Pattern(r"\b{hiring_before}\b[^.;:,\n]{0,70} (?:in|en|em|no|na)(?: the)?\s{1,3}$", words="places")
_SITE_BEFORE = Pattern(r"\b{site_before}(?: (?:our|the|downtown|el|la|o|a))?\s{0,3}$", words="places")
_CLIENT_BEFORE = Pattern(r"\b(?:{client_before}\b[^.;:\n]{0,30})$", words="places")
_SITE_BEHIND = Pattern(
    r"[\s,(]{1,3}(?:or|o|ou) (?:fully )?{from_afar}| {site_behind} (?:days? |dias? )?(?:a|per|each|por|a la|na) (?:week|month|semana|mes)|"
    r" {premises}\b(?! (?:hours|time))",
    words="places",
)
_CLIENT_SEAT = Pattern(
    r"\b{client_seat}\b[^.;:\n]{0,24}(?: in| near| at| en| em| no| na| cerca de)\s{1,3}$", words="places"
)
_CLOCK_BEFORE = Pattern(r"\b{clock_before}\b[^.;,\n]{0,25}$", words="places")
_CLOCK_BEHIND = Pattern(
    r"'?s? (?:time|hours|timezone|time zone|business hours|working hours|clock|office hours)\b|\s?(?:am|pm)\b"
)
_SUBJECT_BEHIND = Pattern(r"'?s?[\s-]{subject_behind}\b", words="places")
_BASED_BEHIND = Pattern(r"{based_behind}\b", words="places")
_NATIONALS_BEHIND = Pattern(r" (?:citizens?|nationals?|residents?|ciudadan[oa]s|residentes?|cidada\w{1,3})\b")
_LEAVES_OUT = Pattern(r"\b{leaves_out}\b[^.;\n]{0,40}$", words="places")
_CHAIN = Pattern(
    r"\s{0,2}(?:[,/&+-]|\s(?:or|and|o|y|ou|e|u)\s)?(?:\s?(?:or|and|o|y|ou|e|u|the|el|la|los)\s){0,2}\s{0,2}"
)
_ALONE = Pattern(r"(?:[\s,/&+.()\-]|\b{alone}\b)*", words="places")
_UNKNOWN_AFTER = Pattern(r"\b{unknown_after} (?:in|at|en|em) $", words="places")
_NAME = Pattern(r"[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’-]{2,20}(?:\s(?:de |do |da |del |la )?[A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w'’-]{1,20}){0,2}")
_NOT_NAMES = frozenset(
    "english python sql german spanish french portuguese january february march april may june july august september october november december".split()
)


class _Role(Struct, frozen=True):
    """What a named place is to the brief, and how sure that is."""

    kind: str  # "residence", "site", "seat" (of the client) or "" (merely named)
    confidence: float = 0.0


_NAMED = _Role("")


def read_places(passage: Passage) -> Iterator[Found | str]:
    """Countries where people may be, the place of work, and whether it is done there."""
    yield from _presence(passage)
    left_out = {code for mention in passage.mentions if _left_out(passage, mention) for code in mention.place.countries}
    chain: list[tuple[Mention, _Role]] = []
    for mention in passage.mentions:
        role = _continued(passage, chain, mention) or _role(passage, mention)
        if chain and not _linked(passage, chain[-1][0], mention):
            yield from _located(passage, chain, left_out)
            chain = []
        chain.append((mention, role))
    yield from _located(passage, chain, left_out)
    yield from _nationals(passage)
    yield from _unlisted(passage)


def _presence(passage: Passage) -> Iterator[Found]:
    remote = [match.span() for match in _REMOTE.all(passage.folded)]
    denied = [span for span in remote if passage.denied(*span)]
    offered = [span for span in remote if span not in denied]
    for span in offered:
        yield _on_site(passage, span, 0.92, needed=False)
        yield passage.found("location", "remote", span, 0.6)
    for span in denied:
        yield _on_site(passage, span, 0.85, needed=True)
    for match in _WORLDWIDE.all(passage.folded):
        if passage.mentions_in(match.end(), match.end() + 14):
            continue  # "anywhere in Colombia" is Colombia
        first, last = passage.segment(*match.span())
        alone = match[0] != "global" or last - first < 30
        if alone and not passage.denied(*match.span()):
            yield passage.found("location", "worldwide", match.span(), 0.65)
    for pattern, confidence in () if offered else ((_ON_SITE, 0.9), (_HYBRID, 0.8)):
        for match in pattern.all(passage.folded):
            if not passage.denied(*match.span()):
                yield _on_site(passage, match.span(), confidence, needed=True)


def _on_site(passage: Passage, span: Span, confidence: float, *, needed: bool) -> Found:
    return passage.found("on_site", needed, span, confidence)


def _role(passage: Passage, mention: Mention) -> _Role:
    folded, start, end = passage.folded, mention.start, mention.end
    first = passage.clause(start)[0]
    if _of_the_clock(passage, mention, first) or _left_out(passage, mention):
        return _NAMED
    if _BASED_BEHIND.at(folded, end):
        return _Role("residence", 0.9)
    client = _CLIENT_BEFORE.before(folded, start, reach=60, start=first)
    if not client and _RESIDENCE_BEFORE.before(folded, start, reach=60, start=first):
        return _Role("residence", 0.92)
    if _SITE_BEFORE.before(folded, start, reach=40, start=first) or _SITE_BEHIND.at(folded, end):
        return _Role("site", 0.9)
    if _SUBJECT_BEHIND.at(folded, end):
        return _NAMED
    return _role_of_client(passage, mention, first) if client else _role_in_terms(passage, mention, first)


def _of_the_clock(passage: Passage, mention: Mention, first: int) -> bool:
    """The place of a clock and not of a person: "four hours with London", "Madrid time"."""
    before = _CLOCK_BEFORE.before(passage.folded, mention.start, reach=45, start=first)
    return before is not None or _CLOCK_BEHIND.at(passage.folded, mention.end) is not None


def _role_of_client(passage: Passage, mention: Mention, first: int) -> _Role:
    seat = _CLIENT_SEAT.before(passage.folded, mention.start, reach=60, start=first)
    return _Role("seat", 0.55) if seat and mention.place.kind == "city" else _NAMED


def _role_in_terms(passage: Passage, mention: Mention, first: int) -> _Role:
    """A place behind a verb of hiring, or alone between commas among the terms."""
    if _HIRING_BEFORE.before(passage.folded, mention.start, reach=110, start=first):
        return _Role("residence", 0.7)
    if not _stands_alone(passage, mention.start, mention.end):
        return _NAMED
    return _Role("residence", 0.72 if passage.where == "text" else 0.6)


def _left_out(passage: Passage, mention: Mention) -> bool:
    first = passage.clause(mention.start)[0]
    excepted = _LEAVES_OUT.before(passage.folded, mention.start, reach=60, start=first)
    # "Residentes no Brasil": Portuguese "no" is "in the", in a text taken for Spanish too.
    in_the = passage.folded.startswith("no ", mention.start - 3)
    return excepted is not None or (not in_the and passage.denied(mention.start, mention.end))


def _stands_alone(passage: Passage, start: int, end: int) -> bool:
    """Whether the segment holds nothing but places and words such as "remote" and "only"."""
    first, last = passage.segment(start, end)
    rest, position = [], first
    for mention in passage.mentions_in(first, last):
        rest.append(passage.folded[position : mention.start])
        position = mention.end
    return _ALONE.compiled.fullmatch(" ".join((*rest, passage.folded[position:last]))) is not None


def _linked(passage: Passage, before: Mention, mention: Mention) -> bool:
    return (
        mention.start - before.end < 24
        and _CHAIN.compiled.fullmatch(passage.folded, before.end, mention.start) is not None
    )


def _continued(passage: Passage, chain: list[tuple[Mention, _Role]], mention: Mention) -> _Role | None:
    """In a list ("the US, UK or Canada") every place has the role of the first."""
    if chain and chain[-1][1].kind and _linked(passage, chain[-1][0], mention):
        return chain[-1][1]
    return None


def _located(passage: Passage, chain: list[tuple[Mention, _Role]], left_out: set[str]) -> Iterator[Found]:
    kept = [(mention, role) for mention, role in chain if role.kind]
    if not kept:
        return
    confidence = kept[0][1].confidence
    span: Span = (kept[0][0].start, kept[-1][0].end)
    yield passage.found("location", " ".join(passage.text[span[0] : span[1]].split()), span, confidence)
    for mention, role in kept:
        if role.kind == "seat":
            continue  # where the client sits says nothing of where people may be
        finer = role.confidence - (0.05 if mention.place.kind in {"city", "state"} else 0.0)
        for code in sorted(set(mention.place.countries) - left_out):
            yield passage.found("countries", code, (mention.start, mention.end), finer)


def _nationals(passage: Passage) -> Iterator[Found]:
    for code, start, end in passage.nations:
        if _NATIONALS_BEHIND.at(passage.folded, end) and not passage.denied(start, end):
            yield passage.found("countries", code, (start, end), 0.85)


def _unlisted(passage: Passage) -> Iterator[Found]:
    """A place that the table lacks, kept as words: "Entry-level post in Smallville"."""
    for match in _NAME.all(passage.text):
        named = passage.mentions_in(match.start() - 40, match.end())
        named = [mention for mention in named if mention.end > match.start()]
        if named or match[0].lower() in _NOT_NAMES:
            continue
        if _UNKNOWN_AFTER.before(passage.folded, match.start(), reach=24):
            yield passage.found("location", match[0], match.span(), 0.75)
