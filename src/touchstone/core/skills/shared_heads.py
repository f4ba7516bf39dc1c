"""Names that share their head in a list: "civil and criminal law", "derecho civil, penal y tributario".

Each modifier of the list is tried with the head of the name beside it. A modifier that is the name of a field by itself
is left alone: in "business or law" two fields are meant, not business law.
"""

from touchstone.core.skills.cues import LIST_WORDS
from touchstone.core.skills.finder import Clue, Hit, Table

_LIST_MARKS = frozenset((",", "/", "&", "+"))
_LONGEST_MODIFIER = 2


def with_shared_heads(clue: Clue, found: list[Hit], table: Table) -> list[Hit]:
    """`found` and the names that only share a head with one of them, in the order of the text."""
    taken = {place for hit in found for place in range(hit.first, hit.last)}
    more: list[Hit] = []
    for hit in found:
        if hit.phrase.code is not None and hit.phrase.exact is None:
            step = _to_the_left if hit.phrase.language == "en" else _to_the_right
            other = step(clue, hit, hit.phrase.words[-1 if hit.phrase.language == "en" else 0], table)
            while other and taken.isdisjoint(range(other.first, other.last)):
                taken.update(range(other.first, other.last))
                more.append(other)
                other = step(clue, other, other.phrase.words[-1 if hit.phrase.language == "en" else 0], table)
    return sorted([*found, *more], key=lambda hit: hit.first)


def _to_the_left(clue: Clue, hit: Hit, head: str, table: Table) -> Hit | None:
    """The name whose modifier stands in the list before `hit`; one word may stand between, as in "tax and maritime law"."""
    edges = (hit.first, hit.first - 1) if len(hit.phrase.words) == 1 else (hit.first,)
    for edge in edges:
        last = before_list_mark(clue, edge)
        for length in range(_LONGEST_MODIFIER, 0, -1):
            first = last - length
            words = (*(token.word for token in clue.tokens[max(first, 0) : max(last, 0)]), head)
            phrase = table.get(words[0], {}).get(words) if first >= 0 else None
            if phrase and phrase.code and phrase.exact is None:
                return Hit(phrase, first, last)
    return None


def _to_the_right(clue: Clue, hit: Hit, head: str, table: Table) -> Hit | None:
    """The name whose modifier stands in the list after `hit`."""
    edges = (hit.last, hit.last + 1) if len(hit.phrase.words) == 1 else (hit.last,)
    for edge in edges:
        first = after_list_mark(clue, edge)
        for length in range(_LONGEST_MODIFIER, 0, -1):
            last = first + length
            words = (head, *(token.word for token in clue.tokens[max(first, 0) : max(last, 0)]))
            phrase = table.get(head, {}).get(words) if first >= edge and last <= len(clue.tokens) else None
            if phrase and phrase.code and phrase.exact is None:
                return Hit(phrase, first, last)
    return None


def before_list_mark(clue: Clue, edge: int) -> int:
    """The end of what stands before the list word or mark before token `edge`; 0 where there is none."""
    if edge < 1:
        return 0
    if clue.tokens[edge - 1].word in LIST_WORDS:
        return edge - 1
    return edge if _gap(clue, edge) in _LIST_MARKS else 0


def after_list_mark(clue: Clue, edge: int) -> int:
    """The start of what stands after the list word or mark at token `edge`; -1 where there is none."""
    if edge >= len(clue.tokens):
        return -1
    if clue.tokens[edge].word in LIST_WORDS:
        return edge + 1
    return edge if _gap(clue, edge) in _LIST_MARKS else -1


def _gap(clue: Clue, place: int) -> str:
    return clue.folded[clue.tokens[place - 1].end : clue.tokens[place].start].strip()
