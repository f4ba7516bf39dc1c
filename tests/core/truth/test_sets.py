from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.truth.consensus import Limits
from touchstone.core.truth.sets import Choose, best_threshold, known_sets, label_sets, picks_of

LABELS = [f"l{number}" for number in range(6)]


def crowd(seed=0, *, tasks=300, raters=25, each=5):
    """Simulated ticks, who looked, the true sets (tasks, labels), and each rater's two rates."""
    rng = np.random.default_rng(seed)
    truth = rng.random((tasks, 6)) < rng.uniform(0.05, 0.4, 6)
    sensitivity = 1 / (1 + np.exp(-(1 + rng.normal(0, 1, raters)[:, None] + rng.normal(0, 0.5, 6))))
    specificity = 1 / (1 + np.exp(-(2.5 + rng.normal(0, 0.7, raters)[:, None] + rng.normal(0, 0.3, (raters, 6)))))
    task = np.repeat(np.arange(tasks), each)
    rater = np.concatenate([rng.choice(raters, each, replace=False) for _ in range(tasks)])
    chance = np.where(truth[task], sensitivity[rater], 1 - specificity[rater])
    look, label = np.nonzero(rng.random(chance.shape) < chance)
    ticks = {"task": task[look], "rater": rater[look], "label": np.array(LABELS)[label]}
    return ticks, {"task": task, "rater": rater}, truth, (sensitivity, specificity)


def picked(ticks, looked):
    return picks_of(ticks, looked=looked, labels=LABELS)


def majority(picks):
    ticks = picks.ticks
    votes = np.zeros((ticks.items, ticks.labels))
    np.add.at(votes, (ticks.item, ticks.label), 1)
    return votes / np.bincount(ticks.looked_item)[:, None] > 0.5


def f1(chosen, truth):
    return 2 * (chosen & truth).sum() / (chosen.sum() + truth.sum())


@pytest.mark.parametrize(("each", "share"), [(2, 1.0), (5, 0.85)])
def test_it_makes_fewer_mistakes_than_the_majority(each, share):
    ticks, looked, truth, _ = crowd(each=each)
    picks = picked(ticks, looked)
    result = label_sets(picks)
    assert (result.chosen != truth).mean() < share * (majority(picks) != truth).mean()
    assert f1(result.chosen, truth) > f1(majority(picks), truth) + 0.03


def test_it_finds_how_well_each_rater_sees_and_spares():
    ticks, looked, truth, (sensitivity, specificity) = crowd(1, tasks=600)
    result = label_sets(picked(ticks, looked))
    share = truth.mean(0)
    seen = sensitivity @ share / share.sum()
    spared = specificity @ (1 - share) / (1 - share).sum()
    assert np.corrcoef(result.sensitivity.value, seen)[0, 1] > 0.9
    assert np.corrcoef(result.specificity.value, spared)[0, 1] > 0.9
    assert ((result.sensitivity.low <= seen) & (seen <= result.sensitivity.high)).mean() > 0.6
    assert np.abs(result.sensitivities - sensitivity).mean() < 0.12


def test_a_label_that_a_rater_hardly_met_borrows_from_the_others():
    looks = [(task, rater) for task, rater in product(range(60), "abcd")]
    careful = [(task, rater, "common") for task, rater in looks if task % 2 and rater != "d"]
    rare = [(0, "a", "rare"), (0, "b", "rare"), (0, "c", "rare")]
    task, rater, label = zip(*careful, *rare, strict=True)
    looked = dict(zip(("task", "rater"), zip(*looks, strict=True), strict=True))
    result = label_sets(picks_of({"task": task, "rater": rater, "label": label}, looked=looked))
    sees = result.sensitivities[:, result.labels.index("rare")]
    assert sees[3] < 0.3
    assert sees[0] > 0.7


