"""Readers of the fields that have a form of their own: domains, languages, money, zones, ranges."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from touchstone.core.briefs.degrees import read_degrees
from touchstone.core.briefs.experience import read_experience
from touchstone.core.briefs.friendly import (
    as_read,
    bounds,
    choice,
    clock,
    each,
    kind_of,
    mapping,
    number,
    only_quantity,
    term,
    text,
    whole,
)
from touchstone.core.briefs.gazetteer import countries, country_codes, regions
from touchstone.core.briefs.hours import FULL_TIME_HOURS, read_hours
from touchstone.core.briefs.languages import read_languages
from touchstone.core.briefs.pay import pay_of, unit_behind
from touchstone.core.briefs.tables import currencies
from touchstone.core.briefs.tasks import read_tasks
from touchstone.core.briefs.terms import read_terms
from touchstone.core.briefs.values import LanguageLevel, LanguageNeed, Pay, Range, Task, WorkingHours
from touchstone.core.briefs.weeks import weeks_in
from touchstone.core.briefs.zones import zone_named
from touchstone.core.errors import BadInput
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence
from touchstone.core.text import fold

Kind = TypeVar("Kind", bound=StrEnum)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})(?:[\s:(]{1,3}([A-Za-z][A-Za-z0-9]{1,6})\)?)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST_MONEY = 10**12
_READERS = {"degree": read_degrees, "seniority": read_experience, "contract": read_terms, "schedule": read_hours}


def domains(value: Any, place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the taxonomy from codes or names; names that it lacks apart, as they are."""
    known: list[str] = []
    unknown: list[str] = []
    for said in each(term, value, place):
        code = _domain(said, place)
        if code is None:
            unknown.append(said)
        else:
            known.append(code)
    return tuple(dict.fromkeys(known)), tuple(unknown)


