"""How often intervals and ranks of rankings hold, and what comparing in turn saves, by simulation.

    python bench/ranking_coverage.py [--worlds N] [--json]

Intervals: 6 items, 40 raters, 1,200 votes a world; with and without tastes (each rater likes each item by an own normal
amount of .8 logits). Ranks: 7 items of which 6 are equal, the hardest case. Comparing in turn: 6 items half a logit
apart, asked until their order is settled at an error of 5 % (6,000 votes at most), the next pair by `next_pairs` or by going
round; and 3 equal items, looked at after every vote, where every statement is false, the pair nearest to one asked next.
"""

import argparse
import json

import numpy as np
from _results import save
from scipy.special import betaln

from touchstone.core.ranking import bradley_terry, comparisons, log_evidence, next_pairs, settled, simultaneous_ranks

TASTES, MOST = 0.8, 6000
ITEMS = np.linspace(-1, 1, 6)


def world(seed, tastes, rating=ITEMS, votes=1200, raters=40):
    rng = np.random.default_rng(seed)
    n = len(rating)
    left = rng.integers(0, n, votes)
    right = (left + rng.integers(1, n, votes)) % n
    rater = rng.integers(0, raters, votes)
    liking = tastes * rng.normal(size=(raters, n))
    margin = rating[left] - rating[right] + liking[rater, left] - liking[rater, right]
    winner = (rng.random(votes) > 1 / (1 + np.exp(-margin))).astype(int)
    return comparisons(range(n), left=left, right=right, winner=winner, raters=range(raters), rater=rater)


def truth(tastes):
    """What the ratings tend to: those of one very large world, many raters."""
    if not tastes:
        return ITEMS
    return bradley_terry(world(10**6, tastes, votes=4_000_000, raters=100_000), clustered=False).rating


def coverage(worlds):
    found = {}
    for tastes in (0.0, TASTES):
        true = truth(tastes)
        for clustered in (False, True):
            inside = []
            for seed in range(worlds):
                got = bradley_terry(world(seed, tastes), clustered=clustered)
                inside.append((got.low <= true) & (true <= got.high))
            found[f"tastes {tastes}, {'clustered' if clustered else 'plain'}"] = round(float(np.mean(inside)), 3)
    return found


def ranks(worlds):
    rating, false = np.array([0.0] * 6 + [1.5]), 0
    for seed in range(worlds):
        got = bradley_terry(world(seed, 0.0, rating=rating, votes=1500), clustered=False)
        told = simultaneous_ranks(got, rng=np.random.default_rng(seed), draws=1000)
        false += bool(told.surely_above[:6, :6].any() or told.best[6] > 1)
    return {"false_of_5_percent_allowed": round(false / worlds, 3)}


def in_turn(rating, rng, *, telling, most):
    n = len(rating)
    wins, pairs = np.zeros((n, n)), [(i, j) for i in range(n) for j in range(i + 1, n)]
    for asked in range(most):
        state = settled(wins)
        if state.done:
            break
        one, other = next_pairs(state, wins)[0] if telling else pairs[asked % len(pairs)]
        first = rng.random() < 1 / (1 + np.exp(rating[other] - rating[one]))
        wins[(one, other) if first else (other, one)] += 1
    return asked, state


def sequential(worlds):
    rating = 0.5 * np.arange(6)[::-1]
    right = np.array(rating)[:, None] > np.array(rating)
    votes, false = {}, 0
    for telling in (True, False):
        runs = [in_turn(rating, np.random.default_rng(seed), telling=telling, most=MOST) for seed in range(worlds)]
        votes["next_pairs" if telling else "round_robin"] = float(np.median([asked for asked, _ in runs]))
        false += sum(bool((state.above & ~right).any()) for _, state in runs)
    return {
        "votes_until_settled_median": votes,
        "at_most": MOST,
        "wrong_orders": f"{false} of {2 * worlds}",
        "false_statements_on_equals_1200_looks": equals(np.random.default_rng(0)),
    }


def equals(rng, *, worlds=20_000, looks=1200, error=0.05):
    """Share of worlds of 3 equal items with a false statement, the pair nearest to one always being asked next."""
    table = log_evidence(np.repeat(np.arange(looks + 1.0)[:, None], looks + 1, axis=1))
    even = np.arange(looks + 1.0)
    np.fill_diagonal(table, 2 * even * np.log(2) + betaln(even + 1, even + 1))  # an item against itself has no evidence
    won, lost = np.zeros((worlds, 3), int), np.zeros((worlds, 3), int)
    every, false, needed = np.arange(worlds), np.zeros(worlds, bool), np.log(6 / error)
    for _ in range(looks):
        pair = np.maximum(table[won, lost], table[lost, won]).argmax(axis=1)
        first = rng.random(worlds) < 0.5
        won[every, pair] += first
        lost[every, pair] += ~first
        false |= np.maximum(table[won, lost], table[lost, won])[every, pair] >= needed
    return round(float(false.mean()), 4)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    arguments = parser.parse_args()
    worlds, turns = arguments.worlds, max(2, arguments.worlds // 25)
    result = {"worlds": worlds, "turns": turns, "coverage_of_95": coverage(worlds), "ranks": ranks(worlds)}
    result["in_turn"] = sequential(turns)
    if worlds == 500:
        save("ranking_coverage", result)
    print(json.dumps(result) if arguments.json else json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
