"""A plan for labels of a target quality: how many answers, people, hours, how much money, done when; and whether to vet.

    made = plan_labels(stated_pool(0.85, spread=0.08), Work(tasks=5000, target=0.93, price=0.12, start=today), rng=rng)

The promise is "at least the target in 90 % of runs": of projects that differ in raters, tasks and in what the pool may
really be within the errors of what is known of it. The cheapest policy is taken whose share of runs is above that by one
standard error of the simulation, so that it is not met by luck. See `label_runs` for what is simulated.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import ceil, sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.money import Money, money
from touchstone.core.planning.label_runs import KNOWN, Runs, runs_of
from touchstone.core.planning.label_values import (
    Band,
    CurvePoint,
    DateBand,
    LabelPlan,
    MoneyBand,
    Vetting,
    Way,
    Work,
    checked_work,
)
from touchstone.core.planning.plurality import plurality_right
from touchstone.core.planning.rater_pool import Pool, checked_pool
from touchstone.core.planning.vetting import gain_by_formula, vetted
from touchstone.core.progress import Progress
from touchstone.core.truth.stopping import Rule

Floats = NDArray[np.float64]

RUNS = 200
FEWEST_RUNS = 40
BARS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.875, 0.9, 0.925, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998)
ITEMS = (10, 20, 40)
_SIMULATED = 1000  # tasks a run
_GUESS = 3.0  # answers a task, to say how many people a run has before its policy is known
_MOST_PEOPLE = 60  # in a run; more differ no more
_RULE = Rule()
_PACE = 0.15  # sd of the log of how fast people turn out to be: an assumption


class Priced(Struct, frozen=True):
    """Draws, one a run, of what a policy takes."""

    answers: Floats  # a task
    hours: Floats
    cost: Floats


def plan_labels(
    pool: Pool,
    work: Work,
    *,
    rng: np.random.Generator,
    rule: Rule = _RULE,
    runs: int = RUNS,
    items: Sequence[int] = ITEMS,
    known: int = KNOWN,
    progress: Progress | None = None,
) -> LabelPlan:
    """What it takes to label `work` with raters out of `pool`.

    `rule` discounts certainty as in production (its target and cap do not count: the plan finds the bar, `work` has the
    cap). `items` are the lengths of tests whose worth is looked into; none, and vetting is left out. `known` is how
    many answers' worth of evidence on each rater the consensus will have.

    Raises:
        BadInput: a figure of the pool or the work cannot be, or there are too few runs.
        NotPossible: it would not be done by the year 9999.
    """
    _check(pool, work, runs=runs)
    if progress:
        progress.start(1 + len(items), "runs")
    simulate = _simulation(work, rule=rule, runs=runs, seed=int(rng.integers(2**63)), progress=progress)
    pace = np.exp(_PACE * rng.standard_normal(runs))
    found = simulate(pool, known)
    fixed, adaptive = _fixed(found, pool, work, pace), _adaptive(found, work, pace)
    without = cheaper(fixed, adaptive)
    tests = tuple(
        _vetting(simulate, pool, work, items=count, known=known, pace=pace, without=without) for count in items
    )
    return LabelPlan(
        work=work,
        pool=pool,
        fixed=fixed,
        adaptive=adaptive,
        vetting=tests,
        curve=_curve(found, work, pace),
        runs=runs,
        crowd=_crowd(work),
        notes=_notes(found, pool, work, without=without),
    )


def _check(pool: Pool, work: Work, *, runs: int) -> None:
    checked_pool(pool)
    checked_work(work)
    if runs < FEWEST_RUNS:
        raise BadInput(f"{runs} runs say nothing of 90 %", place="runs", hint=f"{FEWEST_RUNS} or more")


def _simulation(
    work: Work, *, rule: Rule, runs: int, seed: int, progress: Progress | None
) -> Callable[[Pool, int], Runs]:
    """Runs of `work` with people out of a pool, each known by so many answers; every pool meets the same luck."""
    crowd = _crowd(work)

    def simulate(pool: Pool, known: int) -> Runs:
        found = runs_of(
            pool,
            tasks=min(work.tasks, _SIMULATED),
            of=work.tasks,
            people=crowd,
            cap=min(work.cap, crowd),
            bars=BARS,
            rule=rule,
            known=known,
            runs=runs,
            rng=np.random.default_rng(seed),
        )
        if progress:
            progress.advance()
        return found

    return simulate


def cheaper(*ways: Way | None) -> Way | None:
    """The one with the lowest median cost, if there is one."""
    there = [way for way in ways if way is not None]
    return min(there, key=lambda way: way.cost.p50.minor, default=None)


def _crowd(work: Work) -> int:
    """How many people each run has: those said, or what the wanted weeks take at three answers a task."""
    if work.people is not None:
        return min(work.people, max(_MOST_PEOPLE, work.cap))
    weekly = work.per_hour * work.hours_per_week * work.weeks
    return max(min(ceil(work.tasks * _GUESS / weekly), _MOST_PEOPLE), work.cap)


def _kept(quality: Floats, work: Work) -> Floats:
    result: Floats = (quality >= work.target).mean(0)
    return result


def _enough(kept: Floats, work: Work, runs: int) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = kept >= _needed(work, runs)
    return result


def _needed(work: Work, runs: int) -> float:
    """The share of simulated runs that must meet the target: the promise and one standard error, against luck."""
    return min(work.promise + sqrt(work.promise * (1 - work.promise) / runs), 1.0)


def _fixed(found: Runs, pool: Pool, work: Work, pace: Floats) -> Way | None:
    kept = _kept(found.fixed, work)
    enough = _enough(kept, work, len(pace))
    if not enough.any():
        return None
    at = int(enough.argmax())
    draws = _priced(np.full(len(pace), at + 1.0), work, pace)
    formula = plurality_right(pool.mean, at + 1, classes=pool.classes)
    return _way(draws, found.fixed[:, at], work, overlap=at + 1, stop_at=None, kept=kept[at], formula=formula)


def _adaptive(found: Runs, work: Work, pace: Floats) -> Way | None:
    kept = _kept(found.adaptive, work)
    enough = np.flatnonzero(_enough(kept, work, len(pace)))
    if not len(enough):
        return None
    at = int(enough[found.answers.mean(0)[enough].argmin()])
    draws = _priced(found.answers[:, at], work, pace)
    return _way(
        draws, found.adaptive[:, at], work, overlap=found.fixed.shape[1], stop_at=BARS[at], kept=kept[at], formula=None
    )


def _priced(answers: Floats, work: Work, pace: Floats) -> Priced:
    hours = work.tasks * answers / (work.per_hour * pace)
    cost = work.tasks * answers * work.price if work.price > 0 else hours * work.hourly
    return Priced(answers, hours, cost)


def _way(
    draws: Priced,
    quality: Floats,
    work: Work,
    *,
    overlap: int,
    stop_at: float | None,
    kept: float,
    formula: float | None,
) -> Way:
    wanted = ceil(float(np.median(draws.hours)) / (work.weeks * work.hours_per_week))
    people = work.people or max(wanted, overlap)  # nobody answers a task twice
    days = np.ceil(draws.hours / (people * work.hours_per_week) * 7)
    return Way(
        adaptive=stop_at is not None,
        overlap=overlap,
        stop_at=stop_at,
        quality=_band(quality),
        kept=float(kept),
        answers_per_task=_band(draws.answers),
        hours=_band(draws.hours),
        cost=_money_band(draws.cost, work),
        people=people,
        finish=_dates(days, work),
        by_formula=formula,
    )


def _vetting(
    simulate: Callable[[Pool, int], Runs],
    pool: Pool,
    work: Work,
    *,
    items: int,
    known: int,
    pace: Floats,
    without: Way | None,
) -> Vetting:
    after = vetted(pool, items=items, share=work.keep)
    found = simulate(after, known + items)
    best = cheaper(_fixed(found, after, work, pace), _adaptive(found, work, pace))
    each = work.item_price if work.item_price is not None else work.price or work.hourly / work.per_hour
    people = best.people if best else _crowd(work)
    tests = money(round(ceil(people / work.keep) * items * each, 4), work.currency)
    total = best.cost.p50 + tests if best else None
    return Vetting(
        items=items,
        mean=after.mean,
        spread=after.spread,
        gain=after.mean - pool.mean,
        gain_by_formula=gain_by_formula(pool, items=items, share=work.keep),
        cost=tests,
        best=best,
        total=total,
        pays=total is not None and (without is None or total < without.cost.p50),
    )


def _curve(found: Runs, work: Work, pace: Floats) -> tuple[CurvePoint, ...]:
    runs, cap = found.fixed.shape
    fixed = [(False, np.full(runs, n + 1.0), found.fixed[:, n]) for n in range(cap)]
    adaptive = [(True, found.answers[:, at], found.adaptive[:, at]) for at in range(len(BARS))]
    return tuple(
        CurvePoint(
            adaptive=is_adaptive,
            answers_per_task=float(answers.mean()),
            quality=_band(quality),
            cost=_money_band(_priced(answers, work, pace).cost, work),
        )
        for is_adaptive, answers, quality in (*fixed, *adaptive)
    )


def _notes(found: Runs, pool: Pool, work: Work, *, without: Way | None) -> tuple[str, ...]:
    notes, (runs, cap) = [], found.fixed.shape
    if without is None:
        needed = _needed(work, runs)
        best = np.quantile(found.fixed[:, -1], [1 - needed, 0.5], method="lower")
        notes.append(
            f"No policy with at most {cap} answers is {work.target:.1%} right in {work.promise:.0%} of runs ({needed:.1%} of "
            f"these {runs}, against luck): {cap} answers to each task reach {best[1]:.1%} at the middle, and {best[0]:.1%} or "
            f"more in {needed:.1%}. Clearer tasks, better people or an adjudicator would."
        )
    if cap < work.cap:
        notes.append(f"At most {cap} answers to a task, since {cap} people give one each.")
    if pool.raters == 0:
        known = "what three public crowds had" if pool.clarity_error else "stated too"
        notes.append(
            f"The pool is stated, not measured. How much tasks mislead everybody (clarity {pool.clarity:.2f}) is {known}; a "
            "pilot with some known answers says it of your tasks."
        )
    notes.append(f"How fast people are is taken as known to {_PACE:.0%}, an assumption.")
    return tuple(notes)


def _band(draws: Floats) -> Band:
    low, mid, high = (float(value) for value in np.quantile(draws, [0.05, 0.5, 0.95]))
    return Band(p5=low, p50=mid, p95=high)


def _money_band(draws: Floats, work: Work) -> MoneyBand:
    band = _band(draws)
    low, mid, high = (_amount(value, work) for value in (band.p5, band.p50, band.p95))
    return MoneyBand(p5=low, p50=mid, p95=high)


def _amount(value: float, work: Work) -> Money:
    return money(round(value, 4), work.currency)


def _dates(days: Floats, work: Work) -> DateBand:
    band = _band(days)
    least = [max(ceil(value) - 1, 0) for value in (band.p5, band.p50, band.p95)]
    if least[-1] > (date.max - work.start).days:
        raise NotPossible("it would not be done by the year 9999", place="people", hint="more people, or fewer tasks")
    low, mid, high = (work.start + timedelta(days=more) for more in least)
    return DateBand(p5=low, p50=mid, p95=high)
