"""The cost of an accepted hour is what working by the rule costs; who meets the bar is found without computing all."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta as beta_distribution

from touchstone.core.matching.bar import meets_bar, reaches
from touchstone.core.matching.cost import hours_per_accepted, mixed, paid_cents

WHY = (Path(__file__).parents[3] / "docs" / "why" / "shortlist.md").read_text(encoding="utf-8")

positive = st.floats(0.01, 3_000)
inside = st.floats(0.02, 0.98)


def worked_hours(alpha, beta, bar, rng, pieces=400_000):
    """Hours for one accepted piece when each is worked, reviewed, and redone by the rule."""
    quality = rng.beta(alpha, beta, pieces)
    hours, open_still = np.zeros(pieces), np.ones(pieces, dtype=bool)
    for _ in range(3):
        hours += open_still
        open_still &= rng.random(pieces) >= quality
    return hours.mean() + (rng.geometric(bar, pieces) * open_still).mean()


@pytest.mark.parametrize(("alpha", "beta", "bar"), [(2.8, 1.2, 0.8), (30, 3, 0.9), (0.5, 2, 0.6), (4, 8, 0.75)])
def test_the_formula_is_what_working_by_the_rule_costs(alpha, beta, bar):
    rng = np.random.default_rng(3)
    formula = float(hours_per_accepted(np.array(alpha), np.array(beta), bar))
    assert formula == pytest.approx(worked_hours(alpha, beta, bar, rng), abs=0.01)


def test_somebody_known_to_work_at_the_bar_takes_one_over_the_bar():
    for bar in (0.5, 0.8, 0.95):
        assert float(hours_per_accepted(np.array(1e9 * bar), np.array(1e9 * (1 - bar)), bar)) == pytest.approx(1 / bar)


def test_the_examples_in_the_docs_are_computed():
    rows = re.findall(r"^\| [^|]+ \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| \$([\d.]+) \|", WHY, re.MULTILINE)
    assert len(rows) == 5
    for alpha, beta, chance, hours, dollars in rows:
        a, b = np.array(float(alpha)), np.array(float(beta))
        assert float(meets_bar(a, b, 0.8)) == pytest.approx(float(chance), abs=5e-3)
        assert float(hours_per_accepted(a, b, 0.8)) == pytest.approx(float(hours), abs=5e-3)
        assert 30 * 1.15 * float(hours_per_accepted(a, b, 0.8)) == pytest.approx(float(dollars), abs=5e-3)


@given(alpha=positive, beta=positive, bar=inside)
def test_an_accepted_hour_takes_between_one_hour_and_three_and_a_replacement(alpha, beta, bar):
    hours = float(hours_per_accepted(np.array(alpha), np.array(beta), bar))
    assert 1 <= hours <= 3 + 1 / bar + 1e-9


@given(alpha=positive, beta=positive, bar=inside, factor=st.floats(1.01, 20))
def test_knowing_somebody_better_at_the_same_mean_never_costs_more(alpha, beta, bar, factor):
    vague = float(hours_per_accepted(np.array(alpha), np.array(beta), bar))
    sharp = float(hours_per_accepted(np.array(alpha * factor), np.array(beta * factor), bar))
    assert sharp <= vague + 1e-9


@given(alpha=positive, beta=positive, bar=inside, more=st.floats(0.1, 50))
def test_more_success_never_costs_more_and_never_misses_the_bar_more(alpha, beta, bar, more):
    before = float(hours_per_accepted(np.array(alpha), np.array(beta), bar))
    after = float(hours_per_accepted(np.array(alpha + more), np.array(beta), bar))
    assert after <= before + 1e-9
    assert (
        float(meets_bar(np.array(alpha + more), np.array(beta), bar))
        >= float(meets_bar(np.array(alpha), np.array(beta), bar)) - 1e-9
    )


def test_review_costs_a_share_of_an_hour_of_the_reviewer():
    assert paid_cents(4_000, review_share=0.15, review_cents=None) == pytest.approx(4_600)
    assert paid_cents(4_000, review_share=0.15, review_cents=2_000) == pytest.approx(4_300)


def test_a_blend_has_the_mean_and_variance_of_the_work():
    rng = np.random.default_rng(8)
    alphas, betas, shares = np.array([8.0, 3.0]), np.array([2.0, 4.0]), np.array([0.7, 0.3])
    alpha, beta = mixed(alphas[:, None], betas[:, None], shares)
    draws = shares @ rng.beta(alphas[:, None], betas[:, None], (2, 400_000))
    blend = beta_distribution(float(alpha[0]), float(beta[0]))
    assert blend.mean() == pytest.approx(draws.mean(), abs=1e-3)
    assert blend.std() == pytest.approx(draws.std(), abs=1e-3)


@given(
    alphas=st.lists(st.floats(1e-3, 1e5), min_size=1, max_size=40),
    betas=st.lists(st.floats(1e-3, 1e5), min_size=1, max_size=40),
    bar=inside,
    probability=inside,
)
@settings(max_examples=150, deadline=None)
def test_who_reaches_a_probability_is_who_has_it_computed(alphas, betas, bar, probability):
    alpha, beta = np.array(np.meshgrid(alphas, betas)).reshape(2, -1)
    computed = meets_bar(alpha, beta, bar) >= probability
    assert reaches(alpha, beta, bar=bar, probability=probability).tolist() == computed.tolist()


@pytest.mark.parametrize("probability", [0.005, 0.3, 0.7, 0.995])
@pytest.mark.parametrize("bar", [0.5, 0.8, 0.97])
def test_a_pool_near_the_line_is_told_apart_exactly(bar, probability):
    rng = np.random.default_rng(17)
    beta = np.exp(rng.normal(1, 1.5, 5_000))
    mean = np.clip(rng.normal(bar, 0.1, 5_000), 0.01, 0.99)
    alpha = beta * mean / (1 - mean)
    computed = meets_bar(alpha, beta, bar) >= probability
    assert 0 < computed.sum() < 5_000
    assert reaches(alpha, beta, bar=bar, probability=probability).tolist() == computed.tolist()


@given(alpha=st.floats(0.1, 500), beta=st.floats(0.1, 500), bar=inside)
def test_the_chance_is_that_of_the_textbook(alpha, beta, bar):
    assert float(meets_bar(np.array(alpha), np.array(beta), bar)) == pytest.approx(
        float(beta_distribution.sf(bar, alpha, beta)), abs=1e-9
    )
