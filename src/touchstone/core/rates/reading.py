"""Rate files: CSV in, rows out, and every problem named with its line and field.

One reader for the packaged tables and for a user's own, so both are held to the same rules.
"""

import csv
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TypeVar

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.rates.dates import days_of
from touchstone.core.rates.places import place_code
from touchstone.core.rates.values import ExchangeRate, Rate, Source

ROLES = ("data_annotator", "ai_training_specialist", "rlhf_specialist", "ml_engineer", "all")
TRUSTS = ("study", "document", "vendor", "listing", "second_hand")
BASES = ("salary", "contract", "listing", "survey", "average", "floor")
LEVELS = ("general", "expert")
SCOPES = ("role", "part", "neighbour", "all")
MIDDLES = ("median", "mean", "single")
SPREADS = ("range", "quartiles")

_RATE_COLUMNS = (
    "id role scope work place unit currency low median high middle spread at_least n date dated basis domain_level "
    "domains covers source note source_title source_address source_trust"
).split()
_SOURCE_COLUMNS = "id title address trust licence note".split()
_EXCHANGE_COLUMNS = "base currency rate first_day last_day source".split()

T = TypeVar("T")


class Problem(Struct, frozen=True, kw_only=True):
    """What is wrong in one field of one line."""

    line: int
    field: str
    message: str
    hint: str


class Line(Struct, frozen=True):
    """One record of a file: its line number and its fields, spaces stripped; an absent or empty field is ""."""

    number: int
    fields: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    def one_of(self, field: str, choices: tuple[str, ...], default: str = "") -> str:
        """The field, which must be one of `choices`."""
        value = self[field].lower() or default
        if value not in choices:
            raise _Bad(field, f"{self[field]!r} is not known" if self[field] else "is missing", ", ".join(choices))
        return value

    def yes(self, field: str, *, default: bool) -> bool:
        """The field as yes or no."""
        return self.one_of(field, ("yes", "no"), "yes" if default else "no") == "yes"

    def required(self, field: str, hint: str) -> str:
        """The field, which must not be empty."""
        if not self[field]:
            raise _Bad(field, "is missing", hint)
        return self[field]


