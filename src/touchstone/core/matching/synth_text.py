"""What a made-up specialist says of their work: whole phrases of data/pool/phrases.toml, put together."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from touchstone.core.matching.synth_tables import GENERALIST, phrases
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import Competence

_BEGINNER_YEARS = 1.5


def profile(
    *, language: str, domains: Sequence[str], competences: Sequence[Competence], years: float, lots: Sequence[float]
) -> str:
    """A short profile in `language` ("en", "es" or "pt"); six `lots` in [0, 1) choose the phrases."""
    table = phrases()[language]
    parts = [_opening(table, language, domains[0], lots[0])]
    parts.extend(
        _drawn(table["competence"][competence], lots[1 + index]) for index, competence in enumerate(competences[:2])
    )
    if len(domains) > 1:
        parts.append(_filled(_drawn(table["second"], lots[3]), language, domains[1]))
    parts.append(_experience(table, years, lots[4]))
    if lots[5] < 0.7:
        parts.append(_drawn(table["close"], lots[5] / 0.7))
    return " ".join(parts)


def _opening(table: Mapping[str, Any], language: str, domain: str, lot: float) -> str:
    if domain == GENERALIST:
        return _drawn(table["general"], lot)
    return _filled(_drawn(table["open"], lot), language, domain)


def _experience(table: Mapping[str, Any], years: float, lot: float) -> str:
    if years < _BEGINNER_YEARS:
        return _sentence(_drawn(table["beginner"], lot))
    return _sentence(_drawn(table["years"], lot).format(years=round(years)))


def _filled(phrase: str, language: str, domain: str) -> str:
    return _sentence(phrase.format(domain=_name(domain, language), field=_name(domain[:4], language)))


@cache
def _name(code: str, language: str) -> str:
    name: str = taxonomy().name(code, language)
    return name[:1].lower() + name[1:]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _drawn(choices: Sequence[str], lot: float) -> str:
    return choices[int(lot * len(choices))]
