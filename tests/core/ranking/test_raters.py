from functools import cache

import numpy as np
import pytest

from core.ranking.worlds import crowd, real_votes
from shared_data import VOTES
from touchstone.core.errors import NoData, NotConverged
from touchstone.core.ranking import (
    bradley_terry,
    comparisons,
    davidson,
    log_losses,
    probabilities,
    simultaneous_ranks,
    with_raters,
)
from touchstone.core.ranking.rater_fit import Point, Precisions, curved, stepped
from touchstone.core.ranking.raters import _model

ONE_CROWD = crowd(np.random.default_rng(0), votes=8000, raters=60, items=10)


@cache
def one_fit():
    return with_raters(ONE_CROWD[0])


def test_the_spread_of_raters_and_what_each_is_like_are_found():
    _, rating, (scale, side, tie) = ONE_CROWD
    found = one_fit()
    assert found.spread.scale[0] == pytest.approx(0.5, abs=0.15)
    assert found.spread.side[0] == pytest.approx(0.5, abs=0.15)
    assert found.spread.tie[0] == pytest.approx(0.7, abs=0.2)
    known = found.votes > 50
    for effect, truth in ((found.effects.scale, scale), (found.effects.side, side), (found.effects.tie, tie)):
        assert np.corrcoef(effect[known], truth[known])[0, 1] > 0.9
    assert np.corrcoef(found.ratings.rating, rating)[0, 1] > 0.98


def test_errors_of_raters_are_as_large_as_stated():
    _, _, (_, side, _) = ONE_CROWD
    found = one_fit()
    shared = (side - found.effects.side)[found.votes > 0].mean()  # a common shift is the side of all
    off = (found.effects.side + shared - side) / found.errors.side
    assert np.mean(np.abs(off[found.votes > 0]) < 2) > 0.85


def test_a_rater_with_few_votes_is_drawn_to_the_crowd_and_one_without_is_the_crowd():
    votes, _, _ = ONE_CROWD
    found = with_raters(votes.only(votes.rater != 7))
    assert (found.effects.scale[7], found.effects.side[7], found.votes[7]) == (1.0, 0.0, 0.0)
    assert found.errors.side[7] == pytest.approx(found.spread.side[0])
    few, many = np.argsort(found.votes)[1:4], np.argsort(found.votes)[-3:]
    assert (found.errors.scale[few].mean()) > 2 * found.errors.scale[many].mean()


def test_a_rater_who_votes_the_wrong_way_round_has_a_negative_scale():
    votes, _, _ = ONE_CROWD
    flipped = np.where(votes.rater == 0, np.array([1, 0, 2])[votes.winner], votes.winner)
    columns = {"left": votes.left, "right": votes.right, "winner": flipped, "rater": votes.rater}
    found = with_raters(comparisons(votes.items, **columns, raters=votes.raters))
    assert found.effects.scale[0] + 2 * found.errors.scale[0] < 0


def test_raters_who_do_not_differ_are_found_not_to():
    votes, _, _ = crowd(np.random.default_rng(1), votes=3000, scale=0, side=0, tie=0)
    found, plain = with_raters(votes), davidson(votes, side=True)
    assert found.spread.scale[0] < 0.15
    assert found.spread.side[0] < 0.15
    assert found.ratings.rating == pytest.approx(plain.rating, abs=0.1)


def test_unseen_votes_are_foretold_better_than_without_raters():
    votes, _, _ = ONE_CROWD
    unseen = np.arange(len(votes)) % 4 == 0
    with_them, without = (
        log_losses(probabilities(fit(votes.only(~unseen)), votes.only(unseen)), votes.only(unseen))
        for fit in (with_raters, davidson)
    )
    assert with_them["three"] < without["three"] - 0.05
    assert with_them["decided"] < without["decided"] - 0.02


def test_ratings_cover_the_true_ones_where_raters_differ():
    inside = []
    for seed in range(12):
        votes, rating, _ = crowd(np.random.default_rng(seed), votes=800, raters=40)
        found = with_raters(votes).ratings
        true = rating - rating.mean()
        inside.append((found.low <= true) & (true <= found.high))
    assert np.mean(inside) > 0.88


@pytest.mark.parametrize("more", [(), ("weight",), ("weight", "covariates")])
def test_the_order_of_the_rows_leaves_no_trace_in_any_bit(more):
    rng = np.random.default_rng(2)
    votes, _, _ = crowd(rng, votes=500)
    columns = {name: getattr(votes, name) for name in ("left", "right", "winner")}
    columns |= {"rater": np.where(rng.random(500) < 0.1, -1, votes.rater), "raters": votes.raters}
    votes = comparisons(votes.items, **columns, **{name: rng.random(500) for name in more})
    mixed = votes.only(rng.permutation(500))
    for fit in (bradley_terry, davidson, lambda some: with_raters(some).ratings):
        one, other = fit(votes), fit(mixed)
        assert (one.rating == other.rating).all()
        assert (one.low == other.low).all()


