"""Percent agreement, Fleiss' kappa and Gwet's AC1 and AC2: (observed - chance) / (1 - chance), for any number of raters.

Observed agreement is the same for all: the chance that two ratings of one unit agree, averaged over the units with two
or more. They differ in what they call chance, from the mean share p(k) of each value over all rated units:

    Fleiss 1971    sum of w(k, l) p(k) p(l)
    Gwet 2008      sum of w(k, l) / (K (K - 1)) x sum of p(k) (1 - p(k))      K: values there can be

w is 1 for equal values and 0 otherwise, or less for a miss that is nearer (Gwet 2014, ch. 3-5). With unequal numbers of
ratings a unit, these are Gwet's generalisations, and so are the variances.
"""

from enum import StrEnum

import numpy as np

from touchstone.core.agreement.cells import Cells, cells_of, pair_sums, patterns_of
from touchstone.core.agreement.groups import Groups, each_value, group_totals
from touchstone.core.agreement.linear import Linearised
from touchstone.core.agreement.ratings import Ratings
from touchstone.core.agreement.values import Floats, Ints, Weighting
from touchstone.core.errors import BadInput, NoData

MOST_WEIGHTED = 5_000  # different values under weights: their table has 25 million entries then


class Chance(StrEnum):
    """Whose notion of agreement by chance is taken off."""

    NONE = "none"
    FLEISS = "fleiss"
    GWET = "gwet"


def kappa_within(
    ratings: Ratings, chance: Chance, weighting: Weighting, group: Ints | None = None, *, groups: int = 1
) -> Linearised:
    """The coefficient in each group of units (`group` says which, by the unit's code), as if each were alone.

    Raises:
        BadInput: there are too many different values to weigh.
        NoData: no unit has two ratings.
    """
    cells = patterns_of(ratings, least=1) if group is None else cells_of(ratings, least=1)
    if not (cells.size > 1).any():
        raise NoData("no unit has two ratings", hint="agreement needs units that several raters rated")
    weights = weight_table(ratings.scale, weighting)
    within = Groups.among(group, cells, groups)
    return _linearised(cells, chance=chance, weights=weights, groups=within)


def weight_table(scale: Floats, weighting: Weighting) -> Floats | None:
    """The credit for each pair of values, (K, K); None for all or nothing.

    Raises:
        BadInput: K is above `MOST_WEIGHTED`.
    """
    if weighting is Weighting.NONE:
        return None
    if len(scale) > MOST_WEIGHTED:
        raise BadInput(
            f"{len(scale):,} different values are too many to weigh each against each",
            place="value",
            hint=f"at most {MOST_WEIGHTED:,}; Krippendorff's alpha takes any number",
        )
    apart = np.abs(scale[:, None] - scale[None, :]) / max(np.ptp(scale), np.finfo(float).tiny)
    return 1 - (apart if weighting is Weighting.LINEAR else apart**2)


def agreeing_share(cells: Cells, weights: Floats | None) -> Floats:
    """The chance that two of a unit's ratings agree, (U,); 0 for units with one."""
    pairs = cells.size * (cells.size - 1)
    if weights is None:
        agreeing = cells.per_unit(cells.count**2) - cells.size
    else:
        agreeing = pairs - pair_sums(cells, lambda a, b: 1 - weights[a, b])
    return np.divide(agreeing, pairs, out=np.zeros(cells.units), where=pairs > 0)


def chance_agreement(shares: Floats, chance: Chance, weights: Floats | None) -> tuple[Floats, Floats]:
    """Agreement by chance at the mean shares (..., K), and its slope in each share, (..., K)."""
    kinds = shares.shape[-1]
    if chance is Chance.NONE:
        return np.zeros(shares.shape[:-1]), np.zeros(shares.shape)
    if chance is Chance.FLEISS:
        credit = shares if weights is None else shares @ weights
        return (credit * shares).sum(axis=-1), 2 * credit
    total = kinds if weights is None else weights.sum()
    per_value = total / (kinds * (kinds - 1)) if kinds > 1 else 0.0
    return per_value * (shares * (1 - shares)).sum(axis=-1), per_value * (1 - 2 * shares)


def _linearised(cells: Cells, *, chance: Chance, weights: Floats | None, groups: Groups) -> Linearised:
    several = (cells.size > 1).astype(np.float64)
    agreeing = agreeing_share(cells, weights)
    shares = cells.count / cells.size[cells.unit]
    units, rated_twice = groups.sizes(), groups.sums(several)
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = groups.sums(agreeing) / rated_twice
        mean = group_totals(cells, shares, groups) / units[:, None]
        expected, slope = chance_agreement(mean, chance, weights)
        room = 1 - expected
        value = np.where(room > 0, (observed - expected) / room, np.nan)
        by_observed = several * (agreeing - groups.each(observed)) / groups.each(rated_twice * room)
        from_mean = cells.per_unit(shares * each_value(slope, cells, groups)) - groups.each((slope * mean).sum(axis=1))
        influence = by_observed - from_mean * groups.each((1 - value) / (room * units))
    return Linearised(value=value, influence=influence, size=cells.size, groups=groups)
