"""Sets of rows as packed bits: bit r of the pool is bit r % 64 of word r // 64. A million people are 125 kB.

Bits beyond the last row are always zero, so that counting is counting.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]

_BLOCK = 1 << 15


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


def looked_up(flags: Flags, index: NDArray[np.integer]) -> Flags:
    """`flags[index]`, in blocks: numpy widens an index to eight bytes, which for a whole pool would leave the cache."""
    found = np.empty(len(index), dtype=np.bool_)
    for start in range(0, len(index), _BLOCK):
        part = slice(start, start + _BLOCK)
        flags.take(index[part], out=found[part], mode="clip")
    return found


def holds_one(words: Words, row: int) -> bool:
    """Whether `row` is in the set."""
    return bool(int(words[row >> 6]) >> (row & 63) & 1)
