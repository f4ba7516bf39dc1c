"""How the fields of a brief are joined: any will do ("philosophy or psychology"), or all ("both chemistry and patent law").

What is said of some of the fields says nothing of the others, so it is read only where it covers every field that the
brief names. "Mathematics, physics and chemistry" leaves open whether one person must know them all: that is asked.
"""

from collections.abc import Iterable, Iterator, Sequence

from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found, Joined
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import DomainMatch
from touchstone.core.text import fold

# What every brief speaks of: where it names another field too, that one is what people must know.
_THE_MODEL = {"0619", "0619.ai", "0619.ai.ml", "0619.ai.llm", "0619.ai.nlp", "0619.ai.dialogue", "0619.ai.mlops"}
_BROAD = 2  # digits of a broad field: "engineering", said of almost anything

_HEAD = r"(?: {behind_field})?"
_LEAD = r"(?:\s{1,4}{before_field}){0,3}\s{1,4}"
_EITHER = Pattern(rf"{_HEAD}(?:,|\s?/)? ?\b{{either}}\b{_LEAD}$", words="joined")
_TOGETHER = Pattern(rf"{_HEAD},?(?: \b{{together}}\b{_LEAD}|\s?&\s?)$", words="joined")
_LISTED = Pattern(rf"{_HEAD}\s?[,/]\s{{0,4}}$", words="joined")
_BOTH = Pattern(r"\b{both}\b(?: {before_field}){0,2} ?$", words="joined")
_OF_PEOPLE = Pattern(r"\b{of_people}\b[^.;:]{0,25}$", words="joined")
_SURE, _LIKELY = 0.9, 0.6

Chain = list[tuple[DomainMatch, Joined | None]]
"""Fields that stand side by side, each with the word that joins it to the one before; None: a comma, or the first."""


def stands_behind(code: str) -> bool:
    """Whether a field says little beside others: a broad one ("engineering"), or the model itself."""
    return len(code) == _BROAD or code in _THE_MODEL


def several(codes: Iterable[str]) -> list[str]:
    """The fields that count, each once and in order: the deepest, without those that say little beside others."""
    each = list(dict.fromkeys(codes))
    wider = {above for code in each for above in taxonomy().ancestors(code)}
    deepest = [code for code in each if code not in wider]
    return [code for code in deepest if not stands_behind(code)] or deepest


def read_joined(passage: Passage) -> Iterator[Found]:
    """How the fields are joined, where the words say it of all of them."""
    tree, known = taxonomy(), passage.fields.known
    every = several(match.code for match in known)
    if len(every) < 2:
        return
    for chain in _chains(passage, [match for match in known if not stands_behind(match.code)]):
        codes = several(match.code for match, _ in chain)
        # "Chemistry and patent law … a PhD in organic chemistry": the deeper field is one of those that are joined.
        covers = all(any(tree.covers(code, one) for code in codes) for one in every)
        if len(codes) < 2 or not covers:
            continue
        span = chain[0][0].start, chain[-1][0].end
        joined, confidence = _said(passage, chain)
        if joined is not None:
            yield passage.found("domains_joined", joined, span, confidence)


def _chains(passage: Passage, fields: Sequence[DomainMatch]) -> Iterator[Chain]:
    chain: Chain = []
    for match in fields:
        link = _link(passage, chain[-1][0].end, match.start) if chain else None
        if chain and link is None:
            yield chain
            chain = []
        chain.append((match, link[0] if link and chain else None))
    if chain:
        yield chain


def _link(passage: Passage, end: int, start: int) -> tuple[Joined | None] | None:
    """What joins two fields, in a tuple; None where they do not stand side by side."""
    for pattern, joined in ((_EITHER, Joined.ANY), (_TOGETHER, Joined.ALL), (_LISTED, None)):
        if pattern.at(passage.folded, end, start):
            return (joined,)
    return None


def _said(passage: Passage, chain: Chain) -> tuple[Joined | None, float]:
    """How the fields of a chain are joined, and how sure that is; None where the words leave it open."""
    links = {link for _, link in chain} - {None}
    if links == {Joined.ANY}:
        return Joined.ANY, _SURE
    if links != {Joined.ALL}:
        return None, 0.0
    if all(_are_people(match) for match, _ in chain):  # "lawyers and doctors": each is one of them
        return Joined.ANY, _LIKELY
    start = chain[0][0].start
    first = passage.clause(start)[0]
    if _BOTH.before(passage.folded, start, reach=40, start=first):
        return Joined.ALL, _SURE
    if len(chain) == 2 and _OF_PEOPLE.before(passage.folded, start, reach=60, start=first):
        return Joined.ALL, _LIKELY
    return None, 0.0


def _are_people(match: DomainMatch) -> bool:
    """Whether a field is named by its people: "radiologists", "abogados"; and not "mathematics", "finanzas"."""
    words = fold(match.words)
    names = {fold(name) for name in taxonomy().node(match.code).names.values()}
    return words.endswith("s") and not words.endswith(("ics", "icas", "cias")) and words not in names
