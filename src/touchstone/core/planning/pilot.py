"""From a pilot to the pool behind it: how right raters are on average, how much they differ, how often they err together.

Where answers are known (gold), accuracy is counted. Where none is, each answer is compared with the majority of the
others on its task, and what agreement says of accuracy is worked out as if raters were independent: it cannot see errors
that everybody makes.

Spread is found by moments: the variance of the raters' accuracies less that of counting. The tasks' clarity (see
`rater_pool`) by its likelihood, under a prior at what public crowds had. Errors are standard errors, of the mean for
raters and tasks both drawn by chance (two-way clusters: Cameron, Gelbach and Miller, JBES 2011).
"""

from math import sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.planning.plurality import plurality_right
from touchstone.core.planning.rater_pool import CLARITY, CLARITY_ERROR, Pool, checked_pool, skill_of
from touchstone.core.truth.answers import Answers

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_FEWEST = 30  # answers that can be judged
_GRID = np.linspace(0.02, 1.2, 30)
_PRIOR_SD = 0.25  # of the clarity; wider than between public crowds
_LEAST_SPREAD = 0.02


class Judged(Struct, frozen=True):
    """Answers of which it is known, or likely, whether they are right."""

    task: Ints  # (n,)
    rater: Ints  # (n,)
    right: Floats  # (n,) 0 to 1


class Moments(Struct, frozen=True):
    """Of the raters' accuracies."""

    mean: float
    mean_error: float
    spread: float
    spread_error: float


def pool_of_pilot(answers: Answers, *, gold: Ints | None = None) -> Pool:
    """The pool that gave `answers`; `gold` (tasks,) are the known labels, -1 where none is.

    Raises:
        NoData: fewer than two raters, fewer than 30 answers that can be judged, or not one of them is wrong.
        BadInput: the answers are no better than guessing, so no number of them finds the truth.
    """
    classes = len(answers.labels)
    if len(answers.raters) < 2 or classes < 2:
        raise NoData("a pilot needs two raters and two labels", place="pilot")
    if gold is not None and (gold >= 0).any():
        judged = _by_gold(answers, gold)
        moments = _moments(judged)
        _refuse_one_sided(moments.mean)
        clarity, clarity_error = _clarity(judged, moments, classes=classes)
        source = f"pilot, {len(judged.task):,} answers to {len(np.unique(judged.task)):,} known tasks"
        shares, trap = _shares(gold, classes), _trap(answers, gold)
    else:
        judged = _by_majority(answers)
        moments = _corrected(_moments(judged), answers)
        clarity, clarity_error = CLARITY, CLARITY_ERROR
        source = f"pilot without known answers, {len(judged.task):,} answers beside the majority of the others"
        shares, trap = _shares(_voted(answers), classes), 0.0
    widest = 0.9 * sqrt(moments.mean * (1 - moments.mean))
    return checked_pool(
        Pool(
            mean=moments.mean,
            spread=min(moments.spread, widest),
            classes=classes,
            shares=shares,
            clarity=_possible(clarity, moments.mean),
            trap=trap,
            mean_error=moments.mean_error,
            spread_error=moments.spread_error,
            clarity_error=clarity_error,
            raters=len(np.unique(judged.rater)),
            source=source,
        )
    )


def _by_gold(answers: Answers, gold: Ints) -> Judged:
    rows = np.flatnonzero(gold[answers.task] >= 0)
    _refuse_few(len(rows))
    right = answers.label[rows] == gold[answers.task[rows]]
    return Judged(answers.task[rows], answers.rater[rows], right.astype(np.float64))


def _by_majority(answers: Answers) -> Judged:
    """Each answer beside the majority of the others on its task; where they are tied, right in part."""
    votes = _votes(answers)[answers.task]
    votes[np.arange(len(answers)), answers.label] -= 1
    rows = np.flatnonzero(votes.sum(1) > 0)
    _refuse_few(len(rows))
    top = votes[rows] >= votes[rows].max(1, keepdims=True)
    right = top[np.arange(len(rows)), answers.label[rows]] / top.sum(1)
    return Judged(answers.task[rows], answers.rater[rows], right)


def _corrected(agreement: Moments, answers: Answers) -> Moments:
    """Accuracy at which independent raters would agree as much as they do."""
    from scipy.optimize import brentq

    classes = len(answers.labels)
    others = max(round(float(answers.per_task.mean())) - 1, 1)

    def slope_and_base(mean: float) -> tuple[float, float]:
        majority = plurality_right(mean, others, classes=classes)
        missed = (1 - majority) / (classes - 1)
        return majority - missed, missed

    def surplus(mean: float) -> float:
        slope, base = slope_and_base(mean)
        return mean * slope + base - agreement.mean

    low, high = 1 / classes + 0.02, 0.995
    if surplus(low) > 0 or agreement.mean - 2 * agreement.mean_error <= 1 / classes:
        raise BadInput(
            "raters agree no more than by chance", place="pilot", hint="known answers, or a clearer guideline"
        )
    mean = high if surplus(high) < 0 else float(brentq(surplus, low, high, xtol=1e-6))
    slope = slope_and_base(mean)[0]
    return Moments(mean, agreement.mean_error / slope, agreement.spread / slope, agreement.spread_error / slope)


