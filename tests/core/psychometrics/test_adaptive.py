import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json

from core.psychometrics.worlds import some_items
from touchstone.core.errors import BadInput, NotConverged
from touchstone.core.psychometrics import (
    Criterion,
    Rules,
    Sitting,
    Stop,
    abilities,
    answered,
    bank_from_rows,
    bank_of,
    bank_rows,
    exposure_parameters,
    item_information,
    items_of,
    known_of,
    next_step,
    responses_of_matrix,
    simulated_sitting,
)

ITEMS = some_items(60, np.random.default_rng(1))
BANK = bank_of(ITEMS, areas=["law", "tax", "tax"] * 20)


def asked_until(bank, rules, *, score=lambda number: number % 2, rng=None, most=100):
    sitting = Sitting()
    for number in range(most):
        step = next_step(bank, sitting, rules=rules, rng=rng)
        if step.item is None:
            return sitting, step
        sitting = answered(sitting, step, score(number))
    return sitting, step


def test_the_first_item_is_the_most_informative_for_average_people():
    step = next_step(BANK, Sitting(), rules=Rules())
    information = item_information(ITEMS, np.array([0.0]))[:, 0]
    assert step.item == ITEMS.names[int(information.argmax())]
    assert step.information == pytest.approx(information.max())
    assert (step.known.ability, step.known.error) == pytest.approx((0, 1), abs=1e-6)
    assert "most informative" in step.why


def test_no_item_comes_twice_and_the_bank_ends():
    sitting, last = asked_until(BANK, Rules())
    assert len(set(sitting.asked)) == len(sitting.asked) == 60
    assert last.stop is Stop.NO_ITEMS


