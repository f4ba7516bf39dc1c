"""One pass over all answers: what each task's true label may be, and how often each rater said what when it was what.

This is the E-step and the counting half of the M-step of Dawid & Skene (1979), fused, for any model in which a rater's
answer depends on the task's hidden state through a table. A state is a class, or a class in one of several kinds (an
easy and a hard one); states are ordered by class, so that state s belongs to class s // (states / classes).
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.compiled import compiled
from touchstone.core.truth.answers import Answers

Floats = NDArray[np.float64]

BLOCK = 1 << 22  # answers in a block: what is added up first, so that parts of the work give the same bits as all of it


class Swept(Struct, frozen=True, kw_only=True):
    """What one pass found."""

    posterior: Floats  # (tasks, states)
    counts: Floats  # (raters, labels, states): expected number of answers
    states: Floats  # (states,): expected number of tasks
    log_likelihood: float  # of the answers, given the table


def sweep(answers: Answers, *, log_table: Floats, log_prior: Floats, gold: NDArray[np.int32]) -> Swept:
    """Posterior and expected counts under `log_table` (raters, labels, states) and `log_prior` (states,).

    `gold` is (tasks,): the class known for certain, or -1.
    """
    raters, labels, states = log_table.shape
    posterior = np.empty((len(answers.tasks), states))
    counts = np.zeros((raters, labels, states))
    totals = np.zeros(states)
    log_likelihood = _sweep(
        answers.starts, answers.rater, answers.label, answers.weights, log_table, log_prior, gold,
        len(answers.labels), posterior, counts, totals,
    )  # fmt: skip
    return Swept(posterior=posterior, counts=counts, states=totals, log_likelihood=float(log_likelihood))


def counts_under(answers: Answers, posterior: Floats) -> Floats:
    """(raters, labels, states): expected answers of each rater under `posterior` (tasks, states)."""
    counts = np.zeros((len(answers.raters), len(answers.labels), posterior.shape[1]))
    _count(answers.starts, answers.rater, answers.label, answers.weights, posterior, counts)
    return counts


@compiled
def _sweep(starts, rater, label, weight, log_table, log_prior, gold, classes, posterior, counts, totals):  # type: ignore[no-untyped-def]
    states = log_prior.shape[0]
    kinds = states // classes
    weighed = weight.shape[0] > 0
    log_likelihood = 0.0
    score = np.empty(states)
    for task in range(starts.shape[0] - 1):
        first, last = starts[task], starts[task + 1]
        for s in range(states):
            score[s] = log_prior[s]
        if weighed:
            for row in range(first, last):
                said, w = log_table[rater[row], label[row]], weight[row]
                for s in range(states):
                    score[s] += w * said[s]
        else:
            for row in range(first, last):
                said = log_table[rater[row], label[row]]
                for s in range(states):
                    score[s] += said[s]
        low, high = 0, states
        if gold[task] >= 0:
            low, high = gold[task] * kinds, (gold[task] + 1) * kinds
        best = score[low]
        for s in range(low + 1, high):
            best = max(best, score[s])
        total = 0.0
        for s in range(states):
            p = np.exp(score[s] - best) if low <= s < high else 0.0
            score[s] = p
            total += p
        log_likelihood += best + np.log(total)
        for s in range(states):
            score[s] /= total
            posterior[task, s] = score[s]
            totals[s] += score[s]
        if weighed:
            for row in range(first, last):
                count, w = counts[rater[row], label[row]], weight[row]
                for s in range(states):
                    count[s] += w * score[s]
        else:
            for row in range(first, last):
                count = counts[rater[row], label[row]]
                for s in range(states):
                    count[s] += score[s]
    return log_likelihood


@compiled
def _count(starts, rater, label, weight, posterior, counts):  # type: ignore[no-untyped-def]
    weighed = weight.shape[0] > 0
    for task in range(starts.shape[0] - 1):
        for row in range(starts[task], starts[task + 1]):
            w = weight[row] if weighed else 1.0
            for s in range(posterior.shape[1]):
                counts[rater[row], label[row], s] += w * posterior[task, s]
