"""From expected counts to confusions: how often a rater says what when it is what.

Every function takes counts (raters, labels, classes) and gives probabilities of the same shape whose columns, over the
labels, sum to one.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TINY = 1e-9  # no probability is below: a single answer never rules a class out
_POOL_SMOOTHING = 0.5  # Jeffreys' prior in each cell of the crowd's confusion
_FEW_RIGHT, _FEW_WRONG = 0.7, 0.3  # how the pseudo-answers of a rater's skill are split


def normalised(counts: Floats) -> Floats:
    """`counts` so that the labels of each class sum to one."""
    floored = np.maximum(counts, _TINY)
    result: Floats = floored / floored.sum(axis=-2, keepdims=True)
    return result


def crowd_confusion(counts: Floats, *, anchor: Floats) -> Floats:
    """(labels, classes): the confusion of all raters together, with `anchor` (labels, classes) counted besides."""
    return normalised(counts.sum(0) + anchor + _POOL_SMOOTHING)


def by_skill(counts: Floats, *, crowd: Floats, strength: float) -> Floats:
    """Each rater's confusion as the crowd's with one number a rater: the odds of being right, against the crowd's.

    On a class that the crowd gets right with odds o the rater has odds f x o; what is wrong is shared out as the crowd
    does. f compares right and wrong answers with what the crowd would have had, shrunk by `strength` answers.
    """
    diagonal = np.arange(counts.shape[1])
    crowd_right = crowd[diagonal, diagonal]
    given = counts.sum(1)  # (raters, classes)
    right = counts[:, diagonal, diagonal].sum(1)
    wrong = given.sum(1) - right
    more_right = (right + strength * _FEW_RIGHT) / (given @ crowd_right + strength * _FEW_RIGHT)
    more_wrong = (wrong + strength * _FEW_WRONG) / (given @ (1 - crowd_right) + strength * _FEW_WRONG)
    odds = crowd_right[None] * (more_right / np.maximum(more_wrong, _TINY))[:, None]
    accuracy = odds / (odds + 1 - crowd_right[None])
    errors = crowd.copy()
    errors[diagonal, diagonal] = 0
    errors /= np.maximum(errors.sum(0, keepdims=True), _TINY)
    table = (1 - accuracy)[:, None, :] * errors[None]
    table[:, diagonal, diagonal] = accuracy
    result: Floats = table
    return result


def shrunk(counts: Floats, *, towards: Floats, strength: float) -> Floats:
    """Posterior mean of each rater's confusion under a Dirichlet prior at `towards` that counts `strength` answers a class."""
    return normalised(counts + strength * towards)


def diagonal_prior(labels: int, *, right: float, wrong: float) -> Floats:
    """(labels, classes) pseudo-counts: `right` on the diagonal, `wrong` beside it."""
    prior = np.full((labels, labels), wrong)
    np.fill_diagonal(prior, right)
    return prior
