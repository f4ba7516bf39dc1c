import numpy as np
import pytest

from core.ranking.worlds import crowd
from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking import bootstrap, bradley_terry, comparisons, davidson, simultaneous_ranks
from touchstone.core.ranking.answer import answer_of
from touchstone.core.ranking.resampling import Resampler


def standard_error(ratings):
    return np.sqrt(ratings.covariance.diagonal())


@pytest.mark.parametrize(("fit", "method"), [(bradley_terry, "bradley-terry"), (davidson, "davidson")])
def test_the_plain_sandwich_is_what_resampling_votes_gives(fit, method):
    votes, _, _ = crowd(np.random.default_rng(0), votes=3000)
    resampled = bootstrap(votes, rounds=300, rng=np.random.default_rng(1), method=method)
    assert resampled.standard_error == pytest.approx(standard_error(fit(votes, clustered=False)), rel=0.15)


def test_the_clustered_sandwich_is_what_resampling_raters_gives():
    votes, _, _ = crowd(np.random.default_rng(2), votes=4000, raters=80, tastes=1.0)
    resampled = bootstrap(votes, rounds=300, rng=np.random.default_rng(3), over="raters")
    clustered, plain = standard_error(bradley_terry(votes)), standard_error(bradley_terry(votes, clustered=False))
    assert resampled.standard_error == pytest.approx(clustered, rel=0.3)
    assert (clustered > 1.4 * plain).all()
    low, high = resampled.interval()
    found = bradley_terry(votes)
    assert low == pytest.approx(found.low, abs=0.2)
    assert high == pytest.approx(found.high, abs=0.2)


def covered(*, clustered, worlds, tastes):
    """Share of true differences between the first item and the others that lie within their 95 % interval."""
    inside = []
    rating = np.linspace(-1, 1, 6)
    for seed in range(worlds):
        rng = np.random.default_rng(seed)
        left = rng.integers(0, 6, 1200)
        right = (left + rng.integers(1, 6, 1200)) % 6
        rater = rng.integers(0, 40, 1200)
        liking = tastes * rng.normal(size=(40, 6))
        margin = rating[left] - rating[right] + liking[rater, left] - liking[rater, right]
        winner = (rng.random(1200) > 1 / (1 + np.exp(-margin))).astype(int)
        votes = comparisons(range(6), left=left, right=right, winner=winner, raters=range(40), rater=rater)
        found = bradley_terry(votes, clustered=clustered)
        # What the model converges to with tastes is the rating shrunk by their spread; it is found in one large world.
        inside.append((found.low <= SHRUNK[tastes] * rating) & (SHRUNK[tastes] * rating <= found.high))
    return np.mean(inside)


# E logistic(d + t) for t ~ N(0, 2 tastes^2) is about logistic(d / sqrt(1 + (pi / 8) 2 tastes^2)) (MacKay 1992).
SHRUNK = {0.0: 1.0, 0.8: (1 + np.pi / 8 * 2 * 0.8**2) ** -0.5}


def test_intervals_cover_as_stated_where_votes_are_independent():
    assert covered(clustered=False, worlds=80, tastes=0.0) == pytest.approx(0.95, abs=0.03)
    assert covered(clustered=True, worlds=80, tastes=0.0) == pytest.approx(0.95, abs=0.03)


def test_with_tastes_of_raters_plain_intervals_are_too_short_and_clustered_ones_are_not():
    assert covered(clustered=False, worlds=80, tastes=0.8) < 0.87
    assert covered(clustered=True, worlds=80, tastes=0.8) == pytest.approx(0.95, abs=0.035)


def test_a_vote_of_an_unknown_rater_is_a_cluster_of_its_own():
    votes, _, _ = crowd(np.random.default_rng(4), votes=600, raters=600)
    known = {"left": votes.left, "right": votes.right, "winner": votes.winner}
    alone = comparisons(votes.items, **known, raters=range(600), rater=np.arange(600))
    unknown = comparisons(votes.items, **known, raters=["nobody"], rater=np.full(600, -1))
    assert standard_error(bradley_terry(unknown)) == pytest.approx(standard_error(bradley_terry(alone)))
    plain = standard_error(bradley_terry(unknown, clustered=False))
    assert standard_error(bradley_terry(unknown)) == pytest.approx(plain * np.sqrt(600 / 599))
    assert bradley_terry(unknown).degrees == 599


def test_covariates_have_clustered_intervals_too():
    rng = np.random.default_rng(12)
    votes, _, _ = crowd(rng, votes=1500, raters=1500)
    columns = {name: getattr(votes, name) for name in ("left", "right", "winner")}
    alone = {"raters": range(1500), "rater": np.arange(1500)}
    longer = rng.normal(size=1500)
    once = comparisons(votes.items, **columns, **alone, covariates=longer)
    for fit in (bradley_terry, davidson):
        clustered, plain = fit(once, side=True), fit(once, side=True, clustered=False)
        assert standard_error(clustered) == pytest.approx(standard_error(plain), rel=1e-3)
        widths = [[effect.high - effect.low for effect in found.effects] for found in (clustered, plain)]
        assert widths[0] == pytest.approx(widths[1], rel=5e-3)
    thrice = {name: np.tile(column, 3) for name, column in columns.items()}
    tripled = comparisons(
        votes.items, **thrice, raters=range(1500), rater=np.tile(np.arange(1500), 3), covariates=np.tile(longer, 3)
    )
    assert standard_error(bradley_terry(tripled)) == pytest.approx(standard_error(bradley_terry(once)), rel=1e-3)


