"""Agreement with peers: how much it tells is learnt from gold, and may be nothing."""

import csv
import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from core.skills.skill_world import TAX, TODAY, right_and_wrong
from shared_data import CROWDS
from touchstone.core.errors import BadInput, NoData
from touchstone.core.skills import Prior, prior_for
from touchstone.core.skills.peers import fit_peer_weight, peer_agreement
from touchstone.core.skills.tree import TreeEstimator


def crowd(workers, rng, *, tied, gold=10, answers=100, noise=0.0):
    """Workers whose agreement follows their skill (`tied`), up to some noise, or does not."""
    skill = 1.2 + 1.0 * rng.standard_normal(workers)
    shown = skill + noise * rng.standard_normal(workers) if tied else 1.2 + 1.0 * rng.standard_normal(workers)
    return {
        "right": rng.binomial(gold, expit(skill)),
        "asked": np.full(workers, gold),
        "agreed": rng.binomial(answers, expit(0.8 * shown)),
        "answered": np.full(workers, answers),
    }, expit(skill)


def test_agreement_is_counted_without_ones_own_answer():
    # Three answers a, a, b to one item: each a sees one a and one b, a tie; b sees two a.
    got = peer_agreement(np.zeros(3, int), np.arange(3), np.array([0, 0, 1]), workers=4)
    assert got.agreed.tolist() == [0.5, 0.5, 0.0, 0.0]
    assert got.answered.tolist() == [1, 1, 1, 0]


def test_an_item_that_nobody_else_answered_tells_nothing():
    got = peer_agreement(np.array([0, 1]), np.array([0, 1]), np.array([0, 0]), workers=2)
    assert got.answered.tolist() == [0, 0]


def test_answers_that_are_not_counted_are_still_compared_with():
    item, worker, label = np.zeros(2, int), np.arange(2), np.zeros(2, int)
    got = peer_agreement(item, worker, label, workers=2, counted=np.array([True, False]))
    assert (got.agreed.tolist(), got.answered.tolist()) == ([1.0, 0.0], [1, 0])


def test_where_agreement_follows_skill_the_fit_finds_it():
    counts, _ = crowd(400, np.random.default_rng(1), tied=True)
    got = fit_peer_weight(**counts)
    assert got.slope == pytest.approx(1 / 0.8, abs=0.2)
    assert got.firmness > 50


def test_where_agreement_tells_nothing_its_weight_goes_to_zero():
    counts, _ = crowd(400, np.random.default_rng(2), tied=False)
    got = fit_peer_weight(**counts)
    assert got.slope < 0.15
    alpha, beta = got.prior(np.array([5.0, 95.0]), np.array([100.0, 100.0]))
    low, high = alpha / (alpha + beta)
    assert high - low < 0.15


def test_disagreement_is_never_rewarded():
    counts, _ = crowd(200, np.random.default_rng(3), tied=True)
    counts["agreed"] = counts["answered"] - counts["agreed"]
    assert fit_peer_weight(**counts).slope == pytest.approx(0.0, abs=1e-6)


def test_more_agreement_never_lowers_the_prior():
    counts, _ = crowd(100, np.random.default_rng(4), tied=True)
    alpha, beta = fit_peer_weight(**counts).prior(np.arange(0, 101, 10.0), np.full(11, 100.0))
    assert (np.diff(alpha / (alpha + beta)) > 0).all()


def test_few_answers_leave_a_wider_prior_than_many():
    counts, _ = crowd(300, np.random.default_rng(5), tied=True)
    alpha, beta = fit_peer_weight(**counts).prior(np.array([7.0, 700.0]), np.array([10.0, 1000.0]))
    assert alpha[1] + beta[1] > 2 * (alpha[0] + beta[0])


def test_intervals_of_the_fused_estimate_cover_90_percent():
    inside = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        counts, true = crowd(60, rng, tied=True, gold=5, noise=0.5)
        alpha, beta = fit_peer_weight(**counts).prior(counts["agreed"], counts["answered"])
        draws = rng.beta(alpha + counts["right"], beta + counts["asked"] - counts["right"], (2000, 60))
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        inside.append((low <= true) & (true <= high))
    assert 0.86 <= np.mean(inside) <= 0.94


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_workers_does_not_matter_to_the_bit(seed):
    rng = np.random.default_rng(seed)
    counts, _ = crowd(20, rng, tied=True)
    order = rng.permutation(20)
    assert fit_peer_weight(**counts) == fit_peer_weight(**{name: part[order] for name, part in counts.items()})


