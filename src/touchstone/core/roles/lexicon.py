"""The words by which the market names the work: a trie of phrases in three languages, and reading a text with it.

The entries are data (`touchstone/data/roles/lexicon/*.toml`), so that a new way of naming a kind of work is one word
in one file. A text is cut into lexemes: at each place the entries with the most words win, so "AI training" is not
also "training"; and where the most literal of them names a person, it wins alone: "annotator" is not also "annotat…".
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import product
from typing import Final

from msgspec import Struct

from touchstone.core.roles.inflection import forms
from touchstone.core.roles.tokens import CLAUSE, Token
from touchstone.core.text import fold

LANGUAGES: Final = ("en", "es", "pt")
TRADE_WORDS: Final = "trade_words"
# Files whose entries win alone: names of people, and words that turn the sense of what is beside them.
_OVERRIDES = frozenset({"people", "context", "other_work"})
_COMMA = re.compile(r",(?![^{]*\})")
_BRACES = re.compile(r"\{([^}]*)\}")

Entry = tuple[str, str, str]  # family, concept, phrase


class Lexeme(Struct, frozen=True):
    """Words of the text that the lexicon knows: tokens `first` up to `last` (exclusive)."""

    concepts: frozenset[str]
    first: int
    last: int
    start: int
    end: int


class _Node:
    __slots__ = ("concepts", "exact", "stems", "widths")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.widths: tuple[int, ...] = ()
        self.concepts: set[str] = set()

    def add(self, pieces: list[str], concept: str) -> None:
        """Make `pieces` lead to `concept`."""
        node = self
        for piece in pieces:
            stem = piece[-1] == "*"
            children = node.stems if stem else node.exact
            word = piece[:-1] if stem else piece
            child = children.get(word)
            if child is None:
                child = children[word] = _Node()
                if stem and len(word) not in node.widths:
                    node.widths = (*node.widths, len(word))
            node = child
        node.concepts.add(concept)

    def step(self, word: str) -> Iterator[tuple["_Node", float]]:
        """Every child that `word` leads to, and how literally it was met."""
        if word in self.exact:
            yield self.exact[word], len(word) + 0.5
        elif word.endswith("'s") and word[:-2] in self.exact:
            yield self.exact[word[:-2]], len(word) - 1.5
        for width in self.widths:
            child = self.stems.get(word[:width]) if width <= len(word) else None
            if child is not None:
                yield child, float(width)


class Lexicon:
    """Phrases and the concepts they stand for; `families` maps each concept to the file it is kept in.

    Entries are kept by their first word, and what may follow a word is compiled when a text first says it: a text says
    few of the words that three languages have.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Sort the entries by their first words."""
        self.families: dict[str, str] = {}
        self._entries: dict[str, list[tuple[str, str]]] = {}
        self._compiled: dict[str, _Node] = {}
        for family, concept, phrase in entries:
            self.families[concept] = family
            first, _, rest = phrase.replace("-", " ").replace("/", " ").partition(" ")
            self._entries.setdefault(first, []).append((rest, concept))
        self._widths = sorted({len(first) - 1 for first in self._entries if first.endswith("*")})

    def _begin(self, word: str) -> Iterator[tuple[_Node, float]]:
        """Every entry that begins with `word`, and how literally."""
        if word in self._entries:
            yield self._node(word), len(word) + 0.5
        elif word.endswith("'s") and word[:-2] in self._entries:
            yield self._node(word[:-2]), len(word) - 1.5
        for width in self._widths:
            stem = f"{word[:width]}*"
            if width <= len(word) and stem in self._entries:
                yield self._node(stem), float(width)

    def _node(self, first: str) -> _Node:
        node = self._compiled.get(first)
        if node is None:
            node = self._compiled[first] = _Node()
            for rest, concept in self._entries[first]:
                node.add(rest.split(), concept)
        return node

    def read(self, tokens: list[Token]) -> list[Lexeme]:
        """The lexemes of `tokens`, left to right, none overlapping another, none across a clause."""
        found, i = [], 0
        while i < len(tokens):
            last, concepts = self._longest(tokens, i)
            if concepts:
                found.append(Lexeme(concepts, i, last, tokens[i].start, tokens[last - 1].end))
            i = max(last, i + 1)
        return found

    def _longest(self, tokens: list[Token], i: int) -> tuple[int, frozenset[str]]:
        """Where the longest entry from token `i` on ends, and the concepts of all entries of that length."""
        last, met = i, list[tuple[float, set[str]]]()
        frontier, j = list(self._begin(tokens[i].word)), i
        while frontier:
            j += 1
            ended = [(literal, node.concepts) for node, literal in frontier if node.concepts]
            if ended:
                last, met = j, ended
            if j == len(tokens) or tokens[j].gap >= CLAUSE:
                break
            frontier = [
                (child, literal + how) for node, literal in frontier for child, how in node.step(tokens[j].word)
            ]
        return last, self._together(met)

    def _together(self, met: list[tuple[float, set[str]]]) -> frozenset[str]:
        """All concepts, unless the most literal entry names somebody: an annotator does not annotate."""
        if not met:
            return frozenset()
        _, nearest = max(met, key=lambda one: one[0])
        if any(self.families[concept] in _OVERRIDES for concept in nearest):
            return frozenset(nearest)
        return frozenset().union(*(concepts for _, concepts in met))


@cache
def lexicon(languages: tuple[str, ...] = LANGUAGES) -> Lexicon:
    """The packaged lexicon of `languages` in one trie, because real briefs mix them."""
    return Lexicon(entry for language in languages for entry in _packaged(language) if entry[0] != TRADE_WORDS)


@cache
def trade_words(languages: tuple[str, ...] = LANGUAGES) -> Lexicon:
    """The words of each trade, read apart: they neither hide a cue nor are hidden by one."""
    return Lexicon(entry for language in languages for entry in _packaged(language) if entry[0] == TRADE_WORDS)


def expand(entry: str, language: str = "en") -> Iterator[str]:
    """The phrases an entry stands for: "log{s,ged} it" is "logs it" and "logged it"; "rate~ it" is every form of it."""
    if "{" not in entry and "~" not in entry:
        yield entry
        return
    parts = _BRACES.split(entry)
    choices = [[part] if i % 2 == 0 else part.split(",") for i, part in enumerate(parts)]
    for pieces in product(*choices):
        words = [forms(word[:-1], language) if word.endswith("~") else (word,) for word in "".join(pieces).split(" ")]
        yield from map(" ".join, product(*words))


def split_entries(listing: str) -> list[str]:
    """The comma-separated entries of a listing, folded; commas inside braces do not separate."""
    folded = listing.lower() if listing.isascii() else fold(listing)
    return [" ".join(entry.split()) for entry in _COMMA.split(folded) if entry.strip()]


@cache
def _packaged(language: str) -> tuple[Entry, ...]:
    return tuple(
        (family, concept, phrase)
        for family, concept, table in _tables()
        for entry in split_entries(table.get(language, ""))
        for phrase in expand(entry, language)
    )


@cache
def _tables() -> tuple[tuple[str, str, dict[str, str]], ...]:
    folder = resources.files("touchstone").joinpath("data", "roles", "lexicon")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return tuple(
        (file.name.removesuffix(".toml"), concept, table)
        for file in files
        for concept, table in tomllib.loads(file.read_text(encoding="utf-8")).items()
    )
