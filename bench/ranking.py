"""A million votes over 200 items with 15 % ties: `touchstone.core.ranking` beside evalica, FastChat and choix, in the same run.

    python bench/ranking.py [--votes N] [--json]

All sides count a tie as half a win; the ratings must agree. Our fit is timed with and without the intervals of the ratings;
the peers' fits give none. CPU seconds of one thread, children included, medians. evalica's bootstrap is run for 5 rounds and
multiplied, because 100 take minutes; choix knows no ties and gets the decided votes. FastChat's `rating_systems` is not in its
PyPI package: it is measured where `fastchat.serve.monitor.rating_systems` can be imported (a checkout on PYTHONPATH).

Goals: 100 bootstraps at least 15 times less CPU than FastChat and 50 times less than evalica; one fit 30 times less than
evalica; ratings equal within 1e-6.
"""

import argparse
import contextlib
import io
import json
import os
import statistics
import time
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from _results import save

from touchstone.core.ranking import bootstrap, bradley_terry, comparisons, comparisons_of
from touchstone.core.ranking.bradley_terry import RIDGE
from touchstone.core.ranking.cells import cells_of
from touchstone.core.ranking.links import HalfWins
from touchstone.core.ranking.newton import Model, maximum

ITEMS, ROUNDS, PEER_ROUNDS, REPEATS = 200, 100, 5, 9
GOALS = {"fastchat bootstrap": 15.0, "evalica bootstrap": 50.0, "evalica fit": 30.0}
WORDS = np.array(["model_a", "model_b", "tie"])


def cpu(work, *, repeats=1):
    """Median CPU seconds of `work()`, its child processes included, and what it returned last."""

    def spent():
        return time.process_time() + os.times().children_user + os.times().children_system

    seconds = []
    for _ in range(repeats):
        before = spent()
        result = work()
        seconds.append(spent() - before)
    return round(statistics.median(seconds), 4), result


def made(votes, rng):
    """Codes of left, right and winner by Bradley-Terry, a share of .15 of the votes ties."""
    rating = rng.normal(0, 1, ITEMS)
    left = rng.integers(0, ITEMS, votes).astype(np.int32)
    right = ((left + rng.integers(1, ITEMS, votes)) % ITEMS).astype(np.int32)
    won = rng.random(votes) < 1 / (1 + np.exp(rating[right] - rating[left]))
    return left, right, np.where(rng.random(votes) < 0.15, 2, ~won).astype(np.int8)


def ours(left, right, winner, frame):
    def fitted():
        return bradley_terry(comparisons(range(ITEMS), left=left, right=right, winner=winner))

    def fitted_alone():
        votes = comparisons(range(ITEMS), left=left, right=right, winner=winner)
        model = Model(cells_of(votes), HalfWins(), RIDGE)
        return maximum(model, start=model.start())

    def resampled():
        votes = comparisons(range(ITEMS), left=left, right=right, winner=winner)
        return bootstrap(votes, rounds=ROUNDS, rng=np.random.default_rng(1))

    fit_s, ratings = cpu(fitted, repeats=REPEATS)
    alone_s, _ = cpu(fitted_alone, repeats=REPEATS)
    boot_s, boot = cpu(resampled, repeats=3)
    columns = {"left": "model_a", "right": "model_b", "winner": "winner"}
    text_s, _ = cpu(lambda: bradley_terry(comparisons_of(frame, **columns)), repeats=3)
    return {"fit_s": fit_s, "ratings_only_s": alone_s, "bootstrap_s": boot_s, "fit_from_text_s": text_s}, ratings, boot


def by_evalica(left, right, winner, frame, ratings):
    import evalica

    kinds = (evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw)
    columns = {"xs": left.tolist(), "ys": right.tolist(), "winners": [kinds[code] for code in winner.tolist()]}
    default_s, _ = cpu(lambda: evalica.bradley_terry(**columns), repeats=3)
    tight_s, tight = cpu(lambda: evalica.bradley_terry(**columns, tolerance=1e-11, limit=1000))
    logs = np.log(tight.scores.sort_index().to_numpy())
    off = float(np.abs(ratings - (logs - logs.mean())).max())
    assert off < 1e-6, off
    one, _ = cpu(
        lambda: evalica.bootstrap(evalica.bradley_terry, **columns, n_resamples=2, bootstrap_method="percentile")
    )
    some, _ = cpu(
        lambda: evalica.bootstrap(
            evalica.bradley_terry, **columns, n_resamples=2 + PEER_ROUNDS, bootstrap_method="percentile"
        )
    )
    words = {"xs": frame["model_a"].tolist(), "ys": frame["model_b"].tolist(), "winners": columns["winners"]}
    text_s, _ = cpu(lambda: evalica.bradley_terry(**words))
    return {
        "fit_s": default_s,
        "fit_tolerance_1e-11_s": tight_s,
        "fit_from_text_s": text_s,
        "bootstrap_s": round((some - one) * ROUNDS / PEER_ROUNDS, 2),
        "bootstrap_rounds_run": PEER_ROUNDS,
        "largest_difference": off,
    }


