import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.truth import Duplicates, answers_of, gold_of

FRAME = {"task": ["b", "a", "a", "b"], "rater": ["x", "y", "x", "y"], "label": ["no", "yes", "yes", "no"]}


def changed(**columns):
    return FRAME | columns


def test_answers_lie_by_task_and_names_are_sorted():
    answers = answers_of(FRAME)
    assert (list(answers.tasks), list(answers.raters), list(answers.labels)) == (["a", "b"], ["x", "y"], ["no", "yes"])
    assert answers.task.tolist() == [0, 0, 1, 1]
    assert answers.label.tolist() == [1, 1, 0, 0]
    assert answers.starts.tolist() == [0, 2, 4]


@settings(max_examples=25)
@given(st.permutations(range(12)))
def test_the_order_of_the_rows_leaves_no_trace(order):
    rng = np.random.default_rng(3)
    frame = {"task": np.repeat(np.arange(4), 3), "rater": np.tile(np.arange(3), 4), "label": rng.integers(0, 3, 12)}
    before, after = answers_of(frame), answers_of({name: column[list(order)] for name, column in frame.items()})
    for name in ("task", "rater", "label", "starts"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (changed(label=["no", None, "yes", "no"]), r"column label, row 2: is empty"),
        (changed(rater=["x", "y", "", ""]), r"column rater, row 3: is empty, and 1 more"),
        ({"task": [], "rater": [], "label": []}, "no answers"),
        (changed(rater=["x", "y", "y", "y"]), r"row 3: 'y' answered task 'a' twice"),
    ],
)
def test_what_cannot_be_answers_is_refused_with_its_row(frame, said):
    with pytest.raises(BadInput, match=said):
        answers_of(frame)


def test_a_weight_must_be_above_nothing():
    with pytest.raises(BadInput, match=r"column w, row 2: 0.0 cannot be a weight"):
        answers_of(changed(w=[1.0, 0.0, 1.0, 1.0]), weight="w")
    for wrong in (None, np.inf, 1e300):
        with pytest.raises(BadInput, match="row 2"):
            answers_of(changed(w=[1.0, wrong, 1.0, 1.0]), weight="w")


def test_of_two_answers_the_first_the_last_or_both_are_kept():
    twice = {"task": [1, 1, 2], "rater": ["x", "x", "x"], "label": ["no", "yes", "no"]}
    kept = {how: answers_of(twice, duplicates=Duplicates(how)).label.tolist() for how in ("first", "last", "all")}
    assert kept == {"first": [0, 0], "last": [1, 0], "all": [0, 1, 0]}
    by_time = answers_of(twice | {"seconds": [20.0, 10.0, 5.0]}, time="seconds", duplicates=Duplicates.LAST)
    assert by_time.label.tolist() == [0, 0]


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("busy", [1, 700])
def test_where_all_of_a_raters_answers_count_the_order_of_the_rows_leaves_no_trace(weight, busy):
    rng = np.random.default_rng(1)
    count = 40 * busy
    frame = {"task": rng.integers(0, 6, count), "rater": rng.integers(0, 3, count), "label": rng.integers(0, 3, count)}
    frame["w"] = rng.integers(1, 4, count) / 2
    order = rng.permutation(count)
    before, after = (
        answers_of({name: column[rows] for name, column in frame.items()}, weight=weight, duplicates=Duplicates.ALL)
        for rows in (slice(None), order)
    )
    for name in ("task", "rater", "label", "starts", "weights"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))


def test_a_task_with_very_many_answers_is_sorted_like_any_other():
    raters = np.random.default_rng(0).permutation(2_000)
    answers = answers_of({"task": np.zeros(2_000, int), "rater": raters, "label": raters % 3})
    np.testing.assert_array_equal(answers.rater, np.arange(2_000))
    np.testing.assert_array_equal(answers.label, np.arange(2_000) % 3)
    with pytest.raises(BadInput, match="answered task 0 twice"):
        answers_of({"task": np.zeros(2_000, int), "rater": raters // 2, "label": raters % 3})


def test_one_column_cannot_be_two_things():
    with pytest.raises(BadInput, match="one column is taken for two"):
        answers_of(FRAME, label="rater")


def test_a_hint_names_some_of_many_labels():
    frame = {"task": range(50), "rater": ["x"] * 50, "label": range(50)}
    with pytest.raises(BadInput, match=r"0, 1, 2.* and 40 more"):
        gold_of(answers_of(frame), {1: "none of them"})


def test_declared_labels_set_the_order_and_refuse_others():
    assert answers_of(FRAME, labels=["yes", "no"]).label.tolist() == [0, 0, 1, 1]
    with pytest.raises(BadInput, match=r"row 2: 'yes' is no declared label"):
        answers_of(FRAME, labels=["no", "perhaps"])
    with pytest.raises(BadInput, match="twice"):
        answers_of(FRAME, labels=["no", "no"])
    with pytest.raises(BadInput, match="empty"):
        answers_of(FRAME, labels=["no", "", "yes"])


def test_known_answers_must_be_labels_of_tasks_that_are_there():
    answers = answers_of(FRAME)
    assert gold_of(answers, {"b": "yes", "unseen": "no"}).tolist() == [-1, 1]
    with pytest.raises(BadInput, match="task b: 'perhaps' is a label that nobody gave"):
        gold_of(answers, {"b": "perhaps"})
    with pytest.raises(BadInput, match="none of the known tasks"):
        gold_of(answers, {"c": "yes"})
