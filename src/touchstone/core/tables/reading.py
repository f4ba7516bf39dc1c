"""Files of columns: CSV, lines of JSON, Parquet; the first two also gzipped. The ending of the name says which.

CSV is read as text throughout, so that 007 stays 007 and a label that is a number in the first rows and a word in a
later one is no error.
"""

import csv
import gzip
import io
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

from touchstone.core.errors import BadInput
from touchstone.core.tables.table import Table, of_arrow

if TYPE_CHECKING:
    from collections.abc import Callable

    from arro3.core import Table as ArrowTable

ENDINGS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet")
_BATCH = 65_536
_MAGIC_GZIP = b"\x1f\x8b"


def read_table(file: str | Path | bytes, *, name: str | None = None) -> Table:
    """The table in `file`, a path or a file's bytes; `name` is how errors call it, and says what it is by its ending.

    Raises:
        BadInput: it cannot be read, is of no known kind, is damaged, or has no rows.
    """
    source = name or (str(file) if not isinstance(file, bytes) else "file")
    reader = _reader_of(source)
    try:
        table = reader(file)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", place=source) from error
    except BaseException as error:
        # arro3 has no error type of its own: damage is a bare Exception or a Rust panic, which is a BaseException.
        if type(error) is not Exception and type(error).__name__ not in _DAMAGE:
            raise
        raise _damaged(str(error), source) from error
    result = of_arrow(table, source=source)
    if result.rows == 0:
        raise BadInput("has no rows", place=source, hint="a line of column names, then one row an answer")
    return result


_DAMAGE = ("PanicException", "ArrowException", "UnicodeDecodeError", "Error")
_FIELDS = re.compile(r"incorrect number of fields for line (\d+), expected (\d+) got (\d+)")
_NOT_UTF8 = re.compile(r"invalid UTF-8 data for line (\d+)")


def _damaged(said: str, source: str) -> BadInput:
    """What Arrow said of a file, with the file's own line: it counts from the line after the names."""
    if found := _FIELDS.search(said):
        line, expected, got = (int(part) for part in found.groups())
        return BadInput(f"{got} fields where {expected} are named", place=f"{source}, line {line + 1}")
    if found := _NOT_UTF8.search(said):
        return BadInput("is not UTF-8 text", place=f"{source}, line {int(found[1]) + 1}", hint="save it as UTF-8")
    return BadInput(f"is damaged: {said}", place=source, hint="one kind of value in each column")


def _reader_of(source: str) -> "Callable[[str | Path | bytes], ArrowTable]":
    lower = source.lower().removesuffix(".gz")
    for ending, reader in ((".csv", _csv), (".jsonl", _json_lines), (".ndjson", _json_lines), (".parquet", _parquet)):
        if lower.endswith(ending):
            return reader
    raise BadInput("its ending tells no kind of file", place=source, hint=", ".join(ENDINGS))


def _opened(file: str | Path | bytes) -> IO[bytes]:
    if isinstance(file, bytes):
        return io.BytesIO(gzip.decompress(file) if file[:2] == _MAGIC_GZIP else file)
    path = Path(file)
    with path.open("rb") as start:
        gzipped = start.read(2) == _MAGIC_GZIP
    return gzip.open(path) if gzipped else path.open("rb")  # type: ignore[return-value]  # a GzipFile reads as any other


def _csv(file: str | Path | bytes) -> "ArrowTable":
    from arro3.core import DataType, Field, Schema
    from arro3.io import read_csv

    with _opened(file) as opened:
        first = opened.readline().decode("utf-8-sig")
        names = next(csv.reader([first]), [])
        if not names:
            return _nothing()
        schema = Schema([Field(name.strip(), DataType.string()) for name in names])
        return read_csv(opened, schema, has_header=False, batch_size=_BATCH).read_all()


def _json_lines(file: str | Path | bytes) -> "ArrowTable":
    from arro3.io import infer_json_schema, read_json

    with _opened(file) as opened:
        content = opened.read()
    if not content.strip():
        return _nothing()
    schema = infer_json_schema(io.BytesIO(content))
    return read_json(io.BytesIO(content), schema, batch_size=_BATCH).read_all()


def _parquet(file: str | Path | bytes) -> "ArrowTable":
    from arro3.io import read_parquet

    return read_parquet(io.BytesIO(file) if isinstance(file, bytes) else Path(file)).read_all()


def _nothing() -> "ArrowTable":
    from arro3.core import Table as ArrowTable

    return ArrowTable.from_pydict({})
