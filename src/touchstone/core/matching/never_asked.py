"""Phrases by which a brief asks for what is never used, so that it can be told so instead of being ignored in silence."""

import re
from collections.abc import Iterator

from touchstone.core.matching.never_used import NEVER_USED, NeverUsed
from touchstone.core.text import fold

_KINDS = {entry.what: entry for entry in NEVER_USED}

# Folded. Narrow on purpose: "under 30" may be minutes, a photo may be the data, and 18 is the law's age, not a wish.
_PHRASES = {
    "school prestige": re.compile(
        r"\bivy league\b|\b(?:top|elite|prestigious|leading|renowned|world-class)(?:[- ](?:tier|ranked|\d+))? "
        r"(?:universit(?:y|ies)|schools?|colleges?|institutions?)\b"
        r"|\b(?:mejores|melhores) universidades\b|\buniversidade?s? (?:de (?:prestigio|renome|ponta|elite|primera linea))\b"
    ),
    "gender": re.compile(
        r"\b(?:female|male|women|men) (?:only|candidates?|applicants?)\b|\bonly (?:women|men|females?|males?)\b"
        r"|\b(?:solo|solamente) (?:mujeres|hombres)\b|\b(?:apenas|somente) (?:mulheres|homens)\b"
        r"|\bsexo (?:femenino|masculino|feminino)\b"
    ),
    "age": re.compile(
        r"\b(?:under|below|over) the age of (?!18\b)\d\d\b|\b(?:under|below|younger than) \d\d years old\b"
        r"|\baged? (?:between )?\d\d ?(?:-|to|and) ?\d\d\b|\byoung (?:and dynamic|professionals?|people|graduates?)\b"
        r"|\bmenor(?:es)? de (?!18\b)\d\d anos\b|\bentre \d\d (?:y|e) \d\d anos\b|\bate \d\d anos\b"
        r"|\b(?:jovenes|jovens) (?:profesionales|profissionais|talentos)\b"
    ),
    "photo": re.compile(
        r"\b(?:cv|resume|curriculum|curriculo|application)\b[^.\n]{0,40}\b(?:photo|photograph|picture|fotos?)\b"
    ),
    "another protected trait": re.compile(
        r"\b(?:nationals?|citizens?) only\b|\bonly (?:\w+ )?(?:nationals|citizens)\b"
    ),
}


def asked_though_never_used(text: str) -> Iterator[tuple[NeverUsed, str]]:
    """What `text` asks for and nobody is chosen by, with the words that ask for it; each thing once."""
    folded = fold(text)
    for what, phrase in _PHRASES.items():
        if match := phrase.search(folded):
            yield _KINDS[what], text[match.start() : match.end()]
