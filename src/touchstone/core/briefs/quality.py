"""The share of delivered pieces that must be right. What a model scores today is a symptom, not a target."""

import re
from collections.abc import Iterator

from touchstone.core.briefs.numbers import Quantity
from touchstone.core.briefs.passage import Passage
from touchstone.core.briefs.patterns import Pattern
from touchstone.core.briefs.values import Found

_BEHIND = Pattern(r"[\s,(]{0,3}(?:{behind} ){0,5}{right}\b", words="quality")
_BEFORE = Pattern(r"\b{right}\b(?:[\s:(,]{1,3}{before}){0,7}[\s:(]{1,3}$", words="quality")
_MUST_BE = Pattern(r"[^.;,\n]{0,50}?\b{must_be} (?:[a-z]{2,10} ){0,2}?{right}\b", words="quality")
_ERRORS = Pattern(r"[\s,(]{0,3}(?:of )?{errors}", words="quality")
_ERRORS_BEFORE = Pattern(r"\b{errors_before}(?: {errors_before_b})*[\s:]{1,3}$", words="quality")
_MODEL = Pattern(r"\b{model}\b", words="quality")
_WORK = Pattern(r"\b{work}\b", words="quality")
_TODAY = Pattern(r"\b{today}\b[^.;\n]{0,40}$", words="quality")
_RESTART = Pattern(r"\b{restart}\b", words="quality")
_OWN_MEASURE = Pattern(
    r"\b(?P<measure>(?:mean )?iou|dice(?: score)?|kappa|krippendorff(?:'s)?(?: alpha)?|alpha|f1|f-?score|map|bleu|wer|pearson|correlation)(?: {own_measure})*[\s:≥>]{1,4}(?P<value>0?[.,]\d{1,3})",
    words="quality",
)


def read_quality(passage: Passage) -> Iterator[Found | str]:
    """The quality target, as a share between 0 and 1."""
    for quantity in passage.quantities:
        if quantity.percent and 0 < quantity.least <= 100:
            yield from _target(passage, quantity)
    for match in _OWN_MEASURE.all(passage.folded):
        yield (
            f"“{passage.text[match.start() : match.end()]}” is a target in a measure of its own; it is kept in the text, because a "
            "quality target here is the share of pieces that must be right."
        )


def _target(passage: Passage, quantity: Quantity) -> Iterator[Found]:
    folded, (first, last) = passage.folded, passage.clause(quantity.figure)
    errors = _ERRORS.at(folded, quantity.end) or _ERRORS_BEFORE.before(folded, quantity.start, reach=44, start=first)
    behind = _BEHIND.at(folded, quantity.end, last) or _MUST_BE.at(folded, quantity.end, last)
    before = _BEFORE.before(folded, quantity.start, reach=80, start=first)
    if not (errors or behind or before) or passage.denied(quantity.start, quantity.end):
        return
    if _speaks_of_model(passage, quantity, first, last):
        return
    share = float(quantity.most if errors else quantity.least) / 100
    start = before.start() if before and not errors else quantity.start
    end = behind.end() if behind else quantity.end
    if errors and share > 0.5:
        return
    yield passage.found(
        "quality_target",
        round(1 - share if errors else share, 4),
        (start, end),
        0.85 if quantity.low != quantity.high else 0.78,
    )


def _speaks_of_model(passage: Passage, quantity: Quantity, first: int, last: int) -> bool:
    """Whether the share is what a model has or shall have: nobody is paid by the piece for that."""
    folded = passage.folded
    for restart in _RESTART.all(folded, first, quantity.start):
        first = restart.start()
    near = (max(first, quantity.start - 60), min(last, quantity.end + 60))
    of_work = _WORK.search(folded, *near) is not None
    today = _TODAY.before(folded, quantity.start, reach=60, start=first) is not None
    of_model = _MODEL.search(folded, first, last) is not None
    if re.search(r"\bto \d", folded[quantity.end : quantity.end + 12]) and today:
        return True
    return of_model and (today or not of_work)