def by_fastchat(frame, ratings, error):
    theirs = import_module("fastchat.serve.monitor.rating_systems")
    fit_s, found = cpu(lambda: theirs.compute_bt(frame))
    logs = found[sorted(found.index)].to_numpy() * np.log(10) / 400
    off = float(np.abs(ratings - (logs - logs.mean())).max())
    assert off < 1e-2, off
    with contextlib.redirect_stderr(io.StringIO()):
        boot_s, rounds = cpu(lambda: theirs.compute_bootstrap_bt(frame, ROUNDS, num_cpu=1))
    spread = (rounds[sorted(rounds.columns)].to_numpy() * np.log(10) / 400).std(axis=0, ddof=1)
    assert 0.8 < np.median(error / spread) < 1.2
    return {"fit_from_text_s": fit_s, "bootstrap_s": boot_s, "largest_difference": off}


def by_choix(left, right, winner):
    import choix

    decided = winner < 2
    first = np.where(winner == 0, left, right)[decided].tolist()
    second = np.where(winner == 0, right, left)[decided].tolist()
    pairs = list(zip(first, second, strict=True))
    seconds, found = cpu(lambda: choix.ilsr_pairwise(ITEMS, pairs))
    rows = comparisons(range(ITEMS), left=left, right=right, winner=winner).only(decided)
    own_s, own = cpu(lambda: bradley_terry(rows), repeats=REPEATS)
    off = float(np.abs(own.rating - (found - found.mean())).max())
    assert off < 1e-6, off
    return {"fit_s": seconds, "ours_s": own_s, "ratio": round(seconds / own_s, 1), "largest_difference": off}


def measure(votes, seed=0):
    import pandas as pd

    left, right, winner = made(votes, np.random.default_rng(seed))
    names = np.array([f"model-{item:03d}" for item in range(ITEMS)])
    frame = pd.DataFrame({"model_a": names[left], "model_b": names[right], "winner": WORDS[winner]})
    own, ratings, boot = ours(left, right, winner, frame)
    result = {"votes": votes, "items": ITEMS, "rounds": ROUNDS, "ties": 0.15, "touchstone": own}
    ratios = {}
    if find_spec("evalica"):
        result["evalica"] = them = by_evalica(left, right, winner, frame, ratings.rating)
        ratios["evalica fit"] = them["fit_s"] / own["ratings_only_s"]
        ratios["evalica fit, ours with intervals"] = them["fit_s"] / own["fit_s"]
        ratios["evalica fit from text"] = them["fit_from_text_s"] / own["fit_from_text_s"]
        ratios["evalica bootstrap"] = them["bootstrap_s"] / own["bootstrap_s"]
    if find_spec("fastchat"):
        result["fastchat"] = them = by_fastchat(frame, ratings.rating, boot.standard_error)
        ratios["fastchat fit from text"] = them["fit_from_text_s"] / own["fit_from_text_s"]
        ratios["fastchat bootstrap"] = them["bootstrap_s"] / own["bootstrap_s"]
    if find_spec("choix"):
        result["choix"] = by_choix(left, right, winner)
        ratios["choix fit, decided votes"] = result["choix"]["ratio"]
    result["ratios"] = {name: round(ratio, 1) for name, ratio in ratios.items()}
    result["goals"] = {
        name: {"at_least": goal, "met": ratios[name] >= goal} for name, goal in GOALS.items() if name in ratios
    }
    result["not_installed"] = [peer for peer in ("evalica", "fastchat", "choix") if peer not in result]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    arguments = parser.parse_args()
    result = measure(arguments.votes)
    if arguments.votes == 1_000_000:
        save("ranking", result, peers=("evalica", "choix", "pandas"))
    if arguments.json:
        print(json.dumps(result))
        return
    own = result["touchstone"]
    print(f"{result['votes']:,} votes, {ITEMS} items, 15 % ties; CPU seconds of one thread")
    print(
        f"  touchstone   ratings {own['ratings_only_s']:.4f}   with intervals {own['fit_s']:.4f}   from text {own['fit_from_text_s']:.3f}",
        end="",
    )
    print(f"   {ROUNDS} bootstraps {own['bootstrap_s']:.2f}")
    for peer in ("evalica", "fastchat", "choix"):
        said = result.get(peer)
        print(
            f"  {peer:<12} " + (", ".join(f"{key} {value}" for key, value in said.items()) if said else "not installed")
        )
    for name, ratio in result["ratios"].items():
        goal = result["goals"].get(name)
        met = f"   goal {goal['at_least']:.0f}x: {'met' if goal['met'] else 'MISSED'}" if goal else ""
        print(f"  {name:<28} {ratio:7.1f}x{met}")


if __name__ == "__main__":
    main()
