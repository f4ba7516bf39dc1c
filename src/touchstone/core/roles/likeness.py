"""Which role's known briefs a text is like, word by word: a second opinion beside the rules.

The rules know what was thought of; a brief in other words slips through them. `data/roles/likeness.csv` holds, for every
word beginning that occurs in at least two of our own labelled briefs, the logarithm of how much more often the briefs of
each role say it than all briefs do (naive Bayes; learnt by `python bench/diagnosis.py --learn`).
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Final

from msgspec import Struct

from touchstone.core.roles.rules import settings
from touchstone.core.roles.tokens import Token
from touchstone.core.roles.values import HIRABLE, Role

_ROLES: Final = (*HIRABLE, Role.NONE)
_LETTERS: Final = 6  # of a word: enough to tell it, few enough to hold its endings together in three languages
_SHORTEST: Final = 3
_SHORTEST_IN_TITLE: Final = 2  # "AI", "ML"
_TITLE: Final = "title:"


class Likeness(Struct, frozen=True):
    """Log-odds per role, from their mean, and the tokens that speak most for the likest role."""

    role: Role
    scores: dict[Role, float]
    tokens: tuple[tuple[int, Token], ...]  # which of the texts read, and the word in it


def stem(token: Token, *, heading: bool) -> str | None:
    """What the table knows a word by; None where it is too short to tell anything."""
    word = token.word.partition("'")[0]
    if len(word) < (_SHORTEST_IN_TITLE if heading else _SHORTEST) or not word.isalpha():
        return None
    return f"{_TITLE if heading else ''}{word[:_LETTERS]}"


def likeness(texts: Iterable[tuple[bool, list[Token]]]) -> Likeness | None:
    """How like `texts` (whether each is a heading, and its words) are to the briefs of each role; None where too little is known.

    Each word counts once, and a long text by the root of its words, so that length alone proves nothing.
    """
    numbers = settings().likeness
    known = dict[str, tuple[int, Token]]()
    for i, (heading, tokens) in enumerate(texts):
        for token in tokens:
            key = stem(token, heading=heading)
            if key is not None and key in table():
                known.setdefault(key, (i, token))
    if len(known) < numbers["least_words"]:
        return None
    scale = numbers["weight"] / math.sqrt(len(known))
    sums = [scale * math.fsum(column) for column in zip(*(table()[key] for key in known), strict=True)]
    mean = math.fsum(sums) / len(sums)
    scores = dict(zip(_ROLES, (each - mean for each in sums), strict=True))
    likest = max(_ROLES, key=lambda role: scores[role])
    return Likeness(likest, scores, tuple(_telling(known, likest)))


def learnt(briefs: Iterable[tuple[Role, Iterable[str]]], *, shrink: float, least: int) -> dict[str, tuple[float, ...]]:
    """The table for labelled `briefs` (role and stems): each role's log-lift, drawn to 0 as by `shrink` average briefs."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(_ROLES))
    totals = [0] * len(_ROLES)
    for role, stems in briefs:
        totals[_ROLES.index(role)] += 1
        for key in set(stems):
            counts[key][_ROLES.index(role)] += 1
    everything = sum(totals)
    return {
        key: tuple(
            math.log((said + shrink * sum(row) / everything) / (total + shrink) * everything / sum(row))
            for said, total in zip(row, totals, strict=True)
        )
        for key, row in sorted(counts.items())
        if sum(row) >= least
    }


@cache
def table() -> dict[str, tuple[float, ...]]:
    """The packaged log-lifts by stem, in the order annotator, trainer, RLHF, engineer, none."""
    packaged = resources.files("touchstone").joinpath("data", "roles", "likeness.csv").read_text(encoding="utf-8")
    rows = csv.reader(packaged.splitlines())
    next(rows)
    return {key: tuple(map(float, lifts)) for key, *lifts in rows}


def _telling(known: dict[str, tuple[int, Token]], role: Role) -> Iterator[tuple[int, Token]]:
    column = _ROLES.index(role)
    strongest = sorted(known, key=lambda key: (-table()[key][column], key))
    yield from (known[key] for key in strongest[:5] if table()[key][column] > 0)