def _moments(judged: Judged) -> Moments:
    given = np.bincount(judged.rater)
    there = given > 0
    right = np.bincount(judged.rater, weights=judged.right)[there]
    given = given[there]
    total, raters = given.sum(), len(given)
    if raters < 2:
        raise NoData("all answers that can be judged are one rater's", place="pilot")
    mean = float(right.sum() / total)
    noise = mean * (1 - mean)
    scatter = float((given * (right / given - mean) ** 2).sum())
    spread_squared = (scatter - (raters - 1) * noise) / max(total - (given**2).sum() / total - (raters - 1), 1)
    spread = sqrt(max(spread_squared, _LEAST_SPREAD**2))
    effective = max(float(total**2 / (given**2).sum()), 2.0)
    squared_error = sqrt(2 / (effective - 1)) * (spread**2 + noise * raters / float(total))
    return Moments(mean, _mean_error(judged, mean), spread, min(squared_error / (2 * spread), spread))


def _mean_error(judged: Judged, mean: float) -> float:
    off = judged.right - mean

    def clustered(codes: Ints) -> float:
        sums = np.bincount(codes, weights=off)
        clusters = len(np.unique(codes))
        return float((sums**2).sum()) * clusters / max(clusters - 1, 1)

    variance = clustered(judged.rater) + clustered(judged.task) - float((off**2).sum())
    return sqrt(max(variance, float((off**2).sum()))) / len(off)


def _clarity(judged: Judged, moments: Moments, *, classes: int) -> tuple[float, float]:
    """Posterior mean and standard deviation of the sd of the tasks' clarity."""
    strength = max(moments.mean * (1 - moments.mean) / moments.spread**2 - 1, 1.0)
    given, right = np.bincount(judged.rater), np.bincount(judged.rater, weights=judged.right)
    accuracy = (right + strength * moments.mean) / (given + strength)
    logs = np.array([_log_likelihood(judged, accuracy, float(clarity), classes=classes) for clarity in _GRID])
    logs -= ((_GRID - CLARITY) / _PRIOR_SD) ** 2 / 2
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    mean = float(weight @ _GRID)
    return mean, sqrt(float(weight @ (_GRID - mean) ** 2))


def _log_likelihood(judged: Judged, accuracy: Floats, clarity: float, *, classes: int) -> float:
    node, weight = np.polynomial.hermite_e.hermegauss(21)
    skill = skill_of(accuracy, clarity=clarity, classes=classes)[judged.rater]
    size = int(judged.task.max()) + 1
    there = np.bincount(judged.task, minlength=size) > 0
    columns = []
    for at in node:
        odds = skill * (1 + clarity * at) - np.log(classes - 1)
        said = -np.logaddexp(0, np.where(judged.right > 0.5, -odds, odds))
        columns.append(np.bincount(judged.task, weights=said, minlength=size)[there])
    logs = np.array(columns) + np.log(weight / weight.sum())[:, None]
    top = logs.max(0)
    return float((top + np.log(np.exp(logs - top).sum(0))).sum())


def _possible(clarity: float, mean: float) -> float:
    """No more unclear than lets people be as right as they were."""
    from scipy.special import ndtri

    return min(clarity, float(-1 / ndtri(min((1 - mean) / 2, 0.4))))


def _trap(answers: Answers, gold: Ints) -> float:
    """The share of wrong answers that all take the same wrong label, from how often two on a task coincide."""
    classes = len(answers.labels)
    if classes == 2:
        return 0.0
    known = np.flatnonzero(gold >= 0)
    wrong = _votes(answers)[known]
    wrong[np.arange(len(known)), gold[known]] = 0
    total = wrong.sum(1)
    pairs = float((total * (total - 1)).sum())
    if pairs < _FEWEST:
        return 0.0
    same = float((wrong * (wrong - 1)).sum()) / pairs
    even = 1 / (classes - 1)
    return sqrt(max(same - even, 0.0) / (1 - even))


def _votes(answers: Answers) -> Floats:
    classes = len(answers.labels)
    cell = answers.task.astype(np.int64) * classes + answers.label
    return np.bincount(cell, minlength=len(answers.tasks) * classes).reshape(-1, classes).astype(np.float64)


def _voted(answers: Answers) -> Ints:
    voted: Ints = _votes(answers).argmax(1).astype(np.int32)
    return voted


def _shares(labels: Ints, classes: int) -> tuple[float, ...]:
    counts = np.bincount(labels[labels >= 0], minlength=classes) + 1.0
    return tuple(float(share) for share in counts / counts.sum())


def _refuse_one_sided(mean: float) -> None:
    if mean == 1:
        hint = "more known answers, some of them to harder tasks; or a guess by --accuracy"
        raise NoData("no answer was wrong, so how often people err is not known", place="pilot", hint=hint)
    if mean == 0:
        hint = "are the known answers of the same words as the labels?"
        raise BadInput("no answer was right", place="pilot", hint=hint)


def _refuse_few(count: int) -> None:
    if count < _FEWEST:
        hint = f"{_FEWEST} or more; 100 tasks with 5 answers each are a good pilot"
        raise NoData(f"{count} answers can be judged", place="pilot", hint=hint)
