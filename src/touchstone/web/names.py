"""English names that the core puts into its sentences, in the reader's language."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from touchstone.apps.briefs import words
from touchstone.core.briefs.values import Contract
from touchstone.core.money import PayUnit
from touchstone.core.rates.places import LATAM, NAMES, WORLD
from touchstone.core.roles.values import Role
from touchstone.core.skills import competence_name, taxonomy
from touchstone.core.skills.values import Competence
from touchstone.web import numbers

_DAY = re.compile(r"(?:(\d{1,2}) )?(\w+) (\d{4})")
_NEAREST = re.compile(r"(.+?) \((\d+) by the (\w+)\)")
_LAST_AND = re.compile(r" (and|or) ")
_WORD = re.compile(r"\b(people|weeks|answers|times the making with its review|pieces|middle|median|mean|reviews)\b")
_MONTHS = {str(name): number for number, name in Locale.parse("en").months["format"]["wide"].items()}
PLURALS: dict[str, Promise] = {
    "AI training specialists": lazy("AI training specialists"),
    "RLHF specialists": lazy("RLHF specialists"),
    "ML engineers": lazy("ML engineers"),
    "data annotators": lazy("data annotators"),
    "all AI-training work": lazy("all AI-training work"),
    "any role": lazy("any role"),
    "expert": pgettext_lazy("level of expertise", "expert"),
    "general": pgettext_lazy("level of expertise", "general"),
    "any domain": lazy("any domain"),
    "our assumption": lazy("our assumption"),
    "the brief": lazy("the brief"),
}
_IN_FORMULAS: dict[str, Promise] = {
    "people": lazy("people"),
    "weeks": lazy("weeks"),
    "answers": lazy("answers"),
    "pieces": lazy("pieces"),
    "reviews": lazy("reviews"),
    "middle": lazy("middle"),
    "median": lazy("median"),
    "mean": lazy("mean"),
    "times the making with its review": lazy("times the making with its review"),
}


def name(text: str) -> str:
    """The name that `text` is in English, in the reader's language; empty where it is none."""
    if text in PLURALS:
        return str(PLURALS[text])
    kind, code = _known().get(text, ("", ""))
    if kind:
        return _BY_KIND[kind](code)
    if field := taxonomy().codes_by_name.get(text):
        return words.domain_name(field)
    return _nearest(text) or _day(text)


def listing(text: str) -> str:
    """Several names joined by commas, "and" or "or"; empty where one of them is not known."""
    if ", " in text:
        first, _comma, rest = text.partition(", ")
        head, tail = name(first), name(rest) or listing(rest)
        if head and tail:
            return f"{head}, {tail}"
    for match in _LAST_AND.finditer(text):
        head, tail = name(text[: match.start()]), name(text[match.end() :]) or listing(text[match.end() :])
        if head and tail:
            return f"{head}{_(' and ') if match[1] == 'and' else _(' or ')}{tail}"
    return ""


def unit(text: str) -> str:
    """What is paid for."""
    return words.say(PayUnit(text))


def in_formula(text: str) -> str:
    """The words of a formula."""
    return _WORD.sub(lambda match: str(_IN_FORMULAS[match[1]]), text)


def _nearest(text: str) -> str:
    """`Brazil (3 by the hour)`, and several of them."""
    found = list(_NEAREST.finditer(text))
    if not found or ", ".join(match.group() for match in found) != text:
        return ""
    each = _("%(place)s (%(rows)s by the %(unit)s)")
    return ", ".join(each % {"place": name(m[1]) or m[1], "rows": m[2], "unit": unit(m[3])} for m in found)


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    if not match or match[2] not in _MONTHS:
        return ""
    said = date(int(match[3]), _MONTHS[match[2]], int(match[1] or 1)).isoformat()
    return numbers.partial_day(said if match[1] else said[:7])


def _place(code: str) -> str:
    if code == LATAM:
        return _("Latin America")
    return _("the world") if code == WORLD else words.country_name(code)


_BY_KIND = {
    "place": _place,
    "role": lambda code: str(words.ROLES[Role(code)]),
    "unit": lambda code: words.say(PayUnit(code)),
    "contract": lambda code: words.say(Contract(code)),
    "competence": lambda code: competence_name(Competence(code), words.language()),
    "language": words.language_name,
    "held": words.held_name,
}


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Every English name but those of fields, with what kind of thing it names and its code; a place before a language."""
    return dict(reversed(list(_all_names())))


def _all_names() -> Iterator[tuple[str, tuple[str, str]]]:
    english = Locale.parse("en")
    for code, said in NAMES.items():
        yield said, ("place", code)
        yield said.removeprefix("the ").removeprefix("The "), ("place", code)
    for code, said in english.territories.items():
        if len(code) == 2:
            yield said, ("place", code)
            yield code, ("place", code)
    for kind, enum in (("unit", PayUnit), ("contract", Contract), ("competence", Competence), ("role", Role)):
        for one in enum:
            yield one.value, (kind, one.value)
            yield one.value.replace("_", " "), (kind, one.value)
    for code in words.HELD:
        yield code.replace("_", " "), ("held", code)
    for code, said in english.languages.items():
        yield said, ("language", code)
