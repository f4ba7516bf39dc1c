"""Countries, regions, states and cities, and where a text names them."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

from touchstone.core.briefs.lexicon import Lexicon
from touchstone.core.text import Word, fold


class Country(Struct, frozen=True, kw_only=True):
    """A country: ISO 3166-1 alpha-2 code, names by language (the first is shown), main IANA zones (most people first)."""

    code: str
    names: Mapping[str, tuple[str, ...]]
    people: tuple[str, ...]
    zones: tuple[str, ...]

    def name(self, language: str = "en") -> str:
        """The name that is shown in `language`."""
        return self.names.get(language, self.names["en"])[0]


class Place(Struct, frozen=True, kw_only=True):
    """A named place: its kind ("country", "region", "state", "city"), the countries it is or lies in, its zone."""

    kind: str
    name: str
    countries: tuple[str, ...]
    zone: str | None = None


class Mention(Struct, frozen=True):
    """A place named at `start:end` of a text."""

    place: Place
    start: int
    end: int


# Words that are places only when capitalised, because in small letters they mean something else.
_ALSO_WORDS = frozenset(
    {"turkey", "guinea", "jordan", "panama", "granada", "iran", "mali", "niger", "chad", "togo", "oman", "tonga"}
)

_ALSO_ABBREVIATIONS = frozenset({"MA", "MS", "OR", "IN", "ME", "OK", "HI", "PA", "AI", "AL", "ID"})
_UNKNOWN_CITY = re.compile(r"\b([A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15}){0,2}), $")


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of the packaged table `data/places/<name>.csv`; lines that start with # say where it comes from."""
    text = files("touchstone").joinpath("data", "places", f"{name}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return iter(csv.DictReader(lines, delimiter=";"))


@cache
def countries() -> Mapping[str, Country]:
    """Every country by its code."""
    return {
        row["code"]: Country(
            code=row["code"],
            names={code: tuple(name.lstrip("~") for name in row[code].split("|")) for code in ("en", "es", "pt")},
            people=tuple(_people(row)),
            zones=tuple(row["zones"].split("|")),
        )
        for row in rows("countries")
    }


@cache
def country_codes() -> Mapping[str, str]:
    """Country codes by folded name in any of the three languages, and by the code itself in small letters."""
    codes = {
        fold(name): code for code, country in countries().items() for names in country.names.values() for name in names
    }
    return {code.lower(): code for code in countries()} | codes


@cache
def regions() -> Mapping[str, tuple[str, ...]]:
    """The countries of each region, by folded name."""
    return {fold(name): tuple(row["countries"].split()) for row in rows("regions") for name in row["name"].split("|")}


def mentions(text: str, sequence: list[Word]) -> list[Mention]:
    """Every place that `text` names, given its words, in order; the longest name counts."""
    found: list[Mention] = []
    for name, place, start, end in _names().find(text, sequence):
        if not _written_as_name(text[start:end], name, place):
            continue
        if found and (merged := _within(text, found[-1], place, start, end)):
            found[-1] = merged
        elif place.kind != "abbreviation":
            found.append(Mention(place, start, end))
        elif city := _city_before(text, place, start, end):
            found.append(city)
    return found


def people_mentioned(text: str, sequence: list[Word]) -> Iterator[tuple[str, int, int]]:
    """Each word for the people or things of a country ("mexicano", "Brazilian"): the country's code, start and end."""
    for _, code, start, end in _demonyms().find(text, sequence):
        yield code, start, end


@cache
def _names() -> Lexicon[Place]:
    return Lexicon(_entries())


def _entries() -> Iterator[tuple[str, Place]]:
    for row in rows("countries"):
        for name in "|".join((row["en"], row["es"], row["pt"])).split("|"):
            if not name.startswith("~"):
                yield name, Place(kind="country", name=name, countries=(row["code"],), zone=row["zones"].split("|")[0])
    for kind, table in (("region", "regions"), ("city", "cities"), ("state", "states")):
        for row in rows(table):
            codes = tuple((row.get("countries") or row["country"]).split())
            for name in row["name"].split("|"):
                yield name, Place(kind=kind, name=name, countries=codes, zone=row.get("zone"))
    for row in rows("states"):
        if row["abbreviation"] and row["country"] != "BR":
            # Only behind a city ("Menlo Park, CA"): alone, "OR", "IN" and "ME" are words and "CA" is Canada.
            place = Place(kind="abbreviation", name=row["abbreviation"], countries=(row["country"],), zone=row["zone"])
            yield row["abbreviation"], place


@cache
def _demonyms() -> Lexicon[str]:
    return Lexicon((word, code) for code, country in countries().items() for word in country.people)


def _people(row: Mapping[str, str]) -> Iterator[str]:
    yield from (word for name in row["people_en"].split("|") if name for word in (name, f"{name}s"))
    for name in filter(None, f"{row['people_es']}|{row['people_pt']}".split("|")):
        yield from _inflected(name)


def _inflected(name: str) -> tuple[str, ...]:
    """The four forms of a Spanish or Portuguese adjective given in the masculine singular."""
    if name.endswith("ão"):
        return name, f"{name[:-2]}ã", f"{name[:-2]}ães", f"{name[:-2]}ãs"
    if name.endswith("o"):
        return name, f"{name[:-1]}a", f"{name}s", f"{name[:-1]}as"
    if name.endswith(("e", "a", "í")):
        return name, f"{name}s"
    plain = name.replace("é", "e").replace("ê", "e").replace("á", "a")
    return name, f"{plain}a", f"{plain}es", f"{plain}as"


def _written_as_name(words: str, name: str, place: Place) -> bool:
    if place.kind == "abbreviation" or len(name) <= 3:
        return words.replace(".", "").isupper()
    if words[:1].isupper():
        return True
    return place.kind in {"country", "region"} and len(words) >= 5 and fold(words) not in _ALSO_WORDS


def _city_before(text: str, place: Place, start: int, end: int) -> Mention | None:
    """A city that the table lacks, known by the state behind it: "Fremont, CA"."""
    match = _UNKNOWN_CITY.search(text, max(0, start - 40), start)
    if (
        match is None
        or place.name in _ALSO_ABBREVIATIONS
        or fold(match[1]) in country_codes()
        or text[end : end + 1] == "$"
    ):
        return None
    return Mention(Place(kind="city", name=match[1], countries=place.countries, zone=place.zone), match.start(1), end)


def _within(text: str, before: Mention, place: Place, start: int, end: int) -> Mention | None:
    """The city and its country or state as one place: "Menlo Park, CA", "Córdoba, Argentina", "Lyon (France)"."""
    gap = text[before.end : start].strip()
    if (
        before.place.kind not in {"city", "state"}
        or gap not in {",", "(", "", "/", "-"}
        or before.place.kind == place.kind
    ):
        return None
    if place.kind in {"abbreviation", "state", "country"} and place.countries == before.place.countries:
        return Mention(before.place, before.start, end)
    return None
