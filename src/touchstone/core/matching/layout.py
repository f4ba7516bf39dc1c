"""The file of a snapshot: named arrays behind one header, mapped into memory and shared by every process that opens it.

    magic (8 bytes) · length of the header (8) · checksum of the header (8) · header (JSON) · arrays, each at a multiple of 64

One file and not a folder of them, because one rename replaces a file at once and as a whole: a reader sees the old
pool or the new one, never a mixture and never nothing; one that has the old file open keeps it until it lets go.
Opening maps the file and reads the header; the arrays are read by the pages that a question touches.
"""

import mmap
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.progress import Progress

MAGIC = b"TSTPOOL1"
_ALIGN = 64
_CHUNK = 1 << 24
_PREAMBLE = len(MAGIC) + 16

Arrays = Mapping[str, NDArray[Any]]


class ArrayPlace(Struct, frozen=True):
    """Where an array lies: its type in numpy's spelling, count of elements, first byte, and CRC-32."""

    dtype: str
    count: int
    offset: int
    crc: int


class _Envelope(Struct, frozen=True):
    size: int  # bytes of the whole file
    about: msgspec.Raw
    arrays: dict[str, ArrayPlace]


class Opened(NamedTuple):
    """An open file: what it says of itself, and its arrays, read-only."""

    about: bytes
    arrays: dict[str, NDArray[Any]]
    places: dict[str, ArrayPlace]


def write_file(path: Path, about: bytes, arrays: Arrays, *, progress: Progress | None = None) -> None:
    """Write `arrays` (one-dimensional, little-endian) and `about` (JSON) so that `path` changes at once or not at all.

    Raises:
        BadInput: the folder is not there or may not be written.
    """
    places, size = _places(arrays)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BadInput(f"cannot write here: {error.strerror}", place=str(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, _head(about, places, size), arrays, places, progress)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def open_file(path: Path) -> Opened:
    """Map `path` into memory.

    Raises:
        BadInput: it is not there, not a snapshot, of another version, cut short, or its header is damaged.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot open the snapshot: {error}", place=str(path)) from error
    envelope = _envelope(mapped, path)
    arrays = {
        name: np.frombuffer(mapped, dtype=place.dtype, count=place.count, offset=place.offset)
        for name, place in envelope.arrays.items()
    }
    return Opened(bytes(envelope.about), arrays, envelope.arrays)


def damaged(opened: Opened) -> list[str]:
    """Names of arrays whose checksum is not what the header says. Reads the whole file."""
    return [name for name, place in opened.places.items() if _crc(opened.arrays[name]) != place.crc]


def _places(arrays: Arrays) -> tuple[dict[str, ArrayPlace], int]:
    """Offsets count from the first byte after the header, until the header's length is known."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = ArrayPlace(array.dtype.newbyteorder("<").str, array.size, offset, _crc(array))
        offset = _aligned(offset + array.nbytes)
    return places, offset


def _head(about: bytes, places: Mapping[str, ArrayPlace], size: int) -> bytes:
    """The preamble and the header, padded; the header's own length moves the offsets it holds."""
    start = 0
    while True:
        moved = {name: msgspec.structs.replace(place, offset=start + place.offset) for name, place in places.items()}
        header = msgspec.json.encode(_Envelope(start + size, msgspec.Raw(about), moved))
        needed = _aligned(_PREAMBLE + len(header))
        if needed <= start:
            break
        start = needed
    preamble = MAGIC + len(header).to_bytes(8, "little") + zlib.crc32(header).to_bytes(8, "little")
    return (preamble + header).ljust(start, b"\0")


def _write(
    file: IO[bytes], head: bytes, arrays: Arrays, places: Mapping[str, ArrayPlace], progress: Progress | None
) -> None:
    if progress:
        progress.start(len(arrays), "columns")
    file.write(head)
    for name, array in arrays.items():
        file.seek(len(head) + places[name].offset)
        file.write(_little(array).data.cast("B") if array.size else b"")
        if progress:
            progress.advance()
    file.truncate(len(head) + max((_aligned(p.offset + arrays[n].nbytes) for n, p in places.items()), default=0))


def _envelope(mapped: mmap.mmap, path: Path) -> _Envelope:
    if mapped[: len(MAGIC)] != MAGIC:
        raise BadInput("this is not a pool snapshot of this version", place=str(path), hint="write it anew")
    length = int.from_bytes(mapped[8:16], "little")
    header = mapped[_PREAMBLE : _PREAMBLE + length]
    if len(header) != length or zlib.crc32(header) != int.from_bytes(mapped[16:24], "little"):
        raise BadInput("the snapshot's header is damaged", place=str(path), hint="write it anew")
    envelope = msgspec.json.decode(header, type=_Envelope)
    if envelope.size != len(mapped):
        raise BadInput(
            f"the snapshot has {len(mapped):,} bytes, not {envelope.size:,}", place=str(path), hint="write it anew"
        )
    return envelope


def _crc(array: NDArray[Any]) -> int:
    crc = 0
    for chunk in _chunks(_little(array)):
        crc = zlib.crc32(chunk, crc)
    return crc


def _chunks(array: NDArray[Any]) -> Iterator[memoryview]:
    if array.size:
        data = array.data.cast("B")
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]


def _little(array: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGN) * _ALIGN
