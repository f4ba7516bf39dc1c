"""Units in groups, or all in one: the same formulas for both, with nothing gathered where there is one group only."""

from typing import Self

import numpy as np
from msgspec import Struct

from touchstone.core.agreement.cells import Cells, sums_by
from touchstone.core.agreement.values import Floats, Ints
from touchstone.core.errors import BadInput

MOST_TOTALS = 200_000_000  # groups x different values: 1.6 GB


class Groups(Struct, frozen=True, kw_only=True):
    """Which of `many` groups each unit is in, and for how many units it stands."""

    of: Ints | None  # (U,); None: all units are in one group
    units: int
    many: int = 1
    times: Ints | None = None  # (U,); None: each for one

    @classmethod
    def among(cls, codes: Ints | None, cells: Cells, many: int) -> Self:
        """The groups of the units of `cells`, from one code for every unit there is."""
        of = None if codes is None else codes[cells.which]
        return cls(of=of, units=cells.units, many=many, times=cells.times)

    def sums(self, x: Floats) -> Floats:
        """The sum over the units of each group, (G,); `x` is (U,)."""
        if self.times is not None:
            x = x * self.times
        if self.of is None:
            return np.array([x.sum()])
        return sums_by(self.of, x, self.many)

    def sizes(self) -> Floats:
        """How many units each group has, (G,)."""
        return self.sums(np.ones(self.units))

    def each(self, of_groups: Floats) -> Floats:
        """For each unit its group's figure: (U,), or (1,) for all of them."""
        return of_groups if self.of is None else of_groups[self.of]


def group_totals(cells: Cells, of_cells: Floats, groups: Groups) -> Floats:
    """The sum of `of_cells` (C,) for each group and value, (G, K).

    Raises:
        BadInput: G x K is above `MOST_TOTALS`.
    """
    if groups.many * cells.values > MOST_TOTALS:
        said = f"{groups.many:,} groups by {cells.values:,} different values"
        raise BadInput(said, place="group", hint=f"at most {MOST_TOTALS:,} combinations")
    if groups.times is not None:
        of_cells = of_cells * groups.times[cells.unit]
    totals = sums_by(_place(cells, groups), of_cells, groups.many * cells.values)
    return totals.reshape(groups.many, cells.values)


def each_value(of_values: Floats, cells: Cells, groups: Groups) -> Floats:
    """For each cell the figure (G, K) of its group and value, (C,)."""
    return of_values.ravel()[_place(cells, groups)]


def each_cell(of_groups: Floats, cells: Cells, groups: Groups) -> Floats:
    """For each cell its group's figure, (C,); (1,) where there is one group."""
    return of_groups if groups.of is None else of_groups[groups.of[cells.unit]]


def _place(cells: Cells, groups: Groups) -> Ints:
    """Where the cell's group and value stand in a flat (G, K)."""
    return cells.value if groups.of is None else groups.of[cells.unit] * cells.values + cells.value
