"""Stopping when sure beside a fixed number of answers, on recorded crowds and on made-up ones; and how fast the choice of what to ask is.

    TOUCHSTONE_CROWDS=folder python bench/stopping.py

Half of a set's tasks are a pilot, from which raters' confusions are learned without truth, and 50 of which have a known
answer; the answers to the other half are then drawn one by one. For each rule: answers a task, accuracy, and whether what
is stated at the stop is true (expected calibration error, ECE). Saved: how many fewer answers than the smallest fixed number
(between whole numbers by a straight line) that is as accurate with the same weights, and by majority. No library was found
that stops on calibrated odds, so there is no peer. Goals: with the fitted dependence an ECE at the stop of at
most .05 on every set; 100,000 tasks chosen from in at most 0.1 s.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from _crowds import crowds
from _results import cpu_seconds, save

from touchstone.core.truth.answers import answers_of
from touchstone.core.truth.asking import available, next_tasks
from touchstone.core.truth.calibration import expected_calibration_error, fit_temperature
from touchstone.core.truth.dawid_skene import hierarchical
from touchstone.core.truth.online import RunningConsensus
from touchstone.core.truth.running import crowd_of
from touchstone.core.truth.stopping import OpenTasks, Rule, discounted, fitted_dependence

TARGET, GOLD, REPEATS = 0.95, 50, 8


def made_up(name, rng, *, tasks=1500, workers=60, each=12, classes=3, clarity=0.5):
    """Answers of raters with confusions of their own to tasks some of which mislead them; item, worker, label, truth."""
    truth = rng.choice(classes, tasks, p=rng.dirichlet(np.full(classes, 8)))
    skill = rng.normal(1.6, 0.7, (workers, classes))  # by the true class
    favourite = rng.integers(0, classes, workers)
    who = rng.random((tasks, workers)).argsort(1)[:, :each]
    clear = 1 + clarity * rng.standard_normal((tasks, 1))
    odds = skill[who, truth[:, None]] * clear - np.log(classes - 1)
    right = rng.random((tasks, each)) < 1 / (1 + np.exp(-odds))
    other = (truth[:, None] + rng.integers(1, classes, (tasks, each))) % classes
    biased = np.where((rng.random((tasks, each)) < 0.3) & (favourite[who] != truth[:, None]), favourite[who], other)
    label = np.where(right, truth[:, None], biased)
    return name, np.repeat(np.arange(tasks), each), who.ravel(), label.ravel(), truth


def sets():
    for crowd in crowds():
        yield crowd.name, crowd.item, crowd.worker, crowd.label, crowd.truth
    yield made_up("made up, misleading tasks", np.random.default_rng(0))
    yield made_up("made up, independent raters", np.random.default_rng(1), clarity=0.0, each=9)


def running_odds(item, worker, label, *, tables, prior, crowd, rng):
    """(tasks, most, classes) log posterior after 1, 2, … answers in an order by chance; and how many each task has."""
    order = np.lexsort((rng.random(len(item)), item))
    item, worker, label = item[order], worker[order], label[order]
    tasks, start, count = np.unique(item, return_index=True, return_counts=True)
    said = np.stack([tables.get(int(w), crowd)[at] for w, at in zip(worker, label, strict=True)])
    total = np.full((len(tasks), count.max(), len(prior)), np.nan)
    votes = np.full_like(total, np.nan)
    for at, (first, many) in enumerate(zip(start, count, strict=True)):
        total[at, :many] = prior + said[first : first + many].cumsum(0)
        votes[at, :many] = np.eye(len(prior))[label[first : first + many]].cumsum(0)
    return tasks, count, total, votes


def at_the_stop(total, count, rule):
    """Answers given and honest probabilities where each task stops."""
    rows, most, classes = total.shape
    answers = np.broadcast_to(np.arange(1, most + 1), (rows, most))
    honest = discounted(total.reshape(-1, classes), answers.ravel(), rule).reshape(total.shape)
    there = np.arange(most) < count[:, None]
    done = (np.nan_to_num(honest.max(2)) >= rule.target) & there
    last = np.where(done.any(1), done.argmax(1), count - 1)
    return last + 1, honest[np.arange(rows), last]


def fixed_accuracy(score, count, truth):
    """Accuracy with 1, 2, … answers (ties in part); a task that has fewer keeps those it has."""
    most = score.shape[1]
    found = []
    for n in range(1, most + 1):
        at = score[np.arange(len(score)), np.minimum(n, count) - 1]
        best = at >= at.max(1, keepdims=True) - 1e-9
        found.append(float(np.mean(best[np.arange(len(at)), truth] / best.sum(1))))
    return found


def as_accurate(fixed, mean_answers, accuracy):
    """The mean number of answers at which the fixed numbers first are as accurate; None where none is."""
    for n in range(len(fixed)):
        if fixed[n] >= accuracy:
            if n == 0 or fixed[n] == fixed[n - 1]:
                return mean_answers[n]
            part = (accuracy - fixed[n - 1]) / (fixed[n] - fixed[n - 1])
            return mean_answers[n - 1] + part * (mean_answers[n] - mean_answers[n - 1])
    return None


def one_repeat(item, worker, label, truth, rng):
    known = np.flatnonzero(truth >= 0)
    shuffled = rng.permutation(known)
    pilot, rest = set(shuffled[: len(known) // 2].tolist()), shuffled[len(known) // 2 :]
    in_pilot = np.array([int(at) in pilot for at in item])
    in_rest = np.isin(item, rest)
    classes = int(max(label.max(), truth.max())) + 1
    answers = answers_of(
        {"task": item[in_pilot], "rater": worker[in_pilot], "label": label[in_pilot]}, labels=list(range(classes))
    )
    batch = hierarchical(answers)
    tables = {int(name): np.log(batch.confusion[code]) for code, name in enumerate(answers.raters)}
    pooled = batch.counts.sum(0) + 1
    learned = {"tables": tables, "prior": np.log(batch.prior), "crowd": np.log(pooled / pooled.sum(0))}
    gold = np.array(sorted(pilot))[rng.permutation(len(pilot))[:GOLD]]
    in_gold = np.isin(item, gold)
    tasks, count, total, _ = running_odds(item[in_gold], worker[in_gold], label[in_gold], rng=rng, **learned)
    there = np.arange(total.shape[1]) < count[:, None]
    n = np.broadcast_to(np.arange(1, total.shape[1] + 1), there.shape)[there]
    dependence = fitted_dependence(total[there], answers=n, truth=np.repeat(truth[tasks], count))
    tasks, count, total, votes = running_odds(item[in_rest], worker[in_rest], label[in_rest], rng=rng, **learned)
    right = truth[tasks]
    rules = {
        "no discount": Rule(target=TARGET, dependence=0.0),
        "temperature 4": Rule(target=TARGET, dependence=0.0, temperature=4.0),
        "dependence .2": Rule(target=TARGET),
        "dependence fitted": Rule(target=TARGET, dependence=dependence),
    }
    most = total.shape[1]
    mean_answers = [float(np.minimum(k, count).mean()) for k in range(1, most + 1)]
    weighed, voted = fixed_accuracy(total, count, right), fixed_accuracy(votes, count, right)
    found = {}
    for name, rule in rules.items():
        given, honest = at_the_stop(total, count, rule)
        accuracy = float(np.mean(honest.argmax(1) == right))
        found[name] = {
            "answers": float(given.mean()),
            "accuracy": accuracy,
            "stated": float(honest.max(1).mean()),
            "ece": expected_calibration_error(honest, right),
            "fixed_weighed": as_accurate(weighed, mean_answers, accuracy) or np.nan,
            "fixed_majority": as_accurate(voted, mean_answers, accuracy) or np.nan,
        }
    all_given = {"answers": mean_answers[-1], "weighed": weighed[-1], "majority": voted[-1]}
    best = {n: _best_temperature(total, count, right, n) for n in (1, 2, 3, 5, 8, 12, 20) if (count >= n).mean() > 0.5}
    return dependence, found, {**all_given, **{f"temperature_{n}": value for n, value in best.items()}}


def _best_temperature(total, count, right, n):
    """The one temperature under which the truth is likeliest once tasks have `n` answers."""
    rows = count >= n
    logs = total[rows, n - 1]
    probability = np.exp(logs - logs.max(1, keepdims=True))
    return fit_temperature(probability / probability.sum(1, keepdims=True), right[rows], typical=2.0)


def measure(item, worker, label, truth):
    repeats = [one_repeat(item, worker, label, truth, np.random.default_rng(seed)) for seed in range(REPEATS)]
    rules = {}
    for name in repeats[0][1]:
        rows = [found[name] for _, found, _ in repeats]
        rules[name] = {key: _mean([row[key] for row in rows]) for key in rows[0]}
        for by in ("weighed", "majority"):
            reached = rules[name][f"fixed_{by}"]
            rules[name][f"saved_against_{by}"] = None if reached is None else 1 - rules[name]["answers"] / reached
    return {
        "dependence_fitted": _mean([dependence for dependence, _, _ in repeats]),
        "all_answers": {key: _mean([given[key] for _, _, given in repeats]) for key in repeats[0][2]},
        "rules": rules,
        "repeats": REPEATS,
    }


def _mean(values):
    """The mean; None where any is missing (no fixed number was as accurate)."""
    return None if np.isnan(values).any() else float(np.mean(values))


def speed():
    """CPU seconds to choose from 100,000 open tasks, by classes; and a second's answers that a running consensus takes."""
    rng = np.random.default_rng(0)
    seconds = {}
    for classes in (2, 4):
        tasks = OpenTasks(
            log_posterior=np.log(rng.dirichlet(np.full(classes, 0.5), 100_000)),
            answers=rng.integers(0, 9, 100_000),
            disputed=rng.random(100_000) < 0.3,
            best=rng.random(100_000),
        )
        kinds = available(
            ("a", "b", "c"), accuracy=np.array([0.7, 0.8, 0.95]), price=np.array([0.1, 0.15, 0.5]), classes=classes
        )
        seconds[classes] = cpu_seconds(lambda tasks=tasks, kinds=kinds: next_tasks(tasks, kinds, Rule()), repeats=7)[0]
    rows = [(f"t{at // 5}", f"r{(at * 7) % 200}", str(at % 3)) for at in range(10_000)]

    def told():
        consensus = RunningConsensus(crowd_of(["0", "1", "2"]))
        for task, rater, label in rows:
            consensus.add(task, rater=rater, label=label)

    return seconds, len(rows) / cpu_seconds(told, repeats=3)[0]


