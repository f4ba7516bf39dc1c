"""What a file turned out to be, and the limits within which it is read."""

from enum import StrEnum

from msgspec import Struct

MOST_BYTES = 8 * 1024 * 1024  # of a file as it arrives; a brief with pictures in it is still far below
MOST_TEXT = 1_000_000  # characters of text; the longest tender documents have about half


class Kind(StrEnum):
    """The type of a file."""

    TEXT = "text"
    MARKDOWN = "markdown"
    PDF = "pdf"
    WORD = "word"
    TOML = "toml"
    YAML = "yaml"
    JSON = "json"


class Plain(Struct, frozen=True, kw_only=True):
    """The text of a file. `notes` say what a reader should know, such as a guessed encoding."""

    text: str
    kind: Kind
    notes: tuple[str, ...] = ()
