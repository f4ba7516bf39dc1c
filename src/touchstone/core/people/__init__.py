"""What a specialist says of themselves, and what of it a search may look at."""

from touchstone.core.people.checking import checked
from touchstone.core.people.duplicates import LARGEST_HEAP, Duplicate, find_duplicates, merge, telling
from touchstone.core.people.projection import (
    REQUIRED,
    available_from,
    daily_hours,
    hours_in,
    merged,
    missing,
    search_profile,
)
from touchstone.core.people.reading import (
    PeopleFormat,
    PeopleReport,
    Row,
    Tally,
    check_people,
    people_format,
    read_people,
)
from touchstone.core.people.values import Pause, Person, Publication, Schooling, Window

__all__ = [
    "LARGEST_HEAP",
    "REQUIRED",
    "Duplicate",
    "Pause",
    "PeopleFormat",
    "PeopleReport",
    "Person",
    "Publication",
    "Row",
    "Schooling",
    "Tally",
    "Window",
    "available_from",
    "check_people",
    "checked",
    "daily_hours",
    "find_duplicates",
    "hours_in",
    "merge",
    "merged",
    "missing",
    "people_format",
    "read_people",
    "search_profile",
    "telling",
]
