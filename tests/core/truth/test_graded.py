import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_data import CROWDS
from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.tables import read_table
from touchstone.core.truth.answers import Duplicates, answers_of, gold_of
from touchstone.core.truth.consensus import Limits
from touchstone.core.truth.dawid_skene import hierarchical
from touchstone.core.truth.graded import graded

WEB = CROWDS / "web.label.csv.gz"
GRADES = ["0", "1", "2", "3", "4"]


def crowd(seed=0, *, tasks=400, raters=24, each=6, guessing=0.1, bias=0.5):
    """Simulated answers, the hidden grades, and each rater's bias and spread."""
    rng = np.random.default_rng(seed)
    grade = rng.integers(0, 5, tasks)
    biases, spreads = rng.normal(0, bias, raters), np.exp(rng.normal(-0.3, 0.4, raters))
    task = np.repeat(np.arange(tasks), each)
    rater = np.concatenate([rng.choice(raters, each, replace=False) for _ in range(tasks)])
    offset = np.arange(5)[None] - grade[task][:, None] - biases[rater][:, None]
    chance = np.exp(-0.5 * (offset / spreads[rater][:, None]) ** 2)
    chance /= chance.sum(1, keepdims=True)
    said = (rng.random(len(task))[:, None] > np.cumsum(chance, 1)[:, :-1]).sum(1)
    said = np.where(rng.random(len(task)) < guessing, rng.integers(0, 5, len(task)), said)
    return {"task": task, "rater": rater, "label": said.astype(str)}, grade, (biases, spreads)


def graded_answers(frame):
    return answers_of(frame, labels=GRADES)


def plain(answers):
    """The mean of each task's grades, and its majority grade."""
    votes = np.zeros((len(answers.tasks), 5))
    np.add.at(votes, (answers.task, answers.label), 1)
    return votes @ np.arange(5) / votes.sum(1), votes.argmax(1)


def test_it_is_nearer_the_hidden_grade_than_mean_majority_and_an_unordered_model():
    frame, grade, _ = crowd()
    answers = graded_answers(frame)
    result, (mean, majority) = graded(answers), plain(answers)
    error = np.abs(result.median - grade).mean()
    assert error < np.abs(np.round(mean) - grade).mean() - 0.05
    assert error < np.abs(majority - grade).mean() - 0.05
    assert error < np.abs(hierarchical(answers).answer - grade).mean()
    assert np.abs(result.mean - grade).mean() < np.abs(mean - grade).mean() - 0.1


def test_it_finds_how_mild_and_how_vague_raters_are_and_its_intervals_hold():
    frame, _, (bias, spread) = crowd(1, tasks=600, raters=40)
    result = graded(graded_answers(frame))
    assert np.corrcoef(result.bias.value, bias)[0, 1] > 0.85
    assert np.corrcoef(np.log(result.spread.value), np.log(spread))[0, 1] > 0.7
    inside = (result.bias.low <= bias) & (bias <= result.bias.high)
    assert 0.75 <= inside.mean() <= 1.0
    inside = (result.spread.low <= spread) & (spread <= result.spread.high)
    assert 0.75 <= inside.mean() <= 1.0


def test_the_error_it_states_is_the_error_it_makes():
    frame, grade, _ = crowd(2, tasks=1_500)
    result = graded(graded_answers(frame))
    assert np.abs(result.median - grade).mean() == pytest.approx(result.expected_error.mean(), abs=0.05)


def test_people_who_always_say_the_same_do_not_bend_the_scale():
    frame, grade, _ = crowd(3)
    tasks = np.arange(400)
    parrots = [{"task": tasks, "rater": np.full(400, 100 + i), "label": np.full(400, "4")} for i in range(3)]
    loud = {name: np.concatenate([frame[name], *(parrot[name] for parrot in parrots)]) for name in frame}
    quiet, loud = graded(graded_answers(frame)), graded(graded_answers(loud))
    assert np.abs(loud.median - grade).mean() < np.abs(quiet.median - grade).mean() + 0.02
    assert (loud.guessing.value[-3:] > 0.5).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_perfect_rater_never_hurts(seed):
    frame, grade, _ = crowd(seed, tasks=150, raters=10, each=3)
    perfect = {"task": np.arange(150), "rater": np.full(150, 99), "label": grade.astype(str)}
    more = {name: np.concatenate([frame[name], perfect[name]]) for name in frame}
    without, with_them = graded(graded_answers(frame)), graded(graded_answers(more))
    assert np.abs(with_them.median - grade).sum() <= np.abs(without.median - grade).sum()


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_neither_the_order_of_rows_nor_the_names_of_raters_matter(seed):
    frame, _, _ = crowd(4, tasks=40, raters=8, each=3)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(120), rng.permutation(8)
    other = {"task": frame["task"][order], "rater": names[frame["rater"]][order], "label": frame["label"][order]}
    one, two = graded(graded_answers(frame)), graded(graded_answers(other))
    assert np.allclose(one.probability, two.probability, atol=1e-7)
    assert np.allclose(one.bias.value, two.bias.value[names], atol=1e-7)


