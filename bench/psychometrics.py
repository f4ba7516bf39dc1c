"""Items calibrated, people placed, tests adapted: `touchstone.core.psychometrics` beside girth and catsim, in one run.

    python bench/psychometrics.py [--quick] [--json]

CPU seconds of one thread, medians. Both sides get the same 0/1 table and are timed from it. Ours gives standard errors of
every item and everybody's ability too; girth's `twopl_mml` gives neither. The step of an adaptive test is: estimate the
ability from the answers so far, choose the next item of the bank by maximum information (catsim: `NumericalSearchEstimator`
and `MaxInfoSelector`). Goals: 2PL of 5,000 x 200 at least 40 times less CPU with an error no worse; a step at least 100
times quicker, and at most 1 ms from a bank of 10,000. girth takes more than a minute at full size and is run once;
`--quick` takes 1,000 x 50. py-irt needs pyro and torch and is not measured here.
"""

import argparse
import json
import os
import statistics
import time
import warnings
from functools import partial

for thread_pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(thread_pool, "1")  # before numpy, whose pools look at it once

import numpy as np  # noqa: E402
from _results import cpu_seconds, save  # noqa: E402

from touchstone.core.psychometrics import (  # noqa: E402
    Model,
    Rules,
    Sitting,
    abilities,
    answered,
    bank_of,
    calibrate,
    items_of,
    known_of,
    next_step,
    probabilities,
    responses_of_matrix,
)

FULL, QUICK, GRADED = (5_000, 200), (1_000, 50), (1_000, 20)
BANKS, ANSWERED, STEPS, PEER_STEPS = (1_000, 10_000), 20, 200, 15


def world(rng, *, people, items, steps=1):
    difficulty = np.sort(rng.normal(0, 1, (items, steps)), axis=1) + 0.3 * np.arange(steps)
    bank = items_of(
        [f"q{item:05}" for item in range(items)],
        discrimination=np.exp(rng.normal(0.1, 0.3, items)),
        difficulty=difficulty,
    )
    ability = rng.normal(size=people)
    below = np.cumsum(probabilities(bank, ability), axis=1)[:, :-1]
    return bank, ability, (rng.random((items, 1, people)) > below).sum(axis=1).T


def rmse(one, other):
    return float(np.sqrt(np.mean((np.asarray(one) - np.asarray(other)) ** 2)))


def fitted(table, model):
    return calibrate(responses_of_matrix(table), model=model)


def two_parameters(rng, size):
    bank, _, table = world(rng, people=size[0], items=size[1])
    ours, found = cpu_seconds(partial(fitted, table, Model.TWO_PARAMETER), repeats=5)
    from girth import twopl_mml

    theirs, peer = cpu_seconds(partial(twopl_mml, np.ascontiguousarray(table.T)), repeats=1)
    truth = (bank.discrimination, bank.difficulty)
    mine = (found.items.discrimination, found.items.difficulty)
    his = (peer["Discrimination"], peer["Difficulty"])
    errors = (found.discrimination_error, found.threshold_error[:, 0])
    apart = [np.abs(one - other) / error for one, other, error in zip(mine, his, errors, strict=True)]
    result = {
        "people": size[0],
        "items": size[1],
        "touchstone_s": ours,
        "touchstone_steps": found.steps,
        "girth_s": theirs,
        "ratio": theirs / ours,
        "rmse_touchstone": [rmse(one, other) for one, other in zip(mine, truth, strict=True)],
        "rmse_girth": [rmse(one, other) for one, other in zip(his, truth, strict=True)],
        "apart_in_standard_errors": {"mean": float(np.mean(apart)), "largest": float(np.max(apart))},
        "goal_ratio": 40,
    }
    for one, other in zip(result["rmse_touchstone"], result["rmse_girth"], strict=True):
        assert one <= 1.05 * other, result
    assert result["apart_in_standard_errors"]["largest"] < 1, result
    return result | {"goal_met": result["ratio"] >= 40}


def graded(rng):
    bank, _, table = world(rng, people=GRADED[0], items=GRADED[1], steps=3)
    ours, found = cpu_seconds(partial(fitted, table, Model.GRADED), repeats=5)
    from girth import grm_mml

    theirs, peer = cpu_seconds(partial(grm_mml, np.ascontiguousarray(table.T)), repeats=1)
    result = {
        "people": GRADED[0],
        "items": GRADED[1],
        "categories": 4,
        "touchstone_s": ours,
        "girth_s": theirs,
        "ratio": theirs / ours,
        "rmse_touchstone": [
            rmse(found.items.discrimination, bank.discrimination),
            rmse(found.items.thresholds, bank.thresholds),
        ],
        "rmse_girth": [
            rmse(peer["Discrimination"], bank.discrimination),
            rmse(peer["Difficulty"], bank.thresholds),
        ],
    }
    for one, other in zip(result["rmse_touchstone"], result["rmse_girth"], strict=True):
        assert one <= 1.05 * other, result
    return result


def sitting_of(bank, rng):
    sitting = Sitting()
    for _ in range(ANSWERED):
        sitting = answered(sitting, next_step(bank, sitting, rules=Rules()), int(rng.random() < 0.6))
    return sitting


def wall_and_cpu(work, repeats):
    """Median wall and mean CPU seconds, and what the last run returned."""
    walls, start, result = [], time.process_time(), None
    for _ in range(repeats):
        before = time.perf_counter()
        result = work()
        walls.append(time.perf_counter() - before)
    return statistics.median(walls), (time.process_time() - start) / repeats, result