def test_one_rater_gives_no_clustered_interval():
    votes, _, _ = crowd(np.random.default_rng(5), raters=1)
    assert bradley_terry(votes).interval == "sandwich, votes taken as independent"
    with pytest.raises(NoData, match="at least two raters"):
        bradley_terry(votes, clustered=True)
    with pytest.raises(NoData, match="raters cannot be resampled"):
        bootstrap(votes, rounds=2, rng=np.random.default_rng(0), over="raters")


def test_resampling_is_the_same_for_the_same_seed_and_says_how_far_it_is():
    class Steps:
        done = 0

        def start(self, total, label):
            assert (total, label) == (20, "resamples")

        def advance(self, steps=1):
            self.done += steps

    votes, steps = crowd(np.random.default_rng(6))[0], Steps()
    once = bootstrap(votes, rounds=20, rng=np.random.default_rng(7), progress=steps).ratings
    assert (once == bootstrap(votes, rounds=20, rng=np.random.default_rng(7)).ratings).all()
    assert steps.done == 20
    with pytest.raises(BadInput, match="0 cannot be the number of rounds"):
        bootstrap(votes, rounds=0, rng=np.random.default_rng(7))


def test_weighted_votes_are_resampled_as_votes():
    votes, _, _ = crowd(np.random.default_rng(8), votes=800)
    columns = {"left": votes.left, "right": votes.right, "winner": votes.winner}
    twos = comparisons(votes.items, **columns, weight=np.full(800, 2.0))
    resampled = bootstrap(twos, rounds=200, rng=np.random.default_rng(9))
    assert resampled.standard_error == pytest.approx(standard_error(bradley_terry(votes, clustered=False)), rel=0.2)
    assert standard_error(bradley_terry(twos)) == pytest.approx(
        standard_error(bradley_terry(votes, clustered=False)), rel=1e-3
    )


def test_an_item_that_a_round_misses_has_no_rating_there():
    left, right = np.array([0] * 40 + [2]), np.array([1] * 40 + [0])
    votes = comparisons("pqr", left=left, right=right, winner=np.array([0, 1] * 20 + [2]))
    resampled = bootstrap(votes, rounds=60, rng=np.random.default_rng(10))
    missed = np.isnan(resampled.ratings)
    assert missed[:, 2].any()
    assert not missed[:, :2].any()
    assert np.isfinite(resampled.standard_error).all()


def test_resampled_counts_have_the_mean_and_spread_of_a_multinomial_and_its_total():
    counts = np.array([0, 1, 1, 2, 5, 40, 300, 2000])
    resampler, rng = Resampler.of(counts), np.random.default_rng(11)
    drawn = np.array([resampler.drawn(rng) for _ in range(4000)])
    assert (drawn.sum(axis=1) == counts.sum()).all()
    share = counts / counts.sum()
    exact = counts.sum() * (np.diag(share) - np.outer(share, share))
    assert drawn.mean(axis=0) == pytest.approx(counts, abs=4 * np.sqrt(exact.diagonal().max() / 4000))
    assert np.cov(drawn.T) == pytest.approx(exact, rel=0.15, abs=10)
    assert np.mean(drawn[:, 1] == 0) == pytest.approx((1 - share[1]) ** counts.sum(), abs=0.03)


@pytest.mark.parametrize("over", ["votes", "raters"])
def test_votes_with_covariates_are_resampled_too(over):
    rng = np.random.default_rng(13)
    votes, _, _ = crowd(rng, votes=1500, raters=200)
    columns = {name: getattr(votes, name) for name in ("left", "right", "winner", "raters", "rater")}
    made = comparisons(votes.items, **columns, covariates=rng.normal(size=1500))
    resampled = bootstrap(made, rounds=120, rng=rng, over=over, side=True)
    expected = standard_error(bradley_terry(made, side=True, clustered=over == "raters"))
    assert resampled.standard_error == pytest.approx(expected, rel=0.3)


def test_an_item_that_never_won_has_no_lower_limit_by_resampling_either():
    votes = comparisons("abc", left=[0, 1, 0, 0, 1], right=[1, 0, 2, 2, 2], winner=[0, 0, 0, 0, 0])
    found, drawn = bradley_terry(votes), bootstrap(votes, rounds=20, rng=np.random.default_rng(1))
    ranks = simultaneous_ranks(found, rng=np.random.default_rng(1))
    answer = answer_of(found, votes=5, ranks=ranks, resampled=drawn)
    last = answer.items[-1]
    assert (last.item, last.low) == ("c", None)
    assert last.high == pytest.approx(found.high[2])
    assert answer.items[0].high != found.high[0]