def test_an_adaptive_test_knows_what_abilities_know():
    sitting, _ = asked_until(BANK, Rules(most=9))
    table = np.full((1, 60), np.nan)
    table[0, [ITEMS.names.index(name) for name in sitting.asked]] = sitting.scores
    found = abilities(responses_of_matrix(table, items=ITEMS.names), ITEMS)
    known = known_of(BANK, sitting)
    assert (known.ability, known.error) == pytest.approx((found.ability[0], found.error[0]))
    assert (known.low, known.high) == pytest.approx((found.low[0], found.high[0]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(ITEMS.names), unique=True, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_answers_makes_no_difference_to_the_bit(names, random):
    scores = [random.randint(0, 1) for _ in names]
    pairs = list(zip(names, scores, strict=True))
    random.shuffle(pairs)
    one = known_of(BANK, Sitting(asked=tuple(names), scores=tuple(scores)))
    other = known_of(BANK, Sitting(asked=tuple(n for n, _ in pairs), scores=tuple(s for _, s in pairs)))
    assert one == other


def test_each_stop_rule_stops_and_says_why():
    _, precise = asked_until(BANK, Rules(error_below=0.45))
    assert precise.stop is Stop.PRECISE
    assert precise.known.error < 0.45
    _, classified = asked_until(BANK, Rules(cut=-1.0, confidence=0.9), score=lambda _: 1)
    assert classified.stop is Stop.CLASSIFIED
    assert classified.known.above_cut >= 0.9
    assert classified.why.startswith("above -1 with probability")
    _, below = asked_until(BANK, Rules(cut=1.0, confidence=0.9), score=lambda _: 0)
    assert below.why.startswith("below 1 with probability")
    sitting, most = asked_until(BANK, Rules(error_below=0.01, most=7))
    assert (most.stop, len(sitting.asked)) == (Stop.MOST_ITEMS, 7)
    early, _ = asked_until(BANK, Rules(error_below=0.9, least=5))
    assert len(early.asked) == 5


def test_content_areas_keep_their_shares():
    sitting, _ = asked_until(BANK, Rules(areas={"law": 0.25, "tax": 0.75}, most=16))
    law = sum(BANK.area_names[BANK.area[BANK.positions[name]]] == "law" for name in sitting.asked)
    assert law == 4


def test_an_area_that_runs_out_does_not_end_the_test():
    sitting, last = asked_until(BANK, Rules(areas={"law": 0.9, "tax": 0.1}))
    assert len(sitting.asked) == 60
    assert last.stop is Stop.NO_ITEMS


def test_information_over_the_posterior_differs_while_little_is_known():
    by_mean, over = (next_step(BANK, Sitting(), rules=Rules(criterion=criterion)) for criterion in Criterion)
    weights = np.exp(BANK.log_prior)
    assert over.item == ITEMS.names[int(np.argmax(weights @ BANK.information))]
    assert over.information <= by_mean.information


def test_one_of_the_best_is_taken_by_chance_and_the_same_seed_takes_the_same():
    best = np.argsort(-item_information(ITEMS, np.array([0.0]))[:, 0])[:3]
    taken = {next_step(BANK, Sitting(), rules=Rules(among=3), rng=np.random.default_rng(s)).item for s in range(20)}
    assert taken == {ITEMS.names[item] for item in best}
    again = [next_step(BANK, Sitting(), rules=Rules(among=3), rng=np.random.default_rng(9)).item for _ in range(2)]
    assert again[0] == again[1]


def test_an_item_set_aside_for_its_exposure_does_not_come_back():
    rare = bank_of(ITEMS, exposure=0.2)
    rng = np.random.default_rng(2)
    sitting, _ = asked_until(rare, Rules(most=6), rng=rng)
    assert sitting.set_aside
    assert not set(sitting.set_aside) & set(sitting.asked)


def test_when_chance_refuses_every_item_the_best_one_is_given():
    tiny = bank_of(ITEMS.part([0, 1]), exposure=1e-9)
    step = next_step(tiny, Sitting(), rules=Rules(), rng=np.random.default_rng(3))
    assert step.item is not None
    assert len(step.set_aside) == 1


def test_exposure_parameters_keep_every_item_below_the_target():
    rng = np.random.default_rng(4)
    bank = bank_of(some_items(30, rng))
    plain = bank_of(bank.items)
    seen = np.zeros(30)
    for _ in range(20):
        for name in simulated_sitting(plain, 0.0, rules=Rules(most=5), rng=rng).asked:
            seen[plain.positions[name]] += 1 / 20
    found = exposure_parameters(bank, rules=Rules(most=4), target=0.4, rng=rng, people=50, slack=0.14)
    assert seen.max() == pytest.approx(1)
    assert found.given.max() <= 0.54
    assert found.length == 4
    assert (found.parameters <= 1).all()
    with pytest.raises(NotConverged, match="still given"):
        exposure_parameters(bank, rules=Rules(most=5), target=0.01, rng=rng, people=10, most_rounds=2)
    with pytest.raises(BadInput, match="no end"):
        exposure_parameters(bank, rules=Rules(), target=0.2, rng=rng)
    with pytest.raises(BadInput, match="target"):
        exposure_parameters(bank, rules=Rules(most=5), target=0, rng=rng)


def test_a_simulated_sitting_finds_the_ability():
    rng = np.random.default_rng(5)
    sittings = [simulated_sitting(BANK, 1.2, rules=Rules(most=20), rng=rng) for _ in range(15)]
    assert np.mean([known_of(BANK, one).ability for one in sittings]) == pytest.approx(1.1, abs=0.2)


def test_graded_items_can_be_asked_too():
    bank = bank_of(some_items(10, np.random.default_rng(6), steps=3))
    sitting, last = asked_until(bank, Rules(most=4), score=lambda number: number)
    assert sitting.scores == (0, 1, 2, 3)
    assert last.known.error < 0.7


def test_a_bank_goes_through_json_and_comes_back():
    bank = bank_of(some_items(5, np.random.default_rng(7), steps=2), areas=list("aabbb"), exposure=0.5)
    back = bank_from_rows(json.decode(json.encode(bank_rows(bank))))
    assert back.items.thresholds.tolist() == bank.items.thresholds.tolist()
    assert back.area_names == ("a", "b")
    assert back.exposure.tolist() == [0.5] * 5
    least = bank_from_rows([{"item": "x", "discrimination": 1, "thresholds": [0]}])
    assert least.items.scores.tolist() == [[0, 1]]
    with pytest.raises(BadInput, match="no discrimination"):
        bank_from_rows([{"item": "x", "thresholds": [0]}])
    with pytest.raises(BadInput, match="no items"):
        bank_from_rows([])


@pytest.mark.parametrize(
    ("sitting", "rules", "message"),
    [
        (Sitting(asked=("q000", "q000"), scores=(1, 1)), Rules(), "twice"),
        (Sitting(asked=("zzz",), scores=(1,)), Rules(), "no item 'zzz'"),
        (Sitting(asked=("q000",), scores=(2,)), Rules(), "score of 2"),
        (Sitting(asked=("q000",), scores=()), Rules(), "0 scores"),
        (Sitting(), Rules(among=0), "among|0 items"),
        (Sitting(), Rules(among=2), "no generator"),
        (Sitting(), Rules(areas={"art": 1.0}), "no area 'art'"),
        (Sitting(), Rules(areas={"tax": 0.0}), "no area has a share"),
        (Sitting(), Rules(confidence=1.0), "confidence"),
    ],
)
def test_what_cannot_be_a_sitting_or_a_rule_is_refused(sitting, rules, message):
    with pytest.raises(BadInput, match=message):
        next_step(BANK, sitting, rules=rules)


def test_a_bank_must_fit_its_items():
    with pytest.raises(BadInput, match="areas"):
        bank_of(ITEMS, areas=["a"])
    with pytest.raises(BadInput, match="exposure"):
        bank_of(ITEMS, exposure=0.0)
    with pytest.raises(BadInput, match="ended"):
        answered(Sitting(), next_step(BANK, Sitting(), rules=Rules(most=0)), 1)
    with pytest.raises(BadInput, match="twice"):
        items_of(["x", "x"], discrimination=[1, 1], difficulty=[0, 0])
