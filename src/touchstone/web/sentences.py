"""Sentences that the core writes in English, in the reader's language: the sentence is found by its own English form.

A form is a message with `%(name)s` where the core puts something in. What stands there is said again, so that a unit
or a role inside a sentence is translated too, and its figures are written as the reader's language writes them.
"""

import re
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from touchstone.web.forms_of_sentences import FORMS

_PLACE = re.compile(r"%\((\w+)\)s")
_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")


def say(text: str) -> str:
    """`text` in the reader's language; unchanged where there is no form for it."""
    if not text or (get_language() or "en").startswith("en"):
        return text
    translated = _(text)
    if translated != text:
        return translated
    for form, pattern in _patterns():
        if match := pattern.fullmatch(text):
            return _(form) % {name: say(part) for name, part in match.groupdict().items()}
    return figures(text)


def known(text: str) -> bool:
    """Whether there is a form for `text`."""
    return any(pattern.fullmatch(text) for _form, pattern in _patterns())


def figures(text: str) -> str:
    """The numbers in `text` with the reader's separators; Latin American Spanish has English ones."""
    if not (get_language() or "en").startswith("pt"):
        return text
    return _FIGURE.sub(lambda match: match.group().translate(str.maketrans(",.", ".,")), text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms as patterns, those with the most fixed words first."""
    ordered = sorted(FORMS, key=lambda form: -len(_PLACE.sub("", form)))
    return tuple((form, _pattern(form)) for form in ordered)


def _pattern(form: str) -> re.Pattern[str]:
    parts = _PLACE.split(form.replace("%%", "%"))
    pieces = [re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)" for index, part in enumerate(parts)]
    return re.compile("".join(pieces), re.DOTALL)