def main():
    result = {}
    for name, *columns in sets():
        result[name] = measure(*columns)
        one = result[name]
        print(f"\n{name}: dependence from {GOLD} known answers {one['dependence_fitted']:.2f}, {REPEATS} repeats")
        print(f"  {'':18} answers  accuracy  stated   ECE    saved against weighed / majority")
        for rule, row in one["rules"].items():
            saved = " / ".join(
                "none as good" if row[key] is None else f"{row[key]:.0%}"
                for key in ("saved_against_weighed", "saved_against_majority")
            )
            print(
                f"  {rule:18} {row['answers']:7.2f}  {row['accuracy']:8.3f}  {row['stated']:.3f}  {row['ece']:.3f}  {saved}"
            )
        every = one["all_answers"]
        print(f"  all {every['answers']:.1f} answers: weighed {every['weighed']:.3f}, majority {every['majority']:.3f}")
        best = [f"{key.removeprefix('temperature_')}: {every[key]:.1f}" for key in every if key.startswith("temp")]
        print(f"  best temperature by the number of answers: {', '.join(best)}")
    worst = max(one["rules"]["dependence fitted"]["ece"] for one in result.values())
    naive = max(one["rules"]["no discount"]["ece"] for one in result.values())
    calibrated = worst <= 0.05
    seconds, per_second = speed()
    fast = max(seconds.values()) <= 0.1
    print(f"\nworst ECE at the stop: {worst:.3f} with the fitted dependence, {naive:.3f} without a discount")
    print(f"  goal of .05: {'met' if calibrated else 'MISSED'}")
    print(
        f"100,000 open tasks, 3 kinds of raters: {', '.join(f'{k} classes {s * 1000:.0f} ms' for k, s in seconds.items())}"
    )
    print(f"  goal of 100 ms: {'met' if fast else 'MISSED'}")
    print(f"a running consensus takes {per_second:,.0f} answers a second")
    save(
        "stopping",
        {
            "target": TARGET,
            "sets": result,
            "worst_ece": worst,
            "next_tasks_cpu_s": seconds,
            "goals_met": {"calibrated": calibrated, "fast": fast},
            "running_answers_per_s": per_second,
        },
        peers=("numba",),
    )


if __name__ == "__main__":
    main()