def adaptive_step(rng, size):
    from catsim import ItemBank
    from catsim.estimation import NumericalSearchEstimator
    from catsim.selection import MaxInfoSelector

    items, _, _ = world(rng, people=2, items=size)
    bank = bank_of(items)
    sitting = sitting_of(bank, rng)
    wall, cpu, step = wall_and_cpu(partial(next_step, bank, sitting, rules=Rules()), STEPS)
    theirs = ItemBank(np.c_[items.discrimination, items.difficulty, np.zeros(size), np.ones(size)])
    asked = [bank.positions[name] for name in sitting.asked]
    estimator, selector = NumericalSearchEstimator(), MaxInfoSelector()
    answers = [bool(score) for score in sitting.scores]

    def estimate():
        return estimator.estimate(item_bank=theirs, administered_items=asked, response_vector=answers, est_theta=0.0)

    def peer():
        return selector.select(item_bank=theirs, administered_items=asked, est_theta=estimate())

    peer_wall, peer_cpu, _ = wall_and_cpu(peer, PEER_STEPS)
    same = selector.select(item_bank=theirs, administered_items=asked, est_theta=step.known.ability)
    assert items.names[same] == step.item, (items.names[same], step.item)
    one_wall, one_cpu, _ = wall_and_cpu(partial(known_of, bank, sitting), STEPS)
    one_peer_wall, one_peer_cpu, _ = wall_and_cpu(estimate, STEPS)
    return {
        "bank": size,
        "answers_so_far": ANSWERED,
        "touchstone_wall_s": wall,
        "touchstone_cpu_s": cpu,
        "catsim_wall_s": peer_wall,
        "catsim_cpu_s": peer_cpu,
        "ratio": peer_cpu / cpu,
        "same_item_at_the_same_ability": True,
        "ability_of_one_person": {
            "touchstone_wall_s": one_wall,
            "catsim_wall_s": one_peer_wall,
            "ratio": one_peer_cpu / one_cpu,
        },
        "goal_ratio": 100,
        "goal_met": peer_cpu / cpu >= 100 and (size < 10_000 or wall <= 1e-3),
    }


def everybody(rng, size):
    items, ability, table = world(rng, people=size[0], items=size[1])
    responses = responses_of_matrix(table, items=items.names)
    ours, found = cpu_seconds(partial(abilities, responses, items), repeats=5)
    from girth import ability_eap

    theirs, peer = cpu_seconds(
        partial(ability_eap, np.ascontiguousarray(table.T), items.difficulty, items.discrimination), repeats=1
    )
    assert rmse(found.ability, peer) < 0.02, rmse(found.ability, peer)
    return {
        "people": size[0],
        "items": size[1],
        "touchstone_s": ours,
        "girth_s": theirs,
        "ratio": theirs / ours,
        "rmse_touchstone": rmse(found.ability, ability),
        "rmse_girth": rmse(peer, ability),
    }


def measure(*, quick=False, seed=0):
    warnings.simplefilter("ignore")  # the peers' own
    rng = np.random.default_rng(seed)
    size = QUICK if quick else FULL
    return {
        "two_parameters": two_parameters(rng, size),
        "graded": graded(rng),
        "abilities_eap": everybody(rng, size),
        "adaptive_step": [adaptive_step(rng, bank) for bank in BANKS],
        "not_measured": "py-irt is not installed: it needs pyro and torch",
    }


def show(result):
    fit, steps = result["two_parameters"], result["adaptive_step"]
    print(f"CPU seconds of one thread; {result['not_measured']}")
    print(f"{'':<34}{'touchstone':>12}{'peer':>12}{'ratio':>9}  goal")
    rows = [
        (
            f"2PL {fit['people']:,} x {fit['items']}, girth",
            fit["touchstone_s"],
            fit["girth_s"],
            fit["ratio"],
            fit["goal_met"],
        )
    ]
    for name, words in (("graded", "graded"), ("abilities_eap", "everybody's ability (EAP)")):
        one = result[name]
        rows.append((f"{words}, girth", one["touchstone_s"], one["girth_s"], one["ratio"], None))
    rows += [
        (
            f"next of {one['bank']:,} items, catsim",
            one["touchstone_cpu_s"],
            one["catsim_cpu_s"],
            one["ratio"],
            one["goal_met"],
        )
        for one in steps
    ]
    for name, ours, theirs, ratio, met in rows:
        goal = "" if met is None else ("met" if met else "MISSED")
        print(f"{name:<34}{ours:>12.6f}{theirs:>12.4f}{ratio:>8.0f}x  {goal}")
    print(f"2PL rmse of a, b: {fit['rmse_touchstone']} (girth {fit['rmse_girth']})")
    apart = fit["apart_in_standard_errors"]
    print(f"apart from girth by {apart['mean']:.3f} standard errors on average, {apart['largest']:.3f} at most")
    for one in steps:
        wall = one["touchstone_wall_s"] * 1e6
        print(f"bank of {one['bank']:,}: median wall {wall:.0f} us a step (catsim {one['catsim_wall_s'] * 1e3:.1f} ms)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--quick", action="store_true", help="a small calibration; nothing is written")
    said = parser.parse_args()
    result = measure(quick=said.quick)
    if not said.quick:
        save("psychometrics", result, peers=("girth", "catsim"))
    print(json.dumps(result)) if said.json else show(result)


if __name__ == "__main__":
    main()
