"""Which type a file is of, by its name and by its first bytes, and the one door to its text."""

from touchstone.core.errors import BadInput
from touchstone.core.formats.plain import decode
from touchstone.core.formats.values import MOST_BYTES, MOST_TEXT, Kind, Plain

_READABLE = "a .txt, .md, .pdf, .docx, .toml, .yaml or .json file"
_BY_SUFFIX = {
    "txt": Kind.TEXT,
    "text": Kind.TEXT,
    "md": Kind.MARKDOWN,
    "markdown": Kind.MARKDOWN,
    "pdf": Kind.PDF,
    "docx": Kind.WORD,
    "toml": Kind.TOML,
    "yaml": Kind.YAML,
    "yml": Kind.YAML,
    "json": Kind.JSON,
}
# What people do have at hand and what would be right instead.
_REFUSED = {
    "doc": "an old Word file; save it as .docx",
    "odt": "an OpenDocument file; save it as .docx or .pdf",
    "rtf": "a rich text file; save it as .docx or .txt",
    "pages": "a Pages file; export it as .docx or .pdf",
    "html": "a web page; save its text as .txt",
    "htm": "a web page; save its text as .txt",
    "jsonl": "many records, one a line, and a brief is one; give each record its own .json file",
    "ndjson": "many records, one a line, and a brief is one; give each record its own .json file",
    "csv": "a table, and a brief is a text or a mapping of fields",
    "parquet": "a table, and a brief is a text or a mapping of fields",
    "xlsx": "a workbook, and a brief is a text or a mapping of fields",
}
_FIRST_BYTES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file; save it as .docx"),
    (b"{\\rtf", "a rich text file; save it as .docx or .txt"),
    (b"\x89PNG", "a picture; a brief needs text"),
    (b"\xff\xd8\xff", "a picture; a brief needs text"),
    (b"GIF8", "a picture; a brief needs text"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"PAR1", "a table, and a brief is a text or a mapping of fields"),
)


def text_of(data: bytes, name: str) -> Plain:
    """The text of the file `name` whose content is `data`.

    Structured files (TOML, YAML, JSON) come back as they are written; `touchstone.core.briefs` decodes them.

    Raises:
        BadInput: the file is empty, too large, locked, has no text in it, or is of a type that cannot be read.
    """
    if not data:
        raise BadInput("the file is empty", place=name, hint="a brief in words or in fields")
    if len(data) > MOST_BYTES:
        raise BadInput(f"the file has {_mb(len(data))} MB", place=name, hint=f"at most {_mb(MOST_BYTES)} MB")
    plain = _read(data, name, kind_of(data, name))
    if not plain.text.strip():
        raise BadInput("there is no text in this file", place=name, hint="a brief in words or in fields")
    if len(plain.text) > MOST_TEXT:
        raise BadInput(
            f"the text has {len(plain.text):,} characters",
            place=name,
            hint=f"at most {MOST_TEXT:,}: a brief, not a library",
        )
    return plain


def kind_of(data: bytes, name: str) -> Kind:
    """The type of a file by its first bytes where they tell, else by its name; plain text where neither does.

    Raises:
        BadInput: it is of a known type that is no brief, with what would be right.
    """
    if data.lstrip()[:5] == b"%PDF-":
        return Kind.PDF
    if data[:4] == b"PK\x03\x04":
        return _kind_of_archive(data, name)
    for start, what in _FIRST_BYTES:
        if data.startswith(start):
            raise BadInput(f"this is {what}", place=name, hint=_READABLE)
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix in _REFUSED:
        raise BadInput(f"this is {_REFUSED[suffix]}", place=name, hint=_READABLE)
    kind = _BY_SUFFIX.get(suffix, Kind.TEXT)
    if kind in {Kind.PDF, Kind.WORD}:
        raise BadInput(f"the name says .{suffix}, the content does not", place=name, hint=_READABLE)
    if suffix not in _BY_SUFFIX and data.lstrip()[:1] == b"{":
        return Kind.JSON
    return kind


def _kind_of_archive(data: bytes, name: str) -> Kind:
    # The directory of a zip file stands at its end, uncompressed: looking for one name in it needs no unpacking.
    if b"word/document.xml" in data:
        return Kind.WORD
    raise BadInput("this is an archive or an Office file other than Word", place=name, hint=_READABLE)


def _read(data: bytes, name: str, kind: Kind) -> Plain:
    if kind is Kind.PDF:
        from touchstone.core.formats.pdf import read_pdf

        return read_pdf(data, name)
    if kind is Kind.WORD:
        from touchstone.core.formats.word import read_word

        return read_word(data, name)
    text, notes = decode(data, name)
    return Plain(text=text, kind=kind, notes=notes)


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
