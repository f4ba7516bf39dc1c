"""Models that may propose fields of a brief. They assist and never decide."""

from touchstone.gateways.models.endpoint import OpenAICompatible
from touchstone.gateways.models.proposing import PROPOSABLE, propose_fields
from touchstone.gateways.models.protocol import KINDS, Model

__all__ = ["KINDS", "PROPOSABLE", "Model", "OpenAICompatible", "propose_fields"]
