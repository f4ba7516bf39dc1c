"""Names that stand for a time zone."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from touchstone.core.briefs.gazetteer import mentions, rows
from touchstone.core.text import fold, words


def zone_named(said: str) -> str | None:
    """The IANA zone that `said` is or stands for ("PST", "hora de Brasilia", "London"); None where it is none."""
    if "/" in said or said == "UTC":
        return said if _exists(said) else None
    if zone := _named().get(fold(said)):
        return zone
    places = mentions(said, list(words(said)))
    covers = len(places) == 1 and (places[0].start, places[0].end) == (0, len(said))
    return places[0].place.zone if covers else None


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@cache
def _named() -> dict[str, str]:
    return {fold(name): row["zone"] for row in rows("zones") for name in row["words"].split("|")}
