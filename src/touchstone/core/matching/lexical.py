"""The lexical index: words of people's texts in English, Spanish and Portuguese, weighed by how rare they are.

BM25 (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework, section 3.4, k1 = 1.2, b = 0.75) over three
kinds of tokens:

    `contract`      a word, stemmed by Snowball in the text's language and without accents; stop words left out
    `contr-`        its first letters, where the word is long: tribut-ary, tribut-ario and tribut-ação meet here
    `#0421.tax`     a taxonomy code that the text names in any of the three languages, and each code above it:
                    "direito tributário" and "tax law" meet here

Nothing is downloaded and no model is needed. The index is laid out by person, so that scoring a subset of people
costs time in proportion to the subset.
"""

import hashlib
import re
import tomllib
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.text import fold

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]

LANGUAGES = ("en", "es", "pt")
K1, B = 1.2, 0.75
PREFIX, LONG_WORD = 5, 7  # letters
PREFIX_WEIGHT = 0.7
_FEW_TEXTS = 20  # so many texts of a language must be there before its own frequencies count for half
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ENDINGS = {
    "es": ((re.compile(r"(?<=[a-z])cion$"), "ción"), (re.compile(r"(?<=[a-z])sion$"), "sión")),
    "pt": (
        (re.compile(r"(?<=[a-z])cao$"), "ção"),
        (re.compile(r"(?<=[a-z])coes$"), "ções"),
        (re.compile(r"(?<=[a-z])sao$"), "são"),
    ),
}
_SNOWBALL = {"en": "english", "es": "spanish", "pt": "portuguese"}


class Tokens(NamedTuple):
    """How often each token is in a text, and which language its words are in."""

    counts: Counter[str]
    language: str


class Tokeniser:
    """Turns a text into tokens. Keeps what it has stemmed, so that a second text costs a look-up a word."""

    def __init__(self, concepts: Callable[[str], Iterable[str]]) -> None:
        """`concepts` gives the taxonomy codes that a text names."""
        self._concepts = concepts
        self._stems: dict[tuple[str, str], str] = {}

    def __call__(self, text: str) -> Tokens:
        """The tokens of `text`."""
        plain = unicodedata.normalize("NFC", text).lower()
        words = _WORD.findall(plain)
        language = language_by_stop_words(words)
        tokens: Counter[str] = Counter()
        for word, times in Counter(words).items():
            stem = self._stem(word, language)
            if stem:
                tokens[stem] += times
                if len(word) >= LONG_WORD:
                    tokens[_folded(word)[:PREFIX] + "-"] += times
        tokens.update({f"#{code}": 1 for found in self._concepts(text) for code in with_ancestors(found)})
        return Tokens(tokens, language)

    def _stem(self, word: str, language: str) -> str:
        known = self._stems.get((language, word))
        if known is None:
            known = self._stems[language, word] = stem(word, language)
        return known


def stem(word: str, language: str) -> str:
    """The folded Snowball stem of a lower-case `word`; "" for a stop word or a single letter.

    Spanish and Portuguese endings typed without their accent are stemmed as if they had it.
    """
    folded = _folded(word)
    if len(word) < 2 or folded in stop_words(language):
        return ""
    for ending, accented in _ENDINGS.get(language, ()):
        word = ending.sub(accented, word)
    return _folded(_stemmer(language).stemWord(word))


def with_ancestors(code: str) -> Iterator[str]:
    """A taxonomy code and the codes above it: 0421.tax, 0421, 042, 04."""
    while "." in code:
        yield code
        code = code.rpartition(".")[0]
    for length in range(len(code), 1, -1):
        yield code[:length]


def language_by_stop_words(words: Iterable[str]) -> str:
    """The language ("en", "es", "pt") whose stop words are commonest among `words`; "en" where none is there."""
    counts = Counter(_folded(word) for word in words)
    scores = {
        language: sum(times for word, times in counts.items() if word in stop_words(language)) for language in LANGUAGES
    }
    return max(scores, key=lambda language: scores[language])


class LexicalBuilder:
    """Takes texts one by one and ends as the arrays of an index. Holds 6 bytes for each token of a text meanwhile."""

    def __init__(self) -> None:
        """Begin with no text."""
        self._vocabulary: dict[str, int] = {}
        self._terms, self._times, self._ends, self._languages = array("i"), array("H"), array("q", [0]), array("B")

    def add(self, tokens: Tokens) -> None:
        """The tokens of the next person's text."""
        for token, times in tokens.counts.items():
            self._terms.append(self._vocabulary.setdefault(token, len(self._vocabulary)))
            self._times.append(min(times, 65_535))
        self._ends.append(len(self._terms))
        self._languages.append(LANGUAGES.index(tokens.language))

    def arrays(self) -> Arrays:
        """The columns of a `LexicalIndex`, each one-dimensional."""
        keys = np.array([_key(token) for token in self._vocabulary], dtype=np.uint64)
        by_key = np.argsort(keys)
        number = np.empty(len(keys), np.int32)
        number[by_key] = np.arange(len(keys), dtype=np.int32)
        terms = number[np.frombuffer(self._terms, dtype=np.int32)] if self._terms else np.zeros(0, np.int32)
        starts, languages = np.array(self._ends, dtype=np.int64), np.array(self._languages, dtype=np.uint8)
        of_term = np.repeat(languages, np.diff(starts))
        found_in = [np.bincount(terms[of_term == language], minlength=len(keys)) for language in range(len(LANGUAGES))]
        return {
            "starts": starts,
            "terms": terms,
            "impacts": self._impacts(starts),
            "keys": keys[by_key],
            "found_in": np.concatenate(found_in).astype(np.int32),
            "languages": languages,
            "texts": np.bincount(languages, minlength=len(LANGUAGES)),
        }

    def _impacts(self, starts: Ints) -> Floats:
        times = np.array(self._times, dtype=np.float32)
        counts = np.diff(starts)
        length = _sums(times, counts)
        usual = length.mean() if length.any() else 1.0
        room = np.repeat((K1 * (1 - B + B * length / usual)).astype(np.float32), counts)
        return times * np.float32(K1 + 1) / (times + room)


