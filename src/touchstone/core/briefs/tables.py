"""The packaged tables that the readers share, loaded when first needed."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from touchstone.core.text import fold

Table = TypeVar("Table")


def load(name: str, kind: type[Table]) -> Table:
    """The packaged table `name` (a path below `touchstone/data`), checked against its `kind`."""
    return msgspec.json.decode(files("touchstone").joinpath("data", *name.split("/")).read_bytes(), type=kind)


class Writing(msgspec.Struct, frozen=True):
    """How a currency is written in front of a figure and behind it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    dollar: float = 1.0  # units that are worth about one US dollar: an order of magnitude


class _Currencies(msgspec.Struct, frozen=True):
    about: str
    currencies: dict[str, Writing]


@cache
def currencies() -> Mapping[str, Writing]:
    """How each currency is written, by ISO 4217 code; "$" and "PESO" are shared by several."""
    return load("briefs/currencies.json", _Currencies).currencies


class Tongue(msgspec.Struct, frozen=True):
    """A language: its BCP 47 code and its names, English, Spanish and Portuguese together."""

    code: str
    names: tuple[str, ...]


class _Tongues(msgspec.Struct, frozen=True):
    about: str
    languages: tuple[Tongue, ...]


@cache
def tongues() -> Mapping[str, str]:
    """BCP 47 codes by name of the language; English names are capitalised."""
    table = load("briefs/languages.json", _Tongues)
    named = [(name, tongue.code) for tongue in table.languages for name in tongue.names]
    # "Guarani" is English and "guaraní" is not: where only an accent tells, the small letters of the latter count.
    by_look = {fold(name): (name, code) for name, code in sorted(named, key=lambda pair: pair[0][0].islower())}
    return dict(by_look.values())
