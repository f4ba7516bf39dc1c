"""Sets of rows as packed bits: bit r of the pool is bit r % 64 of word r // 64. A million people are 125 kB.

Bits beyond the last row are always zero, so that counting is counting.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]


def words_for(n: int) -> int:
    """How many words hold `n` bits."""
    return -(-n // 64)


def pack(flags: Flags) -> Words:
    """One bit for each flag."""
    packed = np.packbits(flags, bitorder="little")
    words = np.zeros(words_for(len(flags)), dtype=np.uint64)
    words.view(np.uint8)[: len(packed)] = packed
    return words


def pack_rows(rows: NDArray[np.integer], n: int) -> Words:
    """The set of `rows` among `n`."""
    flags = np.zeros(n, dtype=np.bool_)
    flags[rows] = True
    return pack(flags)


def none(n: int) -> Words:
    """Nobody of `n`."""
    return np.zeros(words_for(n), dtype=np.uint64)


def everybody(n: int) -> Words:
    """All of `n`."""
    words = np.full(words_for(n), ~np.uint64(0))
    if n % 64:
        words[-1] = (np.uint64(1) << np.uint64(n % 64)) - np.uint64(1)
    return words


def count(words: Words) -> int:
    """How many are in the set."""
    return int(np.bitwise_count(words).sum(dtype=np.int64))


def rows_in(words: Words) -> Rows:
    """The rows of the set, ascending. Only words that hold somebody are unpacked, so a small set costs little."""
    held = np.flatnonzero(words)
    bits = np.unpackbits(words[held].view(np.uint8), bitorder="little").view(np.bool_)
    at = np.flatnonzero(bits)
    rows: Rows = (held[at >> 6] << 6) + (at & 63)
    return rows


def unpack(words: Words, n: int) -> Flags:
    """One flag for each of `n` rows."""
    return np.unpackbits(words.view(np.uint8), count=n, bitorder="little").view(np.bool_)


def holds(words: Words, rows: NDArray[np.integer]) -> Flags:
    """For each of `rows`, whether it is in the set."""
    wide = rows.astype(np.uint64)
    flags: Flags = (words[wide >> np.uint64(6)] >> (wide & np.uint64(63)) & np.uint64(1)).astype(np.bool_)
    return flags
