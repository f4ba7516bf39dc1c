"""Two calibrations on one scale, and what changed between them: drift over time, or between groups (DIF).

Each calibration sets mean and spread of ability in its own group, so the later one is first linked to the earlier one
through the items that both have: theta = A theta' + B, hence b = A b' + B and a = a' / A. Mean/sigma (Marco 1977) equates
mean and spread of the difficulties; Stocking & Lord (1983) brings the two test characteristic curves together, which
uses discriminations and chance levels too. Then Lord's chi-squared (1980) asks of each item whether its parameters
differ by more than their errors. Items that do are left out of the link, and it is done again, until the set stands.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.stats import chi2, norm

from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics.calibration import calibrate
from touchstone.core.psychometrics.curves import expected_scores
from touchstone.core.psychometrics.marginal import latent
from touchstone.core.psychometrics.multiple import false_discovery
from touchstone.core.psychometrics.values import Calibration, Floats, Integers, Items, Model, Priors, Responses

_ROUNDS = 10


class LinkMethod(StrEnum):
    """How the scales are brought together."""

    MEAN_SIGMA = "mean_sigma"
    STOCKING_LORD = "stocking_lord"


class Link(Struct, frozen=True, kw_only=True):
    """theta on the earlier scale = slope x theta on the later one + intercept."""

    slope: float
    intercept: float


class Drift(Struct, frozen=True, kw_only=True):
    """What became of each common item, in the units of the earlier scale. Later minus earlier."""

    names: tuple[str, ...]
    difficulty: Floats  # (J,) difference of the mean threshold: above 0, the item has become harder
    difficulty_error: Floats  # (J,) of both calibrations together; the link's own error is not in it
    difficulty_p: Floats  # (J,) two-sided
    discrimination: Floats  # (J,) difference
    statistic: Floats  # (J,) Lord's chi-squared over discrimination and thresholds
    degrees: Integers  # (J,)
    p_value: Floats  # (J,)
    adjusted: Floats  # (J,) by Benjamini & Hochberg over the common items
    flagged: NDArray[np.bool_]  # (J,) adjusted p-value at most the rate
    link: Link
    anchors: tuple[str, ...]  # the items that the link rests on


def link(earlier: Items, later: Items, *, method: LinkMethod = LinkMethod.STOCKING_LORD) -> Link:
    """The link between two sets of parameters of the same items, in the same order.

    Raises:
        BadInput: the items are not the same, or fewer than two.
    """
    if earlier.names != later.names or len(earlier.names) < 2:
        raise BadInput("not the same items, or fewer than two", place="link", hint="common items in the same order")
    old, new = (each.thresholds[~np.isnan(each.thresholds)] for each in (earlier, later))
    slope = float(np.std(old) / np.std(new))
    start = Link(slope=slope, intercept=float(np.mean(old) - slope * np.mean(new)))
    if method is LinkMethod.MEAN_SIGMA:
        return start
    grid = latent(41)
    root: Floats = np.exp(grid.log_weight / 2)
    target = expected_scores(earlier, grid.nodes).sum(axis=0)

    def gap(way: Floats) -> Floats:
        moved = linked(later, Link(slope=float(np.exp(way[0])), intercept=float(way[1])))
        return np.asarray(root * (expected_scores(moved, grid.nodes).sum(axis=0) - target), dtype=np.float64)

    found = least_squares(gap, [np.log(start.slope), start.intercept]).x
    return Link(slope=float(np.exp(found[0])), intercept=float(found[1]))


def linked(items: Items, by: Link) -> Items:
    """`items` on the earlier scale."""
    return Items(
        names=items.names,
        discrimination=items.discrimination / by.slope,
        thresholds=by.slope * items.thresholds + by.intercept,
        chance=items.chance,
        scores=items.scores,
    )


def drift(
    earlier: Calibration,
    later: Calibration,
    *,
    method: LinkMethod = LinkMethod.STOCKING_LORD,
    rate: float = 0.05,
) -> Drift:
    """Which items changed between two calibrations of the same model.

    Args:
        earlier: on whose scale it is told.
        later: has items in common with it.
        method: of linking.
        rate: the share of false flags among the flagged that is borne.

    Raises:
        BadInput: the models differ, or an item's categories.
        NoData: fewer than three items in common.
    """
    if earlier.model is not later.model:
        raise BadInput(f"{earlier.model} and {later.model}", place="model", hint="the same model in both")
    names = tuple(sorted(set(earlier.items.names) & set(later.items.names)))
    if len(names) < 3:
        raise NoData(f"{len(names)} items in common", place="items", hint="three or more")
    old, old_spread = _chosen(earlier, names)
    new, new_spread = _chosen(later, names)
    _check_categories(old, new)
    anchors = np.ones(len(names), dtype=bool)
    for _ in range(_ROUNDS):
        kept = np.flatnonzero(anchors)
        by = link(old.part(kept), new.part(kept), method=method)
        result = _compared(old, linked(new, by), spreads=(old_spread, new_spread), by=by, anchors=kept, rate=rate)
        if (anchors == ~result.flagged).all() or (~result.flagged).sum() < 2:
            break
        anchors = ~result.flagged
    return result


def group_difference(
    responses: Responses,
    focal: Sequence[bool] | NDArray[np.bool_],
    *,
    model: Model = Model.TWO_PARAMETER,
    priors: Priors | None = None,
    method: LinkMethod = LinkMethod.STOCKING_LORD,
    rate: float = 0.05,
) -> Drift:
    """Differential item functioning: the same comparison between two groups of people, abilities aside.

    `focal`: (people,) who belongs to the focal group; the others are the reference, on whose scale it is told.

    Raises:
        BadInput, NoData, NotConverged: as `calibrate` and `drift`.
    """
    chosen = np.asarray(focal, dtype=bool)
    if chosen.shape != (len(responses.people),):
        raise BadInput(f"{chosen.size} marks for {len(responses.people)} people", place="focal", hint="one for each")
    reference, other = (calibrate(_of(responses, group), model=model, priors=priors) for group in (~chosen, chosen))
    return drift(reference, other, method=method, rate=rate)


def _of(responses: Responses, people: NDArray[np.bool_]) -> Responses:
    rows = people[responses.person]
    if not rows.any():
        raise NoData("a group has no answers", place="focal", hint="people in both groups")
    return Responses(
        people=tuple(name for name, kept in zip(responses.people, people, strict=True) if kept),
        items=responses.items,
        person=(np.cumsum(people) - 1)[responses.person[rows]],
        item=responses.item[rows],
        score=responses.score[rows],
        weight=responses.weight[people],
    )


def _chosen(calibration: Calibration, names: tuple[str, ...]) -> tuple[Items, Floats]:
    """The named items, and the (J, m, m) covariances of what is compared: one discrimination for all is not."""
    places = {name: position for position, name in enumerate(calibration.items.names)}
    positions = [places[name] for name in names]
    items = calibration.items.part(positions)
    steps = int(items.categories.max()) - 1
    first = 1 if calibration.model is Model.ONE_PARAMETER else 0
    trimmed = Items(
        names=items.names,
        discrimination=items.discrimination,
        thresholds=items.thresholds[:, :steps],
        chance=items.chance,
        scores=items.scores[:, : steps + 1],
    )
    return trimmed, calibration.covariance[positions][:, first : 1 + steps, first : 1 + steps]


def _check_categories(old: Items, new: Items) -> None:
    for name, before, after in zip(old.names, old.scores, new.scores, strict=True):
        if set(before[~np.isnan(before)]) != set(after[~np.isnan(after)]):
            raise BadInput("its scores are not the same in both", place=f"item {name}", hint="the same categories used")


def _compared(old: Items, new: Items, *, spreads: tuple[Floats, Floats], by: Link, anchors: Any, rate: float) -> Drift:
    statistic, degrees = np.zeros(len(old.names)), np.zeros(len(old.names), dtype=np.int64)
    error = np.zeros(len(old.names))
    for item in range(len(old.names)):
        there = ~np.isnan(old.thresholds[item])
        gap = (new.thresholds - old.thresholds)[item, there]
        spread = _of_both(spreads[0][item], spreads[1][item], by=by, steps=len(there), there=there)
        steps = int(there.sum())
        if len(spread) > steps:
            gap = np.r_[new.discrimination[item] - old.discrimination[item], gap]
        statistic[item] = gap @ np.linalg.solve(spread, gap)
        degrees[item] = len(gap)
        error[item] = np.sqrt(spread[-steps:, -steps:].mean())
    difference = new.difficulty - old.difficulty
    p_value = chi2.sf(statistic, degrees)
    adjusted = false_discovery(p_value)
    return Drift(
        names=old.names,
        difficulty=difference,
        difficulty_error=error,
        difficulty_p=2 * norm.sf(np.abs(difference) / error),
        discrimination=new.discrimination - old.discrimination,
        statistic=statistic,
        degrees=degrees,
        p_value=p_value,
        adjusted=adjusted,
        flagged=adjusted <= rate,
        link=by,
        anchors=tuple(old.names[item] for item in anchors),
    )


def _of_both(old: Floats, new: Floats, *, by: Link, steps: int, there: NDArray[np.bool_]) -> Floats:
    """Covariance of the difference of an item's parameters, the later ones moved to the earlier scale."""
    slopes = len(old) - steps
    scale = np.r_[np.full(slopes, 1 / by.slope), np.full(steps, by.slope)]
    kept = np.r_[np.ones(slopes, dtype=bool), there]
    both = old + new * scale[:, None] * scale
    return np.asarray(both[np.ix_(kept, kept)], dtype=np.float64)
