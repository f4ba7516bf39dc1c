"""Languages that are asked for, with a level where one is said. A nation, a law or a field of study is no language."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from touchstone.core.briefs.lexicon import Lexicon
from touchstone.core.briefs.passage import Passage, Span
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.tables import tongues
from touchstone.core.briefs.values import Found, LanguageLevel, LanguageNeed

_OFTEN_SMALL = frozenset({"English", "Spanish", "Portuguese", "French", "German"})
_ORDER = {level: rank for rank, level in enumerate(LanguageLevel)}
# Words for a level, as the CEFR's global scale describes them (Council of Europe, CEFR Companion Volume 2020, table 1): C1 "fluently and
# spontaneously", B2 "a degree of fluency", B1 "most situations", A2 "simple and routine". "Professional" and "working" follow the usual
# alignment of the ILR scale (3 = C1, 2 = B1). Where several are offered ("native or fluent"), the lowest is enough. The words of one level
# stand before those of the next where one is part of the other ("near-native", "upper-intermediate", "very good").
_LEVELS_IN_WORDS = ("c2", "native", "b2", "b1", "c1", "a2", "a1")
_CEFR = r"\b[abc][12](?![\w])"
_JOINED = Pattern(r"\s{0,2}(?:\+?/|\+?-|\+? ?(?:or|to|and|o|a|ou|y|e) )\s{0,2}(?:a |at least )?")
_BEHIND_WORDS = Pattern(
    r"(?:[\s():=,\-/]{1,3}{behind_words}?(?=[\s():=,\-/]|[abc][12])){0,6}[\s():=,\-/]{0,3}", words="languages"
)
_BEFORE_WORDS = Pattern(r"\+?(?:[\s():,\-/]{1,3}{before_words}?){0,7}$", words="languages")
_CHAIN = Pattern(
    r"\s{0,2}{chain}{1,2}\s{0,2}(?:the |al |el |o |del |de |do |da )?(?:either |one of |any of )?", words="languages"
)
_CUE_BEFORE = Pattern(
    r"\b{cue_before}\b(?: {cue_before_words})?[\s:(]{1,3}$|\b(?:in|into|en|em) [a-z]{4,12} $", words="languages"
)
_CUE_BEHIND = Pattern(r"(?:-| ){cue_behind}\b", words="languages")
_SUBJECT_BEHIND = Pattern(r"(?:-| ){subject_behind}\b", words="languages")
_SUBJECT_BEFORE = Pattern(
    r"\b{subject_before}(?: (?:degree|or higher))? (?:in|of|en|em|de|the)(?: either)? (?:[a-z]{3,15}, ){0,3}(?:or |and )?$",
    words="languages",
)
_IS_NOUN = re.compile(r"command|proficiency|fluency|dominio|fluidez|fluencia")
_APART = Pattern(r"[,;]|\b(?:and|with|plus|y|con|e|com)\b")
# "It answers well in Portuguese": that language is no trouble, so nobody is asked to speak it for that.
_FINE_BEFORE = Pattern(r"\b{answering}\b[^.;,\n]{0,30}\b{fine}\b[^.;,\n]{0,16} (?:in|en|em)\s{1,3}$", words="languages")
_ALONE = Pattern(
    r"(?:[\s,/&+.()\-:;]|\b(?:and|or|y|o|e|ou|languages?|idiomas?|linguas?|required|only|both|also|plus|neutr[oa]l?|tecnic[oa]|technical|too)\b)*"
)


_OF_MANY_COUNTRIES = frozenset({"ar", "de", "en", "es", "fr", "nl", "pt", "zh"})
_OF_COUNTRY = Pattern(r" (?:de|del|do|da|from|of|as spoken in|hablado en|falado n[oa]) (?:the )?| \(")


class _Named(Struct, frozen=True, kw_only=True):
    code: str
    start: int
    end: int
    before: LanguageLevel | None = None  # said in front: "fluent English"
    behind: tuple[LanguageLevel, ...] = ()  # said after it: "English C1", "English and Spanish (C1/B2)"
    span: Span = (0, 0)
    exact: bool = False


def read_languages(passage: Passage) -> Iterator[Found]:
    """Each language that is asked for."""
    chain: list[_Named] = []
    named = list(_named(passage))
    for language in named:
        if chain and not _linked(passage, chain[-1], language):
            yield from _needs(passage, chain)
            chain = []
        chain.append(language)
    if chain:
        yield from _needs(passage, chain)


@cache
def _names() -> Lexicon[str]:
    return Lexicon(tongues().items())


@cache
def _level() -> re.Pattern[str]:
    every = "|".join(f"(?P<level_{level}>{{level_{level}}})" for level in _LEVELS_IN_WORDS)
    return compiled(rf"(?P<cefr>{_CEFR})|\b(?:{every})(?![a-z0-9])", words="languages")


def _named(passage: Passage) -> Iterator[_Named]:
    mentions = list(_mentions(passage))
    previous = 0
    for index, (code, start, end) in enumerate(mentions):
        following = mentions[index + 1][1] if index + 1 < len(mentions) else len(passage.text)
        clause_start, clause_end = passage.clause(start)
        before, first, exact_before = _level_before(passage.folded, max(clause_start, previous, start - 70), start)
        reach = min(clause_end, following, end + 70)
        behind, last, exact = _levels_behind(
            passage.folded, end, reach, next_named=reach == following and index + 1 < len(mentions)
        )
        yield _Named(
            code=code,
            start=start,
            end=end,
            before=before,
            behind=behind,
            span=(first, last),
            exact=exact or (exact_before and not behind),
        )
        previous = last


def _mentions(passage: Passage) -> Iterator[tuple[str, int, int]]:
    nations = {end: (code, start) for code, start, end in passage.nations}
    for spelled, code, start, end in _names().find(passage.folded, passage.words):
        if _written_as_name(passage, spelled, start, end):
            yield _variant(passage, nations, (code, start, end))


def _variant(
    passage: Passage, nations: dict[int, tuple[str, int]], mention: tuple[str, int, int]
) -> tuple[str, int, int]:
    """The language as one country speaks it: "Peruvian Spanish", "español de Costa Rica"; else as it is."""
    code, start, end = mention
    if "-" in code or code not in _OF_MANY_COUNTRIES:
        return mention
    if passage.folded[start - 1 : start] == " " and start - 1 in nations:
        country, first = nations[start - 1]
        return f"{code}-{country}", first, end
    for place in passage.mentions_in(end, end + 24):
        of = _OF_COUNTRY.compiled.fullmatch(passage.folded, end, place.start)
        several = passage.mentions_in(place.end, place.end + 6)
        if of and place.place.kind == "country" and not several:
            return f"{code}-{place.place.countries[0]}", start, place.end
    return mention


def _written_as_name(passage: Passage, spelled: str, start: int, end: int) -> bool:
    """English names are capitalised, as in the table; Spanish and Portuguese ones need not be."""
    word = passage.text[start]
    if spelled == "Latin" and passage.folded.startswith(" america", end):
        return False
    return word.isupper() or spelled[0].islower() or spelled in _OFTEN_SMALL or passage.language != "en"


def _level_before(folded: str, first: int, end: int) -> tuple[LanguageLevel | None, int, bool]:
    tokens = list(_level().finditer(folded, first, end))
    if not tokens or _BEFORE_WORDS.compiled.fullmatch(folded, tokens[-1].end(), end) is None:
        return None, end, False
    # "Good command of English": the adjective says how good, the noun only what.
    if len(tokens) > 1 and _IS_NOUN.fullmatch(tokens[-1][0]) and folded[tokens[-2].end() : tokens[-1].start()] == " ":
        tokens.pop()
    kept = [tokens[-1]]
    for token in reversed(tokens[:-1]):
        if _JOINED.compiled.fullmatch(folded, token.end(), kept[-1].start()) is None:
            break
        kept.append(token)
    level = min((_value(token) for token in kept), key=_ORDER.__getitem__)
    return level, kept[-1].start(), kept[0]["cefr"] is not None


def _levels_behind(
    folded: str, start: int, last: int, *, next_named: bool
) -> tuple[tuple[LanguageLevel, ...], int, bool]:
    opening = _BEHIND_WORDS.at(folded, start, last)
    position = opening.end() if opening else start
    token = _level().match(folded, position, last)
    if token is None or position == start:
        return (), start, False
    if next_named and _belongs_to_next(folded, start, token, last):
        return (), start, False
    levels, end = [_value(token)], token.end()
    exact = token["cefr"] is not None
    while (joint := _JOINED.at(folded, end, last)) and (token := _level().match(folded, joint.end(), last)):
        levels.append(_value(token))
        end = token.end()
    return tuple(levels), end, exact


def _belongs_to_next(folded: str, start: int, token: re.Match[str], following: int) -> bool:
    """Whether a level between two languages stands in front of the second: "C1 Portuguese, B2 English"."""
    apart = _APART.search(folded, start, token.start()) is not None
    return apart and _BEFORE_WORDS.compiled.fullmatch(folded, token.end(), following) is not None


def _value(token: re.Match[str]) -> LanguageLevel:
    if token["cefr"] is not None:
        return LanguageLevel(token["cefr"].upper())
    name = (token.lastgroup or "").removeprefix("level_")
    return LanguageLevel(name if name == "native" else name.upper())


def _linked(passage: Passage, before: _Named, language: _Named) -> bool:
    gap = (max(before.end, before.span[1]), min(language.start, language.span[0]))
    if gap[1] - gap[0] > 16 or gap[0] > gap[1]:
        return False
    return _CHAIN.compiled.fullmatch(passage.folded, *gap) is not None


def _needs(passage: Passage, chain: list[_Named]) -> Iterator[Found]:
    evidence = max(_evidence(passage, language, chain) for language in chain)
    for index, language in enumerate(chain):
        if not _asked_for(passage, language):
            continue
        level, exact = _level_of(chain, index)
        if level is None and evidence == 0.0:
            continue
        confidence = (0.95 if exact else 0.88) if level is not None else evidence
        need = LanguageNeed(language.code, level)
        span = (min(language.start, language.span[0]), max(language.end, language.span[1]))
        yield passage.found("languages", need, span, confidence)


def _level_of(chain: list[_Named], index: int) -> tuple[LanguageLevel | None, bool]:
    """The level of one language of a list: its own, else the one in front of the list, else the one at the end of it."""
    language, last = chain[index], chain[-1]
    paired = len(chain) == len(last.behind) == 2 and not chain[0].behind
    if paired:
        return last.behind[index], last.exact
    if language.behind:
        return min(language.behind, key=_ORDER.__getitem__), language.exact
    if language.before:
        return language.before, language.exact
    if chain[0].before:
        return chain[0].before, chain[0].exact
    following = next((other for other in chain[index + 1 :] if other.before or other.behind), None)
    if following is not None and following.behind and not following.before:
        return min(following.behind, key=_ORDER.__getitem__), following.exact
    return None, False


def _is_pair(passage: Passage, chain: list[_Named]) -> bool:
    """A pair to translate between: "English-Polish", "español → guaraní"."""
    gap = passage.folded[chain[0].end : chain[1].start].strip() if len(chain) == 2 else ""
    return gap in {"-", "->", "→", "<>", "/"}


def _asked_for(passage: Passage, language: _Named) -> bool:
    start, end = language.start, max(language.end, language.span[1])
    if _SUBJECT_BEHIND.at(passage.folded, language.end) or passage.denied(start, end) or passage.preferred(start, end):
        return False
    first = passage.clause(start)[0]
    elsewhere = (
        pattern.before(passage.folded, language.start, reach=70, start=first)
        for pattern in (_SUBJECT_BEFORE, _FINE_BEFORE)
    )
    return not any(elsewhere)


def _evidence(passage: Passage, language: _Named, chain: list[_Named]) -> float:
    """How sure a language without a level is one that is asked for; 0.0 where it is merely named."""
    folded, first = passage.folded, passage.clause(language.start)[0]
    if language.before or language.behind:
        return 0.75
    if _CUE_BEHIND.at(folded, language.end):
        return 0.8
    if _CUE_BEFORE.before(folded, language.start, reach=30, start=first):
        return 0.72
    if passage.where == "title" or _is_pair(passage, chain):
        return 0.7
    first, last = passage.segment(chain[0].start, chain[-1].end)
    rest = folded[first : chain[0].start] + folded[chain[-1].end : last]
    return 0.7 if _ALONE.compiled.fullmatch(rest) else 0.0
