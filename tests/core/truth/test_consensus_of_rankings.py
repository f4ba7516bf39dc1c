from itertools import combinations, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NoData, NotConverged
from touchstone.core.truth.consensus import Limits
from touchstone.core.truth.orders import kemeny
from touchstone.core.truth.orders.mallows import Crowd, Seen, consistency, distance_moments
from touchstone.core.truth.rankings import ranking_consensus, rankings_of


def distance(one, other):
    """Kendall's distance: the pairs of `one` that stand the other way round in `other`."""
    place = {item: at for at, item in enumerate(other)}
    return sum(place[a] > place[b] for a, b in combinations([item for item in one if item in place], 2))


def drawn(rng, order, theta):
    """A ranking from Mallows' model, by repeated insertion (Doignon, Pekec and Regenwetter 2004)."""
    ranking = []
    for at, item in enumerate(order):
        chance = np.exp(-theta * np.arange(at + 1))
        ranking.insert(at - rng.choice(at + 1, p=chance / chance.sum()), item)
    return ranking


def crowd(seed=0, *, tasks=80, items=5, raters=12, each=4, keep=1.0):
    """Simulated rankings as rows, the true orders, and each rater's theta."""
    rng = np.random.default_rng(seed)
    theta = np.exp(rng.normal(-0.7, 0.9, raters))
    truth, rows = [], []
    for task in range(tasks):
        truth.append([int(item) for item in rng.permutation(items)])
        for rater in rng.choice(raters, each, replace=False).tolist():
            seen = [item for item in truth[task] if rng.random() < keep]
            rows += [(task, rater, item, place) for place, item in enumerate(drawn(rng, seen, theta[rater]), 1)]
    return rows, truth, theta


def table(rows, names=("task", "rater", "item", "place")):
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def consensus(rows, **more):
    return ranking_consensus(rankings_of(table(rows)), **more)


def error(result, truth):
    return np.mean([distance(result.order_of(task), order) for task, order in enumerate(truth)])


def borda_error(rankings, truth):
    lists, order = rankings.lists, kemeny.borda(kemeny.pairs_of(rankings.lists))
    orders = [
        rankings.item[begin:end][order[begin:end]].tolist()
        for begin, end in zip(lists.items, lists.items[1:], strict=False)
    ]
    return np.mean([distance(one, other) for one, other in zip(orders, truth, strict=True)])


@pytest.mark.parametrize(("shape", "share"), [({}, 0.9), ({"items": 12, "tasks": 20}, 0.7), ({"keep": 0.7}, 1.0)])
def test_it_is_nearer_the_true_order_than_borda(shape, share):
    rows, truth, _ = crowd(**shape)
    rankings = rankings_of(table(rows))
    assert error(ranking_consensus(rankings), truth) < share * borda_error(rankings, truth)


def test_it_finds_who_is_reliable_and_its_intervals_hold():
    found = []
    for seed in range(3):
        rows, _, theta = crowd(seed, tasks=120, each=5)
        result = consensus(rows)
        assert np.corrcoef(result.theta.value, theta)[0, 1] > 0.85
        found.extend((result.theta.low <= theta) & (theta <= result.theta.high))
        assert ((result.reliability.low > 0.5) & (result.reliability.high < 1)).all()
    assert np.mean(found) > 0.75


def test_neighbours_are_in_order_as_often_as_it_says():
    right, said = [], []
    for seed in range(3):
        rows, truth, _ = crowd(seed)
        result = consensus(rows)
        for task, order in enumerate(truth):
            ours = result.order_of(task)
            right += [order.index(a) < order.index(b) for a, b in pairwise(ours)]
            said += result.certainty[result.task == task][:-1].tolist()
    assert np.mean(right) == pytest.approx(np.mean(said), abs=0.04)
    sure = np.array(said) > 0.9
    assert np.mean(np.array(right)[sure]) > 0.87


@pytest.mark.parametrize("items", [2, 4, 6])
@pytest.mark.parametrize("theta", [0.01, 0.7, 3.0])
def test_the_moments_of_the_distance_are_those_over_all_permutations(items, theta):
    far = np.array([distance(order, range(items)) for order in permutations(range(items))])
    weight = np.exp(-theta * far)
    log_total, mean, variance = (of[0, items] for of in distance_moments(np.array([theta]), items))
    assert log_total == pytest.approx(np.log(weight.sum()))
    assert mean == pytest.approx((weight * far).sum() / weight.sum())
    assert variance == pytest.approx((weight * far**2).sum() / weight.sum() - mean**2)


def test_chance_turns_half_of_the_pairs_and_theta_comes_back_from_its_mean_distance():
    _, mean, _ = distance_moments(np.array([1e-9, 1.3]), 7)
    assert mean[0, 7] == pytest.approx(7 * 6 / 4)
    given = np.zeros((1, 8))
    given[0, 7] = 1000
    seen = Seen(given=given, distance=1000 * mean[1:, 7], doubt=np.zeros(1))
    assert consistency(seen, Crowd(centre=0.0, scatter=10.0)) == pytest.approx([1.3], rel=1e-3)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), items=st.integers(2, 5))
