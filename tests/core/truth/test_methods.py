from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.truth.crowds import accuracy, crowd, public
from shared_data import CROWDS
from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.truth import (
    METHODS,
    Limits,
    answers_of,
    dawid_skene,
    glad,
    gold_of,
    hierarchical,
    infer,
    majority,
    one_coin,
    rater_prior,
    rater_table,
)
from touchstone.core.truth import sweep as passes

# Percent right with ties split, as published and as measured for crowd-kit 1.4.1 and the authors' programs.
PUBLISHED = {
    "rte": {"majority": 89.7, "wawa": 92.1, "one-coin": 92.5, "dawid-skene": 92.8, "glad": 92.5, "subtypes": 93.1},
    "d_possent": {
        "majority": 93.3,
        "wawa": 95.1,
        "one-coin": 94.9,
        "dawid-skene": 96.0,
        "glad": 94.8,
        "subtypes": 96.0,
    },
    "web": {"majority": 73.1, "glad": 82.3, "variational": 75.1},
}


def fit(name, answers, gold=None, seed=0):
    return METHODS[name](answers, gold, None, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def simulated():
    frame, truth = crowd()
    return answers_of(frame), truth


@pytest.mark.parametrize("name", METHODS)
def test_every_method_beats_chance_and_states_probabilities(name, simulated):
    answers, truth = simulated
    consensus = fit(name, answers)
    assert accuracy(consensus, truth) > 0.78
    np.testing.assert_allclose(consensus.probability.sum(1), 1)
    assert ((consensus.probability >= 0) & (consensus.probability <= 1)).all()
    assert (consensus.answer == consensus.probability.argmax(1))[~consensus.tied].all()


@pytest.mark.parametrize("name", ["dawid-skene", "variational", "hierarchical", "subtypes"])
def test_models_of_raters_beat_the_vote_where_raters_differ(name):
    frame, truth = crowd(1, tasks=800, raters=16, each=6, least=0.34, most=1.0)
    answers = answers_of(frame)
    assert accuracy(fit(name, answers), truth) > accuracy(majority(answers), truth) + 0.02


@pytest.mark.parametrize("name", METHODS)
def test_a_known_answer_is_certain_and_the_same_seed_gives_the_same_bits(name, simulated):
    answers, truth = simulated
    gold = np.where(np.arange(len(truth)) < 30, truth, -1).astype(np.int32)
    once, again = fit(name, answers, gold), fit(name, answers, gold)
    np.testing.assert_array_equal(once.answer[:30], truth[:30])
    np.testing.assert_allclose(once.certainty[:30], 1)
    np.testing.assert_array_equal(once.probability, again.probability)


@pytest.mark.parametrize("name", METHODS)
def test_the_names_of_labels_do_not_matter(name, simulated):
    answers, _ = simulated
    frame = {
        "task": answers.task,
        "rater": answers.rater,
        "label": np.array(["z", "a", "m"])[answers.label],
    }
    renamed = fit(name, answers_of(frame))
    np.testing.assert_allclose(renamed.probability[:, [2, 0, 1]], fit(name, answers).probability, atol=2e-4)


@pytest.mark.parametrize("name", METHODS)
def test_one_rater_one_task_or_one_answer_each_is_no_trouble(name):
    alone = answers_of({"task": [1, 2, 3], "rater": ["x", "x", "x"], "label": ["a", "b", "a"]})
    assert fit(name, alone).answer.tolist() == [0, 1, 0]
    single = answers_of({"task": [1, 1], "rater": ["x", "y"], "label": ["a", "a"]}, labels=["a", "b"])
    assert fit(name, single).answer.tolist() == [0]
    once = answers_of({"task": range(6), "rater": range(6), "label": list("ababab")})
    assert np.isfinite(fit(name, once).probability).all()


def test_a_raters_figures_are_never_outside_their_own_interval():
    frame = {"task": np.repeat(range(5), 3), "rater": np.tile([0, 1, 2], 5), "label": np.repeat([0, 1, 0, 1, 0], 3)}
    answers = answers_of(frame)
    table = rater_table(answers, majority(answers))
    for value, low, high in (
        (table.accuracy, table.low, table.high),
        (table.confusion, table.confusion_low, table.confusion_high),
    ):
        assert ((low <= value) & (value <= high)).all()
    assert (table.high == 1).all()


@pytest.mark.parametrize("known", [-1, 0])
def test_a_label_against_which_the_first_many_speak_can_still_win(known):
    """Products of so many small probabilities vanish; what the later ones say must not vanish with them."""
    said = np.repeat([0, 1], [40, 60])
    answers = answers_of({"task": [1] * 100, "rater": range(100), "label": said})
    even, gold = np.log([0.5, 0.5]), np.array([known], dtype=np.int32)
    confusion = np.log(np.repeat([[[1 - 1e-9, 1e-9], [1e-9, 1 - 1e-9]]], 100, axis=0))
    table = passes.TableSweep(answers, start=np.array([[0.5, 0.5]]), gold=gold)
    sums = table(confusion, even)
    vote = passes.VoteSweep(answers, start=np.array([[0.5, 0.5]]), gold=gold)
    _, log_normaliser, _ = vote(strength=np.full(100, np.log(1e9)), scale=np.zeros(0), prior=even)
    right = 1 if known < 0 else known
    assert table.posterior[0, right] == pytest.approx(1)
    assert vote.posterior[0, right] == pytest.approx(1)
    agree = 60 if known < 0 else 40
    assert log_normaliser == pytest.approx(np.log(0.5) + agree * np.log(1e9))
    assert sums.log_likelihood == pytest.approx(np.log(0.5) + (100 - agree) * np.log(1e-9))


def test_ties_are_flagged_and_go_to_the_commoner_label():
    answers = answers_of({"task": [1, 1, 2, 2], "rater": list("xyxy"), "label": ["a", "b", "b", "b"]})
    consensus = majority(answers)
    assert consensus.tied.tolist() == [True, False]
    assert [answers.labels[code] for code in consensus.answer] == ["b", "b"]


def test_weights_count_as_so_many_answers():
    twice = answers_of({"task": [1, 1, 1], "rater": list("xyz"), "label": ["a", "b", "b"]})
    weighed = answers_of({"task": [1, 1], "rater": list("xy"), "label": ["a", "b"], "w": [1.0, 2.0]}, weight="w")
    np.testing.assert_allclose(majority(weighed).probability, majority(twice).probability)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_perfect_rater_never_hurts_the_vote(seed):
    frame, truth = crowd(seed, tasks=40, raters=8, each=3, least=0.2)
    more = {
        "task": np.append(frame["task"], np.arange(40)),
        "rater": np.append(frame["rater"], np.full(40, 99)),
        "label": np.append(frame["label"], truth),
    }
    before, after = (majority(answers_of(one, labels=range(3))) for one in (frame, more))
    assert accuracy(after, truth) >= accuracy(before, truth)


@pytest.mark.parametrize("method", [one_coin, hierarchical, dawid_skene])
def test_a_rater_known_to_be_perfect_decides(method):
    frame, truth = crowd(5, tasks=60, raters=8, each=3, least=0.2, most=0.6)
    more = {
        "task": np.append(frame["task"], np.arange(60)),
        "rater": np.append(frame["rater"], np.full(60, 99)),
        "label": np.append(frame["label"], truth),
    }
    answers = answers_of(more)
    consensus = method(answers, prior=rater_prior(answers, {99: (5_000, 1), "stranger": (3, 1)}))
    assert accuracy(consensus, truth) == 1


def test_a_vetted_rater_counts_before_any_answer_here():
    answers = answers_of({"task": [1, 1, 1], "rater": list("xyz"), "label": ["a", "b", "b"]})
    vetted = rater_prior(answers, {"x": (99, 1), "y": (6, 4), "z": (6, 4)})
    assert answers.labels[one_coin(answers).answer[0]] == "b"
    assert answers.labels[one_coin(answers, prior=vetted).answer[0]] == "a"


def test_counts_of_a_rater_must_be_counts():
    answers = answers_of({"task": [1, 1], "rater": list("xy"), "label": ["a", "b"]})
    with pytest.raises(BadInput, match="rater x"):
        rater_prior(answers, {"x": (-1, 2)})


def test_what_has_not_settled_is_refused_and_the_tolerance_named(simulated):
    with pytest.raises(NotConverged, match="after 2 passes"):
        hierarchical(simulated[0], limits=Limits(iterations=2))
    exactly = dawid_skene(simulated[0], limits=Limits(exactly=2))
    assert exactly.convergence.iterations == 2


def test_the_likelihood_never_falls(simulated):
    steps = [
        dawid_skene(simulated[0], right=0, wrong=0, share=0, limits=Limits(exactly=n)).convergence.log_likelihood
        for n in range(1, 12)
    ]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(steps))


