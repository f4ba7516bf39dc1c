import numpy as np
import pytest

from touchstone.core.errors import BadInput, NoData
from touchstone.core.psychometrics import rate_fairly, ratings_of

DIFFICULTY = np.array([-0.5, 0.0, 0.7])
SEVERITY = np.array([-1.0, -0.4, 0.0, 0.5, 0.9])
THRESHOLDS = np.array([-1.5, -0.2, 1.7])


def rated(rng, *, people=200, raters_each=2, items=DIFFICULTY, severity=SEVERITY):
    """Rows (person, item, rater, score) with ability of standard deviation 1.3."""
    ability = rng.normal(0, 1.3, people)
    steps = np.concatenate([[0], np.cumsum(THRESHOLDS)])
    person, item, rater = [], [], []
    for one in range(people):
        for by in rng.choice(len(severity), raters_each, replace=False):
            for what in range(len(items)):
                person.append(one), item.append(what), rater.append(by)
    reach = ability[person] - items[item] - severity[rater]
    logits = np.arange(4) * reach[:, None] - steps
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    below = np.cumsum(chances / chances.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    score = (rng.random((len(person), 1)) > below).sum(axis=1) + 1
    return [f"p{p:03}" for p in person], [f"i{i}" for i in item], [f"r{r}" for r in rater], score, ability


def test_severity_difficulty_and_ability_are_found_apart_with_intervals_that_cover():
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(8):
        *rows, ability = rated(rng)
        found = rate_fairly(ratings_of(*rows))
        for facet, truth in ((found.raters, SEVERITY), (found.items, DIFFICULTY), (found.people, ability)):
            inside.append(np.mean((facet.low <= truth) & (truth <= facet.high)))
        assert found.ability_sd == pytest.approx(1.3, abs=3.5 * found.ability_sd_error)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.06)
    assert found.thresholds == pytest.approx(THRESHOLDS, abs=0.4)
    assert found.raters.infit == pytest.approx(1, abs=0.25)
    assert found.raters.measure.sum() == pytest.approx(0, abs=1e-9)
    assert found.connected


def test_a_severe_rater_costs_nobody_their_fair_score():
    """Two people of equal work, one seen by the mild raters and one by the severe."""
    rng = np.random.default_rng(2)
    person, item, rater, score, _ = rated(rng, people=300)
    frame = np.array(rater)
    mild = [row for row in range(len(person)) if frame[row] in ("r0", "r1")]
    severe = [row for row in range(len(person)) if frame[row] in ("r3", "r4")]
    found = rate_fairly(ratings_of(person, item, rater, score))
    names = np.array(found.people.names)

    def mean_of(rows, values):
        return values[np.isin(names, np.array(person)[rows])].mean()

    raw = np.array([score[np.array(person) == name].mean() for name in names])
    gap_raw = mean_of(mild, raw) - mean_of(severe, raw)
    gap_fair = mean_of(mild, found.fair_score) - mean_of(severe, found.fair_score)
    assert abs(gap_fair) < abs(gap_raw)
    assert ((found.fair_score > 1) & (found.fair_score < 4)).all()


def test_a_rater_who_scores_at_random_does_not_fit():
    rng = np.random.default_rng(3)
    person, item, rater, score, _ = rated(rng)
    wild = np.array(rater) == "r2"
    score = np.where(wild, rng.integers(1, 5, len(score)), score)
    found = rate_fairly(ratings_of(person, item, rater, score))
    assert found.raters.infit.argmax() == 2
    assert found.raters.infit[2] > 1.4


def test_a_person_with_the_best_score_from_everyone_has_a_finite_measure():
    person, item, rater, score, _ = rated(np.random.default_rng(4))
    score = np.where(np.array(person) == "p000", 4, score)
    found = rate_fairly(ratings_of(person, item, rater, score))
    assert 1 < found.people.measure[0] < 5
    assert found.people.high[0] < 7


def test_raters_who_share_nobody_are_not_connected():
    rng = np.random.default_rng(5)
    person, item, rater, score, _ = rated(rng, raters_each=1)
    assert not rate_fairly(ratings_of(person, item, rater, score)).connected


def test_the_order_of_rows_makes_no_difference_to_the_bit():
    rows = rated(np.random.default_rng(6), people=60)[:4]
    order = np.random.default_rng(7).permutation(len(rows[0]))
    one = rate_fairly(ratings_of(*rows))
    other = rate_fairly(ratings_of(*(np.array(column)[order] for column in rows)))
    assert one.raters.measure.tolist() == other.raters.measure.tolist()
    assert one.people.measure.tolist() == other.people.measure.tolist()


def test_errors_are_those_of_the_curvature_of_the_likelihood():
    from touchstone.core.psychometrics.facets_model import cell_curves, expected_counts, layout_of
    from touchstone.core.psychometrics.marginal import latent

    rows = rated(np.random.default_rng(8), people=80)[:4]
    ratings = ratings_of(*rows)
    found = rate_fairly(ratings, tolerance=1e-9)
    layout = layout_of(ratings.person, ratings.item, ratings.rater, ratings.category, prior_sd=3.0)
    full = np.concatenate([found.items.measure, found.raters.measure, found.thresholds, [found.ability_sd]])
    free = np.linalg.lstsq(layout.spreading, full, rcond=None)[0]
    grid = latent(61)

    def height(one):
        spread = layout.spreading @ one
        likelihood = expected_counts(cell_curves(spread, layout, grid.nodes), layout, grid)[1]
        return likelihood - 0.5 * layout.firmness @ spread**2

    size, step = len(free), 1e-3
    unit = np.eye(size) * step
    curvature = np.zeros((size, size))
    for a in range(size):
        for b in range(size):
            corners = [s * t * height(free + s * unit[a] + t * unit[b]) for s in (-1, 1) for t in (-1, 1)]
            curvature[a, b] = -sum(corners) / (4 * step**2)
    covariance = layout.spreading @ np.linalg.inv(curvature) @ layout.spreading.T
    by_hand = np.sqrt(np.diag(covariance))
    assert np.concatenate([found.items.error, found.raters.error]) == pytest.approx(by_hand[:8], rel=2e-3)
    assert found.ability_sd_error == pytest.approx(by_hand[-1], rel=2e-3)


def test_what_cannot_be_rated_is_refused():
    with pytest.raises(BadInput, match="of 0") as refusal:
        ratings_of(["a"], ["x"], ["r"], [0.5])
    assert refusal.value.place == "row 1, score"
    with pytest.raises(BadInput, match="twice"):
        ratings_of(["a", "a", "b"], ["x", "x", "x"], ["r", "r", "s"], [1, 2, 1])
    with pytest.raises(NoData, match="rater"):
        ratings_of(["a", "b"], ["x", "x"], ["r", "r"], [1, 2])
    with pytest.raises(NoData, match="score"):
        ratings_of(["a", "b"], ["x", "x"], ["r", "s"], [1, 1])
