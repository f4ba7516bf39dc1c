"""The places of the rate table: countries by ISO 3166-1 alpha-2 code, Latin America, and the world."""

import re

from touchstone.core.errors import BadInput
from touchstone.core.text import fold

LATAM = "latam"
WORLD = "world"

# Names for texts; a country that is not listed is called by its code.
NAMES = {
    "AR": "Argentina",
    "BO": "Bolivia",
    "BR": "Brazil",
    "CA": "Canada",
    "CL": "Chile",
    "CO": "Colombia",
    "CR": "Costa Rica",
    "CU": "Cuba",
    "DO": "the Dominican Republic",
    "EC": "Ecuador",
    "ES": "Spain",
    "GB": "the United Kingdom",
    "GT": "Guatemala",
    "HN": "Honduras",
    "IN": "India",
    "KE": "Kenya",
    "MX": "Mexico",
    "NI": "Nicaragua",
    "PA": "Panama",
    "PE": "Peru",
    "PH": "the Philippines",
    "PT": "Portugal",
    "PY": "Paraguay",
    "SV": "El Salvador",
    "US": "the United States",
    "UY": "Uruguay",
    "VE": "Venezuela",
    LATAM: "Latin America",
    WORLD: "the world",
}
COUNTRIES_OF_LATAM = frozenset("AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PY SV UY VE".split())
_SAID_OTHERWISE = {"usa": "US", "uk": "GB", "la": LATAM, "latin america": LATAM, "global": WORLD, "anywhere": WORLD}


def place_code(said: str) -> str:
    """The code of a place said as code or as English name, in any case: "br", "Brazil", "latam".

    Raises:
        BadInput: it is neither.
    """
    folded = fold(said).strip()
    if folded in {LATAM, WORLD}:
        return folded
    if folded in _SAID_OTHERWISE:
        return _SAID_OTHERWISE[folded]
    if re.fullmatch("[a-z]{2}", folded):
        return folded.upper()
    for code, name in NAMES.items():
        if fold(name).removeprefix("the ") == folded.removeprefix("the "):
            return code
    raise BadInput(
        f"{said!r} is not a place of the rate table",
        place="place",
        hint="a two-letter country code such as BR, or latam, or world",
    )


def place_name(code: str) -> str:
    """What a text calls the place."""
    return NAMES.get(code, code)


def is_latin_american(code: str) -> bool:
    """Whether `code` is a country of Latin America, as this table understands it."""
    return code in COUNTRIES_OF_LATAM
