"""An adaptive test, one step at a time: what is known of the person, which item comes next, whether it is enough.

    step = next_step(bank, Sitting(asked=("i7", "i2"), scores=(1, 0)), rules=Rules(error_below=0.3), rng=rng)

A sitting is all the state there is; asking the same twice with the same generator gives the same step. The next item has
the most Fisher information at the posterior mean (Lord 1980) or on average over the posterior (van der Linden 1998),
which is the steadier choice while little is known. Content areas are kept at their targets by taking the one that lags
most (Kingsbury & Zara 1989). Exposure is kept down by taking one of the few best at random (Kingsbury & Zara's
randomesque) or by Sympson & Hetter's (1985) parameters. No item comes twice.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from msgspec import Struct
from scipy.special import expit

from touchstone.core.errors import BadInput
from touchstone.core.psychometrics.bank import Bank
from touchstone.core.psychometrics.curves import TINY, item_information
from touchstone.core.psychometrics.values import HIGH, LOW, Floats, Integers

_UNLIKELY = 1e-12  # posterior weights that move no choice
_TABLE_ERROR = 0.03  # relative: more than interpolating information between nodes _FINE apart is off by (a <= 6)
_FINE = 0.11  # distance of nodes; with a coarser grid all items are worked out exactly


class Criterion(StrEnum):
    """What the next item should be best at."""

    FISHER = "fisher"  # information at the posterior mean
    POSTERIOR = "posterior"  # information averaged over the posterior


class Stop(StrEnum):
    """Why a sitting ends."""

    PRECISE = "precise"  # the standard error is small enough
    CLASSIFIED = "classified"  # on which side of the cut the person is, is sure enough
    MOST_ITEMS = "most_items"
    NO_ITEMS = "no_items"  # the bank has none left


class Rules(Struct, frozen=True, kw_only=True):
    """How items are chosen, and when to stop."""

    criterion: Criterion = Criterion.FISHER
    among: int = 1  # one of so many best is taken at random
    areas: Mapping[str, float] = {}  # content area -> its share of the test; empty: any item
    error_below: float | None = None  # stop when the standard error is below
    cut: float | None = None  # ability to be above or below
    confidence: float = 0.95  # posterior probability of one side of the cut at which to stop
    least: int = 0  # items before `error_below` and `cut` may stop
    most: int | None = None


class Sitting(Struct, frozen=True, kw_only=True):
    """One person's test so far."""

    asked: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()
    set_aside: tuple[str, ...] = ()  # chosen, but not given, to keep their exposure down


class Known(Struct, frozen=True, kw_only=True):
    """What the answers so far say of one person's ability."""

    ability: float  # posterior mean
    error: float  # posterior standard deviation
    low: float  # 5 % quantile
    high: float  # 95 % quantile
    above_cut: float | None  # posterior probability of being above the cut


class Step(Struct, frozen=True, kw_only=True):
    """What comes next."""

    item: str | None  # None: the sitting ends, `stop` says why
    known: Known
    information: float | None  # of the item, at the posterior mean
    area: str | None
    stop: Stop | None
    why: str
    set_aside: tuple[str, ...]  # to be kept in the sitting


def known_of(bank: Bank, sitting: Sitting, *, cut: float | None = None) -> Known:
    """What `sitting` says of the person. The order of the answers makes no difference.

    Raises:
        BadInput: an unknown item, an item that is there twice, a score that the item has no category for.
    """
    posterior = _posterior(bank, _asked(bank, sitting), sitting.scores)
    return _known(bank, posterior, cut)


def next_step(bank: Bank, sitting: Sitting, *, rules: Rules, rng: np.random.Generator | None = None) -> Step:
    """What is known after `sitting`, and the next item or the reason to stop.

    Args:
        bank: the items; one grid of abilities for all.
        sitting: items asked with their scores, and items set aside.
        rules: how to choose and when to stop.
        rng: needed where `rules.among` is above 1 or the bank has exposure parameters.

    Raises:
        BadInput: as `known_of`; rules that cannot be; no `rng` where chance decides.
    """
    _check(bank, rules, rng)
    asked = _asked(bank, sitting)
    posterior = _posterior(bank, asked, sitting.scores)
    known = _known(bank, posterior, rules.cut)
    if reason := _enough(known, len(asked), rules):
        return _end(reason, known, rules, sitting)
    gone = asked + [bank.positions[name] for name in sitting.set_aside if name in bank.positions]
    if len(gone) == len(bank.items.names):
        return _end(Stop.NO_ITEMS, known, rules, sitting)
    area = _lagging(bank, asked, gone, rules.areas)
    worth = _worth(bank, posterior, known, rules.criterion)
    worth[gone] = -np.inf
    if area is not None:
        worth[bank.area != area] = -np.inf
    if rules.criterion is Criterion.FISHER:
        _sharpen(worth, bank, known.ability, among=rules.among)
    item, rejected = _taken(bank, worth, among=rules.among, rng=rng)
    information = _exact(bank, [item], known.ability)[0]
    name = bank.area_names[area] if area is not None else None
    return Step(
        item=bank.items.names[item],
        known=known,
        information=information,
        area=name,
        stop=None,
        why=_why(information, known, name, rules),
        set_aside=sitting.set_aside + tuple(bank.items.names[one] for one in rejected),
    )


