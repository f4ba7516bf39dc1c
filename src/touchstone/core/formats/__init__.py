"""The bytes of a text, Markdown, PDF or Word file as text.

Files of strangers are read through `touchstone.gateways.documents`, which does the same in a limited child process.
"""

from touchstone.core.formats.read import kind_of, text_of
from touchstone.core.formats.values import MOST_BYTES, MOST_TEXT, Kind, Plain

__all__ = ["MOST_BYTES", "MOST_TEXT", "Kind", "Plain", "kind_of", "text_of"]
