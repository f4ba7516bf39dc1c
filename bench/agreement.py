"""Agreement of raters beside evalica and scikit-learn, in one run: a million ratings, 1,000 bootstraps, coverage.

    python bench/agreement.py [--json]

Alpha: 1,000,000 ratings of 200,000 units on five values, by 20 raters (a table a quarter full) and by 100. Ours gets the
three coded columns, evalica the raters x units table that it wants; the time with and without making each side's own
form is given. Ours gives a standard error and an interval beside the value. Bootstrap: evalica draws again by
`alpha_bootstrap` where it has one. Cohen: two raters, a million units, beside scikit-learn. Coverage: how often the 95 %
intervals hold the truth of a simulated population, 400 samples each. Goal: alpha at least 6 times faster.
"""

import argparse
import importlib
import json
import os
import sys

# ruff: noqa: E402 - threads are set before numpy is loaded
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
from _results import cpu_seconds, save

from touchstone.core.agreement import (
    Chance,
    Metric,
    alpha_by_group,
    bootstrap_alpha,
    bootstrap_kappa,
    both,
    by_category,
    by_rater,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    ratings_of,
)
from touchstone.core.tables import Coded

RATINGS, UNITS, KINDS, GOAL = 1_000_000, 200_000, 5, 6.0


def peer(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: left out", file=sys.stderr)
        return None


def columns(rng, *, units=UNITS, each=5, raters=20, right=0.7):
    """Coded columns in mixed order: raters say a unit's truth with probability `right`, and else anything."""
    truth = rng.integers(0, KINDS, units)
    unit = np.repeat(np.arange(units), each)
    rater = np.argsort(rng.random((units, raters)), axis=1)[:, :each].ravel()
    said = np.where(rng.random(len(unit)) < right, truth[unit], rng.integers(0, KINDS, len(unit)))
    mixed = rng.permutation(len(unit))
    return tuple(column[mixed].astype(np.int32) for column in (unit, rater, said))


def coded(unit, rater, said):
    names = (range(int(unit.max()) + 1), range(int(rater.max()) + 1), range(1, KINDS + 1))
    return tuple(Coded(codes=codes, names=of) for codes, of in zip((unit, rater, said), names, strict=True))


def alpha(raters, rng):
    evalica, pandas = peer("evalica"), peer("pandas")
    unit, rater, said = columns(rng, raters=raters)
    three = coded(unit, rater, said)
    made, ratings = cpu_seconds(lambda: ratings_of(*three), repeats=5)
    result = {"raters": raters, "sorting_s": made, "metrics": {}}
    dense = None
    if evalica and pandas:
        frame = pandas.DataFrame({"unit": unit, "rater": rater, "said": said + 1.0})
        result["evalica_pivot_s"], dense = cpu_seconds(
            lambda: frame.pivot(index="rater", columns="unit", values="said"), repeats=3
        )
    for metric in Metric:
        ours, found = cpu_seconds(lambda metric=metric: krippendorff_alpha(ratings, metric), repeats=7)
        row = {"touchstone_s": ours, "alpha": found.value, "standard_error": found.interval.standard_error}
        if dense is not None:
            theirs, answer = cpu_seconds(lambda metric=metric: evalica.alpha(dense, distance=metric.value), repeats=5)
            assert abs(answer.alpha - found.value) < 1e-9, (metric, answer.alpha, found.value)
            row |= {"evalica_s": theirs, "ratio": theirs / ours}
            row["ratio_from_columns"] = (theirs + result["evalica_pivot_s"]) / (ours + made)
        result["metrics"][metric.value] = row
    result["others_s"] = {
        name: cpu_seconds(work, repeats=3)[0]
        for name, work in {
            "fleiss_kappa": lambda: fleiss_kappa(ratings),
            "gwet_ac1": lambda: gwet_ac(ratings),
            "by_category": lambda: by_category(ratings),
            "by_rater": lambda: by_rater(ratings),
            "alpha_in_20_groups": lambda: alpha_by_group(
                ratings, Coded(codes=(np.arange(UNITS) % 20).astype(np.int32), names=range(20))
            ),
        }.items()
    }
    return result


def different(rng):
    """5,000 ratings with as many different values, where evalica compares each value with each; and ours with 1,000,000."""
    evalica, pandas = peer("evalica"), peer("pandas")
    rows = []
    for ratings in (5_000, 1_000_000):
        units = ratings // 5
        unit, rater = np.repeat(np.arange(units), 5), np.tile(np.arange(5), units)
        x = rng.gamma(5, size=units)[unit] + rng.gamma(2, size=ratings)
        names = [Coded(codes=of.astype(np.int32), names=range(int(of.max()) + 1)) for of in (unit, rater)]
        made, of = cpu_seconds(lambda names=names, x=x: ratings_of(*names, x), repeats=3)
        for metric in (Metric.INTERVAL, Metric.ORDINAL):
            ours, found = cpu_seconds(lambda of=of, metric=metric: krippendorff_alpha(of, metric), repeats=3)
            row = {"ratings": ratings, "metric": metric.value, "making_s": made, "touchstone_s": ours}
            if evalica and pandas and ratings == 5_000:
                dense = pandas.DataFrame(x.reshape(units, 5).T)
                theirs, answer = cpu_seconds(
                    lambda dense=dense, metric=metric: evalica.alpha(dense, distance=metric.value), repeats=1
                )
                assert abs(answer.alpha - found.value) < 1e-9
                row |= {"evalica_s": theirs, "ratio": theirs / ours}
            rows.append(row)
    return rows


def bootstraps(rng):
    """92,000 ratings, 1,000 draws, as a project of some size has them."""
    evalica, pandas = peer("evalica"), peer("pandas")
    unit, rater, said = columns(rng, units=23_000, each=4)
    ratings = ratings_of(*coded(unit, rater, said))
    result = {"ratings": len(unit), "draws": 1000, "metrics": {}}
    frame = pandas and pandas.DataFrame({"unit": unit, "rater": rater, "said": said + 1.0})
    for metric in Metric:
        ours, found = cpu_seconds(
            lambda metric=metric: bootstrap_alpha(ratings, metric, rng=np.random.default_rng(1)), repeats=3
        )
        row = {"touchstone_s": ours, "low": found.percentile_low, "high": found.percentile_high}
        if evalica and pandas and hasattr(evalica, "alpha_bootstrap"):
            dense = frame.pivot(index="rater", columns="unit", values="said")
            theirs, answer = cpu_seconds(
                lambda metric=metric, dense=dense: evalica.alpha_bootstrap(
                    dense, distance=metric.value, n_resamples=1000, random_state=1
                ),
                repeats=1,
            )
            row |= {"evalica_s": theirs, "ratio": theirs / ours, "evalica_low": answer.low, "evalica_high": answer.high}
        result["metrics"][metric.value] = row
    return result


def cohen(rng):
    metrics = peer("sklearn.metrics")
    unit = np.repeat(np.arange(RATINGS, dtype=np.int32), 2)
    rater = np.tile(np.array([0, 1], dtype=np.int32), RATINGS)
    truth = rng.integers(0, KINDS, RATINGS)[unit]
    said = np.where(rng.random(len(unit)) < 0.7, truth, rng.integers(0, KINDS, len(unit))).astype(np.int32)
    ratings = ratings_of(*coded(unit, rater, said))
    pairing, pairs = cpu_seconds(lambda: both(ratings), repeats=3)
    ours, found = cpu_seconds(lambda: cohen_kappa(pairs), repeats=7)
    result = {"units": RATINGS, "pairing_s": pairing, "touchstone_s": ours, "kappa": found.value}
    if metrics:
        theirs, answer = cpu_seconds(lambda: metrics.cohen_kappa_score(pairs.first, pairs.second), repeats=3)
        assert abs(answer - found.value) < 1e-12
        result |= {"sklearn_s": theirs, "ratio": theirs / ours}
    return result


def coverage(rng, *, samples=400):
    """How often a 95 % interval holds the truth, by units in the sample; four ratings a unit, eight raters."""
    unit, rater, said = columns(rng, units=40_000, each=4, raters=8)
    everything = ratings_of(*coded(unit, rater, said))
    truth = {metric: krippendorff_alpha(everything, metric).value for metric in Metric}
    ac1 = gwet_ac(everything).value
    peers = tuple(filter(None, (peer("evalica"), peer("pandas"))))
    rows = {}
    for units in (10, 30, 100, 300):
        held = dict.fromkeys((*Metric, "gwet_ac1", "bootstrap_nominal", "bootstrap_ac1"), 0)
        for sample in range(samples):
            of = ratings_of(*_some(everything, rng.choice(40_000, units, replace=False)))
            for metric in Metric:
                held[metric] += _holds(krippendorff_alpha(of, metric).interval, truth[metric])
            held["gwet_ac1"] += _holds(gwet_ac(of).interval, ac1)
            again = np.random.default_rng(sample)
            held["bootstrap_nominal"] += _holds(bootstrap_alpha(of, rng=again, draws=400), truth[Metric.NOMINAL])
            held["bootstrap_ac1"] += _holds(bootstrap_kappa(of, Chance.GWET, rng=again, draws=400), ac1)
            if len(peers) == 2 and units == 100:
                held["evalica_bootstrap_nominal"] = held.get("evalica_bootstrap_nominal", 0) + _peer_holds(
                    *peers, of, truth[Metric.NOMINAL], sample
                )
        rows[units] = {str(name): round(count / samples, 3) for name, count in held.items()}
    return {"samples": samples, "alpha": truth[Metric.NOMINAL], "share_held": rows}


def _some(ratings, units):
    """The ratings of `units` alone, as three coded columns; unit codes are new."""
    start = np.searchsorted(ratings.unit, units)
    rows = (start[:, None] + np.arange(4)).ravel()
    unit = np.repeat(np.arange(len(units), dtype=np.int32), 4)
    return (
        Coded(codes=unit, names=range(len(units))),
        Coded(codes=ratings.rater[rows], names=ratings.rater_names),
        Coded(codes=ratings.value[rows], names=ratings.value_names),
    )


def _peer_holds(evalica, pandas, of, truth, seed):
    frame = pandas.DataFrame({"unit": of.unit, "rater": of.rater, "said": of.value + 1.0})
    dense = frame.pivot(index="rater", columns="unit", values="said")
    return _holds(evalica.alpha_bootstrap(dense, n_resamples=400, random_state=seed), truth)


def _holds(interval, truth):
    return interval.low <= truth <= interval.high


def measure(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "goal_ratio": GOAL,
        "alpha": [alpha(raters, rng) for raters in (20, 100)],
        "all_values_different": different(rng),
        "bootstrap": bootstraps(rng),
        "cohen": cohen(rng),
        "coverage": coverage(rng),
    }


def show(result):
    print(f"{RATINGS:,} ratings of {UNITS:,} units; CPU seconds of one thread, medians; goal {GOAL:g} times faster")
    for block in result["alpha"]:
        pivot = block.get("evalica_pivot_s", float("nan"))
        print(
            f"  {block['raters']} raters; once: ours sorts in {block['sorting_s']:.3f}, evalica's table takes {pivot:.3f}"
        )
        for metric, row in block["metrics"].items():
            line = f"    alpha {metric:<9} ours {row['touchstone_s']:.4f} with its error"
            if "ratio" in row:
                met = "met" if row["ratio"] >= GOAL else "MISSED"
                line += f"   evalica {row['evalica_s']:.4f}   {row['ratio']:.1f} x ({met}), from columns {row['ratio_from_columns']:.1f} x"
            print(line)
        print("    " + ", ".join(f"{name} {seconds:.3f}" for name, seconds in block["others_s"].items()))
    for row in result["all_values_different"]:
        line = f"  {row['ratings']:,} ratings, all different: alpha {row['metric']:<9} ours {row['touchstone_s']:.4f}"
        print(line + (f"   evalica {row['evalica_s']:.2f}   {row['ratio']:,.0f} x" if "ratio" in row else ""))
    block = result["bootstrap"]
    print(f"  {block['draws']:,} bootstraps of {block['ratings']:,} ratings")
    for metric, row in block["metrics"].items():
        line = f"    alpha {metric:<9} ours {row['touchstone_s']:.3f}"
        print(line + (f"   evalica {row['evalica_s']:.3f}   {row['ratio']:.1f} x" if "ratio" in row else ""))
    block = result["cohen"]
    line = f"  Cohen's kappa of {block['units']:,} units: ours {block['touchstone_s']:.4f} (+ {block['pairing_s']:.3f} pairing)"
    print(line + (f"   scikit-learn {block['sklearn_s']:.3f}   {block['ratio']:.0f} x" if "ratio" in block else ""))
    block = result["coverage"]
    print(f"  share of {block['samples']} samples whose 95 % interval holds the truth (alpha {block['alpha']:.3f})")
    for units, row in block["share_held"].items():
        print(f"    {units:>4} units  " + "  ".join(f"{name} {share:.3f}" for name, share in row.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    as_json = parser.parse_args().json
    result = measure()
    save("agreement", result, peers=("evalica", "pandas", "scikit-learn"))
    print(json.dumps(result)) if as_json else show(result)


if __name__ == "__main__":
    main()