def test_a_step_eliminating_the_raters_is_the_step_of_the_whole_system():
    rng = np.random.default_rng(4)
    votes, _, _ = crowd(rng, votes=200, items=4, raters=5)
    unknown = np.where(np.arange(200) % 10 == 0, -1, votes.rater)
    votes = comparisons(
        votes.items, left=votes.left, right=votes.right, winner=votes.winner, raters=range(5), rater=unknown,
        covariates=rng.normal(size=200),
    )  # fmt: skip
    model = _model(votes, side=True)
    precisions = Precisions(0.5, np.array([4.0, 3.0, 2.0]), 1e-3)
    point = Point(rng.normal(0, 0.3, model.size), rng.normal(0, 0.3, (6, 3)) * (np.arange(6) < 5)[:, None])
    whole = np.concatenate([point.common, point.own.ravel()])

    def value(parameters):
        return model.penalised(Point(parameters[: model.size], parameters[model.size :].reshape(6, 3)), precisions)

    free = np.arange(len(whole) - 3)  # the unknown raters' effects are held at 0
    unit = np.eye(len(whole))
    slope = np.array([(value(whole + 1e-5 * unit[k]) - value(whole - 1e-5 * unit[k])) / 2e-5 for k in free])
    at = curved(model, point, precisions)
    moved, _ = stepped(model, point, precisions, at=at)
    step = np.concatenate([moved.common - point.common, (moved.own - point.own).ravel()])[free]
    information = whole_information(model, at, precisions)
    assert information[np.ix_(free, free)] @ step == pytest.approx(slope, rel=1e-3, abs=1e-4)
    inverse = np.linalg.inv(information)
    assert at.covariance == pytest.approx(inverse[: model.size, : model.size], rel=1e-6, abs=1e-9)


def whole_information(model, at, precisions):
    """The information of all parameters, added up vote by vote."""
    size = model.size + 3 * (model.raters + 1)
    common, own = model.penalties(precisions)
    matrix = np.diag(np.concatenate([common, own.ravel()]))
    cells = model.cells
    for vote in range(len(model.rater)):
        margin, tie = np.zeros(size), np.zeros(size)
        margin[cells.left[vote]] += at.votes.scale[vote]
        margin[cells.right[vote]] -= at.votes.scale[vote]
        margin[cells.items : model.size - 1] = cells.covariates[vote]
        tie[model.size - 1] = 1.0
        first = model.size + 3 * model.rater[vote]
        margin[first : first + 2] = at.votes.difference[vote], 1.0
        tie[first + 2] = 1.0
        cross = at.cross[vote] * np.outer(margin, tie)
        matrix += at.margin[vote] * np.outer(margin, margin) + cross + cross.T + at.tie[vote] * np.outer(tie, tie)
    return matrix


def test_what_cannot_be_told_of_raters_is_refused(monkeypatch):
    votes, _, _ = crowd(np.random.default_rng(5), votes=300)
    with pytest.raises(NoData, match="at least two known raters"):
        with_raters(votes.only(votes.rater == 0))
    with pytest.raises(NoData, match="not one tie"):
        with_raters(votes.only(votes.winner != 2))
    monkeypatch.setattr("touchstone.core.ranking.raters._ROUNDS", 1)
    with pytest.raises(NotConverged, match="did not settle"):
        with_raters(votes)


@pytest.mark.real_data
@pytest.mark.skipif(not VOTES.exists(), reason="the public votes on language models are not on this machine")
def test_on_real_votes_raters_effects_foretell_unseen_votes_far_better():
    votes, prompt = real_votes()
    fold = np.random.default_rng(0).permutation(len(votes)) % 5
    train, test = votes.only(fold != 0), votes.only(fold == 0)
    plain = log_losses(probabilities(davidson(train), test), test)
    found = log_losses(probabilities(with_raters(train), test), test)
    assert (plain["three"], plain["decided"]) == pytest.approx((0.99, 0.55), abs=0.03)
    assert found["three"] < plain["three"] - 0.10
    assert found["decided"] < 0.50
    by_prompt = prompt == 0
    train, test = votes.only(~by_prompt), votes.only(by_prompt)
    decided = [log_losses(probabilities(fit(train), test), test)["decided"] for fit in (bradley_terry, with_raters)]
    assert decided[1] < decided[0]
    ranks = simultaneous_ranks(with_raters(votes).ratings, rng=np.random.default_rng(1), draws=500)
    assert 5 < np.median(ranks.worst - ranks.best) < 50
