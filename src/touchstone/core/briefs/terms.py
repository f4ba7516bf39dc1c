"""How the person is bound, what must be cleared first, and whether the work shows disturbing things."""

import re
from collections.abc import Iterator
from functools import cache

from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.values import Contract, Found

# "Contract" is also what lawyers read: it counts where it stands for the bond, not for a document.
_BONDS = (
    ("contractor_a", Contract.CONTRACTOR, 0.93),
    ("contractor_b", Contract.CONTRACTOR, 0.88),
    ("employee", Contract.EMPLOYEE, 0.9),
)
_ALONE_CONTRACT = Pattern(
    r"(?:(?<=\n)|(?<=^)|(?<=[.,;:|•*(]\s)|(?<=[.,;|•*(])|(?<=\s-\s))contract(?=[.,;|)\n]|\s-\s|$)"
)
CLEARANCES = (
    "background_check",
    "security_clearance",
    "bar_admission",
    "medical_licence",
    "nursing_licence",
    "engineering_licence",
    "pharmacy_licence",
    "psychology_licence",
    "teaching_licence",
    "accounting_licence",
    "cfa",
    "medical_coding_certificate",
    "work_authorisation",
    "citizenship",
    "hipaa_training",
)
# What a person must agree to or pass at the start, and nobody holds beforehand.
CONDITIONS = ("nda", "id_verification", "drug_test", "qualification_exam")
_SENSITIVE = Pattern(r"\b{sensitive}\b", words="terms")


def read_terms(passage: Passage) -> Iterator[Found]:
    """Contract, clearances, conditions and sensitive content."""
    yield from _contract(passage)
    yield from _named(passage, "clearances", CLEARANCES)
    yield from _named(passage, "conditions", CONDITIONS)
    for match in _SENSITIVE.all(passage.folded):
        if not passage.denied(*match.span()):
            yield passage.found("sensitive_content", value=True, span=match.span(), confidence=0.75)


@cache
def _bonds() -> tuple[tuple[Contract, float, re.Pattern[str]], ...]:
    return tuple(
        (bond, sure, compiled(rf"(?<![\w-]){{{name}}}(?![a-z])", words="terms")) for name, bond, sure in _BONDS
    )


@cache
def _alternatives(names: tuple[str, ...]) -> re.Pattern[str]:
    """All the lists as one expression, so that a text is gone through once."""
    every = "|".join(f"(?P<{name}>{{{name}}})" for name in names)
    return compiled(rf"(?<!\w)(?:{every})", words="terms")


_OTHERS = Pattern(r"\b{others} (?:our |the |external |\d{1,3} )?$", words="terms")


_MAYBE_LATER = Pattern(r"\b{maybe_later}s? (?:of|for|to|de) (?:an? )?(?:later )?$", words="terms")


def _contract(passage: Passage) -> Iterator[Found]:
    for contract, confidence, pattern in _bonds():
        for match in pattern.finditer(passage.folded):
            if (
                passage.denied(*match.span())
                or _MAYBE_LATER.before(passage.folded, match.start(), reach=30)
                or (match[0].startswith(("contractor", "freelancer")) and _of_others(passage, match.start()))
            ):
                continue
            yield passage.found("contract", contract, match.span(), confidence)
    for match in _ALONE_CONTRACT.all(passage.folded):
        yield passage.found("contract", Contract.CONTRACTOR, match.span(), 0.85)


def _of_others(passage: Passage, start: int) -> bool:
    return _OTHERS.before(passage.folded, start, reach=24) is not None


def _named(passage: Passage, field: str, names: tuple[str, ...]) -> Iterator[Found]:
    for match in _alternatives(names).finditer(passage.folded):
        if not passage.denied(*match.span()) and not passage.preferred(*match.span()):
            yield passage.found(field, match.lastgroup, match.span(), 0.85)
