"""Stretches of whole numbers, many at a time."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]


def spread(first: Codes, after: Codes) -> Codes:
    """The whole numbers of each range first..after-1, one range after the other."""
    counts = after - first
    upto = np.cumsum(counts)
    result: Codes = np.arange(int(upto[-1]) if len(upto) else 0) + np.repeat(first - (upto - counts), counts)
    return result
