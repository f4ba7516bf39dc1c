"""Finding many phrases in a text at once, longest first, in time that grows with the text and not with the phrases."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from touchstone.core.text import Word, words

Value = TypeVar("Value")
# Between the words of one phrase: blanks and the marks inside names such as "U.S.", "CI/CD" and "W&B". A comma ends a
# phrase, unless the phrase has one itself ("Washington, DC").
_BETWEEN = frozenset(" \t\n.-'&/+#")
_MOST_BETWEEN = 3


class Lexicon(Generic[Value]):
    """Phrases and what each stands for. A phrase that is entered twice keeps its first meaning."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        """Hold `entries`: a phrase as one would write it, and its value."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, Value]]] = {}  # parts, phrase, value
        seen: set[str] = set()
        for phrase, value in entries:
            parts = tuple(word.folded for word in words(phrase))
            if parts and phrase not in seen:
                seen.add(phrase)
                self._by_first.setdefault(parts[0], []).append((parts, phrase, value))
        for phrases in self._by_first.values():
            phrases.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str, sequence: list[Word]) -> Iterator[tuple[str, Value, int, int]]:
        """Each phrase in the words of `text`: as entered, its value, start and end; none overlaps another."""
        index = 0
        while index < len(sequence):
            step = 1
            for parts, phrase, value in self._by_first.get(sequence[index].folded, ()):
                if self._matches(text, sequence, index, parts, commas="," in phrase):
                    last = sequence[index + len(parts) - 1]
                    yield phrase, value, sequence[index].start, last.end
                    step = len(parts)
                    break
            index += step

    @staticmethod
    def _matches(text: str, sequence: list[Word], index: int, parts: tuple[str, ...], *, commas: bool) -> bool:
        if index + len(parts) > len(sequence):
            return False
        for offset in range(1, len(parts)):
            word, before = sequence[index + offset], sequence[index + offset - 1]
            if word.folded != parts[offset] or not _joins(text[before.end : word.start], commas=commas):
                return False
        return True


def _joins(between: str, *, commas: bool) -> bool:
    allowed = _BETWEEN | {","} if commas else _BETWEEN
    return len(between) <= _MOST_BETWEEN and allowed.issuperset(between)
