"""How far raters agree on spans: F1 of the spans themselves, and of the tokens under them.

F1 is 2 x common / (one's + the other's), on the texts at which both looked; it is the same from either side. Chance is
not taken off, for where most tokens are left alone by everybody there is no telling what chance would be (Hripcsak and
Rothschild, "Agreement, the F-measure, and reliability in information retrieval", JAMIA 12, 2005, show that kappa tends
to F1 there).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import NoData
from touchstone.core.tables import Name
from touchstone.core.truth.segments import segments_of
from touchstone.core.truth.spans import Spans

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class SpanAgreement(Struct, frozen=True, kw_only=True):
    """Every pair of raters with a text in common, by code; and all pairs together."""

    first: Codes  # (pairs,) codes of `raters`
    second: Codes  # (pairs,)
    texts: Codes  # (pairs,) at which both looked
    exact: Floats  # (pairs,) F1 of spans with the same ends and label; NaN where neither marked anything
    overlap: Floats  # (pairs,) F1 of tokens under the same label
    all_exact: float  # over all pairs' spans together
    all_overlap: float
    raters: Sequence[Name]


def span_agreement(spans: Spans) -> SpanAgreement:
    """The agreement of each pair of raters.

    Raises:
        NoData: no two raters looked at the same text.
    """
    looked = _sparse(spans.looked_rater, spans.looked_task, shape=(len(spans.raters), len(spans.tasks)))
    texts = looked @ looked.T
    first, second = texts.nonzero()
    pair = first < second
    first, second = first[pair].astype(np.int64), second[pair].astype(np.int64)
    if not len(first):
        raise NoData("no two raters looked at the same text", hint="a text with two raters")
    exact = _shared(*_exact_marks(spans), looked, pairs=(first, second))
    overlap = _shared(*_token_marks(spans), looked, pairs=(first, second))
    return SpanAgreement(
        first=first,
        second=second,
        texts=_at(texts, (first, second)).astype(np.int64),
        exact=_f1(*exact),
        overlap=_f1(*overlap),
        all_exact=float(_f1(*(of.sum(keepdims=True) for of in exact))[0]),
        all_overlap=float(_f1(*(of.sum(keepdims=True) for of in overlap))[0]),
        raters=spans.raters,
    )


def _exact_marks(spans: Spans) -> tuple["csr_array", "csr_array"]:
    """(raters, distinct spans) who marked which; (raters, tasks) how many spans each marked in each text."""
    _, mark = np.unique(np.stack([spans.task, spans.label, spans.start, spans.end]), axis=1, return_inverse=True)
    mark = mark.reshape(-1)
    marks = _sparse(spans.rater, mark, shape=(len(spans.raters), int(mark.max(initial=-1)) + 1))
    return marks, _sparse(spans.rater, spans.task, shape=(len(spans.raters), len(spans.tasks)))


def _token_marks(spans: Spans) -> tuple["csr_array", "csr_array"]:
    """The same for tokens under each label: (raters, segments x labels), weighted by the root of their number."""
    segments = segments_of(spans)
    ticks, size = segments.ticks, segments.ticks.size
    question = ticks.item * ticks.labels + ticks.label
    shape = (ticks.raters, ticks.items * ticks.labels)
    marks = _sparse(ticks.rater, question, shape=shape, weight=np.sqrt(size[ticks.item]))
    shape = (ticks.raters, len(spans.tasks))
    return marks, _sparse(ticks.rater, segments.task[ticks.item], shape=shape, weight=size[ticks.item])


def _shared(
    marks: "csr_array", by_text: "csr_array", looked: "csr_array", *, pairs: tuple[Codes, Codes]
) -> tuple[Floats, Floats]:
    """For each pair: what both marked, and what either marked, counted once for each, in the texts they share."""
    first, second = pairs
    given = by_text @ looked.T  # what a rater marked in the texts at which another looked
    return _at(marks @ marks.T, pairs), _at(given, pairs) + _at(given, (second, first))


def _f1(common: Floats, given: Floats) -> Floats:
    return np.where(given > 0, 2 * common / np.where(given > 0, given, 1), np.nan)


def _at(matrix: "csr_array", pairs: tuple[Codes, Codes]) -> Floats:
    return np.asarray(matrix[pairs], dtype=np.float64)


def _sparse(
    row: NDArray[np.integer], column: NDArray[np.integer], *, shape: tuple[int, int], weight: Floats | None = None
) -> "csr_array":
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(row)) if weight is None else weight, (row, column)), shape=shape)
