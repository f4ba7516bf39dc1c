"""Files of unknown origin, read in a child process with limits."""

from touchstone.gateways.documents.reading import Limits, read_document

__all__ = ["Limits", "read_document"]