def test_blocks_of_answers_add_up_to_the_whole(simulated, monkeypatch):
    whole = hierarchical(simulated[0])
    monkeypatch.setattr(passes, "BLOCK", 64)
    assert len(list(passes.blocks(simulated[0]))) > 20
    np.testing.assert_allclose(hierarchical(simulated[0]).probability, whole.probability, atol=1e-9)


def test_without_a_second_label_there_is_nothing_to_infer():
    answers = answers_of({"task": [1, 2], "rater": ["x", "y"], "label": ["a", "a"]})
    with pytest.raises(NoData, match="same label"):
        infer(answers)
    assert infer(answers_of({"task": [1, 2], "rater": ["x", "y"], "label": ["a", "a"]}, labels=["a", "b"])).consensus
    with pytest.raises(BadInput, match="no method 'vote'"):
        infer(answers_of({"task": [1, 2], "rater": ["x", "y"], "label": ["a", "b"]}), method="vote")


@pytest.mark.filterwarnings("ignore")  # theirs
def test_crowd_kit_gives_the_same_labels_and_probabilities_pass_by_pass():
    aggregation = pytest.importorskip("crowdkit.aggregation")
    pandas = pytest.importorskip("pandas")
    frame, _ = crowd(2, tasks=120, raters=10)
    answers = answers_of(frame)
    theirs = pandas.DataFrame({"task": frame["task"], "worker": frame["rater"], "label": frame["label"]})
    ours = dawid_skene(answers, right=0, wrong=0, share=0, limits=Limits(exactly=10))
    peer = aggregation.DawidSkene(n_iter=10, tol=-1).fit_predict_proba(theirs).sort_index()
    np.testing.assert_allclose(ours.probability, peer[[0, 1, 2]].to_numpy(), atol=1e-6)


@pytest.mark.real_data
@pytest.mark.skipif(not CROWDS.exists(), reason="the public crowd sets are not on this machine")
@pytest.mark.parametrize("name", PUBLISHED)
def test_public_sets_give_the_published_accuracies(name):
    answers, truth = public(name)
    for method, percent in PUBLISHED[name].items():
        assert 100 * accuracy(fit(method, answers), truth) == pytest.approx(percent, abs=0.35), method


@pytest.mark.real_data
@pytest.mark.skipif(not CROWDS.exists(), reason="the public crowd sets are not on this machine")
def test_glad_on_a_public_set_is_that_of_its_paper_with_known_tasks_besides():
    answers, truth = public("rte")
    known = gold_of(answers, {answers.tasks[code]: answers.labels[truth[code]] for code in range(100)})
    rest = np.where(known < 0, truth, -1)
    assert accuracy(glad(answers, gold=known), rest) > 0.915
