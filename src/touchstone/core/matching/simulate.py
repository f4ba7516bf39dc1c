"""How good a shortlist is where the truth is known: against an oracle, and against simpler ways to choose.

The people are synthetic (`synth`), so that each one's true share of right work is known. For one need, each way of
choosing gives a list of eligible people, and the list is judged by what its people would truly cost for an accepted
hour and by how often they are truly right. The oracle knows the truth: the cheapest of those who truly meet the bar.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.matching.columns import PoolColumns
from touchstone.core.matching.cost import paid_cents
from touchstone.core.matching.synth_tables import World
from touchstone.core.skills.estimates import HIGH, LOW
from touchstone.core.skills.values import Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truth = Sequence[Mapping[Skill, float]]
"""For each person, by row, the true share of right work in each skill."""

RESAMPLES = 2_000
MEASURED = 5.0  # effective observations of the main skill
BANDS = ((0, 0), (1, 2), (3, 5), (6, 11), (12, 24), (25, 10**6))  # records behind an estimate


class Eligible(Struct, frozen=True, kw_only=True):
    """The eligible of one need, as a simulation sees them: arrays of (people,)."""

    rows: Ints
    rate_cents: Floats
    quality: Floats  # true
    evidence: Floats  # effective weight of what is known of the main skill
    years: Floats  # claimed

    def __len__(self) -> int:
        return len(self.rows)


class Outcome(Struct, frozen=True, kw_only=True):
    """What a list is truly worth: means over its people."""

    cents: float  # for an accepted hour
    quality: float  # share of work that is right
    meeting: float  # share of people who meet the bar
    people: int


class Share(Struct, frozen=True, kw_only=True):
    """A mean with its 95 % interval over `n` units."""

    mean: float
    low: float
    high: float
    n: int


class Coverage(Struct, frozen=True, kw_only=True):
    """How often a 90 % interval holds the truth, where `fewest` to `most` records lie behind it."""

    fewest: int
    most: int
    covered: Share
    width: float  # mean width of the interval
    bias: float  # mean of estimate minus truth


def true_cents(rate_cents: Floats, quality: Floats, *, bar: float, review_share: float) -> Floats:
    """Cents for an accepted hour by somebody whose quality is known: the model of `cost` with q no longer uncertain."""
    failing = 1 - quality
    hours = 1 + failing + failing**2 + failing**3 / bar
    cents: Floats = paid_cents(rate_cents, review_share=review_share, review_cents=None) * hours
    return cents


def true_quality(truth: Truth, rows: Ints, skill: Skill) -> Floats:
    """Each person's mean true share over the skills they claim in `skill` or below it; NaN where they claim none."""
    return np.array([_mean_below(truth[int(row)], skill) for row in rows])


def chosen_by(
    eligible: Eligible, *, k: int, bar: float, review_share: float, rng: np.random.Generator
) -> dict[str, Ints]:
    """The oracle's list, and those of the simpler ways, as rows; ties go to the lower row.

    "oracle, measured only" knows the truth too, but chooses among those with `MEASURED` observations: what lies between
    the two is the price of not having measured the others.
    """
    cents = true_cents(eligible.rate_cents, eligible.quality, bar=bar, review_share=review_share)
    below = eligible.quality < bar
    by_oracle = np.lexsort((np.where(below, -eligible.quality, cents), below))
    measured = by_oracle[eligible.evidence[by_oracle] >= MEASURED]
    orders = {
        "oracle": by_oracle,
        "oracle, measured only": measured,
        "cheapest": np.argsort(eligible.rate_cents, kind="stable"),
        "most evidence": np.argsort(-eligible.evidence, kind="stable"),
        "most years claimed": np.argsort(-eligible.years, kind="stable"),
        "random": rng.permutation(len(eligible)),
    }
    return {name: eligible.rows[order[:k]] for name, order in orders.items()}


def judged(rows: Ints, eligible: Eligible, *, bar: float, review_share: float) -> Outcome:
    """What a list of rows is truly worth."""
    at = np.searchsorted(eligible.rows, rows)
    quality = eligible.quality[at]
    cents = true_cents(eligible.rate_cents[at], quality, bar=bar, review_share=review_share)
    return Outcome(
        cents=float(cents.mean()),
        quality=float(quality.mean()),
        meeting=float((quality >= bar).mean()),
        people=len(rows),
    )


def coverage(columns: PoolColumns, truth: Truth, *, bands: Sequence[tuple[int, int]] = BANDS) -> list[Coverage]:
    """How often the 90 % intervals of a pool's estimates hold the truth, by the records behind them."""
    from scipy.special import betaincinv

    skills = columns.skill
    own = np.flatnonzero(skills.own)
    alpha, beta, records = (column[own].astype(np.float64) for column in (skills.alpha, skills.beta, skills.records))
    low, high = betaincinv(alpha, beta, LOW), betaincinv(alpha, beta, HIGH)
    true = np.array(
        [truth[int(row)][skills.values[which]] for row, which in zip(skills.row[own], skills.which[own], strict=True)]
    )
    inside = ((low <= true) & (true <= high)).astype(np.float64)
    found = []
    for fewest, most in bands:
        here = (records >= fewest) & (records <= most)
        if here.any():
            width, bias = (high - low)[here].mean(), (alpha / (alpha + beta) - true)[here].mean()
            covered = share_of(inside[here])
            found.append(Coverage(fewest=fewest, most=most, covered=covered, width=float(width), bias=float(bias)))
    return found


def share_of(flags: Floats) -> Share:
    """The mean of zeros and ones with Wilson's interval (1927)."""
    n, mean, z = len(flags), float(flags.mean()), 1.96
    middle = (mean + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * float(np.sqrt(mean * (1 - mean) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    return Share(mean=mean, low=middle - reach, high=middle + reach, n=n)


def mean_of(values: Sequence[float], *, rng: np.random.Generator) -> Share:
    """A mean with the interval from resampling the units."""
    return ratio_of(values, [1.0] * len(values), rng=rng)


def ratio_of(over: Sequence[float], under: Sequence[float], *, rng: np.random.Generator) -> Share:
    """Sum over sum, with the interval from resampling the units; infinite where nothing is below the line."""
    pairs = np.array([over, under], dtype=np.float64)
    drawn = pairs[:, rng.integers(pairs.shape[1], size=(RESAMPLES, pairs.shape[1]))].sum(axis=2)
    whole = pairs.sum(axis=1)
    with np.errstate(divide="ignore"):
        low, high = np.quantile(drawn[0] / drawn[1], [0.025, 0.975], method="nearest")
        return Share(mean=float(whole[0] / whole[1]), low=float(low), high=float(high), n=pairs.shape[1])


def with_numbers(tables: World, table: str, **changes: float) -> World:
    """Another world: some numbers of one of its tables changed, e.g. `with_numbers(world(), "evidence", none=0.8)`."""
    numbers = {**tables.numbers, table: {**tables.numbers[table], **changes}}
    return msgspec.structs.replace(tables, numbers=numbers)


def _mean_below(skills: Mapping[Skill, float], wanted: Skill) -> float:
    shares = [
        share
        for skill, share in skills.items()
        if skill.competence == wanted.competence and skill.domain.startswith(wanted.domain)
    ]
    return float(np.mean(shares)) if shares else float("nan")
