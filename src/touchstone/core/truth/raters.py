"""What is known of raters before any answer here, and what is learned of them: confusions with intervals, dissent."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Name
from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import Consensus
from touchstone.core.truth.voting import shares, votes

Floats = NDArray[np.float64]

_LEAST, _MOST = 0.02, 0.98  # a rater known to be right less or more often than this still counts as if by this much
_SMOOTHING = 0.5  # Jeffreys' prior of a share, for the intervals


class RaterPrior(Struct, frozen=True, kw_only=True):
    """Pseudo-counts of right and wrong answers known of each rater from elsewhere, (raters,) each."""

    right: Floats
    wrong: Floats

    @property
    def accuracy(self) -> Floats:
        """(raters,) mean accuracy; NaN for those of whom nothing is known."""
        known = self.right + self.wrong
        result: Floats = np.where(known > 0, self.right / np.where(known > 0, known, 1), np.nan)
        return result

    def counts(self, classes: int) -> Floats:
        """(raters, labels, classes): as answers, spread evenly over true labels and over wrong ones."""
        same = np.eye(classes)[None]
        off = (1 - same) / max(classes - 1, 1)
        return (self.right[:, None, None] * same + self.wrong[:, None, None] * off) / classes


def rater_prior(answers: Answers, known: Mapping[Name, tuple[float, float]]) -> RaterPrior:
    """What is known of raters, by name: (alpha, beta) of a Beta posterior of their accuracy, e.g. of an `Estimate`.

    Raters that are not among those of `answers` are left out.

    Raises:
        BadInput: a count is negative or not finite.
    """
    code_of = {str(name): code for code, name in enumerate(answers.raters)}
    right, wrong = np.zeros(len(answers.raters)), np.zeros(len(answers.raters))
    for name, (alpha, beta) in known.items():
        if not (0 <= alpha < np.inf and 0 <= beta < np.inf):
            raise BadInput(f"({alpha}, {beta}) cannot be counts", place=f"rater {name}", hint="0 or more, both")
        if (code := code_of.get(str(name))) is not None:
            right[code], wrong[code] = alpha, beta
    return RaterPrior(right=right, wrong=wrong)


def given_answers(answers: Answers) -> Floats:
    """(raters,) the weight of the answers that each gave."""
    return np.bincount(answers.rater, weights=answers.weight, minlength=len(answers.raters)).astype(np.float64)


def starting_shares(answers: Answers, *, prior: RaterPrior | None) -> Floats:
    """(tasks, classes): shares of the votes, each weighted by what is known of its rater, from which methods begin.

    A rater of whom nothing is known counts as the average of the others.
    """
    if prior is None or not (prior.right + prior.wrong > 0).any():
        return shares(votes(answers))
    accuracy = prior.accuracy
    mean = float(np.nansum(prior.right) / (prior.right + prior.wrong).sum())
    accuracy = np.clip(np.where(np.isnan(accuracy), mean, accuracy), _LEAST, _MOST)
    strength = np.log(accuracy * max(len(answers.labels) - 1, 1) / (1 - accuracy))
    score = votes(answers, strength)
    score = np.exp(score - score.max(1, keepdims=True))
    return shares(score)


class RaterTable(Struct, frozen=True, kw_only=True):
    """Raters as a consensus sees them."""

    raters: Sequence[Name]
    answers: Floats  # (raters,) weight of their answers
    accuracy: Floats  # (raters,); NaN for who gave none
    low: Floats  # (raters,) of the accuracy
    high: Floats
    confusion: Floats  # (raters, classes true, labels said): P(said | true); NaN where they met no such task
    confusion_low: Floats
    confusion_high: Floats


def rater_table(
    answers: Answers, consensus: Consensus, *, level: float = 0.9, only: Sequence[int] | None = None
) -> RaterTable:
    """Accuracy and confusion of each rater (or of the codes `only`) with `level` intervals (Beta, Jeffreys' prior).

    The intervals take the consensus's probabilities as they stand: what is doubtful counts in part on every side, but
    doubt that the consensus does not state is not in them.
    """
    from scipy.special import betaincinv

    expected = expected_counts(answers, consensus, only=only).transpose(0, 2, 1)
    right, given = np.einsum("rkk->r", expected), expected.sum((1, 2))
    total = expected.sum(2, keepdims=True)
    tail = (1 - level) / 2
    beside = np.maximum(total - expected, 0) + _SMOOTHING
    wrong = np.maximum(given - right, 0) + _SMOOTHING
    codes = range(len(answers.raters)) if only is None else only
    accuracy = np.where(given > 0, right / np.where(given > 0, given, 1), np.nan)
    confusion = np.where(total > 0, expected / np.where(total > 0, total, 1), np.nan)

    def between(successes: Floats, failures: Floats, value: Floats) -> tuple[Floats, Floats]:
        # At 0 of n and n of n the interval ends there (Brown, Cai and DasGupta 2001): the figure is never outside its own.
        low, high = (betaincinv(successes, failures, quantile) for quantile in (tail, 1 - tail))
        return np.fmin(low, value), np.fmax(high, value)

    low, high = between(right + _SMOOTHING, wrong, accuracy)
    confusion_low, confusion_high = between(expected + _SMOOTHING, beside, confusion)
    return RaterTable(
        raters=[answers.raters[code] for code in codes],
        answers=given,
        accuracy=accuracy,
        low=low,
        high=high,
        confusion=confusion,
        confusion_low=confusion_low,
        confusion_high=confusion_high,
    )


def expected_counts(answers: Answers, consensus: Consensus, *, only: Sequence[int] | None = None) -> Floats:
    """(raters, labels, classes): expected answers of each rater (or of the codes `only`) under the probabilities."""
    classes = len(answers.labels)
    rater, task, label = answers.rater, answers.task, answers.label
    weight = np.ones(len(answers)) if answers.weight is None else answers.weight
    raters = len(answers.raters)
    if only is not None:
        place = np.full(raters, -1, dtype=np.int32)
        place[list(only)] = np.arange(len(only), dtype=np.int32)
        rows = np.flatnonzero(place[rater] >= 0)
        rater, task, label, weight = place[rater[rows]], task[rows], label[rows], weight[rows]
        raters = len(only)
    cell = rater.astype(np.int64) * classes + label
    columns = [
        np.bincount(cell, weights=weight * consensus.probability[task, k], minlength=raters * classes)
        for k in range(classes)
    ]
    counts: Floats = np.stack(columns, axis=1).astype(np.float64)
    return counts.reshape(raters, classes, classes)


def dissent(answers: Answers, consensus: Consensus) -> NDArray[np.bool_]:
    """(n,) which answers differ from the consensus."""
    differs: NDArray[np.bool_] = answers.label != consensus.answer[answers.task]
    return differs


def voices(answers: Answers, consensus: Consensus) -> Floats:
    """(tasks,) the effective number of voices behind each answer.

    Kish's effective sample size of the raters' log-odds weights, (sum w)^2 / sum w^2, divided by the consensus's
    temperature: log odds that must be divided by T come from voices of which T say the same for the same reason.
    """
    accuracy = consensus.accuracy
    if accuracy is None:
        given = given_answers(answers)
        agreed = consensus.probability[answers.task, answers.label] * (1 if answers.weight is None else answers.weight)
        right = np.bincount(answers.rater, weights=agreed, minlength=len(answers.raters))
        accuracy = (right + _SMOOTHING) / (given + 2 * _SMOOTHING)
    bounded = np.clip(accuracy, _LEAST, _MOST)
    strength = np.abs(np.log(bounded * max(len(answers.labels) - 1, 1) / (1 - bounded)))
    strength = np.maximum(strength, _SMOOTHING / 10)
    weight = strength[answers.rater] * (1 if answers.weight is None else answers.weight)
    total = np.bincount(answers.task, weights=weight, minlength=len(answers.tasks))
    squares = np.bincount(answers.task, weights=weight**2, minlength=len(answers.tasks))
    kish = total**2 / np.where(squares > 0, squares, 1)
    return kish / max(consensus.temperature, 1.0)
