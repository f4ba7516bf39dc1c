"""The lowest degree that is enough, and its field. A degree that is only preferred is no requirement."""

import re
from collections.abc import Iterator
from functools import cache

from touchstone.core.briefs.degree_fields import read_degree_fields
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.values import Degree, Found

_ORDER = {degree: rank for rank, degree in enumerate(Degree)}
# How sure the words for each are. Long first degrees in law and medicine (JD, MD) count as ISCED 2011 level 7, as UNESCO's
# mapping of the United States does: master.
_SURE = {
    Degree.DOCTORATE: 0.93,
    Degree.MASTER: 0.92,
    Degree.BACHELOR: 0.9,
    Degree.DIPLOMA: 0.88,
    Degree.SECONDARY: 0.88,
}
# A degree without its kind is the first one.
_BARE = Pattern(
    r"(?:\b{bare}[ -]|(?:^|[\n.;,:•*(-])\s{0,3})degrees?(?= {bare_words}\b|\s?[.,;:()/\n]|$)", words="degrees"
)
_TITULO = Pattern(r"\b{titulo} (?:en|de) (?!venta|valor)", words="degrees")
_INITIALS = re.compile(
    r"(?<![\w.&/])(?P<list>(?:B\.?S\.?|B\.?A\.?|M\.?S\.?|M\.?A\.?|JD|MD|M\.D\.|LLB|RN|Ph\.?\s?D\.?|PhDs?|BSc|MSc|BSN|MSW)"
    r"(?:\s?(?:/|,|or|and|&|o|ou|y)\s?(?:an?\s|a\s)?(?:B\.?S\.?|B\.?A\.?|M\.?S\.?|M\.?A\.?|JD|MD|M\.D\.|Ph\.?\s?D\.?|PhDs?|BSc|MSc)){0,4})(?![\w&-])"
)
_INITIAL_DEGREES = (
    (Degree.BACHELOR, r"B\.?S\.?|B\.?A\.?|LLB|RN|BSN|BSc"),
    (Degree.MASTER, r"M\.?S\.?|M\.?A\.?|JD|MD|M\.D\.|MSW|MSc"),
    (Degree.DOCTORATE, r"Ph.*"),
)
_INITIALS_CONTEXT = Pattern(r"[\s,)]{0,2}{initials_context}", words="degrees")
_NOT_INITIALS = Pattern(r"\s(?:office|excel|word|teams|azure|windows|365|access|powerpoint|sql)")
_IN_PROGRESS = Pattern(r"\b{in_progress}\b", words="degrees")
_NOT_PROGRESS = Pattern(r"\b{not_progress}\b", words="degrees")
_EXPERIENCE_INSTEAD = Pattern(r"{experience_instead}", words="degrees")
_OF_OTHERS = Pattern(r"\b{of_others}$", words="degrees")
_NOT_REQUIRED_OF = Pattern(r"\b{not_required_of}\b", words="degrees")


def read_degrees(passage: Passage) -> Iterator[Found | str]:
    """Each degree that would be enough, the lowest of those offered together; and the fields of the surest of them."""
    named = sorted(_named(passage), key=lambda item: item[1])
    kept: list[tuple[Degree, int, int, float]] = []
    for degree, start, end, confidence in named:
        if kept and start < kept[-1][2]:
            continue
        if _required(passage, start, end):
            kept.append((degree, start, end, confidence))
    groups = _groups(passage, kept)
    for group in groups:
        yield from _lowest(passage, group)
    # What `merge` takes for the degree is the surest; the field of another degree says nothing of that one.
    chosen = min((_enough(group) for group in groups), key=lambda one: (-one[1], one[2]), default=None)
    for group in groups:
        if chosen and _enough(group)[0] is chosen[0]:
            yield from read_degree_fields(passage, [item[1:3] for item in group], sure=chosen[1])


def _named(passage: Passage) -> Iterator[tuple[Degree, int, int, float]]:
    for match in _degree_words().finditer(passage.folded):
        degree = Degree(match.lastgroup or "")
        yield degree, match.start(), match.end(), _SURE[degree]
    for match in _INITIALS.finditer(passage.text):
        if _are_degrees(passage, match):
            yield from _initials(match)
    for match in _BARE.all(passage.folded):
        yield Degree.BACHELOR, match.start() + len(match[0]) - len(match[0].lstrip("\n.;,:•*(- ")), match.end(), 0.7
    if passage.language != "en":
        for match in _TITULO.all(passage.folded):
            yield Degree.BACHELOR, match.start(), match.end(), 0.65


