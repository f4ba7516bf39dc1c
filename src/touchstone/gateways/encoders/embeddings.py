"""An encoder behind an OpenAI-compatible endpoint (`POST {address}/embeddings`).

text-embeddings-inference, llama.cpp's server, vLLM, Ollama and the hosted providers speak it; which languages the model
was trained for is said by whoever configures it, because no endpoint says so itself.
"""

import hashlib
import time
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from touchstone.gateways.endpoint import Endpoint
from touchstone.gateways.errors import GatewayError

Floats = NDArray[np.float32]

BATCH = 64  # texts in one request: what the common servers take without being told
LONGEST = 8_000  # characters of a text that are sent; every common model reads fewer
_WAITS = (0.5, 2.0)  # seconds before a second and a third try, where one may help
_MOST_ANSWER = 64 * 1024 * 1024  # bytes: 64 vectors of 4,096 numbers written out, many times over


class _Item(msgspec.Struct):
    index: int
    embedding: list[float]


class _Embedded(msgspec.Struct):
    data: list[_Item]


class Embeddings:
    """The model `model` at `address`. It sees the texts that are compared and nothing besides."""

    def __init__(
        self,
        *,
        address: str,
        model: str,
        key: str | None = None,
        languages: Sequence[str] = ("en", "es", "pt"),
        version: str = "",
        seconds: float = 20.0,
    ) -> None:
        """Hold where to ask. `version`: another one where other weights answer under the same name."""
        self.name = model
        self.languages = frozenset(languages)
        self._version = version
        self._endpoint = Endpoint(
            address=address, key=key, seconds=seconds, most_answer=_MOST_ANSWER, without="compare by words alone"
        )

    @property
    def digest(self) -> str:
        """What tells this model's vectors from another's: its name and the version that the configuration gives it."""
        return hashlib.sha256(f"{self.name}\n{self._version}".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> Floats:
        """(len(texts), d) vectors of length 1; zero for an empty text. Texts above LONGEST characters are cut.

        Raises:
            GatewayError: the endpoint gives none, or others than it was asked for.
        """
        wanted = [index for index, text in enumerate(texts) if text.strip()]
        parts = [
            self._batch([texts[i][:LONGEST] for i in wanted[at : at + BATCH]]) for at in range(0, len(wanted), BATCH)
        ]
        if len({part.shape[1] for part in parts}) > 1:
            raise self._endpoint.failed("the endpoint's vectors are of different lengths", permanent=True)
        vectors = np.zeros((len(texts), parts[0].shape[1] if parts else 1), np.float32)
        if parts:
            vectors[wanted] = np.concatenate(parts)
        return vectors

    def _batch(self, texts: list[str]) -> Floats:
        body = self._patiently({"model": self.name, "input": texts, "encoding_format": "float"})
        try:
            items = msgspec.json.decode(body, type=_Embedded).data
        except msgspec.DecodeError as error:
            raise self._endpoint.failed("the endpoint's answer is no list of embeddings", permanent=True) from error
        found = {item.index: item.embedding for item in items}
        if len(items) != len(texts) or set(found) != set(range(len(texts))):
            said = f"{len(items)} embeddings came for {len(texts)} texts"
            raise self._endpoint.failed(said, permanent=True)
        return self._unit([found[index] for index in range(len(texts))])

    def _unit(self, rows: list[list[float]]) -> Floats:
        if len({len(row) for row in rows}) != 1 or not rows[0]:
            raise self._endpoint.failed("the endpoint's vectors are of different lengths", permanent=True)
        vectors = np.array(rows, dtype=np.float64)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise self._endpoint.failed("the endpoint gave a vector without a direction", permanent=True)
        unit: Floats = (vectors / lengths).astype(np.float32)
        return unit

    def _patiently(self, asked: dict[str, object]) -> bytes:
        for wait in _WAITS:
            try:
                return self._endpoint.post("embeddings", asked)
            except GatewayError as error:
                if error.permanent:
                    raise
                time.sleep(wait)
        return self._endpoint.post("embeddings", asked)
