"""A text as folded words with the breaks between them, and the sentences they make."""

import re
from typing import Final

from msgspec import Struct

from touchstone.core.text import fold

SPACE, COMMA, CLAUSE, SENTENCE = range(4)  # how strong the break before a token is

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# After these a full stop does not end a sentence.
_ABBREVIATIONS = frozenset("e g i eg ie vs approx inc u s dr prof mr ms mrs st no p ej ex sr sra etc".split())
_SHORT: Final = 12  # words; so short a text may have but one telling word
_BULLETS: Final = frozenset("-*•·–—▪◦►✓●")
# Words that English does not have (so neither "no" nor "do"): of both languages, of Spanish alone, of Portuguese alone.
_ROMANCE = frozenset("de la que para por es lo mas esta este necesito preciso modelo modelos".split())
_SPANISH = frozenset(
    "el los las del con una un en y hay sin su ya muy al nos nuestro nuestra nuestros nuestras necesitamos queremos buscamos "
    "tenemos como dos quien cada respuestas imagenes datos".split()
)
_PORTUGUESE = frozenset(
    "com dos das da uma um em nao os ao ou sem ele ela ja muito estao nosso nossa nossos nossas precisamos "
    "queremos buscamos temos como quem cada respostas imagens dados sao".split()
)


class Token(Struct, frozen=True):
    """A folded word, its place in the text, the break before it, and whether a colon or a bullet made that break."""

    word: str
    start: int
    end: int
    gap: int
    colon: bool = False
    bullet: bool = False


def tokenise(text: str) -> list[Token]:
    """The words of `text`, folded, each with the break before it."""
    tokens, end = list[Token](), 0
    for match in _TOKEN.finditer(fold(text)):
        between = text[end : match.start()]
        gap = _gap(between, tokens[-1].word, text[match.start()]) if tokens else SENTENCE
        bullet = "\n" in between and not _BULLETS.isdisjoint(between)
        tokens.append(Token(match.group(), match.start(), match.end(), gap, ":" in between, bullet))
        end = match.end()
    return tokens


def languages_of(text: str, tokens: list[Token]) -> tuple[str, ...]:
    """Which languages to read the text in: English always, its terms are everywhere; the others where they show."""
    said = {token.word for token in tokens}
    lowered = text.lower()
    spanish = len(said & (_SPANISH - _PORTUGUESE)) + sum(map(lowered.count, "ñ¿¡"))
    portuguese = len(said & (_PORTUGUESE - _SPANISH)) + sum(map(lowered.count, "ãõç"))
    either = len(said & (_ROMANCE | (_SPANISH & _PORTUGUESE))) + sum(map(lowered.count, "áéíóúâêô"))
    if spanish + portuguese + either < (1 if len(tokens) < _SHORT else 2):
        return ("en",)
    both = spanish == portuguese == 0
    return ("en", *(("es",) if both or spanish else ()), *(("pt",) if both or portuguese else ()))


def _gap(between: str, before: str, following: str) -> int:
    """How strong the break is that `between` makes after the word `before`."""
    if between in {" ", "-", "/", "'", "’"}:
        return SPACE
    if "\n" in between:
        return _line_break(between, following)
    if any(mark in between for mark in "!?¿¡…") or ("." in between and between != "." and before not in _ABBREVIATIONS):
        return SENTENCE
    if any(mark in between for mark in (";", ":", "|", "•", " - ", "–", "—")):
        return CLAUSE
    return COMMA if any(mark in between for mark in ',()[]"“”«»') else SPACE


def _line_break(between: str, following: str) -> int:
    """A line ends a sentence unless it was only wrapped: the next one goes on in lower case, without a bullet."""
    ended = any(mark in between for mark in ".!?:;") or not _BULLETS.isdisjoint(between)
    if between.count("\n") > 1 or ended or not following.islower():
        return SENTENCE
    return COMMA if "," in between else SPACE
