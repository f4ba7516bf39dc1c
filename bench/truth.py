"""How often each method is right on public crowds, how true its probabilities are, and what 50 known answers add.

    TOUCHSTONE_CROWDS=folder[:folder…] python bench/truth.py

Folders hold NAME.label.csv[.gz] (item, worker, label) and NAME.truth.csv[.gz] (item, truth). Accuracy in percent over items
with truth, ties split. `auto + 50`: 50 items with truth are told, the rest is scored; mean over draws. Goals: no set more than 1
point below majority; calibration error with 50 known answers at most .05 on 4 of 5 sets.
"""

import numpy as np
from _crowds import crowds
from _results import save

from touchstone.core.truth import (
    METHODS,
    Duplicates,
    answers_of,
    auto,
    expected_calibration_error,
    majority,
)

KNOWN, DRAWS = 50, 10


def accuracy(probability, truth):
    has = truth >= 0
    rounded = np.round(probability[has], 9)
    best = rounded >= rounded.max(1, keepdims=True)
    return 100 * float((best[np.arange(has.sum()), truth[has]] / best.sum(1)).mean())


def error(probability, truth):
    has = truth >= 0
    return expected_calibration_error(probability[has], truth[has])


def answers_and_truth(crowd):
    classes = int(max(crowd.label.max(), crowd.truth.max())) + 1
    frame = {"task": crowd.item, "rater": crowd.worker, "label": crowd.label}
    return answers_of(frame, labels=range(classes), duplicates=Duplicates.ALL), crowd.truth.astype(np.int32)


def with_known(answers, truth):
    """Accuracy and calibration error on the rest, over draws of KNOWN known items."""
    scores, errors = [], []
    for draw in range(DRAWS):
        rng = np.random.default_rng(draw)
        chosen = rng.choice(np.flatnonzero(truth >= 0), KNOWN, replace=False)
        gold = np.full(len(truth), -1, dtype=np.int32)
        gold[chosen] = truth[chosen]
        rest = np.where(gold < 0, truth, -1)
        probability = auto(answers, rng=rng, gold=gold)[0].probability
        scores.append(accuracy(probability, rest))
        errors.append(error(probability, rest))
    return float(np.mean(scores)), float(np.mean(errors))


def measured(crowd):
    answers, truth = answers_and_truth(crowd)
    row = {
        name: accuracy(fit(answers, None, None, np.random.default_rng(0)).probability, truth)
        for name, fit in METHODS.items()
    }
    pool, chosen = auto(answers, rng=np.random.default_rng(0))
    row["auto"] = accuracy(pool.probability, truth)
    row["auto + 50"], with_gold = with_known(answers, truth)
    has = truth >= 0
    items = [majority(answers).probability, pool.probability]
    return {
        "answers": len(answers),
        "items": len(answers.tasks),
        "raters": len(answers.raters),
        "classes": len(answers.labels),
        "truths": int(has.sum()),
        "accuracy": {name: round(value, 2) for name, value in row.items()},
        "calibration_error": {
            "majority": round(error(items[0], truth), 3),
            "auto": round(error(items[1], truth), 3),
            "auto + 50": round(with_gold, 3),
        },
        "weights": {name: round(weight, 2) for name, weight in chosen.weights.items()},
    }


def main():
    found = crowds()
    if not found:
        print("no set of answers here: name folders in TOUCHSTONE_CROWDS")
        return
    sets = {}
    for crowd in found:
        sets[crowd.name] = measured(crowd)
        print(
            f"{crowd.name:12} "
            + "  ".join(f"{name} {value:.1f}" for name, value in sets[crowd.name]["accuracy"].items()),
            flush=True,
        )
        print(" " * 13 + f"calibration error {sets[crowd.name]['calibration_error']}")
    names = list(next(iter(sets.values()))["accuracy"])
    mean = {name: round(float(np.mean([row["accuracy"][name] for row in sets.values()])), 2) for name in names}
    worst = min(row["accuracy"]["auto"] - row["accuracy"]["majority"] for row in sets.values())
    true = [row["calibration_error"]["auto + 50"] <= 0.05 for row in sets.values()]
    print(f"{'mean of ' + str(len(sets)):12} " + "  ".join(f"{name} {value:.1f}" for name, value in mean.items()))
    print(f"  auto against majority, worst set: {worst:+.2f} points; goal -1: {'met' if worst >= -1 else 'MISSED'}")
    print(
        f"  calibration error with {KNOWN} known at most .05: {sum(true)} of {len(true)} sets; goal 4 of 5: {'met' if np.mean(true) >= 0.8 else 'MISSED'}"
    )
    save(
        "truth",
        {
            "known": KNOWN,
            "draws": DRAWS,
            "sets": sets,
            "mean": mean,
            "auto_worst_against_majority": round(worst, 2),
            "calibrated_sets": sum(true),
        },
    )


if __name__ == "__main__":
    main()
