"""From many findings to one value per field: the surest counts, and the parts of one thing are put together."""

from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from touchstone.core.briefs.pay import widest
from touchstone.core.briefs.values import Brief, Found, LanguageLevel, LanguageNeed, Pay, Range

LEAST = 0.5  # a field is filled from here on; a weaker finding is listed and left to the reader
FIELDS = tuple(field.name for field in msgspec.structs.fields(Brief))
_MANY = frozenset(
    {"symptoms", "domains", "unknown_domains", "tasks", "languages", "countries", "clearances", "conditions", "tools"}
    | {"degree_domains", "unknown_degree_domains"}
)
_LEVELS = {level: rank for rank, level in enumerate(LanguageLevel)}
# A title has few words to be sure by; at equal confidence the text counts.
_OF_TITLE = 0.97


def merge(found: Iterable[Found], text: str) -> tuple[dict[str, object], tuple[Found, ...]]:
    """The value of each field that is found, and all findings in order, each marked whether it was used."""
    by_field: dict[str, list[Found]] = {}
    for one in found:
        by_field.setdefault(one.field, []).append(one)
    values: dict[str, object] = {}
    marked: list[Found] = []
    for field in FIELDS:
        findings = by_field.get(field, [])
        sure = [one for one in findings if one.confidence >= LEAST]
        used: list[Found] = []
        if sure:
            values[field], used = _merger(field)(sure, text)
        kept = {id(one) for one in used}
        marked += [one if id(one) in kept else replace(one, used=False) for one in _in_order(findings)]
    return values, tuple(marked)


Merger = Callable[[list[Found], str], tuple[object, list[Found]]]


def _merger(field: str) -> Merger:
    special: dict[str, Merger] = {
        "languages": _languages,
        "pay": _pay,
        "location": _location,
        "on_site": _on_site,
        "hours_per_week": _range,
        "hours_total": _range,
        "weeks": _range,
    }
    return special.get(field, _each if field in _MANY else _surest)


def _in_order(findings: list[Found]) -> list[Found]:
    return sorted(findings, key=lambda one: (one.where != "title", one.start, -one.confidence))


def _rank(one: Found) -> tuple[float, bool, int]:
    """The surest first; then the text before the title, and what is said first."""
    weight = one.confidence * (_OF_TITLE if one.where == "title" else 1.0)
    return -round(weight, 4), one.where == "title", one.start


def _surest(findings: list[Found], _text: str) -> tuple[object, list[Found]]:
    best = min(findings, key=_rank)
    return best.value, [one for one in findings if one.value == best.value]


def _each(findings: list[Found], _text: str) -> tuple[object, list[Found]]:
    """Every different value once, in the order of the text (title first)."""
    return tuple(dict.fromkeys(one.value for one in _in_order(findings))), findings


def _languages(findings: list[Found], _text: str) -> tuple[object, list[Found]]:
    """One need per language: the surest level; "Portuguese" is dropped beside "Brazilian Portuguese"."""
    best: dict[str, Found] = {}
    for one in sorted(findings, key=_language_rank):
        assert isinstance(one.value, LanguageNeed)
        best.setdefault(one.value.code, one)
    variants = {code.partition("-")[0] for code in best if "-" in code}
    kept = {code: one for code, one in best.items() if code not in variants}
    for code, one in best.items():
        if code in variants:
            _give_level(kept, code, one)
    ordered = _in_order(list(kept.values()))
    return tuple(one.value for one in ordered), ordered


def _language_rank(one: Found) -> tuple[bool, float, int]:
    assert isinstance(one.value, LanguageNeed)
    return one.value.level is None, -one.confidence, _LEVELS.get(one.value.level, 9) if one.value.level else 9


def _give_level(kept: dict[str, Found], base: str, general: Found) -> None:
    """In "Brazilian Portuguese … Portuguese (native)" the level said of the language is that of its only variant."""
    assert isinstance(general.value, LanguageNeed)
    variants = [code for code in kept if code.partition("-")[0] == base and "-" in code]
    if len(variants) != 1 or general.value.level is None:
        return
    variant = kept[variants[0]]
    assert isinstance(variant.value, LanguageNeed)
    if variant.value.level is None:
        kept[variants[0]] = replace(variant, value=LanguageNeed(variant.value.code, general.value.level))


def _pay(findings: list[Found], text: str) -> tuple[object, list[Found]]:
    """The surest offer, widened by others for the same unit in the same line ("labeller 7 USD/h, lead 14 USD/h")."""
    best = min(findings, key=_rank)
    together = [one for one in findings if one is best or _same_line(best, one, text)]
    together = [one for one in together if _key(one.value) == _key(best.value)]
    return widest([one.value for one in together if isinstance(one.value, Pay)]), together


def _range(findings: list[Found], text: str) -> tuple[object, list[Found]]:
    """The surest range, closed by another in the same line: "min 15 h/week, max 40 h/week"."""
    value, used = _surest(findings, text)
    best = used[0]
    assert isinstance(value, Range)
    for one in findings:
        assert isinstance(one.value, Range)
        if one in used or not _same_line(best, one, text):
            continue
        low, high = value.low, value.high
        if low is None and one.value.high is None:
            low = one.value.low
        elif high is None and one.value.low is None:
            high = one.value.high
        if low is not None and high is not None and low <= high and Range(low, high) != value:
            return Range(low, high), [*used, one]
    return value, used


def _key(value: object) -> tuple[object, ...]:
    assert isinstance(value, Pay)
    amount = value.low or value.high
    return value.unit, value.per, amount.currency if amount else None


def _same_line(best: Found, other: Found, text: str) -> bool:
    first, last = sorted((best, other), key=lambda one: one.start)
    near = best.where == other.where == "text" and last.start - first.end < 120
    return near and "\n" not in text[first.end : last.start]


def _location(findings: list[Found], text: str) -> tuple[object, list[Found]]:
    """A named place says more than "remote" or "worldwide"; of several, the surest."""
    named = [one for one in findings if one.value not in {"remote", "worldwide"}]
    return _surest(named or findings, text)


def _on_site(findings: list[Found], text: str) -> tuple[object, list[Found]]:
    """Where remote work is offered at all, nobody has to come."""
    remote = [one for one in findings if one.value is False]
    return _surest(remote or findings, text)
