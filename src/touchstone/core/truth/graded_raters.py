"""A rater of grades: a bias, a spread and a rate of guessing, fitted to expected counts and shrunk to the crowd.

In x = l - k an answer that was meant is of an exponential family with statistics (x, x^2) and natural parameters
(b / s^2, -1 / (2 s^2)), so its score is "seen minus expected" and its information the covariance of the statistics; both
are carried over to (b, log s) by the chain rule. A step of Fisher scoring is halved until it makes the rater likelier.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.answers import Answers

Floats = NDArray[np.float64]

HALVINGS = 6  # of a step, before it is given up until the next pass
TYPICAL_BIAS, TYPICAL_SCATTER = 0.5, 0.5  # grades, and log grades: what is believed of a crowd of whom nothing is known
TYPICAL_GUESSING = 0.1  # share of answers
PSEUDO_ANSWERS, PSEUDO_GUESSES = 4.0, 4.0  # what the crowd counts for in a rater's rate of guessing, and in their habit
PSEUDO_RATERS = 5.0  # how many raters that belief counts for
LEAST_LOG_SPREAD, MOST_LOG_SPREAD = np.log(0.1), np.log(100.0)  # grades; beyond them answers no longer change
LONGEST_STEP = 1.0  # grades, and log grades
_ROWS = 1 << 18  # answers at a time


class Crowd(Struct, frozen=True, kw_only=True):
    """How raters differ: bias ~ N(0, bias_deviation^2), log spread ~ N(log_spread, log_spread_deviation^2)."""

    bias_deviation: float = TYPICAL_BIAS
    log_spread: float = 0.0
    log_spread_deviation: float = TYPICAL_SCATTER
    guessing: float = TYPICAL_GUESSING  # mean of the raters' rates


class Raters(Struct, frozen=True, kw_only=True):
    """What is believed of each rater; all (raters,) but the habit."""

    bias: Floats
    log_spread: Floats
    bias_deviation: Floats  # standard deviation of the belief
    log_spread_deviation: Floats
    guessing: Floats  # probability of a guess
    habit: Floats  # (raters, labels): the probability of each label in a guess

    @classmethod
    def unknown(cls, count: int, grades: int) -> "Raters":
        """Raters of whom nothing is known: unbiased, with a spread of one grade, and guessing evenly now and then."""
        nothing, typical = np.zeros(count), np.full(count, TYPICAL_SCATTER)
        return cls(
            bias=nothing,
            log_spread=nothing,
            bias_deviation=typical,
            log_spread_deviation=typical,
            guessing=np.full(count, TYPICAL_GUESSING),
            habit=np.full((count, grades), 1 / grades),
        )


def log_table(raters: Raters) -> Floats:
    """(raters, labels, grades): the log probability of each answer, for each hidden grade."""
    meant, guessed = _parts(raters)
    table: Floats = np.log(meant + guessed)
    return table


def deviations(raters: Raters, crowd: Crowd, answers: Answers, posterior: Floats) -> Floats:
    """(3, raters): standard deviations of bias, log spread and log odds of guessing, given that the hidden grades are only guessed too.

    The information is the sum of squared scores, each answer's score being its expectation over `posterior` (tasks,
    grades): Berndt, Hall, Hall and Hausman (1974), by Fisher's identity the slope of the observed log likelihood. The
    expected counts alone would count grades as if they had been seen.
    """
    grades, precision = posterior.shape[1], np.exp(-2 * raters.log_spread)[:, None, None]
    first, second = _surprises(raters, grades)
    meant, guessed = _parts(raters)
    looked = meant / (meant + guessed)
    of_bias = looked * precision * first
    of_spread = looked * precision * (second - 2 * raters.bias[:, None, None] * first)
    of_guessing = 1 - looked - raters.guessing[:, None, None]
    information = np.zeros((len(raters.bias), 3, 3))
    for begin in range(0, len(answers), _ROWS):
        rows = slice(begin, begin + _ROWS)
        cell, grade = (answers.rater[rows], answers.label[rows]), posterior[answers.task[rows]]
        scores = np.stack([(of[cell] * grade).sum(axis=1) for of in (of_bias, of_spread, of_guessing)], axis=1)
        weighed = scores if answers.weight is None else scores * answers.weight[rows, None]
        np.add.at(information, cell[0], weighed[:, :, None] * scores[:, None, :])
    unsure = PSEUDO_ANSWERS * raters.guessing * (1 - raters.guessing)
    held = np.stack(
        [np.full_like(unsure, crowd.bias_deviation**-2), np.full_like(unsure, crowd.log_spread_deviation**-2), unsure]
    )
    information += np.eye(3) * held.T[:, None, :]
    variances: Floats = np.diagonal(np.linalg.inv(information), axis1=1, axis2=2)
    return np.sqrt(variances.T)


def _surprises(raters: Raters, grades: int) -> tuple[Floats, Floats]:
    """(raters, labels, grades) each: how far x and x^2 of an answer that is meant lie above what is expected."""
    offset = _offsets(grades)
    said = np.exp(_log_table(raters.bias, raters.log_spread, grades))
    first, second = (offset**power - (said * offset**power).sum(axis=1, keepdims=True) for power in (1, 2))
    return first, second


def refitted(raters: Raters, counts: Floats, *, crowd: Crowd) -> Raters:
    """`raters` after one step of EM on expected `counts` (raters, labels, grades)."""
    meant, guessed = _parts(raters)
    guesses = counts * guessed / (meant + guessed)
    at, deviations = _scored(np.stack([raters.bias, raters.log_spread]), counts - guesses, crowd=crowd)
    by_label, answers = guesses.sum(axis=2), counts.sum(axis=(1, 2))
    total = by_label.sum(axis=1)
    habit = by_label + PSEUDO_GUESSES * (by_label.sum(axis=0) + 1) / (by_label.sum() + counts.shape[1])
    return Raters(
        bias=at[0],
        log_spread=at[1],
        bias_deviation=deviations[0],
        log_spread_deviation=deviations[1],
        guessing=(total + PSEUDO_ANSWERS * crowd.guessing) / (answers + PSEUDO_ANSWERS),
        habit=habit / habit.sum(axis=1, keepdims=True),
    )


def refitted_crowd(raters: Raters) -> Crowd:
    """The crowd in which these raters are likeliest (EM for the variances, what is uncertain of a rater included)."""
    centre = _held(raters.log_spread, 0.0)
    bias_squares = raters.bias**2 + raters.bias_deviation**2
    spread_squares = (raters.log_spread - centre) ** 2 + raters.log_spread_deviation**2
    return Crowd(
        bias_deviation=_typical(bias_squares, TYPICAL_BIAS),
        log_spread=centre,
        log_spread_deviation=_typical(spread_squares, TYPICAL_SCATTER),
        guessing=_held(raters.guessing, TYPICAL_GUESSING),
    )


def _parts(raters: Raters) -> tuple[Floats, Floats]:
    """The probability of each answer meant (raters, labels, grades), and guessed (raters, labels, 1).

    What is uncertain of a rater widens what they may say: taken at its estimate alone, a crowd of few answers each
    looks surer than it is.
    """
    square = np.exp(2 * (raters.log_spread + raters.log_spread_deviation**2)) + raters.bias_deviation**2
    meant = np.exp(_log_table(raters.bias, np.log(square) / 2, raters.habit.shape[1]))
    return (1 - raters.guessing)[:, None, None] * meant, (raters.guessing[:, None] * raters.habit)[:, :, None]


def _scored(at: Floats, counts: Floats, *, crowd: Crowd) -> tuple[Floats, Floats]:
    """Bias and log spread (2, raters) after a step of Fisher scoring, with the standard deviations of the belief."""
    slope, information = _slope_and_information(at, counts, crowd)
    step = np.clip(_solved(information, slope), -LONGEST_STEP, LONGEST_STEP)
    return _stepped(at, step=step, counts=counts, crowd=crowd), np.sqrt(_inverse_diagonal(information))


def _typical(squares: Floats, belief: float) -> float:
    return float(np.sqrt(_held(squares, belief**2)))


def _held(values: Floats, belief: float) -> float:
    """The mean of `values`, held to what is believed of any crowd."""
    return float((values.sum() + PSEUDO_RATERS * belief) / (len(values) + PSEUDO_RATERS))


def _log_table(bias: Floats, log_spread: Floats, grades: int) -> Floats:
    precision = np.exp(-2 * log_spread)[:, None, None]
    score = -0.5 * precision * (_offsets(grades) - bias[:, None, None]) ** 2
    score -= score.max(axis=1, keepdims=True)
    table: Floats = score - np.log(np.exp(score).sum(axis=1, keepdims=True))
    return table


def _offsets(grades: int) -> Floats:
    """(labels, grades): how far each label lies above each hidden grade."""
    steps = np.arange(grades, dtype=np.float64)
    return steps[:, None] - steps


def _objective(at: Floats, counts: Floats, crowd: Crowd) -> Floats:
    """(raters,): log posterior of each rater at `at` (2, raters)."""
    fit = (counts * _log_table(at[0], at[1], counts.shape[1])).sum(axis=(1, 2))
    apart = (at[1] - crowd.log_spread) / crowd.log_spread_deviation
    objective: Floats = fit - 0.5 * ((at[0] / crowd.bias_deviation) ** 2 + apart**2)
    return objective


def _slope_and_information(at: Floats, counts: Floats, crowd: Crowd) -> tuple[Floats, Floats]:
    """The slope (2, raters) of the log posterior, and its information as (3, raters): bias, both, log spread."""
    bias, log_spread = at
    offset, precision = _offsets(counts.shape[1]), np.exp(-2 * log_spread)
    said, total = np.exp(_log_table(bias, log_spread, counts.shape[1])), counts.sum(axis=1)
    first, second, third, fourth = ((said * offset**power).sum(axis=1) for power in (1, 2, 3, 4))
    seen = [(counts * offset**power).sum(axis=(1, 2)) for power in (1, 2)]
    surprise = [seen[0] - (total * first).sum(axis=1), seen[1] - (total * second).sum(axis=1)]
    v11, v12, v22 = (
        (total * moment).sum(axis=1) for moment in (second - first**2, third - first * second, fourth - second**2)
    )
    # natural parameters by (bias, log spread): d1/db = p, d1/du = -2 b p, d2/du = p
    across = -2 * bias * precision
    slope_bias = precision * surprise[0] - bias / crowd.bias_deviation**2
    pull = (log_spread - crowd.log_spread) / crowd.log_spread_deviation**2
    slope_spread = across * surprise[0] + precision * surprise[1] - pull
    both = precision * (across * v11 + precision * v12)
    of_spread = across**2 * v11 + 2 * across * precision * v12 + precision**2 * v22 + crowd.log_spread_deviation**-2
    return np.stack([slope_bias, slope_spread]), np.stack(
        [precision**2 * v11 + crowd.bias_deviation**-2, both, of_spread]
    )


def _solved(information: Floats, slope: Floats) -> Floats:
    bias, both, spread = information
    step = np.stack([spread * slope[0] - both * slope[1], bias * slope[1] - both * slope[0]])
    step /= bias * spread - both**2
    return step


def _inverse_diagonal(information: Floats) -> Floats:
    bias, both, spread = information
    diagonal = np.stack([spread, bias])
    diagonal /= bias * spread - both**2
    return diagonal


def _stepped(at: Floats, *, step: Floats, counts: Floats, crowd: Crowd) -> Floats:
    """`at` after `step`, halved for whom it does not help until it does."""
    value = _objective(at, counts, crowd)
    waiting = np.ones(len(value), dtype=bool)
    for _ in range(HALVINGS):
        there = at + step
        there[1] = np.clip(there[1], LEAST_LOG_SPREAD, MOST_LOG_SPREAD)
        better = waiting & (_objective(there, counts, crowd) >= value)
        at = np.where(better, there, at)
        waiting &= ~better
        if not waiting.any():
            break
        step = step / 2
    return at
