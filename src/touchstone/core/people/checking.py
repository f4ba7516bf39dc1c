"""A record of the right types, looked at for what it says: codes that exist, hours that a week has, days in their order."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from touchstone.core.errors import BadInput
from touchstone.core.people import cells
from touchstone.core.people.cells import CellRefused
from touchstone.core.people.values import Person

MOST_OF_ANYTHING = 60
_LONGEST = {"name": 120, "text": 4_000}
_MOST_RATE = 500_000  # minor units an hour


def checked(person: Person, *, place: str = "profile") -> Person:
    """`person`, with codes in the form in which they are kept.

    Raises:
        BadInput: a field cannot be what it says; `place` and its name are the refusal's place.
    """
    changes: dict[str, Any] = {}
    for field, look in _LOOKS:
        try:
            if value := getattr(person, field):
                changes[field] = look(value)
        except CellRefused as refused:
            raise BadInput(refused.message, place=f"{place}.{field}", hint=refused.hint or None) from refused
    for field, most in _LONGEST.items():
        if len(getattr(person, field)) > most:
            raise BadInput("it is too long", place=f"{place}.{field}", hint=f"at most {most} characters")
    for field in ("windows", "pauses", "roles", "languages", "degrees", "publications", "clearances", "claims"):
        if len(getattr(person, field)) > MOST_OF_ANYTHING:
            raise BadInput("there are too many", place=f"{place}.{field}", hint=f"at most {MOST_OF_ANYTHING}")
    if not person.name.strip():
        raise BadInput("it is empty", place=f"{place}.name", hint="how you are called")
    if any("\0" in text for text in _texts(msgspec.to_builtins(person))):
        raise BadInput("there are characters in it that are no text", place=place)
    return msgspec.structs.replace(person, **changes)


def _each(look: Callable[[Any], Any]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    return lambda values: tuple(dict.fromkeys(look(one) for one in values))


def _window(one: Any) -> Any:
    if not 0 <= one.weekday <= 6:
        raise CellRefused(f"{one.weekday} is no weekday", "0 for Monday to 6 for Sunday")
    return one


def _pause(one: Any) -> Any:
    if one.last < one.first:
        raise CellRefused("a pause ends before it begins", "first, and then last")
    return one


def _language(one: Any) -> Any:
    return msgspec.structs.replace(one, code=cells.language_code(one.code))


def _degree(one: Any) -> Any:
    _year(one.year)
    return msgspec.structs.replace(one, domain=cells.domain(one.domain)) if one.domain else one


def _publication(one: Any) -> Any:
    _year(one.year)
    if not one.title.strip():
        raise CellRefused("a publication without a title", "its title")
    if one.doi and not cells.doi(one.doi):
        raise CellRefused(f"{one.doi!r} is no DOI", "such as 10.1000/182")
    return one


def _skill(one: Any) -> Any:
    return msgspec.structs.replace(one, domain=cells.domain(one.domain))


def _rate(one: Any) -> Any:
    cells.currency(one.currency)
    if not 0 < one.minor <= _MOST_RATE:
        raise CellRefused("nobody is paid so much, or so little, for an hour", f"1 to {_MOST_RATE}, in cents")
    return one


def _year(year: int | None) -> None:
    if year is not None and not 1900 <= year <= 2100:
        raise CellRefused(f"{year} is no year for it", "such as 2019")


def _texts(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict | list):
        for one in plain.values() if isinstance(plain, dict) else plain:
            yield from _texts(one)


_LOOKS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("email", cells.email),
    ("orcid", cells.orcid),
    ("country", cells.country),
    ("time_zone", cells.time_zone),
    ("hours_per_week", lambda value: cells.hours(str(value))),
    ("years_experience", lambda value: cells.years(str(value))),
    ("rate", _rate),
    ("windows", _each(_window)),
    ("pauses", _each(_pause)),
    ("languages", _each(_language)),
    ("degrees", _each(_degree)),
    ("publications", _each(_publication)),
    ("clearances", _each(cells.clearance)),
    ("claims", _each(_skill)),
)
