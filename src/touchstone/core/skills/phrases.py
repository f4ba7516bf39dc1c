"""The phrases by which texts name fields: read from the taxonomy's cells, spelled out, and kept for fast look-up."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from touchstone.core.skills.values import Node
from touchstone.core.text import fold

# A word of a text; "c++" and "c#" are words, and so is "master's".
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?(?:\+\+|#)?")
_MARKS = "~=-"
_VOWELS = "aeiou"


class Token(Struct, frozen=True, array_like=True):
    """A folded word and where it stands."""

    word: str
    start: int
    end: int


class Phrase(Struct, frozen=True, kw_only=True):
    """One way to name a field. `code` is None for a phrase that only looks like a name."""

    code: str | None
    language: str | None
    words: tuple[str, ...]
    weak: bool = False  # the words around it must say that the field is meant
    exact: str | None = None  # only in this spelling


def folded(text: str) -> str:
    """`fold`, with the short way for plain ASCII (the long way costs a look-up per character)."""
    return text.lower() if text.isascii() and "`" not in text else fold(text)


def tokens_of(folded_text: str) -> list[Token]:
    """The words of a folded text."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(folded_text)]


def node_phrases(node: Node) -> Iterator[Phrase]:
    """Every phrase that names `node`, all languages, with plurals and feminine forms."""
    for language in sorted({*node.names, *node.aliases}):
        raw = list(node.aliases.get(language, ()))
        marked = {folded(bare(phrase)) for phrase in raw}
        name = node.names.get(language)
        if name and folded(name) not in marked:
            raw.insert(0, name)
        for phrase in raw:
            yield from _spelled_out(phrase, code=node.code, language=language)


def false_friend(line: str) -> Phrase:
    """A phrase that hides its words from the search."""
    return Phrase(code=None, language=None, words=_split(line))


def bare(phrase: str) -> str:
    """`phrase` without the marks in front of it."""
    return phrase.lstrip(_MARKS).removesuffix("/a").strip()


def by_first_word(phrases: Iterable[Phrase]) -> dict[str, dict[tuple[str, ...], Phrase]]:
    """The phrases by their first word. Of two phrases with the same words the first one stays."""
    table: dict[str, dict[tuple[str, ...], Phrase]] = {}
    for phrase in phrases:
        if phrase.words:
            table.setdefault(phrase.words[0], {}).setdefault(phrase.words, phrase)
    return table


def _spelled_out(raw: str, *, code: str, language: str) -> Iterator[Phrase]:
    marks = raw[: len(raw) - len(raw.lstrip(_MARKS))]
    if "-" in marks:
        return
    plain = bare(raw)
    if "=" in marks:
        yield Phrase(code=code, language=language, words=_split(plain), weak="~" in marks, exact=plain)
        return
    forms = [_split(plain)]
    if raw.endswith("/a"):
        forms += [_feminine(forms[0])]
    for words in forms:
        for form in (words, _plural(words, language)):
            if form:
                yield Phrase(code=code, language=language, words=form, weak="~" in marks)


def _split(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens_of(folded(text)))


def _feminine(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first word in the feminine; an adjective in -o after it follows ("psicóloga clínica")."""
    first = words[0][:-1] + "a" if words[0].endswith("o") else words[0] + "a"
    return first, *(word[:-1] + "a" if word.endswith("ico") else word for word in words[1:])


def _plural(words: tuple[str, ...], language: str) -> tuple[str, ...] | None:
    """English: the last word; Spanish and Portuguese: a single word. None where there is no regular plural."""
    if language == "en":
        plural = _english_plural(words[-1])
        return (*words[:-1], plural) if plural else None
    if len(words) > 1 or words[0].endswith("s"):
        return None
    return (words[0] + ("s" if words[0][-1] in _VOWELS else "es"),)


def _english_plural(word: str) -> str | None:
    if len(word) < 3 or not word[-1].isalpha() or word.endswith(("s", "ing", "ics")):
        return None
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
