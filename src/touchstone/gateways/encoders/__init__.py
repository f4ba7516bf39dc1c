"""Sentence encoders for the semantic fit. They refine within a small band and decide nothing."""

from touchstone.gateways.encoders.embeddings import Embeddings
from touchstone.gateways.encoders.kinds import KINDS, encoder_of

__all__ = ["KINDS", "Embeddings", "encoder_of"]
