"""Who meets the quality bar: P(q >= bar) for q ~ Beta(alpha, beta), for a whole pool without computing most of them.

P rises with alpha and falls with beta. So for each cell of a grid over beta two values of alpha are enough: from the
upper one on everybody in the cell is sure to reach a given probability, below the lower one nobody does. Only those
between the two, a few in a hundred, are computed; the answer is the same as computing all (tests/core/matching).
The cells are the floats that share their upper bits: 32 to an octave, found by a shift of the number's own bits.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from touchstone.core.matching.cost import Numbers

Flags = NDArray[np.bool_]

_SHIFT = 18  # of 23 bits after the point: 32 cells an octave
_LOWEST = int(np.float32(2**-7).view(np.int32)) >> _SHIFT
_HIGHEST = int(np.float32(2**16).view(np.int32)) >> _SHIFT
_SLACK = 1e-5  # relative; far above the error of the inverse
_NEAR = 1e-7  # relative; what rounding to 32 bits may move beta by


def meets_bar(alpha: Numbers, beta: Numbers, bar: float) -> Numbers:
    """P(q >= bar), 0 < bar < 1. By I_x(a, b) = 1 - I_{1-x}(b, a): scipy's `betaincc` takes ten times as long."""
    from scipy.special import betainc

    chance: Numbers = betainc(beta, alpha, 1 - bar)
    return chance


def reaches(alpha: Numbers, beta: Numbers, *, bar: float, probability: float) -> Flags:
    """Whether P(q >= bar) >= probability, for 0 < probability < 1."""
    low, high = _curve(bar, probability)
    cell = (beta.astype(np.float32).view(np.int32) >> _SHIFT) - (_LOWEST - 1)
    np.clip(cell, 0, len(low) - 1, out=cell)
    flags: Flags = alpha >= high[cell]
    unsure = np.flatnonzero((alpha >= low[cell]) & ~flags)
    flags[unsure] = meets_bar(alpha[unsure], beta[unsure], bar) >= probability
    return flags


@lru_cache(maxsize=256)
def _curve(bar: float, probability: float) -> tuple[Numbers, Numbers]:
    """For each cell of beta: the alpha below which nobody reaches `probability`, and that from which everybody does.

    The first and the last cell are open to one side: there everybody is computed, unless alpha is below the curve.
    """
    from scipy.special import btdtria

    edges = (np.arange(_LOWEST, _HIGHEST + 1, dtype=np.int32) << _SHIFT).view(np.float32).astype(np.float64)
    alpha = btdtria(1 - probability, edges, bar)
    below, above = alpha * (1 - _SLACK), alpha * (1 + _SLACK)
    good = meets_bar(below, edges * (1 - _NEAR), bar) < probability
    good &= meets_bar(above, edges * (1 + _NEAR), bar) >= probability
    low = np.concatenate([[0.0], np.where(good, below, 0.0)])
    high = np.concatenate([np.where(good, above, np.inf), [np.inf]])
    return low, high
