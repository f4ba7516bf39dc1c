"""Time zones by their IANA names, always from the tzdata package.

The system's own database may be years old: America/Coyhaique, which stays at UTC-3 all year, exists only since release
2025b. With the pinned package every machine gives the same hours.
"""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from zoneinfo import ZoneInfo

from touchstone.core.errors import BadInput

_HINT = "an IANA name such as America/Santiago"


@cache
def zone(name: str) -> ZoneInfo:
    """The zone called `name`.

    Raises:
        BadInput: there is no such zone; the hint names the ones that look like it.
    """
    if name not in zone_names():
        near = similar_zones(name)
        raise BadInput(f"{name!r} is not a time zone", hint=f"did you mean {', '.join(near)}?" if near else _HINT)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@cache
def zone_names() -> frozenset[str]:
    """Every name in the database, old names included."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def database_version() -> str:
    """The release of the tzdata package, e.g. "2026.1" for IANA 2026a."""
    return version("tzdata")


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country (ISO 3166-1 alpha-2), the most populous first; empty for an unknown country."""
    return _zones_by_country().get(country.upper(), ())


def country_of(name: str) -> str | None:
    """The country (ISO 3166-1 alpha-2) that a zone is listed under, old names included ("US/Eastern").

    None for zones of no country, such as UTC.
    """
    countries = _country_by_zone()
    return countries.get(name) or countries.get(_links().get(name, ""))


def similar_zones(name: str, *, most: int = 3) -> tuple[str, ...]:
    """Zones whose name, or the place in it, looks like `name`: "santiago", "america/sao paulo", "Tiajuana"."""
    from difflib import get_close_matches

    wanted = _plain(name)
    by_name = {_plain(known): known for known in sorted(zone_names())}
    by_place = {_plain(known.rpartition("/")[2]): known for known in sorted(zone_names()) if "/" in known}
    place = wanted.rpartition("/")[2]
    near = [by_name[wanted]] if wanted in by_name else []
    near += [by_place[match] for match in get_close_matches(place, by_place, n=most, cutoff=0.72)]
    near += [by_name[match] for match in get_close_matches(wanted, by_name, n=most, cutoff=0.72)]
    return tuple(dict.fromkeys(near))[:most]


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


@cache
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for country, name in _rows():
        table.setdefault(country, []).append(name)
    return {country: tuple(names) for country, names in table.items()}


@cache
def _country_by_zone() -> dict[str, str]:
    return {name: country for country, name in reversed(list(_rows()))}


@cache
def _links() -> dict[str, str]:
    """Old names and the zones that they now stand for (lines "L target name" of the database's source)."""
    lines = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("utf-8").splitlines()
    return {name: target for _, target, name in (line.split() for line in lines if line.startswith("L "))}


def _rows() -> Iterator[tuple[str, str]]:
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            yield country, name
