import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from touchstone.core.errors import BadInput
from touchstone.core.ranking import comparisons, confidence_sequence, log_evidence, next_pairs, settled, wins_of


def table(one, other):
    return np.array([[0.0, one], [other, 0.0]])


@settings(max_examples=25, deadline=None)
@given(won=st.integers(0, 40), lost=st.integers(0, 40))
def test_evidence_is_the_mixture_over_the_chances_above_a_half(won, lost):
    mixture = quad(lambda p: 2 * (2 * p) ** won * (2 * (1 - p)) ** lost, 0.5, 1, epsabs=1e-12)[0]
    assert log_evidence(table(won, lost))[0, 1] == pytest.approx(np.log(mixture), rel=1e-6, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(won=st.integers(0, 300), lost=st.integers(0, 300))
def test_evidence_does_not_grow_in_the_mean_where_nothing_is_preferred(won, lost):
    # The property that makes looking at any time safe: the mean over the next vote is at most the evidence so far.
    now = np.exp(log_evidence(table(won, lost))[0, 1])
    next_up, next_down = (np.exp(log_evidence(table(won + up, lost + 1 - up))[0, 1]) for up in (1, 0))
    assert (next_up + next_down) / 2 == pytest.approx(now, rel=1e-6)


def test_looking_after_every_vote_keeps_the_error():
    # Two items that nobody prefers one of; 2,000 comparisons of up to 600 votes each, looked at after every vote.
    rng, worlds, most = np.random.default_rng(0), 2000, 600
    won = (rng.random((worlds, most)) < 0.5).cumsum(axis=1)
    lost = np.arange(1, most + 1) - won
    needed = np.log(2 / 0.05)
    looked = np.unique(np.geomspace(1, most, 150).astype(int)) - 1
    from scipy.special import betaincc, betaln

    def evidence(a, b):
        with np.errstate(divide="ignore"):
            return (a + b + 1) * np.log(2) + betaln(a + 1, b + 1) + np.log(betaincc(a + 1, b + 1, 0.5))

    assert evidence(7.0, 3.0) == pytest.approx(log_evidence(table(7, 3))[0, 1])
    a, b = won[:, looked].astype(float), lost[:, looked].astype(float)
    false = ((evidence(a, b) >= needed) | (evidence(b, a) >= needed)).any(axis=1)
    assert false.mean() <= 0.05
    # A test made for one look, at 1.96 standard errors, errs far more often when looked at all the time.
    assert (np.abs(a - b) > 1.96 * np.sqrt(a + b)).any(axis=1).mean() > 0.4


def asked(rng, rating, *, most, goal="order", **settings):
    wins = np.zeros((len(rating), len(rating)))
    for _ in range(most):
        state = settled(wins, goal=goal, **settings)
        if state.done:
            break
        ((one, other),) = next_pairs(state, wins, goal=goal)
        first = rng.random() < 1 / (1 + np.exp(rating[other] - rating[one]))
        wins[(one, other) if first else (other, one)] += 1
    return state, wins


def test_an_order_is_settled_rightly_by_asking_the_most_telling_pairs():
    rating = [0.0, 2.0, 1.0, -1.5]
    for seed in range(2):
        state, wins = asked(np.random.default_rng(seed), rating, most=1500)
        assert state.done
        assert state.order == (1, 2, 0, 3)
        assert state.above[1, 3]  # nobody had to ask that
        assert wins[1, 3] + wins[3, 1] < wins.sum() / 5


def test_choosing_pairs_by_earlier_votes_keeps_the_error():
    # Three equal items: every statement is false. The pair nearest to one is always asked next, 300 times.
    rng, worlds, looks = np.random.default_rng(0), 2000, 300
    evidence = log_evidence(np.repeat(np.arange(looks + 1.0)[:, None], looks + 1, axis=1))
    np.fill_diagonal(evidence, -0.1)  # of an item against itself there is none; here, of even counts
    won, lost = np.zeros((worlds, 3), int), np.zeros((worlds, 3), int)
    every, false = np.arange(worlds), np.zeros(worlds, bool)
    for _ in range(looks):
        pair = np.maximum(evidence[won, lost], evidence[lost, won]).argmax(axis=1)
        first = rng.random(worlds) < 0.5
        won[every, pair] += first
        lost[every, pair] += ~first
        false |= np.maximum(evidence[won, lost], evidence[lost, won])[every, pair] >= np.log(6 / 0.05)
    assert 0.005 < false.mean() <= 0.05


def test_the_best_is_settled_with_fewer_votes_than_the_order():
    rating = [1.5, 0.3, 0.0, -0.3]
    best, few = asked(np.random.default_rng(0), rating, most=600, goal="best")
    assert best.done
    assert best.order[0] == 0
    assert not settled(few).done


def test_items_as_good_as_equal_are_settled_as_such():
    alike = settled(table(5000, 5010), margin=0.05)
    assert (alike.done, alike.equal[0, 1], alike.above.any()) == (True, True, False)
    assert not settled(table(50, 51), margin=0.05).done
    assert not settled(table(5000, 5010)).done


def test_a_confidence_sequence_is_wider_than_an_interval_for_one_look_and_closes_in():
    low, high = confidence_sequence(table(60, 40), error=0.05)
    assert low[0, 1] < 0.6 - 1.96 * np.sqrt(0.24 / 100)
    assert high[0, 1] > 0.6 + 1.96 * np.sqrt(0.24 / 100)
    assert (low[1, 0], high[1, 0]) == pytest.approx((1 - high[0, 1], 1 - low[0, 1]))
    low, high = confidence_sequence(table(60_000, 40_000), error=0.05)
    assert 0.59 < low[0, 1] < 0.6 < high[0, 1] < 0.61
    low, high = confidence_sequence(table(0, 0), error=0.05)
    assert (low[0, 1], high[0, 1]) == pytest.approx((0, 1))


def test_pairs_without_votes_get_their_turn_and_nothing_is_asked_when_all_is_settled():
    start = np.zeros((3, 3))
    assert next_pairs(settled(start), start, count=5) == ((0, 1), (1, 2))
    wins = np.array([[0, 90, 0], [10, 0, 90], [0, 10, 0.0]])
    state = settled(wins)
    assert (state.done, state.order, state.above[0, 2]) == (True, (0, 1, 2), True)
    assert next_pairs(state, wins) == ()


def test_wins_are_counted_from_votes_and_ties_left_out():
    votes = comparisons("pq", left=np.array([0, 1, 0]), right=np.array([1, 0, 1]), winner=np.array([0, 0, 2]))
    assert wins_of(votes).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("wins", "settings", "said"),
    [
        (np.zeros((2, 3)), {}, "square table"),
        (np.zeros((1, 1)), {}, "at least two items"),
        (-table(1, 2), {}, "must be counts"),
        (np.eye(2), {}, "none of an item over itself"),
        (table(1, 2), {"error": 0.0}, "0.0 cannot be an error"),
        (table(1, 2), {"margin": 0.5}, "0.5 cannot be a margin"),
    ],
)
def test_what_cannot_be_settled_is_refused(wins, settings, said):
    with pytest.raises(BadInput, match=said):
        settled(wins, **settings)
