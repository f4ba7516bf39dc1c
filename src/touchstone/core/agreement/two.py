"""Two raters: Cohen's kappa, plain and weighted, from the table of what one said against what the other said.

Cohen 1960, "A coefficient of agreement for nominal scales"; Cohen 1968 for weights; the standard error is that of
Fleiss, Cohen and Everitt 1969, "Large sample standard errors of kappa and weighted kappa", for a true kappa of any size.
"""

import numpy as np
from msgspec import Struct

from touchstone.core.agreement.kappa import weight_table
from touchstone.core.agreement.ratings import Codes, Ratings
from touchstone.core.agreement.values import Coefficient, Floats, Interval, Weighting
from touchstone.core.errors import BadInput, NoData
from touchstone.core.tables import Name

COHEN_METHOD = "asymptotic (Fleiss, Cohen and Everitt 1969)"


class Both(Struct, frozen=True, kw_only=True):
    """What two raters said of the units that both rated."""

    first: Codes  # (N,), value codes
    second: Codes
    scale: Floats  # the values as numbers
    first_name: Name
    second_name: Name

    @property
    def units(self) -> int:
        """How many units both rated."""
        return len(self.first)

    def confusion(self) -> Floats:
        """How often each pair of values occurs, (K, K): the first rater's down, the second's across."""
        kinds = len(self.scale)
        table = np.bincount(self.first.astype(np.int64) * kinds + self.second, minlength=kinds * kinds)
        return table.reshape(kinds, kinds).astype(np.float64)


def both(ratings: Ratings) -> Both:
    """The units that both of exactly two raters rated.

    Raises:
        BadInput: there are more raters than two, or one only, or somebody rated a unit twice.
        NoData: there is no unit that both rated.
    """
    raters = np.unique(ratings.rater)
    if len(raters) != 2:
        raise BadInput(f"{len(raters):,} raters, and this takes two", place="rater", hint="`pairwise` takes any number")
    near = np.flatnonzero(ratings.unit[1:] == ratings.unit[:-1])
    if (ratings.rater[near] == ratings.rater[near + 1]).any():
        raise BadInput("a rater rated a unit twice", place="rater", hint="keep the first or the last")
    if not len(near):
        raise NoData("there is no unit that both raters rated")
    names = [ratings.rater_names[int(code)] for code in raters]
    return Both(
        first=ratings.value[near],
        second=ratings.value[near + 1],
        scale=ratings.scale,
        first_name=names[0],
        second_name=names[1],
    )


def cohen_kappa(pairs: Both, weighting: Weighting = Weighting.NONE, *, level: float = 0.95) -> Coefficient:
    """Cohen's kappa of two raters, with its asymptotic interval, or none where they share one unit only.

    Raises:
        BadInput: there are too many different values to weigh.
        NoData: both gave one and the same value throughout.
    """
    from scipy.special import ndtri

    weights = weight_table(pairs.scale, weighting)
    table = pairs.confusion() / pairs.units
    credit = np.eye(len(table)) if weights is None else weights
    value, error = _kappa(table, credit, units=pairs.units)
    width = float(ndtri((1 + level) / 2)) * error
    interval = None
    if pairs.units > 1:
        high = min(value + width, 1.0)
        interval = Interval(low=value - width, high=high, standard_error=error, level=level, method=COHEN_METHOD)
    name = "Cohen's kappa" if weighting is Weighting.NONE else f"Cohen's kappa, {weighting} weights"
    return Coefficient(name=name, value=value, interval=interval, units=pairs.units, values=2 * pairs.units, raters=2)


def _kappa(table: Floats, credit: Floats, *, units: int) -> tuple[float, float]:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed = float((credit * table).sum())
    expected = float(rows @ credit @ columns)
    if expected >= 1:
        raise NoData(
            "both raters gave one and the same value throughout", hint="kappa compares with chance, and chance is 1"
        )
    room = 1 - expected
    slopes = (credit @ columns)[:, None] + (rows @ credit)[None, :]
    spread = float((table * (credit * room - slopes * (1 - observed)) ** 2).sum())
    spread -= (observed * expected - 2 * expected + observed) ** 2
    return (observed - expected) / room, float(np.sqrt(max(spread, 0.0) / units)) / room**2
