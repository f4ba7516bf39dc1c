"""Pool files: one specialist a line (JSONL, also gzipped) or a row (Parquet), read strictly and in bounded memory.

    for specialist in read_pool(path): …            # raises at the first bad record, naming file, line and field
    for specialist in read_pool(path, on_problem=log.append): …     # gives the good ones, reports the others
    report = check_pool(path)                       # what is in the file and everything that is wrong with it

The kind of file is told by its first bytes, not by its name. Ids are kept in memory to find duplicates (about
100 bytes each); everything else streams.
"""

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import IO, cast

import msgspec
from msgspec import Struct

from touchstone.core.briefs.values import LanguageLevel
from touchstone.core.errors import BadInput
from touchstone.core.matching import pool_parquet
from touchstone.core.matching.pool_record import FieldProblem, RecordRefused, specialist_from
from touchstone.core.matching.values import Specialist
from touchstone.core.progress import Progress

Source = Path | IO[bytes] | bytes
_GZIP_MAGIC = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_LONGEST_LINE = 8 * 1024 * 1024
_FLUENT = frozenset({LanguageLevel.C1, LanguageLevel.C2, LanguageLevel.NATIVE})
_STEP = 1_000  # records between two signs of progress


class PoolFormat(StrEnum):
    """How a pool file is written."""

    JSONL = "jsonl"
    JSONL_GZ = "jsonl.gz"
    PARQUET = "parquet"


class PoolProblem(Struct, frozen=True, kw_only=True):
    """One thing wrong with a pool file."""

    line: int  # line of a JSONL file or row of a Parquet file, from 1
    field: str  # "languages[0].level"; "" for the record as a whole
    kind: str  # "refused", "unknown_field", "missing", "type", "value", "duplicate"
    message: str
    hint: str = ""

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"line {self.line}{field}: {self.message}{hint}"


class PoolSummary(Struct, frozen=True, kw_only=True):
    """Who is in a pool: numbers of people, largest first."""

    by_country: dict[str, int]
    by_role: dict[str, int]  # a person with two roles counts in both
    languages: dict[str, int]  # at any level
    fluent: dict[str, int]  # at C1, C2 or native
    by_evidence: dict[str, int]  # "none", "1-4", "5-19", "20 or more" records
    synthetic: int


class PoolReport(Struct, frozen=True, kw_only=True):
    """What a pool file holds, and what is wrong with it."""

    name: str
    format: PoolFormat
    people: int  # good records
    refused: int  # records with a problem
    problems: tuple[PoolProblem, ...]  # the first ones; `counts` has them all
    counts: dict[str, int]  # problems by kind and field, such as "value languages[].level"
    summary: PoolSummary


def read_pool(
    source: Source,
    *,
    name: str | None = None,
    on_problem: Callable[[PoolProblem], None] | None = None,
    progress: Progress | None = None,
) -> Iterator[Specialist]:
    """The specialists of a pool file, in its order.

    `source` is a path, a seekable binary file or the bytes themselves; `name` is what errors call it. Without
    `on_problem` the first bad record raises; with it, bad records are left out and each of their problems is told.

    Raises:
        BadInput: the file is damaged, or (without `on_problem`) a record is bad.
    """
    called = name or (source.name if isinstance(source, Path) else "pool")
    first_line: dict[str, int] = {}

    def tell(problem: PoolProblem) -> None:
        if on_problem is None:
            place = ", ".join(filter(None, (called, f"line {problem.line}", problem.field)))
            raise BadInput(problem.message, place=place, hint=problem.hint or None)
        on_problem(problem)

    with ExitStack() as stack:
        _, lines = _lines(source, name=called, stack=stack)
        if progress:
            progress.start(0, called)
        for number, line in lines:
            specialist = _record(number, line, first_line, tell)
            if specialist is not None:
                yield specialist
            if progress and number % _STEP == 0:
                progress.advance(_STEP)


def check_pool(
    source: Source, *, name: str | None = None, most_problems: int = 100, progress: Progress | None = None
) -> PoolReport:
    """Read a whole pool file and say what is in it and what is wrong with it; at most `most_problems` are kept.

    Raises:
        BadInput: the file is damaged.
    """
    called = name or (source.name if isinstance(source, Path) else "pool")
    kept: list[PoolProblem] = []
    counts: Counter[str] = Counter()
    bad_lines: set[int] = set()

    def note(problem: PoolProblem) -> None:
        bad_lines.add(problem.line)
        counts[f"{problem.kind} {_anywhere(problem.field)}".rstrip()] += 1
        if len(kept) < most_problems:
            kept.append(problem)

    kind, tally = pool_format(source), _Tally()
    for specialist in read_pool(source, name=called, on_problem=note, progress=progress):
        tally.add(specialist)
    return PoolReport(
        name=called,
        format=kind,
        people=tally.people,
        refused=len(bad_lines),
        problems=tuple(kept),
        counts=dict(counts.most_common()),
        summary=tally.summary(),
    )


