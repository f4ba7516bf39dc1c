"""What somebody typed, found in the tables: a domain, a language with its level, a country, a clearance."""

from functools import cache

from babel import Locale
from django.forms import ValidationError
from django.utils.translation import gettext as _

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import LanguageLevel, LanguageNeed
from touchstone.core.skills import taxonomy
from touchstone.core.text import fold

_LANGUAGES = ("en", "es", "pt")
_NATIVE = {"native", "nativo", "nativa", "lengua materna", "lingua materna"}


def domain(typed: str) -> str:
    """The code of a domain by its code or name; an unknown one is named with the nearest field, never widened to it."""
    if typed in taxonomy():
        return typed
    found = [
        match for match in taxonomy().find(typed, minimum=0.05) if match.end - match.start >= len(typed.strip()) - 1
    ]
    if found:
        return found[0].code
    offer = taxonomy().suggest(typed)
    if offer is not None and offer.nearest_parent is not None:
        near = words.domain_name(offer.nearest_parent)
        raise ValidationError(
            _("“%(typed)s” is not in the taxonomy; the nearest field is %(near)s.") % {"typed": typed, "near": near}
        )
    raise ValidationError(_("“%(typed)s” is not in the taxonomy.") % {"typed": typed})


def language(typed: str) -> LanguageNeed:
    """A language and, behind it, a level: "Spanish C1", "pt-BR native", "inglés"."""
    name, _space, last = typed.rpartition(" ")
    level = _level(last)
    if level is None or not name:
        name, level = (typed, None)
    code = _language_codes().get(fold(name)) or _own_code(name)
    if code is None:
        raise ValidationError(_("“%(typed)s” is not a language we know.") % {"typed": name})
    return LanguageNeed(code, level)


def country(typed: str) -> str:
    """The ISO code of a country by its code or its name in one of the three languages."""
    code = typed.upper() if typed.upper() in Locale.parse("en").territories and len(typed) == 2 else None
    code = code or _country_codes().get(fold(typed))
    if code is None:
        raise ValidationError(_("“%(typed)s” is not a country we know.") % {"typed": typed})
    return code


def held(typed: str) -> str:
    """The id of a clearance or a condition by its name in the reader's language, else its words as an id."""
    for code, name in words.HELD.items():
        if fold(str(name)) == fold(typed):
            return code
    return "_".join(fold(typed).split())


def _level(word: str) -> LanguageLevel | None:
    if fold(word) in _NATIVE:
        return LanguageLevel.NATIVE
    return LanguageLevel(word.upper()) if word.upper() in set(LanguageLevel) else None


def _own_code(name: str) -> str | None:
    whole, _sep, region = name.partition("-")
    known = whole.lower() in Locale.parse("en").languages and len(whole) in (2, 3)
    if not known:
        return None
    return f"{whole.lower()}-{region.upper()}" if region else whole.lower()


@cache
def _language_codes() -> dict[str, str]:
    return {
        fold(str(name)): code
        for own in _LANGUAGES
        for code, name in Locale.parse(own).languages.items()
        if len(code) <= 3
    }


@cache
def _country_codes() -> dict[str, str]:
    names = ((code, name) for own in _LANGUAGES for code, name in Locale.parse(own).territories.items())
    return {fold(str(name)): code for code, name in names if len(code) == 2 and code.isalpha()}
