"""Regular expressions that are compiled when first used; their word lists are packaged text.

They run on folded text (`touchstone.core.text.fold`): lower case, no accents. Every repetition is bounded and no two
neighbours can match the same character, so that the time stays linear in the text, whatever the text is.

A pattern names a list by `{name}`. The list stands in `data/briefs/words/<file>.txt` under `[name]`, one alternative a
line, itself an expression that may name other lists of the file; `{gap}` is white space at the end of a line, where one
would not see it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files

# Bounded white space: "hours   a\nweek" is read, ten thousand blanks are not tried one by one.
GAP = r"\s{1,4}"
ANY_GAP = r"\s{0,4}"
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_CLASS = re.compile(
    r"\\.|\[(?:\\.|[^\]\\])+\]"
)  # a character class, in which white space is one character; or what is escaped
_SECTION = re.compile(r"\[([a-z][a-z0-9_]*)\]")


class Pattern:
    """A regular expression; nothing is read or compiled at import, which keeps starting fast."""

    def __init__(self, source: str, *, words: str = "") -> None:
        """Hold the `source` and the file whose lists it names.

        A blank in it stands for white space of one to four characters, a blank with `?` for up to four.
        """
        self._source = source
        self._words = words

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        return compiled(self._source, words=self._words)

    def at(self, text: str, start: int, end: int | None = None) -> re.Match[str] | None:
        """The match that begins exactly at `start`, within `end`."""
        return self.compiled.match(text, start, len(text) if end is None else end)

    def before(self, text: str, end: int, *, reach: int = 40, start: int = 0) -> re.Match[str] | None:
        """The first match in the `reach` characters in front of `end`; end the expression with `$` to touch it."""
        return self.compiled.search(text, max(start, end - reach), end)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match from `start` to `end`."""
        return self.compiled.search(text, start, len(text) if end is None else end)

    def all(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every match from `start` to `end`."""
        return self.compiled.finditer(text, start, len(text) if end is None else end)


def compiled(source: str, *, words: str = "") -> re.Pattern[str]:
    """`source` with its lists filled in and its blanks widened, compiled."""
    filled = _CLASS.sub(lambda match: match[0].replace(" ", r"\s"), _filled(source, words))
    return re.compile(filled.replace(" ?", ANY_GAP).replace(" ", GAP))


@cache
def word_lists(name: str) -> Mapping[str, tuple[str, ...]]:
    """The lists of the packaged file `data/briefs/words/<name>.txt`, by their names, in order."""
    text = files("touchstone").joinpath("data", "briefs", "words", f"{name}.txt").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if section := _SECTION.fullmatch(line):
            current = lists.setdefault(section[1], [])
        elif line and not line.startswith("#"):
            current.append(line)
    return {section: tuple(lines) for section, lines in lists.items()}


def _filled(source: str, words: str) -> str:
    def fill(match: re.Match[str]) -> str:
        if match[1] == "gap":
            return " "
        return "(?:" + "|".join(_filled(line, words) for line in word_lists(words)[match[1]]) + ")"

    return _NAME.sub(fill, source)
