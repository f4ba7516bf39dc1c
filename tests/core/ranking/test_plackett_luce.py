import itertools

import numpy as np
import pytest

from touchstone.core.errors import BadInput, NoData
from touchstone.core.ranking import bradley_terry, comparisons, plackett_luce, rankings_of


def drawn(rng, rating, lists, *, sizes=(2, 6)):
    """Lists of some items each, best first."""
    made = []
    for _ in range(lists):
        some = rng.choice(len(rating), rng.integers(*sizes), replace=False)
        made.append(some[np.argsort(-(rating[some] + rng.gumbel(size=len(some))))].tolist())
    return made


def table(lists):
    rows = [(number, item, place + 1) for number, one in enumerate(lists) for place, item in enumerate(one)]
    return dict(zip(("ranking", "item", "place"), map(list, zip(*rows, strict=True)), strict=True))


def test_ratings_are_those_of_choix():
    choix = pytest.importorskip("choix")
    lists = drawn(np.random.default_rng(0), np.linspace(-1, 1, 8), 80)
    theirs = choix.ilsr_rankings(8, lists)
    assert plackett_luce(rankings_of(table(lists)), ridge=1e-9).rating == pytest.approx(
        theirs - theirs.mean(), abs=1e-6
    )


def test_the_probabilities_of_all_orders_add_up_and_the_likelihood_is_the_product_of_choices():
    lists = drawn(np.random.default_rng(1), np.zeros(4), 30, sizes=(4, 5))
    found = plackett_luce(rankings_of(table(lists)))
    shares = np.exp(found.rating)

    def chance(order):
        return np.prod([shares[item] / shares[list(order[place:])].sum() for place, item in enumerate(order)])

    assert sum(chance(order) for order in itertools.permutations(range(4))) == pytest.approx(1.0)
    assert found.log_likelihood == pytest.approx(sum(np.log(chance(order)) for order in lists))


def test_lists_of_two_are_comparisons():
    lists = drawn(np.random.default_rng(2), np.linspace(-1, 1, 5), 200, sizes=(2, 3))
    first, second = np.array(lists).T
    votes = comparisons(
        range(5), left=first, right=second, winner=np.zeros(200), raters=range(200), rater=np.arange(200)
    )
    pairs, ranked = bradley_terry(votes), plackett_luce(rankings_of(table(lists)))
    assert ranked.rating == pytest.approx(pairs.rating, abs=1e-9)
    assert ranked.low == pytest.approx(pairs.low, abs=1e-9)


def test_an_item_without_a_place_came_after_those_with_one():
    rows = {
        "ranking": [1, 1, 1, 2, 2, 2, 3, 3, 3],
        "item": list("pqrqprrpq"),
        "place": [1, 2, 3, 1, None, None, 1, 2, 3],
    }
    top = rankings_of(rows)
    assert top.placed.tolist() == [3, 1, 3]
    found = plackett_luce(top, ridge=1e-9)
    shares = np.exp(found.rating)
    total = shares.sum()
    p, q, r = shares
    expected = np.log([p / total, q / (q + r), q / total, r / total, p / (p + q)]).sum()
    assert found.log_likelihood == pytest.approx(expected)


def test_intervals_cover_the_true_ratings():
    rating, inside = np.linspace(-1, 1, 6), []
    for seed in range(80):
        found = plackett_luce(rankings_of(table(drawn(np.random.default_rng(seed), rating, 60))))
        inside.append((found.low <= rating) & (rating <= found.high))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_who_always_came_last_has_no_lower_limit():
    lists = [["p", "q", "r"], ["q", "p", "r"]] * 20
    found = plackett_luce(rankings_of(table(lists)))
    assert (found.low[2], found.limitless.tolist()) == (-np.inf, [False, False, True])
    assert found.high[2] < found.rating[0]


def test_lists_of_one_rater_go_together():
    lists = drawn(np.random.default_rng(3), np.linspace(-1, 1, 5), 40) * 3
    rows = table(lists)
    alone = plackett_luce(rankings_of(rows))
    together = plackett_luce(rankings_of({**rows, "who": [number % 40 for number in rows["ranking"]]}, rater="who"))
    assert together.rating == pytest.approx(alone.rating)
    ratio = (together.high - together.low) / (alone.high - alone.low)
    assert ratio == pytest.approx(np.full(5, np.sqrt(3)), rel=0.05)


@pytest.mark.parametrize(
    ("rows", "error", "said"),
    [
        (
            {"ranking": [1, 1], "item": ["p", "q"], "place": [1, 1]},
            BadInput,
            "column place, row 2: a place is given twice",
        ),
        ({"ranking": [1, 1], "item": ["p", "p"], "place": [1, 2]}, BadInput, "column item, row 2: an item is twice"),
        ({"ranking": [1, None], "item": ["p", "q"], "place": [1, 2]}, BadInput, "column ranking, row 2: is empty"),
        ({"ranking": [], "item": [], "place": []}, NoData, "there are no rankings"),
        ({"ranking": [1, 2], "item": ["p", "q"], "place": [1, 1]}, NoData, "no list orders two items"),
        ({"ranking": [1, 1], "item": ["p", "q"], "place": [1, 2]}, NoData, "give no interval"),
        ({"ranking": [1, 1, 2, 2], "item": list("pqrs"), "place": [1, 2, 1, 2]}, BadInput, "2 groups"),
    ],
)
def test_what_cannot_be_a_ranking_is_refused(rows, error, said):
    with pytest.raises(error, match=said):
        plackett_luce(rankings_of(rows))


def test_a_list_with_two_raters_is_refused():
    rows = {"ranking": [1, 1], "item": ["p", "q"], "place": [1, 2], "who": ["ana", "bo"]}
    with pytest.raises(BadInput, match="column who, row 1: a list has two raters"):
        rankings_of(rows, rater="who")
