"""Which days people work: weekends and public holidays by country (package `holidays`), no data where it has none."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

_SATURDAY_AND_SUNDAY = frozenset({5, 6})
_NOTHING: Mapping[date, str] = MappingProxyType({})


class Calendar(Struct, frozen=True, kw_only=True):
    """The working days of one country in the years it was made for."""

    country: str | None
    known: bool  # whether holidays are on record for the country
    holidays: Mapping[date, str]  # public holidays with their names, weekend days included
    weekend: frozenset[int]  # weekdays off, Monday 0
    extra_workdays: frozenset[date]  # weekend days made up for a holiday bridge

    def is_weekend(self, day: date) -> bool:
        """Whether `day` is an ordinary day off."""
        return day.weekday() in self.weekend and day not in self.extra_workdays

    def holiday(self, day: date) -> str | None:
        """The public holiday on `day`, if it would else be a working day."""
        return None if self.is_weekend(day) else self.holidays.get(day)

    def works(self, day: date) -> bool:
        """Whether people work on `day`."""
        return not self.is_weekend(day) and day not in self.holidays


@lru_cache(maxsize=1024)
def calendar(country: str | None, first_year: int, last_year: int, *, subdivision: str | None = None) -> Calendar:
    """The calendar of `country` for these years, of its `subdivision` (ISO 3166-2 part, "SP") where one is given.

    With no country, or one without data: Monday to Friday and no holidays, and `known` says so. A subdivision that the
    data lacks is left out.
    """
    found = _public_holidays(country, first_year, last_year, subdivision) if country else None
    if found is None:
        return Calendar(
            country=country, known=False, holidays=_NOTHING, weekend=_SATURDAY_AND_SUNDAY, extra_workdays=frozenset()
        )
    names, weekend, workdays = found
    return Calendar(
        country=country, known=True, holidays=MappingProxyType(names), weekend=weekend, extra_workdays=workdays
    )


def days_from(start: date, count: int) -> list[date]:
    """`count` days from `start` on."""
    return [start + timedelta(step) for step in range(count)]


def _public_holidays(
    country: str, first_year: int, last_year: int, subdivision: str | None
) -> tuple[dict[date, str], frozenset[int], frozenset[date]] | None:
    import holidays  # a fifth of a second, so only where needed

    code = country.upper()
    divisions = holidays.list_supported_countries().get(code)
    if divisions is None:
        return None
    found = holidays.country_holidays(
        code,
        subdiv=subdivision if subdivision in divisions else None,
        years=range(first_year, last_year + 1),
        language=_english(code),
        expand=False,
    )
    return dict(found), frozenset(found.weekend), frozenset(found.weekend_workdays)


def _english(code: str) -> str | None:
    import holidays

    languages = holidays.list_localized_countries().get(code, [])
    return "en_US" if "en_US" in languages else None
