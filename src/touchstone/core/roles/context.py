"""What the words around a cue make of it: denied, already there, somebody else's, a wish, a past, a purpose."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from touchstone.core.roles.lexicon import Lexeme
from touchstone.core.roles.tokens import CLAUSE, COMMA, Token

_LISTS_ON = frozenset("or nor ni nem ou o neither and y e".split())
_PEOPLE = frozenset({"colleague", "named_annotator", "named_trainer", "named_rlhf", "named_engineer", "named_builder"})
# Crossing a comma is safe only inside a list of short items.
_SHORT_ITEM: Final = 3


class Reach(Struct, frozen=True):
    """Tokens `first` up to `last` (exclusive) stand in the context `kind`."""

    kind: str
    first: int
    last: int

    def holds(self, lexeme: Lexeme) -> bool:
        """Whether all of `lexeme` stands in it."""
        return self.first <= lexeme.first and lexeme.last <= self.last


class Sentence(Struct, frozen=True):
    """One sentence: its tokens are `first` up to `last` (exclusive) of `tokens`."""

    tokens: list[Token]
    lexemes: list[Lexeme]
    first: int
    last: int


def reaches(sentence: Sentence, reach: dict[str, int]) -> list[Reach]:
    """Every context of the sentence; `reach` says how many words each kind reaches at most."""
    return [found for lexeme in sentence.lexemes for found in _of(lexeme, sentence, reach) if found.first < found.last]


def _of(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    concepts = lexeme.concepts
    if "not" in concepts:
        yield Reach("not", lexeme.last, _after_denial(lexeme, sentence, reach["not"]))
    if "not_needed" in concepts:
        yield Reach("not", _back(lexeme, sentence, reach["not_needed"], across=False), lexeme.first)
    if "has" in concepts:
        yield Reach("has", lexeme.last, _forward(lexeme, sentence, reach["has"], across=False))
    if "belief" in concepts:
        yield Reach("belief", lexeme.last, _forward(lexeme, sentence, reach["belief"], across=True))
    if "beside" in concepts:
        last = _forward(lexeme, sentence, reach["beside"], across=False)
        if any(other.concepts & _PEOPLE for other in sentence.lexemes if lexeme.last <= other.first < last):
            yield Reach("beside", lexeme.last, last)
    if "plus" in concepts:
        yield from _wish(lexeme, sentence, reach["plus"])
    if "experience" in concepts:
        yield from _past(lexeme, sentence, reach)
    if "purpose" in concepts:
        yield Reach("purpose", lexeme.last, _forward(lexeme, sentence, reach["purpose"], across=False))


def _wish(lexeme: Lexeme, sentence: Sentence, limit: int) -> Iterator[Reach]:
    opens = lexeme.first == sentence.first or sentence.tokens[lexeme.first].gap >= COMMA
    if opens:
        yield Reach("plus", lexeme.last, _forward(lexeme, sentence, limit, across=True))
    else:
        yield Reach("plus", _back(lexeme, sentence, limit, across=True), lexeme.first)


def _past(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    yield Reach("experience", lexeme.last, _forward(lexeme, sentence, reach["experience"], across=True))
    if lexeme.last - lexeme.first == 1:
        yield Reach("experience", _back(lexeme, sentence, reach["experience_before"], across=True), lexeme.first)


def _after_denial(lexeme: Lexeme, sentence: Sentence, limit: int) -> int:
    """A denial ends at "but", at a clause, and at a comma unless "or" shows that the list goes on."""
    tokens, stop = sentence.tokens, min(sentence.last, lexeme.last + limit)
    for other in sentence.lexemes:
        if other.first >= lexeme.last and "but" in other.concepts:
            stop = min(stop, other.first)
    for i in range(lexeme.last, stop):
        gap = tokens[i].gap if i > lexeme.last else 0
        if gap >= CLAUSE:
            return i
        if gap == COMMA and not any(tokens[j].word in _LISTS_ON for j in range(i, min(i + 4, stop))):
            return i
    return stop


def _forward(lexeme: Lexeme, sentence: Sentence, limit: int, *, across: bool) -> int:
    tokens, stop = sentence.tokens, min(sentence.last, lexeme.last + limit)
    for i in range(lexeme.last, stop):
        gap = tokens[i].gap if i > lexeme.last else 0
        if gap >= CLAUSE or (gap == COMMA and not (across and _item_length(tokens, i, sentence.last) <= _SHORT_ITEM)):
            return i
    return stop


def _back(lexeme: Lexeme, sentence: Sentence, limit: int, *, across: bool) -> int:
    tokens, stop = sentence.tokens, max(sentence.first, lexeme.first - limit)
    since = 0
    for i in range(lexeme.first - 1, stop - 1, -1):
        since += 1
        gap = tokens[i].gap
        if gap >= CLAUSE or (gap == COMMA and not (across and since <= _SHORT_ITEM)):
            return i
        since = 0 if gap == COMMA else since
    return stop


def _item_length(tokens: list[Token], first: int, last: int) -> int:
    for i in range(first + 1, last):
        if tokens[i].gap >= COMMA:
            return i - first
    return last - first
