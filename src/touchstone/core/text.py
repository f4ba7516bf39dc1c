"""Plain text: folding for comparison that keeps every position, words, sentences, and which language it is."""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[\w¿¡\"“(])|\n+")

# The commonest words that the three languages do not share. Counting them tells short texts apart reliably enough.
_TELLING = {
    "en": "the of and to in is that for it with as on are this be by or we our you your an at from need must has have "
    "not will would who how per hours week years experience work".split(),
    "es": "el la los las del y en que por con para una un se su al lo es son más nuestro nuestra necesitamos "
    "necesita debe años semana horas trabajo este esta como pero sin sobre muy respuestas modelo".split(),
    "pt": "o os as do da dos das e em que por com para uma um se seu sua ao é são mais nosso nossa precisamos "
    "precisa deve anos semana horas trabalho este esta como mas sem sobre não respostas modelo você".split(),
}


class Word(Struct, frozen=True):
    """A word folded for comparison, and where it stands in the text."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` in lower case without accents and with plain quotes and dashes, **of the same length**.

    Positions in the folded text are positions in the original.
    """
    return text.translate(_FOLDED)


def words(text: str) -> Iterator[Word]:
    """The words of `text`, folded, with their places."""
    folded = fold(text)
    for match in _WORD.finditer(folded):
        yield Word(match.group(), match.start(), match.end())


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence or clause of `text` starts and ends; they cover the text in order."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            spans.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def language_of(text: str) -> str:
    """The likeliest of "en", "es", "pt" by telling words and letters; "en" where nothing tells."""
    folded_words = [word.folded for word in words(text)]
    scores = {
        code: sum(map(frozenset(map(fold, telling)).__contains__, folded_words)) for code, telling in _TELLING.items()
    }
    lowered = text.lower()
    scores["pt"] += 2 * len(re.findall(r"[ãõç]|lh|nh", lowered))
    scores["es"] += 2 * len(re.findall(r"[ñ¿¡]|ción|\by\b", lowered))
    return max(scores, key=lambda code: scores[code])


class _Folded(dict[int, str]):
    """Folds each character once: normalising is slow and texts repeat their letters."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    if character in "’‘`´":
        return "'"
    if character in "–—−‑":
        return "-"
    if character in "“”«»":
        return '"'
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 else character