def fields_in_degree(said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that a degree in words names: "PhD in chemistry"; those that the taxonomy lacks apart."""
    known, unknown = (
        tuple(dict.fromkeys(str(one.value) for one in as_read(read_degrees, said, field)))
        for field in ("degree_domains", "unknown_degree_domains")
    )
    return known, unknown


def _domain(said: str, place: str) -> str | None:
    tree = taxonomy()
    if said[:2].isdigit():
        try:
            return tree.node(said).code
        except BadInput as error:
            raise BadInput(error.message, place=place, hint=error.hint) from error
    whole_name = [match for match in tree.find(said, minimum=0.05) if (match.start, match.end) == (0, len(said))]
    return whole_name[0].code if whole_name else None


def task(value: Any, place: str) -> Task:
    """A task from a mapping, or from words such as "label 18,000 images"."""
    if isinstance(value, str):
        for one in as_read(read_tasks, value, "tasks"):
            assert isinstance(one.value, Task)
            return Task(
                competence=one.value.competence,
                words=term(value, place),
                volume=one.value.volume,
                unit=one.value.unit,
                minutes_each=one.value.minutes_each,
            )
        raise BadInput(
            f"“{value}” names no work", place=place, hint='"label 18,000 images" or {competence = "label", …}'
        )
    given = mapping(value, place, known=("competence", "words", "volume", "unit", "minutes_each"))
    if "competence" not in given:
        raise BadInput("the competence is missing", place=place, hint="one of " + ", ".join(Competence))
    return Task(
        competence=choice(Competence, given["competence"], f"{place}.competence"),
        words=text(given.get("words", ""), f"{place}.words"),
        volume=_given(given, "volume", place, lambda one, at: whole(one, at, least=1, most=10**12)),
        unit=_given(given, "unit", place, term),
        minutes_each=_given(given, "minutes_each", place, lambda one, at: number(one, at, least=0.001, most=100_000)),
    )


def language_need(value: Any, place: str) -> LanguageNeed:
    """A language: "en C1", "pt-BR native", "fluent English", or {code = "en", level = "C1"}."""
    if isinstance(value, dict):
        given = mapping(value, place, known=("code", "level"))
        code = _language_code(given.get("code"), f"{place}.code")
        level = given.get("level")
        return LanguageNeed(code, None if level is None else _level(level, f"{place}.level"))
    said = term(value, place)
    if match := _LANGUAGE.fullmatch(said):
        code_only = match[1][:2].islower() or match[1].isupper()
        level_fits = match[2] is None or match[2].lower() in {level.lower() for level in LanguageLevel}
        if code_only and level_fits and len(match[1].split("-")[0]) <= 3:
            return LanguageNeed(_language_code(match[1], place), _level(match[2], place) if match[2] else None)
    found = [one.value for one in as_read(read_languages, f"Language: {said}", "languages")]
    if len({str(one) for one in found}) == 1 and isinstance(found[0], LanguageNeed):
        return found[0]
    raise BadInput(f"“{said}” is not one language", place=place, hint='"en C1", "pt-BR native" or "fluent English"')


def _language_code(value: Any, place: str) -> str:
    said = text(value, place).strip()
    match = re.fullmatch(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8}){0,2})", said)
    if match is None:
        raise BadInput(f"“{said}” is no language code", place=place, hint='a code such as "en" or "pt-BR"')
    parts = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in match[2].split("-")[1:]
    ]
    return "-".join((match[1].lower(), *parts))


def _level(value: Any, place: str) -> LanguageLevel:
    said = text(value, place).strip()
    for level in LanguageLevel:
        if said.lower() == level.value.lower():
            return level
    raise BadInput(f"“{said}” is no level", place=place, hint="A1, A2, B1, B2, C1, C2 or native")


def enum_or_words(kind: type[Kind], value: Any, place: str, *, field: str) -> Kind:
    """One of the words of an enumeration, or what the reader of free text takes for one: "PhD", "freelance"."""
    try:
        return choice(kind, value, place)
    except BadInput:
        if isinstance(value, str):
            for one in as_read(_READERS[field], value, field):
                assert isinstance(one.value, kind)
                return one.value
        raise


def hours_per_week(value: Any, place: str) -> Range:
    """Hours a week: a range, or "full time"."""

    def said(words: str) -> Range | None:
        if re.fullmatch(r"\s*full[\s-]?time\s*", words, re.IGNORECASE):
            return Range(FULL_TIME_HOURS, FULL_TIME_HOURS)
        found = [one.value for one in as_read(read_hours, words, "hours_per_week")]
        return found[0] if found and isinstance(found[0], Range) else _plain(words, units="hours?|h|horas?")

    return bounds(value, place, most=168, said=said)


def hours_total(value: Any, place: str) -> Range:
    """Hours in all."""
    return bounds(value, place, most=10_000_000, said=lambda words: _plain(words, units="hours?|h|horas?"))


def weeks(value: Any, place: str) -> Range:
    """A duration in weeks, or words with their unit: "3 months"."""
    return bounds(value, place, most=520, said=lambda words: weeks_in(words) or _plain(words, units="weeks?|semanas?"))


def _plain(words: str, *, units: str) -> Range | None:
    quantity = only_quantity(words)
    if quantity is None or quantity.currency or quantity.percent:
        return None
    rest = fold(words[: quantity.start] + words[quantity.end :]).strip(" .")
    if not re.fullmatch(rf"(?:{units})?", rest):
        return None
    return Range(*(None if end is None else float(end) for end in (quantity.low, quantity.high)))


def time_zone(value: Any, place: str) -> str:
    """An IANA zone, or a name that stands for one: "PST", "hora de Brasilia", "London"."""
    said = term(value, place)
    zone = zone_named(said)
    if zone is None:
        raise BadInput(f"“{said}” is no time zone", place=place, hint='a name such as "America/Sao_Paulo"')
    return zone


def working_hours(value: Any, place: str) -> WorkingHours:
    """A working day: "09:00-18:00", ["09:00", "18:00"] or {start = 09:00, end = 18:00}."""
    if isinstance(value, str):
        value = re.split(r"\s*[-–—]\s*|\s+to\s+", value.strip(), maxsplit=1)
    if isinstance(value, list) and len(value) == 2:
        value = {"start": value[0], "end": value[1]}
    given = mapping(value, place, known=("start", "end"))
    if "start" not in given or "end" not in given:
        raise BadInput("one end of the day is missing", place=place, hint='"09:00-18:00"')
    hours = WorkingHours(clock(given["start"], f"{place}.start"), clock(given["end"], f"{place}.end"))
    if hours.start == hours.end:
        raise BadInput("the day ends when it starts", place=place, hint='"09:00-18:00"')
    return hours


def countries_of(value: Any, place: str) -> tuple[str, ...]:
    """Codes of countries from codes, names or regions ("BR", "Brazil", "Latin America")."""
    codes = each(_countries, value, place)
    return tuple(dict.fromkeys(code for group in codes for code in group))


def _countries(value: Any, place: str) -> tuple[str, ...]:
    said = term(value, place)
    if said.upper() in countries() and len(said) == 2:
        return (said.upper(),)
    if code := country_codes().get(fold(said)):
        return (code,)
    if inside := regions().get(fold(said)):
        return inside
    raise BadInput(f"“{said}” is no country", place=place, hint='a code such as "BR", a name or a region')


def pay(value: Any, place: str) -> Pay:
    """Pay: "20-35 USD/hour", or {low = 20, high = 35, currency = "USD", unit = "hour"}."""
    hint = '"20-35 USD/hour" or {low = 20, high = 35, currency = "USD", unit = "hour"}'
    if isinstance(value, str):
        return _pay_in_words(value, place, hint)
    given = mapping(value, place, known=("low", "high", "amount", "currency", "unit", "per"))
    if "unit" not in given or not any(given.get(key) is not None for key in ("low", "high", "amount")):
        raise BadInput("the amount or its unit is missing", place=place, hint=hint)
    if "amount" in given:
        given = {"low": given["amount"], "high": given["amount"], **given}
    currency = _currency(given.get("currency"), f"{place}.currency")
    ends = [_given(given, key, place, _amount) for key in ("low", "high")]
    per = _given(given, "per", place, lambda one, at: whole(one, at, least=1, most=1_000_000)) or 1
    _in_order(ends[0], ends[1], place)
    return pay_of(ends[0], ends[1], currency=currency, unit=choice(PayUnit, given["unit"], f"{place}.unit"), per=per)


def _pay_in_words(value: str, place: str, hint: str) -> Pay:
    quantity = only_quantity(value)
    unit = unit_behind(fold(value), quantity.end) if quantity else None
    if quantity is None or unit is None:
        raise BadInput(f"“{value}” is not understood", place=place, hint=hint)
    if quantity.currency in {None, "PESO", "KR"}:
        raise BadInput(f"“{value}” has no currency that is sure", place=place, hint=hint)
    currency = "USD" if quantity.currency == "$" else str(quantity.currency)
    if quantity.most > _MOST_MONEY:
        raise BadInput("this is more than there can be", place=place, hint=hint)
    return pay_of(quantity.low, quantity.high, currency=currency, unit=unit[0], per=unit[2])


def budget(value: Any, place: str) -> Money:
    """A sum: "USD 5,000", "R$ 20.000" or {amount = 5000, currency = "USD"}."""
    hint = '"USD 5000" or {amount = 5000, currency = "USD"}'
    if isinstance(value, dict):
        given = mapping(value, place, known=("amount", "currency"))
        return money(
            _amount(given.get("amount"), f"{place}.amount"), _currency(given.get("currency"), f"{place}.currency")
        )
    quantity = only_quantity(value) if isinstance(value, str) else None
    if quantity is None or quantity.currency in {None, "PESO", "KR"} or quantity.most > _MOST_MONEY:
        said = f"“{value}” is no sum of money" if isinstance(value, str | int | float) else f"this is {kind_of(value)}"
        raise BadInput(said, place=place, hint=hint)
    return money(quantity.most, "USD" if quantity.currency == "$" else str(quantity.currency))


def share(value: Any, place: str) -> float:
    """A share of right pieces: 0.95 or "95%"."""
    if isinstance(value, str):
        quantity = only_quantity(value)
        if quantity is None or not quantity.percent:
            raise BadInput(f"“{value}” is no share", place=place, hint='0.95 or "95%"')
        return number(float(quantity.least) / 100, place, least=0, most=1, hint='0.95 or "95%"')
    return number(value, place, least=0, most=1, hint='0.95 or "95%"')


def _amount(value: Any, place: str) -> Decimal:
    if isinstance(value, str):
        try:
            value = float(Decimal(value.replace("_", "")))
        except InvalidOperation as error:
            raise BadInput(f"“{value}” is no amount", place=place, hint="a number such as 12.50") from error
    return Decimal(str(number(value, place, least=0, most=_MOST_MONEY)))


def _currency(value: Any, place: str) -> str:
    code = text("USD" if value is None else value, place).strip().upper()
    if not _CURRENCY.fullmatch(code) or code not in currencies():
        raise BadInput(f"“{value}” is no currency", place=place, hint='an ISO 4217 code such as "USD" or "BRL"')
    return code


def _in_order(low: Decimal | None, high: Decimal | None, place: str) -> None:
    if low is not None and high is not None and low > high:
        raise BadInput(f"{low} is more than {high}", place=place, hint="the lower end first")


def _given(given: dict[str, Any], key: str, place: str, convert: Any) -> Any:
    value = given.get(key)
    return None if value is None else convert(value, f"{place}.{key}")
