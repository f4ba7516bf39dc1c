"""Files of columns: CSV, lines of JSON, Parquet; the first two also gzipped. The ending of the name says which.

CSV is read as text throughout, so that 007 stays 007 and a label that is a number in the first rows and a word in a
later one is no error.
"""

import codecs
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
_MAGIC_PARQUET = b"PAR1"  # both at its beginning and at its end


def read_table(file: str | Path | bytes, *, name: str | None = None) -> Table:
    """The table in `file`, a path or a file's bytes; `name` is how errors call it, and says what it is by its ending.

    Raises:
        BadInput: it cannot be read, is of no known kind, is damaged, or has no rows.
    """
    source = name or (str(file) if not isinstance(file, bytes) else "file")
    reader = _reader_of(source)
    try:
        table = reader(file, source)
    except EOFError as error:
        raise BadInput("is cut off: the end of what was gzipped is missing", place=source) from error
    except UnicodeDecodeError as error:
        raise BadInput("is not UTF-8 text", place=f"{source}, line 1", hint="save it as UTF-8") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", place=source) from error
    except BaseException as error:
        # arro3 has no error type of its own: damage is a bare Exception or a Rust panic, which is a BaseException.
        if type(error) is not Exception and type(error).__name__ not in _DAMAGE:
            raise
        raise _damaged(str(error), source) from error
    result = of_arrow(table, source=source)
    if reader is _csv and _quote_is_open(table, file):
        hint = "a second quote at the end of the cell"
        raise BadInput("a quote is opened and never closed", place=f"{source}, row {result.rows}", hint=hint)
    if result.rows == 0:
        raise BadInput("has no rows", place=source, hint="a line of column names, then one row an answer")
    return result


_DAMAGE = ("PanicException", "ArrowException", "Error", "error")  # the last two: of csv, and of zlib
_SAID = 300  # characters of what Arrow says: it may repeat the file
_FIELDS = re.compile(r"incorrect number of fields for line (\d+), expected (\d+) got (\d+)")
_NOT_UTF8 = re.compile(r"invalid UTF-8 data for line (\d+)")


def _damaged(said: str, source: str) -> BadInput:
    """What Arrow said of a file, with the file's own line: it counts from the line after the names."""
    if found := _FIELDS.search(said):
        line, expected, got = (int(part) for part in found.groups())
        return BadInput(f"{got} fields where {expected} are named", place=f"{source}, line {line + 1}")
    if found := _NOT_UTF8.search(said):
        return BadInput("is not UTF-8 text", place=f"{source}, line {int(found[1]) + 1}", hint="save it as UTF-8")
    if "EOFError" in said:
        return BadInput("is cut off: the end of what was gzipped is missing", place=source)
    return BadInput(f"is damaged: {said[:_SAID]}", place=source, hint="one kind of value in each column")


def _reader_of(source: str) -> "Callable[[str | Path | bytes, str], ArrowTable]":
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


def _csv(file: str | Path | bytes, source: str) -> "ArrowTable":
    from arro3.core import DataType, Field, Schema
    from arro3.io import read_csv

    with _opened(file) as opened:
        first = opened.readline()
        while first.count(b'"') % 2 and (more := opened.readline()):  # a name over several lines
            first += more
        if b"\0" in first and not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise BadInput("is no text", place=f"{source}, line 1", hint="a CSV file")
        names = next(csv.reader([first.decode("utf-8-sig")]), [])
        if not names:
            return _nothing()
        schema = Schema([Field(name.strip(), DataType.string()) for name in names])
        return read_csv(opened, schema, has_header=False, batch_size=_BATCH).read_all()


def _quote_is_open(table: "ArrowTable", file: str | Path | bytes) -> bool:
    """Whether the last cell goes on to the end of the file because nothing closes it.

    Arrow takes such a file without a word, with all rows after the quote in that one cell.
    """
    if table.num_rows == 0 or "\n" not in (table.column(table.num_columns - 1)[-1].as_py() or ""):
        return False
    end = b""
    with _opened(file) as opened:
        while block := opened.read(1 << 20):
            end = (end + block)[-1024:]
    return not end.rstrip(b"\r\n").endswith(b'"')


def _json_lines(file: str | Path | bytes, _: str) -> "ArrowTable":
    from arro3.io import infer_json_schema, read_json

    with _opened(file) as opened:
        content = opened.read()
    if not content.strip():
        return _nothing()
    schema = infer_json_schema(io.BytesIO(content))
    return read_json(io.BytesIO(content), schema, batch_size=_BATCH).read_all()


def _parquet(file: str | Path | bytes, source: str) -> "ArrowTable":
    from arro3.io import read_parquet

    refuse_unless_parquet(file, source=source)
    return read_parquet(io.BytesIO(file) if isinstance(file, bytes) else Path(file)).read_all()


def refuse_unless_parquet(file: str | Path | bytes, *, source: str) -> None:
    """Refuse what does not begin and end as a Parquet file does, before a reader falls over it.

    Raises:
        BadInput: it is none, or is cut off.
        OSError: it cannot be read.
    """
    with io.BytesIO(file) if isinstance(file, bytes) else Path(file).open("rb") as opened:
        if opened.read(4) != _MAGIC_PARQUET:
            raise BadInput("is no Parquet file", place=source, hint="another ending, where it is of another kind")
        if opened.seek(0, io.SEEK_END) < 12 or (opened.seek(-4, io.SEEK_END) and opened.read() != _MAGIC_PARQUET):
            raise BadInput("is cut off: the end of a Parquet file is missing", place=source)


def _nothing() -> "ArrowTable":
    from arro3.core import Table as ArrowTable

    return ArrowTable.from_pydict({})