def test_agreement_as_evidence_turns_the_prior_into_what_peers_tell():
    counts, _ = crowd(300, np.random.default_rng(6), tied=True)
    known, prior = fit_peer_weight(**counts), prior_for(TAX.competence)
    piece = known.evidence(90.0, 100, skill=TAX, prior=prior, at=TODAY)
    alpha, beta = (float(part[0]) for part in known.prior(np.array([90.0]), np.array([100])))
    got = TreeEstimator().estimate([piece], prior=prior, today=TODAY)
    assert got.mean == pytest.approx(alpha / (alpha + beta), abs=0.02)
    assert got.alpha + got.beta == pytest.approx(alpha + beta, rel=0.15)
    fused = TreeEstimator().estimate([piece, *right_and_wrong(6, 4)], prior=prior, today=TODAY)
    assert fused.mean == pytest.approx((alpha + 6) / (alpha + beta + 10), abs=0.02)


def test_agreement_that_tells_no_more_than_the_prior_has_no_weight():
    counts, _ = crowd(40, np.random.default_rng(7), tied=False)
    known = fit_peer_weight(**counts)
    assert known.evidence(50.0, 100, skill=TAX, prior=Prior(0.7, 5_000.0), at=TODAY).weight == 0.0


def test_too_few_workers_with_gold_are_refused():
    counts, _ = crowd(4, np.random.default_rng(8), tied=True)
    with pytest.raises(NoData, match="4 workers have gold"):
        fit_peer_weight(**counts)


@pytest.mark.parametrize(("name", "value"), [("right", 11), ("agreed", -1), ("agreed", float("nan"))])
def test_counts_that_cannot_be_are_refused(name, value):
    counts, _ = crowd(10, np.random.default_rng(9), tied=True)
    counts[name] = counts[name].astype(float)
    counts[name][3] = value
    with pytest.raises(BadInput) as refusal:
        fit_peer_weight(**counts)
    assert refusal.value.place == name


def test_workers_who_answered_nothing_that_others_did_still_get_a_prior():
    counts, _ = crowd(30, np.random.default_rng(10), tied=True)
    counts["agreed"] *= 0
    counts["answered"] *= 0
    alpha, beta = fit_peer_weight(**counts).prior(np.zeros(2), np.zeros(2))
    assert alpha[0] / (alpha[0] + beta[0]) == pytest.approx(counts["right"].mean() / 10, abs=0.05)


@pytest.mark.real_data
@pytest.mark.skipif(not CROWDS.exists(), reason="the public crowd sets are not on this machine")
@pytest.mark.parametrize("name", ["d_possent", "rte", "web"])
def test_on_real_crowds_gold_and_peers_together_predict_better_than_gold(name):
    item, worker, label = _columns(f"{name}.label.csv.gz")
    truth = np.full(item.max() + 1, -1)
    items, answers = _columns(f"{name}.truth.csv.gz")
    truth[items[items < len(truth)]] = answers[items < len(truth)]
    workers = int(worker.max()) + 1
    rng, known = np.random.default_rng(1), truth[item] >= 0
    gold = np.zeros(len(item), bool)
    for one in range(workers):
        own = np.flatnonzero(known & (worker == one))
        if len(own) >= 30:
            gold[rng.choice(own, 10, replace=False)] = True
    right = label == truth[item]

    def count(rows):
        return np.bincount(worker[rows], minlength=workers)

    rest = known & ~gold
    scored = (count(gold) > 0) & (count(rest) > 0)
    true = count(rest & right)[scored] / count(rest)[scored]
    peers = peer_agreement(item, worker, label, workers=workers, counted=~gold)
    errors = {}
    for way, share in (("gold", 0), ("fused", 1)):
        agreed, answered = peers.agreed * share, peers.answered * share
        fitted = fit_peer_weight(right=count(gold & right), asked=count(gold), agreed=agreed, answered=answered)
        alpha, beta = fitted.prior(agreed, answered)
        mean = (alpha + count(gold & right)) / (alpha + beta + count(gold))
        errors[way] = np.sqrt(np.mean((mean[scored] - true) ** 2))
    assert errors["fused"] < 0.9 * errors["gold"]


@pytest.mark.real_data
@pytest.mark.skipif(not CROWDS.exists(), reason="the public crowd sets are not on this machine")
def test_the_example_of_the_page_prints_what_the_page_says(tmp_path, monkeypatch, capsys):
    page = Path(__file__).parents[3] / "docs" / "methods" / "estimates.md"
    ((code, said),) = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", page.read_text(), re.DOTALL)
    for name in ("rte.label.csv", "rte.truth.csv"):
        (tmp_path / name).write_bytes(gzip.decompress((CROWDS / f"{name}.gz").read_bytes()))
    monkeypatch.chdir(tmp_path)
    exec(compile(code, str(page), "exec"), {})
    assert capsys.readouterr().out == said


def _columns(name):
    with gzip.open(CROWDS / name, "rt") as lines:
        return np.array([list(map(int, row)) for row in list(csv.reader(lines))[1:]]).T
