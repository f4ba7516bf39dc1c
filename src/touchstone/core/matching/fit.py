"""Semantic fit: how well what a person says of their work fits what a brief asks for. It refines, never overrides.

    index = fit_index(person.text for person in pool)            # or write_fit(…, path) and open_fit(path)
    fit = index.ask("contract review, Brazilian tax law")
    fit(rows)                                                    # (rows,) 0..1

The lexical index always works, in English, Spanish and Portuguese, and across them wherever the taxonomy knows the
subject. Where profiles were encoded too, the fit is mostly the encoder's cosine and a little of the lexical score.
An encoder has no say over text in a language that it was not trained for: such a profile gets the fit that profiles
in the encoder's languages have on average at the same lexical score, so that nobody loses for writing Portuguese.
Figures: docs/why/semantic-fit.md.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.matching.encoder import Arrays, Encoder, Model, Question, VectorBuilder, VectorIndex, ask
from touchstone.core.matching.layout import open_file, write_file
from touchstone.core.matching.lexical import LANGUAGES, LexicalBuilder, LexicalIndex, LexicalQuestion, Tokeniser
from touchstone.core.progress import Progress
from touchstone.core.skills import taxonomy

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

VERSION = "fit-2"  # of the tokens; an index of another version is written anew
LEXICAL_WEIGHT = 0.15  # where the encoder knows both languages; bench/fit.py measures it
_REFERENCE = 2_000  # people by whom an encoder's scale is carried over to texts it cannot read
_STEP = 1_000  # texts between two signs of progress
_CLAUSE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")


class FitIndex(Struct, frozen=True, kw_only=True):
    """An index of `n` people's texts, row by row in the order in which they were given."""

    lexical: LexicalIndex
    vectors: VectorIndex | None = None

    def __len__(self) -> int:
        return len(self.lexical)

    def ask(self, text: str, *, encoder: Encoder | None = None, meaning: Question | None = None) -> "Fit":
        """`text` made ready to be compared with people: by its words, and by its meaning where one knows it.

        `encoder` finds the meaning out; `meaning` is what it found out before.

        Raises:
            BadInput: it is not the encoder that made the vectors.
        """
        tokens = _tokeniser()(text)
        words = self.lexical.asked(tokens.counts)
        alone = Fit(language=tokens.language, words=words)
        languages = meaning.languages if meaning else encoder.languages if encoder else frozenset()
        if self.vectors is None or tokens.language not in languages or not text.strip():
            return alone
        if meaning is None:
            assert encoder is not None
            meaning = ask(encoder, text)
        self.vectors.check(meaning)
        known = np.array([language in languages for language in LANGUAGES])
        fit = Fit(language=tokens.language, words=words, vectors=self.vectors, meaning=meaning, known=known)
        return msgspec.structs.replace(fit, carried=_carried(fit))


class Fit(Struct, frozen=True, kw_only=True):
    """A question, ready: call it with rows of the index and get their fit."""

    language: str  # of the question
    words: LexicalQuestion
    vectors: VectorIndex | None = None  # None: the lexical score alone
    meaning: Question | None = None
    known: Flags = np.zeros(len(LANGUAGES), np.bool_)  # which of LANGUAGES the encoder knows
    carried: tuple[float, float] = (0.0, 1.0)  # fit of a text it does not know: this + this x its lexical score

    @property
    def model(self) -> Model | None:
        """The encoder that has a say; None where none has."""
        return self.meaning.model if self.meaning else None

    def __call__(self, rows: Ints | None = None) -> Floats:
        """The fit of `rows` (all, if None), 0..1. A person's does not depend on who else is asked about."""
        by_words = self.words.score(rows)
        if self.vectors is None or self.meaning is None:
            return by_words
        both = fused(by_words, self.vectors.score(self.meaning, rows))
        alone = np.clip(self.carried[0] + self.carried[1] * by_words, 0.0, 1.0)
        return np.where(self._known(rows), both, alone).astype(np.float32)

    def _known(self, rows: Ints | None) -> Flags:
        languages = self.words.index.languages
        known: Flags = self.known[languages if rows is None else languages[rows]]
        return known


def fused(lexical: Floats, semantic: Floats, *, weight: float = LEXICAL_WEIGHT) -> Floats:
    """Two scores as one: a weighted sum, which does no worse than fusing ranks (docs/why/semantic-fit.md)."""
    return np.float32(weight) * lexical + np.float32(1 - weight) * semantic


