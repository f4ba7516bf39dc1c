"""The text of a Word file (.docx)."""

import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from touchstone.core.errors import BadInput
from touchstone.core.formats.plain import tidy
from touchstone.core.formats.values import Kind, Plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.table import Table

_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_PARTS = 2_000
_BULLET = "• "
# What python-docx lets through from a damaged part; broken XML is lxml's kind of SyntaxError.
_DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, AttributeError, TypeError)


def read_word(data: bytes, name: str) -> Plain:
    """Paragraphs and tables in their order; list items start with a bullet, the cells of a row are set apart by tabs.

    Raises:
        BadInput: it is damaged, locked, unpacks to far more than a document holds, or has no text.
    """
    _refuse_bomb(data, name)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        text = tidy("\n".join(_lines(Document(BytesIO(data))))).strip()
    except (*_DAMAGE, OpcError) as error:
        raise BadInput(
            "the Word file is damaged and cannot be read", place=name, hint="save it anew as .docx"
        ) from error
    if not text:
        raise BadInput(
            "the Word file has no text in it", place=name, hint="a document with text, not with pictures of it"
        )
    return Plain(text=text, kind=Kind.WORD)


def _refuse_bomb(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadInput(
            "the Word file is damaged and cannot be read", place=name, hint="save it anew as .docx"
        ) from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise BadInput("the Word file unpacks to far more than a document holds", place=name, hint="a plain .docx")
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput("the Word file is locked with a password", place=name, hint="save it without one")


def _lines(document: "Document") -> "Iterator[str]":
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            style = (block.style.name or "") if block.style is not None else ""
            yield f"{_BULLET if style.startswith('List') and block.text.strip() else ''}{block.text}"
        else:
            yield from _rows(block)


def _rows(table: "Table") -> "Iterator[str]":
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            # A merged cell comes back once for each column that it spans.
            if not cells or cell.text != cells[-1]:
                cells.append(cell.text)
        yield "\t".join(cells)
