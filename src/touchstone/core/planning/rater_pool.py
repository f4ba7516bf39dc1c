"""A pool of raters before their work: how right they are on average, how much they differ, how often they err together.

A rater is right on a task with probability s(b x - log(K - 1)), where s is the logistic function, x the rater's skill, K
the number of classes and b the task's clarity, drawn from a normal distribution with mean 1 (Whitehill et al., "Whose
vote should count more", NIPS 2009). On a task of clarity 0 everybody guesses; a negative one misleads everybody, the
better the more. That share, the probability that a standard normal is below -1/sd, is what no number of answers removes.
"""

from functools import cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput

Floats = NDArray[np.float64]

CLARITY = 0.5  # sd; `pool_of_pilot` finds .56, .62 and .27 on three public sets (docs/methods/planning.md)
CLARITY_ERROR = 0.12
_MOST_SKILL = 12.0
_NODES = 61
_LEAST_CLARITY = 0.02


class Pool(Struct, frozen=True, kw_only=True):
    """What is known of raters and tasks. The errors are standard errors; 0 where a figure was simply stated."""

    mean: float  # accuracy of an average answer
    spread: float  # sd of accuracy between raters
    classes: int = 2
    shares: tuple[float, ...] = ()  # how common each class is; alike where left out
    clarity: float = CLARITY  # sd of the tasks' clarity
    trap: float = (
        0.0  # share of wrong answers to a task that all take the same wrong label; two classes have one anyway
    )
    mean_error: float = 0.0
    spread_error: float = 0.0
    clarity_error: float = 0.0
    raters: int = 0  # whom a pilot measured; 0: stated
    source: str = "stated"


def stated_pool(
    mean: float, *, spread: float, classes: int = 2, clarity: float | None = None, shares: tuple[float, ...] = ()
) -> Pool:
    """A pool of which mean and spread are simply said.

    Where `clarity` is not, it is .5, or less where people so good leave less room for misleading tasks: at most a
    quarter of the errors are of that kind.

    Raises:
        BadInput: a figure is outside its range.
    """
    most = _most_clarity(mean)
    return checked_pool(
        Pool(
            mean=mean,
            spread=spread,
            classes=classes,
            shares=shares,
            clarity=min(CLARITY, most) if clarity is None else clarity,
            clarity_error=min(CLARITY_ERROR, most / 4) if clarity is None else 0.0,
        )
    )


def checked_pool(pool: Pool) -> Pool:
    """`pool`, if it can be one.

    Raises:
        BadInput: a figure is outside its range; the place names it.
    """
    wrong = {
        "classes": pool.classes < 2,
        "mean": not 0 < pool.mean < 1,
        "spread": not 0 <= pool.spread < max(pool.mean * (1 - pool.mean), 0.0) ** 0.5,
        "clarity": not 0 <= pool.clarity <= 2,
        "trap": not 0 <= pool.trap <= 1,
        "shares": bool(pool.shares) and (len(pool.shares) != pool.classes or not all(s > 0 for s in pool.shares)),
    }
    for name, bad in wrong.items():
        if bad:
            raise BadInput(f"{getattr(pool, name)} cannot be the {name} of a pool", place=name, hint=_RIGHT[name])
    if pool.mean <= 1 / pool.classes:
        raise BadInput("is no better than guessing", place="mean", hint=f"above {1 / pool.classes:.0%}")
    reach = float(_table(max(pool.clarity, _LEAST_CLARITY), pool.classes)[1][-1])
    if pool.mean > reach:
        hint = f"a clarity below {pool.clarity:g}, or a mean below {reach:.1%}"
        raise BadInput("tasks so unclear let nobody be so right", place="clarity", hint=hint)
    return pool


def class_shares(pool: Pool) -> Floats:
    """(classes,), summing to one."""
    shares = np.array(pool.shares or (1.0,) * pool.classes)
    result: Floats = shares / shares.sum()
    return result


def drawn_pool(pool: Pool, rng: np.random.Generator) -> Pool:
    """What the pool may really be, within its errors."""
    three = rng.standard_normal(3)
    mean = float(np.clip(pool.mean + pool.mean_error * three[0], 1 / pool.classes + 0.01, 0.995))
    widest = 0.95 * (mean * (1 - mean)) ** 0.5
    spread = pool.spread * np.exp(pool.spread_error / max(pool.spread, 0.01) * three[1])
    clarity = pool.clarity * np.exp(pool.clarity_error / max(pool.clarity, _LEAST_CLARITY) * three[2])
    return Pool(
        mean=mean,
        spread=float(min(spread, widest)),
        classes=pool.classes,
        shares=pool.shares,
        clarity=float(min(clarity, 2.0)),
        trap=pool.trap,
        source=pool.source,
    )


def drawn_accuracies(pool: Pool, people: int, rng: np.random.Generator) -> Floats:
    """(people,) accuracies from the Beta distribution of this mean and spread."""
    if pool.spread < 1e-6:
        return np.full(people, pool.mean)
    alpha, beta = beta_of(pool.mean, pool.spread)
    return np.clip(rng.beta(alpha, beta, people), 0.005, 0.995)


def beta_of(mean: float, spread: float) -> tuple[float, float]:
    """The Beta distribution of this mean and standard deviation."""
    strength = mean * (1 - mean) / spread**2 - 1
    return mean * strength, (1 - mean) * strength


def skill_of(accuracy: Floats, *, clarity: float, classes: int) -> Floats:
    """The skill x at which somebody's accuracy over tasks of all clarities is `accuracy`; at most 12 either way."""
    skill, reached = _table(round(max(clarity, _LEAST_CLARITY), 3), classes)
    return np.interp(accuracy, reached, skill)


@cache
def _table(clarity: float, classes: int) -> tuple[Floats, Floats]:
    """Skills, rising, and the accuracy that each has."""
    node, weight = _nodes()
    skill = np.linspace(-_MOST_SKILL, _MOST_SKILL, 241)
    each = 1 / (1 + np.exp(-(skill[:, None] * (1 + clarity * node) - np.log(classes - 1))))
    return skill, np.maximum.accumulate(each @ weight)


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Of the standard normal, for sums in place of integrals (Gauss and Hermite)."""
    node, weight = np.polynomial.hermite_e.hermegauss(_NODES)
    return node, weight / weight.sum()


def _most_clarity(mean: float) -> float:
    """The sd at which misleading tasks make up a quarter of the errors of an average answer."""
    from scipy.special import ndtri

    share = np.clip((1 - mean) / 4, 1e-6, 0.4)
    return float(-1 / ndtri(share))


_RIGHT = {
    "classes": "2 or more",
    "mean": "between 0 and 1",
    "spread": "0 or more, below the root of mean x (1 - mean)",
    "clarity": "0 to 2",
    "trap": "0 to 1",
    "shares": "one above 0 for each class",
}
