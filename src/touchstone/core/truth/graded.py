"""Consensus of grades: labels with an order, such as stars, severity, or relevance from "off" to "perfect".

    answers = answers_of(frame, labels=["off", "poor", "fair", "good", "perfect"])   # worst to best
    result = graded(answers)
    result.mean, result.median, result.bias.value, result.spread.low

The model ("graded-1"). Task t has a hidden grade k, one of 0..K-1. Rater r looks, and says l with

    M(l | k, r) proportional to exp(-(l - k - b_r)^2 / (2 s_r^2)),    l in 0..K-1

a normal of bias b_r and spread s_r (both in grades) kept on the scale: near answers are likelier than far ones, and a
mild rater has a positive bias. Or, with probability g_r, the rater does not look and says l by habit, h_r(l):

    P(l | k, r) = (1 - g_r) M(l | k, r) + g_r h_r(l)

Bias and spread on a scale of grades are those of Johnson, "On Bayesian analysis of multirater ordinal data", JASA 91
(1996); answers by habit are those of Hovy et al., "Learning whom to trust with MACE", NAACL (2013). Without the habit a
crowd with people who always say the same bends the scale: on public relevance labels (docs/methods) it halves the gain.

Raters are shrunk to the crowd: b_r ~ N(0, tau^2), log s_r ~ N(m, omega^2), with tau, m and omega fitted to the crowd
(empirical Bayes); the crowd's rate of guessing and its habit count for four answers of each rater. The crowd as a whole
is taken to be unbiased, for nothing but gold could show that it is not. EM: one sweep for the hidden grades, then Fisher
scoring for every rater at once.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Name
from touchstone.core.truth.answers import Answers
from touchstone.core.truth.consensus import Convergence, Limits, settle
from touchstone.core.truth.graded_raters import Crowd, Raters, deviations, log_table, refitted, refitted_crowd
from touchstone.core.truth.ranged import Ranged, normal_range
from touchstone.core.truth.sweep import Sums, TableSweep
from touchstone.core.truth.voting import shares, votes

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

VERSION = "graded-1"
LIMITS = Limits()
_PSEUDO_TASKS = 1.0  # for every grade: none is impossible because no task had it


class Graded(Struct, frozen=True, kw_only=True):
    """The consensus of n tasks, the raters, and how the computation went."""

    tasks: Sequence[Name]
    raters: Sequence[Name]
    grades: Sequence[Name]  # worst to best
    probability: Floats  # (tasks, grades); rows add up to 1
    shares: Floats  # (grades,): how frequent each grade is among all tasks
    bias: Ranged  # (raters,) in grades; above 0: too high
    spread: Ranged  # (raters,) in grades; the standard deviation of the normal
    guessing: Ranged  # (raters,) probability that an answer is given by habit, without looking
    crowd: Crowd
    convergence: Convergence
    version: str = VERSION

    @property
    def median(self) -> Ints:
        """(tasks,) code of the grade with the least expected absolute error."""
        below = np.cumsum(self.probability, axis=1) < 0.5 - 1e-12
        middle: Ints = below.sum(axis=1).astype(np.int32)
        return middle

    @property
    def mode(self) -> Ints:
        """(tasks,) code of the likeliest grade: the fewest wrong answers, however far off."""
        best: Ints = np.argmax(self.probability, axis=1).astype(np.int32)
        return best

    @property
    def mean(self) -> Floats:
        """(tasks,) expected grade, 0 for the worst."""
        expected: Floats = self.probability @ np.arange(len(self.grades))
        return expected

    @property
    def expected_error(self) -> Floats:
        """(tasks,) expected distance of the median from the hidden grade, in grades."""
        distance = np.abs(np.arange(len(self.grades)) - self.median[:, None])
        error: Floats = (self.probability * distance).sum(axis=1)
        return error


class _State(Struct, frozen=True):
    """Where the passes over the answers stand."""

    raters: Raters
    crowd: Crowd
    frequency: Floats  # (grades,)
    sums: Sums


def graded(answers: Answers, *, gold: Ints | None = None, limits: Limits = LIMITS) -> Graded:
    """The hidden grade of each task, with each rater's bias and spread.

    The order of `answers.labels` is that of the grades, worst to best. `gold` is (tasks,): the grade known for certain,
    or -1 (`answers.gold_of`); it is kept, and teaches about the raters.

    Raises:
        BadInput: there is only one grade.
        NotConverged: see `Limits`.
    """
    grades = len(answers.labels)
    if grades < 2:
        raise BadInput("there is only one grade", place="labels", hint="declare them all, worst to best")
    sweep = TableSweep(answers, start=shares(votes(answers)), gold=gold)

    def step(state: _State) -> tuple[_State, float]:
        raters = refitted(state.raters, state.sums.counts, crowd=state.crowd)
        frequency = (state.sums.states + _PSEUDO_TASKS) / (state.sums.states.sum() + grades * _PSEUDO_TASKS)
        sums = sweep(log_table(raters), np.log(frequency))
        return _State(raters, refitted_crowd(raters), frequency, sums), sums.change

    start = _State(Raters.unknown(len(answers.raters), grades), Crowd(), np.full(grades, 1 / grades), sweep.count())
    state, passes, change = settle(step, start, tasks=len(answers.tasks), limits=limits, method="graded")
    return _told(answers, sweep.posterior, state=state, convergence=_convergence(state, passes, change))


def _convergence(state: _State, passes: int, change: float) -> Convergence:
    return Convergence(iterations=passes, change=change, log_likelihood=state.sums.log_likelihood)


def _told(answers: Answers, posterior: Floats, *, state: _State, convergence: Convergence) -> Graded:
    from scipy.special import expit, logit

    raters = state.raters
    of_bias, of_spread, of_guessing = deviations(raters, state.crowd, answers, posterior)
    return Graded(
        tasks=answers.tasks,
        raters=answers.raters,
        grades=answers.labels,
        probability=posterior,
        shares=state.frequency,
        bias=normal_range(raters.bias, of_bias),
        spread=normal_range(raters.log_spread, of_spread).through(np.exp),
        guessing=normal_range(logit(raters.guessing), of_guessing).through(expit),
        crowd=state.crowd,
        convergence=convergence,
    )
