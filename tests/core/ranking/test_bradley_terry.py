import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ranking.worlds import PUDDINGS, baseball, crowd, puddings
from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking import bradley_terry, comparisons, davidson
from touchstone.core.ranking.cells import cells_of

FIRM = 1e-9


def winners_of(evalica):
    return (evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw)


def test_the_ratings_of_baseball_teams_are_the_published_ones():
    # Agresti (2002), section 10.6.2, relative to Baltimore.
    ratings = bradley_terry(baseball(), ridge=FIRM).rating
    assert ratings - ratings[-1] == pytest.approx([1.581, 1.436, 1.294, 1.248, 1.108, 0.684, 0.0], abs=5e-4)


def test_on_chocolate_puddings_expected_wins_and_ties_are_the_observed_ones():
    # The likelihood equations of Davidson (1970), on his data; they have one solution.
    votes = puddings()
    found = davidson(votes, ridge=FIRM)
    shares, nu = np.exp(found.rating), np.exp(found.tie.value)
    wins, ties = np.zeros(6), np.zeros(6)
    for first, second, won, lost, tied in PUDDINGS:
        one, other, number = shares[first - 1], shares[second - 1], won + lost + tied
        total = one + other + nu * np.sqrt(one * other)
        wins[[first - 1, second - 1]] += (
            np.array([one - total / number * won, other - total / number * lost]) * number / total
        )
        ties[[first - 1, second - 1]] += nu * np.sqrt(one * other) * number / total - tied
    assert wins + ties / 2 == pytest.approx(np.zeros(6), abs=1e-6)
    assert ties.sum() == pytest.approx(0, abs=1e-6)
    assert (shares / shares.sum()).round(4).tolist() == [0.1388, 0.1730, 0.1617, 0.1654, 0.1587, 0.2024]
    assert nu == pytest.approx(0.7468, abs=5e-5)


def test_ratings_with_ties_of_their_own_are_those_of_evalica():
    # Newman (2023) writes Davidson's model with v = nu / 2.
    evalica = pytest.importorskip("evalica")
    votes = puddings()
    winners = [winners_of(evalica)[code] for code in votes.winner]
    columns = (votes.left.tolist(), votes.right.tolist(), winners)
    theirs = evalica.newman(*columns, weights=votes.weight.tolist(), tolerance=1e-10, limit=500)
    logs, found = np.log(theirs.scores.sort_index().to_numpy()), davidson(votes, ridge=FIRM)
    assert found.rating == pytest.approx(logs - logs.mean(), abs=1e-6)
    assert np.exp(found.tie.value) == pytest.approx(2 * theirs.v, abs=1e-6)


def test_ratings_with_half_wins_are_those_of_evalica():
    evalica = pytest.importorskip("evalica")
    votes, _, _ = crowd(np.random.default_rng(1))
    winners = [winners_of(evalica)[code] for code in votes.winner]
    theirs = evalica.bradley_terry(votes.left.tolist(), votes.right.tolist(), winners, tolerance=1e-12, limit=5000)
    logs = np.log(theirs.scores.sort_index().to_numpy())
    assert bradley_terry(votes, ridge=FIRM).rating == pytest.approx(logs - logs.mean(), abs=1e-8)


def test_ratings_without_ties_are_those_of_choix():
    choix = pytest.importorskip("choix")
    votes, _, _ = crowd(np.random.default_rng(2), ties=-50.0)
    pairs = [(a, b) if won == 0 else (b, a) for a, b, won in zip(votes.left, votes.right, votes.winner, strict=True)]
    theirs = choix.ilsr_pairwise(len(votes.items), pairs)
    assert bradley_terry(votes, ridge=FIRM).rating == pytest.approx(theirs - theirs.mean(), abs=1e-6)


