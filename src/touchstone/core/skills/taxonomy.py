"""The taxonomy of domains: a frozen value with the fields, their names, and how texts name them.

The first four digits of a code are UNESCO's classification of fields of education and training, ISCED-F 2013 (UNESCO
Institute for Statistics, 2014, Appendix I); names, phrases and everything after the dot are our own.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from importlib.resources import files

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.skills import finder, unknown
from touchstone.core.skills.phrases import (
    Phrase,
    bare,
    by_first_word,
    false_friend,
    folded,
    node_phrases,
    profession_phrases,
    tokens_of,
)
from touchstone.core.skills.shared_heads import with_shared_heads
from touchstone.core.skills.values import DomainMatch, Domains, Node, UnknownDomain

LANGUAGES = ("en", "es", "pt")
_in_use: ContextVar["Taxonomy | None"] = ContextVar("touchstone_taxonomy", default=None)
_CODE = re.compile(r"\d{2,4}(?<=\d{4})(?:\.[a-z0-9_]+)+|\d{2,4}")


class Taxonomy(Struct, frozen=True, dict=True, eq=False):
    """Fields of knowledge in a tree. `dict=True` lets its tables be worked out once, `eq=False` lets a cache know it."""

    nodes: tuple[Node, ...]
    false_friends: tuple[str, ...] = ()

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def node(self, code: str) -> Node:
        """The field with this code.

        Raises:
            BadInput: there is none.
        """
        if code not in self._by_code:
            raise BadInput(f"the taxonomy has no field {code!r}", hint=self._hint(code))
        return self._by_code[code]

    def name(self, code: str, language: str = "en") -> str:
        """What the field is called; in English where the language has no name for it."""
        names = self.node(code).names
        return names.get(language) or names["en"]

    def names(self, language: str = "en") -> dict[str, str]:
        """Every code with its name, in the order of the codes."""
        return {code: self.name(code, language) for code in sorted(self._by_code)}

    def path(self, code: str, language: str = "en") -> str:
        """The names from the broad field down: "Business and law > Law > Tax law" (a name is not said twice)."""
        chain = [self.name(step, language) for step in (*reversed(self.ancestors(code)), code)]
        return " > ".join(name for place, name in enumerate(chain) if place == 0 or name != chain[place - 1])

    def parent(self, code: str) -> str | None:
        """The code one step up; None for a broad field."""
        self.node(code)
        return parent_code(code)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above, nearest first."""
        above: list[str] = []
        step = self.parent(code)
        while step is not None:
            above.append(step)
            step = parent_code(step)
        return tuple(above)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes one step down, sorted."""
        self.node(code)
        return self._children.get(code, ())

    def descendants(self, code: str) -> tuple[str, ...]:
        """All codes below, sorted."""
        below = list(self.children(code))
        for child in tuple(below):
            below += self.descendants(child)
        return tuple(sorted(below))

    def covers(self, wide: str, narrow: str) -> bool:
        """Whether `narrow` is `wide` or lies below it."""
        return wide == narrow or wide in self.ancestors(narrow)

    def find(self, text: str, *, minimum: float = finder.REPORTED) -> list[DomainMatch]:
        """The fields that `text` names, in its order; at each place the longest name in any of the languages.

        Matches below `minimum` confidence are left out. A text of n words takes O(n).
        """
        clue = _clue(text)
        found = with_shared_heads(clue, finder.hits(clue, self._table), self._table)
        return [match for match in finder.matches(clue, found) if match.confidence >= minimum]

    def find_unknown(self, text: str) -> list[UnknownDomain]:
        """The sub-fields that `text` names and the taxonomy lacks, in its order: "maritime insurance law"."""
        clue = _clue(text)
        found = with_shared_heads(clue, finder.hits(clue, self._table), self._table)
        return unknown.find(clue, found, heads=self._heads, codes=self._by_code)

    def read(self, text: str, *, minimum: float = finder.REPORTED) -> Domains:
        """Both: the known fields, without those that are only the parent of an unknown one, and the unknown ones."""
        lacking = self.find_unknown(text)
        known = [m for m in self.find(text, minimum=minimum) if not any(u.start <= m.start < u.end for u in lacking)]
        return Domains(tuple(known), tuple(lacking))

    def suggest(self, words: str) -> UnknownDomain | None:
        """The offer to add the sub-field called `words`; None where the taxonomy has it already."""
        clue = _clue(words)
        return unknown.suggest(clue, finder.hits(clue, self._table), codes=self._by_code)

    def code_of(self, words: str) -> str | None:
        """The code of the field that `words` name from their first to their last; None where they name none so."""
        clue = _clue(words)
        found = finder.hits(clue, self._table)
        whole = (hit for hit in found if (hit.first, hit.last) == (0, len(clue.tokens)) and hit.phrase.code)
        return next((hit.phrase.code for hit in whole), None)

    def with_node(self, node: Node) -> "Taxonomy":
        """A new taxonomy that has `node` too; a node with the same code is replaced.

        Raises:
            BadInput: the code is malformed, its parent is missing, or there is no English name.
        """
        return self.with_nodes([node])

    def with_nodes(self, nodes: Iterable[Node]) -> "Taxonomy":
        """The same for several, in any order. Raises as `with_node`."""
        nodes, known = list(nodes), dict(self._by_code)
        if not nodes:
            return self
        for node in sorted(nodes, key=lambda node: len(node.code)):
            _check(node, known)
            known.pop(node.code, None)
            known[node.code] = node
        return Taxonomy(tuple(known.values()), self.false_friends)

    @cached_property
    def _by_code(self) -> dict[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def codes_by_name(self) -> dict[str, str]:
        """Every English name with its code; of two fields with one name, the wider one's."""
        return {node.names["en"]: node.code for node in sorted(self.nodes, key=lambda node: -len(node.code))}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for code in sorted(self._by_code):
            below.setdefault(parent_code(code) or "", []).append(code)
        return {code: tuple(codes) for code, codes in below.items()}

    @cached_property
    def _written(self) -> list[Phrase]:
        """Deeper fields first: of two fields with the same phrase the narrower one is meant."""
        return [
            phrase for node in sorted(self.nodes, key=lambda node: -len(node.code)) for phrase in node_phrases(node)
        ]

    @cached_property
    def _table(self) -> finder.Table:
        written = [phrase for phrase in self._written if not phrase.derived]
        formed = [phrase for phrase in self._written if phrase.derived]
        misleading = map(false_friend, self.false_friends)
        return by_first_word([*written, *misleading, *formed, *profession_phrases(self._written)])

    @cached_property
    def _heads(self) -> unknown.Heads:
        return unknown.heads(self._written)

    def _hint(self, code: str) -> str:
        from difflib import get_close_matches

        by_name = {self.name(known).lower(): known for known in self._by_code}
        near = get_close_matches(code.lower(), [*self._by_code, *by_name], n=3, cutoff=0.5)
        return f"did you mean {', '.join(by_name.get(n, n) for n in near)}?" if near else "a code such as 0421.tax"


