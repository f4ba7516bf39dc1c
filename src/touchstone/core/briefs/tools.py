"""Tools that are named: programs, programming languages, labelling platforms, clouds."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from touchstone.core.briefs.lexicon import Lexicon
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.tables import load
from touchstone.core.briefs.values import Found

_MARKED = re.compile(r"(?<![\w+#])(C\+\+|C#)(?![\w+#])")
_CUE_BEFORE = Pattern(
    r"\b{cue_before}(?: (?:basic|advanced|strong|good|solid|modern|production))?[\s:(]{1,3}$", words="tools"
)
_JOINT = re.compile(r"\s{0,2}(?:[,/&(+]|\sand\s|\sor\s|\sy\s|\so\s|\se\s|\sou\s|, (?:and|or|y|o|e|ou)\s){1,2}\s{0,2}")


class _Table(Struct, frozen=True):
    about: str
    tools: tuple[tuple[str, ...], ...]
    capitalised: frozenset[str]
    listed: frozenset[str]


class _Named(Struct, frozen=True):
    name: str
    start: int
    end: int


def read_tools(passage: Passage) -> Iterator[Found]:
    """Each tool, by the name that its makers give it."""
    named = sorted(_named(passage), key=lambda tool: tool.start)
    table = _table()
    for index, tool in enumerate(named):
        if tool.name in table.listed and not _in_company(passage, named, index):
            continue
        if passage.denied(tool.start, tool.end):
            continue
        wished = passage.preferred(tool.start, tool.end)
        yield passage.found("tools", tool.name, (tool.start, tool.end), 0.6 if wished else 0.88)


@cache
def _table() -> _Table:
    return load("briefs/tools.json", _Table)


@cache
def _lexicon() -> Lexicon[str]:
    return Lexicon(
        (spelling, names[0]) for names in _table().tools for spelling in names if spelling not in {"C++", "C#"}
    )


def _named(passage: Passage) -> Iterator[_Named]:
    table = _table()
    for match in _MARKED.finditer(passage.text):
        yield _Named(match[1], *match.span())
    for spelled, name, start, end in _lexicon().find(passage.text, passage.words):
        written = passage.text[start:end]
        exact = name in table.capitalised or spelled in table.capitalised or len(spelled) <= 3
        if exact and (written != spelled and not (written.isupper() and len(spelled) > 3)):
            continue
        if passage.text[end : end + 1] in "&'’#+" and end < len(passage.text) and len(spelled) <= 2:
            continue
        yield _Named(name, start, end)


def _in_company(passage: Passage, named: list[_Named], index: int) -> bool:
    """Whether a name that is also a word stands among tools or behind a cue."""
    tool = named[index]
    beside = [other for other in named[max(0, index - 1) : index + 2] if other is not tool]
    for other in beside:
        first, second = sorted((tool, other), key=lambda one: one.start)
        if _JOINT.fullmatch(passage.folded, first.end, second.start):
            return True
    return _CUE_BEFORE.before(passage.folded, tool.start, reach=44, start=passage.clause(tool.start)[0]) is not None
