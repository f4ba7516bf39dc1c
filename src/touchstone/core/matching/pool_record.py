"""One record of a pool file: what it must hold, and what is wrong with it in words that help.

The type of a record is `Specialist`. Beyond the types, a record is refused for a field that is never used, for an
unknown time zone, country or taxonomy code, and for numbers that cannot be (a negative rate, an outcome above 1).
"""

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.errors import BadInput
from touchstone.core.matching.never_used import why_never_used
from touchstone.core.matching.values import Specialist
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence, EvidenceSource

_PATH = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(?P<field>.*)`")
_MISSING = re.compile(r"missing required field `(?P<field>.*)`")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_CLEARANCE = re.compile(r"[a-z][a-z0-9_]*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LONGEST_TEXT = 20_000
_MOST_HOURS = 112.0  # 16 hours on each of 7 days
_MOST_YEARS = 75.0
_HIGHEST_RATE = 10**9  # minor units; room for pesos

_ONE_OF = {
    "level": f"one of {', '.join(LanguageLevel)}",
    "competence": f"one of {', '.join(Competence)}",
    "source": f"one of {', '.join(EvidenceSource)}",
    "roles": f"one of {', '.join(HIRABLE)}",
    "minor": "a whole number of minor units: 2500 is $25.00",
    "rate": 'an object such as {"minor": 2500, "currency": "USD"} for $25.00 an hour',
    "available_from": "a date such as 2026-12-01",
    "at": "a date such as 2026-12-01",
    "day_start": "a local time such as 09:00:00",
    "day_end": "a local time such as 18:00:00",
    "id": "a text of 1 to 200 characters that is nobody else's",
}
_DEGREE_LEVEL = f"one of {', '.join(Degree)}"


class FieldProblem(Struct, frozen=True):
    """What is wrong with one field of a record, and what would be right."""

    field: str  # "languages[0].level"; "" for the record as a whole
    kind: str  # "refused", "unknown_field", "missing", "type", "value"
    message: str
    hint: str = ""


def specialist_from(line: bytes | str) -> Specialist:
    """One specialist from one JSON object.

    Raises:
        RecordRefused: with every problem found, not only the first.
    """
    record = _decoded(line)
    try:
        specialist: Specialist = msgspec.convert(record, Specialist)
    except msgspec.ValidationError:
        raise RecordRefused(_type_problems(record)) from None
    found = tuple(_rule_problems(specialist))
    if found:
        raise RecordRefused(found)
    return specialist


class RecordRefused(BadInput):
    """A record with its problems."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        """Speak with the first problem's words; hold all of `problems`."""
        first = problems[0]
        super().__init__(first.message, place=first.field or None, hint=first.hint or None)
        self.problems = tuple(problems)


@cache
def known_zones() -> frozenset[str]:
    """Every IANA time zone name of the packaged time zone data."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def known_countries() -> frozenset[str]:
    """Every ISO 3166-1 alpha-2 code of the packaged time zone data."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    return frozenset(row[:2] for row in table.splitlines() if row and not row.startswith("#"))


def _decoded(line: bytes | str) -> dict[str, Any]:
    try:
        record = _JSON.decode(line.decode("utf-8") if isinstance(line, bytes) else line)
    except UnicodeDecodeError as error:
        raise RecordRefused(
            [FieldProblem("", "type", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")]
        ) from None
    except json.JSONDecodeError as error:
        raise RecordRefused(
            [FieldProblem("", "type", f"not JSON at character {error.colno}: {error.msg}", _ONE_LINE)]
        ) from None
    except (RecursionError, ValueError):
        raise RecordRefused(
            [FieldProblem("", "type", "nested too deeply, or a number of thousands of digits", _ONE_LINE)]
        ) from None
    if not isinstance(record, dict):
        raise RecordRefused([FieldProblem("", "type", f"a JSON {_json_type(record)}, not an object", _ONE_LINE)])
    return record


_ONE_LINE = "one JSON object with one specialist on each line"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RecordRefused([FieldProblem(twice, "type", f"the key {twice!r} is there twice", "each key once")])
    return fields


def _no_constant(name: str) -> Any:
    raise RecordRefused([FieldProblem("", "type", f"{name} is not a number in JSON", "a finite number")])


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


# --- what is wrong with the types, field by field ---------------------------------------------------------------


def _type_problems(record: Mapping[str, Any]) -> list[FieldProblem]:
    known = {field.name: field for field in msgspec.structs.fields(Specialist)}
    found = list(_refused_fields(record, ""))
    for name, value in record.items():
        if name not in known:
            if why_never_used(name) is None:
                found.append(_unknown_field(name, known))
            continue
        found.extend(_problems_of_value(name, value, known[name].type))
    for name, field in known.items():
        if field.required and name not in record:
            found.append(FieldProblem(name, "missing", "missing", _ONE_OF.get(name, "")))
    return found or [FieldProblem("", "type", "not a specialist", _ONE_LINE)]


def _refused_fields(value: Any, path: str) -> Iterator[FieldProblem]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            here = f"{path}.{name}" if path else name
            why = why_never_used(name)
            if why is not None:
                yield FieldProblem(
                    here, "refused", f"{name!r} is never used and not taken in", f"{why}; leave the field out"
                )
            else:
                yield from _refused_fields(inner, here)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _refused_fields(inner, f"{path}[{index}]")


def _problems_of_value(name: str, value: Any, wanted: Any) -> Iterator[FieldProblem]:
    """Each element of a list by itself, so that one bad element does not hide the next."""
    arguments = getattr(wanted, "__args__", ())
    if isinstance(value, list) and getattr(wanted, "__origin__", None) is tuple and arguments:
        for index, inner in enumerate(value):
            yield from _conversion_problem(f"{name}[{index}]", inner, arguments[0])
    else:
        yield from _conversion_problem(name, value, wanted)


def _conversion_problem(place: str, value: Any, wanted: Any) -> Iterator[FieldProblem]:
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        match = _PATH.match(str(error))
        what, path = (match["what"], match["path"] or "") if match else (str(error), "")
        problem = _explained(_joined(place, path), what, _inner(value, path))
        if why_never_used(problem.field.rpartition(".")[2]) is None:
            yield problem


def _explained(place: str, what: str, value: Any) -> FieldProblem:
    if unknown := _UNKNOWN.search(what):
        return FieldProblem(
            _joined(place, unknown["field"]),
            "unknown_field",
            "there is no such field",
            "see docs/reference/pool-files.md",
        )
    if missing := _MISSING.search(what):
        name = missing["field"]
        return FieldProblem(_joined(place, name), "missing", "missing", _hint(_joined(place, name)))
    if value is None:
        return FieldProblem(
            place, "type", "null or not a finite number", _hint(place) or "leave the field out or give a value"
        )
    if what.startswith("Expected"):
        wanted = what.split("`")[1] if "`" in what else what
        return FieldProblem(
            place,
            "type",
            f"{_shown(value)} is a {_json_type(value)}",
            _hint(place) or f"a {_WORDS.get(wanted, wanted)}",
        )
    return FieldProblem(place, "value", f"{_shown(value)} is not possible", _hint(place))


_WORDS = {"str": "text", "int": "whole number", "float": "number", "array": "list", "bool": "true or false"}


def _hint(place: str) -> str:
    last = re.sub(r"\[\d+\]", "", place).rpartition(".")[2]
    if last == "level" and place.startswith("degrees"):
        return _DEGREE_LEVEL
    return _ONE_OF.get(last, "")


def _unknown_field(name: str, known: Mapping[str, object]) -> FieldProblem:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "see docs/reference/pool-files.md"
    return FieldProblem(name, "unknown_field", "there is no such field", hint)


def _joined(place: str, path: str) -> str:
    return f"{place}{path}" if not path or path.startswith("[") else f"{place}.{path}"


def _inner(value: Any, path: str) -> Any:
    for step in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path):
        try:
            value = value[int(step[0])] if step[0] else value[step[1]]
        except (LookupError, TypeError):
            return ""
    return value


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _json_type(value: Any) -> str:
    names: dict[type, str] = {
        dict: "object",
        list: "list",
        str: "text",
        bool: "truth value",
        int: "number",
        float: "number",
    }
    return names.get(type(value), "null")


# --- what is wrong with the values of a record whose types are right ---------------------------------------------


def _rule_problems(person: Specialist) -> Iterator[FieldProblem]:
    for rule in _RULES:
        yield from rule(person)


def _who(person: Specialist) -> Iterator[FieldProblem]:
    if not 1 <= len(person.id) <= 200 or not person.id.isprintable() or person.id != person.id.strip():
        yield _value("id", person.id, _ONE_OF["id"])
    if person.country not in known_countries():
        yield _value("country", person.country, "an ISO 3166-1 code of two capital letters such as BR")
    if person.time_zone not in known_zones():
        yield _value(
            "time_zone",
            person.time_zone,
            _near(person.time_zone, known_zones(), "an IANA time zone such as America/Bogota"),
        )


def _when(person: Specialist) -> Iterator[FieldProblem]:
    if person.day_start == person.day_end:
        yield _value("day_end", person.day_end.isoformat(), "a local time other than day_start")
    if person.day_start.tzinfo or person.day_end.tzinfo:
        yield _value("day_start", person.day_start.isoformat(), "a local time without a zone: the zone is time_zone")
    if not 0 < person.hours_per_week <= _MOST_HOURS:
        yield _value("hours_per_week", person.hours_per_week, f"above 0 and at most {_MOST_HOURS:g}")
    if not 0 <= person.years_experience <= _MOST_YEARS:
        yield _value("years_experience", person.years_experience, f"from 0 to {_MOST_YEARS:g}")


def _what(person: Specialist) -> Iterator[FieldProblem]:
    if not 0 < person.rate.minor <= _HIGHEST_RATE:
        yield _value("rate.minor", person.rate.minor, "above 0, in minor units: 2500 is $25.00 an hour")
    if not _CURRENCY.fullmatch(person.rate.currency):
        yield _value("rate.currency", person.rate.currency, "an ISO 4217 code such as USD")
    yield from _each_once("roles", person.roles)
    if not person.roles or Role.NONE in person.roles:
        yield _value("roles", list(person.roles), f"one or more of {', '.join(HIRABLE)}")
    if len(person.text) > _LONGEST_TEXT:
        yield FieldProblem("text", "value", f"{len(person.text):,} characters", f"at most {_LONGEST_TEXT:,}")
    for index, clearance in enumerate(person.clearances):
        if not _CLEARANCE.fullmatch(clearance):
            yield _value(f"clearances[{index}]", clearance, "small letters and underscores, such as background_check")
    yield from _each_once("clearances", person.clearances)


def _speaks(person: Specialist) -> Iterator[FieldProblem]:
    if not person.languages:
        yield _value("languages", [], "at least one language")
    for index, language in enumerate(person.languages):
        if not _LANGUAGE.fullmatch(language.code):
            yield _value(f"languages[{index}].code", language.code, "a BCP 47 code such as en or pt-BR")
    yield from _each_once("languages", [language.code for language in person.languages])


def _knows(person: Specialist) -> Iterator[FieldProblem]:
    for index, degree in enumerate(person.degrees):
        yield from _domain(f"degrees[{index}].domain", degree.domain)
    for index, claim in enumerate(person.claims):
        yield from _domain(f"claims[{index}].domain", claim.domain)
    yield from _each_once("claims", person.claims)


def _did(person: Specialist) -> Iterator[FieldProblem]:
    for index, record in enumerate(person.evidence):
        place = f"evidence[{index}]"
        yield from _domain(f"{place}.skill.domain", record.skill.domain)
        if not 0 <= record.outcome <= 1:
            yield _value(f"{place}.outcome", record.outcome, "from 0 (wrong) to 1 (right)")
        if not 0 < record.weight <= 1000:
            yield _value(f"{place}.weight", record.weight, "above 0 and at most 1,000")
        if not 0 < record.discrimination <= 10:
            yield _value(f"{place}.discrimination", record.discrimination, "above 0 and at most 10")
        if not 0 <= record.chance < 1:
            yield _value(f"{place}.chance", record.chance, "from 0 to below 1")
        if not -10 <= record.difficulty <= 10:
            yield _value(f"{place}.difficulty", record.difficulty, "from -10 to 10 logits")


_RULES: tuple[Callable[[Specialist], Iterator[FieldProblem]], ...] = (_who, _when, _what, _speaks, _knows, _did)


def _domain(place: str, code: str) -> Iterator[FieldProblem]:
    if code not in taxonomy():
        yield _value(
            place, code, "a code of the domain taxonomy such as 0421.tax; a new sub-field must be added there first"
        )


def _each_once(place: str, values: Sequence[object]) -> Iterator[FieldProblem]:
    if len(set(values)) != len(values):
        yield FieldProblem(place, "value", "something is there twice", "each once")


def _value(place: str, value: object, hint: str) -> FieldProblem:
    return FieldProblem(place, "value", f"{_shown(value)} is not possible", hint)


def _near(word: str, known: frozenset[str], otherwise: str) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    return f"did you mean {near[0]!r}?" if near else otherwise
