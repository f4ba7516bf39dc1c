"""Sentence encoders behind one interface, and the vectors they make, each kept with the name and hash of its model.

`MiniLM` is the encoder that pip carries (extra `semantic`). An encoder from a model hub or an API is anything else
with these attributes and `encode`; it lives with the other gateways (`gateways.encoders`).
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Arrays = dict[str, NDArray[Any]]


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike two texts are in meaning."""

    @property
    def name(self) -> str:
        """Which model, e.g. "sentence-transformers/all-MiniLM-L6-v2"."""

    @property
    def digest(self) -> str:
        """A hash of the weights, or what an API gives as its model's version: other vectors, other digest."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages it was trained for, as "en", "es", "pt"."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """(len(texts), d) vectors of length 1; zero for an empty text."""


class Model(Struct, frozen=True):
    """Which model made a vector."""

    name: str
    digest: str


class Question(Struct, frozen=True):
    """A text encoded to be compared, and the model that did it."""

    vector: Floats  # (d,)
    model: Model
    languages: frozenset[str]  # those of the model


def ask(encoder: Encoder, text: str) -> Question:
    """`text` as a vector of `encoder`."""
    return Question(encoder.encode([text])[0], model_of(encoder), encoder.languages)


def model_of(encoder: Encoder) -> Model:
    """Which model an encoder is."""
    return Model(encoder.name, encoder.digest)


class VectorBuilder:
    """Takes texts and ends as the vectors of an index, a byte a number: the loss is below 0.01 of a similarity."""

    def __init__(self, encoder: Encoder, *, batch: int = 256) -> None:
        """Encode `batch` texts at a time."""
        self.model = model_of(encoder)
        self._encoder, self._batch = encoder, batch
        self._waiting: list[str] = []
        self._codes: list[NDArray[np.int8]] = []
        self._scales: list[Floats] = []

    def add(self, text: str) -> None:
        """The next person's text."""
        self._waiting.append(text)
        if len(self._waiting) == self._batch:
            self._flush()

    def arrays(self) -> Arrays:
        """`codes` (n x d, row by row) and `scales` (n)."""
        self._flush()
        none: list[Any] = [np.zeros((0, 0), np.int8)]
        return {
            "codes": np.concatenate(self._codes or none).reshape(-1),
            "scales": np.concatenate(self._scales or [np.zeros(0, np.float32)]),
        }

    def _flush(self) -> None:
        if not self._waiting:
            return
        vectors = np.asarray(self._encoder.encode(self._waiting), dtype=np.float32)
        scales = np.abs(vectors).max(axis=1) / 127
        safe = np.where(scales > 0, scales, 1.0)[:, None]
        self._codes.append(np.round(vectors / safe).astype(np.int8))
        self._scales.append(scales.astype(np.float32))
        self._waiting.clear()


class VectorIndex(Struct, frozen=True, kw_only=True):
    """Vectors of `n` texts, all of one model. Its arrays may lie in a memory-mapped file."""

    model: Model
    codes: NDArray[np.int8]  # (n, d)
    scales: Floats  # (n,)

    @classmethod
    def of(cls, arrays: Arrays, model: Model) -> "VectorIndex":
        """The index that `VectorBuilder.arrays` laid out."""
        n = len(arrays["scales"])
        return cls(
            model=model,
            codes=arrays["codes"].reshape(n, -1) if n else np.zeros((0, 0), np.int8),
            scales=arrays["scales"],
        )

    def check(self, question: Question) -> None:
        """Let pass a question of the same model.

        Raises:
            BadInput: another model encoded it. Vectors of two models say nothing about each other.
        """
        if question.model != self.model:
            raise BadInput(
                f"the question was encoded by {question.model.name} ({question.model.digest[:12]}), the profiles by "
                f"{self.model.name} ({self.model.digest[:12]})",
                hint="encode both with one model",
            )

    def score(self, question: Question, rows: Ints | None = None) -> Floats:
        """Cosine of the question with the texts of `rows` (all, if None); 0 where they have nothing in common.

        Raises:
            BadInput: another model encoded the question.
        """
        self.check(question)
        codes, scales = (self.codes, self.scales) if rows is None else (self.codes[rows], self.scales[rows])
        if not len(codes):
            return np.zeros(0, np.float32)
        cosine: Floats = (codes.astype(np.float32) @ question.vector) * scales
        return np.clip(cosine, 0.0, 1.0)
