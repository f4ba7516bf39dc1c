"""How much two skills of one person have in common: the correlation of their abilities over the tree of fields.

A person's ability in a skill is a sum of independent effects: of the person, of each field on the way down the taxonomy
(04, 042, 0421, 0421.tax), of the competence, and a rest that belongs to this one skill. Two skills share the effects
that they both contain, so their correlation is the sum of those effects' shares of the variance.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.skills.taxonomy import parent_code
from touchstone.core.skills.values import Skill

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DEPTH = 4  # broad, narrow and detailed field, sub-field; what lies deeper shares no further effect


class Kinship(Struct, frozen=True, kw_only=True):
    """Shares of the variance of ability between people; what is left to 1 belongs to the single skill.

    The shares are stated assumptions, on the low side: to borrow too much makes intervals too short, to borrow too
    little only wastes evidence. `fitting.fit_weights` replaces them by an installation's own.
    """

    person: float = 0.35
    fields: tuple[float, ...] = (0.05, 0.05, 0.10, 0.10)  # broad, narrow, detailed, sub-field
    competence: float = 0.10

    @property
    def rest(self) -> float:
        """The share that no other skill tells anything of."""
        return 1.0 - self.person - sum(self.fields) - self.competence

    def checked(self) -> "Kinship":
        """This kinship, if it is one.

        Raises:
            BadInput: a share is below 0, there are not `DEPTH` of the fields, or nothing is left for the single skill.
        """
        shares = (self.person, *self.fields, self.competence)
        if len(self.fields) != DEPTH or not all(share >= 0 for share in shares) or not self.rest > 1e-6:
            raise BadInput(
                f"{self} are not shares of a variance",
                place="kinship",
                hint=f"0 or more each, {DEPTH} of them for fields, together below 1",
            )
        return self

    def scaled(self, factor: float) -> "Kinship":
        """All shares times `factor`: 0 is "skills tell nothing of each other"."""
        return Kinship(
            person=self.person * factor,
            fields=tuple(share * factor for share in self.fields),
            competence=self.competence * factor,
        )


ALONE = Kinship(person=0.0, fields=(0.0,) * DEPTH, competence=0.0)


ANY_FIELD = ""  # no field: what lies above all of them
_EVERYWHERE = -2  # its number


class Lineage(Struct, frozen=True, kw_only=True):
    """Skills as numbers. `path[i, l]` is the field of skill i at depth l, -1 below its own; all are (skills, …).

    "Any field" has no path: it shares the person and the competence with other work, and no effect of a field.
    """

    path: Ints  # (skills, depth)
    field: Ints  # (skills,): the number of its own field
    competence: Ints  # (skills,)

    def correlations(self, which: Ints, kinship: Kinship) -> Floats:
        """(…, m, m) from (…, m) numbers of skills: 1 where both are the same skill."""
        return self.correlation(which[..., :, None], which[..., None, :], kinship)

    def correlation(self, one: Ints, other: Ints, kinship: Kinship) -> Floats:
        """Of each skill in `one` with that in `other`, which broadcast together: 1 where both are the same skill.

        Any field is the average over fields, so that what belongs to a single one averages out: its own variance is the
        share of person and competence, in units of a skill's.
        """
        shared = np.full(np.broadcast_shapes(one.shape, other.shape), kinship.person)
        for level, share in enumerate(kinship.fields):
            there = self.path[one, level]
            shared += share * ((there == self.path[other, level]) & (there >= 0))
        shared += kinship.competence * (self.competence[one] == self.competence[other])
        return np.where((one == other) & (self.field[one] != _EVERYWHERE), 1.0, shared)

    def covers(self, which: Ints) -> Flags:
        """(…, m, m): whether the first is the second skill or lies above it, with the same competence."""
        return self.lies_above(which[..., :, None], which[..., None, :])

    def lies_above(self, one: Ints, other: Ints) -> Flags:
        """Whether `one` is the skill `other` or lies above it, with the same competence; they broadcast together."""
        field = self.field[one]
        inside = (self.path[other] == field[..., None]).any(axis=-1) | (field == _EVERYWHERE)
        both: Flags = inside & (self.competence[one] == self.competence[other])
        return both


def lineage(skills: Sequence[Skill]) -> Lineage:
    """The skills' places in the tree, by their codes alone: no taxonomy is asked whether they exist."""
    return _lineage(tuple(skills))


@lru_cache(maxsize=8)
def _lineage(skills: tuple[Skill, ...]) -> Lineage:
    chains = [_chain(skill.domain) for skill in skills]
    numbers = {code: number for number, code in enumerate(sorted({code for chain in chains for code in chain}))}
    path = np.full((len(skills), max(DEPTH, max(map(len, chains), default=0))), -1, np.int64)
    for row, chain in enumerate(chains):
        path[row, : len(chain)] = [numbers[code] for code in chain]
    competences = sorted({skill.competence for skill in skills})
    return Lineage(
        path=path,
        field=np.array([numbers[chain[-1]] if chain else _EVERYWHERE for chain in chains], np.int64),
        competence=np.array([competences.index(skill.competence) for skill in skills], np.int64),
    )


def _chain(code: str) -> list[str]:
    """The codes from the broad field down to `code`; none for any field."""
    if code == ANY_FIELD:
        return []
    chain = [code]
    while (above := parent_code(chain[0])) is not None:
        chain.insert(0, above)
    return chain
