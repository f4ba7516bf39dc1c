import numpy as np
import pytest

from core.ranking.worlds import crowd
from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking import bradley_terry, comparisons, simultaneous_ranks
from touchstone.core.ranking.elo import to_elo


def test_ranges_hold_the_ranks_and_close_in_with_more_votes():
    few, many = (
        crowd(np.random.default_rng(0), votes=votes, spread=1.5, scale=0, side=0, tie=0)[0] for votes in (300, 30_000)
    )
    widths = []
    for votes in (few, many):
        ratings = bradley_terry(votes)
        ranks = simultaneous_ranks(ratings, rng=np.random.default_rng(1))
        assert (ranks.best <= ratings.rank).all()
        assert (ratings.rank <= ranks.worst).all()
        widths.append((ranks.worst - ranks.best).sum())
    assert widths[0] > widths[1] + 10


def test_all_true_ranks_are_within_their_ranges_together_as_often_as_stated():
    # All items but one equal: the hardest case, where every statement between equals is false.
    rating, false = np.array([0.0] * 6 + [1.5]), 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        left = rng.integers(0, 7, 1500)
        right = (left + rng.integers(1, 7, 1500)) % 7
        winner = (rng.random(1500) > 1 / (1 + np.exp(rating[right] - rating[left]))).astype(int)
        found = bradley_terry(comparisons(range(7), left=left, right=right, winner=winner))
        ranks = simultaneous_ranks(found, rng=rng, draws=500)
        false += bool(ranks.surely_above[:6, :6].any() or ranks.best[6] > 1)
    assert false / 120 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 120)


def test_a_sure_statement_is_about_two_items_and_never_both_ways():
    votes, _, _ = crowd(np.random.default_rng(2), votes=5000, spread=1.5)
    above = simultaneous_ranks(bradley_terry(votes), rng=np.random.default_rng(3)).surely_above
    assert above.any()
    assert not (above & above.T).any()


def test_unrated_items_have_no_rank_and_equal_ones_share_theirs():
    votes = comparisons("pqrs", left=np.array([0, 1, 0]), right=np.array([1, 2, 2]), winner=np.array([2, 2, 2]))
    ratings = bradley_terry(votes)
    ranks = simultaneous_ranks(ratings, rng=np.random.default_rng(4))
    assert ratings.rank.tolist() == [1, 1, 1, 0]
    assert (ranks.best.tolist(), ranks.worst.tolist()) == ([1, 1, 1, 0], [3, 3, 3, 0])


def test_too_few_draws_or_items_are_refused():
    votes, _, _ = crowd(np.random.default_rng(5))
    with pytest.raises(BadInput, match="10 draws are too few"):
        simultaneous_ranks(bradley_terry(votes), rng=np.random.default_rng(6), draws=10)
    ratings = bradley_terry(votes)
    nothing = type(ratings)(
        **{**{f: getattr(ratings, f) for f in ratings.__struct_fields__}, "rating": np.full(8, np.nan)}
    )
    with pytest.raises(NoData, match="at least two items"):
        simultaneous_ranks(nothing, rng=np.random.default_rng(6))


def test_four_hundred_elo_points_are_odds_of_ten_to_one():
    assert to_elo(np.log([1.0, 10.0, 100.0])) == pytest.approx([1000.0, 1400.0, 1800.0])


class Watched:
    def __init__(self):
        self.total, self.done = 0, 0

    def start(self, total, label):
        assert label == "ranks"
        self.total += total

    def advance(self, steps=1):
        self.done += steps


def test_whoever_waits_for_ranks_is_told_of_every_draw():
    seen = Watched()
    simultaneous_ranks(
        bradley_terry(crowd(np.random.default_rng(1))[0]), rng=np.random.default_rng(1), draws=200, progress=seen
    )
    assert seen.done == seen.total > 0
