import sys

import numpy as np
import pytest

from core.truth.crowds import accuracy, crowd, public
from shared_data import CROWDS
from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.truth import (
    answers_of,
    auto,
    expected_calibration_error,
    infer,
    judged,
    majority,
    one_coin,
    rater_prior,
)
from touchstone.core.truth import sweep as passes
from touchstone.core.truth.auto import pooled

# majority with ties split, and what the pool must reach without and with 50 known answers
PUBLIC = {"rte": (89.7, 92.5, 92.4), "d_possent": (93.3, 95.8, 95.5)}


def some_known(truth, n, seed=0):
    gold = np.full(len(truth), -1, dtype=np.int32)
    chosen = np.random.default_rng(seed).choice(np.flatnonzero(truth >= 0), n, replace=False)
    gold[chosen] = truth[chosen]
    return gold


def test_the_pool_weighs_methods_by_what_they_foretell():
    frame, truth = crowd(4, tasks=250, raters=12, each=5, least=0.3, most=1.0)
    answers = answers_of(frame)
    consensus, chosen = auto(answers, rng=np.random.default_rng(0))
    assert sum(chosen.weights.values()) == pytest.approx(1)
    assert chosen.weights["majority"] < min(chosen.weights["hierarchical"], chosen.weights["subtypes"])
    assert accuracy(consensus, truth) > accuracy(majority(answers), truth)


def test_known_answers_weigh_the_methods_and_are_certain():
    frame, truth = crowd(6, tasks=300, raters=12, each=4, least=0.3, most=1.0)
    gold = some_known(truth, 60)
    consensus, chosen = auto(answers_of(frame), rng=np.random.default_rng(0), gold=gold)
    assert chosen.by_gold
    assert "pool" in chosen.weights
    np.testing.assert_array_equal(consensus.answer[gold >= 0], truth[gold >= 0])
    assert "60 known answers" in " ".join(consensus.notes)


def test_equal_seeds_give_equal_bits():
    answers = answers_of(crowd(7, tasks=100)[0])
    first, second = (infer(answers, seed=3).consensus.probability for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("known", [0, 20])
def test_a_method_for_which_there_are_too_many_raters_is_left_out_and_a_note_says_so(monkeypatch, known):
    frame, truth = crowd(7, tasks=100)
    answers = answers_of(frame)
    monkeypatch.setattr(passes, "MOST_CELLS", 20 * 3 * 3)
    consensus, chosen = auto(answers, rng=np.random.default_rng(0), gold=some_known(truth, known) if known else None)
    assert "subtypes" not in chosen.weights
    assert chosen.weights["hierarchical"] > 0
    assert "subtypes left out: the table of confusions is too large: 20 raters x 3 labels x 15" in consensus.notes
    assert accuracy(consensus, truth) > 0.8


@pytest.mark.parametrize("known", [0, 20])
@pytest.mark.parametrize("since", [1, 3])
def test_a_method_that_does_not_settle_is_left_out_and_a_note_says_so(monkeypatch, known, since):
    frame, truth = crowd(7, tasks=100)
    calls = []

    def unsettled(given, **more):
        calls.append(given)
        if len(calls) >= since:
            raise NotConverged("one-coin: still moving")
        return one_coin(given, **more)

    monkeypatch.setattr(sys.modules[pooled.__module__], "one_coin", unsettled)
    gold = some_known(truth, known) if known else None
    consensus, chosen = auto(answers_of(frame), rng=np.random.default_rng(0), gold=gold)
    assert "one-coin" not in chosen.weights
    assert any(note.startswith("one-coin left out: ") for note in consensus.notes)
    assert sum(chosen.weights.values()) == pytest.approx(1)


def test_where_no_confusion_fits_the_vote_remains(monkeypatch):
    frame, truth = crowd(7, tasks=100)
    monkeypatch.setattr(passes, "MOST_CELLS", 1)
    consensus, chosen = auto(answers_of(frame), rng=np.random.default_rng(0))
    assert chosen.weights == {
        "majority": 1,
    }
    assert consensus.counts is None
    assert accuracy(consensus, truth) > 0.7
    assert infer(answers_of(frame), method="one-coin").consensus.counts is None
    with pytest.raises(BadInput, match="too large"):
        infer(answers_of(frame), method="hierarchical")


def test_a_label_that_no_answer_gives_is_named_in_a_note():
    answers = answers_of({"task": [1, 1, 2], "rater": list("xyx"), "label": ["a", "b", "a"]}, labels=["a", "b", "Bee"])
    assert "no answer gives Bee" in infer(answers).consensus.notes


def test_a_vetted_rater_is_heard_by_the_pool():
    answers = answers_of({"task": [1, 1, 1, 2, 2], "rater": list("xyzyz"), "label": ["a", "b", "b", "b", "b"]})
    vetted = rater_prior(answers, {"x": (300, 1), "y": (5, 5), "z": (5, 5)})
    plain, heard = (infer(answers, prior=prior).consensus.probability[0, 0] for prior in (None, vetted))
    assert heard > plain + 0.2


def test_a_pool_is_sure_only_where_its_members_agree():
    sure, other = np.array([[0.99, 0.01]]), np.array([[0.01, 0.99]])
    assert pooled({"a": sure, "b": sure}, {"a": 0.5, "b": 0.5})[0, 0] > 0.98
    assert pooled({"a": sure, "b": other}, {"a": 0.5, "b": 0.5})[0, 0] == pytest.approx(0.5)


def test_a_better_belief_foretells_answers_better():
    frame, truth = crowd(8, tasks=200, raters=10, each=6)
    answers = answers_of(frame)
    certain = np.eye(3)[truth]
    wrong = np.eye(3)[(truth + (np.arange(200) % 3 == 0)) % 3]
    methods = {
        "truth": lambda *_: certain,
        "a third wrong": lambda *_: wrong,
        "nothing": lambda *_: np.full((200, 3), 1 / 3),
    }
    scores = judged(answers, methods, rng=np.random.default_rng(0)).scores
    assert scores["truth"] > scores["a third wrong"] > scores["nothing"]


@pytest.mark.real_data
@pytest.mark.skipif(not CROWDS.exists(), reason="the public crowd sets are not on this machine")
@pytest.mark.parametrize("name", PUBLIC)
def test_on_public_sets_it_is_never_a_point_below_the_vote_and_gold_lifts_it(name):
    answers, truth = public(name)
    vote, without, with_gold = PUBLIC[name]
    consensus, _ = auto(answers, rng=np.random.default_rng(0))
    assert 100 * accuracy(consensus, truth) > max(vote - 1, without)
    gold = some_known(truth, 50)
    told, _ = auto(answers, rng=np.random.default_rng(0), gold=gold)
    rest = np.where(gold < 0, truth, -1)
    assert 100 * accuracy(told, rest) > with_gold
    unknown = rest >= 0
    assert expected_calibration_error(told.probability[unknown], truth[unknown]) < 0.09