@settings(max_examples=5, deadline=None)
@given(
    cells=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 4)),
        min_size=2,
        max_size=40,
        unique_by=lambda c: c[:2],
    )
)
def test_a_scale_read_from_the_other_end_gives_the_mirror_image(cells):
    task, rater, label = (np.array(column) for column in zip(*cells, strict=True))
    there = graded(graded_answers({"task": task, "rater": rater, "label": label.astype(str)}))
    back = graded(graded_answers({"task": task, "rater": rater, "label": (4 - label).astype(str)}))
    assert np.allclose(there.probability, back.probability[:, ::-1], atol=1e-4)
    assert np.allclose(there.probability.sum(1), 1)
    assert np.allclose(there.bias.value, -back.bias.value, atol=1e-3)
    assert ((there.bias.low <= there.bias.value) & (there.bias.value <= there.bias.high)).all()
    assert ((there.spread.low > 0) & (there.spread.low <= there.spread.high)).all()


def test_known_grades_are_kept_and_show_what_the_whole_crowd_gets_wrong():
    frame, grade, _ = crowd(5, guessing=0.0, bias=0.0)
    high = {**frame, "label": np.minimum(frame["label"].astype(int) + 1, 4).astype(str)}
    answers = graded_answers(high)
    gold = gold_of(answers, {task: str(grade[task]) for task in range(0, 400, 2)})
    told, untold = graded(answers, gold=gold), graded(answers)
    assert (told.median[::2] == grade[::2]).all()
    unknown = slice(1, None, 2)
    assert np.abs(told.median - grade)[unknown].mean() < np.abs(untold.median - grade)[unknown].mean() - 0.2
    assert told.bias.value.mean() > 0.5


def test_more_answers_of_a_rater_narrow_the_interval():
    frame, _, _ = crowd(6, tasks=300, raters=6, each=5)
    few = {name: column[:100] for name, column in frame.items()}
    for of in ("bias", "guessing"):
        narrow, wide = (getattr(graded(graded_answers(part)), of) for part in (frame, few))
        assert (narrow.high - narrow.low).mean() < (wide.high - wide.low).mean()


def test_an_answer_of_weight_two_counts_like_two():
    frame, _, _ = crowd(7, tasks=30, raters=5, each=3)
    twice = {name: np.concatenate([column, column]) for name, column in frame.items()}
    weighed = answers_of({**frame, "weight": np.full(90, 2.0)}, weight="weight", labels=GRADES)
    doubled = answers_of(twice, labels=GRADES, duplicates=Duplicates.ALL)
    assert np.allclose(graded(weighed).probability, graded(doubled).probability, atol=1e-9)


def test_two_grades_are_enough_and_one_is_not():
    answers = answers_of({"task": [1, 1, 2, 2], "rater": ["a", "b", "a", "b"], "label": ["no", "no", "yes", "yes"]})
    assert list(graded(answers).median) == [0, 1]
    with pytest.raises(BadInput, match="only one grade"):
        graded(answers_of({"task": [1], "rater": ["a"], "label": ["yes"]}))


def test_raters_that_have_not_settled_are_said_so():
    with pytest.raises(NotConverged, match="graded"):
        graded(graded_answers(crowd()[0]), limits=Limits(iterations=2))


@pytest.mark.real_data
@pytest.mark.skipif(not WEB.exists(), reason="the public crowd sets are not on this machine")
def test_on_public_relevance_grades_it_is_better_than_majority_and_the_best_public_method():
    table, truths = read_table(WEB), read_table(WEB.with_name("web.truth.csv.gz"))
    answers = answers_of(table, task="item", rater="worker", label="label")
    items, said = truths.coded("item"), truths.coded("truth")
    known = {items.names[item]: said.names[label] for item, label in zip(items.codes, said.codes, strict=True)}
    truth = gold_of(answers, known)
    result, has = graded(answers), truth >= 0
    assert (result.mode == truth)[has].mean() > 0.86  # majority 0.731, the best of ten public methods 0.829
    assert np.abs(result.median - truth)[has].mean() < 0.17  # majority 0.428
    assert result.expected_error[has].mean() == pytest.approx(np.abs(result.median - truth)[has].mean(), abs=0.03)
