"""The ways to staff the work that are laid side by side."""

from collections.abc import Iterable

from msgspec import Struct

from touchstone.core.briefs.values import Brief, Contract
from touchstone.core.errors import BadInput
from touchstone.core.rates import LATAM, WORLD, RateTable, is_latin_american, place_code, place_name

# Shown one by one even where there is no row: the countries that the product has rules for.
_LATIN = ("AR", "BR", "CL", "CO", "MX", "PE", "UY")


class Route(Struct, frozen=True, kw_only=True):
    """One way: where, and how people are bound. Rows of `places` make its pay; the first is what it is called after."""

    id: str
    label: str
    places: tuple[str, ...]
    salaried: bool = False
    as_asked: bool = True


def routes(brief: Brief, table: RateTable) -> tuple[Route, ...]:
    """The ways for a brief: all of them, or only those in the countries to which it limits people."""
    countries = list(dict.fromkeys(_country(one) for one in brief.countries))
    if not countries or WORLD in countries:
        return (*_in_the_us(brief), _in_latin_america(brief, table), *(_in_country(brief, one) for one in _LATIN))
    found: list[Route] = []
    for country in countries:
        if country == "US":
            found += _in_the_us(brief)
        else:
            found.append(_in_latin_america(brief, table) if country == LATAM else _in_country(brief, country))
    return tuple(found)


def _in_the_us(brief: Brief) -> Iterable[Route]:
    # Worldwide listings count for the US: 58 % of the AI trainers that Deel counts are there, and they are priced in
    # dollars by US companies. A salary is paid in a country.
    yield Route(
        id="us_salaried",
        label="United States, salaried",
        places=("US",),
        salaried=True,
        as_asked=brief.contract is not Contract.CONTRACTOR,
    )
    yield Route(
        id="us_contract", label="United States, on contract", places=("US", WORLD), as_asked=_contract_asked(brief)
    )


def _in_latin_america(brief: Brief, table: RateTable) -> Route:
    countries = sorted({row.place for row in table.rows if is_latin_american(row.place)})
    return Route(
        id="latam_contract",
        label="Latin America, on contract",
        places=(LATAM, *countries),
        as_asked=_contract_asked(brief),
    )


def _in_country(brief: Brief, country: str) -> Route:
    name = place_name(country)
    label = f"{name[0].upper()}{name[1:]}, on contract".removeprefix("The ")
    return Route(id=f"contract_{country}", label=label, places=(country,), as_asked=_contract_asked(brief))


def _country(said: str) -> str:
    try:
        return place_code(said)
    except BadInput as unknown:
        raise BadInput(unknown.message, place="countries", hint="two-letter codes such as BR") from unknown


def _contract_asked(brief: Brief) -> bool:
    return brief.contract is not Contract.EMPLOYEE
