"""Which of the fields that a brief names a person must have shown, and which are only what the work is about.

Whoever draws boxes on pathology slides by a guide needs no pathology, and whoever serves a credit model need not have
worked in a bank. For these roles a field outside their own trade is required where the brief asks for people of it.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from touchstone.core.briefs.joined import stands_behind
from touchstone.core.briefs.values import Brief, Degree
from touchstone.core.matching.above import ancestors
from touchstone.core.matching.build import DEGREES
from touchstone.core.roles.values import Role
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import DomainMatch
from touchstone.core.text import fold

# What people of the role are hired for by itself: kinds of data and of labels, and for engineers all of computing.
TRADES: Mapping[Role, tuple[str, ...]] = {
    Role.DATA_ANNOTATOR: ("00", "0619", "0231.subtitling", "0232.linguistics"),
    Role.ML_ENGINEER: ("061", "0688"),
}
_LICENCE = re.compile(r"\w+_licence|bar_admission|cfa|medical_coding_certificate")

# Folded, right before and right after the name of a field or of its people: "we need vets", "vets to box cows".
_HIRES = re.compile(
    r"(?:\b(?:need(?:s|ed)?|seek(?:s|ing)?|hir(?:e|es|ing)|recruit(?:s|ing)?|looking for|wanted:?|experts? (?:in|on)"
    r"|specialists? in|buscamos|necesitamos|se (?:busca|necesita)n?|requerimos|contratamos|expert[oa]s? en"
    r"|especialistas? e[nm]|procuramos|precisamos de|contratando))"
    r"(?: (?:\d[\d.,]*|an?|two|three|five|ten|un|una|dos|tres|uma?|dois|duas|board[- ]certified|licensed|certified"
    r"|qualified|practi[cs]ing|experienced|senior))* ?$"
)
_OPENS = re.compile(r"(?:^|[.!?:\n]) *$")
_WORK = re.compile(r" (?:wanted|needed|to|who|que|para)\b")
_AROUND = 60  # characters before a name that are looked at


class Fields(Struct, frozen=True):
    """Fields in the order of the need: the first of `shown` is the main one; nobody needs to know the `material`."""

    shown: tuple[str, ...]
    material: tuple[str, ...] = ()


def fields_of(brief: Brief, role: Role) -> Fields:
    """The deepest fields of a brief, divided by what `role` is hired for."""
    named = deepest(brief.domains)
    trade = TRADES.get(role)
    if trade is None:
        return Fields(tuple(sorted(named, key=stands_behind)))
    own = [code for code in named if code.startswith(trade)]
    others = [code for code in named if code not in own]
    said = _Said(brief)
    asked = [code for code in others if _asks_for(brief, role) or said.hires(code)]
    return Fields((*asked, *own), tuple(code for code in others if code not in asked))


def deepest(domains: Iterable[str]) -> list[str]:
    """Each once and in order, without those that another one lies below."""
    each = list(dict.fromkeys(domains))
    above = {code for domain in each for code in list(ancestors(domain))[1:]}
    return [domain for domain in each if domain not in above]


def _asks_for(brief: Brief, role: Role) -> bool:
    """Whether labels are asked of people with a degree or a licence; an engineer's degree is one in engineering."""
    if any(_LICENCE.fullmatch(clearance) for clearance in brief.clearances):
        return True
    studied = brief.degree is not None and DEGREES.index(brief.degree) >= DEGREES.index(Degree.BACHELOR)
    return role is Role.DATA_ANNOTATOR and studied and not brief.degree_or_experience


class _Said:
    """The words of a brief with the fields that they name."""

    def __init__(self, brief: Brief) -> None:
        text = f"{brief.title or ''}\n{brief.text}"
        self._text = fold(text)
        self._matches = taxonomy().find(text)

    def hires(self, code: str) -> bool:
        """Whether people of the field are asked for: "veterinarians to …", "we need experts in forestry"."""
        return any(self._hired(match) for match in self._matches if match.code == code)

    def _hired(self, match: DomainMatch) -> bool:
        before = self._text[max(0, match.start - _AROUND) : match.start]
        if _HIRES.search(before):
            return True
        return _people(match.words) and bool(_OPENS.search(before) or _WORK.match(self._text, match.end))


def _people(words: str) -> bool:
    """Whether a field is named by its people: "Radiologists", "abogados"; names of fields end in -ics, if in -s at all."""
    return fold(words).endswith("s") and not fold(words).endswith("ics")
