"""What people are to do: the competence, in whose words, and how many pieces there are."""

import re
from collections.abc import Iterator
from functools import cache

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage, Span
from touchstone.core.briefs.patterns import Pattern, compiled
from touchstone.core.briefs.values import Found, Task
from touchstone.core.skills.values import Competence

# The first that fits at a place wins: what is made, judged or built decides before the verb alone does.
_ORDER = (
    Competence.EVALUATE,
    Competence.AUTHOR,
    Competence.BUILD,
    Competence.TUNE,
    Competence.WRITE,
    Competence.JUDGE,
    Competence.LABEL,
)
# Behind these a word such as "review", "rate" or "label" is a noun.
_NOUN_BEFORE = Pattern(r"\b{noun_before}[\s-]{1,2}$", words="tasks")
_NOUNS = frozenset(
    "rate rates rank ranks review reviews audit audits score scores grade grades check checks label labels tag tags box mark marks outline segment segments highlight highlights draw evalua".split()
)
_NOUN_BEHIND = re.compile(
    r"(?:grading|scoring|rating|ranking|evaluating|labell?ing|tagging|reviewing)\s(?:rubrics?|methods?|schemes?|scales?|guides?|guidelines?|criteria|protocols?|models?|tools?|platforms?|projects?|experience|industry)\b"
)
_PIECE = Pattern(
    r"(?:\s(?!of\b|per\b|por\b|hours?\b|weeks?\b|minutes?\b|people\b)(?:of |de )?[^\s.,;:()\n]{2,18}){0,3}?\s(?:of |de )?(?P<unit>{pieces})\b",
    words="tasks",
)
# Straight behind a verb of work any plural is a piece: "label 8,000 shards".
_WORKED_ON = Pattern(r"\b{worked_on}(?: {worked_on_words})*\s{1,3}$", words="tasks")
_ANY_PIECE = Pattern(
    r"(?: [a-z]{3,14})?? (?P<unit>(?!hours|weeks|days|years|months|users|people|classes|species|minutes|times|countries|languages|categories)[a-z]{3,14}s)\b"
)
_RATE_BEHIND = Pattern(r"(?:\s[a-z]{2,12}){0,2}?\s?{rate_behind}{rate_behind_b}", words="tasks")
_PAST = Pattern(r"\b{past}\b[^.;\n]{0,30}$", words="tasks")
_MINUTES = Pattern(
    r"\s{0,2}-?\s{0,1}(?:minutes?|mins?|minutos?)\b(?:\s(?:or less|on average|de media|em media))?\s{0,2}{minutes}(?:[a-z]{2,12})?",
    words="tasks",
)
_EACH_TAKES = Pattern(r"\b{each_takes}[^.;\n]{0,40}\b{each_takes_b}[^.;\n]{0,16}$", words="tasks")
_MOST_TASKS = 16
_LONGEST = 90  # characters of a task's words


def read_tasks(passage: Passage) -> Iterator[Found]:
    """Each kind of work; the number of pieces is put with the work that is nearest to it."""
    tasks = list(_tasks(passage))
    volumes = _with_volumes(passage, tasks)
    minutes = next(_minutes(passage), None)
    for index, (competence, verb) in enumerate(tasks):
        volume, unit = volumes.get(index, (None, None))
        span = _whole(passage, verb)
        words = " ".join(passage.text[span[0] : span[1]].split()).strip(" ,.;:")
        each = minutes if index == 0 else None
        task = Task(competence=competence, words=words, volume=volume, unit=unit, minutes_each=each)
        yield passage.found("tasks", task, span, 0.8 if passage.where == "text" else 0.6)


@cache
def _expression(*, romance: bool) -> re.Pattern[str]:
    """English instructions stand in texts of all three languages, the others only in their own."""
    names = [f"en_{competence.value}" for competence in _ORDER]
    names += [f"es_pt_{competence.value}" for competence in _ORDER] if romance else []
    every = "|".join(f"(?P<{name}>{{{name}}})" for name in names)
    return compiled(rf"(?<![\w-])(?:{every})(?!\w)", words="tasks")


