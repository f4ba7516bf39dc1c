"""What k gold answers a worker, alone or with agreement with peers, tell of the worker's other answers. On real crowds (`_crowds.py`).

For each set and k: k random gold answers of each worker with k + 20 answers to items of known truth. Agreement is counted on half of
the worker's other answers, without truth; the judge is the truth of the other half, which nothing has seen ("new work"). A second
table counts agreement on all other answers and judges on all of them ("same work"): that is how the figures of others are made.

    plain    Beta prior of the crowd, fitted on the crowd's gold (beta-binomial, empirical Bayes), then the worker's gold
    fused    the prior is what the worker's agreement tells (`core.skills.peers`), then the worker's gold
    peers    agreement alone
"""

import numpy as np
from _crowds import crowds
from _results import save
from scipy.special import betaln, gammaln
from scipy.stats import betabinom

from touchstone.core.skills.peers import fit_peer_weight, peer_agreement

REPEATS, FEWEST = 8, 20
WAYS = ("plain", "fused", "peers")


def draw(crowd, k, rng, *, apart):
    """Counts by worker: gold right and asked, agreement, and the judged answers; and whom to judge."""
    known = crowd.truth[crowd.item] >= 0
    right = known & (crowd.label == crowd.truth[crowd.item])
    use = np.bincount(crowd.worker[known], minlength=crowd.workers) >= k + FEWEST
    order = rng.permutation(len(crowd.item))
    order = order[(known & use[crowd.worker])[order]]
    order = order[np.argsort(crowd.worker[order], kind="stable")]
    rank = np.arange(len(order)) - np.searchsorted(crowd.worker[order], crowd.worker[order])
    gold = np.zeros(len(known), bool)
    gold[order[rank < k]] = True
    half = rng.random(len(known)) < 0.5 if apart else np.ones(len(known), bool)
    judged = known & ~gold & half & use[crowd.worker]
    spoken = ~gold & (~half if apart else True)

    def count(rows):
        return np.bincount(crowd.worker[rows], minlength=crowd.workers)

    agreement = peer_agreement(crowd.item, crowd.worker, crowd.label, workers=crowd.workers, counted=spoken)
    counts = {
        "right": count(gold & right),
        "asked": count(gold),
        "agreed": agreement.agreed,
        "answered": agreement.answered,
    }
    return counts, count(judged & right), count(judged), use & (count(judged) > 0)


def posteriors(counts):
    """Alpha and beta of each worker by each way."""
    nothing = {"agreed": 0 * counts["agreed"], "answered": 0 * counts["answered"]}
    won, lost = counts["right"], counts["asked"] - counts["right"]
    told = fit_peer_weight(**counts)
    plain = fit_peer_weight(**counts | nothing).prior(**nothing)
    peers = told.prior(counts["agreed"], counts["answered"])
    return {
        "plain": (plain[0] + won, plain[1] + lost),
        "fused": (peers[0] + won, peers[1] + lost),
        "peers": peers,
    }, told


def judge(alpha, beta, right, asked, rng):
    mean, true = alpha / (alpha + beta), right / asked
    ways = gammaln(asked + 1) - gammaln(right + 1) - gammaln(asked - right + 1)
    log_score = ways + betaln(alpha + right, beta + asked - right) - betaln(alpha, beta)
    predicted = betabinom(asked, alpha, beta)
    rank = predicted.cdf(right - 1) + rng.random(len(right)) * predicted.pmf(
        right
    )  # uniform where the prediction is calibrated
    best = np.argsort(-mean, kind="stable")[: max(1, len(mean) // 3)]
    return {
        "rmse": float(np.sqrt(np.mean((mean - true) ** 2))),
        "correlation": float(np.corrcoef(mean, true)[0, 1]) if mean.std() > 1e-9 and true.std() > 1e-9 else 0.0,
        "coverage": float(np.mean((rank > 0.05) & (rank < 0.95))),
        "log_score": float(log_score.mean()),
        "picked_third": float(true[best].mean()),
        "random": float(true.mean()),
    }


def on_crowd(crowd, k, *, apart):
    runs = []
    for repeat in range(REPEATS):
        rng = np.random.default_rng([repeat, k])
        counts, right, asked, whom = draw(crowd, k, rng, apart=apart)
        if whom.sum() < 10:
            return None
        ways, told = posteriors(counts)
        one = {
            way: judge(alpha[whom], beta[whom], right[whom], asked[whom], rng) for way, (alpha, beta) in ways.items()
        }
        runs.append(one | {"workers": int(whom.sum()), "slope": told.slope})
    means = {way: {name: float(np.mean([run[way][name] for run in runs])) for name in runs[0][way]} for way in WAYS}
    return means | {"workers": runs[0]["workers"], "slope": float(np.median([run["slope"] for run in runs]))}


def measure():
    found = {}
    for label, apart in (("new work", True), ("same work", False)):
        for k in (5, 10, 20):
            sets = {crowd.name: on_crowd(crowd, k, apart=apart) for crowd in crowds()}
            found[f"{label}, k = {k}"] = {name: one for name, one in sets.items() if one}
    return found


def show(title, sets):
    print(f"\n{title}: {len(sets)} sets, {REPEATS} draws each")
    print(f"  {'set':12} workers slope | " + " | ".join(f"{way}: rmse  corr  covers log score picked" for way in WAYS))
    rows = {**sets, "mean": mean_of(sets)}
    for name, one in rows.items():
        cells = " | ".join(
            f"{one[way]['rmse']:10.3f} {one[way]['correlation']:5.2f} {one[way]['coverage']:6.3f} {one[way]['log_score']:9.3f} "
            f"{one[way]['picked_third']:6.3f}"
            for way in WAYS
        )
        print(f"  {name:12} {one['workers']:7.0f} {one['slope']:5.2f} | {cells} | random {one['plain']['random']:.3f}")
    better = sum(one["fused"]["log_score"] > one["plain"]["log_score"] for one in sets.values())
    print(f"  fused predicts better than plain (log score) on {better} of {len(sets)} sets")


def mean_of(sets):
    means = {
        way: {
            name: float(np.mean([one[way][name] for one in sets.values()])) for name in next(iter(sets.values()))[way]
        }
        for way in WAYS
    }
    return means | {name: float(np.mean([one[name] for one in sets.values()])) for name in ("workers", "slope")}


def main():
    result = measure()
    if not any(result.values()):
        print("no crowd sets here: set TOUCHSTONE_CROWDS to a folder that has them")
        return
    for title, sets in result.items():
        show(title, sets)
    goals = {k: result[f"new work, k = {k}"] for k in (5, 10, 20)}
    met = all(0.88 <= mean_of(sets)["fused"]["coverage"] <= 0.92 for sets in goals.values())
    beats = all(mean_of(sets)["fused"]["log_score"] > mean_of(sets)["plain"]["log_score"] for sets in goals.values())
    print(f"\ngoal: 90 % intervals cover 88 to 92 % of new work on average: {'met' if met else 'MISSED'}")
    print(f"goal: fused predicts better than the plain beta-binomial: {'met' if beats else 'MISSED'}")
    save("vetting", {"repeats": REPEATS, "goals_met": {"coverage": met, "log_score": beats}, "sets": result})


if __name__ == "__main__":
    main()
