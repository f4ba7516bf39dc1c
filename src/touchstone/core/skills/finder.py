"""Which fields a text names: the longest phrase at a place wins, and weak names need the words around them.

Deterministic and linear in the text. Confidence: .97 for a name of several words, .9 for one word, .8 for a weak name
that a cue word confirms ("law degree"), .7 for one in a list beside another field ("law, biology"), .3 for a weak name
alone (below what `find` reports unless asked), and a third of that where the clause says the field is not needed.
These are stated ranks, not measured frequencies.
"""

import re

from msgspec import Struct

from touchstone.core.skills.cues import AFTER, BEFORE, LIST_WORDS, NEGATIONS
from touchstone.core.skills.phrases import Phrase, Token
from touchstone.core.skills.values import DomainMatch

SEVERAL_WORDS, ONE_WORD, CONFIRMED, LISTED, ALONE = 0.97, 0.9, 0.8, 0.7, 0.3
REPORTED = 0.5  # what `find` reports unless asked for less
_NOT_NEEDED = 1 / 3

_JOINT = re.compile(r"(?: ?[-&/'] ?|\.|[ \t\u00a0]+|[ \t\u00a0]*\n[ \t\u00a0]*)\Z")
_CLAUSE_END = re.compile(r"[.!?;:\n](?:\s|\Z)|\n")
_LIST_GAP = re.compile(r"\s*[,/&+]\s*")

Table = dict[str, dict[tuple[str, ...], Phrase]]


class Hit(Struct, frozen=True):
    """A phrase found at tokens[first:last]."""

    phrase: Phrase
    first: int
    last: int


class Clue(Struct, frozen=True):
    """A text made ready: the original, folded, and its words."""

    text: str
    folded: str
    tokens: list[Token]


def hits(clue: Clue, table: Table) -> list[Hit]:
    """Every phrase of the table in the text, from left to right, the longest at each place; false friends included."""
    found, place = [], 0
    while place < len(clue.tokens):
        hit = _longest(clue, table, place)
        if hit:
            found.append(hit)
        place = hit.last if hit else place + 1
    return found


def matches(clue: Clue, found: list[Hit]) -> list[DomainMatch]:
    """The fields among `found`, in the order of the text, each with its confidence."""
    named = [hit for hit in found if hit.phrase.code is not None]
    ranks = _listed(clue, named, [own_rank(clue, hit) for hit in named])
    return [_match(clue, hit, rank * _wanted(clue, hit)) for hit, rank in zip(named, ranks, strict=True)]


def _longest(clue: Clue, table: Table, place: int) -> Hit | None:
    phrases = table.get(clue.tokens[place].word)
    if not phrases:
        return None
    reach = _reach(clue, place, max(map(len, phrases)))
    for last in range(reach, place, -1):
        phrase = phrases.get(tuple(token.word for token in clue.tokens[place:last]))
        if phrase and (
            phrase.exact is None or phrase.exact == clue.text[clue.tokens[place].start : clue.tokens[last - 1].end]
        ):
            return Hit(phrase, place, last)
    return None


def _reach(clue: Clue, place: int, longest: int) -> int:
    """The end of the run of words from `place` that only spaces, hyphens and the like join."""
    last = place + 1
    while last < len(clue.tokens) and last - place < longest:
        if not _JOINT.match(clue.folded, clue.tokens[last - 1].end, clue.tokens[last].start):
            break
        last += 1
    return last


def own_rank(clue: Clue, hit: Hit) -> float:
    """The confidence that a hit has by itself and the words around it, lists and negations apart."""
    if hit.phrase.weak:
        return CONFIRMED if _confirmed(clue, hit) else ALONE
    return SEVERAL_WORDS if len(hit.phrase.words) > 1 else ONE_WORD


def _confirmed(clue: Clue, hit: Hit) -> bool:
    before = _clause_words(clue, hit, -6)
    after = _clause_words(clue, hit, 2)
    return not BEFORE.isdisjoint(before) or not AFTER.isdisjoint(after)


def _clause_words(clue: Clue, hit: Hit, count: int) -> list[str]:
    """Up to `count` words after the hit, or before it where `count` is negative, within its clause."""
    if count > 0:
        near, from_here = clue.tokens[hit.last : hit.last + count], clue.tokens[hit.last - 1].end
        return [token.word for token in near if not _CLAUSE_END.search(clue.folded, from_here, token.start)]
    near, up_to_here = clue.tokens[max(0, hit.first + count) : hit.first], clue.tokens[hit.first].start
    return [token.word for token in near if not _CLAUSE_END.search(clue.folded, token.end, up_to_here)]


def _listed(clue: Clue, named: list[Hit], ranks: list[float]) -> list[float]:
    """The ranks, raised where a hit stands in a list with a field that is surely one. Each neighbour is looked at once."""
    raised: list[float] = []
    start = 0
    for end in range(1, len(named) + 1):
        if end < len(named) and _side_by_side(clue, named[end - 1], named[end]):
            continue
        in_list = ranks[start:end]
        least = LISTED if max(in_list) > ALONE else ALONE
        raised += [rank if rank > ALONE else least for rank in in_list]
        start = end
    return raised


def _side_by_side(clue: Clue, left: Hit, right: Hit) -> bool:
    between = clue.tokens[left.last : right.first]
    gap = clue.folded[clue.tokens[left.last - 1].end : clue.tokens[right.first].start]
    if any(token.word not in LIST_WORDS for token in between):
        return False
    return bool(between) or bool(_LIST_GAP.fullmatch(gap))


def _wanted(clue: Clue, hit: Hit) -> float:
    return 1.0 if NEGATIONS.isdisjoint(_clause_words(clue, hit, -3)) else _NOT_NEEDED


def _match(clue: Clue, hit: Hit, confidence: float) -> DomainMatch:
    start, end = clue.tokens[hit.first].start, clue.tokens[hit.last - 1].end
    return DomainMatch(
        code=str(hit.phrase.code), words=clue.text[start:end], start=start, end=end, confidence=round(confidence, 3)
    )