def _tasks(passage: Passage) -> Iterator[tuple[Competence, Span]]:
    expression = _expression(romance=passage.language != "en")
    seen: set[tuple[Competence, str]] = set()
    for match in expression.finditer(passage.folded):
        competence = Competence((match.lastgroup or "").rpartition("_")[2])
        key = (competence, match[0])
        if key in seen or _is_noun(passage, match) or passage.denied(*match.span()):
            continue
        seen.add(key)
        yield competence, match.span()
        if len(seen) >= _MOST_TASKS:
            return


def _is_noun(passage: Passage, match: re.Match[str]) -> bool:
    if _NOUN_BEHIND.match(match[0]):
        return True
    first = match[0].split(maxsplit=1)[0]
    return first in _NOUNS and _NOUN_BEFORE.before(passage.folded, match.start(), reach=12) is not None


def _whole(passage: Passage, span: Span) -> Span:
    """The words up to the next comma, so that the task is named as the brief names it."""
    last = passage.segment(*span)[1]
    if last - span[0] > _LONGEST:
        last = max(span[1], passage.text.rfind(" ", span[1], span[0] + _LONGEST))
    return span[0], last


def _with_volumes(passage: Passage, tasks: list[tuple[Competence, Span]]) -> dict[int, tuple[int, str]]:
    volumes: dict[int, tuple[int, str]] = {}
    for quantity in passage.quantities:
        piece = _piece(passage, quantity) if tasks else None
        if piece is None:
            continue
        nearest = min(range(len(tasks)), key=lambda index: _distance(passage, tasks[index][1], quantity.figure))
        count = int(quantity.most)
        if nearest not in volumes or volumes[nearest][0] < count:
            volumes[nearest] = (count, piece)
    return volumes


def _distance(passage: Passage, span: Span, position: int) -> tuple[bool, int]:
    """Work in the same clause first, then by the number of characters between."""
    return passage.clause(span[0]) != passage.clause(position), min(abs(span[0] - position), abs(span[1] - position))


def _piece(passage: Passage, quantity: Quantity) -> str | None:
    """The kind of piece that `quantity` counts, in the singular; None where it counts something else."""
    if quantity.percent or quantity.currency is not None or quantity.most < 20 or quantity.most % 1:
        return None
    end = passage.clause(quantity.figure)[1]
    match = _PIECE.at(passage.folded, quantity.end, min(end, quantity.end + 80))
    if match is None and _WORKED_ON.before(passage.folded, quantity.start, reach=30):
        match = _ANY_PIECE.at(passage.folded, quantity.end, end)
    if match is None or _RATE_BEHIND.at(passage.folded, match.end()):
        return None
    if _PAST.before(passage.folded, quantity.start, reach=50, start=passage.clause(quantity.figure)[0]):
        return None
    return _singular(match["unit"])


def _singular(word: str) -> str:
    irregular = {
        "boxes": "box",
        "studies": "study",
        "queries": "query",
        "summaries": "summary",
        "imagenes": "imagen",
        "imagens": "imagem",
        "cvs": "cv",
        "matches": "match",
    }
    if word in irregular:
        return irregular[word]
    if word.endswith("ciones"):
        return word[:-4] + "on"
    if word.endswith("oes"):
        return word[:-3] + "ao"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _minutes(passage: Passage) -> Iterator[float]:
    for quantity in passage.quantities:
        unit = re.compile(r"\s{0,2}-?\s{0,1}(?:minutes?|mins?|minutos?)\b").match(passage.folded, quantity.end)
        if unit is None or not 0 < quantity.least <= 600:
            continue
        takes = _EACH_TAKES.before(passage.folded, quantity.start, reach=70, start=passage.clause(quantity.figure)[0])
        if takes or _MINUTES.at(passage.folded, quantity.end):
            yield float((quantity.least + quantity.most) / 2)