@cache
def _degree_words() -> re.Pattern[str]:
    every = "|".join(f"(?P<{degree.value}>{{{degree.value}}})" for degree in _SURE)
    return compiled(rf"(?<![\w.])(?:{every})(?![a-z])", words="degrees")


def _are_degrees(passage: Passage, match: re.Match[str]) -> bool:
    """Whether they are meant: "BS/MS/PhD" and "MA in linguistics" are, "Cambridge, MA", "MS Office" and a lone "BA" are not."""
    if _NOT_INITIALS.at(passage.folded, match.end()):
        return False
    several = any(mark in match["list"] for mark in ("/", ",", " or ", " and ", " o ", " ou "))
    if several or match["list"].startswith("Ph"):
        return True
    behind = _INITIALS_CONTEXT.at(passage.folded, match.end())
    city = re.search(r"[A-Z][a-z]{2,15}, $", passage.text[max(0, match.start() - 20) : match.start()])
    return behind is not None and city is None


def _initials(match: re.Match[str]) -> Iterator[tuple[Degree, int, int, float]]:
    found = [
        degree
        for word in re.split(r"\s?(?:/|,|\bor\b|\band\b|&|\bo\b|\bou\b|\by\b)\s?(?:an?\s)?", match["list"])
        for degree, words in _INITIAL_DEGREES
        if re.fullmatch(words, word.strip())
    ]
    if found:
        yield min(found, key=_ORDER.__getitem__), match.start("list"), match.end("list"), 0.93


def _required(passage: Passage, start: int, end: int) -> bool:
    if _preferred(passage, start, end) or passage.denied(start, end):
        return False
    if _OF_OTHERS.before(passage.folded, start, reach=60, start=passage.clause(start)[0]):
        return False
    behind = passage.folded[end : end + 26].split(".")[0]
    return _NOT_REQUIRED_OF.search(behind) is None


def _preferred(passage: Passage, start: int, end: int) -> bool:
    if passage.preferred(start, end):
        return True
    # "degree in law, finance or economics preferred": the fields of a degree are not items of their own.
    fields = _FIELDS.at(passage.folded, end, passage.clause(start)[1])
    return fields is not None


_FIELDS = Pattern(
    r"(?: degree)?,? (?:in|en|em|of) (?:(?:[a-z'-]{2,20} ){0,3}[a-z'-]{2,20}, ){0,5}(?:[a-z'-]{1,20} ){1,8}?{fields}\b",
    words="degrees",
)


def _groups(
    passage: Passage, named: list[tuple[Degree, int, int, float]]
) -> list[list[tuple[Degree, int, int, float]]]:
    """Degrees offered together: "BSc, MSc or PhD"; "Master's degree or a degree from …"."""
    groups: list[list[tuple[Degree, int, int, float]]] = []
    for item in named:
        together = groups and passage.clause(groups[-1][-1][1]) == passage.clause(item[1])
        if together:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _enough(group: list[tuple[Degree, int, int, float]]) -> tuple[Degree, float, int]:
    """The lowest degree of those offered together, how sure that is, and where they begin."""
    degree = min((item[0] for item in group), key=_ORDER.__getitem__)
    return degree, max(item[3] for item in group if item[0] == degree), group[0][1]


def _lowest(passage: Passage, group: list[tuple[Degree, int, int, float]]) -> Iterator[Found]:
    degree, confidence, first = _enough(group)
    last = group[-1][2]
    yield passage.found("degree", degree, (first, last), confidence)
    clause_start, clause_end = passage.clause(first)
    around = (max(clause_start, first - 50), min(clause_end, last + 60))
    progress = _IN_PROGRESS.search(passage.folded, *around)
    if progress and not _NOT_PROGRESS.search(passage.folded, *around) and not passage.denied(*progress.span()):
        yield passage.found("degree_in_progress", value=True, span=progress.span(), confidence=0.8)
    if instead := _EXPERIENCE_INSTEAD.search(passage.folded, last, min(clause_end, last + 110)):
        yield passage.found("degree_or_experience", value=True, span=instead.span(), confidence=0.8)
