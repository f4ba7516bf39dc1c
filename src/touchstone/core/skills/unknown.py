"""Named sub-fields that the taxonomy lacks: "maritime insurance law" where it knows only law.

Two signs are read: the name of a field with a modifier that no known phrase has ("<modifier> law", "derecho
<adjetivo>"), and a field named outright after words such as "expert in" or "PhD in". Ordinary words are kept out by
closed lists; what is doubtful gets a lower confidence, and nothing is ever replaced by its parent.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from touchstone.core.skills import cues, finder
from touchstone.core.skills.finder import Clue, Hit
from touchstone.core.skills.phrases import Phrase, Token
from touchstone.core.skills.shared_heads import after_list_mark, before_list_mark
from touchstone.core.skills.values import UnknownDomain

_MOST_MODIFIERS = 3
_MOST_WORDS = 4
_SURE, _LIKELY, _DOUBTFUL = 0.85, 0.7, 0.55
_JOINED = re.compile(r"[ \t\u00a0]+\Z|-\Z")
_LINKS = frozenset("de del da do dos das la las los".split())
# Modifiers of programming languages and of words about AI work ("modern Python", "agentic coding") make no sub-field.
_PLAIN_CODES = ("00", "0611", "0613", "0619")
# These names are everyday words, and what stands before them ("quality management", "inside sales") names a job.
_EVERYDAY_CODES = frozenset({"041", "0413", "0416"})
_ANNOUNCED = re.compile(
    r"\b(?:experts?|expertise|specialists?|speciali[sz](?:ing|ed)|phds?|doctorate|degree|master'?s|bachelor'?s|background"
    r"|expert[oa]s?|especialistas?|especializad[oa]s?|doctorado|licenciatura|maestria|doutorado|mestrado|graduacao"
    r"|formacao|formacion|bacharelado)(?: degree)? (?:in|en|em) "
)


class Heads(Struct, frozen=True):
    """Names of one word that longer names are built on, and every word that occurs in any name."""

    english: frozenset[str]  # law: modifiers stand before it
    romance: frozenset[str]  # derecho: modifiers stand after it
    vocabulary: dict[str, str]  # word -> the field of one word that it names, if it does, else ""


def heads(phrases: Iterable[Phrase]) -> Heads:
    """The heads among `phrases`: "law" is one, because "tax law" names something below what "law" names."""
    every = [phrase for phrase in phrases if phrase.code is not None and phrase.exact is None]
    singles = {(_side(phrase), phrase.words[0]): str(phrase.code) for phrase in every if len(phrase.words) == 1}
    used: dict[bool, set[str]] = {True: set(), False: set()}
    for phrase in every:
        english = _side(phrase)
        head = phrase.words[-1] if english else phrase.words[0]
        code = singles.get((english, head))
        if len(phrase.words) > 1 and code and str(phrase.code).startswith(code):
            used[english].add(head)
    vocabulary = {word: "" for phrase in every for word in phrase.words}
    vocabulary |= {word: code for (_, word), code in singles.items()}
    return Heads(frozenset(used[True]), frozenset(used[False]), vocabulary)


def find(clue: Clue, found: list[Hit], *, heads: Heads, codes: Collection[str]) -> list[UnknownDomain]:
    """The unknown sub-fields of a text, in its order, none inside another."""
    offers = [*_modified(clue, found, heads, codes), *_in_lists(clue, found, heads, codes), *_announced(clue, found)]
    offers.sort(key=lambda offer: (offer.start, -offer.end))
    kept: list[UnknownDomain] = []
    for offer in offers:
        if not kept or offer.start >= kept[-1].end:
            kept.append(offer)
    return kept


def suggest(clue: Clue, found: list[Hit], *, codes: Collection[str]) -> UnknownDomain | None:
    """The offer for a text that is nothing but the name of a sub-field; None where it is a known name."""
    named = [hit for hit in found if hit.phrase.code is not None]
    if not clue.tokens or any((hit.first, hit.last) == (0, len(clue.tokens)) for hit in named):
        return None
    base = next((hit for hit in reversed(named) if hit.last == len(clue.tokens)), None)
    base = base or next((hit for hit in named if hit.first == 0), None)
    covered = range(base.first, base.last) if base else range(0)
    rest = [token.word for place, token in enumerate(clue.tokens) if place not in covered]
    parent = str(base.phrase.code) if base else None
    return _offer(clue, 0, len(clue.tokens), parent=parent, modifiers=rest, codes=codes, confidence=_SURE)


def _side(phrase: Phrase) -> bool:
    """Whether modifiers stand before the phrase (English)."""
    return phrase.language == "en"


def _modified(clue: Clue, found: list[Hit], heads: Heads, codes: Collection[str]) -> Iterator[UnknownDomain]:
    blocked = {
        place
        for hit in found
        if hit.phrase.code is None or hit.phrase.code.startswith("06") or len(hit.phrase.words) > 1
        for place in range(hit.first, hit.last)
    }
    for hit in found:
        if not _can_be_parent(clue, hit, heads):
            continue
        english = hit.phrase.language == "en"
        before = _before(clue, hit, heads, blocked) if english else []
        after = [] if english else _after(clue, hit, heads, blocked)
        places = before or after
        confidence = _sureness(clue, hit, places, heads, english=english)
        if confidence:
            first, last = min(hit.first, *places), max(hit.last, *(place + 1 for place in places))
            modifiers = [clue.tokens[place].word for place in places]
            yield _offer(
                clue, first, last, parent=str(hit.phrase.code), modifiers=modifiers, codes=codes, confidence=confidence
            )


def _in_lists(clue: Clue, found: list[Hit], heads: Heads, codes: Collection[str]) -> Iterator[UnknownDomain]:
    """Adjectives that share the head of a known name beside them: "maritime and tax law"."""
    taken = {place for hit in found for place in range(hit.first, hit.last)}
    for hit in found:
        if hit.phrase.code is None or len(hit.phrase.words) == 1 or not _is_head(hit, heads):
            continue
        english = hit.phrase.language == "en"
        place = before_list_mark(clue, hit.first) - 1 if english else after_list_mark(clue, hit.last)
        if not 0 <= place < len(clue.tokens) or place in taken or not _can_modify(clue, clue.tokens[place]):
            continue
        word = clue.tokens[place].word
        if word.endswith(cues.ENGLISH_ENDINGS if english else cues.ROMANCE_ENDINGS) and not word.endswith("s"):
            head = hit.phrase.words[-1 if english else 0]
            parent = heads.vocabulary.get(head) or str(hit.phrase.code)
            yield _offer(clue, place, place + 1, parent=parent, modifiers=[word], codes=codes, confidence=_DOUBTFUL)


def _can_be_parent(clue: Clue, hit: Hit, heads: Heads) -> bool:
    code = hit.phrase.code
    if code is None or code.startswith(_PLAIN_CODES) or code in _EVERYDAY_CODES or hit.phrase.exact:
        return False
    return not hit.phrase.weak or _is_head(hit, heads) or finder.own_rank(clue, hit) > finder.ALONE


def _is_head(hit: Hit, heads: Heads) -> bool:
    return hit.phrase.words[-1] in heads.english or hit.phrase.words[0] in heads.romance


def _before(clue: Clue, hit: Hit, heads: Heads, blocked: set[int]) -> list[int]:
    """Where the English modifiers of a hit stand, in order."""
    places: list[int] = []
    place = hit.first - 1
    while place >= 0 and place not in blocked and len(places) < _MOST_MODIFIERS:
        token, following = clue.tokens[place], clue.tokens[place + 1]
        if not _JOINED.match(clue.folded, token.end, following.start) or not _can_modify(clue, token):
            break
        places.insert(0, place)
        place -= 1
    return _trimmed(clue, places, heads, hit)


def _trimmed(clue: Clue, places: list[int], heads: Heads, hit: Hit) -> list[int]:
    """`places` from the first real modifier on: an adjective, a word of the taxonomy, or a plain noun before a head."""
    single_head = len(hit.phrase.words) == 1 and hit.phrase.words[0] in heads.english
    for start, place in enumerate(places):
        word = clue.tokens[place].word
        if word.endswith(cues.ENGLISH_ENDINGS) or word in heads.vocabulary:
            return places[start:]
    return places[-1:] if single_head else []


def _after(clue: Clue, hit: Hit, heads: Heads, blocked: set[int]) -> list[int]:
    """Where the Spanish or Portuguese modifiers of a hit stand, in order: adjectives, or "de" and a noun."""
    places: list[int] = []
    place = hit.last
    while place < len(clue.tokens) and place not in blocked and len(places) < _MOST_MODIFIERS:
        token = clue.tokens[place]
        if not _JOINED.match(clue.folded, clue.tokens[place - 1].end, token.start):
            break
        linked = bool(places) and clue.tokens[place - 1].word in _LINKS
        link = token.word in _LINKS and hit.phrase.words[0] in heads.romance
        if not link and not (_can_modify(clue, token) and (linked or token.word.endswith(cues.ROMANCE_ENDINGS))):
            break
        places.append(place)
        place += 1
    while places and clue.tokens[places[-1]].word in _LINKS:
        places.pop()
    return places


def _can_modify(clue: Clue, token: Token) -> bool:
    word, written = token.word, clue.text[token.start : token.end]
    if word in cues.EVERYDAY or len(word) < 3 or not word.isalpha():
        return False
    return not word.endswith(("ly", "ed", "mente")) and not (written.isupper() and len(written) < 6)


def _sureness(clue: Clue, hit: Hit, places: list[int], heads: Heads, *, english: bool) -> float | None:
    """How sure it is that the modifiers make a sub-field; None where it is not worth saying."""
    if not places:
        return None
    endings = cues.ENGLISH_ENDINGS if english else cues.ROMANCE_ENDINGS
    adjective = any(clue.tokens[place].word.endswith(endings) for place in places)
    sure_base = finder.own_rank(clue, hit) > finder.ALONE
    if adjective:
        return _SURE if sure_base else _LIKELY
    return _DOUBTFUL if sure_base or any(heads.vocabulary.get(clue.tokens[place].word) for place in places) else None


def _announced(clue: Clue, found: list[Hit]) -> Iterator[UnknownDomain]:
    """Fields named outright: "expert in numismatics"."""
    taken = {place for hit in found for place in range(hit.first, hit.last)}
    start_of = {token.start: place for place, token in enumerate(clue.tokens)}
    for match in _ANNOUNCED.finditer(clue.folded):
        first = start_of.get(match.end())
        last = _name_end(clue, first) if first is not None else None
        if first is None or last is None or last == first or taken.intersection(range(first, last + 1)):
            continue
        words = [token.word for token in clue.tokens[first:last]]
        field = words[-1].endswith(cues.FIELD_ENDINGS) and words[-1] not in cues.NOT_FIELDS
        if not field and not clue.text[clue.tokens[first].start : clue.tokens[last - 1].end].islower():
            continue  # a capital is a product or a company: "background in Dynamics CRM"
        yield _offer(
            clue, first, last, parent=None, modifiers=words, codes=(), confidence=_SURE if field else _DOUBTFUL
        )


def _name_end(clue: Clue, first: int) -> int:
    """The end of the run of words from `first` that can be the name of a field."""
    last = first
    while last < len(clue.tokens) and last - first < _MOST_WORDS:
        token = clue.tokens[last]
        joined = last == first or bool(_JOINED.match(clue.folded, clue.tokens[last - 1].end, token.start))
        if not joined or not _can_modify(clue, token) or token.word in cues.NOT_FIELDS:
            break
        last += 1
    verb = last - first > 1 and clue.tokens[first].word.endswith("ing")
    return first if verb else last


def _offer(
    clue: Clue,
    first: int,
    last: int,
    *,
    parent: str | None,
    modifiers: list[str],
    codes: Collection[str],
    confidence: float,
) -> UnknownDomain:
    start, end = clue.tokens[first].start, clue.tokens[last - 1].end
    return UnknownDomain(
        words=clue.text[start:end],
        start=start,
        end=end,
        nearest_parent=parent,
        suggested_code=_code_below(parent, modifiers, codes),
        confidence=confidence,
    )


def _code_below(parent: str | None, modifiers: list[str], codes: Collection[str]) -> str | None:
    """A free code for the sub-field. Our own codes hang under four digits; a wider parent offers its "other" (…9)."""
    root = (
        parent
        if parent is None or len(parent) >= 4
        else next((c for c in (parent + "9", parent + "19") if c in codes), None)
    )
    slug = "_".join(re.sub(r"[^a-z0-9]+", "", word) for word in modifiers if word not in _LINKS)
    if root is None or not slug:
        return None
    code, number = f"{root}.{slug}", 2
    while code in codes:
        code, number = f"{root}.{slug}_{number}", number + 1
    return code
