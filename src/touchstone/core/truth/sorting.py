"""Sorting of codes by counting: linear in the rows, and stable."""

import numpy as np
from numpy.typing import NDArray

from touchstone.core.truth import loops

Ints = NDArray[np.int32]


def stable_order(codes: Ints, count: int) -> NDArray[np.int64]:
    """The order that sorts `codes` (each in 0..count-1); equal ones keep theirs."""
    if len(codes) == 0 or bool((codes[1:] >= codes[:-1]).all()):
        return np.arange(len(codes))
    order: NDArray[np.int64] = loops.counting_order(codes, starts_by_count(codes, count))
    return order


def starts_by_count(codes: Ints, count: int) -> NDArray[np.int64]:
    """(count + 1,): where each code begins once they are sorted."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(codes, minlength=count), out=starts[1:])
    return starts


def starts_of(task: Ints, count: int) -> NDArray[np.int64]:
    """(count + 1,): where each task's answers begin among sorted ones."""
    return starts_by_count(task, count)
