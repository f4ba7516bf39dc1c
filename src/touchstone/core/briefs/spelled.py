"""Numbers in words: "twenty-five", "treinta y cinco", "vinte e cinco", "two thousand", "a dozen"."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from touchstone.core.briefs.patterns import Pattern, word_lists

_LINKS = {"en": frozenset({"and"}), "es": frozenset({"y"}), "pt": frozenset({"e"})}
_WORD = Pattern(r"[a-z]{1,16}")


_PHRASES = Pattern(
    r"\b(?:(?P<six>half a dozen|media docena|meia duzia)|(?:a |un |um |uma )(?:pair|couple|par|dupla))(?: of| de)?\b"
)
_DOZENS = frozenset({"dozen", "docena", "duzia"})
# Words of one language that are no numbers in a text of another: Portuguese "dos" (of the), English "once".
_NEVER_FOREIGN = frozenset({"dos", "once", "un", "una", "uno", "um", "uma", "one", "mil", "ten"})


@cache
def _values(language: str) -> dict[str, int]:
    """The words for numbers in `language`, and those of the others too: texts mix, and short ones tell little."""
    values = {
        word: int(value)
        for other, lines in word_lists("spelled").items()
        for word, value in map(str.split, lines)
        if other == language or word not in _NEVER_FOREIGN
    }
    return values | {word: int(value) for word, value in map(str.split, word_lists("spelled")[language])}


def spelled_numbers(folded: str, language: str) -> Iterator[tuple[Decimal, int, int]]:
    """Each number in words of `language`: its value, and where it starts and ends."""
    yield from _phrases(folded)
    values, links = _values(language), _LINKS[language]
    total = part = 0
    start = end = -1
    for match in _WORD.all(folded):
        value = values.get(match[0])
        near = start >= 0 and match.start() - end <= 2
        if near and match[0] in links:
            end = match.end()
            continue
        if near and value is not None and (grown := _grown(total, part, value, dozen=match[0] in _DOZENS)):
            total, part = grown
            end = match.end()
            continue
        if start >= 0:
            yield _closed(folded, total + part, start, end, links)
        start, end = (match.start(), match.end()) if value is not None else (-1, -1)
        total, part = (value, 0) if value is not None and value >= 1000 else (0, value or 0)
    if start >= 0:
        yield _closed(folded, total + part, start, end, links)


def _phrases(folded: str) -> Iterator[tuple[Decimal, int, int]]:
    for match in _PHRASES.all(folded):
        yield Decimal(6 if match["six"] else 2), match.start(), match.end()


def _grown(total: int, part: int, value: int, *, dozen: bool) -> tuple[int, int] | None:
    """`total + part` continued by `value`, or None where that is no number ("five six")."""
    if value == 1000:
        return ((part or 1) * 1000, 0) if total == 0 else None
    if (value == 100 or dozen) and 0 < part < 20:
        return total, part * value
    fits = (part >= 20 and part % 10 == 0 and value < 10) or (part >= 100 and part % 100 == 0 and value < 100)
    if fits or (part == 0 and total > 0):
        return total, part + value
    return None


def _closed(folded: str, value: int, start: int, end: int, links: frozenset[str]) -> tuple[Decimal, int, int]:
    """The number without a link word that led on to nothing: "twenty and more"."""
    words = folded[start:end]
    for link in links:
        words = words.removesuffix(f" {link}")
    return Decimal(value), start, start + len(words)
