"""The kinds of encoders that there are, by the word that a configuration uses."""

from collections.abc import Callable
from typing import Any

from touchstone.core.matching.encoder import Encoder
from touchstone.gateways.encoders.embeddings import Embeddings


def _packaged() -> Encoder:
    from touchstone.core.matching.minilm import MiniLM

    return MiniLM()


KINDS: dict[str, Callable[..., Encoder]] = {"minilm": _packaged, "openai_compatible": Embeddings}


def encoder_of(kind: str, **values: Any) -> Encoder:
    """The encoder of `kind`, made with what a configuration says of it; nothing is asked of a network yet."""
    return KINDS[kind](**values)
