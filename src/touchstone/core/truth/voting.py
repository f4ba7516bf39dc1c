"""Consensus by counting votes: the majority, and the majority of those who agree with it."""

import numpy as np
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import Consensus, Convergence, consensus_of
from touchstone.core.truth.sweep import clamped, nothing_known

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


def votes(answers: Answers, strength: Floats | None = None) -> Floats:
    """(tasks, classes): the weight of the answers for each label; `strength` (raters,) multiplies each rater's."""
    weight = answers.weight
    if strength is not None:
        weight = strength[answers.rater] if weight is None else weight * strength[answers.rater]
    tasks, classes = len(answers.tasks), len(answers.labels)
    cell = answers.task.astype(np.int64) * classes + answers.label
    counted: Floats = np.bincount(cell, weights=weight, minlength=tasks * classes).astype(np.float64)
    return counted.reshape(tasks, classes)


def shares(counted: Floats) -> Floats:
    """Votes as shares of each task; a task without any has equal shares."""
    total = counted.sum(1, keepdims=True)
    result: Floats = np.where(total > 0, counted / np.where(total > 0, total, 1), 1 / counted.shape[1])
    return result


def majority(answers: Answers, *, gold: Ints | None = None) -> Consensus:
    """The label with the most votes; its probability is its share of them. Ties are flagged (`tied`)."""
    known = nothing_known(answers) if gold is None else gold
    probability = clamped(shares(votes(answers)), known, classes=len(answers.labels))
    return consensus_of(
        probability, answers=answers, method="majority", convergence=Convergence(iterations=1, change=0.0)
    )


def wawa(answers: Answers, *, gold: Ints | None = None) -> Consensus:
    """The vote weighted by each rater's agreement with the plain majority: "worker agreement with aggregate".

    Known as CrowdFlower's trust; described in Toloka's documentation of aggregation (2021).
    """
    first = majority(answers, gold=gold)
    agreed = np.bincount(
        answers.rater, weights=answers.label == first.answer[answers.task], minlength=len(answers.raters)
    )
    given = np.bincount(answers.rater, minlength=len(answers.raters))
    agreement = agreed / np.maximum(given, 1)
    known = nothing_known(answers) if gold is None else gold
    probability = clamped(shares(votes(answers, agreement)), known, classes=len(answers.labels))
    return consensus_of(
        probability,
        answers=answers,
        method="wawa",
        convergence=Convergence(iterations=2, change=0.0),
        accuracy=agreement,
    )
