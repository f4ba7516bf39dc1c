import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_data import SPANS
from touchstone.core.errors import BadInput, NoData
from touchstone.core.truth.consensus import Limits
from touchstone.core.truth.span_agreement import span_agreement
from touchstone.core.truth.spans import consensus_spans, spans_of

COLUMNS = ("task", "rater", "start", "end", "label")


def frame(rows, names=COLUMNS):
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def spans(*rows, looked=(), lengths=None):
    more = frame(looked, ("task", "rater")) if looked else None
    return spans_of(frame(rows), looked=more, lengths=lengths)


def told(result):
    columns = (result.task, result.start, result.end, result.label)
    return [
        (result.tasks[task], start, end, result.labels[label])
        for task, start, end, label in zip(*(column.tolist() for column in columns), strict=True)
    ]


def marked(rng, truth, lengths, *, raters=12, each=4):
    """What simulated raters make of the true spans: they miss some, slip at the ends, confuse labels, invent some."""
    miss, slip, invent, confuse = (rng.beta(a, b, raters) for a, b in ((2, 6), (2, 5), (1, 12), (1, 9)))
    labels = sorted({span[3] for span in truth})
    rows, looked = set(), []
    for text, length in lengths.items():
        for rater in rng.choice(raters, each, replace=False):
            looked.append((text, f"r{rater}"))
            for _, start, end, label in (span for span in truth if span[0] == text):
                if rng.random() < miss[rater]:
                    continue
                begin = max(0, min(start + rng.integers(-1, 2), end - 1)) if rng.random() < slip[rater] else start
                after = min(length, max(end + rng.integers(-1, 3), begin + 1)) if rng.random() < slip[rater] else end
                said = labels[rng.integers(len(labels))] if rng.random() < confuse[rater] else label
                rows.add((text, f"r{rater}", int(begin), int(after), said))
            if rng.random() < invent[rater]:
                begin = int(rng.integers(0, length))
                rows.add((text, f"r{rater}", begin, min(length, begin + 2), labels[rng.integers(len(labels))]))
    return sorted(rows), looked


def invented(rng, texts=120):
    """Texts of 15 to 40 tokens with spans of three labels."""
    lengths = {text: int(rng.integers(15, 41)) for text in range(texts)}
    truth = []
    for text, length in lengths.items():
        at = int(rng.integers(0, 6))
        while at + 6 < length:
            size = int(rng.integers(1, 6))
            truth.append((text, at, at + size, "xyz"[rng.integers(3)]))
            at += size + int(rng.integers(2, 12))
    return truth, lengths


def f1(found, truth, lengths):
    """Exact and token F1 of `found` against `truth`."""
    rows = [(text, who, *rest) for who, part in (("found", found), ("truth", truth)) for text, *rest in part]
    looked = [(text, who) for text in lengths for who in ("found", "truth")]
    agreement = span_agreement(spans(*rows, looked=looked, lengths=lengths))
    return agreement.all_exact, agreement.all_overlap


def by_majority(marks):
    """Tokens that more than half of the lookers marked, in runs."""
    votes = np.zeros((len(marks.tasks), len(marks.labels), int(marks.length.max()) + 1))
    for task, label, start, end in zip(marks.task, marks.label, marks.start, marks.end, strict=True):
        votes[task, label, start:end] += 1
    above = votes > np.bincount(marks.looked_task)[:, None, None] / 2
    edge = np.diff(np.concatenate([np.zeros((*above.shape[:2], 1)), above], axis=2), axis=2)
    starts, ends = np.argwhere(edge > 0), np.argwhere(edge < 0)
    return [
        (marks.tasks[task], int(start), int(end), marks.labels[label])
        for (task, label, start), (_, _, end) in zip(starts, ends, strict=True)
    ]


@pytest.mark.parametrize("each", [2, 4])
def test_it_is_nearer_the_truth_than_the_majority_of_each_token(each):
    rng = np.random.default_rng(each)
    truth, lengths = invented(rng)
    rows, looked = marked(rng, truth, lengths, each=each)
    marks = spans(*rows, looked=looked, lengths=lengths)
    ours, theirs = (f1(found, truth, lengths) for found in (told(consensus_spans(marks)), by_majority(marks)))
    assert ours[0] > theirs[0] + 0.02
    assert ours[1] > theirs[1] + 0.02


