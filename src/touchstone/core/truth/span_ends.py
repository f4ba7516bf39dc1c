"""From chosen tokens to spans, and where these begin and end.

People agree on what a span is about sooner than on its first and last word, and token by token the doubtful word at an
end is one that half of the raters marked. So each end is put where the raters say: of their spans that overlap the run
of chosen tokens, the place with the most votes, each vote weighing as much as a mark by that rater tells,
log P(marks | rightly) / P(marks | wrongly). Among equals the place nearest to the chosen tokens' own end wins.
"""

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.segments import Segments
from touchstone.core.truth.stretches import spread

if TYPE_CHECKING:
    from touchstone.core.truth.spans import Spans

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

_QUIETEST = 0.1  # least weight of a vote: that of a rater whose marks tell next to nothing
_DIGITS = 9  # of a sum of votes: sums in another order are the same sums


class Runs(Struct, frozen=True, kw_only=True):
    """Spans that do not overlap within a text and label, sorted by label, task and start."""

    task: Codes
    label: Codes
    start: Codes
    end: Codes
    text: Codes  # (runs,) one number for each text and label, rising


def runs_of(segments: Segments, chosen: Flags, *, tasks: int) -> Runs:
    """Chosen segments (segments, labels) that touch and continue, put together label by label."""
    opens = chosen & ~(np.roll(chosen, 1, axis=0) & segments.continues)
    label, first = np.nonzero(opens.T)
    run = np.cumsum(opens.T).reshape(opens.T.shape).T - 1  # to which a chosen segment belongs
    size = np.broadcast_to(segments.ticks.size[:, None], chosen.shape)[chosen]
    tokens = np.bincount(run[chosen], weights=size, minlength=len(first)).astype(np.int64)
    task, start = segments.task[first], segments.start[first]
    return Runs(task=task, label=label, start=start, end=start + tokens, text=label * tasks + task)


def placed_ends(spans: "Spans", runs: Runs, *, voice: Floats) -> Runs:
    """`runs` with their ends where most of the raters put them; `voice` (raters,) weighs their votes.

    A run stays as it is where its new ends would cross each other or a neighbour.
    """
    stride = int(spans.length.max(initial=0)) + 1
    text = spans.label * len(spans.tasks) + spans.task
    # the runs that each rater's span overlaps are neighbours
    first = np.searchsorted(runs.text * stride + runs.end, text * stride + spans.start, side="right")
    after = np.searchsorted(runs.text * stride + runs.start, text * stride + spans.end)
    span, run = np.repeat(np.arange(len(spans)), np.maximum(after - first, 0)), spread(first, np.maximum(after, first))
    vote = np.maximum(voice, _QUIETEST)[spans.rater[span]]
    start = _most_votes(run, spans.start[span], vote=vote, own=runs.start)
    end = _most_votes(run, spans.end[span], vote=vote, own=runs.end)
    start, end = _kept_apart(runs, start, end)
    return Runs(task=runs.task, label=runs.label, start=start, end=end, text=runs.text)


def _most_votes(run: Codes, place: Codes, *, vote: Floats, own: Codes) -> Codes:
    """(runs,): the place with the most votes for each run; its `own` where nobody voted."""
    cells, cell = np.unique(np.stack([run, place]), axis=1, return_inverse=True)
    votes = np.round(np.bincount(cell.reshape(-1), weights=vote, minlength=cells.shape[1]), _DIGITS)
    far = np.abs(cells[1] - own[cells[0]])
    order = np.lexsort((cells[1], far, -votes, cells[0]))
    winners = order[np.append(True, np.diff(cells[0][order]) > 0)] if len(order) else order
    result = own.copy()
    result[cells[0][winners]] = cells[1][winners]
    return result


def _kept_apart(runs: Runs, start: Codes, end: Codes) -> tuple[Codes, Codes]:
    """New ends, taken back where a run would be empty or two of a text and label would overlap."""
    back = start >= end
    while True:
        start, end = np.where(back, runs.start, start), np.where(back, runs.end, end)
        clash = (runs.text[1:] == runs.text[:-1]) & (start[1:] < end[:-1])
        now = back | np.append(clash, False) | np.append(False, clash)
        if (now == back).all():
            return start, end
        back = now
