"""Texts cut where any span begins or ends: within a segment, everybody treated all tokens alike."""

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.truth.stretches import spread
from touchstone.core.truth.ticks import Ticks, in_order

if TYPE_CHECKING:
    from touchstone.core.truth.spans import Spans

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]


class Segments(Struct, frozen=True, kw_only=True):
    """The segments of all texts, by task and start; their sizes are those of `ticks`."""

    task: Codes  # (segments,)
    start: Codes  # (segments,) first token
    continues: Flags  # (segments, labels): a span may run on into it from the segment before
    ticks: Ticks
    stride: int  # more than any text has tokens

    def at(self, task: Codes, token: Codes) -> Codes:
        """The segment that begins at `token`; at a text's end, the one after its last."""
        found: Codes = np.searchsorted(self.task * self.stride + self.start, task * self.stride + token)
        return found


def segments_of(spans: "Spans") -> Segments:
    """Cut the texts, and turn each span into a tick on every segment under it."""
    stride = int(spans.length.max(initial=0)) + 1
    begins, ends = spans.task * stride + spans.start, spans.task * stride + spans.end
    texts = np.arange(len(spans.tasks)) * stride
    cuts = np.unique(np.concatenate([begins, ends, texts, texts + spans.length]))
    inner = np.flatnonzero(cuts[1:] // stride == cuts[:-1] // stride)
    task, start, size = cuts[inner] // stride, cuts[inner] % stride, (cuts[1:] - cuts[:-1])[inner]
    first, after = np.searchsorted(cuts[inner], begins), np.searchsorted(cuts[inner], ends)
    ticks = _ticks(spans, first=first, after=after, task=task, size=size)
    return Segments(
        task=task,
        start=start,
        continues=_continues(spans, first=first, after=after, task=task),
        ticks=ticks,
        stride=stride,
    )


def _ticks(spans: "Spans", *, first: Codes, after: Codes, task: Codes, size: Codes) -> Ticks:
    covered = spread(first, after)
    span = np.repeat(np.arange(len(spans)), after - first)
    # a span inside another of the same rater and label says nothing more
    columns = np.unique(np.stack([covered, spans.label[span], spans.rater[span]]), axis=1)
    begin, end = np.searchsorted(task, spans.looked_task), np.searchsorted(task, spans.looked_task, side="right")
    looked_rater = np.repeat(spans.looked_rater, end - begin).astype(np.int32)
    ticks = Ticks(
        looked_item=spread(begin, end),
        looked_rater=looked_rater,
        item=columns[0],
        rater=columns[2].astype(np.int32),
        label=columns[1].astype(np.int32),
        items=len(task),
        raters=len(spans.raters),
        labels=len(spans.labels),
        size=size.astype(np.float64),
    )
    return in_order(ticks)


def _continues(spans: "Spans", *, first: Codes, after: Codes, task: Codes) -> Flags:
    """(segments, labels): whether no more raters end a span and begin another there than carry one across."""
    segments, labels = len(task), len(spans.labels)
    carried = np.zeros((segments + 1, labels), dtype=np.int64)
    np.add.at(carried, (first + 1, spans.label), 1)
    np.add.at(carried, (after, spans.label), -1)
    cell = spans.label * len(spans.raters) + spans.rater
    width = labels * len(spans.raters)
    parted = np.intersect1d(first * width + cell, after * width + cell)
    split = np.zeros((segments + 1, labels), dtype=np.int64)
    np.add.at(split, (parted // width, parted % width // len(spans.raters)), 1)
    same_text = np.append(False, task[1:] == task[:-1]) if segments else np.zeros(0, dtype=bool)
    continues: Flags = (split <= np.cumsum(carried, axis=0))[:segments] & same_text[:, None]
    return continues
