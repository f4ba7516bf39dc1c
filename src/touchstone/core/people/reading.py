"""Files of people: CSV, JSON Resume, ORCID records, lines of JSON, Parquet; read strictly and, but for JSON, in bounded memory.

    for row in read_people(path): …                              # raises at the first bad row, naming file, line, column
    for row in read_people(path, on_problem=found.append): …     # gives the good ones, reports the others

What kind of file it is, its first bytes say, not its name.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.matching import pool_parquet
from touchstone.core.matching.pool import PoolProblem
from touchstone.core.matching.pool_record import FieldProblem
from touchstone.core.people import documents
from touchstone.core.people.cells import CellRefused
from touchstone.core.people.flat import Columns
from touchstone.core.people.projection import missing
from touchstone.core.people.values import Person

Source = Path | bytes
_BOM = b"\xef\xbb\xbf"
_MOST_JSON = 64 * 1024 * 1024
_LONGEST_CELL = 1_000_000


class PeopleFormat(StrEnum):
    """How a file of people is written."""

    CSV = "csv"
    JSON = "json"  # JSON Resume, ORCID, or our own: one, a list, or one a line
    PARQUET = "parquet"


class Row(Struct, frozen=True):
    """One person of a file."""

    line: int  # of a CSV file; which one of a JSON or Parquet file, from 1
    key: str  # the file's own name for them; "" where it has none
    person: Person


class PeopleReport(Struct, frozen=True, kw_only=True):
    """What a file of people holds, and what is wrong with it."""

    name: str
    format: PeopleFormat
    people: int  # good ones
    refused: int  # with something wrong
    complete: int  # that a search could find
    missing: dict[str, int]  # what the others lack for that, by field
    problems: tuple[PoolProblem, ...]  # the first ones; `counts` has them all
    counts: dict[str, int]
    left: dict[str, int]  # what the documents hold that a profile does not


def read_people(
    source: Source,
    *,
    name: str | None = None,
    on_problem: Callable[[PoolProblem], None] | None = None,
    left: Counter[str] | None = None,
) -> Iterator[Row]:
    """The people of a file, in its order.

    `source` is a path or the bytes themselves. Without `on_problem` the first bad row raises; with it, bad rows are left
    out and everything wrong with them is told. `left` counts what documents hold and a profile does not.

    Raises:
        BadInput: the file is none of these kinds, is damaged, or (without `on_problem`) a row is bad.
    """
    called = name or (source.name if isinstance(source, Path) else "people")

    def tell(line: int, found: FieldProblem) -> None:
        if on_problem is None:
            place = ", ".join(filter(None, (called, f"line {line}", found.field)))
            raise BadInput(found.message, place=place, hint=found.hint or None)
        on_problem(PoolProblem(line=line, field=found.field, kind=found.kind, message=found.message, hint=found.hint))

    kind = people_format(source, name=called)
    left = Counter() if left is None else left
    if kind is PeopleFormat.JSON:
        yield from _unique(_documents(source, called, tell, left), tell)
    else:
        rows = _table(source, called) if kind is PeopleFormat.CSV else _parquet(source, called)
        yield from _unique(_flat(rows, called, tell), tell)


def check_people(source: Source, *, name: str | None = None, most_problems: int = 100) -> PeopleReport:
    """Read a whole file of people and say what is in it and what is wrong with it.

    Raises:
        BadInput: the file is none of these kinds, or damaged.
    """
    tally, left = Tally(most_problems), Counter[str]()
    for row in read_people(source, name=name, on_problem=tally.problem, left=left):
        tally.person(row.person)
    called = name or (source.name if isinstance(source, Path) else "people")
    return tally.report(name=called, format=people_format(source, name=called), left=left)


class Tally:
    """What goes by of a file of people, counted into a report."""

    def __init__(self, most_problems: int) -> None:
        """At most `most_problems` are kept; all are counted."""
        self._most = most_problems
        self._kept: list[PoolProblem] = []
        self._counts, self._missing = Counter[str](), Counter[str]()
        self._bad, self._people, self._complete = set[int](), 0, 0

    def person(self, person: Person) -> None:
        """Somebody whose row is good."""
        lacks = missing(person)
        self._people += 1
        self._complete += not lacks
        self._missing.update(lacks)

    def problem(self, found: PoolProblem) -> None:
        """One thing that is wrong; a column that is left out spoils no row."""
        self._counts[f"{found.kind} {found.field}".rstrip()] += 1
        if found.kind not in {"unknown_field", "refused"}:
            self._bad.add(found.line)
        if len(self._kept) < self._most:
            self._kept.append(found)

    def report(self, *, name: str, format: PeopleFormat, left: Mapping[str, int]) -> PeopleReport:  # noqa: A002
        """Everything so far."""
        return PeopleReport(
            name=name,
            format=format,
            people=self._people,
            refused=len(self._bad),
            complete=self._complete,
            missing=dict(self._missing.most_common()),
            problems=tuple(self._kept),
            counts=dict(self._counts.most_common()),
            left=dict(Counter(left).most_common()),
        )


def people_format(source: Source, *, name: str) -> PeopleFormat:
    """The kind of a file by its first bytes.

    Raises:
        BadInput: it cannot be read, or is empty.
    """
    try:
        head = source[:4096] if isinstance(source, bytes) else _head(source)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", place=name) from error
    if head[:4] == pool_parquet.MAGIC:
        return PeopleFormat.PARQUET
    start = head.removeprefix(_BOM).lstrip()[:1]
    if not start:
        raise BadInput("the file is empty", place=name, hint="CSV, JSON Resume, ORCID, lines of JSON or Parquet")
    return PeopleFormat.JSON if start in b"{[" else PeopleFormat.CSV


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _unique(rows: Iterator[Row], tell: Callable[[int, FieldProblem], None]) -> Iterator[Row]:
    """Each key once."""
    first: dict[str, int] = {}
    for row in rows:
        earlier = first.setdefault(row.key, row.line) if row.key else row.line
        if earlier != row.line:
            message = f"{row.key!r} is already on line {earlier}"
            tell(row.line, FieldProblem("id", "duplicate", message, "each person once"))
        else:
            yield row


def _flat(
    rows: Iterator[tuple[int, Mapping[str, Any]]], called: str, tell: Callable[[int, FieldProblem], None]
) -> Iterator[Row]:
    columns: Columns | None = None
    for line, row in rows:
        if columns is None:
            columns = _columns(list(row), called)
            for problem in columns.problems:
                tell(1, problem)
        key, person, problems = columns.person(row)
        for problem in problems:
            tell(line, problem)
        if person is not None:
            yield Row(line, key, person)


def _columns(heads: list[str], called: str) -> Columns:
    try:
        return Columns([head for head in heads if head])
    except BadInput as error:
        raise BadInput(error.message, place=f"{called}, {error.place}", hint=error.hint) from None


def _table(source: Source, called: str) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(_LONGEST_CELL)
    with _text(source) as text:
        try:
            head = text.readline()
            divider = max(",;\t", key=head.count)
            names = next(csv.reader([head], delimiter=divider), [])
            reader = csv.DictReader(text, fieldnames=[name.strip() for name in names], delimiter=divider, strict=True)
            for row in reader:
                if None in row:
                    more = f"the row has more cells than there are columns ({len(names)})"
                    raise BadInput(
                        more, place=f"{called}, line {reader.line_num + 1}", hint="put cells with a divider in quotes"
                    )
                if any(row.values()):
                    yield reader.line_num + 1, row
        except UnicodeDecodeError as error:
            raise BadInput("the file is not UTF-8", place=called, hint="save it as CSV UTF-8") from error
        except csv.Error as error:
            raise BadInput(
                f"the CSV is damaged: {error}", place=called, hint="cells with quotes in them double these"
            ) from error


def _text(source: Source) -> IO[str]:
    if isinstance(source, bytes):
        return io.TextIOWrapper(io.BytesIO(source), encoding="utf-8-sig", newline="")
    return source.open(encoding="utf-8-sig", newline="")


def _parquet(source: Source, called: str) -> Iterator[tuple[int, dict[str, Any]]]:
    file: IO[bytes] | Path = io.BytesIO(source) if isinstance(source, bytes) else source
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    names: dict[str, Any] | None = None
    for number, line in enumerate(pool_parquet.lines_of(file, name=called), 1):
        row = decode(line)
        names = names or dict.fromkeys(pool_parquet.column_names(file, name=called))
        yield number, names | row  # a null is left out of a line, and its column is there all the same


def _documents(
    source: Source, called: str, tell: Callable[[int, FieldProblem], None], left: Counter[str]
) -> Iterator[Row]:
    for line, document in _json(source, called):
        try:
            key, person = _person(document, left)
        except CellRefused as refused:
            tell(line, FieldProblem("", "value", refused.message, refused.hint))
        except msgspec.ValidationError as error:
            tell(line, FieldProblem("", "type", str(error), "docs/reference/people-files.md"))
        else:
            yield Row(line, key, person)


def _person(document: Any, left: Counter[str]) -> tuple[str, Person]:
    if documents.is_orcid(document):
        person = documents.from_orcid(document, left)
        return person.orcid, person
    if documents.is_resume(document):
        return "", documents.from_resume(document, left)
    key = document.pop("id", "") if isinstance(document, dict) else ""
    return str(key), msgspec.convert(document, Person)


def _json(source: Source, called: str) -> Iterator[tuple[int, Any]]:
    """One document, the documents of a list, or one a line."""
    data = source if isinstance(source, bytes) else _bounded(source, called)
    text = data.removeprefix(_BOM)
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _lines(text, called)
        return
    yield from enumerate(whole if isinstance(whole, list) else [whole], 1)


def _lines(text: bytes, called: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise BadInput(
                    f"this is no JSON: {error}",
                    place=f"{called}, line {number}",
                    hint="one document, a list, or one a line",
                ) from error


def _bounded(path: Path, called: str) -> bytes:
    if path.stat().st_size > _MOST_JSON:
        most = _MOST_JSON // 1024 // 1024
        raise BadInput(f"a JSON file of more than {most} MB", place=called, hint="divide it, or use CSV or Parquet")
    return path.read_bytes()