def answered(sitting: Sitting, step: Step, score: int) -> Sitting:
    """The sitting after `step.item` was answered with `score`.

    Raises:
        BadInput: the step ended the sitting.
    """
    if step.item is None:
        raise BadInput("the sitting has ended", place="step", hint=step.why)
    return Sitting(asked=(*sitting.asked, step.item), scores=(*sitting.scores, score), set_aside=step.set_aside)


def _asked(bank: Bank, sitting: Sitting) -> list[int]:
    if len(sitting.asked) != len(sitting.scores):
        raise BadInput(f"{len(sitting.asked)} items, {len(sitting.scores)} scores", place="sitting", hint="as many")
    for name in sitting.asked:
        if name not in bank.positions:
            raise BadInput(f"there is no item {name!r}", place="sitting", hint="an item of the bank")
    positions = [bank.positions[name] for name in sitting.asked]
    if len(set(positions)) != len(positions):
        raise BadInput("an item is there twice", place="sitting", hint="each item once")
    return positions


def _posterior(bank: Bank, asked: list[int], scores: tuple[int, ...]) -> Floats:
    """(Q,) posterior weights. Sorted, so that rounding does not depend on the order of the answers."""
    if not asked:
        return np.exp(bank.log_prior)
    pairs = sorted(zip(asked, scores, strict=True))
    items, given = [item for item, _ in pairs], np.array([score for _, score in pairs])
    joint = bank.log_prior + bank.log_curves[items, _categories(bank, items, given)].sum(axis=0)
    weights = np.exp(joint - joint.max())
    result: Floats = weights / weights.sum()
    return result


def _categories(bank: Bank, items: list[int], scores: Integers) -> Integers:
    known = bank.items.scores[items]
    if bank.plain and scores.min() >= 0 and scores.max() < known.shape[1]:
        categories, right = scores, known[np.arange(len(items)), scores] == scores
    else:
        matches = known == scores[:, None]
        categories, right = np.argmax(matches, axis=1), matches.any(axis=1)
    if not right.all():
        row = int(np.argmin(right))
        allowed = ", ".join(f"{score:g}" for score in known[row] if np.isfinite(score))
        raise BadInput(f"a score of {scores[row]}", place=f"item {bank.items.names[items[row]]}", hint=f"of {allowed}")
    return categories


def _known(bank: Bank, posterior: Floats, cut: float | None) -> Known:
    mean = float(posterior @ bank.nodes)
    spread = float(np.sqrt(posterior @ (bank.nodes - mean) ** 2))
    below = np.zeros(len(bank.edges))
    np.cumsum(posterior, out=below[1:])
    low, high = np.interp((LOW, HIGH), below, bank.edges).tolist()
    above = None if cut is None else _above(bank, posterior, cut)
    return Known(ability=mean, error=spread, low=low, high=high, above_cut=above)


def _above(bank: Bank, posterior: Floats, cut: float) -> float:
    """Posterior probability of an ability above `cut`; a node's weight is spread over its half steps."""
    step = bank.nodes[1] - bank.nodes[0]
    share = np.clip((bank.nodes - cut) / step + 0.5, 0, 1)
    return float(posterior @ share)


def _enough(known: Known, answers: int, rules: Rules) -> Stop | None:
    if rules.most is not None and answers >= rules.most:
        return Stop.MOST_ITEMS
    if answers < rules.least:
        return None
    if rules.error_below is not None and known.error < rules.error_below:
        return Stop.PRECISE
    if known.above_cut is not None and max(known.above_cut, 1 - known.above_cut) >= rules.confidence:
        return Stop.CLASSIFIED
    return None


def _lagging(bank: Bank, asked: list[int], gone: list[int], areas: Mapping[str, float]) -> int | None:
    """The content area that is furthest below its share of the test, among those with items left."""
    if not areas:
        return None
    number = len(bank.area_names)
    given = np.bincount(bank.area[asked], minlength=number)
    left = np.bincount(bank.area, minlength=number) - np.bincount(bank.area[gone], minlength=number)
    total = sum(areas.values())
    best, lag = None, -np.inf
    for position, name in enumerate(bank.area_names):
        if left[position] and areas.get(name, 0) > 0:
            behind = areas[name] / total * (len(asked) + 1) - given[position]
            if behind > lag + 1e-12:
                best, lag = position, behind
    return best


