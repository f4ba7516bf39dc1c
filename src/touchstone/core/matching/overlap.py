"""Working hours that each clock of a pool shares with the client's day over the next twelve months."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from touchstone.core.matching.values import Need
from touchstone.core.time import Clock, country_of, overlap_table


class Overlaps(NamedTuple):
    """Hours shared on the worst and on the mean working day, for each clock of a snapshot: (clocks,) each."""

    minimum: NDArray[np.float64]
    mean: NDArray[np.float64]


def overlaps(clocks: tuple[Clock, ...], need: Need) -> Overlaps:
    """The shared hours of each of `clocks` with the day of a need that says its time zone."""
    if need.time_zone is None:
        raise AssertionError("check_need asks for the time zone")
    country = need.client_country or country_of(need.time_zone)
    client = Clock(zone=need.time_zone, start=need.day_start, end=need.day_end, country=country)
    return _overlaps(clocks, client, need.today)


@lru_cache(maxsize=64)
def _overlaps(clocks: tuple[Clock, ...], client: Clock, start: date) -> Overlaps:
    minimum, mean = overlap_table(clocks, client, start)
    return Overlaps(np.asarray(minimum, dtype=np.float64), np.asarray(mean, dtype=np.float64))
