"""From a coefficient's influence values to its standard error and interval.

Units are what is drawn from a larger population; the raters and their ways are taken as they are. The influence of a
unit is the derivative of the coefficient with respect to the unit's weight, and the variance is U / (U - 1) times the
sum of their squares (the infinitesimal jackknife: Jaeckel 1972; Efron 1982, ch. 6). For the coefficients of Fleiss and
Gwet it is Gwet's linearised variance (Gwet 2008; 2014, ch. 5) to the last digit where every unit has two ratings. Where
some have one, his counts such a unit as one without agreement; here it says nothing of observed agreement.
"""

import numpy as np
from msgspec import Struct

from touchstone.core.agreement.groups import Groups
from touchstone.core.agreement.values import Floats, Interval


class Linearised(Struct, frozen=True, kw_only=True):
    """A coefficient in each of G groups of units, and each unit's influence on its group's."""

    value: Floats  # (G,), NaN where the group says nothing
    influence: Floats  # (U,)
    size: Floats  # (U,), ratings of each unit
    groups: Groups

    @property
    def units(self) -> Floats:
        """How many units with two ratings each group has, (G,)."""
        return self.groups.sums((self.size > 1).astype(np.float64))

    @property
    def values(self) -> Floats:
        """How many ratings they have, (G,)."""
        return self.groups.sums(np.where(self.size > 1, self.size, 0.0))

    @property
    def of_each_unit(self) -> Floats:
        """The influence of every unit, those of one pattern one by one."""
        times = self.groups.times
        return self.influence if times is None else np.repeat(self.influence, times)

    def standard_error(self) -> Floats:
        """Of the coefficient in each group, (G,); NaN where there are fewer than two units."""
        groups, units = self.groups, self.groups.sizes()
        with np.errstate(invalid="ignore", divide="ignore"):
            from_mean = self.influence - groups.each(groups.sums(self.influence) / units)
            return np.where(units > 1, np.sqrt(groups.sums(from_mean**2) * units / (units - 1)), np.nan)


def intervals(of: Linearised, *, level: float, method: str) -> list[Interval | None]:
    """For each group value +- t x standard error with one degree of freedom fewer than units, cut at 1.

    None where there are fewer than two units or there is no value.
    """
    from scipy.special import stdtrit

    error = of.standard_error()
    width = stdtrit(np.maximum(of.groups.sizes() - 1, 1), (1 + level) / 2) * error
    low, high = of.value - width, np.minimum(of.value + width, 1.0)
    return [
        Interval(low=float(low[g]), high=float(high[g]), standard_error=float(error[g]), level=level, method=method)
        if np.isfinite(low[g])
        else None
        for g in range(len(of.value))
    ]