def _worth(bank: Bank, posterior: Floats, known: Known, criterion: Criterion) -> Floats:
    """(J,) what the criterion makes of each item, from the bank's table."""
    if criterion is Criterion.POSTERIOR:
        likely = np.flatnonzero(posterior > _UNLIKELY)
        some = slice(likely[0], likely[-1] + 1)
        return np.asarray(posterior[some] @ bank.information[some], dtype=np.float64)
    place = (known.ability - bank.nodes[0]) / (bank.nodes[1] - bank.nodes[0])
    node = min(max(int(place), 0), len(bank.nodes) - 2)
    share = place - node
    worth = bank.information[node] * (1 - share)
    worth += bank.information[node + 1] * share
    return np.asarray(worth, dtype=np.float64)


def _sharpen(worth: Floats, bank: Bank, ability: float, *, among: int) -> None:
    """Replace the table's values by exact ones for all items that could be among the best."""
    rank = min(among, len(worth))
    bar = float(worth.max() if rank == 1 else np.partition(worth, -rank)[-rank]) * (1 - _TABLE_ERROR)
    fine = bar > 0 and bank.nodes[1] - bank.nodes[0] <= _FINE
    near = np.flatnonzero(worth >= bar) if fine else np.flatnonzero(worth > -np.inf)
    worth[near] = _exact(bank, near, ability)


def _exact(bank: Bank, items: Integers | list[int], ability: float) -> Floats:
    """Fisher information of `items` at `ability`."""
    slope = bank.items.discrimination[items]
    if bank.items.thresholds.shape[1] == 1:
        chance = bank.items.chance[items]
        known = expit(slope * (ability - bank.items.thresholds[items, 0]))
        right = np.maximum(chance + (1 - chance) * known, TINY)
        result: Floats = slope**2 * (1 - chance) * known**2 * (1 - known) / right
        return result
    return item_information(bank.items.part(items), np.array([ability]))[:, 0]


def _taken(bank: Bank, worth: Floats, *, among: int, rng: np.random.Generator | None) -> tuple[int, list[int]]:
    """The item to give, and those that were chosen and set aside on the way."""
    if rng is None:
        return int(np.argmax(worth)), []
    rejected: list[int] = []
    while True:
        best = _best(worth, among)
        item = int(best[rng.integers(len(best))]) if len(best) > 1 else int(best[0])
        if bank.exposure[item] >= 1 or rng.random() < bank.exposure[item]:
            return item, rejected
        rejected.append(item)
        worth[item] = -np.inf
        if not np.isfinite(worth).any():
            return rejected[0], rejected[1:]  # chance refused all: the best one then


def _best(worth: Floats, among: int) -> Integers:
    """Positions of the `among` best, best first; of equals the one that stands first in the bank."""
    count = min(among, int(np.isfinite(worth).sum()))
    if count == 1:
        return np.array([np.argmax(worth)])
    bar = np.partition(worth, -count)[-count]
    candidates = np.flatnonzero(worth >= bar)
    return candidates[np.argsort(-worth[candidates], kind="stable")][:count]


def _end(reason: Stop, known: Known, rules: Rules, sitting: Sitting) -> Step:
    return Step(
        item=None,
        known=known,
        information=None,
        area=None,
        stop=reason,
        why=_why_enough(reason, known, rules),
        set_aside=sitting.set_aside,
    )


def _why(information: float, known: Known, area: str | None, rules: Rules) -> str:
    where = f"at ability {known.ability:.2f}" if rules.criterion is Criterion.FISHER else "over what is likely"
    pick = "the most informative item" if rules.among == 1 else f"one of the {rules.among} most informative items"
    lag = f" of {area}, which is furthest below its share" if area is not None else ""
    return f"{pick}{lag} {where}: information {information:.2f}"


def _why_enough(reason: Stop, known: Known, rules: Rules) -> str:
    if reason is Stop.CLASSIFIED and known.above_cut is not None and rules.cut is not None:
        side, sure = ("above", known.above_cut) if known.above_cut >= 0.5 else ("below", 1 - known.above_cut)
        return f"{side} {rules.cut:g} with probability {sure:.3f}"
    return {
        Stop.PRECISE: f"the standard error is {known.error:.3f}",
        Stop.MOST_ITEMS: f"{rules.most} items were asked",
    }.get(reason, "no item is left")


def _check(bank: Bank, rules: Rules, rng: np.random.Generator | None) -> None:
    if rules.among < 1:
        raise BadInput(f"one of {rules.among} items", place="among", hint="1 or more")
    if not 0.5 < rules.confidence < 1:
        raise BadInput(f"a confidence of {rules.confidence:g}", place="confidence", hint="above 0.5, below 1")
    if unknown := set(rules.areas) - set(bank.area_names):
        known = ", ".join(bank.area_names) or "none"
        raise BadInput(f"there is no area {min(unknown)!r}", place="areas", hint=f"the bank has {known}")
    if rules.areas and not sum(max(share, 0) for share in rules.areas.values()) > 0:
        raise BadInput("no area has a share", place="areas", hint="shares above 0")
    if rng is None and (rules.among > 1 or (bank.exposure < 1).any()):
        raise BadInput("chance decides, and there is no generator", place="rng", hint="numpy.random.default_rng(seed)")
