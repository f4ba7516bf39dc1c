"""The working hours that two people share: IANA zones, changing clocks, weekends and public holidays of both."""

from touchstone.core.time.calendars import Calendar, calendar
from touchstone.core.time.clocks import Clock
from touchstone.core.time.day import Presence, Strip, offset_between, overlap_strip, shared_hours
from touchstone.core.time.year import (
    LostDay,
    OverlapChange,
    OverlapMonth,
    OverlapYear,
    overlap_table,
    year_of_overlap,
)
from touchstone.core.time.zones import country_of, database_version, similar_zones, zone, zone_names, zones_of

__all__ = [
    "Calendar",
    "Clock",
    "LostDay",
    "OverlapChange",
    "OverlapMonth",
    "OverlapYear",
    "Presence",
    "Strip",
    "calendar",
    "country_of",
    "database_version",
    "offset_between",
    "overlap_strip",
    "overlap_table",
    "shared_hours",
    "similar_zones",
    "year_of_overlap",
    "zone",
    "zone_names",
    "zones_of",
]
