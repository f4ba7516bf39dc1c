"""What a specialist says of themselves, and what of it a search may look at."""

from touchstone.core.people.projection import (
    REQUIRED,
    available_from,
    daily_hours,
    hours_in,
    merged,
    missing,
    search_profile,
)
from touchstone.core.people.values import Pause, Person, Publication, Schooling, Window

__all__ = [
    "REQUIRED",
    "Pause",
    "Person",
    "Publication",
    "Schooling",
    "Window",
    "available_from",
    "daily_hours",
    "hours_in",
    "merged",
    "missing",
    "search_profile",
]