@pytest.mark.real_data
@pytest.mark.skipif(not SPANS.exists(), reason="the public set of skill spans is not on this machine")
def test_simulated_raters_of_real_spans_are_put_together_better_than_by_majority():
    truth, lengths = [], {}
    for line in SPANS.read_text().splitlines():
        row = json.loads(line)
        tags = [*row["tags"], "O"]
        lengths[row["id"]] = len(row["tokens"])
        for start, tag in enumerate(tags):
            if tag.startswith("B-"):
                end = next(at for at in range(start + 1, len(tags)) if tags[at] != f"I-{tag[2:]}")
                truth.append((row["id"], start, end, tag[2:]))
    rows, looked = marked(np.random.default_rng(0), truth, lengths, each=4)
    marks = spans(*rows, looked=looked, lengths=lengths)
    ours, theirs = (f1(found, truth, lengths) for found in (told(consensus_spans(marks)), by_majority(marks)))
    assert ours[0] > theirs[0]
    assert ours[1] > theirs[1]


@pytest.mark.parametrize("seed", range(2))
def test_a_perfect_rater_never_hurts(seed):
    rng = np.random.default_rng(seed)
    truth, lengths = invented(rng, texts=60)
    rows, looked = marked(rng, truth, lengths, each=3)
    perfect = [(text, "perfect", *rest) for text, *rest in truth]
    seen = [(text, "perfect") for text in lengths]
    without = consensus_spans(spans(*rows, looked=looked, lengths=lengths))
    with_them = consensus_spans(spans(*rows, *perfect, looked=[*looked, *seen], lengths=lengths))
    before, after = (f1(told(result), truth, lengths) for result in (without, with_them))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


def test_those_who_marked_nothing_are_heard():
    rows = [("t", "a", 2, 5, "x"), ("t", "b", None, None, None), ("t", "c", None, None, None)]
    silent = spans(*rows, ("u", "a", 0, 3, "x"), ("u", "b", 0, 3, "x"), ("u", "c", 0, 3, "x"), lengths={"t": 9, "u": 9})
    assert told(consensus_spans(silent)) == [("u", 0, 3, "x")]
    assert len(silent.looked_task) == 6


def test_spans_of_different_labels_may_lie_in_each_other():
    rows = [
        ("t", rater, start, end, label) for rater in "abc" for start, end, label in ((1, 9, "claim"), (3, 5, "name"))
    ]
    result = consensus_spans(spans(*rows, lengths={"t": 12}))
    assert told(result) == [("t", 1, 9, "claim"), ("t", 3, 5, "name")]


def test_neighbours_stay_apart_where_raters_part_them_and_join_where_they_do_not():
    apart = [("t", rater, start, end, "x") for rater in "abc" for start, end in ((0, 3), (3, 6))]
    assert told(consensus_spans(spans(*apart, lengths={"t": 9}))) == [("t", 0, 3, "x"), ("t", 3, 6, "x")]
    joined = [*apart[:2], ("t", "b", 0, 6, "x"), ("t", "c", 0, 6, "x")]
    assert told(consensus_spans(spans(*joined, lengths={"t": 9}))) == [("t", 0, 6, "x")]


def test_ends_are_where_most_raters_put_them():
    rows = [("t", "a", 2, 7, "x"), ("t", "b", 3, 7, "x"), ("t", "c", 3, 7, "x"), ("t", "d", 3, 8, "x")]
    more = [("u", rater, 0, 4, "x") for rater in "abcd"]
    result = consensus_spans(spans(*rows, *more, lengths={"t": 20, "u": 20}))
    assert told(result)[0] == ("t", 3, 7, "x")
    assert result.probability[0] > 0.9
    assert result.weakest[0] <= result.probability[0]