def test_the_advantage_of_a_side_is_found():
    rng = np.random.default_rng(3)
    votes, rating, _ = crowd(rng, votes=20_000, scale=0, side=0, tie=0)
    margin = rating[votes.left] - rating[votes.right] + 0.4
    winner = (rng.random(len(votes)) > 1 / (1 + np.exp(-margin))).astype(int)
    league = comparisons(votes.items, left=votes.left, right=votes.right, winner=winner)
    found = bradley_terry(league, side=True)
    (side,) = found.effects
    assert (side.name, side.low < 0.4 < side.high) == ("left side", True)
    assert found.rating == pytest.approx(rating - rating.mean(), abs=0.15)


def test_a_covariate_takes_its_part_of_the_wins_and_is_scaled_not_centred():
    rng = np.random.default_rng(4)
    votes, rating, _ = crowd(rng, votes=20_000)
    longer = rng.normal(50, 200, len(votes))
    margin = rating[votes.left] - rating[votes.right] + 0.004 * longer
    winner = (rng.random(len(votes)) > 1 / (1 + np.exp(-margin))).astype(int)
    columns = {"left": votes.left, "right": votes.right, "winner": winner}
    found = bradley_terry(comparisons(votes.items, **columns, covariates=longer))
    (effect,) = found.effects
    assert effect.value / effect.scale == pytest.approx(0.004, rel=0.05)
    assert effect.scale == pytest.approx(np.sqrt((longer**2).mean()))
    turned = {"left": votes.right, "right": votes.left, "winner": 1 - winner}
    again = bradley_terry(comparisons(votes.items, **turned, covariates=-longer))
    assert again.rating == pytest.approx(found.rating, abs=1e-9)


def test_groups_that_were_never_compared_are_refused_by_name():
    votes = comparisons("pqrstu", left=np.array([0, 2, 4]), right=np.array([1, 3, 5]), winner=np.array([0, 1, 2]))
    with pytest.raises(
        BadInput, match=r"3 groups that were never compared with each other: \(p, q\); \(r, s\); \(t, u\)"
    ):
        bradley_terry(votes)


def test_an_item_without_votes_has_no_rating_and_changes_nothing():
    votes = comparisons("pqr", left=np.array([0, 2, 0]), right=np.array([2, 0, 2]), winner=np.array([0, 0, 2]))
    found = bradley_terry(votes)
    assert np.isnan([found.rating[1], found.low[1], found.high[1], found.covariance[1, 1]]).all()
    assert (found.rank.tolist(), found.votes.tolist()) == ([1, 0, 1], [3.0, 0.0, 3.0])


def test_a_vote_of_weight_two_is_two_votes_and_of_weight_nought_none():
    left, right, winner = np.array([0, 1, 2, 0]), np.array([1, 2, 0, 1]), np.array([0, 2, 1, 1])
    weighted = comparisons("pqrs", left=left, right=right, winner=winner, weight=np.array([2, 1, 1, 1]))
    twice = comparisons("pqrs", left=np.append(left, 0), right=np.append(right, 1), winner=np.append(winner, 0))
    assert bradley_terry(weighted).rating == pytest.approx(bradley_terry(twice).rating, nan_ok=True, abs=1e-12)
    with pytest.raises(NoData, match="no vote has a weight above 0"):
        bradley_terry(comparisons("pqrs", left=left, right=right, winner=winner, weight=np.zeros(4)))


def test_ties_that_never_happen_have_no_rate():
    with pytest.raises(NoData, match="not one tie"):
        davidson(baseball())


@pytest.mark.parametrize(("settings", "said"), [({"ridge": 0.0}, "0.0 cannot be a ridge"), ({"level": 1.0}, "a level")])
def test_settings_out_of_range_are_refused(settings, said):
    with pytest.raises(BadInput, match=said):
        bradley_terry(baseball(), **settings)


small = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(0, 2)), min_size=8, max_size=60).map(
    lambda rows: rows + [(item, 1, 2) for item in range(4)]
)


def votes_of_rows(rows, items=5):
    left = np.array([row[0] for row in rows])
    right = (left + np.array([row[1] for row in rows])) % items
    return comparisons(range(items), left=left, right=right, winner=np.array([row[2] for row in rows]))


