"""From a batch run to the running consensus that goes on from it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import Consensus
from touchstone.core.truth.online import RunningConsensus
from touchstone.core.truth.raters import expected_counts
from touchstone.core.truth.running import STRENGTH, Crowd, Gave, Task

Floats = NDArray[np.float64]

_EDGE = 1e-6  # how near an accuracy may come to 0 or 1
_TINY = float(np.finfo(np.float64).tiny)  # whose logarithm is finite


def reconciled(
    answers: Answers,
    consensus: Consensus,
    *,
    gold: NDArray[np.int32] | None = None,
    strength: float = STRENGTH,
) -> RunningConsensus:
    """The running consensus that goes on from a batch run: same confusions, same class shares, same posteriors.

    `gold` (tasks,) are the classes known for certain, -1 elsewhere, as the batch run had them. The posterior of every
    task is the expectation step under the batch's `confusion` and `prior` (of methods that have one accuracy a rater,
    with wrong answers spread evenly).

    Raises:
        BadInput: the consensus is of other answers.
        NoData: the method knows neither confusions nor accuracies of raters.
    """
    if consensus.probability.shape != (len(answers.tasks), len(answers.labels)):
        raise BadInput("the consensus has other tasks or labels than the answers", place="consensus")
    confusion = _confusions(consensus)
    given = expected_counts(answers, consensus) if consensus.counts is None else consensus.counts
    pooled = given.sum(0) + 1 / len(answers.labels)
    crowd = Crowd(
        labels=tuple(str(label) for label in answers.labels),
        confusion=pooled / pooled.sum(0),
        classes=_class_counts(consensus, tasks=len(answers.tasks)),
        strength=strength,
    )
    base = {str(name): confusion[code] * (given[code].sum(0) + strength) for code, name in enumerate(answers.raters)}
    return RunningConsensus.reconciled(crowd, base=base, tasks=dict(_tasks_of(answers, gold)))


def _tasks_of(answers: Answers, gold: NDArray[np.int32] | None) -> Iterator[tuple[str, Task]]:
    nothing = np.zeros(0, dtype=np.int64)
    raters = [str(name) for name in answers.raters]
    weights = np.ones(len(answers)) if answers.weight is None else answers.weight
    for code, name in enumerate(answers.tasks):
        rows = range(int(answers.starts[code]), int(answers.starts[code + 1]))
        gave = {raters[answers.rater[row]]: Gave(int(answers.label[row]), float(weights[row])) for row in rows}
        if len(gave) < len(rows):
            raise BadInput("somebody answered twice", place=f"task {name}", hint="keep one answer of each rater")
        yield str(name), Task(first=nothing, answers=gave, known=-1 if gold is None else int(gold[code]))


def _confusions(consensus: Consensus) -> Floats:
    """(raters, labels, classes): P(says | truth), above 0."""
    if consensus.confusion is not None:
        return np.maximum(consensus.confusion, _TINY)
    if consensus.accuracy is None:
        hint = "a method with confusions or accuracies, such as dawid-skene"
        raise NoData(f"{consensus.method} knows nothing of its raters", place="consensus", hint=hint)
    count = len(consensus.labels)
    right = np.clip(consensus.accuracy, _EDGE, 1 - _EDGE)[:, None, None]
    same = np.eye(count)[None]
    result: Floats = right * same + (1 - right) / max(count - 1, 1) * (1 - same)
    return result


def _class_counts(consensus: Consensus, *, tasks: int) -> Floats:
    count = len(consensus.labels)
    prior = np.full(count, 1 / count) if consensus.prior is None else consensus.prior
    result: Floats = np.maximum(prior * (tasks + 1.0), _TINY)
    return result