def _carried(fit: Fit) -> tuple[float, float]:
    """The straight line from lexical score to fit, by least squares, over people whose language the encoder knows."""
    assert fit.vectors is not None
    assert fit.meaning is not None
    people = np.flatnonzero(fit.known[fit.words.index.languages])
    people = people[:: max(1, len(people) // _REFERENCE)]
    if not len(people):
        return 0.0, 1.0
    lexical = fit.words.score(people).astype(np.float64)
    both = fused(lexical.astype(np.float32), fit.vectors.score(fit.meaning, people))
    spread = lexical - lexical.mean()
    slope = float(spread @ both / (spread @ spread)) if spread.any() else 0.0
    slope = max(slope, 0.0)
    return float(both.mean() - slope * lexical.mean()), slope


class FitBuilder:
    """Takes people's texts one by one and ends as the arrays of an index."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        """With an `encoder`, every text is encoded as it comes."""
        self._lexical = LexicalBuilder()
        self._vectors = VectorBuilder(encoder) if encoder else None
        self.people = 0

    def add(self, text: str) -> None:
        """The next person's text."""
        self.people += 1
        self._lexical.add(_tokeniser()(text))
        if self._vectors:
            self._vectors.add(text)

    def arrays(self) -> Arrays:
        """The index as named arrays, for a file of one's own; `FitIndex` is what `index_of` makes of them."""
        arrays: Arrays = {f"lexical.{name}": column for name, column in self._lexical.arrays().items()}
        if self._vectors:
            arrays |= {f"vectors.{name}": column for name, column in self._vectors.arrays().items()}
        return arrays

    @property
    def model(self) -> Model | None:
        """Which model encoded the texts."""
        return self._vectors.model if self._vectors else None


def index_of(arrays: Arrays, model: Model | None) -> FitIndex:
    """The index that `FitBuilder.arrays` laid out."""
    lexical = LexicalIndex(**_under("lexical.", arrays))
    vectors = VectorIndex.of(_under("vectors.", arrays), model) if model else None
    return FitIndex(lexical=lexical, vectors=vectors)


def fit_index(texts: Iterable[str], *, encoder: Encoder | None = None) -> FitIndex:
    """An index in memory."""
    builder = _built(texts, encoder, None)
    return index_of(builder.arrays(), builder.model)


class _About(Struct, frozen=True):
    version: str
    people: int
    model: Model | None


def write_fit(
    texts: Iterable[str], path: Path, *, encoder: Encoder | None = None, progress: Progress | None = None
) -> int:
    """Write an index beside a snapshot of the same people in the same order, and return how many there are."""
    builder = _built(texts, encoder, progress)
    write_file(path, msgspec.json.encode(_About(VERSION, builder.people, builder.model)), builder.arrays())
    return builder.people


def open_fit(path: Path) -> FitIndex:
    """Map an index into memory; processes that open the same one share it.

    Raises:
        BadInput: it is not there, damaged, or of another version.
    """
    opened = open_file(path)
    try:
        about = msgspec.json.decode(opened.about, type=_About)
    except msgspec.ValidationError:
        about = None
    if about is None or about.version != VERSION:
        raise BadInput("this is not a fit index of this version", place=str(path), hint="write it anew")
    return index_of(opened.arrays, about.model)


def _built(texts: Iterable[str], encoder: Encoder | None, progress: Progress | None) -> FitBuilder:
    builder = FitBuilder(encoder)
    if progress:
        progress.start(0, "texts")
    for number, text in enumerate(texts, 1):
        builder.add(text)
        if progress and number % _STEP == 0:
            progress.advance(_STEP)
    return builder


def _under(prefix: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(prefix): column for name, column in arrays.items() if name.startswith(prefix)}


@cache
def _tokeniser() -> Tokeniser:
    return Tokeniser(_codes_named)


def _codes_named(text: str) -> list[str]:
    return [code for clause in _CLAUSE_END.split(text) for code in _codes_in_clause(clause)]


# People say the same of their work in the same words, and the taxonomy reads a text clause by clause.
@lru_cache(maxsize=50_000)
def _codes_in_clause(clause: str) -> tuple[str, ...]:
    return tuple(match.code for match in taxonomy().find(clause))
