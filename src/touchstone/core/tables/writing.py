"""Columns into a file: CSV, lines of JSON or Parquet, by the ending; the first two also gzipped."""

import gzip
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from touchstone.core.errors import BadInput
from touchstone.core.tables.columns import is_missing
from touchstone.core.tables.reading import ENDINGS

if TYPE_CHECKING:
    from arro3.core import Array, Table

_LARGEST = 2**63  # beyond it whole numbers are written as text


def write_table(path: str | Path, columns: Mapping[str, Any]) -> None:
    """Write `columns` (arrays or lists of one length; None and NaN are left empty) to `path`.

    The file appears whole or not at all: it is written beside its name and then moved there.

    Raises:
        BadInput: the ending is of no known kind, or the file cannot be written.
    """
    target = refuse_unwritable(path)
    lower = target.name.lower()
    table = _arrow(columns)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with gzip.open(beside, "wb", compresslevel=6) if lower.endswith(".gz") else beside.open("wb") as file:
            _write(table, file, lower.removesuffix(".gz"))  # type: ignore[arg-type]  # a GzipFile writes as any other
        beside.replace(target)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror or error}", place=str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def refuse_unwritable(path: str | Path) -> Path:
    """Refuse what `write_table` could not write to, before there is anything to write; gives it as a path.

    Raises:
        BadInput: the ending is of no known kind, or it is a folder, or lies in none that can be written to.
    """
    target = Path(path)
    if not target.name.lower().endswith(ENDINGS):
        raise BadInput("its ending tells no kind of file", place=str(path), hint=", ".join(ENDINGS))
    if target.is_dir():
        raise BadInput("cannot be written: it is a folder", place=str(path), hint="the name of a file")
    if not os.access(target.absolute().parent, os.W_OK):
        hint = f"a folder that is there: {target.parent}"
        raise BadInput(
            "cannot be written: its folder is not there, or not yours to write to", place=str(path), hint=hint
        )
    return target


def _write(table: "Table", file: IO[bytes], ending: str) -> None:
    from arro3.io import write_csv, write_ndjson, write_parquet

    if ending.endswith(".csv"):
        write_csv(table, file)
    elif ending.endswith(".parquet"):
        write_parquet(table, file, compression="zstd(3)")
    else:
        write_ndjson(table, file)


def _arrow(columns: Mapping[str, Any]) -> "Table":
    from arro3.core import Table

    return Table.from_pydict({name: _array(values) for name, values in columns.items()})


def _array(values: Any) -> "Array":
    from arro3.core import Array, DataType

    if isinstance(values, np.ndarray) and values.dtype.kind in "iub":
        return Array.from_numpy(np.ascontiguousarray(values))
    if isinstance(values, np.ndarray) and values.dtype.kind == "f" and not np.isnan(values).any():
        return Array.from_numpy(np.ascontiguousarray(values))
    listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
    listed = [None if is_missing(value) else value for value in listed]
    present = {type(value) for value in listed if value is not None}
    if present <= {float, int} and float in present:
        return Array([None if value is None else float(value) for value in listed], type=DataType.float64())
    if present == {int} and all(value is None or abs(value) < _LARGEST for value in listed):
        return Array(listed, type=DataType.int64())
    if present == {bool}:
        return Array(listed, type=DataType.bool())
    return Array([None if value is None else str(value) for value in listed], type=DataType.string())
