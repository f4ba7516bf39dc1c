import numpy as np
import pytest

from core.ranking.worlds import baseball, crowd
from touchstone.core.errors import BadInput
from touchstone.core.ranking import bradley_terry, comparisons, davidson, log_losses, online_elo, probabilities


def test_by_half_wins_the_chance_of_the_left_one_is_its_expected_score():
    votes = baseball()
    ratings = bradley_terry(votes)
    chances = probabilities(ratings, votes)
    difference = ratings.rating[votes.left] - ratings.rating[votes.right]
    assert chances[:, 0] == pytest.approx(1 / (1 + np.exp(-difference)))
    assert (chances[:, 2] == 0).all()
    losses = log_losses(chances, votes)
    assert losses["three"] == losses["decided"]
    assert losses["decided"] * votes.weights.sum() == pytest.approx(-ratings.log_likelihood)


def test_the_loss_on_what_was_fitted_is_the_likelihood_side_and_covariates_and_all():
    rng = np.random.default_rng(0)
    votes, _, _ = crowd(rng)
    columns = {"left": votes.left, "right": votes.right, "winner": votes.winner}
    votes = comparisons(votes.items, **columns, covariates=rng.normal(0, 9, (len(votes), 2)))
    ratings = davidson(votes, side=True)
    assert [effect.name for effect in ratings.effects] == ["left side", "covariate 1", "covariate 2"]
    losses = log_losses(probabilities(ratings, votes), votes)
    assert losses["three"] * len(votes) == pytest.approx(-ratings.log_likelihood)


def test_what_has_no_chance_has_no_loss():
    votes, _, _ = crowd(np.random.default_rng(1))
    assert np.isnan(log_losses(probabilities(bradley_terry(votes), votes), votes)["three"])
    assert np.isnan(log_losses(np.full((1, 3), 1 / 3), votes.only(votes.winner == 2).only(slice(0, 1)))["decided"])


def test_an_item_without_a_rating_counts_as_average():
    votes = comparisons("pqr", left=np.array([0, 0]), right=np.array([1, 1]), winner=np.array([0, 1]))
    new = comparisons("pqr", left=np.array([2]), right=np.array([0]), winner=np.array([0]))
    assert probabilities(bradley_terry(votes), new)[0, 0] == pytest.approx(0.5)


def test_votes_about_other_items_or_without_the_covariate_are_refused():
    votes, _, _ = crowd(np.random.default_rng(2))
    with pytest.raises(BadInput, match="about other items"):
        probabilities(bradley_terry(votes), baseball())
    columns = {"left": votes.left, "right": votes.right, "winner": votes.winner}
    long = comparisons(votes.items, **columns, covariates=np.arange(len(votes)) - 700.0)
    with pytest.raises(BadInput, match="lack the covariate 'covariate 1'"):
        probabilities(bradley_terry(long), votes)


def test_online_elo_moves_winner_and_loser_by_the_surprise():
    votes = comparisons("pqr", left=np.array([0, 0]), right=np.array([1, 1]), winner=np.array([0, 2]))
    moved = 16 * (0.5 - 1 / (1 + 10 ** (-16 / 400)))
    assert online_elo(votes, step=16) == pytest.approx([1008 + moved, 992 - moved, np.nan], nan_ok=True)
    assert online_elo(votes, step=16)[:2].sum() == pytest.approx(2000)
    with pytest.raises(BadInput, match="cannot be a step"):
        online_elo(votes, step=0)


def test_online_elo_of_many_votes_is_near_the_fitted_one():
    votes, _, _ = crowd(np.random.default_rng(3), votes=20_000, scale=0, side=0, tie=0, ties=-50)
    assert online_elo(votes, step=4) == pytest.approx(bradley_terry(votes).elo, abs=60)


def test_elo_is_that_of_evalica():
    evalica = pytest.importorskip("evalica")
    votes, _, _ = crowd(np.random.default_rng(4))
    winners = [(evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw)[code] for code in votes.winner]
    theirs = evalica.elo(votes.left.tolist(), votes.right.tolist(), winners, k=4.0)
    assert online_elo(votes, step=4.0) == pytest.approx(theirs.scores.sort_index().to_numpy(), abs=1e-9)
