"""What the words around a cue make of it: denied, already there, somebody else's, believed, a wish, a past, a purpose."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from msgspec import Struct

from touchstone.core.roles.lexicon import Lexeme
from touchstone.core.roles.tokens import CLAUSE, COMMA, SPACE, Token

_LISTS_ON = frozenset("or nor ni nem ou o neither and y e".split())
_PEOPLE = frozenset("colleague named_annotator named_trainer named_rlhf named_engineer named_builder".split())
_PEOPLE_WORDS = frozenset(
    "engineers team scientists researchers developers annotators labellers by ingenieros equipo anotadores "
    "desarrolladores engenheiros equipe time desenvolvedores hiring contratar".split()
)
_BEGINS_A_TASK = frozenset("to that which for need needs must should para que por".split())
_NAMEABLE = frozenset("label label_plain transcribe collect classify compare rank_plain moderate labels".split())
_MATERIAL = frozenset({"media", "text_unit", "training_data"})
# With these alone a denial heads a list of what is not to be done: "What you do not do", "No son funciones:".
_HEADS_A_LIST = frozenset(
    "are is part of the this your job role work tasks duties do does include includes included involve involves in scope "
    "need needed want expect looking for estas son es sus tus funciones tareas incluye incluyen hace hacen hara parte del "
    "trabajo puesto buscamos sao e suas atribuicoes tarefas inclui incluem faz fazem fara da funcao vaga trabalho".split()
)
# What is made by building, and the words with which begins what it does.
_MAKES, _MADE = frozenset({"build", "train", "deploy"}), frozenset({"model", "pipeline"})
_DOES = frozenset("that which whose with by que com con".split())
_PAST = "ed"
_THINGS = frozenset({"pipeline", "label_tool", "model"})
# Crossing a comma is safe only inside a list of short items.
_SHORT_ITEM: Final = 3
_ADJECTIVES: Final = 3  # words at most between "build" and what is built


class Reach(Struct, frozen=True):
    """Tokens `first` up to `last` (exclusive) stand in the context `kind`, a key of the settings' factors."""

    kind: str
    first: int
    last: int

    def holds(self, lexeme: Lexeme) -> bool:
        """Whether all of `lexeme` stands in it."""
        return self.first <= lexeme.first and lexeme.last <= self.last


class Sentence(Struct, frozen=True):
    """One sentence: its tokens are `first` up to `last` (exclusive) of `tokens`; `denied` by the heading of its list."""

    tokens: list[Token]
    lexemes: list[Lexeme]
    first: int
    last: int
    denied: bool = False


def reaches(sentence: Sentence, reach: dict[str, int]) -> list[Reach]:
    """Every context of the sentence; `reach` says how many words each kind reaches at most."""
    found = [
        one
        for lexeme in sentence.lexemes
        for kind in sorted(lexeme.concepts & _READERS.keys())
        for one in _READERS[kind](lexeme, sentence, reach)
    ]
    if sentence.denied:
        found.append(Reach("not", sentence.first, sentence.last))
    found += [*_names_of_things(sentence), *_done_already(sentence), *_what_it_does(sentence, reach["built"])]
    return [one for one in found if one.first < one.last]


def heads_denied_list(sentence: Sentence) -> bool:
    """Whether the sentence does no more than deny what is listed under it."""
    return any("not" in lexeme.concepts and _only_heads(lexeme, sentence, sentence.last) for lexeme in sentence.lexemes)


def _only_heads(lexeme: Lexeme, sentence: Sentence, last: int) -> bool:
    return all(token.word in _HEADS_A_LIST for token in sentence.tokens[lexeme.last : last])


