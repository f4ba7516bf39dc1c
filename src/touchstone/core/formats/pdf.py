"""The text of a PDF file."""

import logging
import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from touchstone.core.errors import BadInput
from touchstone.core.formats.plain import tidy
from touchstone.core.formats.values import MOST_TEXT, Kind, Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PdfReader

_MOST_PAGES = 200
# pypdf lets a damaged object come through as whatever went wrong deep inside; this list is what fuzzing brought up.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": ""})
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_]{2})-\n(?=[a-zà-ÿ]{2})")
# A line that goes on: no full stop, colon or bullet between the two, and the next one starts small or with a figure.
_WRAPPED_LINE = re.compile(r"(?<![.:;!?\n])\n(?=[a-zà-ÿ0-9(])")


def read_pdf(data: bytes, name: str) -> Plain:
    """The text of all pages; words and lines that the page broke are joined again.

    Raises:
        BadInput: it asks for a password, is damaged, or its pages are pictures without text.
    """
    from pypdf.errors import PyPdfError

    logger = logging.getLogger("pypdf")
    level, logger.level = logger.level, logging.CRITICAL
    try:
        return _read(data, name)
    except (*_DAMAGE, PyPdfError) as error:
        raise BadInput(
            "the PDF is damaged and cannot be read", place=name, hint="export it anew or paste its text"
        ) from error
    finally:
        logger.level = level


def _read(data: bytes, name: str) -> Plain:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not _opens(reader):
        raise BadInput("the PDF asks for a password", place=name, hint="save it without one")
    pages = len(reader.pages)
    text = _unwrapped("\n\n".join(_texts(reader)))
    if not text.strip():
        raise BadInput(
            "the PDF has no text in it: its pages are pictures",
            place=name,
            hint="a PDF made from text, or paste the text",
        )
    notes = (f"Only the first {_MOST_PAGES} of {pages} pages were read.",) if pages > _MOST_PAGES else ()
    return Plain(text=text, kind=Kind.PDF, notes=notes)


def _opens(reader: "PdfReader") -> bool:
    """Whether the empty password opens it: many PDFs are locked against changes only."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except DependencyError:  # AES needs a library that is not part of this installation
        return False


def _texts(reader: "PdfReader") -> "Iterator[str]":
    length = 0
    for page in reader.pages[:_MOST_PAGES]:
        text = page.extract_text()
        length += len(text)
        yield text
        if length > MOST_TEXT:
            return


def _unwrapped(text: str) -> str:
    text = tidy(text.replace("\x00", "").translate(_LIGATURES))
    return _WRAPPED_LINE.sub(" ", _BROKEN_WORD.sub("", text)).strip()
