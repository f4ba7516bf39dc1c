"""Pool files in Parquet: the columns, and the way there and back through lines of JSON, a row group at a time.

Arrow's own JSON reader and writer do the conversion, so a row of a Parquet file and a line of a JSONL file are the
same record and pass the same checks. Arrow writes a NaN as null and leaves a true null out, so that NaN is caught
and an empty optional field is simply not there.
"""

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from arro3.core import RecordBatch, Schema

MAGIC = b"PAR1"
_BATCH = 8_192  # rows held in memory at a time
_ROW_GROUP = 65_536


def schema() -> "Schema":
    """The columns of a pool file; docs/reference/pool-files.md describes each."""
    from arro3.core import DataType, Field, Schema

    text, number, day, clock = DataType.string(), DataType.float64(), DataType.date32(), DataType.time32("ms")
    flag, whole = DataType.bool(), DataType.int64()

    def record(**columns: DataType) -> DataType:
        return DataType.struct([Field(name, kind) for name, kind in columns.items()])

    def many(kind: DataType) -> DataType:
        return DataType.list(Field("item", kind))

    skill = record(domain=text, competence=text)
    numbers = dict.fromkeys(("weight", "difficulty", "discrimination", "chance"), number)
    evidence = record(skill=skill, outcome=number, source=text, at=day, **numbers)
    columns = {
        "id": text,
        "country": text,
        "time_zone": text,
        "day_start": clock,
        "day_end": clock,
        "hours_per_week": number,
        "rate": record(minor=whole, currency=text),
        "available_from": day,
        "roles": many(text),
        "languages": many(record(code=text, level=text)),
        "degrees": many(record(level=text, domain=text, verified=flag)),
        "years_experience": number,
        "clearances": many(text),
        "claims": many(skill),
        "evidence": many(evidence),
        "text": text,
        "synthetic": flag,
    }
    return Schema([Field(name, kind) for name, kind in columns.items()])


def lines_of(file: IO[bytes] | Path, *, name: str) -> Iterator[bytes]:
    """Each row of a Parquet file as one JSON object.

    Raises:
        BadInput: the file is damaged.
    """
    from arro3.io import write_ndjson

    for batch in _batches(file, name=name):
        buffer = io.BytesIO()
        write_ndjson(batch, buffer)
        yield from buffer.getvalue().splitlines()


def column_names(file: IO[bytes] | Path, *, name: str) -> list[str]:
    """The columns of a Parquet file.

    Raises:
        BadInput: the file is damaged.
    """
    from arro3.io import read_parquet

    del name
    if not isinstance(file, Path):
        file.seek(0)
    return list(read_parquet(file).schema.names)


def write_lines(lines: Iterable[bytes], file: IO[bytes] | Path) -> None:
    """Write JSON objects, one a line, as the rows of a Parquet file."""
    from arro3.core import RecordBatchReader
    from arro3.io import write_parquet

    reader = RecordBatchReader.from_batches(schema(), _to_batches(lines))
    write_parquet(reader, file, compression="zstd(3)", max_row_group_size=_ROW_GROUP)


def _to_batches(lines: Iterable[bytes]) -> Iterator["RecordBatch"]:
    from arro3.io import read_json

    chunk: list[bytes] = []
    for line in chain(lines, (None,)):
        if line is not None:
            chunk.append(line)
        if chunk and (line is None or len(chunk) == _BATCH):
            yield from read_json(io.BytesIO(b"\n".join(chunk)), schema(), batch_size=_BATCH)
            chunk.clear()


def _batches(file: IO[bytes] | Path, *, name: str) -> Iterator["RecordBatch"]:
    from arro3.io import read_parquet

    try:
        yield from read_parquet(file, batch_size=_BATCH)
    except BaseException as error:
        # The reader has no error type of its own: damage comes as a bare Exception or as a Rust panic, which is a
        # BaseException. Everything else (a full disk, Ctrl-C, our own refusals) goes on as it is.
        if type(error) is not Exception and type(error).__name__ != "PanicException":
            raise
        raise BadInput(f"the Parquet file is damaged: {error}", place=name, hint="write it anew") from error
