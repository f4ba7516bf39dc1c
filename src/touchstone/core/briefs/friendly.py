"""One converter for each kind of field: from what people write in a file to what a Brief holds.

Each takes the value and its place ("brief.toml: languages[0]") and raises BadInput with what would be right.
"""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.values import Found, Range
from touchstone.core.errors import BadInput

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=StrEnum)
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::00)?")
_LONGEST = 200  # characters of a value that is a name or a term


def text(value: Any, place: str) -> str:
    """Any text."""
    if not isinstance(value, str):
        raise BadInput(f"this is {kind_of(value)}", place=place, hint="text in quotes")
    return value


def term(value: Any, place: str) -> str:
    """A short text that is not empty."""
    said = text(value, place).strip()
    if not said or len(said) > _LONGEST:
        raise BadInput("this is empty" if not said else "this is far too long", place=place, hint="a few words")
    return said


def flag(value: Any, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadInput(f"this is {kind_of(value)}", place=place, hint="true or false")
    return value


def number(value: Any, place: str, *, least: float, most: float, hint: str = "") -> float:
    """A finite number from `least` to `most`."""
    wanted = hint or f"a number from {least:g} to {most:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"this is {kind_of(value)}", place=place, hint=wanted)
    if not math.isfinite(value) or not least <= value <= most:
        raise BadInput(f"{value} cannot be", place=place, hint=wanted)
    return float(value)


def whole(value: Any, place: str, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    hint = f"a whole number from {least} to {most}"
    amount = number(value, place, least=least, most=most, hint=hint)
    if not amount.is_integer():
        raise BadInput(f"{value} is not whole", place=place, hint=hint)
    return int(amount)


def choice(kind: type[Kind], value: Any, place: str) -> Kind:
    """One of the words of an enumeration; blanks, dashes and capitals are forgiven."""
    said = re.sub(r"[\s-]+", "_", text(value, place).strip().lower())
    for one in kind:
        if said == one.value.lower():
            return one
    raise BadInput(f"“{value}” is none of them", place=place, hint="one of " + ", ".join(kind))


def each(convert: Callable[[Any, str], Value], value: Any, place: str, *, most: int = 200) -> tuple[Value, ...]:
    """A list, each item converted; a single item stands for a list of one. Doubles are dropped."""
    items = list(value) if isinstance(value, list | tuple) else [value]
    if len(items) > most:
        raise BadInput(f"there are {len(items)} items", place=place, hint=f"at most {most}")
    single = not isinstance(value, list | tuple)
    converted = [convert(item, place if single else f"{place}[{index}]") for index, item in enumerate(items)]
    return tuple(dict.fromkeys(converted))


def mapping(value: Any, place: str, *, known: tuple[str, ...]) -> dict[str, Any]:
    """A mapping with no other keys than `known`."""
    if not isinstance(value, dict):
        raise BadInput(f"this is {kind_of(value)}", place=place, hint="a mapping with " + ", ".join(known))
    for key in value:
        if key not in known:
            raise unknown_key(key, place, known)
    return value


def unknown_key(key: Any, place: str, known: tuple[str, ...]) -> BadInput:
    """The refusal of a key, with the nearest ones that there are."""
    from difflib import get_close_matches

    near = get_close_matches(str(key), known, n=2, cutoff=0.55)
    hint = "did you mean " + " or ".join(near) + "?" if near else "one of " + ", ".join(known)
    inside = "." if "[" in place or place.count(": ") else ": "
    return BadInput("there is no such field", place=f"{place}{inside}{str(key)[:60]}", hint=hint)


def bounds(value: Any, place: str, *, most: float, said: Callable[[str], Range | None]) -> Range:
    """A range: a number, [20, 30], {low = 20}, or words that `said` understands; either end may be open."""
    hint = f'20, [20, 30], {{low = 20}} or "20-30", at most {most:g}'
    if isinstance(value, str):
        found = said(value)
        if found is None:
            raise BadInput(f"“{value}” is not understood", place=place, hint=hint)
        return checked(found, place, most=most, hint=hint)
    if isinstance(value, list) and len(value) == 2:
        ends = {"low": value[0], "high": value[1]}
    elif isinstance(value, dict):
        ends = mapping(value, place, known=("low", "high"))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        ends = {"low": value, "high": value}
    else:
        raise BadInput(f"this is {kind_of(value)}", place=place, hint=hint)
    low, high = (_end(ends.get(key), f"{place}.{key}", most=most) for key in ("low", "high"))
    return checked(Range(low, high), place, most=most, hint=hint)


def checked(found: Range, place: str, *, most: float, hint: str) -> Range:
    """`found`, if its ends are in order and believable."""
    if found.low is None and found.high is None:
        raise BadInput("neither end is given", place=place, hint=hint)
    if found.low is not None and found.high is not None and found.low > found.high:
        raise BadInput(f"{found.low:g} is more than {found.high:g}", place=place, hint="the lower end first")
    if max(end for end in (found.low, found.high) if end is not None) > most:
        raise BadInput("this is more than there can be", place=place, hint=hint)
    return found


def day(value: Any, place: str) -> date:
    """A date: one of the file's own, or text such as 2027-01-15."""
    if isinstance(value, datetime):
        raise BadInput("this is a time", place=place, hint="a date such as 2027-01-15")
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(text(value, place).strip())
    except ValueError as error:
        raise BadInput(f"“{value}” is no date", place=place, hint="a date such as 2027-01-15") from error


def clock(value: Any, place: str) -> time:
    """A time of day: one of the file's own, or text such as 09:30."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    match = _TIME.fullmatch(text(value, place).strip())
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise BadInput(f"“{value}” is no time of day", place=place, hint="a time such as 09:30")
    return time(int(match[1]), int(match[2] or 0))


def only_quantity(words: str) -> Quantity | None:
    """The one number or range in `words`; None where there is none or more than one."""
    found = Passage(words).quantities
    return found[0] if len(found) == 1 else None


def as_read(reader: Callable[[Passage], Any], words: str, field: str) -> Iterator[Found]:
    """What the reader of free text finds of one field in `words`, surest first."""
    findings = [one for one in reader(Passage(words)) if isinstance(one, Found) and one.field == field]
    return iter(sorted(findings, key=lambda one: -one.confidence))


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    names = (
        (int | float, "a number"),
        (str, "text"),
        (dict, "a mapping"),
        (list, "a list"),
        (date | time, "a date or time"),
    )
    return next((name for types, name in names if isinstance(value, types)), "something else")


def _end(value: Any, place: str, *, most: float) -> float | None:
    return None if value is None else number(value, place, least=0, most=most)
