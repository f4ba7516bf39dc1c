"""Consensus of numbers: scores, prices, ages, lengths, estimates of a share.

    result = numeric(values_of(frame, task="task", rater="rater", value="score"))
    result.estimate.value, result.estimate.low, result.bias.value, result.spread.high

The model ("numeric-1"). Rater r says of task t

    y_tr = truth_t + bias_r + noise,    noise ~ Student-t with `tails` degrees of freedom and scale spread_r

as Raykar et al., "Learning from crowds", JMLR 11 (2010), section 6, with a bias for each rater and heavy tails: a slip
of the pen counts for little, so the estimate is a robust mean. The t distribution is fitted by EM, in which an answer at
distance d from what was expected of its rater has weight (tails + 1) / (tails + (d / spread_r)^2): Lange, Little and
Taylor, "Robust statistical modeling using the t distribution", JASA 84 (1989).

Raters are shrunk to the crowd: bias_r ~ N(0, tau^2); spread_r^2 has an inverse-gamma prior that counts for `strength`
answers; tau and the prior's scale are fitted to the crowd. The truths have a flat prior: no task is drawn towards the
others. The crowd as a whole is taken to be unbiased, for nothing but gold could show that it is not.

Truths and biases are solved for together (`numeric_solve`), so that an interval holds what is uncertain of the biases.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Name, table_of
from touchstone.core.truth.columns import Duplicates, finite_column, full_column, sorted_rows
from touchstone.core.truth.consensus import Convergence, Limits, settle
from touchstone.core.truth.numeric_solve import Solved, by_rater, solved
from touchstone.core.truth.ranged import HIGH, LOW, Ranged
from touchstone.core.truth.sorting import starts_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

VERSION = "numeric-1"
LIMITS = Limits()
TAILS = 4.0  # degrees of freedom: Lange, Little and Taylor find 4 good where there are too few answers to fit them
STRENGTH = 4.0  # answers that the crowd's spread counts for in a rater's
_TYPICAL_BIAS, _PSEUDO_RATERS = 0.5, 2.0  # in spreads: what is believed of biases, and for how many raters it counts
_LARGEST = 1e100
_LEAST = 1e-9  # of the range of all values: no spread is below it


class Values(Struct, frozen=True, kw_only=True):
    """n numbers, sorted by task and rater."""

    task: Ints  # (n,) codes of `tasks`
    rater: Ints  # (n,) codes of `raters`
    value: Floats  # (n,)
    starts: NDArray[np.int64]  # (tasks + 1,): the values of task t are starts[t]:starts[t + 1]
    tasks: Sequence[Name]
    raters: Sequence[Name]

    def __len__(self) -> int:
        return len(self.task)


class Numeric(Struct, frozen=True, kw_only=True):
    """The consensus of n tasks, the raters, and how the computation went."""

    tasks: Sequence[Name]
    raters: Sequence[Name]
    estimate: Ranged  # (tasks,) in the unit of the values
    bias: Ranged  # (raters,) in the unit of the values; above 0: too high
    spread: Ranged  # (raters,) scale of the t distribution: half the answers are within .74 of it, for 4 degrees
    weight: Floats  # (n,) what each answer counted for, 1 as expected; near 0: taken for a slip
    crowd_spread: float
    crowd_bias: float  # standard deviation of the raters' biases
    tails: float
    convergence: Convergence
    version: str = VERSION


def values_of(
    frame: Any,
    *,
    task: str = "task",
    rater: str = "rater",
    value: str = "value",
    duplicates: Duplicates = Duplicates.REFUSE,
) -> Values:
    """The numbers in the columns `task`, `rater` and `value` of `frame` (anything `table_of` takes).

    Raises:
        BadInput: a column is not there, a cell is empty or no finite number, or somebody answered a task twice (see
            `duplicates`); the place names the row.
    """
    table = table_of(frame)
    who, what = full_column(table, task), full_column(table, rater)
    numbers = finite_column(table, value)
    order = sorted_rows(who, what, table=table, duplicates=duplicates, among=[numbers])
    return Values(
        task=who.codes[order],
        rater=what.codes[order],
        value=numbers[order],
        starts=starts_of(who.codes[order], len(who.names)),
        tasks=who.names,
        raters=what.names,
    )


def known_values(values: Values, known: Mapping[Name, float], *, place: str = "gold") -> Floats:
    """(tasks,) the values known for certain, NaN where none is; tasks that nobody answered are left out.

    Raises:
        BadInput: a known value is not finite, or not one of the known tasks has an answer.
    """
    code_of = {str(name): code for code, name in enumerate(values.tasks)}
    gold = np.full(len(values.tasks), np.nan)
    for task, value in known.items():
        if not np.isfinite(value):
            raise BadInput(f"{value!r} cannot be a known value", place=f"{place}, task {task}", hint="a finite number")
        if (code := code_of.get(str(task))) is not None:
            gold[code] = value
    if known and np.isnan(gold).all():
        raise BadInput("none of the known tasks has an answer", place=place, hint="the same names of tasks in both")
    return gold


class _State(Struct, frozen=True):
    """Where the steps of EM stand."""

    weight: Floats  # (n,)
    variance: Floats  # (raters,)
    crowd_variance: float
    bias_variance: float
    solved: Solved | None = None


def numeric(
    values: Values,
    *,
    gold: Floats | None = None,
    tails: float = TAILS,
    strength: float = STRENGTH,
    limits: Limits = LIMITS,
) -> Numeric:
    """The truth of each task with its interval, and each rater's bias and spread.

    `gold` is (tasks,): the value known for certain, or NaN (`known_values`); it is kept, and teaches about the raters.
    `tails` above 100 is nearly a normal distribution.

    Raises:
        BadInput: `tails` or `strength` is not above 0, or the values are too large or too close to square.
        NoData: no task has two answers and none is known, so that nothing tells how far people are from the truth.
        NotConverged: see `Limits`.
    """
    if not (tails > 0 and strength > 0):
        raise BadInput(f"tails {tails!r} and strength {strength!r}", place="numeric", hint="both above 0")
    known = np.full(len(values.tasks), np.nan) if gold is None else gold
    if not ((np.diff(values.starts) > 1) | ~np.isnan(known)).any():
        raise NoData(
            "no task has two answers, and none is known", hint="a second answer to some tasks, or known values"
        )
    _refuse_scale(np.append(values.value, known[~np.isnan(known)]))
    least = _least_variance(values.value)

    def step(state: _State) -> tuple[_State, float]:
        now = _improved(values, state, known=known, tails=tails, strength=strength, least=least)
        return now, len(values.tasks) * _moved(now, state)

    start = _start(values, known, least)
    state, steps, change = settle(step, start, tasks=len(values.tasks), limits=limits, method="numeric")
    how = Convergence(iterations=steps, change=change)
    return _told(values, state, tails=tails, strength=strength, how=how)


def _refuse_scale(numbers: Floats) -> None:
    """Refuse values whose squared distances have no place among floating-point numbers."""
    largest, distance = float(np.abs(numbers).max()), float(np.ptp(numbers))
    if largest > _LARGEST or 0 < distance < 1 / _LARGEST:
        said = f"values up to {largest:.3g}, {distance:.3g} apart"
        raise BadInput(f"{said}, cannot be squared", place="value", hint="another unit, or their logarithms")


def _least_variance(value: Floats) -> float:
    """Nobody is more exact than the steps in which values are given."""
    distinct = np.unique(value)
    if len(distinct) < 2:
        return float((_LEAST * max(1.0, abs(distinct[0]))) ** 2)
    return float(max(np.diff(distinct).min() ** 2 / 12, (_LEAST * (distinct[-1] - distinct[0])) ** 2))


def _start(values: Values, known: Floats, least: float) -> _State:
    """Everybody alike, with the spread of answers about what is known of their task, or its median."""
    middle = np.where(np.isnan(known), _medians(values), known)
    variance = max(float(np.mean((values.value - middle[values.task]) ** 2)), least)
    everybody = np.full(len(values.raters), variance)
    return _State(np.ones(len(values)), everybody, variance, variance * _TYPICAL_BIAS**2)


def _medians(values: Values) -> Floats:
    ordered = values.value[np.lexsort((values.value, values.task))]
    first, last = values.starts[:-1], values.starts[1:] - 1
    middle: Floats = (ordered[(first + last) // 2] + ordered[(first + last + 1) // 2]) / 2
    return middle


def _improved(values: Values, state: _State, *, known: Floats, tails: float, strength: float, least: float) -> _State:
    """One step of EM: truths and biases given spreads and weights, then these given those."""
    precision = state.weight / state.variance[values.rater]
    found = solved(values, precision=precision, bias_variance=state.bias_variance, known=known)
    square = (values.value - found.truth[values.task] - found.bias[values.rater]) ** 2 + found.answer_variance
    weight = (tails + 1) / (tails + square / state.variance[values.rater])
    raters = len(values.raters)
    total = by_rater(values, weight * square)
    given = np.bincount(values.rater, minlength=raters).astype(np.float64)
    variance = (strength * state.crowd_variance + total) / (strength + given)
    crowd_variance = max(_crowd_variance(total, given, strength=strength, before=state.crowd_variance), least)
    biases = float((found.bias**2 + found.bias_variance).sum())
    belief = _PSEUDO_RATERS * _TYPICAL_BIAS**2 * crowd_variance
    return _State(
        weight, np.maximum(variance, least), crowd_variance, (biases + belief) / (raters + _PSEUDO_RATERS), found
    )


def _crowd_variance(total: Floats, given: Floats, *, strength: float, before: float) -> float:
    """The scale of the inverse-gamma prior under which the raters' squares are likeliest.

    One step towards the root of sum (total_r - given_r scale) / (strength scale + total_r), the slope of the squares'
    marginal likelihood.
    """
    weight = 1 / (strength * before + total)
    return float((weight * total).sum() / (weight * given).sum())


def _moved(now: _State, before: _State) -> float:
    """By how much a step moved what it looks for: truths in spreads, spreads and the crowd in shares."""
    crowd = abs(np.log(now.crowd_variance / before.crowd_variance)) + abs(
        np.log(now.bias_variance / before.bias_variance)
    )
    spreads = float(np.mean(np.abs(np.log(now.variance / before.variance))))
    if now.solved is None or before.solved is None:
        return np.inf
    truths = float(np.mean(np.abs(now.solved.truth - before.solved.truth))) / np.sqrt(now.crowd_variance)
    return float(max(crowd, spreads, truths))


def _told(values: Values, state: _State, *, tails: float, strength: float, how: Convergence) -> Numeric:
    assert state.solved is not None
    found = state.solved
    given = np.bincount(values.rater, minlength=len(values.raters))
    return Numeric(
        tasks=values.tasks,
        raters=values.raters,
        estimate=_t_range(found.truth, found.truth_variance, tails=tails, answers=np.diff(values.starts)),
        bias=_t_range(found.bias, found.bias_variance, tails=tails, answers=given),
        spread=_spread_range(values, state, tails=tails, strength=strength),
        weight=state.weight,
        crowd_spread=float(np.sqrt(state.crowd_variance)),
        crowd_bias=float(np.sqrt(state.bias_variance)),
        tails=tails,
        convergence=how,
    )


def _t_range(value: Floats, variance: Floats, *, tails: float, answers: NDArray[np.int64]) -> Ranged:
    """The interval of a location under t-distributed answers.

    From one answer it is exactly that of the t distribution. From many it is normal, and wider than EM's own variance
    by (tails + 3) / (tails + 1): the weights are not known, they are guessed from the answers (Lange, Little and Taylor
    1989, the information of a location). In between the degrees of freedom are added up.
    """
    from scipy.special import stdtrit

    alone, many = stdtrit(tails, HIGH), stdtrit(np.inf, HIGH) * np.sqrt((tails + 3) / (tails + 1))
    width = np.sqrt(variance) * (many + (alone - many) / np.maximum(answers, 1))
    return Ranged(value=value, low=value - width, high=value + width)


def _spread_range(values: Values, state: _State, *, tails: float, strength: float) -> Ranged:
    """Spreads with the quantiles of their inverse-gamma posteriors.

    An answer tells less of a t distribution's scale than of a normal one's, by tails / (tails + 3), and less the more of
    its distance from the truth others may have caused: by the square of the rater's own share, as from y - y' of two
    raters the variance of one is learned with (v / (v + v'))^2 of the information that y alone would give.
    """
    from scipy.special import chdtri

    assert state.solved is not None
    used = state.weight * state.solved.answer_variance / state.variance[values.rater]
    told = np.bincount(values.rater, weights=np.clip(1 - used, 0, 1) ** 2, minlength=len(values.raters))
    freedom = strength + told * tails / (tails + 3)
    spread = np.sqrt(state.variance)
    low, high = (spread * np.sqrt(freedom / chdtri(freedom, tail)) for tail in (LOW, HIGH))
    return Ranged(value=spread, low=low, high=high)