@pytest.mark.parametrize("seed", range(3))
def test_a_perfect_rater_never_hurts(seed):
    ticks, looked, truth, _ = crowd(seed, tasks=150)
    task, label = np.nonzero(truth)
    more = {
        "task": np.append(ticks["task"], task),
        "rater": np.append(ticks["rater"], np.full(len(task), 99)),
        "label": np.append(ticks["label"], np.array(LABELS)[label]),
    }
    everywhere = {
        "task": np.append(looked["task"], np.arange(150)),
        "rater": np.append(looked["rater"], np.full(150, 99)),
    }
    without, with_them = label_sets(picked(ticks, looked)), label_sets(picked(more, everywhere))
    assert (with_them.chosen != truth).sum() <= (without.chosen != truth).sum()


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_neither_the_order_of_rows_nor_the_names_matter(seed):
    ticks, looked, _, _ = crowd(2, tasks=40, raters=8, each=3)
    rng = np.random.default_rng(seed)
    order, raters, labels = rng.permutation(len(ticks["task"])), rng.permutation(8), rng.permutation(6)
    code = {label: number for number, label in enumerate(LABELS)}
    other = {
        "task": ticks["task"][order],
        "rater": raters[ticks["rater"]][order],
        "label": [LABELS[labels[code[label]]] for label in ticks["label"][order]],
    }
    one = label_sets(picked(ticks, looked))
    two = label_sets(picked(other, {"task": looked["task"], "rater": raters[looked["rater"]]}))
    assert np.allclose(one.probability, two.probability[:, labels], atol=1e-7)
    assert np.allclose(one.sensitivity.low, two.sensitivity.low[raters], atol=1e-7)


@settings(max_examples=15, deadline=None)
@given(
    cells=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40, unique=True
    )
)
def test_whatever_is_ticked_probabilities_are_probabilities(cells):
    task, rater, label = (np.array(column) for column in zip(*cells, strict=True))
    result = label_sets(picks_of({"task": task, "rater": rater, "label": label}), limits=Limits(iterations=20_000))
    assert ((result.probability >= 0) & (result.probability <= 1)).all()
    for rates in (result.sensitivity, result.specificity):
        assert ((rates.low >= 0) & (rates.low <= rates.value) & (rates.value <= rates.high) & (rates.high <= 1)).all()


def test_a_set_that_is_known_is_kept_and_teaches_about_the_raters():
    ticks, looked, truth, _ = crowd(3, each=2)
    picks = picked(ticks, looked)
    known = {task: {LABELS[label] for label in np.flatnonzero(truth[task])} for task in range(0, 300, 2)}
    told, untold = label_sets(picks, gold=known_sets(picks, known)), label_sets(picks)
    assert (told.chosen[::2] == truth[::2]).all()
    assert (told.chosen != truth)[1::2].mean() <= (untold.chosen != truth)[1::2].mean()


def test_one_who_looked_and_ticked_nothing_is_heard():
    said = {"task": [1, 1, 1], "rater": ["a", "b", "c"], "label": ["cat", None, None]}
    alone = {"task": [1], "rater": ["a"], "label": ["cat"]}
    assert label_sets(picks_of(said)).probability[0, 0] < label_sets(picks_of(alone)).probability[0, 0]
    looked = {"task": [1, 1, 1, 2], "rater": ["a", "b", "c", "a"]}
    from_list = label_sets(picks_of(alone, looked=looked))
    assert from_list.of_task(0) == []
    assert list(from_list.tasks) == [1, 2]


def test_the_threshold_for_f1_is_the_best_of_all_and_half_of_the_f1_it_promises():
    probability = np.random.default_rng(0).beta(0.3, 1, (50, 6))

    def promised(threshold):
        chosen = probability >= threshold
        return 2 * probability[chosen].sum() / (chosen.sum() + probability.sum())

    best = best_threshold(probability)
    assert promised(best) == pytest.approx(max(map(promised, probability.ravel())))
    assert promised(best) == pytest.approx(2 * best)
    ticks, looked, truth, _ = crowd(each=2)
    picks = picked(ticks, looked)
    assert f1(label_sets(picks, choose=Choose.F1).chosen, truth) > f1(label_sets(picks).chosen, truth)


def test_what_cannot_be_a_set_is_named_with_its_row():
    good = {"task": [1, 1], "rater": ["a", "b"], "label": ["cat", "cat"]}
    with pytest.raises(BadInput, match="row 2: task 1, rater a: cat is there twice"):
        picks_of({**good, "rater": ["a", "a"]})
    with pytest.raises(BadInput, match="column rater, row 2: is empty"):
        picks_of({**good, "rater": ["a", None]})
    with pytest.raises(BadInput, match="nobody ticked anything"):
        picks_of({**good, "label": [None, None]})
    with pytest.raises(BadInput, match="no declared label"):
        picks_of(good, labels=["dog"])
    picks = picks_of(good)
    with pytest.raises(BadInput, match="a label that nobody gave"):
        known_sets(picks, {1: {"dog"}})
    with pytest.raises(BadInput, match="nobody looked at any"):
        known_sets(picks, {2: {"cat"}})
    ticks, looked, _, _ = crowd()
    with pytest.raises(NotConverged, match="ticks"):
        label_sets(picked(ticks, looked), limits=Limits(iterations=2))
