"""The regular forms of a verb in three languages, so that the lexicon lists each verb once: "anotar~"."""

import re
from collections.abc import Callable
from typing import Final

_SPANISH: Final = {
    "ar": (
        "ar a an o as amos ando ado ada ados adas aron aba aban ara aran aremos arlo arla arlos arlas arle arse acion aciones".split(),
        "e en es emos".split(),
    ),
    "er": (
        "er e en o es emos iendo ido ida idos idas ieron ia ian era eran eremos erlo erla erlos erlas erse".split(),
        "a an as amos".split(),
    ),
    "ir": (
        "ir e en o es imos iendo ido ida idos idas ieron ia ian ira iran iremos irlo irla irlos irlas irse".split(),
        "a an as amos".split(),
    ),
}
_PORTUGUESE: Final = {
    "ar": (
        "ar a am o as amos ando ado ada ados adas aram ava avam ara arao aremos arem armos acao acoes".split(),
        "e em es emos".split(),
    ),
    "er": (
        "er e em o es emos endo ido ida idos idas eram ia iam era erao eremos erem ermos".split(),
        "a am as amos".split(),
    ),
    "ir": (
        "ir e em o es imos indo ido ida idos idas iram ia iam ira irao iremos irem irmos".split(),
        "a am as amos".split(),
    ),
}
# Spelling that keeps the sound before another vowel, on folded letters: marcar > marque, pagar > pague.
_BEFORE_E: Final = {"c": "qu", "g": "gu"}
_BEFORE_A: Final = {"g": "j"}
_DOUBLES: Final = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprt]$")


def forms(verb: str, language: str) -> tuple[str, ...]:
    """The regular forms of the folded infinitive `verb` of `language` ("en", "es" or "pt"), the infinitive first."""
    return _INFLECT[language](verb)


def _english(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        stem = verb[:-1]
        nouns = (f"{stem}ion", f"{stem}ions") if verb.endswith("ate") and len(verb) > 5 else ()
        return (verb, f"{verb}s", f"{verb}d", f"{stem}ing", *nouns)
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    ending = "es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s"
    doubled = verb + verb[-1] if _DOUBLES.match(verb) else verb
    return (verb, f"{verb}{ending}", f"{doubled}ed", f"{doubled}ing")


def _romance(table: dict[str, tuple[list[str], list[str]]]) -> Callable[[str], tuple[str, ...]]:
    def inflect(verb: str) -> tuple[str, ...]:
        stem, ending = verb[:-2], verb[-2:]
        plain, other = table[ending]
        swap = (_BEFORE_E if ending == "ar" else _BEFORE_A).get(stem[-1], stem[-1])
        # After folding, "ç" and "z" before "e" are a plain c: both spellings are let in.
        turned = {stem, stem[:-1] + swap} | ({f"{stem[:-1]}c"} if stem[-1] == "z" else set())
        return (
            verb,
            *dict.fromkeys(
                [stem + end for end in plain[1:]] + [base + end for base in sorted(turned) for end in other]
            ),
        )

    return inflect


_INFLECT: Final[dict[str, Callable[[str], tuple[str, ...]]]] = {
    "en": _english,
    "es": _romance(_SPANISH),
    "pt": _romance(_PORTUGUESE),
}
