"""Estimates of many people at once, on arrays: what a pool's snapshot is made with."""

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from touchstone.core.skills.estimates import HIGH, LOW

Floats = NDArray[np.float64]


class EstimateArrays(Struct, frozen=True, kw_only=True):
    """Estimates in columns, all of one shape."""

    mean: Floats
    low: Floats  # 5 % quantile
    high: Floats  # 95 % quantile
    alpha: Floats
    beta: Floats
    weight: Floats  # successes + failures


def estimate_arrays(
    successes: ArrayLike, failures: ArrayLike, prior_alpha: ArrayLike, prior_beta: ArrayLike
) -> EstimateArrays:
    """The conjugate update on arrays that broadcast together: effective successes and failures, and the prior.

    About 2 microseconds an element, nearly all of it the quantiles.
    """
    from scipy.special import betaincinv

    won, lost, prior_won, prior_lost = (
        np.asarray(column, np.float64) for column in (successes, failures, prior_alpha, prior_beta)
    )
    alpha, beta = np.broadcast_arrays(won + prior_won, lost + prior_lost)
    return EstimateArrays(
        mean=alpha / (alpha + beta),
        low=betaincinv(alpha, beta, LOW),
        high=betaincinv(alpha, beta, HIGH),
        alpha=np.ascontiguousarray(alpha),
        beta=np.ascontiguousarray(beta),
        weight=np.broadcast_to(won + lost, alpha.shape).copy(),
    )
