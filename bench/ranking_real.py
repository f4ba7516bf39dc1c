"""Unseen votes of a real crowd on language models, foretold with and without knowing the raters.

    python bench/ranking_real.py [--json]

The votes are the public LLMFAO comparisons (D. Ustalov, github.com/dustalov/llmfao, CC BY 4.0): 59 models, 124 workers, of
which half of the prompts are used. They are read from TOUCHSTONE_DATA/llmfao/votes.jsonl, or from shared/data beside the checkout.

Protocol: each model is fitted on all folds but one and foretells the votes of that one. Folds over votes: 5, for seeds 0,
1, 2 (a vote's colleagues on the same pair are then mostly known). Folds over prompts: one prompt at a time (nothing is
known of the two texts). Nothing is set by hand or on the unseen fold: raters' and items' variances are fitted within each
training fold. Three losses, all minus mean log probability of what came out:

    three     left, right or tie
    decided   left or right, of the votes that were no tie
    score     binary cross-entropy of the expected score, a tie being 1/2 (what Bradley-Terry with half wins minimises)

Goal: `decided` at most 0.562 with raters. Also here: standard errors clustered on the rater beside the cluster bootstrap.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np
from _results import cpu_seconds, save

from touchstone.core.ranking import (
    bootstrap,
    bradley_terry,
    comparisons_of,
    davidson,
    log_losses,
    probabilities,
    simultaneous_ranks,
    with_raters,
)
from touchstone.core.tables import read_table

DATA = Path(os.environ.get("TOUCHSTONE_DATA", Path(__file__).parents[2] / "shared" / "data")) / "llmfao" / "votes.jsonl"
MODELS = {
    "bradley-terry": bradley_terry,
    "davidson": davidson,
    "davidson, side": lambda votes: davidson(votes, side=True),
    "raters": with_raters,
}
SEEDS, FOLDS, GOAL = 3, 5, 0.562


def losses(fit, train, test):
    chances = probabilities(fit(train), test)
    score, expected = np.array([1.0, 0.0, 0.5])[test.winner], chances[:, 0] + chances[:, 2] / 2
    found = log_losses(chances, test)
    found["score"] = float(-(score * np.log(expected) + (1 - score) * np.log(1 - expected)).mean())
    return found


def figure(value):
    """To four places; None where there is none (ties have no probability by half wins)."""
    return round(float(value), 4) if np.isfinite(value) else None


def over(votes, folds):
    """For each model and loss: the mean over folds, and the standard deviation over folds of the difference to the first."""
    found = {name: [] for name in MODELS}
    for fold in folds:
        for name, fit in MODELS.items():
            found[name].append(losses(fit, votes.only(~fold), votes.only(fold)))
    table = {}
    for name, rows in found.items():
        table[name] = {}
        for loss in ("three", "decided", "score"):
            base = "davidson" if loss == "three" else "bradley-terry"
            off = [row[loss] - first[loss] for row, first in zip(rows, found[base], strict=True)]
            table[name][loss] = {
                "mean": figure(np.mean([row[loss] for row in rows])),
                "less_than": base,
                "by": figure(-np.mean(off)),
                "fold_sd_of_difference": figure(np.std(off, ddof=1)),
            }
    return table


def errors(votes):
    """Median standard error of a rating: plain, clustered, and by resampling the raters."""

    def median(values):
        return round(float(np.median(values)), 4)

    resampled = bootstrap(votes, rounds=400, rng=np.random.default_rng(0), over="raters")
    clustered = np.sqrt(bradley_terry(votes).covariance.diagonal())
    return {
        "plain": median(np.sqrt(bradley_terry(votes, clustered=False).covariance.diagonal())),
        "clustered": median(clustered),
        "cluster_bootstrap_400": median(resampled.standard_error),
        "median_ratio_bootstrap_over_clustered": median(resampled.standard_error / clustered),
    }


def of_raters(votes):
    seconds, found = cpu_seconds(lambda: with_raters(votes), repeats=3)
    ranks = simultaneous_ranks(found.ratings, rng=np.random.default_rng(0))
    plain = bradley_terry(votes)
    return {
        "cpu_s": round(seconds, 3),
        "spread": {name: round(float(getattr(found.spread, name)[0]), 3) for name in ("scale", "side", "tie")},
        "side_of_the_average_rater": round(found.ratings.effects[0].value, 3),
        "side_interval": [round(found.ratings.effects[0].low, 3), round(found.ratings.effects[0].high, 3)],
        "raters_with_50_votes": int((found.votes >= 50).sum()),
        "of_them_scale_not_surely_above_0": int(
            (found.effects.scale - 1.96 * found.errors.scale <= 0)[found.votes >= 50].sum()
        ),
        "correlation_with_bradley_terry": round(float(np.corrcoef(found.ratings.rating, plain.rating)[0, 1]), 3),
        "median_width_of_rank_ranges_95": float(np.median(ranks.worst - ranks.best + 1)),
    }


def measure():
    table = read_table(DATA)
    votes = comparisons_of(table, left="model_left", right="model_right", winner="winner", rater="worker")
    prompt = table.coded("prompt").codes
    by_vote = []
    for seed in range(SEEDS):
        fold = np.random.default_rng(seed).permutation(len(votes)) % FOLDS
        by_vote += [fold == one for one in range(FOLDS)]
    result = {
        "votes": len(votes),
        "items": len(votes.items),
        "raters": len(votes.raters),
        "ties": round(float((votes.winner == 2).mean()), 3),
        "folds_over_votes": over(votes, by_vote),
        "folds_over_prompts": over(votes, [prompt == one for one in np.unique(prompt)]),
        "standard_errors": errors(votes),
        "raters_found": of_raters(votes),
    }
    decided = [result[folds]["raters"]["decided"]["mean"] for folds in ("folds_over_votes", "folds_over_prompts")]
    return result | {
        "goal": {"decided_at_most": GOAL, "met_over_votes": decided[0] <= GOAL, "met_over_prompts": decided[1] <= GOAL}
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    as_json = parser.parse_args().json
    if not DATA.exists():
        print(f"the votes are not here: {DATA.name} of LLMFAO, see the head of this file")
        return
    result = measure()
    save("ranking_real", result)
    if as_json:
        print(json.dumps(result))
        return
    print(
        f"{result['votes']:,} votes of {result['raters']} raters on {result['items']} models, {result['ties']:.0%} ties"
    )
    for folds in ("folds_over_votes", "folds_over_prompts"):
        print(f"  {folds.replace('_', ' ')}")
        for name, losses_of in result[folds].items():
            said = "   ".join(
                f"{loss} {of['mean']:.4f} (less by {of['by']:.4f}, sd {of['fold_sd_of_difference']:.4f})"
                for loss, of in losses_of.items()
                if of["mean"] is not None
            )
            print(f"    {name:<16} {said}")
    print(f"  standard errors: {result['standard_errors']}")
    print(f"  raters: {result['raters_found']}")
    print(f"  goal: {result['goal']}")


if __name__ == "__main__":
    main()
