"""People in the two forms in which they bring themselves along: JSON Resume, and the record of ORCID's public API.

What such a document holds beside the person (a photograph, a street, a birthday) is left out; `left` counts it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from touchstone.core.briefs.values import LanguageLevel
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.people import cells
from touchstone.core.people.cells import CellRefused
from touchstone.core.people.values import Person, Publication, Schooling
from touchstone.core.text import fold

_LEFT_OUT = {"image", "url", "phone", "profiles", "picture", "photo", "birth", "birthDate", "address", "postalCode"}
_FLUENCY = {
    "native": LanguageLevel.NATIVE, "nativo": LanguageLevel.NATIVE, "mother": LanguageLevel.NATIVE,
    "fluent": LanguageLevel.C1, "fluente": LanguageLevel.C1, "fluido": LanguageLevel.C1, "full": LanguageLevel.C1,
    "advanced": LanguageLevel.C1, "avanzado": LanguageLevel.C1, "avancado": LanguageLevel.C1,
    "professional": LanguageLevel.B2, "intermediate": LanguageLevel.B1, "intermedio": LanguageLevel.B1,
    "intermediario": LanguageLevel.B1, "elementary": LanguageLevel.A2, "basic": LanguageLevel.A2, "basico": LanguageLevel.A2,
}  # fmt: skip


def is_resume(document: Any) -> bool:
    """Whether it is a JSON Resume (jsonresume.org, schema 1.0)."""
    return isinstance(document, Mapping) and isinstance(document.get("basics"), Mapping)


def is_orcid(document: Any) -> bool:
    """Whether it is a record of ORCID's public API (version 3.0)."""
    return isinstance(document, Mapping) and "orcid-identifier" in document


def from_resume(document: Mapping[str, Any], left: Counter[str]) -> Person:
    """The person of a JSON Resume.

    Raises:
        CellRefused: it names nobody.
    """
    basics = document["basics"]
    place = _mapping(basics.get("location"))
    left.update(name for one in (basics, place) for name in one if name in _LEFT_OUT and one[name])
    return Person(
        name=_name(basics.get("name")),
        email=_or_empty(cells.email, basics.get("email")),
        country=_or_empty(cells.country, place.get("countryCode")),
        languages=tuple(dict.fromkeys(_languages(_list(document.get("languages")), left))),
        degrees=tuple(_resume_degrees(_list(document.get("education")))),
        publications=tuple(_resume_publications(_list(document.get("publications")))),
        years_experience=_years_of(_list(document.get("work"))),
        text=_said(basics.get("summary")),
    )


def from_orcid(document: Mapping[str, Any], left: Counter[str]) -> Person:
    """The person of an ORCID record. It says nothing of hours, pay or languages: a profile begins with it.

    Raises:
        CellRefused: it names nobody.
    """
    person = _mapping(document.get("person"))
    name = _mapping(person.get("name"))
    credit = _value(name.get("credit-name"))
    spelled = credit or f"{_value(name.get('given-names'))} {_value(name.get('family-name'))}"
    done = _mapping(document.get("activities-summary"))
    addresses = _list(_mapping(person.get("addresses")).get("address"))
    left.update(name for name in ("researcher-urls", "external-identifiers", "keywords") if _filled(person.get(name)))
    return Person(
        name=_name(spelled),
        email=next((_said(one.get("email")) for one in _list(_mapping(person.get("emails")).get("email"))), ""),
        orcid=cells.orcid(_said(_mapping(document["orcid-identifier"]).get("path"))),
        country=next((_or_empty(cells.country, _value(one.get("country"))) for one in addresses), ""),
        degrees=tuple(_orcid_degrees(_list(_mapping(done.get("educations")).get("affiliation-group")))),
        publications=tuple(_orcid_works(_list(_mapping(done.get("works")).get("group")))),
        text=_said(_mapping(person.get("biography")).get("content")),
    )


def _languages(given: Sequence[Any], left: Counter[str]) -> Iterator[SpokenLanguage]:
    for one in given:
        said = fold(_said(_mapping(one).get("fluency")))
        level = next((level for word, level in _FLUENCY.items() if word in said), None)
        level = level or next((level for level in LanguageLevel if level.value.lower() in said.split()), None)
        try:
            code = cells.language_code(_said(_mapping(one).get("language")))
        except CellRefused:
            left["languages that we do not know"] += 1
            continue
        if level is None:
            left["languages without a level"] += 1
        else:
            yield SpokenLanguage(code, level)