def taxonomy() -> Taxonomy:
    """The taxonomy in use: the one that ships with the package, unless a program is within `using_taxonomy`."""
    return _in_use.get() or packaged()


def added() -> tuple[Node, ...]:
    """What the taxonomy in use has beside the packaged one: enough to be `using_taxonomy` elsewhere."""
    return tuple(node for node in taxonomy() if node.code not in packaged() or packaged().node(node.code) != node)


@contextmanager
def using_taxonomy(fields: Taxonomy) -> Iterator[None]:
    """Everything that is read, named and indexed within the block goes by `fields`, in this thread or task alone."""
    token = _in_use.set(fields)
    try:
        yield
    finally:
        _in_use.reset(token)


@cache
def packaged() -> Taxonomy:
    """The taxonomy that ships with the package."""
    folder = files("touchstone").joinpath("data", "taxonomy")
    tables = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".csv")), key=lambda entry: entry.name)
    nodes = [node for table in tables for node in _nodes(table.read_text("utf-8").splitlines())]
    lines = folder.joinpath("false_friends.txt").read_text("utf-8").splitlines()
    return Taxonomy(tuple(nodes), tuple(line for line in lines if line and not line.startswith("#")))


def parent_code(code: str) -> str | None:
    """The code one step up: 0421.tax.vat, 0421.tax, 0421, 042, 04."""
    if "." in code:
        return code.rpartition(".")[0]
    return code[:-1] if len(code) > 2 else None


def _clue(text: str) -> finder.Clue:
    low = folded(text)
    return finder.Clue(text, low, tokens_of(low))


def _nodes(lines: Iterable[str]) -> Iterator[Node]:
    for row in csv.DictReader(lines):
        cells = {language: [part.strip() for part in row[language].split("|")] for language in LANGUAGES}
        yield Node(
            code=row["code"],
            names={language: bare(parts[0]) for language, parts in cells.items()},
            aliases={
                language: tuple(parts if parts[0] != bare(parts[0]) else parts[1:]) for language, parts in cells.items()
            },
        )


def _check(node: Node, known: dict[str, Node]) -> None:
    if not _CODE.fullmatch(node.code):
        raise BadInput(
            f"{node.code!r} is not a code", place="code", hint="two to four digits, then .words: 0421.maritime"
        )
    above = parent_code(node.code)
    if above is not None and above not in known:
        raise BadInput(f"{node.code} hangs under {above}, which does not exist", hint=f"add {above} first")
    if not node.names.get("en", "").strip():
        raise BadInput(f"{node.code} has no English name", hint='names={"en": "Maritime law"}')