def _denied_after(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    """A denial ends at "but", at a clause, and at a comma unless "or" or a colon shows that the list goes on."""
    colon = next((i for i in range(lexeme.last, sentence.last) if sentence.tokens[i].gap >= CLAUSE), sentence.last)
    if colon < sentence.last and sentence.tokens[colon].colon and _only_heads(lexeme, sentence, colon):
        yield Reach("not", colon, sentence.last)
    tokens, stop = sentence.tokens, min(sentence.last, lexeme.last + reach["not"])
    turns = [other.first for other in sentence.lexemes if other.first >= lexeme.last and "but" in other.concepts]
    stop = min([stop, *turns])
    for i in range(lexeme.last, stop):
        goes_on = i == lexeme.last or any(tokens[j].word in _LISTS_ON for j in range(i, min(i + 4, stop)))
        if tokens[i].gap >= CLAUSE or (tokens[i].gap == COMMA and not goes_on):
            stop = i
            break
    yield Reach("not", lexeme.last, stop)


def _denied_before(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    yield Reach("not", _back(lexeme, sentence, reach["not_needed"], across=False), lexeme.first)


def _house(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    """People do what follows them; a thing that is there ends where what is to be done with it begins."""
    last = _forward(lexeme, sentence, reach["has"], across=False)
    near = [other for other in sentence.lexemes if lexeme.first <= other.first < lexeme.last + 4]
    said = {token.word for token in sentence.tokens[lexeme.first : lexeme.last]}
    if _PEOPLE_WORDS.isdisjoint(said) and not any(other.concepts & _PEOPLE for other in near):
        last = next((i for i in range(lexeme.last, last) if sentence.tokens[i].word in _BEGINS_A_TASK), last)
    yield Reach("has", lexeme.last, last)


def _ready(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    yield Reach("has", _back(lexeme, sentence, reach["ready"], across=False), lexeme.first)


def _beside(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    last = _forward(lexeme, sentence, reach["beside"], across=False)
    if any(other.concepts & _PEOPLE for other in sentence.lexemes if lexeme.last <= other.first < last):
        yield Reach("beside", lexeme.last, last)


def _belief(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    yield Reach("belief", lexeme.last, _forward(lexeme, sentence, reach["belief"], across=True))


def _wish(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    """What opens a stretch ("Ideally …") looks ahead; what closes one ("… a plus") looks back."""
    if lexeme.first == sentence.first or sentence.tokens[lexeme.first].gap >= COMMA:
        yield Reach("plus", lexeme.last, _forward(lexeme, sentence, reach["plus"], across=True))
    else:
        yield Reach("plus", _back(lexeme, sentence, reach["plus"], across=True), lexeme.first)


def _past(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    yield Reach("experience", lexeme.last, _forward(lexeme, sentence, reach["experience"], across=True))
    if lexeme.last - lexeme.first == 1:
        yield Reach("experience", _back(lexeme, sentence, reach["experience_before"], across=True), lexeme.first)


def _purpose(lexeme: Lexeme, sentence: Sentence, reach: dict[str, int]) -> Iterator[Reach]:
    yield Reach("purpose", lexeme.last, _forward(lexeme, sentence, reach["purpose"], across=False))


def _done_already(sentence: Sentence) -> Iterator[Reach]:
    """Where nobody asks for them, "labelled images" are there."""
    asked = False
    for one, following in pairwise(sentence.lexemes):
        asked = asked or "need" in one.concepts
        past = sentence.tokens[one.last - 1].word.endswith(_PAST) and following.first == one.last
        if past and not asked and _NAMEABLE & one.concepts and _MATERIAL & following.concepts:
            yield Reach("has", one.first, one.last)


def _names_of_things(sentence: Sentence) -> Iterator[Reach]:
    """In "labelling platform" and "transcription service" the work is only the name of a thing."""
    for one, following in pairwise(sentence.lexemes):
        beside = following.first == one.last and sentence.tokens[following.first].gap == SPACE
        if beside and _NAMEABLE & one.concepts and _THINGS & following.concepts:
            yield Reach("modifier", one.first, one.last)


def _what_it_does(sentence: Sentence, limit: int) -> Iterator[Reach]:
    """In "build services that route labels" the labels are what the services handle, not what is to be done."""
    tokens = sentence.tokens
    for one, following in pairwise(sentence.lexemes):
        built = _MAKES & one.concepts and _MADE & following.concepts and following.first - one.last <= _ADJECTIVES
        if built and following.last < sentence.last and tokens[following.last].word in _DOES:
            last = min(sentence.last, following.last + limit)
            ends = (i for i in range(following.last, last) if tokens[i].gap >= COMMA)
            yield Reach("built", following.last, next(ends, last))


def _forward(lexeme: Lexeme, sentence: Sentence, limit: int, *, across: bool) -> int:
    tokens, stop = sentence.tokens, min(sentence.last, lexeme.last + limit)
    for i in range(lexeme.last, stop):
        gap, inside = tokens[i].gap, i > lexeme.last
        ends = inside and not (across and _item_length(tokens, i, sentence.last) <= _SHORT_ITEM)
        if gap >= CLAUSE or (gap == COMMA and ends):
            return i
    return stop


def _back(lexeme: Lexeme, sentence: Sentence, limit: int, *, across: bool) -> int:
    tokens, stop, since = sentence.tokens, max(sentence.first, lexeme.first - limit), 0
    for i in range(lexeme.first - 1, stop - 1, -1):
        since += 1
        gap = tokens[i].gap
        if gap >= CLAUSE or (gap == COMMA and not (across and since <= _SHORT_ITEM)):
            return i
        since = 0 if gap == COMMA else since
    return stop


def _item_length(tokens: list[Token], first: int, last: int) -> int:
    return next((i - first for i in range(first + 1, last) if tokens[i].gap >= COMMA), last - first)


_READERS: Final[dict[str, Callable[[Lexeme, Sentence, dict[str, int]], Iterator[Reach]]]] = {
    "not": _denied_after,
    "not_needed": _denied_before,
    "has": _house,
    "ready": _ready,
    "beside": _beside,
    "belief": _belief,
    "plus": _wish,
    "experience": _past,
    "purpose": _purpose,
}