class LexicalIndex(Struct, frozen=True, kw_only=True):
    """An index of `n` texts, ready for questions. Its arrays may lie in a memory-mapped file.

    Words are kept as 64-bit hashes, sorted, so that opening a large index reads nothing; among a million words the
    chance that any two share a hash is one in thirty million.
    """

    starts: Ints  # (n + 1,)
    terms: NDArray[np.int32]  # (tokens,)
    impacts: Floats  # (tokens,)
    keys: NDArray[np.uint64]  # (vocabulary,)
    found_in: NDArray[np.int32]  # (languages x vocabulary,): texts of each language that hold the term
    languages: NDArray[np.uint8]  # (n,): index into LANGUAGES
    texts: Ints  # (LANGUAGES,): how many there are of each language

    def __len__(self) -> int:
        return len(self.starts) - 1

    def asked(self, tokens: Counter[str]) -> "LexicalQuestion":
        """A question made ready to be put to many people."""
        weights, terms = self._weights(tokens)
        table = np.zeros(len(self.keys), np.float32)
        table[terms] = weights
        return LexicalQuestion(index=self, weights=table, perfect=self._perfect(weights, terms))

    def _weights(self, tokens: Counter[str]) -> tuple[Floats, Ints]:
        """The question's tokens that some text holds: how rare each is (BM25's idf), and its number."""
        wanted = {_key(token): PREFIX_WEIGHT if token.endswith("-") else 1.0 for token in tokens}
        keys = np.array(sorted(wanted), dtype=np.uint64)
        terms = np.searchsorted(self.keys, keys)
        terms = terms[terms < len(self.keys)] if not len(self.keys) else np.minimum(terms, len(self.keys) - 1)
        there = self.keys[terms] == keys[: len(terms)]
        terms, part = terms[there], np.array([wanted[int(key)] for key in keys[: len(there)][there]])
        found = self.found_in.reshape(len(LANGUAGES), -1)[:, terms].sum(axis=0)
        rarity = np.log1p((len(self) - found + 0.5) / (found + 0.5))
        return (rarity * part).astype(np.float32), terms

    def _perfect(self, weights: Floats, terms: Ints) -> Floats:
        """For each language, the sum that counts as a perfect match (LANGUAGES,).

        It is what a text of usual length would have if it held the rarest of the question's tokens and nothing
        else, each counted by how often texts of that language hold it against all texts. So an English question
        does not ask of a Portuguese text the English words that it cannot have.
        """
        texts = self.texts[:, None]
        found = self.found_in.reshape(len(LANGUAGES), -1)[:, terms]
        anywhere = np.maximum(found.sum(axis=0), 1) / max(1, len(self))
        here = (found + _FEW_TEXTS * anywhere) / (texts + _FEW_TEXTS)
        reachable = weights * np.minimum(here / anywhere, 1.0)
        usual = max(1, round(len(self.terms) / max(1, len(self))))
        most: Floats = np.sort(reachable, axis=1)[:, ::-1][:, :usual].sum(axis=1).astype(np.float32)
        return most


class LexicalQuestion(Struct, frozen=True, kw_only=True):
    """A question to one index."""

    index: LexicalIndex
    weights: Floats  # (vocabulary,)
    perfect: Floats  # (LANGUAGES,)

    def score(self, rows: Ints | None = None) -> Floats:
        """How well the texts of `rows` (all, if None) match, 0..1.

        A score says the same for every person, whatever else is in `rows`; but not for every question.
        """
        index = self.index
        starts = index.starts[:-1] if rows is None else index.starts[rows]
        counts = (index.starts[1:] if rows is None else index.starts[np.asarray(rows) + 1]) - starts
        if not len(counts):
            return np.zeros(0, np.float32)
        at = _ranges(starts, counts)
        found = _sums(self.weights[index.terms[at]] * index.impacts[at], counts)
        perfect = self.perfect[index.languages if rows is None else index.languages[rows]]
        share = np.divide(found, perfect, out=np.zeros(len(found)), where=perfect > 0)
        # Bent so that even above a perfect match nobody ties: 0.63 at 1, 0.86 at 2.
        return -np.expm1(-share).astype(np.float32)


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """starts[0], starts[0] + 1, … for counts[0] numbers, then the same from starts[1], and so on."""
    ends = np.cumsum(counts)
    at: Ints = np.arange(int(ends[-1]), dtype=np.int64) + np.repeat(starts - (ends - counts), counts)
    return at


def _sums(values: Floats, counts: Ints) -> NDArray[np.float64]:
    """The sums of the first counts[0] values, of the next counts[1], and so on."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    ends = np.cumsum(counts)
    sums: NDArray[np.float64] = total[ends] - total[ends - counts]
    return sums


def _key(token: str) -> int:
    return int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "little")


@cache
def stop_words(language: str) -> frozenset[str]:
    """Folded words of `language` that carry no meaning of their own."""
    table = tomllib.loads((files("touchstone.data") / "pool" / "stop_words.toml").read_text(encoding="utf-8"))
    return frozenset(table[language].split())


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_SNOWBALL[language])


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return fold(word)
