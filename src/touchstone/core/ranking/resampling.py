"""Resamples of counts, much faster than by drawing a multinomial cell by cell, and with the same distribution.

Poisson counts whose total came out as T are a multinomial of T draws. So a resample of N draws Poisson counts with a total a
little below N, and the few that are missing one by one. Cells with the same count are drawn together: how many of them get
0, 1, 2, … is a multinomial again, and which ones is a shuffle.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.ranking.comparisons import Floats

_DEVIATIONS = 5.0  # standard deviations by which the Poisson total aims below N
_LARGEST_TABLE = 1000  # counts above it are drawn without a table
_TAIL = 30.0  # how far beyond its mean a table goes: the mass that is left is below rounding


class Resampler(Struct, frozen=True):
    """Counts of what happened, ready to be drawn again."""

    total: int
    upto: NDArray[np.int64]  # (cells,) cumulated counts
    places: tuple[NDArray[np.intp], ...]  # cells with the same count, for each table
    tables: tuple[Floats, ...]  # Poisson probabilities of 0, 1, 2, …
    others: NDArray[np.intp]  # cells without a table
    means: Floats  # of the cells without a table

    @classmethod
    def of(cls, counts: NDArray[np.int64]) -> "Resampler":
        """For resamples of the cells' `counts` (cells,), whole numbers of which at least one is above 0."""
        total = int(counts.sum())
        share = max(0.0, 1.0 - _DEVIATIONS / total**0.5)
        small = np.unique(counts[(counts > 0) & (counts <= _LARGEST_TABLE)])
        others = np.flatnonzero(counts > _LARGEST_TABLE)
        return cls(
            total=total,
            upto=counts.cumsum(),
            places=tuple(np.flatnonzero(counts == count) for count in small),
            tables=tuple(_table(share * float(count)) for count in small),
            others=others,
            means=share * counts[others],
        )

    def drawn(self, rng: np.random.Generator) -> Floats:
        """(cells,) counts of a resample of as many draws."""
        while True:
            counts = self._poisson(rng)
            missing = self.total - int(counts.sum())
            if missing >= 0:  # once in millions the Poisson total is above N; drawing again changes no distribution
                extra = np.searchsorted(self.upto, rng.integers(self.total, size=missing), side="right")
                return np.asarray(counts + np.bincount(extra, minlength=len(counts)), np.float64)

    def _poisson(self, rng: np.random.Generator) -> NDArray[np.int64]:
        counts = np.zeros(len(self.upto), np.int64)
        for places, table in zip(self.places, self.tables, strict=True):
            values = np.repeat(np.arange(len(table)), rng.multinomial(len(places), table))
            rng.shuffle(values)
            counts[places] = values
        counts[self.others] = rng.poisson(self.means)
        return counts


def _table(mean: float) -> Floats:
    from scipy.special import pdtr

    most = int(mean + _TAIL + 10.0 * mean**0.5)
    return np.diff(pdtr(np.arange(most), mean), prepend=0.0)
