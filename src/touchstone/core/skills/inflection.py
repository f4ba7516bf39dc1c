"""Plural, feminine and agreeing forms of field names and professions: enough of three grammars for look-up, no more.

All words are folded (lower case, no accents).
"""

from collections.abc import Callable

Words = tuple[str, ...]

_VOWELS = "aeiou"
# After one of these a Spanish or Portuguese name goes on with a complement that agrees with nothing.
LINKS = frozenset("de del da do das dos la las los en em e y para por con com a al ao".split())
_PORTUGUESE_L = {"al": "ais", "el": "eis", "il": "is", "ol": "ois", "ul": "uis"}  # codespell:ignore


def english_plural(words: Words) -> Words | None:
    """The last word in the plural; None where the name has no regular one (mathematics, nursing)."""
    word = words[-1]
    if len(word) < 3 or not word[-1].isalpha() or word.endswith(("s", "ing")):
        return None
    plural = word[:-1] + "ies" if word.endswith("y") and word[-2] not in _VOWELS else word + "s"
    return (*words[:-1], plural)


def romance_plural(words: Words, language: str) -> Words:
    """Noun and adjectives in the plural, up to the first link: "abogados laborales", "médicos de familia"."""
    return _up_to_link(words, lambda word: _plural_word(word, language))


def feminine(words: Words) -> Words:
    """Noun and adjectives in the feminine, up to the first link: "psicóloga clínica"."""
    return (_feminine_noun(words[0]), *_up_to_link(words[1:], lambda word: _ended(word, "a")))


def with_head(words: Words, head: str, language: str) -> Words:
    """`words` with another head: English "tax law" and "lawyer"; Spanish "derecho tributario" and "abogadas"."""
    if language == "en":
        return (*words[:-1], head)
    singular = head.removesuffix("es") if head.endswith("ores") else head.removesuffix("s")
    is_feminine = singular.endswith("a") and not singular.endswith("ista")
    rest = _up_to_link(words[1:], lambda word: _ended(word, "a" if is_feminine else "o"))
    return (head, *(romance_plural(rest, language) if head.endswith("s") else rest))


def _up_to_link(words: Words, change: Callable[[str], str]) -> Words:
    end = next((place for place, word in enumerate(words) if word in LINKS), len(words))
    return (*map(change, words[:end]), *words[end:])


def _ended(word: str, vowel: str) -> str:
    """An adjective with this gender's ending; one that has the same form for both stays."""
    return word[:-1] + vowel if word[-1] in "oa" and not word.endswith("ista") and len(word) > 3 else word


def _feminine_noun(word: str) -> str:
    return word[:-1] + "a" if word.endswith("o") else word + "a"


def _plural_word(word: str, language: str) -> str:
    if word.endswith("s"):
        return word
    if language == "pt" and word.endswith("ao"):
        return word[:-2] + "oes"
    if word[-1] in _VOWELS:
        return word + "s"
    if language == "pt" and word[-2:] in _PORTUGUESE_L:
        return word[:-2] + _PORTUGUESE_L[word[-2:]]
    if language == "pt" and word.endswith("m"):
        return word[:-1] + "ns"
    return word[:-1] + "ces" if language == "es" and word.endswith("z") else word + "es"
