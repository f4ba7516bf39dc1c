import numpy as np
import pytest

from touchstone.core.ranking import bradley_terry, comparisons, simultaneous_ranks


def league(*, beaten=0, beating=0, more=()):
    """Three even items, p q r; s loses `beaten` votes to p; t wins `beating` against p; `more` are (left, right, outcome)."""
    rows = [(0, 1, 0), (0, 1, 1), (1, 2, 0), (1, 2, 1), (2, 0, 0), (2, 0, 1)] * 10
    rows += [(0, 3, 0)] * beaten + [(4, 0, 0)] * beating + list(more)
    left, right, winner = np.array(rows).T
    return comparisons("pqrst", left=left, right=right, winner=winner)


def test_who_never_won_has_no_lower_limit_and_an_upper_one_that_says_how_often_it_lost():
    few, many = bradley_terry(league(beaten=3)), bradley_terry(league(beaten=300))
    for found in (few, many):
        assert found.limitless.tolist() == [False, False, False, True, False]
        assert found.low[3] == -np.inf
        assert np.isfinite(found.rating[3])
    # 3 of 3 lost at even strength has probability 1/8: not out of the question at 2.5 %. 300 of 300 is.
    assert few.high[3] > few.rating[0] > many.high[3]
    chance = 1 / (1 + np.exp(few.high[3] - few.rating[0]))
    assert chance**3 == pytest.approx(0.025, abs=1e-9)


def test_who_never_lost_has_no_upper_limit():
    found = bradley_terry(league(beating=300))
    assert (found.high[4], found.rank[4]) == (np.inf, 1)
    assert found.rating[0] < found.low[4] < found.rating[4]


def test_the_others_keep_their_ratings_and_intervals():
    without, found = bradley_terry(league()), bradley_terry(league(beaten=300))
    assert found.rating[:3] == pytest.approx(without.rating[:3], abs=1e-3)
    assert found.high[:3] == pytest.approx(without.high[:3], abs=0.02)


def test_who_met_only_such_items_is_bounded_on_no_side():
    found = bradley_terry(league(beaten=5, more=[(4, 3, 0)]))
    assert (found.low[4], found.high[4]) == (-np.inf, np.inf)


def test_ranks_of_such_items_are_settled_by_many_votes_and_not_by_few():
    few = simultaneous_ranks(bradley_terry(league(beaten=3)), rng=np.random.default_rng(0))
    many = simultaneous_ranks(bradley_terry(league(beaten=300)), rng=np.random.default_rng(0))
    assert (few.best[3], few.worst[3]) == (1, 4)
    assert (many.best[3], many.worst[3]) == (4, 4)
    assert many.worst[:3].tolist() == [3, 3, 3]
