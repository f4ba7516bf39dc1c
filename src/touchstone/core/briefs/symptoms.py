"""What is wrong with the client's model, and how far it is."""

import re
from collections.abc import Iterator
from functools import cache

from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.values import Found, ModelState, Symptom

_FIX_BEFORE = Pattern(r"\b{fix_before}\b[^.;\n]{0,40}$", words="symptoms")
# How sure the words for each state are.
_STATES = {ModelState.PRODUCTION: 0.85, ModelState.PROTOTYPE: 0.8, ModelState.NONE: 0.82, ModelState.BUILT: 0.78}


def read_symptoms(passage: Passage) -> Iterator[Found]:
    """Symptoms and the state of the model."""
    for match in _symptoms().finditer(passage.folded):
        span = match.span()
        if not passage.denied(*span):
            fixing = _FIX_BEFORE.before(passage.folded, span[0], reach=60, start=passage.clause(span[0])[0])
            yield passage.found("symptoms", Symptom(match.lastgroup or ""), span, 0.65 if fixing else 0.82)
    for state, confidence, pattern in _states():
        for match in pattern.finditer(passage.folded):
            if not passage.denied(*match.span()):
                yield passage.found("model_state", state, match.span(), confidence)
                break


@cache
def _symptoms() -> re.Pattern[str]:
    every = "|".join(f"(?P<{symptom.value}>{{{symptom.value}}})" for symptom in Symptom)
    return compiled(rf"\b(?:{every})(?!\w)", words="symptoms")


@cache
def _states() -> tuple[tuple[ModelState, float, re.Pattern[str]], ...]:
    return tuple(
        (state, sure, compiled(rf"\b{{state_{state.value}}}(?!\w)", words="symptoms"))
        for state, sure in _STATES.items()
    )
