import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.planning.comparing import Comparison, Told, plan_comparisons, told, votes_needed


def scores(rng, *, votes, mean, ties, runs):
    """Mean scores of `runs` experiments with independent votes: wins count 1, ties one half."""
    wins = 0.5 + mean - ties / 2
    counts = rng.multinomial(votes, [wins, ties, 1 - wins - ties], runs)
    return (counts[:, 0] + counts[:, 1] / 2) / votes


def significant(mean_score, *, votes, ties, effect=1.0):
    return np.abs(mean_score - 0.5) > 1.959964 * np.sqrt((1 - ties) / 4 * effect / votes)


def test_without_ties_it_is_the_textbooks_number():
    # 53 : 47 against 50 : 50, two-sided 5 %, power 80 %: ((1.960 x .5 + .8416 x sqrt(.53 x .47)) / .03)^2 = 2178
    assert votes_needed(Comparison(points=3, ties=0))[0] == 2178
    assert votes_needed(Comparison(points=3, ties=0, power=0.9))[0] == 2915


@pytest.mark.parametrize("power", [0.8, 0.9])
@pytest.mark.parametrize("ties", [0.0, 0.4])
def test_so_many_votes_find_the_difference_as_often_as_said(power, ties):
    comparison = Comparison(points=5, ties=ties, power=power)
    votes = votes_needed(comparison)[1]
    rng = np.random.default_rng(0)
    found = significant(scores(rng, votes=votes, mean=0.05, ties=ties, runs=8000), votes=votes, ties=ties).mean()
    false = significant(scores(rng, votes=votes, mean=0.0, ties=ties, runs=8000), votes=votes, ties=ties).mean()
    assert found == pytest.approx(power, abs=0.015)
    assert false == pytest.approx(0.05, abs=0.012)


def test_ties_make_fewer_votes_enough_for_the_same_points():
    assert votes_needed(Comparison(points=3, ties=0.4))[0] < votes_needed(Comparison(points=3, ties=0))[0]


def test_votes_that_hang_together_are_made_up_for():
    comparison = Comparison(
        points=5, ties=0, per_prompt=3, prompt_correlation=0.2, people=60, rater_correlation=0.01, power=0.8
    )
    _, votes, effect = votes_needed(comparison)
    per_person = votes / 60
    assert effect == pytest.approx(1 + 2 * 0.2 + (per_person - 1) * 0.01, rel=0.01)
    rng = np.random.default_rng(1)
    prompts, runs = votes // 3, 1500
    rater = rng.integers(0, 60, (runs, prompts, 3))
    taste = rng.normal(0, np.sqrt(0.25 * 0.01), (runs, 60))
    prompt = rng.normal(0, np.sqrt(0.25 * 0.2), (runs, prompts, 1))
    chance = np.clip(0.55 + taste[np.arange(runs)[:, None, None], rater] + prompt, 0, 1)
    mean = (rng.random(chance.shape) < chance).mean((1, 2))
    assert significant(mean, votes=3 * prompts, ties=0, effect=effect).mean() == pytest.approx(0.8, abs=0.04)


def test_a_few_people_cannot_show_a_small_difference_however_often_they_vote():
    with pytest.raises(NotPossible, match="20 people") as refusal:
        votes_needed(Comparison(points=3, ties=0, people=20, rater_correlation=0.02))
    least = int(refusal.value.hint.split()[0])
    votes_needed(Comparison(points=3, ties=0, people=least, rater_correlation=0.02))


@given(st.floats(0.5, 20), st.floats(0, 0.5), st.floats(0.5, 0.98))
def test_smaller_differences_and_more_power_take_more_votes(points, ties, power):
    votes = votes_needed(Comparison(points=points, ties=ties, power=power))[1]
    assert votes <= votes_needed(Comparison(points=points / 1.5, ties=ties, power=power))[1]
    assert votes <= votes_needed(Comparison(points=points, ties=ties, power=power + 0.01))[1]


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_stopping_when_it_is_clear_takes_fewer_votes_and_errs_no_more_than_said(power):
    made = plan_comparisons(Comparison(points=5, power=power), rng=np.random.default_rng(0))
    assert made.differ.right >= power
    assert made.equal.right >= 0.945
    assert made.differ.mean < 0.8 * made.votes
    assert made.differ.p50 < made.differ.mean < made.differ.p95
    assert made.by_wald == pytest.approx(made.differ.mean, rel=0.25)


def test_vote_by_vote_the_verdict_is_right_as_often_as_said():
    comparison, rng = Comparison(points=10, ties=0.2), np.random.default_rng(2)
    verdicts = []
    for _ in range(150):
        wins = ties = losses = 0
        while (verdict := told(comparison, wins=wins, ties=ties, losses=losses)) is Told.GO_ON:
            score = rng.choice(3, p=[0.5, 0.2, 0.3])
            wins, ties, losses = wins + (score == 0), ties + (score == 1), losses + (score == 2)
        verdicts.append(verdict)
    assert verdicts.count(Told.A) / 150 > 0.75
    assert verdicts.count(Told.B) <= 3


def test_the_verdict_has_no_favourite():
    comparison = Comparison(points=5)
    assert told(comparison, wins=400, ties=60, losses=250) is Told.A
    assert told(comparison, wins=250, ties=60, losses=400) is Told.B
    assert told(comparison, wins=900, ties=200, losses=900) is Told.NEITHER
    assert told(comparison, wins=2, ties=0, losses=0) is Told.GO_ON


@pytest.mark.parametrize(
    "wrong",
    [{"points": 0}, {"points": 45}, {"ties": 1.0}, {"level": 0.4}, {"power": 1.0}, {"per_prompt": 0}, {"people": 0},
     {"rater_correlation": 2}, {"prompt_correlation": float("nan")}],
)  # fmt: skip
def test_a_comparison_that_cannot_be_is_refused_by_name(wrong):
    with pytest.raises(BadInput) as refusal:
        votes_needed(msgspec.structs.replace(Comparison(points=3), **wrong))
    assert refusal.value.place == next(iter(wrong))


def test_the_same_seed_gives_the_same_plan():
    comparison = Comparison(points=4)
    assert plan_comparisons(comparison, rng=np.random.default_rng(5), runs=200) == plan_comparisons(
        comparison, rng=np.random.default_rng(5), runs=200
    )
