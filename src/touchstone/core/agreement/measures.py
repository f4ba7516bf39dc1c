"""One line for each measure: ratings in, a coefficient with its interval out."""

from collections.abc import Sequence

import numpy as np

from touchstone.core.agreement.alpha import alpha_within
from touchstone.core.agreement.kappa import Chance, kappa_within
from touchstone.core.agreement.linear import Linearised, intervals
from touchstone.core.agreement.ratings import Codes, Ratings
from touchstone.core.agreement.values import Coefficient, GroupCoefficient, Metric, Weighting
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Coded

ALPHA_METHOD = "linearised over units (infinitesimal jackknife, Efron 1982)"
KAPPA_METHOD = "linearised over units (Gwet 2008, 2014)"


def krippendorff_alpha(ratings: Ratings, metric: Metric = Metric.NOMINAL, *, level: float = 0.95) -> Coefficient:
    """Krippendorff's alpha: any number of raters, gaps, four metrics.

    Raises:
        BadInput: the values do not fit the metric.
        NoData: no unit has two ratings, or all values are the same.
    """
    name = f"Krippendorff's alpha, {metric}"
    return _told(name, alpha_within(ratings, metric), ratings, level=level, method=ALPHA_METHOD)


def fleiss_kappa(ratings: Ratings, weighting: Weighting = Weighting.NONE, *, level: float = 0.95) -> Coefficient:
    """Fleiss' kappa, with weights and gaps as Gwet (2014) generalised it.

    Raises:
        NoData: no unit has two ratings, or all values are the same.
    """
    name = "Fleiss' kappa" if weighting is Weighting.NONE else f"Fleiss' kappa, {weighting} weights"
    return _told(name, kappa_within(ratings, Chance.FLEISS, weighting), ratings, level=level, method=KAPPA_METHOD)


def gwet_ac(ratings: Ratings, weighting: Weighting = Weighting.NONE, *, level: float = 0.95) -> Coefficient:
    """Gwet's AC1, or AC2 with weights. It depends on how many values there can be, used or not.

    Raises:
        NoData: no unit has two ratings, or there can be only one value.
    """
    name = "Gwet's AC1" if weighting is Weighting.NONE else f"Gwet's AC2, {weighting} weights"
    if len(ratings.value_names) < 2:
        raise NoData("all values are the same", hint="name the values that there can be in the order")
    return _told(name, kappa_within(ratings, Chance.GWET, weighting), ratings, level=level, method=KAPPA_METHOD)


def percent_agreement(ratings: Ratings, weighting: Weighting = Weighting.NONE, *, level: float = 0.95) -> Coefficient:
    """The chance that two ratings of one unit agree; chance is not taken off.

    Raises:
        NoData: no unit has two ratings.
    """
    name = "Percent agreement" if weighting is Weighting.NONE else f"Percent agreement, {weighting} weights"
    return _told(name, kappa_within(ratings, Chance.NONE, weighting), ratings, level=level, method=KAPPA_METHOD)


def alpha_by_group(
    ratings: Ratings, group: Coded, metric: Metric = Metric.NOMINAL, *, level: float = 0.95
) -> tuple[GroupCoefficient, ...]:
    """Alpha within each group of units, all in one pass; `group` has one code for each unit name, -1 for no group.

    A group that says nothing (no unit with two ratings, or one value only) has None.

    Raises:
        BadInput: the values do not fit the metric, or `group` is not one code a unit.
        NoData: no unit of any group has two ratings.
    """
    if len(group.codes) != len(ratings.unit_names):
        raise BadInput(
            f"{len(group.codes):,} groups for {len(ratings.unit_names):,} units", place="group", hint="one a unit"
        )
    groups = len(group.names)
    of = np.where(group.codes < 0, groups, group.codes).astype(np.int64)  # one more group, for those without
    found = alpha_within(ratings, metric, of, groups=groups + 1)
    told, units, values = intervals(found, level=level, method=ALPHA_METHOD), found.units, found.values
    return tuple(
        GroupCoefficient(
            group=name,
            value=float(found.value[g]) if np.isfinite(found.value[g]) else None,
            interval=told[g],
            units=int(units[g]),
            values=int(values[g]),
        )
        for g, name in enumerate(group.names)
    )


def group_of_units(ratings_unit: Codes, group: Coded, *, unit_names: Sequence[object]) -> Coded:
    """The group of each unit from the group of each row; rows without a unit or a group say nothing.

    Raises:
        BadInput: two rows of one unit name different groups.
    """
    there = (ratings_unit >= 0) & (group.codes >= 0)
    unit, of = ratings_unit[there], group.codes[there]
    codes = np.full(len(unit_names), -1, dtype=np.int32)
    codes[unit] = of
    if (wrong := np.flatnonzero(codes[unit] != of)).size:
        first = int(unit[wrong[0]])
        names = f"{group.names[int(of[wrong[0]])]} and {group.names[int(codes[first])]}"
        raise BadInput(f"it is in two groups: {names}", place=f"unit {unit_names[first]}", hint="one group a unit")
    return Coded(codes=codes, names=group.names)


def _told(name: str, found: Linearised, ratings: Ratings, *, level: float, method: str) -> Coefficient:
    if not np.isfinite(found.value[0]):
        raise NoData("all values are the same", hint="agreement beyond chance needs at least two values")
    (interval,) = intervals(found, level=level, method=method)
    return Coefficient(
        name=name,
        value=float(found.value[0]),
        interval=interval,
        units=int(found.units[0]),
        values=int(found.values[0]),
        raters=_raters(ratings, all_count=int(found.values[0]) == ratings.rows),
    )


def _raters(ratings: Ratings, *, all_count: bool) -> int:
    """How many people rated a unit that somebody else rated too."""
    if all_count:
        return int(np.count_nonzero(np.bincount(ratings.rater)))
    several = np.bincount(ratings.unit) > 1
    return len(np.unique(ratings.rater[several[ratings.unit]]))
