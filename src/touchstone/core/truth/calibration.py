"""Stated probabilities made true: a temperature from known answers, and a stated default without any.

Every published method is too sure on every real crowd, because raters err together (Guo, Pleiss, Sun and Weinberger,
"On calibration of modern neural networks", ICML 2017, for the same repair of classifiers). Dividing log odds by T leaves
the order of the labels as it is.
"""

from collections.abc import Callable

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.consensus import Consensus

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Index = NDArray[np.int64]

# Medians of the best temperatures on ten public crowd sets: of the pooled consensus of `auto`, and of the hierarchical
# model (docs/methods/truth.md).
DEFAULT_POOLED, DEFAULT_MODEL = 1.2, 3.0
_SPREAD = 0.7  # standard deviation of the log temperature between sets
_LEAST_PER_GROUP = 15  # known tasks on either side, before the commonest answer gets a temperature of its own
_LEAST_TO_DOUBT = 20  # known tasks, before they can say that there is nothing to repair: a few right ones always would
_FOLDS = 5
_FLOOR = 1e-6
_GRID = np.exp(np.linspace(np.log(0.4), np.log(40), 93))


class Temperatures(Struct, frozen=True, kw_only=True):
    """What log odds are divided by."""

    rest: float
    commonest: float  # where the answer is the commonest label
    source: str  # "gold", "default" or "none"
    n: int = 0  # known tasks it was fitted on


def tempered(probability: Floats, temperature: float | Floats) -> Floats:
    """`probability` (tasks, classes) with log odds divided by `temperature` (one, or (tasks,))."""
    score = np.log(np.maximum(probability, 1e-300)) / np.atleast_1d(temperature)[:, None]
    score = np.exp(score - score.max(1, keepdims=True))
    result: Floats = score / score.sum(1, keepdims=True)
    return result


def fit_temperature(probability: Floats, truth: Ints, *, typical: float) -> float:
    """The temperature under which the known answers `truth` (n,) are likeliest; `typical` is what to expect before any.

    Posterior mode under a log-normal prior around `typical`.
    """
    logs = np.log(np.maximum(probability, 1e-300))
    rows = np.arange(len(truth))
    costs = [
        _log_loss(logs, truth, rows, temperature) + (np.log(temperature / typical) / _SPREAD) ** 2 / 2
        for temperature in _GRID
    ]
    return float(_GRID[int(np.argmin(costs))])


def fit_temperatures(probability: Floats, gold: Ints, *, typical: float, rng: np.random.Generator) -> Temperatures:
    """Temperatures from the known tasks (`gold` (tasks,), -1 unknown); two where that predicts held-out ones better.

    The guard: where no temperature beats T = 1 on held-out known tasks, and there are enough of them, it stays 1.
    """
    known = np.flatnonzero(gold >= 0)
    answer = probability.argmax(1)
    commonest = int(np.bincount(answer, minlength=probability.shape[1]).argmax())
    common = answer[known] == commonest

    def fitted(train: Index) -> float:
        return fit_temperature(probability[known[train]], gold[known[train]], typical=typical)

    def one(train: Index) -> Floats:
        return np.full(2, fitted(train))

    def two(train: Index) -> Floats:
        return np.array([fitted(train[~common[train]]), fitted(train[common[train]])])

    options: list[Callable[[Index], Floats]] = [one]
    if len(known) >= _LEAST_TO_DOUBT:
        options.insert(0, lambda _: np.ones(2))
    if min(common.sum(), (~common).sum()) >= _LEAST_PER_GROUP:
        options.append(two)
    order = rng.permutation(len(known))
    held_out = [_held_out(option, probability[known], gold[known], common, order) for option in options]
    rest, most = options[int(np.argmin(held_out))](np.arange(len(known)))
    return Temperatures(rest=float(rest), commonest=float(most), source="gold", n=len(known))


def applied(probability: Floats, temperatures: Temperatures) -> Floats:
    """`probability` under the fitted temperatures."""
    if temperatures.rest == temperatures.commonest:
        return tempered(probability, temperatures.rest)
    answer = probability.argmax(1)
    commonest = int(np.bincount(answer, minlength=probability.shape[1]).argmax())
    return tempered(probability, np.where(answer == commonest, temperatures.commonest, temperatures.rest))


def calibrated(
    consensus: Consensus,
    *,
    gold: Ints | None = None,
    rng: np.random.Generator | None = None,
    typical: float = DEFAULT_MODEL,
) -> Consensus:
    """The consensus with its probabilities made true: from `gold`, or by the stated default `typical` without any.

    `gold` must not have been known to the method that made `consensus`, or the tasks it is fitted on are the ones the
    method was told.
    """
    if gold is None or not (gold >= 0).any():
        temperatures = Temperatures(rest=typical, commonest=typical, source="default")
    else:
        generator = np.random.default_rng(0) if rng is None else rng
        temperatures = fit_temperatures(consensus.probability, gold, typical=typical, rng=generator)
    return msgspec.structs.replace(
        consensus,
        probability=applied(consensus.probability, temperatures),
        temperature=temperatures.rest,
        notes=(*consensus.notes, _said(temperatures)),
    )


def expected_calibration_error(probability: Floats, truth: Ints, *, bins: int = 10) -> float:
    """Mean distance between the stated and the true share of right answers, over `bins` bins of equal width.

    `probability` is (n, classes), `truth` (n,); Naeini, Cooper and Hauskrecht, AAAI 2015.
    """
    answer, certainty = probability.argmax(1), probability.max(1)
    cell = np.minimum((certainty * bins).astype(int), bins - 1)
    gap = np.bincount(cell, weights=certainty - (answer == truth), minlength=bins)
    return float(np.abs(gap).sum() / max(len(truth), 1))


def _held_out(
    fit: Callable[[Index], Floats], probability: Floats, truth: Ints, common: NDArray[np.bool_], order: Index
) -> float:
    """Log loss of known tasks, (n, classes) and (n,), each under the temperatures fitted without its fold."""
    loss = 0.0
    for fold in range(_FOLDS):
        out, train = order[fold::_FOLDS], np.setdiff1d(order, order[fold::_FOLDS])
        rest, most = fit(train)
        own = tempered(probability[out], np.where(common[out], most, rest))
        loss -= float(np.log(np.maximum(own[np.arange(len(out)), truth[out]], _FLOOR)).sum())
    return loss


def _log_loss(logs: Floats, truth: Ints, rows: Index, temperature: float) -> float:
    score = logs / temperature
    best = score.max(1)
    normaliser = best + np.log(np.exp(score - best[:, None]).sum(1))
    return float((normaliser - score[rows, truth]).sum())


def _said(temperatures: Temperatures) -> str:
    if temperatures.source == "default":
        return f"probabilities: log odds divided by {temperatures.rest:g}, the default where no answer is known"
    two = (
        ""
        if temperatures.rest == temperatures.commonest
        else f" ({temperatures.commonest:.2g} for the commonest label)"
    )
    return f"probabilities: log odds divided by {temperatures.rest:.2g}{two}, from {temperatures.n} known answers"