def _resume_degrees(given: Sequence[Any]) -> Iterator[Schooling]:
    for one in map(_mapping, given):
        level = cells.degree_level(_said(one.get("studyType")))
        if level:
            field = _said(one.get("area"))
            yield Schooling(
                level=level,
                domain=cells.domain_or_none(field) or "" if field else "",
                field=field,
                institution=_said(one.get("institution")),
                year=_year(one.get("endDate")),
            )


def _resume_publications(given: Sequence[Any]) -> Iterator[Publication]:
    for one in map(_mapping, given):
        if title := _said(one.get("name")):
            venue, address = _said(one.get("publisher")), _said(one.get("url"))
            yield Publication(title=title, venue=venue, year=_year(one.get("releaseDate")), doi=cells.doi(address))


def _orcid_degrees(groups: Sequence[Any]) -> Iterator[Schooling]:
    for group in groups:
        for summary in _list(_mapping(group).get("summaries")):
            one = _mapping(_mapping(summary).get("education-summary"))
            level = cells.degree_level(_said(one.get("role-title")))
            if level:
                field = _field_of(_said(one.get("role-title")), _said(one.get("department-name")))
                where = _mapping(one.get("organization"))
                yield Schooling(
                    level=level,
                    domain=cells.domain_or_none(field) or "" if field else "",
                    field=field,
                    institution=_said(where.get("name")),
                    country=_or_empty(cells.country, _mapping(where.get("address")).get("country")),
                    year=_year(_value(_mapping(one.get("end-date")).get("year"))),
                )


def _orcid_works(groups: Sequence[Any]) -> Iterator[Publication]:
    for group in groups:
        for one in map(_mapping, _list(_mapping(group).get("work-summary"))[:1]):  # the others are the same work again
            title = _value(_mapping(one.get("title")).get("title"))
            ids = map(_mapping, _list(_mapping(one.get("external-ids")).get("external-id")))
            found = [
                cells.doi(_said(one.get("external-id-value"))) for one in ids if one.get("external-id-type") == "doi"
            ]
            year = _year(_value(_mapping(one.get("publication-date")).get("year")))
            if title:
                venue = _value(one.get("journal-title"))
                yield Publication(title=title, venue=venue, year=year, doi=next(filter(None, found), ""))


def _field_of(title: str, department: str) -> str:
    """The field of "PhD in Organic Chemistry", else the department's."""
    for divider in (" in ", " en ", " em "):
        _degree, found, field = title.partition(divider)
        if found:
            return cells.words(field)
    return department


def _years_of(work: Sequence[Any]) -> float:
    """Years between the first and the last day of work, as far as they are said; gaps are not told apart."""
    days = [_day(_mapping(one).get(name)) for one in work for name in ("startDate", "endDate")]
    known = [one for one in days if one]
    return round((max(known) - min(known)).days / 365.25, 1) if len(known) > 1 else 0.0


def _day(said: Any) -> date | None:
    parts = str(said or "").split("-")
    try:
        return date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)
    except ValueError:
        return None


def _year(said: Any) -> int | None:
    found = _day(str(said or "")[:4])
    return found.year if found and 1900 <= found.year <= 2100 else None


def _name(said: Any) -> str:
    found = _said(said)
    if not found:
        raise CellRefused("it names nobody", "a name in basics.name")
    return found


def _or_empty(read: Callable[[str], str], said: Any) -> str:
    """What a cell's reader makes of it; nothing where it is empty or none: a document is not refused for it."""
    try:
        return read(_said(said)) if said else ""
    except CellRefused:
        return ""


def _value(one: Any) -> str:
    """ORCID wraps what it says: {"value": …}."""
    return _said(_mapping(one).get("value"))


def _said(value: Any) -> str:
    return cells.words(value).replace("\0", "") if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _filled(value: Any) -> bool:
    return any(bool(inner) for inner in _mapping(value).values() if isinstance(inner, list))