class _Bad(Exception):
    """A field that cannot be used, on its way to becoming a Problem."""

    def __init__(self, field: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.field, self.message, self.hint = field, message, hint


def read_sources(text: str, *, name: str) -> dict[str, Source]:
    """The sources of a CSV text by id.

    Raises:
        BadInput: naming file, line and field of the first problem, and how many more there are.
    """
    lines = _lines(text, name=name, columns=_SOURCE_COLUMNS)
    return {source.id: source for source in _each(lines, _source, name=name)}


def read_exchange(text: str, *, sources: Mapping[str, Source], name: str) -> tuple[ExchangeRate, ...]:
    """The exchange rates of a CSV text. Raises as `read_sources`."""
    lines = _lines(text, name=name, columns=_EXCHANGE_COLUMNS)
    return tuple(_each(lines, lambda line: _exchange_rate(line, sources), name=name))


def read_rates(text: str, *, sources: Mapping[str, Source], name: str) -> tuple[Rate, ...]:
    """The rates of a CSV text. Raises as `read_sources`.

    A row names its source by an id of `sources`, or brings its own in `source_title` and `source_address`.
    """
    lines = _lines(text, name=name, columns=_RATE_COLUMNS)
    return tuple(_each(lines, lambda line: _rate(line, sources), name=name))


def _each(lines: list[Line], read: Callable[[Line], T], *, name: str) -> Iterator[T]:
    found: list[T] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line in lines:
        try:
            _check_new(line, seen)
            found.append(read(line))
        except _Bad as bad:
            problems.append(Problem(line=line.number, field=bad.field, message=bad.message, hint=bad.hint))
        except BadInput as bad:
            problems.append(Problem(line=line.number, field=bad.place or "", message=bad.message, hint=bad.hint or ""))
    if problems:
        raise _refusal(problems, name=name)
    return iter(found)


def _check_new(line: Line, seen: dict[str, int]) -> None:
    first = seen.setdefault(line["id"], line.number)
    if line["id"] and first != line.number:
        raise _Bad("id", f"{line['id']!r} is already the id of line {first}", "an id of its own")


def _refusal(problems: list[Problem], *, name: str) -> BadInput:
    first, *rest = problems
    more = "".join(f"; line {p.line}, {p.field}: {p.message}" for p in rest[:5])
    many = f"; and {len(rest) - 5} more" if len(rest) > 5 else ""
    return BadInput(first.message + more + many, place=f"{name}, line {first.line}, {first.field}", hint=first.hint)


def _lines(text: str, *, name: str, columns: list[str]) -> list[Line]:
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        _check_header([column.strip() for column in reader.fieldnames or []], name=name, columns=columns)
        return list(_records(reader, name=name, delimiter=delimiter))
    except csv.Error as error:
        raise BadInput(f"the file is not CSV: {error}", place=f"{name}, line {reader.line_num}") from error


def _records(reader: "csv.DictReader[str]", *, name: str, delimiter: str) -> Iterator[Line]:
    for record in reader:
        if None in record:
            raise BadInput(
                "there are more fields than columns",
                place=f"{name}, line {reader.line_num}",
                hint=f'a text that contains "{delimiter}" stands in double quotes',
            )
        fields = {column.strip(): (value or "").strip() for column, value in record.items()}
        if any(fields.values()):
            yield Line(reader.line_num, fields)


def _check_header(header: list[str], *, name: str, columns: list[str]) -> None:
    if not header:
        raise BadInput("the file is empty", place=f"{name}, line 1", hint="a first line with " + ", ".join(columns))
    for column in header:
        if column not in columns:
            near = difflib.get_close_matches(column, columns, n=1)
            hint = f"did you mean {near[0]}?" if near else "one of " + ", ".join(columns)
            raise BadInput(f"there is no column {column!r}", place=f"{name}, line 1", hint=hint)


def _source(line: Line) -> Source:
    return Source(
        id=line.required("id", "a short name"),
        title=line.required("title", "who said so, and when"),
        address=_address(line, "address"),
        trust=line.one_of("trust", TRUSTS),
        licence=line["licence"],
        note=line["note"],
    )


def _address(line: Line, field: str) -> str:
    address = line.required(field, "where it can be read, such as https://example.org/report")
    if not re.fullmatch(r"(https?://|file:|mailto:)\S+", address):
        raise _Bad(field, f"{address!r} is not an address", "such as https://example.org/report")
    return address


def _exchange_rate(line: Line, sources: Mapping[str, Source]) -> ExchangeRate:
    rate = _number(line, "rate")
    if rate is None:
        raise _Bad("rate", "is missing", "how many units of the currency one unit of the base is worth")
    first, last = _day(line, "first_day"), _day(line, "last_day")
    if last < first:
        raise _Bad("last_day", "lies before first_day", f"{first} or later")
    return ExchangeRate(
        base=_currency(line, "base"),
        currency=_currency(line, "currency"),
        rate=rate,
        first_day=first,
        last_day=last,
        source=_named_source(line, sources),
    )


def _rate(line: Line, sources: Mapping[str, Source]) -> Rate:
    unit = PayUnit(line.one_of("unit", tuple(PayUnit)))
    low, median, high = _figures(line)
    role = line.one_of("role", ROLES)
    return Rate(
        id=line.required("id", "a short name of its own"),
        role=role,
        work=line["work"] or role.replace("_", " "),
        place=_place(line),
        unit=unit,
        low=low,
        median=median,
        high=high,
        date=_date(line),
        basis=line.one_of("basis", BASES, "salary" if unit is PayUnit.YEAR else "contract"),
        domain_level=line.one_of("domain_level", LEVELS, "general"),
        source=_own_source(line) or _named_source(line, sources),
        note=line["note"],
        scope=line.one_of("scope", SCOPES, "all" if role == "all" else "role"),
        covers=line["covers"],
        middle=line.one_of("middle", MIDDLES, "median" if low and high else "single"),
        spread=line.one_of("spread", SPREADS, "range"),
        at_least=line.yes("at_least", default=False),
        dated=line.yes("dated", default=True),
        n=_count(line, "n"),
        domains=tuple(line["domains"].split()),
    )


def _figures(line: Line) -> tuple[Money | None, Money | None, Money | None]:
    currency = _currency(line, "currency", default="USD")
    numbers = [_number(line, field) for field in ("low", "median", "high")]
    given = [number for number in numbers if number is not None]
    if not given:
        raise _Bad("median", "there is no figure", "at least one of low, median and high")
    if given != sorted(given):
        raise _Bad("median", "the figures do not rise from low over median to high", "low <= median <= high")
    low, median, high = (None if number is None else money(number, currency) for number in numbers)
    return low, median, high


def _number(line: Line, field: str) -> Decimal | None:
    text = line[field]
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}([.,]\d{1,8})?", text) or re.fullmatch(r"\d{1,3},\d{3}", text):
        raise _Bad(field, f"{text!r} is not a number", "digits with a decimal point and without separators: 12500.50")
    number = Decimal(text.replace(",", "."))
    if number <= 0:
        raise _Bad(field, f"{text!r} is not more than zero", "leave the field empty where there is no figure")
    return number


def _count(line: Line, field: str) -> int | None:
    if not line[field]:
        return None
    if not line[field].isdecimal():
        raise _Bad(field, f"{line[field]!r} is not a whole number", "how many observations, such as 160")
    return int(line[field])


def _currency(line: Line, field: str, *, default: str = "") -> str:
    code = line[field].upper() or default
    if not re.fullmatch("[A-Z]{3}", code):
        raise _Bad(field, f"{line[field]!r} is not a currency", "an ISO 4217 code such as USD or BRL")
    return code


def _place(line: Line) -> str:
    return place_code(line.required("place", "a country code such as BR, or latam, or world"))


def _date(line: Line) -> str:
    said = line.required("date", "2026, 2026-06 or 2026-06-17")
    days_of(said)
    return said


def _day(line: Line, field: str) -> date:
    try:
        return date.fromisoformat(line.required(field, "a day such as 2026-08-31"))
    except ValueError:
        raise _Bad(field, f"{line[field]!r} is not a day", "such as 2026-08-31") from None


def _own_source(line: Line) -> Source | None:
    if not (line["source_title"] or line["source_address"]):
        return None
    title = line.required("source_title", "who said so, and when")
    return Source(
        id=line["source"] or f"own:{title}",
        title=title,
        address=_address(line, "source_address"),
        trust=line.one_of("source_trust", TRUSTS, "document"),
    )


def _named_source(line: Line, sources: Mapping[str, Source]) -> Source:
    name = line.required("source", "the id of a source, or source_title and source_address")
    if name not in sources:
        near = difflib.get_close_matches(name, sources, n=1)
        hint = f"did you mean {near[0]}?" if near else "the id of a source, or source_title and source_address"
        raise _Bad("source", f"there is no source {name!r}", hint)
    return sources[name]
