"""Truth inference beside crowd-kit, in one run: CPU of one pass, of all from a data frame, and peak memory.

    python bench/truth_speed.py [--most 10000000]

Simulated Dawid-Skene raters, 4 labels, about 5 answers a task, skewed activity. Both sides do the same number of passes from
majority vote with the maximum-likelihood step; labels must agree on 99.99 % of the tasks. A pass is the difference between a run of
many passes and one of few. Ours is compiled before it is timed; what compiling costs once is printed. Each run is a process of its
own, so that its peak memory is its own.
Goals: a pass of Dawid-Skene 25 x, of one-coin 100 x, of GLAD 40 x; from a data frame 10 x; memory a third.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
os.environ.update(ONE_THREAD)

import numpy as np  # noqa: E402  # after the threads are set
from _results import save  # noqa: E402

# method -> (answers -> (few passes, many passes) of crowd-kit); ours does the same
PASSES = {
    "dawid-skene": {100_000: (1, 11), 1_000_000: (1, 6), 10_000_000: (1, 6)},
    "one-coin": {100_000: (1, 6), 1_000_000: (1, 3)},
    "glad": {20_000: (1, 3), 100_000: (1, 2)},
}
GOALS = {"dawid-skene": 25, "one-coin": 100, "glad": 40}
RATERS = {20_000: 200, 100_000: 500, 1_000_000: 2_000, 10_000_000: 10_000}


def crowd(answers, seed=0, classes=4, each=5):
    """Columns task, worker, label as integers."""
    rng, raters, tasks = np.random.default_rng(seed), RATERS[answers], answers // each
    truth = rng.integers(0, classes, tasks)
    task = np.repeat(np.arange(tasks), each)
    activity = 1 / (np.arange(raters) + raters / 40)
    worker = np.searchsorted(np.cumsum(activity / activity.sum()), rng.random(len(task)))
    key = np.unique(task.astype(np.int64) * raters + worker)
    task, worker = key // raters, key % raters
    right = rng.beta(6, 3, (raters, classes))[worker, truth[task]]
    wrong = (truth[task] + rng.integers(1, classes, len(task))) % classes
    label = np.where(rng.random(len(task)) < right, truth[task], wrong)
    order = rng.permutation(len(task))
    return task[order], worker[order], label[order]


def ours(frame, method, passes):
    from touchstone.core.truth import Limits, answers_of, dawid_skene, glad, one_coin

    limits = Limits(exactly=passes)
    answers = answers_of(frame, rater="worker")
    if method == "dawid-skene":
        return dawid_skene(answers, right=0, wrong=0, share=0, limits=limits).answer
    if method == "one-coin":
        return one_coin(answers, strength=0, anchor=0, limits=limits).answer
    return glad(answers, limits=limits).answer


def theirs(frame, method, passes):
    from crowdkit.aggregation import GLAD, DawidSkene, OneCoinDawidSkene

    if method == "glad":
        fitted = GLAD(n_iter=passes, tol=-np.inf, silent=True).fit_predict(frame)
    else:
        fitted = {"dawid-skene": DawidSkene, "one-coin": OneCoinDawidSkene}[method](
            n_iter=passes, tol=-np.inf
        ).fit_predict(frame)
    return fitted.sort_index().to_numpy()


def child(side, method, answers, passes):
    """One run in this process: prints its seconds, its peak memory, and writes the labels."""
    import warnings

    import pandas as pd

    warnings.simplefilter("ignore")
    run = {"ours": ours, "theirs": theirs}[side]
    small = dict(zip(("task", "worker", "label"), crowd(20_000), strict=True))
    start = time.process_time()
    if side == "ours":
        run(pd.DataFrame(small), method, 1)
    else:
        run(pd.DataFrame({name: column[:500] for name, column in small.items()}), method, 1)
    warm = time.process_time() - start
    # Read, not made here: making the answers takes more memory than either side does.
    columns = {
        name: np.load(f"{Path(sys.argv[-1]).parent}/{name}-{answers}.npy") for name in ("task", "worker", "label")
    }
    frame = pd.DataFrame(columns, copy=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    labels = run(frame, method, passes)
    seconds = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    np.save(sys.argv[-1], labels)
    print(json.dumps({"seconds": seconds, "warm_up": warm, "peak_mb": after / 1024, "before_mb": before / 1024}))


def measured(side, method, answers, passes, folder):
    path = f"{folder}/{side}-{method}-{answers}-{passes}.npy"
    program = [sys.executable, __file__, "--child", side, method, str(answers), str(passes), path]
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=os.environ | ONE_THREAD)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1][:200]}, None
    return json.loads(done.stdout.splitlines()[-1]), np.load(path)


def compared(method, answers, folder):
    few, many = PASSES[method][answers]
    # In a process of its own: a child's peak memory begins at its parent's.
    subprocess.run([sys.executable, __file__, "--make", str(answers), folder], check=True)
    runs, labels = {}, {}
    for side in ("ours", "theirs"):
        for passes in (few, many):
            runs[side, passes], labels[side, passes] = measured(side, method, answers, passes, folder)
            if "failed" in runs[side, passes]:
                return {"method": method, "answers": answers, "failed": f"{side}: {runs[side, passes]['failed']}"}
    # Ours is quick: many more passes are needed to see one above the noise.
    more, _ = measured("ours", method, answers, few + 20 * (many - few), folder)
    each = {
        "ours": (more["seconds"] - runs["ours", few]["seconds"]) / (20 * (many - few)),
        "theirs": (runs["theirs", many]["seconds"] - runs["theirs", few]["seconds"]) / (many - few),
    }
    same = float((labels["ours", many] == labels["theirs", many]).mean())
    whole = {side: runs[side, many]["seconds"] for side in ("ours", "theirs")}
    peak = {side: runs[side, many]["peak_mb"] for side in ("ours", "theirs")}
    own = {side: runs[side, many]["peak_mb"] - runs[side, many]["before_mb"] for side in ("ours", "theirs")}
    return {
        "method": method,
        "answers": answers,
        "passes": many,
        "pass_s": {side: round(value, 5) for side, value in each.items()},
        "pass_ratio": round(each["theirs"] / each["ours"], 1),
        "whole_s": {side: round(value, 3) for side, value in whole.items()},
        "whole_ratio": round(whole["theirs"] / whole["ours"], 1),
        "peak_mb": {side: round(value) for side, value in peak.items()},
        "memory_share": round(peak["ours"] / peak["theirs"], 2),
        "own_mb": {side: round(value) for side, value in own.items()},
        "own_share": round(own["ours"] / max(own["theirs"], 1), 2),
        "first_call_s": round(runs["ours", few]["warm_up"], 2),
        "labels_equal": round(same, 6),
    }


def show(row):
    if "failed" in row:
        print(f"{row['method']:12} {row['answers']:>10,}  {row['failed']}", flush=True)
        return
    goal = GOALS[row["method"]]
    met = "met" if row["pass_ratio"] >= goal else "MISSED"
    print(
        f"{row['method']:12} {row['answers']:>10,}  pass {row['pass_s']['ours'] * 1000:8.2f} / {row['pass_s']['theirs'] * 1000:10.1f} ms"
        f" = {row['pass_ratio']:6.1f} x (goal {goal}: {met})  whole, {row['passes']} passes {row['whole_s']['ours']:.2f} / {row['whole_s']['theirs']:.2f} s"
        f" = {row['whole_ratio']:.1f} x  memory {row['peak_mb']['ours']} / {row['peak_mb']['theirs']} MB = {row['memory_share']:.2f}, beyond frame and libraries {row['own_mb']['ours']} / {row['own_mb']['theirs']} = {row['own_share']:.2f}"
        f"  equal {row['labels_equal']:.4%}",
        flush=True,
    )


def main():
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=10_000_000, help="leave out sets with more answers")
    most = parser.parse_args().most
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for method, sizes in PASSES.items():
            for answers in sizes:
                if answers <= most:
                    rows.append(compared(method, answers, folder))
                    show(rows[-1])
    save("truth_speed", {"rows": rows, "goals": GOALS}, peers=("numba", "crowd-kit", "pandas"))


def make(answers, folder):
    """Write the columns of a crowd."""
    for name, column in zip(("task", "worker", "label"), crowd(answers), strict=True):
        np.save(f"{folder}/{name}-{answers}.npy", column)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        main()
