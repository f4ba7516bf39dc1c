"""A brief as a plain mapping that TOML, YAML and JSON can hold and `read_fields` reads back as it was."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec

from touchstone.core.briefs.values import Brief, LanguageNeed, Pay, Range, Task, WorkingHours
from touchstone.core.money import Money


def as_mapping(brief: Brief) -> dict[str, Any]:
    """What `brief` says, and nothing that it leaves open: `read_fields(as_mapping(brief), place=…) == brief`.

    Only text, numbers, booleans, lists and mappings; dates and times are text.
    """
    values = {name: getattr(brief, name) for name in brief.__struct_fields__}
    said = {name: _plain(value) for name, value in values.items() if says(value)}
    # False is an answer where nothing said would be None.
    return said | {name: False for name in ("on_site", "sensitive_content") if values[name] is False}


def says(value: Any) -> bool:
    """Whether a field's value says anything: not None, empty or False; a zero does."""
    return value is not None and value is not False and value not in ("", ())


def brief_schema() -> dict[str, Any]:
    """The JSON schema of Brief as the API sends and takes it (money in minor units, every field optional)."""
    return msgspec.json.schema(Brief)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    for kind, convert in _FORMS:
        if isinstance(value, kind):
            return convert(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _money(value: Money) -> dict[str, Any]:
    return {"amount": _figure(value), "currency": value.currency}


def _pay(value: Pay) -> dict[str, Any]:
    ends = {"low": value.low, "high": value.high}
    currency = next(end.currency for end in ends.values() if end is not None)
    mapping: dict[str, Any] = {name: _figure(end) for name, end in ends.items() if end is not None}
    mapping |= {"currency": currency, "unit": value.unit.value}
    return mapping if value.per == 1 else mapping | {"per": value.per}


def _figure(value: Money) -> int | float:
    major = value.major
    return int(major) if major == major.to_integral_value() else float(major)


def _without_none(value: Any) -> dict[str, Any]:
    return {name: _plain(part) for name in value.__struct_fields__ if (part := getattr(value, name)) not in (None, "")}


def _language(value: LanguageNeed) -> str:
    return f"{value.code} {value.level.value}" if value.level else value.code


_FORMS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (StrEnum, lambda value: value.value),
    (Money, _money),
    (Pay, _pay),
    (LanguageNeed, _language),
    (Range, _without_none),
    (Task, _without_none),
    (WorkingHours, lambda value: f"{value.start:%H:%M}-{value.end:%H:%M}"),
)