def test_tokens_or_characters_it_is_the_same_consensus():
    rng = np.random.default_rng(1)
    truth, lengths = invented(rng, texts=40)
    rows, looked = marked(rng, truth, lengths, each=3)
    wide = [(text, rater, 5 * start, 5 * end, label) for text, rater, start, end, label in rows]
    tokens = consensus_spans(spans(*rows, looked=looked, lengths=lengths))
    characters = consensus_spans(
        spans(*wide, looked=looked, lengths={text: 5 * length for text, length in lengths.items()})
    )
    same = {(text, 5 * start, 5 * end, label) for text, start, end, label in told(tokens)}
    assert len(same ^ set(told(characters))) <= 0.05 * len(same)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_neither_the_order_of_rows_nor_the_names_of_raters_matter(seed):
    rng = np.random.default_rng(2)
    truth, lengths = invented(rng, texts=15)
    rows, looked = marked(rng, truth, lengths, raters=6, each=3)
    shuffle = np.random.default_rng(seed)
    name = dict(zip([f"r{number}" for number in range(6)], shuffle.permutation(6).tolist(), strict=True))
    other = [(rows[at][0], name[rows[at][1]], *rows[at][2:]) for at in shuffle.permutation(len(rows))]
    one = consensus_spans(spans(*rows, looked=looked, lengths=lengths))
    two = consensus_spans(spans(*other, looked=[(text, name[rater]) for text, rater in looked], lengths=lengths))
    assert told(one) == told(two)
    assert np.allclose(one.probability, two.probability, atol=1e-7)


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from("abc"), st.integers(0, 8), st.integers(1, 5), st.sampled_from("xy")
        ),
        min_size=1,
        max_size=20,
        unique=True,
    )
)
def test_whatever_is_marked_spans_lie_in_their_texts_and_do_not_overlap(rows):
    marks = spans(*[(text, rater, start, start + size, label) for text, rater, start, size, label in rows])
    result = consensus_spans(marks, limits=Limits(iterations=20_000))
    assert (result.start < result.end).all()
    assert (result.end <= marks.length[result.task]).all()
    assert ((result.probability >= 0) & (result.probability <= 1)).all()
    neighbours = (np.diff(result.task) == 0) & (np.diff(result.label) == 0)
    assert (result.start[1:] >= result.end[:-1])[neighbours].all()
    cuts = marks.length.sum()
    assert result.segments.ticks.size.sum() == cuts


def test_agreement_is_what_counting_by_hand_gives():
    rows = [
        ("t", "a", 0, 4, "x"),
        ("t", "a", 6, 8, "y"),
        ("t", "b", 0, 4, "x"),
        ("t", "b", 6, 10, "y"),
        ("u", "a", 0, 2, "x"),
        ("u", "c", 1, 3, "x"),
        ("u", "c", 5, 6, "x"),
    ]
    result = span_agreement(spans(*rows, looked=[("u", "d"), ("v", "d"), ("v", "e")], lengths={"v": 4}))
    pair = {
        (result.raters[one], result.raters[two]): at
        for at, (one, two) in enumerate(zip(result.first.tolist(), result.second.tolist(), strict=True))
    }
    ab, ac, ad, de = (pair[two] for two in (("a", "b"), ("a", "c"), ("a", "d"), ("d", "e")))
    assert set(pair) == {("a", "b"), ("a", "c"), ("a", "d"), ("c", "d"), ("d", "e")}
    assert result.texts[ab] == 1
    assert result.exact[ab] == pytest.approx(2 * 1 / (2 + 2))
    assert result.overlap[ab] == pytest.approx(2 * (4 + 2) / (6 + 8))
    assert result.exact[ac] == 0
    assert result.overlap[ac] == pytest.approx(2 * 1 / (2 + 3))
    assert result.exact[ad] == result.overlap[ad] == 0
    assert np.isnan(result.exact[de])
    assert result.all_exact == pytest.approx(2 * 1 / (4 + 3 + 1 + 2))


def test_what_cannot_be_a_span_is_named_with_its_row():
    good = ("t", "a", 0, 4, "x")
    for wrong, message in (
        (("t", "b", 5, 5, "x"), r"column end, row 2: is not after the start"),
        (("t", "b", -1, 5, "x"), r"column start, row 2: is no place in a text"),
        (("t", "b", 0.5, 5, "x"), r"column start, row 2: is no place in a text"),
        (("t", "b", None, 5, "x"), r"column start, row 2: does not fit the other cells"),
        (("t", "b", 1, 5, None), r"column label, row 2: does not fit the other cells"),
        (good, r"row 2: task t, rater a: x, 0, 4 is there twice"),
    ):
        with pytest.raises(BadInput, match=message):
            spans(good, wrong)
    with pytest.raises(BadInput, match="nobody marked anything"):
        spans(("t", "a", None, None, None))
    with pytest.raises(BadInput, match="after the text's 3 tokens"):
        spans(good, lengths={"t": 3})
    with pytest.raises(BadInput, match="threshold"):
        consensus_spans(spans(good), threshold=1.0)
    with pytest.raises(NoData, match="no two raters"):
        span_agreement(spans(good))


def test_spans_without_labels_are_all_of_one_kind():
    rows = [("t", "a", 0, 4), ("t", "b", 0, 4), ("u", "b", None, None)]
    marks = spans_of(frame(rows, COLUMNS[:4]), label=None, lengths={"t": 8, "u": 8})
    assert told(consensus_spans(marks)) == [("t", 0, 4, "span")]
