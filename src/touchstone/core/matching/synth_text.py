"""What a made-up specialist says of their work: whole phrases of data/pool/phrases.toml, put together."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from touchstone.core.matching.synth_tables import GENERALIST, phrases
from touchstone.core.skills import LANGUAGES, taxonomy
from touchstone.core.skills.values import Competence

_BEGINNER_YEARS = 1.5


def profile(
    *,
    language: str,
    domain: str,
    whole: str,
    beside: str | None,
    competences: Sequence[Competence],
    years: float,
    lots: Sequence[float],
) -> str:
    """A short profile in `language` ("en", "es" or "pt"); six `lots` in [0, 1) choose the phrases.

    `domain` is what the person mostly works on, `whole` the field it lies in, `beside` what else they work on.
    """
    table = phrases()[language]
    parts = [_opening(table, language, domain, whole, lots[0])]
    parts.extend(
        _drawn(table["competence"][competence], lots[1 + index])
        for index, competence in enumerate(dict.fromkeys(competences[:2]))
    )
    if beside is not None:
        parts.append(_sentence(_drawn(table["second"], lots[3]).format(domain=_name(beside, language))))
    parts.append(_experience(table, years, lots[4]))
    if lots[5] < 0.7:
        parts.append(_drawn(table["close"], lots[5] / 0.7))
    return " ".join(parts)


def _opening(table: Mapping[str, Any], language: str, domain: str, whole: str, lot: float) -> str:
    if domain == GENERALIST:
        return _drawn(table["general"], lot)
    choices = [*table["open"], *(table["within"] if domain.startswith(f"{whole}.") else ())]
    return _sentence(_drawn(choices, lot).format(domain=_name(domain, language), field=_name(whole, language)))


def _experience(table: Mapping[str, Any], years: float, lot: float) -> str:
    if years < _BEGINNER_YEARS:
        return _sentence(_drawn(table["beginner"], lot))
    return _sentence(_drawn(table["years"], lot).format(years=round(years)))


@cache
def _name(code: str, language: str) -> str:
    """The field's name as it stands within a sentence: "tax law", but "Python" and "English literature"."""
    tree = taxonomy()
    name: str = tree.name(code, language)
    first = {tree.name(code, each).partition(" ")[0] for each in LANGUAGES}
    proper = len(first) == 1 or name[1:2].isupper() or name.startswith(_PROPER[language])
    return name if proper else name[:1].lower() + name[1:]


# Words that keep their capital letter in the middle of a sentence.
_PROPER = {"en": ("English", "Spanish", "Portuguese", "Latin", "Brazilian"), "es": (), "pt": ()}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _drawn(choices: Sequence[str], lot: float) -> str:
    return choices[int(lot * len(choices))]
