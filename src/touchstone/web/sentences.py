"""Sentences that the core writes in English, in the reader's language: a sentence is found by its English form.

What stands in a form's places is said again: names of places, roles, fields and languages are translated, and figures
are written as the reader's language writes them. A sentence without a form stays as it is.
"""

import re
from functools import cache, lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touchstone.web import names, numbers
from touchstone.web.forms_of_sentences import FORMS

_PLACE = re.compile(r"%\((\w+)\)s")
_FIGURE = re.compile(r"https?://\S+|(?P<dollars>(?<![\w])\$(?=\d))|(?P<number>\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+)")
_DOLLAR = re.compile(r"(?<!\w)\$(?=\d)")
_UNIT = re.compile(r"/(hour|day|week|month|year|task|label|word|project)\b")


def say(text: str) -> str:
    """`text` in the reader's language; unchanged where there is no form for it."""
    return text if not text or _english() else _found(text, get_language()) or text


def reckon(text: str) -> str:
    """A formula or a figure: its words and numbers in the reader's language."""
    return text if not text or _english() else _found(text, get_language()) or _figures(names.in_formula(text))


def dollars(text: str) -> str:
    """`text` with the reader's sign of US dollars; its numbers stay as they are."""
    return text if _english() else _DOLLAR.sub(numbers.dollar_sign(), text)


def known(text: str) -> bool:
    """Whether there is a form for `text`."""
    return any(pattern.fullmatch(text) for _form, pattern in _patterns())


def _english() -> bool:
    return (get_language() or "en").startswith("en")


@lru_cache(maxsize=4096)  # a plan says the same few hundred sentences again and again
def _found(text: str, language: str | None) -> str:
    del language  # it is the active one: part of the key only
    return _by_form(text)


def _by_form(text: str) -> str:
    for form, pattern in _patterns():
        if match := pattern.fullmatch(text):
            return _(form) % {name: _part(part) for name, part in match.groupdict().items()}
    return ""


def _part(text: str) -> str:
    """What stands in a place of a form: a name, a list of names, a sentence again, or a figure."""
    return names.name(text) or names.listing(text) or _by_form(text) or _figures(text)


def _figures(text: str) -> str:
    said = _UNIT.sub(lambda match: f"/{names.unit(match[1])}", text)
    return _FIGURE.sub(_figure, said)


def _figure(match: re.Match[str]) -> str:
    if match["dollars"]:
        return numbers.dollar_sign()
    return match.group().translate(numbers.separators()) if match["number"] else match.group()


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms as patterns, those with the most fixed words first."""
    ordered = sorted(FORMS, key=lambda form: -len(_PLACE.sub("", form)))
    return tuple((form, _pattern(form)) for form in ordered)


def _pattern(form: str) -> re.Pattern[str]:
    parts = _PLACE.split(form.replace("%%", "%"))
    pieces = [re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)" for index, part in enumerate(parts)]
    return re.compile("".join(pieces), re.DOTALL)