def test_orders_and_pairs_are_those_of_summing_over_all_permutations(seed, items):
    rng = np.random.default_rng(seed)
    rows = [(0, rater, int(item), place) for rater in range(3) for place, item in enumerate(rng.permutation(items))]
    pairs = kemeny.pairs_of(rankings_of(table(rows)).lists)
    weight = rng.uniform(0.1, 2, 3)
    flat = kemeny.weights_of(pairs, weight)
    orders = list(permutations(range(items)))
    cost = np.array([sum(flat[b * items + a] for a, b in combinations(order, 2)) for order in orders])
    chance = np.exp(-cost) / np.exp(-cost).sum()
    start = kemeny.borda(pairs)
    best = kemeny.improved(pairs, start, flat)
    assert cost[orders.index(tuple(best.tolist()))] == pytest.approx(cost.min())
    before = kemeny.pair_probabilities(pairs, start, flat).reshape(items, items)
    for a, b in permutations(range(items), 2):
        assert before[a, b] == pytest.approx(
            sum(p for p, order in zip(chance, orders, strict=True) if order.index(a) < order.index(b))
        )


def test_a_long_order_by_windows_is_the_exact_one_where_both_can_be_had(monkeypatch):
    rows, _, _ = crowd(3, tasks=15, items=8, each=5)
    exact = consensus(rows)
    monkeypatch.setattr(kemeny, "WINDOW", 4)
    windowed = consensus(rows)
    apart = [distance(exact.order_of(task), windowed.order_of(task)) for task in range(15)]
    assert np.mean(apart) < 0.5
    inner = ~np.isnan(exact.certainty)
    assert np.abs(exact.certainty - windowed.certainty)[inner].mean() < 0.05


@pytest.mark.parametrize("seed", range(3))
def test_a_perfect_rater_never_hurts(seed):
    rows, truth, _ = crowd(seed, tasks=40)
    perfect = [(task, 99, item, place) for task, order in enumerate(truth) for place, item in enumerate(order)]
    assert error(consensus(rows + perfect), truth) <= error(consensus(rows), truth)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_neither_the_order_of_rows_nor_the_names_of_raters_nor_the_figures_of_places_matter(seed):
    rows, _, _ = crowd(4, tasks=15, raters=6, keep=0.8)
    rng = np.random.default_rng(seed)
    names = rng.permutation(6).tolist()
    other = [
        (task, names[rater], item, 10.0**place)
        for task, rater, item, place in (rows[at] for at in rng.permutation(len(rows)))
    ]
    one, two = consensus(rows), consensus(other)
    assert np.allclose(one.reliability.value, two.reliability.value[names], atol=1e-7)
    assert np.allclose(np.nan_to_num(one.certainty), np.nan_to_num(two.certainty), atol=1e-6)
    assert (one.item == two.item).all()


def test_all_of_one_mind_is_that_order_for_certain():
    rows = [(task, rater, item, place) for task in range(10) for rater in "abc" for place, item in enumerate("wxyz")]
    result = consensus(rows)
    assert result.order_of(0) == ["w", "x", "y", "z"]
    assert (result.certainty[:3] > 0.99).all()
    assert np.isnan(result.certainty[3])
    assert result.expected_place[:4] == pytest.approx([1, 2, 3, 4], abs=0.05)
    assert (result.reliability.low > 0.9).all()


def test_partial_rankings_are_pieced_together():
    rows = []
    for task in range(6):
        for rater, order in (("a", "wx"), ("b", "xy"), ("c", "yz"), ("d", "wy"), ("e", "xz"), ("f", "w")):
            rows += [(task, rater, item, place) for place, item in enumerate(order)]
    result = consensus(rows)
    assert result.order_of(3) == ["w", "x", "y", "z"]


def test_pairs_by_one_rater_are_rankings_of_two():
    pairs = [("a", "w", "x"), ("a", "x", "y"), ("a", "w", "y"), ("b", "w", "x"), ("b", "w", "y")]
    rows = [
        (1, rater, number, item, place)
        for number, (rater, *pair) in enumerate(pairs)
        for place, item in enumerate(pair)
    ]
    names = ("task", "rater", "pair", "item", "place")
    assert ranking_consensus(rankings_of(table(rows, names), ranking="pair")).order_of(0) == ["w", "x", "y"]


def test_what_cannot_be_a_ranking_is_named_with_its_row():
    good = [(1, "a", "x", 1), (1, "a", "y", 2)]
    with pytest.raises(BadInput, match="column item, row 3: task 1, rater a: x is there twice"):
        consensus([*good, (1, "a", "x", 3)])
    with pytest.raises(BadInput, match=r"column place, row 3: task 1, rater a: 2.0 is there twice"):
        consensus([*good, (1, "a", "z", 2)])
    with pytest.raises(BadInput, match="column place, row 2: is empty"):
        consensus([good[0], (1, "a", "y", None)])
    with pytest.raises(BadInput, match="column rater, row 1: is empty"):
        consensus([(1, None, "x", 1)])
    with pytest.raises(NoData, match="no ranking has two items"):
        consensus(good[:1])
    with pytest.raises(NotConverged, match="rankings"):
        consensus(crowd()[0], limits=Limits(iterations=2))
