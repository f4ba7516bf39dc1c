"""A text cut where its words are quoted, so that each quoted piece can be marked in place."""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct


class Piece(Struct, frozen=True):
    """A stretch of the text, and the keys of the quotes that cover it: none where it is not quoted."""

    text: str
    keys: tuple[str, ...]
    first_of: tuple[str, ...] = ()  # the quotes that begin here: the place to link to


def pieces(text: str, spans: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """`text` in order, cut at the ends of `spans` (start, end, key), which may overlap. Spans outside the text are left out."""
    kept = sorted({span for span in spans if 0 <= span[0] < span[1] <= len(text)})
    cuts = sorted({0, len(text), *(start for start, _, _ in kept), *(end for _, end, _ in kept)})
    found: list[Piece] = []
    seen: set[str] = set()
    for start, end in pairwise(cuts):
        keys = tuple(dict.fromkeys(key for first, last, key in kept if first <= start and end <= last))
        fresh = tuple(key for key in keys if key not in seen)
        seen.update(fresh)
        found.append(Piece(text[start:end], keys, fresh))
    return found
