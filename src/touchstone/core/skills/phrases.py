"""The phrases by which texts name fields: read from the taxonomy's cells, spelled out, and kept for fast look-up."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from touchstone.core.skills.inflection import Words, english_plural, feminine, romance_plural, with_head
from touchstone.core.skills.values import Node
from touchstone.core.text import fold

# A word of a text; "c++" and "c#" are words, and so is "master's".
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?(?:\+\+|#)?")
_MARKS = "~=-"


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
    derived: bool = False  # formed by rule: gives way to one that is written down


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


def profession_phrases(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """Names of sub-fields with the profession for the field: "tax law" and "lawyer" give "tax lawyer".

    A name of several words is built on the name of a field above it; every other one-word name of that field is put in
    its place. English adjectives ("legal") make no such name.
    """
    every = list(phrases)
    singles: dict[tuple[str, str], list[str]] = {}
    heads: dict[tuple[str, str], str] = {}
    for phrase in every:
        if len(phrase.words) == 1 and phrase.exact is None and phrase.code and phrase.language:
            heads.setdefault((phrase.language, phrase.words[0]), phrase.code)
            if phrase.language != "en" or not phrase.words[0].endswith(("al", "ic")):
                singles.setdefault((phrase.language, phrase.code), []).append(phrase.words[0])
    for phrase in every:
        language, words = phrase.language or "", phrase.words
        head = words[-1] if language == "en" else words[0]
        above = heads.get((language, head), "-")
        if (
            len(words) > 1
            and not phrase.weak
            and phrase.exact is None
            and phrase.code != above
            and str(phrase.code).startswith(above)
        ):
            for other in singles.get((language, above), ()):
                if other != head:
                    yield Phrase(
                        code=phrase.code, language=language, words=with_head(words, other, language), derived=True
                    )


def false_friend(line: str) -> Phrase:
    """A phrase that hides its words from the search."""
    return Phrase(code=None, language=None, words=_split(line))


def bare(phrase: str) -> str:
    """`phrase` without its marks."""
    return phrase.lstrip(_MARKS).replace("/a ", " ").removesuffix("/a").strip()


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
    plain, weak = bare(raw), "~" in marks
    if "=" in marks:
        yield Phrase(code=code, language=language, words=_split(plain), weak=weak, exact=plain)
        return
    words = _split(plain)
    yield Phrase(code=code, language=language, words=words, weak=weak)
    for form in _forms(words, language, both_genders=raw.endswith("/a") or "/a " in raw):
        yield Phrase(code=code, language=language, words=form, weak=weak, derived=True)


def _forms(words: Words, language: str, *, both_genders: bool) -> Iterator[Words]:
    """Plural and feminine forms. A name of several words has a plural only where it is a person's."""
    if language == "en":
        plural = english_plural(words)
        if plural:
            yield plural
        return
    if both_genders:
        yield feminine(words)
        yield romance_plural(feminine(words), language)
    if both_genders or len(words) == 1:
        yield romance_plural(words, language)


def _split(text: str) -> Words:
    return tuple(token.word for token in tokens_of(folded(text)))
