"""S-X2: whether the share of right answers rises with the sum score as the model says (Orlando & Thissen 2000).

People are grouped by sum score over all items, which is seen, not estimated; so the statistic is close to chi-squared,
unlike those that group by estimated ability.
"""

import numpy as np
from msgspec import Struct
from scipy.stats import chi2

from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics.ability import matched, score_distribution
from touchstone.core.psychometrics.curves import probabilities
from touchstone.core.psychometrics.marginal import Latent, latent
from touchstone.core.psychometrics.multiple import false_discovery
from touchstone.core.psychometrics.values import Floats, Integers, Items, Responses

_LEAST_EXPECTED = 1.0  # right and wrong answers in a group; smaller groups are joined with the next


class ScoreFit(Struct, frozen=True, kw_only=True):
    """S-X2 of each item."""

    names: tuple[str, ...]
    statistic: Floats  # (J,)
    degrees: Integers  # (J,) groups less the item's parameters
    p_value: Floats  # (J,) NaN where no degree of freedom is left
    adjusted: Floats  # (J,) p-values by Benjamini & Hochberg
    people: int  # who answered everything; the others say nothing here


def score_fit(responses: Responses, items: Items, *, parameters: int = 2, prior: Latent | None = None) -> ScoreFit:
    """S-X2 of items that are right or wrong.

    Args:
        responses: only people who answered every item are used.
        items: calibrated.
        parameters: how many were fitted for each item (1, 2 or 3).
        prior: of ability, standard normal by default.

    Raises:
        BadInput: an item has more than two categories.
        NoData: nobody answered every item.
    """
    if items.thresholds.shape[1] > 1:
        raise BadInput("an item has more than two categories", place="items", hint="infit and outfit take them")
    known = matched(responses, items)
    answered = np.bincount(known.person, minlength=len(known.people))
    full = answered == len(items.names)
    if not full.any():
        raise NoData("nobody answered every item", place="responses", hint="infit and outfit take missing answers")
    right = np.zeros((len(known.people), len(items.names)))
    right[known.person, known.item] = known.score
    right, weight = right[full], known.weight[full]
    grid = prior or latent(61)
    found = [_one(item, right, weight, items=items, prior=grid) for item in range(len(items.names))]
    statistic = np.array([value for value, _ in found])
    degrees = np.array([groups - parameters for _, groups in found])
    p_value = np.where(degrees > 0, chi2.sf(statistic, np.maximum(degrees, 1)), np.nan)
    return ScoreFit(
        names=items.names,
        statistic=statistic,
        degrees=degrees,
        p_value=p_value,
        adjusted=false_discovery(p_value),
        people=int(full.sum()),
    )


def _one(item: int, right: Floats, weight: Floats, *, items: Items, prior: Latent) -> tuple[float, int]:
    """The statistic of one item and its number of score groups."""
    count = len(items.names)
    others = score_distribution(items.part([other for other in range(count) if other != item]), prior.nodes)
    known = probabilities(items.part([item]), prior.nodes)[0, 1]
    node_weight = np.exp(prior.log_weight)
    with_it = others @ (known * node_weight)  # right on this item, and s right among the others
    without = others @ ((1 - known) * node_weight)
    expected_share = with_it[:-1] / (with_it[:-1] + without[1:])  # sum scores 1 … J - 1
    total = right.sum(axis=1).astype(int)
    people = np.bincount(total, weights=weight, minlength=count + 1)[1:count]
    observed = np.bincount(total, weights=weight * right[:, item], minlength=count + 1)[1:count]
    groups = _joined(people * expected_share, people * (1 - expected_share))
    expected = np.bincount(groups, weights=people * expected_share)
    size, seen = np.bincount(groups, weights=people), np.bincount(groups, weights=observed)
    full = size > 0
    share = expected[full] / size[full]
    return float(np.sum((seen[full] - expected[full]) ** 2 / (size[full] * share * (1 - share)))), int(full.sum())


def _joined(right: Floats, wrong: Floats) -> Integers:
    """(scores,) group of each sum score: neighbours joined until right and wrong are both expected at least once."""
    groups, here, sums = np.zeros(len(right), dtype=np.int64), 0, np.zeros(2)
    for score, pair in enumerate(zip(right, wrong, strict=True)):
        groups[score] = here
        sums = sums + pair
        if sums.min() >= _LEAST_EXPECTED:
            here, sums = here + 1, np.zeros(2)
    if here > 0 and sums.min() < _LEAST_EXPECTED:
        groups[groups == here] = here - 1  # what is left over joins the last full group
    return groups
