"""Briefs given as fields: strictly read, each refusal with its place and what would be right."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from touchstone.core.briefs import field_readers as read
from touchstone.core.briefs.friendly import choice, day, each, flag, number, term, text, unknown_key, whole
from touchstone.core.briefs.values import Brief, Contract, Degree, Joined, ModelState, Schedule, Seniority, Symptom
from touchstone.core.errors import BadInput

# Names that people use for a field and that mean nothing else.
ALIASES = {
    "rate": "pay",
    "domain": "domains",
    "country": "countries",
    "timezone": "time_zone",
    "overlap": "minimum_overlap",
    "duration": "weeks",
    "description": "text",
    "years": "years_experience",
    "start_date": "start",
}
_LANGUAGES = ("en", "es", "pt")


def read_fields(mapping: Mapping[str, Any], *, place: str) -> Brief:
    """The brief that a mapping of fields holds. A domain that the taxonomy lacks goes to `unknown_domains`.

    Friendly forms are taken where they are unambiguous: `languages = ["en C1"]`, `rate = "20-35 USD/hour"`,
    `hours_per_week = [20, 30]`, `weeks = "3 months"`, `degree = "PhD in chemistry"`, `countries = ["Brazil"]`.

    Raises:
        BadInput: an unknown field, a wrong type, an absurd value; `place` says where ("brief.toml: languages[0].level").
    """
    values: dict[str, Any] = {}
    for key, value in canonical(mapping, place=place).items():
        if value is not None:
            values[key] = _READERS[key](value, f"{place}: {key}")
    said = mapping.get("degree")
    if isinstance(said, str) and "degree_domains" not in values:
        values["degree_domains"] = read.fields_in_degree(said)
    for field in ("domains", "degree_domains"):
        known, lacking = values.pop(field, ((), ()))
        lacking = tuple(dict.fromkeys((*values.pop(f"unknown_{field}", ()), *lacking)))
        values |= {field: known, f"unknown_{field}": lacking}
    return Brief(**values)


def canonical(mapping: Mapping[str, Any], *, place: str) -> dict[str, Any]:
    """`mapping` under the fields' own names.

    Raises:
        BadInput: a key is no field, or one field is given under two names.
    """
    renamed: dict[str, Any] = {}
    for key, value in mapping.items():
        name = ALIASES.get(key, key)
        if name not in _READERS:
            raise unknown_key(key, place, tuple(_READERS))
        if name in renamed:
            raise BadInput(
                f"“{key}” says {name} a second time", place=f"{place}: {key}", hint="one value for each field"
            )
        renamed[name] = value
    return renamed


def _language(value: Any, place: str) -> str:
    code = text(value, place).strip().lower()
    if code not in _LANGUAGES:
        raise BadInput(
            f"“{value}” is not a language that briefs are read in",
            place=place,
            hint="en, es or pt; what people speak is languages",
        )
    return code


def _code(value: Any, place: str) -> str:
    """A clearance or condition by its code: "Background check" is background_check."""
    code = re.sub(r"[\s-]+", "_", term(value, place).lower())
    if not re.fullmatch(r"[a-z0-9_]{2,60}", code):
        raise BadInput(f"“{value}” is no code", place=place, hint='a code such as "background_check"')
    return code


def _years(value: Any, place: str) -> float:
    return number(value, place, least=0, most=60)


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "text": text,
    "title": term,
    "language": _language,
    "symptoms": lambda value, place: each(lambda one, at: choice(Symptom, one, at), value, place),
    "model_state": lambda value, place: choice(ModelState, value, place),
    "domains": read.domains,
    "unknown_domains": lambda value, place: each(term, value, place),
    "domains_joined": lambda value, place: choice(Joined, value, place),
    "tasks": lambda value, place: each(read.task, value, place),
    "languages": lambda value, place: each(read.language_need, value, place),
    "degree": lambda value, place: read.enum_or_words(Degree, value, place, field="degree"),
    "degree_domains": read.domains,
    "unknown_degree_domains": lambda value, place: each(term, value, place),
    "degree_in_progress": flag,
    "degree_or_experience": flag,
    "seniority": lambda value, place: read.enum_or_words(Seniority, value, place, field="seniority"),
    "years_experience": _years,
    "people": lambda value, place: whole(value, place, least=1, most=100_000),
    "hours_per_week": read.hours_per_week,
    "hours_total": read.hours_total,
    "weeks": read.weeks,
    "start": day,
    "time_zone": read.time_zone,
    "working_hours": read.working_hours,
    "minimum_overlap": lambda value, place: number(value, place, least=0, most=24),
    "countries": read.countries_of,
    "location": term,
    "on_site": flag,
    "contract": lambda value, place: read.enum_or_words(Contract, value, place, field="contract"),
    "schedule": lambda value, place: read.enum_or_words(Schedule, value, place, field="schedule"),
    "pay": read.pay,
    "budget": read.budget,
    "quality_target": read.share,
    "clearances": lambda value, place: each(_code, value, place),
    "conditions": lambda value, place: each(_code, value, place),
    "tools": lambda value, place: each(term, value, place),
    "sensitive_content": flag,
}
