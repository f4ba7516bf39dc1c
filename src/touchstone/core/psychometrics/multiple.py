"""Many tests at once: how probable it is that a difference flagged among many is none."""

import numpy as np

from touchstone.core.psychometrics.values import Floats


def false_discovery(p_values: Floats) -> Floats:
    """p-values adjusted by Benjamini & Hochberg (1995): flagging all at most q keeps false flags to a share q.

    NaN: not tested; it stays NaN and counts for nothing.
    """
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    count = len(order)
    scaled = p_values[order] * count / np.arange(1, count + 1)
    result = np.full(len(p_values), np.nan)
    result[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return result
