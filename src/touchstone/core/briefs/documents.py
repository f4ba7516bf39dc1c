"""A brief from the bytes of a file, whatever its type."""

import re
from datetime import date
from typing import Any

from msgspec.structs import replace

from touchstone.core.briefs.fields import canonical, read_fields
from touchstone.core.briefs.questions import questions
from touchstone.core.briefs.reader import read_text
from touchstone.core.briefs.structured import load_mapping
from touchstone.core.briefs.values import Brief, Found, Reading
from touchstone.core.errors import BadInput
from touchstone.core.formats import Kind, Plain, text_of

_STRUCTURED = frozenset({Kind.TOML, Kind.YAML, Kind.JSON})
_TITLE_LABEL = re.compile(
    r"(?:job title|title|position|role|t[ií]tulo|puesto|cargo|vaga)\s?:\s{0,4}(?P<title>\S.{1,118})$", re.IGNORECASE
)
_HEADING = re.compile(r"#{1,3}\s{1,4}(?P<title>\S.{0,118})$")
_TITLE = re.compile(r"(?P<title>[^\s\-•*#].{1,88}[^\s.:;!?,])$")


def read_document(data: bytes, name: str, *, today: date | None = None) -> Reading:
    """The brief in a file: free text from .txt, .md, .pdf and .docx, fields from .toml, .yaml and .json.

    The `text` and `title` of a file with fields are read as free text too, and a field that is given wins over what is
    read; given fields have no findings, because nobody had to find them.

    Raises:
        BadInput: the file cannot be read, or a field in it; with the place and what would be right.
    """
    return read_plain(text_of(data, name), name, today=today)


def read_plain(plain: Plain, name: str, *, today: date | None = None) -> Reading:
    """The brief in the text of a file that `touchstone.core.formats` has opened."""
    fields = plain.kind in _STRUCTURED
    reading = _from_fields(plain, name, today) if fields else _from_text(plain.text, name, today)
    return replace(reading, notes=(*plain.notes, *reading.notes))


def title_in(text: str) -> tuple[int, int] | None:
    """Where the title stands if the first line of `text` is one: a heading, a label, or a short line set apart."""
    start = len(text) - len(text.lstrip())
    line, _, rest = text[start:].partition("\n")
    match = _HEADING.match(line.rstrip()) or _TITLE_LABEL.match(line.rstrip())
    if match is None and rest.startswith("\n") and rest.strip():
        match = _TITLE.match(line.rstrip())
    return (start + match.start("title"), start + match.end("title")) if match else None


def _from_text(text: str, name: str, today: date | None) -> Reading:
    try:
        reading = read_text(text, today=today)
    except BadInput as error:
        raise BadInput(error.message, place=name, hint=error.hint) from error
    span = title_in(reading.brief.text)
    if span is None:
        return reading
    words = reading.brief.text[slice(*span)]
    found = Found(field="title", value=words, confidence=0.9, words=words, start=span[0], end=span[1])
    return replace(reading, brief=replace(reading.brief, title=words), found=(found, *reading.found))


def _from_fields(plain: Plain, name: str, today: date | None) -> Reading:
    mapping = load_mapping(plain.text, plain.kind, name)
    given = read_fields(mapping, place=name)
    if not given.text.strip() and given.title is None:
        return Reading(brief=given, found=(), missing=questions(given), notes=_lacking(given))
    read = read_text(given.text, title=given.title, today=today)
    fields = _given(mapping, given, name)
    brief = replace(read.brief, **fields)
    found = tuple(one for one in read.found if one.field not in fields)
    return Reading(brief=brief, found=found, missing=questions(brief), notes=(*read.notes, *_lacking(given)))


def _given(mapping: Any, given: Brief, name: str) -> dict[str, Any]:
    """The fields that the file gives, by their own names; a domain given settles both lists of its kind."""
    names = {key for key, value in canonical(mapping, place=name).items() if value is not None}
    for field in ("domains", "degree_domains"):
        both = {field, f"unknown_{field}"}
        if names & both or any(getattr(given, one) for one in both):
            names |= both
    return {key: getattr(given, key) for key in names - {"text", "title"}}


def _lacking(given: Brief) -> tuple[str, ...]:
    return tuple(
        f"The taxonomy has no “{words}”. It can be added; it is not taken for anything wider."
        for words in (*given.unknown_domains, *given.unknown_degree_domains)
    )
