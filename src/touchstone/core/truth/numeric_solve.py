"""Truths and biases of a crossed design, solved for together: y = truth_t + bias_r + noise of known precision.

With a flat prior on the truths and bias_r ~ N(0, v), all are jointly normal. The truths drop out (each depends on the
biases alone), which leaves one linear system as large as there are raters, the Schur complement

    S = diag(sum of precisions of each rater + 1 / v) - C' D^-1 C

with C (tasks, raters) the precisions and D their sums for each task. Up to 2,000 raters S is inverted, and variances are
exact; beyond that the biases come from conjugate gradients, and S^-1 in the variances is taken to be diagonal, which
makes intervals slightly too narrow where raters are compared through few others.
"""

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.compiled import compiled
from touchstone.core.errors import NotConverged

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from touchstone.core.truth.numeric import Values

Floats = NDArray[np.float64]

MOST_EXACT = 2_000  # raters
_TOLERANCE = 1e-10  # of the conjugate gradients, relative


class Solved(Struct, frozen=True, kw_only=True):
    """The posterior means and variances."""

    truth: Floats  # (tasks,)
    bias: Floats  # (raters,)
    truth_variance: Floats  # (tasks,)
    bias_variance: Floats  # (raters,)
    answer_variance: Floats  # (n,) of truth + bias, for each answer


def solved(values: "Values", *, precision: Floats, bias_variance: float, known: Floats) -> Solved:
    """The joint posterior under `precision` (n,) and the prior `bias_variance`; `known` (tasks,) is NaN where unknown.

    Raises:
        NotConverged: the conjugate gradients did not settle.
    """
    free = np.isnan(known)
    counted = np.where(free[values.task], precision, 0.0)
    total = np.where(free, by_task(values, counted), 1.0)
    mean = np.where(free, by_task(values, counted * values.value) / total, known)
    own = by_rater(values, precision) + 1 / bias_variance
    pull = by_rater(values, precision * (values.value - mean[values.task]))
    shared = _scaled(values, counted / np.sqrt(total)[values.task])
    bias, inverse, diagonal = (_exactly if len(own) <= MOST_EXACT else _nearly)(shared, own, pull)
    columns = (values.starts, values.rater, counted)
    truth_variance, answer_variance = _variances(columns, (total, free), inverse, diagonal)
    return Solved(
        truth=mean - by_task(values, counted * bias[values.rater]) / total,
        bias=bias,
        truth_variance=truth_variance,
        bias_variance=diagonal,
        answer_variance=answer_variance,
    )


def by_task(values: "Values", weight: Floats) -> Floats:
    """(tasks,) the sum of `weight` (n,) over each task's answers."""
    total: Floats = np.bincount(values.task, weights=weight, minlength=len(values.tasks)).astype(np.float64)
    return total


def by_rater(values: "Values", weight: Floats) -> Floats:
    """(raters,) the sum of `weight` (n,) over each rater's answers."""
    total: Floats = np.bincount(values.rater, weights=weight, minlength=len(values.raters)).astype(np.float64)
    return total


def _scaled(values: "Values", entries: Floats) -> "csr_array":
    """C D^-1/2 as a sparse (tasks, raters) array."""
    from scipy.sparse import csr_array

    return csr_array((entries, values.rater, values.starts), shape=(len(values.tasks), len(values.raters)))


def _exactly(shared: "csr_array", own: Floats, pull: Floats) -> tuple[Floats, Floats, Floats]:
    """The biases, the whole inverse (raters, raters) and its diagonal."""
    from scipy.linalg import cho_factor, cho_solve

    system = np.diag(own) - (shared.T @ shared).toarray()
    inverse = cho_solve(cho_factor(system), np.eye(len(own)))
    return inverse @ pull, np.ascontiguousarray(inverse), np.diagonal(inverse).copy()


def _nearly(shared: "csr_array", own: Floats, pull: Floats) -> tuple[Floats, Floats, Floats]:
    """The biases by conjugate gradients, no inverse, and the inverse of the diagonal (raters,)."""
    from scipy.sparse.linalg import LinearOperator, cg

    diagonal = own - np.bincount(shared.indices, weights=shared.data**2, minlength=len(own))
    shape = (len(own), len(own))
    system = LinearOperator(shape, matvec=lambda x: own * x - shared.T @ (shared @ x), dtype=np.float64)
    steepness = LinearOperator(shape, matvec=lambda x: x / diagonal, dtype=np.float64)
    bias, stopped = cg(system, pull, rtol=_TOLERANCE, M=steepness)
    if stopped:
        raise NotConverged("the raters' biases have not settled", hint="raters who share more tasks")
    return bias, np.zeros((0, 0)), 1 / diagonal


@compiled
def _variances(
    answers: tuple[NDArray[np.int64], NDArray[np.int32], Floats],
    tasks: tuple[Floats, NDArray[np.bool_]],
    inverse: Floats,
    diagonal: Floats,
) -> tuple[Floats, Floats]:
    """Var(truth) (tasks,), and Var(truth + bias) of each answer (n,), from the inverse of S; empty: its diagonal."""
    (starts, rater, precision), (total, free) = answers, tasks
    truth_variance, answer_variance = np.empty(len(total)), np.empty(len(rater))
    for task in range(len(total)):
        first, last = starts[task], starts[task + 1]
        square = 0.0
        for row in range(first, last):
            pull = 0.0  # covariance of this rater's bias with what the biases make of the truth
            if len(inverse) > 0:
                for other in range(first, last):
                    pull += precision[other] * inverse[rater[other], rater[row]]
            else:
                pull = precision[row] * diagonal[rater[row]]
            answer_variance[row] = diagonal[rater[row]] - 2 * pull / total[task]
            square += precision[row] * pull
        truth_variance[task] = 1 / total[task] + square / total[task] ** 2 if free[task] else 0.0
        for row in range(first, last):
            answer_variance[row] += truth_variance[task]
    return truth_variance, answer_variance
