"""Response times: how fast a person works, how long an item takes, and answers that came faster than that.

The lognormal model (van der Linden 2006): the logarithm of the time that person i takes over item j is normal with mean
beta_j - tau_i and standard deviation 1 / alpha_j. Speed tau is normal with mean 0 over people, which sets the scale;
time intensities beta, discriminating powers alpha and the spread of speed are found by EM, whose steps are exact.

A fast answer is a fact about a time. It may be a guess, a known question, or a quick mind.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.stats import norm

from touchstone.core.errors import BadInput, NoData
from touchstone.core.progress import Progress
from touchstone.core.psychometrics.climbing import climb
from touchstone.core.psychometrics.multiple import false_discovery
from touchstone.core.psychometrics.values import NORMAL_90, Floats, Integers

_LEAST_SD = 1e-3  # of a log time; below it times are equal for all purposes


class Times(Struct, frozen=True, kw_only=True):
    """Who took how long over which item, each pair once."""

    people: tuple[str, ...]
    items: tuple[str, ...]
    person: Integers  # (rows,)
    item: Integers  # (rows,)
    seconds: Floats  # (rows,) above 0


class SpeedFit(Struct, frozen=True, kw_only=True):
    """Items' time intensities and people's speeds, in natural logarithms of seconds."""

    items: tuple[str, ...]
    intensity: Floats  # (J,) beta: log seconds that average people take
    intensity_error: Floats  # (J,)
    power: Floats  # (J,) alpha: 1 / standard deviation of log time
    people: tuple[str, ...]
    speed: Floats  # (people,) tau: above 0, faster than average; 0.69 is twice as fast
    speed_error: Floats  # (people,) posterior standard deviation
    speed_low: Floats  # (people,) 5 % quantile
    speed_high: Floats  # (people,) 95 % quantile
    speed_sd: float  # of speed over people
    log_likelihood: float
    steps: int


class FastAnswers(Struct, frozen=True, kw_only=True):
    """Each answer's time against what the person's other answers and the item foretell."""

    expected: Floats  # (rows,) seconds: the median foretold
    z: Floats  # (rows,) standardised log time; -3: far faster than foretold
    p_value: Floats  # (rows,) one-sided
    adjusted: Floats  # (rows,) by Benjamini & Hochberg
    flagged: NDArray[np.bool_]  # (rows,) adjusted p-value at most the rate


def times_of(person: list[str], item: list[str], seconds: NDArray[np.floating] | list[float]) -> Times:
    """Times from rows, sorted by person and item.

    Raises:
        BadInput: a time that is not above 0, or a pair that is there twice, by row.
        NoData: there are no rows.
    """
    if not len(person):
        raise NoData("no times", place="rows")
    people, person_code = np.unique(np.asarray(person, dtype=str), return_inverse=True)
    items, item_code = np.unique(np.asarray(item, dtype=str), return_inverse=True)
    took = np.asarray(seconds, dtype=float)
    for row in np.flatnonzero(~((took > 0) & np.isfinite(took))):
        raise BadInput(f"{took[row]:g} seconds", place=f"row {row + 1}", hint="a time above 0")
    order = np.lexsort((item_code, person_code))
    person_code, item_code = person_code[order], item_code[order]
    for row in np.flatnonzero((np.diff(person_code) == 0) & (np.diff(item_code) == 0)):
        place = f"person {people[person_code[row]]}, item {items[item_code[row]]}"
        raise BadInput("the time is there twice", place=place, hint="one time for each person and item")
    return Times(
        people=tuple(people.tolist()),
        items=tuple(items.tolist()),
        person=person_code,
        item=item_code,
        seconds=took[order],
    )


def fit_speed(
    times: Times, *, tolerance: float = 1e-7, most_steps: int = 2000, progress: Progress | None = None
) -> SpeedFit:
    """The lognormal model by marginal maximum likelihood.

    Raises:
        NoData: an item with fewer than two times, or times that are all equal.
        NotConverged: the steps did not settle.
    """
    counts = np.bincount(times.item, minlength=len(times.items))
    for item in np.flatnonzero(counts < 2):
        raise NoData("has one time only", place=f"item {times.items[item]}", hint="two people or more")
    logs = np.log(times.seconds)
    means = np.bincount(times.item, weights=logs) / counts
    spread = np.sqrt(np.bincount(times.item, weights=(logs - means[times.item]) ** 2) / counts)
    if (spread < _LEAST_SD).any():
        raise NoData("all its times are equal", place=f"item {times.items[int(np.argmin(spread))]}")

    def step(flat: Floats) -> tuple[Floats, float]:
        return _em_step(flat, times, logs)

    start = np.concatenate([means, np.log(spread), [np.log(spread.mean() / 2)]])
    flat, steps = climb(
        step, start, tolerance=tolerance, most_steps=most_steps, what="response times", progress=progress
    )
    intensity, sd, speed_sd = _parts(flat, len(times.items))
    speed, precision, height = _speeds(flat, times, logs)
    error = 1 / np.sqrt(precision)
    return SpeedFit(
        items=times.items,
        intensity=intensity,
        intensity_error=np.sqrt((sd**2 + speed_sd**2) / counts),
        power=1 / sd,
        people=times.people,
        speed=speed,
        speed_error=error,
        speed_low=speed - NORMAL_90 * error,
        speed_high=speed + NORMAL_90 * error,
        speed_sd=speed_sd,
        log_likelihood=height,
        steps=steps,
    )


def fast_answers(times: Times, fit: SpeedFit, *, rate: float = 0.01) -> FastAnswers:
    """Which answers came faster than the person's *other* answers and the item foretell.

    Args:
        times: the rows that `fit` was made from, or new ones of the same people and items.
        fit: intensities, powers and the spread of speed.
        rate: the share of false flags among the flagged that is borne.

    Raises:
        BadInput: an item that `fit` does not know.
    """
    places = {name: position for position, name in enumerate(fit.items)}
    for name in times.items:
        if name not in places:
            raise BadInput(f"there is no item {name!r}", place="times", hint="items of the fit")
    chosen = np.array([places[name] for name in times.items])[times.item]
    weight = fit.power[chosen] ** 2
    away = fit.intensity[chosen] - np.log(times.seconds)
    count = len(times.people)
    precision = 1 / fit.speed_sd**2 + np.bincount(times.person, weights=weight, minlength=count)
    pull = np.bincount(times.person, weights=weight * away, minlength=count)
    without = precision[times.person] - weight
    speed = (pull[times.person] - weight * away) / without
    z = (speed - away) / np.sqrt(1 / weight + 1 / without)
    p_value = norm.cdf(z)
    adjusted = false_discovery(p_value)
    return FastAnswers(
        expected=np.exp(fit.intensity[chosen] - speed),
        z=z,
        p_value=p_value,
        adjusted=adjusted,
        flagged=adjusted <= rate,
    )


def _parts(flat: Floats, items: int) -> tuple[Floats, Floats, float]:
    sd: Floats = np.exp(flat[items:-1])
    return flat[:items], sd, float(np.exp(flat[-1]))


def _speeds(flat: Floats, times: Times, logs: Floats) -> tuple[Floats, Floats, float]:
    """(people,) posterior means and precisions of speed, and the log-likelihood."""
    intensity, sd, speed_sd = _parts(flat, len(times.items))
    weight = (1 / sd**2)[times.item]
    away = intensity[times.item] - logs
    count = len(times.people)
    precision = 1 / speed_sd**2 + np.bincount(times.person, weights=weight, minlength=count)
    speed = np.bincount(times.person, weights=weight * away, minlength=count) / precision
    height = -0.5 * (
        np.sum(weight * away**2 - np.log(weight) + np.log(2 * np.pi))
        + np.sum(np.log(precision * speed_sd**2) - precision * speed**2)
    )
    return speed, np.asarray(precision, dtype=np.float64), float(height)


def _em_step(flat: Floats, times: Times, logs: Floats) -> tuple[Floats, float]:
    items = len(times.items)
    speed, precision, height = _speeds(flat, times, logs)
    counts = np.bincount(times.item, minlength=items)
    intensity = np.bincount(times.item, weights=logs + speed[times.person], minlength=items) / counts
    residual = (logs - intensity[times.item] + speed[times.person]) ** 2 + 1 / precision[times.person]
    sd = np.sqrt(np.bincount(times.item, weights=residual, minlength=items) / counts)
    speed_sd = np.sqrt(np.mean(speed**2 + 1 / precision))
    return np.concatenate([intensity, np.log(sd), [np.log(speed_sd)]]), height