def write_pool(specialists: Iterable[Specialist], target: Path | IO[bytes], *, format: PoolFormat | None = None) -> int:  # noqa: A002
    """Write a pool file and return how many specialists it holds.

    Without `format` the name of the path decides: .parquet, .jsonl.gz, otherwise JSONL. The same specialists give
    the same bytes.
    """
    kind = format or (_format_by_name(target.name) if isinstance(target, Path) else PoolFormat.JSONL)
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        encode = msgspec.json.Encoder().encode
        for specialist in specialists:
            count += 1
            yield encode(specialist)

    if kind is PoolFormat.PARQUET:
        pool_parquet.write_lines(lines(), target)
        return count
    with ExitStack() as stack:
        file = stack.enter_context(target.open("wb")) if isinstance(target, Path) else target
        if kind is PoolFormat.JSONL_GZ:
            packed = gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="", compresslevel=6)
            file = stack.enter_context(cast("IO[bytes]", packed))
        for line in lines():
            file.write(line + b"\n")
    return count


def pool_format(source: Source) -> PoolFormat:
    """The kind of a pool file by its first bytes. A file object must be seekable and stays where it was.

    Raises:
        BadInput: there is no such file, or it cannot be read.
    """
    try:
        head = _head(source)
    except OSError as error:
        place = str(source) if isinstance(source, Path) else None
        raise BadInput(f"cannot be read: {error.strerror or error}", place=place, hint="a pool file") from error
    if head == pool_parquet.MAGIC:
        return PoolFormat.PARQUET
    return PoolFormat.JSONL_GZ if head[:2] == _GZIP_MAGIC else PoolFormat.JSONL


def _head(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source[:4]
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(4)
    head = source.read(4)
    source.seek(-len(head), io.SEEK_CUR)
    return head


class _Tally:
    """Counts of a pool as it goes by."""

    def __init__(self) -> None:
        self.people = self.synthetic = 0
        self.country, self.role, self.language, self.fluent, self.evidence = (Counter[str]() for _ in range(5))

    def add(self, person: Specialist) -> None:
        self.people += 1
        self.synthetic += person.synthetic
        self.country[person.country] += 1
        self.role.update(str(role) for role in person.roles)
        self.language.update(spoken.code for spoken in person.languages)
        self.fluent.update(spoken.code for spoken in person.languages if spoken.level in _FLUENT)
        self.evidence[_evidence_band(len(person.evidence))] += 1

    def summary(self) -> PoolSummary:
        return PoolSummary(
            by_country=dict(self.country.most_common()),
            by_role=dict(self.role.most_common()),
            languages=dict(self.language.most_common()),
            fluent=dict(self.fluent.most_common()),
            by_evidence={band: self.evidence[band] for band in ("none", "1-4", "5-19", "20 or more")},
            synthetic=self.synthetic,
        )


def _evidence_band(records: int) -> str:
    if records == 0:
        return "none"
    return "1-4" if records < 5 else "5-19" if records < 20 else "20 or more"


def _record(
    number: int, line: bytes, first_line: dict[str, int], tell: Callable[[PoolProblem], None]
) -> Specialist | None:
    try:
        specialist = specialist_from(line)
    except RecordRefused as refused:
        for problem in refused.problems:
            tell(_on_line(number, problem))
        return None
    earlier = first_line.setdefault(specialist.id, number)
    if earlier != number:
        message, hint = (
            f"the id {specialist.id!r} is already on line {earlier}",
            "each person once, with an id of their own",
        )
        tell(PoolProblem(line=number, field="id", kind="duplicate", message=message, hint=hint))
        return None
    return specialist


def _on_line(number: int, problem: FieldProblem) -> PoolProblem:
    return PoolProblem(line=number, field=problem.field, kind=problem.kind, message=problem.message, hint=problem.hint)


def _anywhere(field: str) -> str:
    """`languages[3].level` as `languages[].level`, so that problems of one kind count together."""
    return "".join(part if index % 2 == 0 else "[]" for index, part in enumerate(field.replace("]", "[").split("[")))


def _format_by_name(name: str) -> PoolFormat:
    if name.endswith(".parquet"):
        return PoolFormat.PARQUET
    return PoolFormat.JSONL_GZ if name.endswith(".gz") else PoolFormat.JSONL


def _lines(source: Source, *, name: str, stack: ExitStack) -> tuple[PoolFormat, Iterator[tuple[int, bytes]]]:
    kind = pool_format(source)
    if kind is PoolFormat.PARQUET:
        rows = pool_parquet.lines_of(io.BytesIO(source) if isinstance(source, bytes) else source, name=name)
        return kind, enumerate(rows, 1)
    if isinstance(source, bytes):
        file: IO[bytes] = io.BytesIO(source)
    else:
        file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
    if kind is PoolFormat.JSONL_GZ:
        file = stack.enter_context(cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb")))
    return kind, _text_lines(file, name=name)


def _text_lines(file: IO[bytes], *, name: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE:
                raise BadInput(
                    f"a line of {_LONGEST_LINE:,} bytes or more",
                    place=f"{name}, line {number}",
                    hint="one specialist a line",
                )
            if number == 1:
                line = line.removeprefix(_BOM)
                if line.lstrip()[:1] == b"[":
                    raise BadInput(
                        "the file is a JSON list",
                        place=f"{name}, line 1",
                        hint="one object a line, without brackets and commas around them",
                    )
            if line.strip():
                yield number, line
    except (EOFError, zlib.error, OSError) as error:
        raise BadInput(f"the file cannot be read: {error}", place=name) from error
