"""Consensus of spans: raters mark stretches of a text, each with a label.

    spans = spans_of(frame, looked=who_looked, lengths=lengths)    # start and end count tokens (or characters) from 0
    result = consensus_spans(spans)
    result.start, result.end, result.probability

A token is a task: was it rightly marked with this label? Every label is a layer of its own, so that spans of different
labels may overlap or lie inside each other. A rater who looked at a text and left a token unmarked has said no to it;
this is why it must be known who looked. The model is that of `ticks`: each rater finds tokens of a label with one
probability and spares others with another, shrunk to the crowd. Voting token by token, with a model of each rater:
Nguyen et al., "Aggregating and predicting sequence labels from crowd annotations", ACL (2017), whose best models add
that neighbours depend on each other, as this one does not.

Tokens between two neighbouring ends of spans were treated alike by everybody. They are worked out once (a segment), and
counted as many times as there are.

Chosen tokens that touch are one span, unless more raters end one span and begin another there than carry one across. Its
ends are then put where most of the raters who marked something there put theirs (`span_ends`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import BadInput
from touchstone.core.tables import Coded, Name, Table, table_of
from touchstone.core.truth.columns import full_column, lookers, refuse_twice, refuse_where
from touchstone.core.truth.consensus import Convergence, Limits
from touchstone.core.truth.ranged import Ranged
from touchstone.core.truth.segments import Segments, segments_of
from touchstone.core.truth.span_ends import placed_ends, runs_of
from touchstone.core.truth.stretches import spread
from touchstone.core.truth.ticks import STRENGTH, Settled, settled

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int32]
Codes = NDArray[np.int64]

VERSION = "spans-1"
LIMITS = Limits()
THE_LABEL = "span"  # of spans without labels


class Spans(Struct, frozen=True, kw_only=True):
    """n spans, sorted by task, start, end, label and rater; who looked at which text; how long texts are."""

    task: Codes  # (n,) codes of `tasks`
    rater: Codes  # (n,)
    label: Codes  # (n,)
    start: Codes  # (n,) the first token
    end: Codes  # (n,) the token after the last one
    looked_task: Codes  # (looks,) each pair once
    looked_rater: Codes
    length: Codes  # (tasks,) tokens
    tasks: Sequence[Name]
    raters: Sequence[Name]
    labels: Sequence[Name]

    def __len__(self) -> int:
        return len(self.task)


class ConsensusSpans(Struct, frozen=True, kw_only=True):
    """The spans on which raters agree, sorted by label, task and start; and what was learned of the raters."""

    task: Codes  # (spans,)
    label: Codes
    start: Codes
    end: Codes
    probability: Floats  # (spans,): mean over the span's tokens of the probability that they are rightly marked
    weakest: Floats  # (spans,): the lowest of them
    tasks: Sequence[Name]
    raters: Sequence[Name]
    labels: Sequence[Name]
    sensitivity: Ranged  # (raters,) P(marks a token | rightly), over all labels; tokens treated alike count once
    specificity: Ranged  # (raters,) P(leaves a token | rightly)
    segments: Segments
    token_probability: Floats  # (segments, labels)
    convergence: Convergence
    version: str = VERSION

    def __len__(self) -> int:
        return len(self.task)


def spans_of(
    frame: Any,
    *,
    task: str = "task",
    rater: str = "rater",
    start: str = "start",
    end: str = "end",
    label: str | None = "label",
    looked: Any = None,
    lengths: Mapping[Name, int] | None = None,
) -> Spans:
    """The spans in the columns of `frame` (anything `table_of` takes), one a row; `label=None`: all are of one kind.

    A row in which start, end and label are empty says that the rater looked at the text and marked nothing; so does each
    row of `looked`, a table with the columns `task` and `rater`. `lengths` are those of the texts in the unit of start
    and end; a text without one ends with its last span, which hides how much of it was rightly left alone.

    Raises:
        BadInput: a column is not there, a task or rater is empty, a row is there twice, start and end are no whole
            numbers with 0 <= start < end <= length, or nobody marked anything; the place names the row.
    """
    table = table_of(frame)
    who, what = full_column(table, task), full_column(table, rater)
    begins, ends = table.numbers(start), table.numbers(end)
    said = table.coded(label) if label else _one_label(begins)
    marked = ~(np.isnan(begins) & np.isnan(ends))
    _refuse_wrong(table, begins, ends, said, names=(start, end, label or end), marked=marked)
    places = tuple(Coded(codes=_whole(of), names=range(int(np.nanmax(of, initial=0)) + 1)) for of in (begins, ends))
    refuse_twice(who, what, said, *places, place=f"{table.source}, column {label or start}")
    tasks, raters, looks = lookers(who, what, looked=looked, names=(task, rater))
    rows = np.flatnonzero(marked)
    columns = (tasks.codes[rows], begins[rows], ends[rows], said.codes[rows], raters.codes[rows])
    by_task = np.stack(columns).astype(np.int64)
    where, first, last, which, whose = by_task[:, np.lexsort(by_task[::-1])]
    length = np.zeros(len(tasks.names), dtype=np.int64)
    np.maximum.at(length, where, last)
    return Spans(
        task=where,
        rater=whose,
        label=which,
        start=first,
        end=last,
        looked_task=looks[0],
        looked_rater=looks[1],
        length=_lengths(length, lengths or {}, tasks=tasks.names, source=table.source),
        tasks=tasks.names,
        raters=raters.names,
        labels=said.names,
    )


def consensus_spans(
    spans: Spans, *, threshold: float = 0.5, strength: float = STRENGTH, limits: Limits = LIMITS
) -> ConsensusSpans:
    """The spans whose tokens are rightly marked with a probability of `threshold` or more.

    A half expects the fewest wrong tokens; a lower threshold finds more spans and more wrong ones.

    Raises:
        BadInput: `threshold` is not between 0 and 1.
        NotConverged: see `Limits`.
    """
    if not 0 < threshold < 1:
        raise BadInput(f"a threshold of {threshold!r}", place="threshold", hint="between 0 and 1")
    segments = segments_of(spans)
    found = settled(segments.ticks, strength=strength, limits=limits)
    return _told(spans, segments, found, chosen=found.probability >= threshold)


def _told(spans: Spans, segments: Segments, found: Settled, *, chosen: Flags) -> ConsensusSpans:
    seen, spared = found.seen.range_over_labels(), found.spared.range_over_labels()
    runs = runs_of(segments, chosen, tasks=len(spans.tasks))
    placed = placed_ends(spans, runs, voice=np.log(seen.value) - np.log1p(-spared.value))
    first, after = segments.at(placed.task, placed.start), segments.at(placed.task, placed.end)
    under, of = spread(first, after), np.repeat(np.arange(len(first)), after - first)
    likely, size = found.probability[under, placed.label[of]], segments.ticks.size[under]
    weakest = np.ones(len(first))
    np.minimum.at(weakest, of, likely)
    return ConsensusSpans(
        task=placed.task,
        label=placed.label,
        start=placed.start,
        end=placed.end,
        probability=np.bincount(of, weights=size * likely, minlength=len(first)) / (placed.end - placed.start),
        weakest=weakest,
        tasks=spans.tasks,
        raters=spans.raters,
        labels=spans.labels,
        sensitivity=seen,
        specificity=spared,
        segments=segments,
        token_probability=found.probability,
        convergence=found.convergence,
    )


def _one_label(begins: Floats) -> Coded:
    return Coded(codes=np.where(np.isnan(begins), -1, 0).astype(np.int32), names=[THE_LABEL])


def _whole(numbers: Floats) -> Ints:
    whole: Ints = np.where(np.isnan(numbers), -1, numbers).astype(np.int32)
    return whole


def _refuse_wrong(
    table: Table, begins: Floats, ends: Floats, said: Coded, *, names: tuple[str, str, str], marked: Flags
) -> None:
    hint = "start, end and label in a row; or none of them: looked, and marked nothing"
    for name, empty in zip(names, (np.isnan(begins), np.isnan(ends), said.codes < 0), strict=True):
        refuse_where(empty != ~marked, "does not fit the other cells of its row", table=table, name=name, hint=hint)
    if not marked.any():
        raise BadInput("nobody marked anything", place=table.source, hint="a span in some row")
    for name, numbers in zip(names[:2], (begins, ends), strict=True):
        wrong = marked & ~((numbers >= 0) & (numbers == np.floor(numbers)) & (numbers < 2**31))
        refuse_where(wrong, "is no place in a text", table=table, name=name, hint="a whole number, 0 or more")
    refuse_where(marked & (ends <= begins), "is not after the start", table=table, name=names[1], hint="end > start")


def _lengths(seen: Codes, declared: Mapping[Name, int], *, tasks: Sequence[Name], source: str) -> Codes:
    """The declared lengths, and for other texts the end of their last span."""
    known = {str(name): length for name, length in declared.items()}
    lengths = np.array([known.get(str(name), end) for name, end in zip(tasks, seen, strict=True)], dtype=np.int64)
    if (short := np.flatnonzero(lengths < seen)).size:
        text = f"a span ends at {seen[short[0]]}, after the text's {lengths[short[0]]} tokens"
        raise BadInput(text, place=f"{source}, task {tasks[int(short[0])]}", hint="end <= length, in the same unit")
    return lengths
