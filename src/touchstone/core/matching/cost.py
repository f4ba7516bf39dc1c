"""What an accepted hour of work is expected to cost. Derived, with examples, in docs/why/shortlist.md.

A piece of work is right with probability q; each is reviewed; one that is not right goes back to the same person, at
most twice, and then to somebody who works just at the quality bar. With f = 1 - q and q ~ Beta(alpha, beta) the
hours worked for one accepted hour are

    h = 1 + E[f] + E[f²] + E[f³] / bar,      E[f^k] = Π_{i<k} (beta + i) / (alpha + beta + i)

and the cost of an accepted hour is (rate + review) · h. The plain E[1/q] lets one person redo a piece for ever and is
infinite for alpha <= 1; rate / E[q] holds that not knowing somebody costs nothing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

REVIEW_SHARE = 0.15  # hours of review for an hour of work; an assumption that a need may replace
TRIES = 3  # looks that one person's piece gets before it goes to somebody else

Numbers = NDArray[np.float64]


def failing_moments(alpha: Numbers, beta: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """E[f], E[f²], E[f³] of f = 1 - q for q ~ Beta(alpha, beta)."""
    total = alpha + beta
    first = beta / total
    second = first * (beta + 1) / (total + 1)
    return first, second, second * (beta + 2) / (total + 2)


def hours_per_accepted(alpha: Numbers, beta: Numbers, bar: float) -> Numbers:
    """Expected hours worked for one accepted hour, between 1 and 3 + 1 / bar."""
    first, second, third = failing_moments(alpha, beta)
    return 1 + first + second + third / bar


def paid_cents(rate_cents: Any, *, review_share: float, review_cents: int | None) -> Any:
    """Of a number or an array: cents for one hour worked and reviewed; a reviewer costs what the person costs where nothing else is said."""
    if review_cents is None:
        return rate_cents * (1 + review_share)
    return rate_cents + review_share * review_cents


def whole_cents(cents: Any) -> Any:
    """Of a number or an array: cents in whole ones, half up; the slack keeps an exact half from turning on the last bit."""
    return (cents + (0.5 + 1e-6)) // 1


def mixed(alphas: Numbers, betas: Numbers, shares: Numbers) -> tuple[Numbers, Numbers]:
    """The Beta with the mean and the variance of Σ share · q over skills; rows of `alphas` and `betas` are skills.

    Skills count as independent given their evidence.
    """
    total = alphas + betas
    means = alphas / total
    mean = shares @ means
    variance = (shares**2) @ (means * (1 - means) / (total + 1))
    strength = mean * (1 - mean) / variance - 1
    return mean * strength, (1 - mean) * strength