@settings(max_examples=15, deadline=None)
@given(rows=small, seed=st.integers(0, 99))
def test_the_order_of_the_rows_leaves_no_trace(rows, seed):
    votes = votes_of_rows(rows)
    again = bradley_terry(votes.only(np.random.default_rng(seed).permutation(len(votes))))
    once = bradley_terry(votes)
    assert (again.rating.tolist(), again.low.tolist()) == (once.rating.tolist(), once.low.tolist())


@settings(max_examples=15, deadline=None)
@given(rows=small)
def test_names_and_sides_do_not_matter(rows):
    votes = votes_of_rows(rows)
    other = np.array([3, 0, 4, 1, 2])
    flipped = np.array([1, 0, 2])[votes.winner]
    turned = comparisons(range(5), left=other[votes.right], right=other[votes.left], winner=flipped)
    assert davidson(turned).rating[other] == pytest.approx(davidson(votes).rating, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(rows=small)
def test_every_vote_for_an_item_lifts_it(rows):
    votes = votes_of_rows(rows)
    more = votes_of_rows([*rows, (2, 1, 0)])
    assert bradley_terry(more).rating[2] > bradley_terry(votes).rating[2]


@settings(max_examples=20, deadline=None)
@given(rows=small)
def test_expected_wins_are_observed_wins(rows):
    # The likelihood equations of Bradley and Terry, up to the ridge.
    votes = votes_of_rows(rows)
    rating = bradley_terry(votes, ridge=1e-6).rating
    expected = np.bincount(votes.left, 1 / (1 + np.exp(rating[votes.right] - rating[votes.left])), 5)
    expected += np.bincount(votes.right, 1 / (1 + np.exp(rating[votes.left] - rating[votes.right])), 5)
    score = np.array([1.0, 0.0, 0.5])[votes.winner]
    observed = np.bincount(votes.left, score, 5) + np.bincount(votes.right, 1 - score, 5)
    assert expected == pytest.approx(observed, abs=1e-3)


def test_counting_by_table_and_by_sorting_agree(monkeypatch):
    votes, _, _ = crowd(np.random.default_rng(5))
    weighted = comparisons(
        votes.items, left=votes.left, right=votes.right, winner=votes.winner, weight=np.arange(len(votes)) % 3
    )
    for side in (False, True):
        by_table = [cells_of(made, side=side) for made in (votes, weighted)]
        monkeypatch.setattr("touchstone.core.ranking.cells._TABLE", 0)
        by_sorting = [cells_of(made, side=side) for made in (votes, weighted)]
        monkeypatch.undo()
        for one, other in zip(by_table, by_sorting, strict=True):
            assert (one.left.tolist(), one.right.tolist()) == (other.left.tolist(), other.right.tolist())
            assert (one.outcomes == other.outcomes).all()
            assert (one.squares == other.squares).all()


def test_more_items_than_their_matrices_have_room_for_are_refused_before_any_is_made(monkeypatch):
    monkeypatch.setattr("touchstone.core.ranking.cells.MOST_ITEMS", 4)
    with pytest.raises(BadInput, match="5 items are too many"):
        bradley_terry(comparisons(range(5), left=[0, 1, 2, 3], right=[1, 2, 3, 4], winner=[0, 0, 1, 1]))


def test_weights_so_unlike_that_the_small_ones_would_be_lost_are_refused():
    columns = {"left": [0, 0, 1, 1], "right": [1, 1, 2, 2], "winner": [0, 1, 0, 1]}
    near, far = (bradley_terry(comparisons("abc", **columns, weight=[w, w, 1, 1])) for w in (1e3, 1e6))
    assert far.high == pytest.approx(near.high, rel=1e-4)
    with pytest.raises(BadInput, match="row 3: is too small a weight"):
        comparisons("abc", **columns, weight=[1e9, 1e9, 1, 1])
