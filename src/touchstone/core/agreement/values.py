"""What the measures of agreement take and give."""

from enum import StrEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.tables import Name

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Metric(StrEnum):
    """What kind of values are compared, and so how far apart two of them are (Krippendorff 2011)."""

    NOMINAL = "nominal"  # the same or not
    ORDINAL = "ordinal"  # by how many of the values given lie between
    INTERVAL = "interval"  # (a - b)^2
    RATIO = "ratio"  # ((a - b) / (a + b))^2


class Weighting(StrEnum):
    """How much credit a near miss gets, on the scale of the values (Cohen 1968)."""

    NONE = "none"  # 1 where equal, else 0
    LINEAR = "linear"  # 1 - |a - b| / range
    QUADRATIC = "quadratic"  # 1 - ((a - b) / range)^2


class Interval(Struct, frozen=True, kw_only=True):
    """Where the coefficient may lie, at `level`."""

    low: float
    high: float
    standard_error: float | None  # None where the method gives none
    level: float
    method: str  # with its paper


class Bootstrap(Struct, frozen=True, kw_only=True):
    """What drawing the units again and again says of the coefficient."""

    low: float  # by `method`
    high: float
    percentile_low: float
    percentile_high: float
    standard_error: float
    level: float
    draws: int  # for which the coefficient exists
    undefined: int  # draws in which all values were the same
    method: str  # with its paper


class Coefficient(Struct, frozen=True, kw_only=True):
    """How much raters agree, by one measure."""

    name: str
    value: float
    interval: Interval | None  # None where there are too few units for one
    units: int  # that say something: rated at least twice
    values: int  # on those units
    raters: int
    bootstrap: Bootstrap | None = None


class GroupCoefficient(Struct, frozen=True, kw_only=True):
    """The same within one group of units."""

    group: Name
    value: float | None  # None where the group has no unit with two ratings, or one value only
    interval: Interval | None
    units: int
    values: int


class CategoryAgreement(Struct, frozen=True, kw_only=True):
    """How much raters agree on one category."""

    category: Name
    share: float  # of all pairable values
    specific: float  # chance that a second rater says it too, where one has said it
    interval: Interval | None  # of `specific`
    alpha: float | None  # nominal alpha of this category against all others; None where there are no others
    values: int


class RaterAgreement(Struct, frozen=True, kw_only=True):
    """One rater with all who rated the same units, these taken as one."""

    rater: Name
    meetings: int  # units in common, counted once for each other rater
    agreement: float  # share of these with the same value
    kappa: float | None  # chance-corrected; None where chance alone explains all


class PairAgreement(Struct, frozen=True, kw_only=True):
    """Two raters on the units that both rated, for each pair of raters; the arrays have one entry a pair."""

    first: Ints  # index into rater_names
    second: Ints
    units: Ints
    agreement: Floats  # share of units with the same value
    kappa: Floats  # chance-corrected; NaN where chance alone explains all
    measure: str  # which chance-corrected coefficient that is
    rater_names: tuple[Name, ...]
