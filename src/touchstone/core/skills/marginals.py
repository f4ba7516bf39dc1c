"""From ability in logits to the share of right work, and between a Beta and a normal distribution of the logit.

Integrals are Gauss-Hermite sums. A Beta and a normal logit stand for each other where the mean and the variance of the
share of right work agree; the same nodes serve both ways, so what goes there and back is what it was.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from touchstone.core.skills.priors import Prior

Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(21)
NODES: Floats = np.sqrt(2.0) * _NODES  # in standard deviations
WEIGHTS: Floats = _WEIGHTS / np.sqrt(np.pi)
_WIDEST = 30.0  # logits


def mean_right(mean: Floats, variance: Floats) -> Floats:
    """The expected share of right work where the logit is normal; arrays that broadcast together."""
    nodes = np.asarray(mean)[..., None] + np.sqrt(variance)[..., None] * NODES
    result: Floats = expit(nodes) @ WEIGHTS
    return result


def moments_of_share(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the share of right work where the logit is normal: (n,) each, from (n,) each."""
    share = expit(mean[:, None] + np.sqrt(variance)[:, None] * NODES)
    middle = (WEIGHTS * share).sum(axis=1)
    return middle, (WEIGHTS * (share - middle[:, None]) ** 2).sum(axis=1)


def beta_of(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The alpha and beta of the Beta distribution with this mean and variance (of the share of right work)."""
    total = mean * (1 - mean) / variance - 1
    return mean * total, (1 - mean) * total


@lru_cache(maxsize=4096)
def logit_prior(prior: Prior) -> tuple[float, float]:
    """Mean and standard deviation of the normal logit that stands for a Beta prior (of strength above about 1)."""
    wanted = prior.mean * (1 - prior.mean) / (prior.strength + 1)

    def centre(spread: float) -> float:
        return float(brentq(lambda at: expit(at + spread * NODES) @ WEIGHTS - prior.mean, -60, 60, xtol=1e-13))

    def excess(spread: float) -> float:
        share = expit(centre(spread) + spread * NODES)
        return float((share - prior.mean) ** 2 @ WEIGHTS) - wanted

    spread = float(brentq(excess, 1e-6, _WIDEST, xtol=1e-13))
    return centre(spread), spread
