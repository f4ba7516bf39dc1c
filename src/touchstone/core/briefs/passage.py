"""The text as the readers of fields see it: folded once, cut into clauses once, its numbers found once."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date
from functools import cached_property

from touchstone.core.briefs.gazetteer import Mention, mentions, people_mentioned
from touchstone.core.briefs.numbers import Quantity, quantities
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found
from touchstone.core.skills import taxonomy
from touchstone.core.skills.values import DomainMatch, Domains, UnknownDomain
from touchstone.core.text import Word, fold, language_of, words

Span = tuple[int, int]

# Full stops that end no sentence: Ph.D., U.S., approx., 20 hrs. a week.
_ABBREVIATION = Pattern(r"(?:\b{abbreviation}\.|s/\.)$", words="passage")
_END = Pattern(r"[.!?…][\"')\]]{0,2}(?=\s)|[;•▪●◦‣·]|\n")
_ITEM = Pattern(r"\s{0,4}(?:[-*•▪●◦‣·–+]|\d{1,2}[.)])\s|\s{0,4}#")
_COMMA = Pattern(r"[,;](?!\d)|[()\[\]|]|\s-{1,3}\s|:\s|\n")
_HEADING = Pattern(r"[^\n.;!?]{2,70}:?\s{0,3}$")
_OPTIONAL_HEADING = Pattern(r"{optional_heading}", words="passage")
_CONTRAST = Pattern(r"[.;:]|\b{contrast}\b", words="passage")
_LISTED = Pattern(r"[^.;:]{0,60}\b{listed}\b", words="passage")
_OR = Pattern(r"\b(?:or|nor|o|ni|ou|nem)\b")
_NOT_BEFORE = {
    "en": Pattern(
        r"\b(?:no|not|without|never|neither|nor|don't|doesn't|do not|isn't|aren't|won't|wouldn't|cannot|nobody|none of)\b(?! (?:only|just|less|more|fewer|later))"
    ),
    "es": Pattern(r"\b(?:no|sin|nunca|ningun|ninguna|ni|tampoco|nadie)\b(?! (?:solo|menos|mas|solamente|obstante))"),
    "pt": Pattern(
        r"\b(?:nao|sem|nunca|nenhum|nenhuma|nem|tampouco|ninguem|no se|no es)\b(?! (?:so|apenas|menos|mais|somente))"
    ),
}
_NOT_BEHIND = Pattern(r"[^,.;:\n]{0,40}?\b{not_behind}", words="passage")
_LIKED_BEHIND = Pattern(r"[^;\n]{0,80}?\b{liked_behind}\b", words="passage")
_LIKED_BEFORE = Pattern(r"\b{liked_before}\b[^.;\n]{0,60}$", words="passage")
_STARTS_WITH_OR = Pattern(r"\s{0,4}(?:or|and|o|u|y|ou|e)\b")


# Words of briefs that are Spanish or Portuguese and nothing else: short notes have few of the commonest words.
_SPANISH = Pattern(r"\b{spanish}\b", words="passage")
_PORTUGUESE = Pattern(r"\b{portuguese}\b", words="passage")
_ENGLISH = Pattern(r"\b{english}\b", words="passage")
_ACCENT = re.compile(r"[áéíóúñ¿¡âêôãõçà]", re.IGNORECASE)
_SPANISH_LETTER = re.compile(r"[ñ¿¡]", re.IGNORECASE)
_PORTUGUESE_LETTER = re.compile(r"[âêôãõçà]", re.IGNORECASE)


def _language(text: str, folded: str) -> str:
    """The language by its commonest words; where English wins by none of them, by the words of briefs."""
    language = language_of(text)
    if len(text) > 400 or (language == "en" and _ENGLISH.search(folded)):
        return language
    spanish, portuguese = (sum(1 for _ in pattern.all(folded)) for pattern in (_SPANISH, _PORTUGUESE))
    spanish += 2 * len(_SPANISH_LETTER.findall(text))
    portuguese += 2 * len(_PORTUGUESE_LETTER.findall(text))
    if spanish == portuguese == 0 and not _ACCENT.search(text):
        return language
    return "pt" if portuguese > spanish else "es"


class Passage:
    """A text (or a title) with what every reader needs of it. Readers give back `Found`s and `str` notes."""

    def __init__(
        self, text: str, *, today: date | None = None, where: str = "text", language: str | None = None
    ) -> None:
        """Hold `text`, the day from which "next month" counts, and whether this is the "text" or the "title"."""
        self.text = text
        self.today = today
        self.where = where
        self.folded = fold(text)
        self.language = language or _language(text, self.folded)
        self._said: dict[Pattern, bool] = {}
        self._answers: dict[str, bool] = {}

    @cached_property
    def clauses(self) -> list[Span]:
        """Sentences and list items, in order; a line that is wrapped goes on."""
        spans, start = [], 0
        for match in _END.all(self.folded):
            if match.start() >= start and self._ends(match.group(), match.start(), match.end()):
                spans.append((start, match.end()))
                start = match.end()
        spans.append((start, len(self.text)))
        return [span for span in spans if self.text[span[0] : span[1]].strip()] or [(0, len(self.text))]

    @cached_property
    def words(self) -> list[Word]:
        """The words, folded, with their places."""
        return list(words(self.text))

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every number and range, in order."""
        return quantities(self.folded, self.text, self.language)

    @cached_property
    def optional(self) -> list[Span]:
        """Stretches under a heading such as "Nice to have:"."""
        spans: list[Span] = []
        opened: int | None = None
        position = 0
        for line in self.folded.splitlines(keepends=True):
            heading = line.strip().endswith(":") and len(line) < 80 and _HEADING.at(line.strip(), 0) is not None
            heading = heading or self._is_bare_heading(line, position)
            if heading and opened is not None:
                spans.append((opened, position))
                opened = None
            if heading and _OPTIONAL_HEADING.search(line):
                opened = position
            position += len(line)
        if opened is not None:
            spans.append((opened, len(self.text)))
        return spans

    @cached_property
    def fields(self) -> Domains:
        """Every field of knowledge that is named, and the sub-fields that the taxonomy lacks."""
        return taxonomy().read(self.text)

    @cached_property
    def fields_in_order(self) -> list[DomainMatch | UnknownDomain]:
        """The fields and the sub-fields that the taxonomy lacks, in the order of the text; none overlaps another."""
        return sorted((*self.fields.known, *self.fields.unknown), key=lambda one: one.start)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every place that is named, in order."""
        return mentions(self.text, self.words)

    @cached_property
    def nations(self) -> list[tuple[str, int, int]]:
        """Every word for the people or things of a country: its code, start and end."""
        return list(people_mentioned(self.text, self.words))

    @cached_property
    def countries(self) -> frozenset[str]:
        """Every country that is named or whose people are, whatever for."""
        named = {
            code for mention in self.mentions if mention.place.kind != "region" for code in mention.place.countries
        }
        return frozenset(named | {code for code, _, _ in self.nations})

    def says(self, pattern: Pattern) -> bool:
        """Whether the text has `pattern` anywhere; looked for once, however often it is asked."""
        if pattern not in self._said:
            self._said[pattern] = pattern.search(self.folded) is not None
        return self._said[pattern]

    def once(self, name: str, find: Callable[[], bool]) -> bool:
        """The answer of `find`, asked for once under this `name`."""
        if name not in self._answers:
            self._answers[name] = find()
        return self._answers[name]

    def mentions_in(self, first: int, last: int) -> list[Mention]:
        """The places that are named from `first` to `last`."""
        starts = self._mention_starts
        return self.mentions[bisect_left(starts, first) : bisect_left(starts, last)]

    def clause(self, position: int) -> Span:
        """The clause in which `position` lies."""
        index = bisect_right(self._clause_starts, position) - 1
        return self.clauses[max(0, index)]

    def segment(self, start: int, end: int) -> Span:
        """The stretch between commas, brackets or dashes around `start:end`, within its clause."""
        clause_start, clause_end = self.clause(start)
        first = clause_start
        for match in _COMMA.all(self.folded, max(clause_start, start - 200), start):
            first = match.end()
        following = _COMMA.search(self.folded, end, min(clause_end, end + 200))
        return first, following.start() if following else min(clause_end, end + 200)

    def denied(self, start: int, end: int) -> bool:
        """Whether the words at `start:end` are said not to be there or not to be needed."""
        clause_start, clause_end = self.clause(start)
        if _NOT_BEHIND.at(self.folded, end, min(clause_end, end + 90)):
            return True
        negations = list(_NOT_BEFORE[self.language].all(self.folded, max(clause_start, start - 60), start))
        if not negations:
            return False
        last = negations[-1]
        between = self.folded[last.end() : start]
        if _CONTRAST.search(between):
            return False
        if "," not in between:
            return True
        # "no coding, Python or ML experience needed": one "no" for a list that an "or" and a "needed" close.
        listed = _LISTED.at(self.folded, end, clause_end)
        return listed is not None and _OR.search(self.folded, last.end(), listed.end()) is not None

    def preferred(self, start: int, end: int) -> bool:
        """Whether the words at `start:end` are only wished for: "a plus", "preferably", under "Nice to have"."""
        if any(first <= start < last for first, last in self.optional):
            return True
        first, last = self.segment(start, end)
        clause_start, clause_end = self.clause(start)
        if _LIKED_BEHIND.at(self.folded, end, last):
            return True
        if _LIKED_BEFORE.search(self.folded, max(first, start - 80), start):
            return True
        before_colon = self.folded.rfind(":", clause_start, start)
        if before_colon > 0 and _LIKED_BEFORE.search(self.folded, max(clause_start, before_colon - 60), before_colon):
            return True
        return self._in_liked_list(first, last, clause_end)

    def found(self, field: str, value: object, span: Span, confidence: float) -> Found:
        """A finding with its words."""
        start, end = self._trimmed(*span)
        return Found(
            field=field,
            value=value,
            confidence=round(confidence, 2),
            words=self.text[start:end],
            start=start,
            end=end,
            where=self.where,
        )

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [start for start, _ in self.clauses]

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def _in_liked_list(self, first: int, last: int, clause_end: int) -> bool:
        """Whether this short segment belongs to a list whose last item says "or Z is a plus"."""
        position = last
        for _ in range(6):
            if position >= clause_end or self.folded[position] != "," or len(self.folded[first:last].split()) > 4:
                return False
            first = position + 1
            following = _COMMA.search(self.folded, first, min(clause_end, first + 200))
            last = position = following.start() if following else min(clause_end, first + 200)
            if _STARTS_WITH_OR.at(self.folded, first, last):
                return _LIKED_BEHIND.at(self.folded, first, last) is not None
        return False

    def _ends(self, mark: str, start: int, end: int) -> bool:
        if mark == "\n":
            return self._line_ends(start)
        if mark[0] != ".":
            return True
        if _ABBREVIATION.before(self.folded, start + 1, reach=12):
            return False
        following = self.text[end : end + 40].lstrip()
        return not following[:1].islower()

    def _line_ends(self, position: int) -> bool:
        """Whether the newline at `position` ends a clause: the next line does not merely go on with this one."""
        following = self.text[position + 1 : position + 60]
        if not following.strip() or _ITEM.at(following, 0):
            return True
        line_start = self.text.rfind("\n", 0, position) + 1
        before = self.text[line_start:position].rstrip()
        long_enough = len(before) > 40
        return not (long_enough and before[-1:] not in ".:;!?" and not following.lstrip()[:1].isupper())

    def _is_bare_heading(self, line: str, position: int) -> bool:
        """A short line without a full stop that stands over list items: "Preferred qualifications"."""
        stripped = line.strip().strip("#*_ ")
        marked = _ITEM.at(line, 0) is not None and not line.lstrip().startswith("#")
        if marked or not 2 < len(stripped) < 60 or stripped[-1] in ".,;!?":
            return False
        following = self.folded[position + len(line) : position + len(line) + 200].lstrip("\n")
        return _ITEM.at(following, 0) is not None

    def _trimmed(self, start: int, end: int) -> Span:
        words = self.text[start:end]
        return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
