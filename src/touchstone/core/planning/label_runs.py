"""Runs of a labelling project that does not exist yet: raters drawn from a pool, tasks, answers one by one.

One run has its own pool (within the errors of what is known of it), its own raters and its own tasks. Every task gets
answers up to the cap, each from somebody else; after each answer it is noted whether the label would be right and how
sure one would be. So one run says what any overlap and any bar of certainty would have come to, on the same answers.

Answers are weighed as a consensus does it, by what is known of each rater: their accuracy is estimated from the pool and
from `known` of their answers, not taken from the draw.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.planning.rater_pool import (
    Pool,
    beta_of,
    class_shares,
    drawn_accuracies,
    drawn_pool,
    skill_of,
)
from touchstone.core.truth.stopping import Rule, discounted

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KNOWN = 20  # answers' worth of evidence on each rater: what agreement with peers is worth on most public sets
_MOST_KNOWN = 1000.0  # pseudo-answers that a pool without spread is worth
_TIE = 1e-9


class Course(Struct, frozen=True, kw_only=True):
    """One run, answer by answer: columns are 1, 2, … answers."""

    right: Floats  # (tasks, cap): whether the label is right; a tie counts in part
    certainty: Floats  # (tasks, cap)


class Runs(Struct, frozen=True, kw_only=True):
    """What all runs came to, by policy."""

    fixed: Floats  # (runs, cap): share of tasks right with 1, 2, … answers each
    adaptive: Floats  # (runs, bars): with answers until so sure
    answers: Floats  # (runs, bars): answers a task that took


def course(
    pool: Pool, *, tasks: int, people: int, cap: int, rule: Rule, known: int, rng: np.random.Generator
) -> Course:
    """One run. `pool` is taken as it is; `people` must be `cap` or more."""
    classes = pool.classes
    accuracy = drawn_accuracies(pool, people, rng)
    weight = _weight(_estimated(accuracy, pool, known=known, rng=rng), classes)
    skill = skill_of(accuracy, clarity=pool.clarity, classes=classes)
    clear = 1 + pool.clarity * rng.standard_normal(tasks)
    shares = class_shares(pool)
    truth = rng.choice(classes, tasks, p=shares)
    tempting = (truth + rng.integers(1, classes, tasks)) % classes
    who = _each_once(people, tasks=tasks, cap=cap, rng=rng)
    rows = np.arange(tasks)
    score = np.tile(np.log(shares), (tasks, 1))
    right, certainty = np.empty((tasks, cap)), np.empty((tasks, cap))
    for step in range(cap):
        rater = who[:, step]
        chance = 1 / (1 + (classes - 1) * np.exp(-skill[rater] * clear))
        wrong = np.where(rng.random(tasks) < pool.trap, tempting, (truth + rng.integers(1, classes, tasks)) % classes)
        said = np.where(rng.random(tasks) < chance, truth, wrong)
        score[rows, said] += weight[rater]
        best = score >= score.max(1, keepdims=True) - _TIE
        right[:, step] = best[rows, truth] / best.sum(1)
        certainty[:, step] = discounted(score, np.full(tasks, step + 1), rule).max(1)
    return Course(right=right, certainty=certainty)


def runs_of(
    pool: Pool,
    *,
    tasks: int,
    of: int,
    people: int,
    cap: int,
    bars: Sequence[float],
    rule: Rule,
    known: int,
    runs: int,
    rng: np.random.Generator,
) -> Runs:
    """`runs` runs with `tasks` tasks each, for a project `of` so many.

    A project of more tasks than are simulated scatters less from task to task; the scatter between runs is reduced by
    as much.
    """
    fixed, adaptive, answers = np.empty((runs, cap)), np.empty((runs, len(bars))), np.empty((runs, len(bars)))
    noise_fixed, noise_adaptive = np.empty((runs, cap)), np.empty((runs, len(bars)))
    for run in range(runs):
        one = course(drawn_pool(pool, rng), tasks=tasks, people=people, cap=cap, rule=rule, known=known, rng=rng)
        fixed[run], noise_fixed[run] = one.right.mean(0), one.right.var(0)
        for at, bar in enumerate(bars):
            last = stops(one.certainty, bar)
            right = one.right[np.arange(tasks), last]
            adaptive[run, at], noise_adaptive[run, at] = right.mean(), right.var()
            answers[run, at] = last.mean() + 1
    return Runs(
        fixed=_at_size(fixed, noise_fixed, tasks=tasks, of=of),
        adaptive=_at_size(adaptive, noise_adaptive, tasks=tasks, of=of),
        answers=answers,
    )


def stops(certainty: Floats, bar: float) -> Ints:
    """(tasks,): at which column of `certainty` (tasks, cap) each task stops; the last where it never is so sure."""
    sure = certainty >= bar
    last: Ints = np.where(sure.any(1), sure.argmax(1), certainty.shape[1] - 1)
    return last


def _each_once(people: int, *, tasks: int, cap: int, rng: np.random.Generator) -> Ints:
    """(tasks, cap): different people for each task, in an order by chance."""
    order: Ints = rng.random((tasks, people)).argpartition(cap - 1, axis=1)[:, :cap]
    return rng.permuted(order, axis=1)


def _estimated(accuracy: Floats, pool: Pool, *, known: int, rng: np.random.Generator) -> Floats:
    if pool.spread < 1e-6:
        return np.full(len(accuracy), pool.mean)
    alpha, beta = beta_of(pool.mean, pool.spread)
    strength = min(alpha + beta, _MOST_KNOWN)
    return np.asarray((pool.mean * strength + rng.binomial(known, accuracy)) / (strength + known), dtype=np.float64)


def _weight(accuracy: Floats, classes: int) -> Floats:
    bounded = np.clip(accuracy, 0.01, 0.99)
    result: Floats = np.log(bounded * (classes - 1) / (1 - bounded))
    return result


def _at_size(quality: Floats, noise: Floats, *, tasks: int, of: int) -> Floats:
    """`quality` (runs, policies) of projects `of` more tasks than were simulated: drawn together around its mean."""
    total = np.maximum(quality.var(0), 1e-12)
    surplus = noise.mean(0) * max(1 / tasks - 1 / of, 0.0)
    factor = np.sqrt(np.clip(1 - surplus / total, 0.0, 1.0))
    mean = quality.mean(0)
    result: Floats = mean + (quality - mean) * factor
    return result
