"""A shortlist as its page shows it: each candidate with their name, if it is shown, and what was decided and said."""

from collections.abc import Iterable
from dataclasses import dataclass

from touchstone.apps.matching import gather
from touchstone.apps.matching.access import candidates_of, comments_on, decided_before
from touchstone.apps.matching.models import CandidateRecord, Comment, ShortlistRecord
from touchstone.apps.talent.gather import names_of
from touchstone.core.matching.values import Candidate

MOST_COMPARED = 4


@dataclass(frozen=True)
class Row:
    """Somebody on a list."""

    one: Candidate
    name: str  # as the reader may see it: a name, or the reference
    record: CandidateRecord | None  # None on a list from before decisions were kept
    before: CandidateRecord | None  # the same organisation's newest decision on another list
    comments: list[Comment]


def rows_of(record: ShortlistRecord, people: Iterable[Candidate], *, blind: bool) -> list[Row]:
    """What the page shows of `people`. Three queries, and one for names where it is not blind."""
    people = list(people)
    names = {} if blind else names_of(one.specialist for one in people)
    decisions, comments, before = candidates_of(record), comments_on(record), decided_before(record)
    return [
        Row(
            one,
            names.get(one.specialist, one.specialist),
            decisions.get(one.specialist),
            before.get(one.specialist),
            comments.get(one.specialist, []),
        )
        for one in people
    ]


def compared(record: ShortlistRecord, chosen: Iterable[str], *, blind: bool) -> list[Row]:
    """The chosen people of a list in its order, four at most; the first two where nobody was chosen."""
    people = gather.result_in(record).candidates
    wanted = set(chosen)
    found = [one for one in people if one.specialist in wanted][:MOST_COMPARED] or list(people[:2])
    return rows_of(record, found, blind=blind)
