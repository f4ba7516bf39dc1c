"""What the people of a pool claim or have shown, with the estimate of each skill and of every field above it.

The estimate is `core.skills.tree`'s: all that is known of a person says something of each of their skills.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.matching.above import ancestors
from touchstone.core.skills.ledger import Ledger, Settings
from touchstone.core.skills.values import Skill

if TYPE_CHECKING:
    from touchstone.core.skills.tree import Shares

Ints = NDArray[np.int64]


class SkillColumns(Struct, frozen=True, kw_only=True):
    """One entry for each person and skill that they claim or have shown, and for each field above one of these.

    All arrays but `values` are (entries,), in the order of the rows. Alpha and beta are the posterior of the share of right work.
    """

    values: tuple[Skill, ...]
    row: NDArray[Any]
    which: NDArray[Any]
    own: NDArray[np.bool_]  # claimed or shown as such, and not only in a field below
    alpha: NDArray[np.float32]
    beta: NDArray[np.float32]
    weight: NDArray[np.float32]  # of the evidence, in plain observations; a mere claim has none
    right: NDArray[np.float32]  # how much of the weight was right
    records: NDArray[Any]


class GatheredSkills:
    """Skill columns while they are gathered, some people at a time."""

    def __init__(self) -> None:
        self.number: dict[Skill, int] = {}
        self.parts: list[dict[str, NDArray[Any]]] = []

    def add(self, ledger: Ledger, *, first: int, row: Ints, which: Ints) -> None:
        """The people of a ledger, who stand in the rows from `first` on.

        Person `row[i]` of the ledger claims or has shown its skill `which[i]`, where i runs over (own,); whatever there is
        evidence of is among these.
        """
        from touchstone.core.skills.tree import shares_of_people

        nodes = _nodes(ledger.skills)
        pairs, own = _with_above(nodes, row, which)
        person, skill = np.divmod(pairs, max(len(nodes.skills), 1))
        inside = msgspec.structs.replace(ledger, skills=nodes.skills, skill=nodes.place[ledger.skill])
        shown = _in_order(shares_of_people(inside, settings=Settings(), also=(person, skill)), len(nodes.skills))
        number = np.array([self.number.setdefault(one, len(self.number)) for one in nodes.skills], np.int32)
        self.parts.append({"row": (person + first).astype(np.int32), "which": number[skill], "own": own, **shown})

    def columns(self) -> SkillColumns:
        """All of them; only skills that somebody has are among the values."""
        parts = self.parts or [_NOTHING]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in _NOTHING}
        there = np.bincount(joined["which"], minlength=len(self.number)) > 0
        values = tuple(skill for skill, number in self.number.items() if there[number])
        which = (np.cumsum(there) - 1).astype(np.int32)[joined["which"]]
        return SkillColumns(values=values, **joined | {"which": which})


class _Nodes(NamedTuple):
    """Skills with all that lies above them; (n,) are the skills that they came from."""

    skills: tuple[Skill, ...]
    place: Ints  # (n,): of each among `skills`
    height: Ints  # (n,): how many they are, with the skill itself
    start: Ints  # (n,): where these begin in `above`
    above: Ints  # places among `skills`


@lru_cache(maxsize=4)
def _nodes(skills: tuple[Skill, ...]) -> _Nodes:
    chains = [[Skill(code, skill.competence) for code in ancestors(skill.domain)] for skill in skills]
    every = tuple(sorted({node for chain in chains for node in chain}))
    number = {skill: place for place, skill in enumerate(every)}
    height = np.array([len(chain) for chain in chains], np.int64)
    return _Nodes(
        skills=every,
        place=np.array([number[skill] for skill in skills], np.int64),
        height=height,
        start=np.cumsum(height) - height,
        above=np.array([number[node] for chain in chains for node in chain], np.int64),
    )


def _with_above(nodes: _Nodes, row: Ints, which: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Each person's skills and the fields above them as numbers person x skills + skill, ascending, and which are own."""
    width, count = len(nodes.skills), nodes.height[which]
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    node = nodes.above[np.repeat(nodes.start[which], count) + within]
    pairs = np.unique(np.repeat(row, count) * width + node)
    own = np.zeros(len(pairs), np.bool_)
    own[np.searchsorted(pairs, row * width + nodes.place[which])] = True
    return pairs, own


def _in_order(shares: Iterable["Shares"], width: int) -> dict[str, NDArray[Any]]:
    """The numbers of an entry, in the order of the pairs of person and skill."""
    told = list(shares)
    if not told:
        return {name: _NOTHING[name] for name in _NUMBERS}
    order = np.argsort(np.concatenate([part.person * width + part.skill for part in told]))
    joined = {name: np.concatenate([getattr(part, name) for part in told])[order] for name in _NUMBERS}
    return {name: column.astype(_NOTHING[name].dtype) for name, column in joined.items()}


_NOTHING: dict[str, NDArray[Any]] = {
    "row": np.zeros(0, np.int32),
    "which": np.zeros(0, np.int32),
    "own": np.zeros(0, np.bool_),
    "alpha": np.zeros(0, np.float32),
    "beta": np.zeros(0, np.float32),
    "weight": np.zeros(0, np.float32),
    "right": np.zeros(0, np.float32),
    "records": np.zeros(0, np.int32),
}
_NUMBERS = ("alpha", "beta", "weight", "right", "records")
