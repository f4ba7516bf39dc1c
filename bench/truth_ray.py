"""Truth inference over Parquet files by Ray: 25 and 100 million simulated answers, memory of each process, the same bits.

    python bench/truth_ray.py [--answers 100000000] [--workers 2]

Files of 5 million answers each, written before the clock starts, a task's answers scattered over two of them. Each size runs with the
same number of workers; what must not grow is the peak memory of a worker. The small size runs in one process too: the files that both write
must be the same bytes. Simulated raters, 4 labels, 5 answers a task, 10,000 raters.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from pathlib import Path

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})

import numpy as np  # after the threads are set
from _results import save

from touchstone.core.tables import write_table
from touchstone.core.truth.consensus import Limits
from touchstone.core.truth.distributed import Here, RayWorkers, distributed

FILE, RATERS, EACH, CLASSES = 5_000_000, 10_000, 5, 4


def write_answers(folder, answers, seed=0):
    """Parquet files of task, rater and label; half of a task's answers lie in the next file."""
    folder.mkdir()
    skill = np.random.default_rng(seed).beta(6, 3, (RATERS, CLASSES))
    kept = None
    for number in range(answers // FILE):
        rng = np.random.default_rng([seed, number])
        tasks = FILE // EACH
        task = np.repeat(np.arange(tasks) + number * tasks, EACH)
        rater = (rng.integers(0, RATERS, tasks).repeat(EACH) + np.tile(np.arange(EACH) * 1_999, tasks)) % RATERS
        truth = (task * 2_654_435_761) % 2**32 % CLASSES
        right = rng.random(len(task)) < skill[rater, truth]
        label = np.where(right, truth, (truth + rng.integers(1, CLASSES, len(task))) % CLASSES)
        columns = {"task": task, "rater": rater, "label": label}
        odd = np.arange(len(task)) % 2 == 1
        late = {name: column[odd] for name, column in columns.items()}
        now = {name: column[~odd] for name, column in columns.items()}
        before = kept or {name: column[:0] for name, column in late.items()}
        write_table(folder / f"{number:04}.parquet", {name: np.concatenate([now[name], before[name]]) for name in now})
        kept = late
    write_table(folder / "last.parquet", kept)
    return sorted(folder.glob("*.parquet"))


def peak(*_):
    """Peak memory of the process that is asked, in MB; a moment's wait spreads the question over all of them."""
    time.sleep(0.05)
    return os.getpid(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(files, folder, team, workers):
    start = time.perf_counter()
    found = distributed(files, folder=folder / "parts", out=folder / "out", workers=team, limits=Limits(tolerance=1e-4))
    seconds = time.perf_counter() - start
    return found, seconds, dict(team.each(peak, [(number,) for number in range(workers)]))


def measured(answers, workers, folder):
    files = write_answers(folder / "answers", answers)
    team = RayWorkers(workers)
    try:
        found, seconds, peaks = run(files, folder, team, workers)
    finally:
        team.close()
    return found, {
        "answers": answers,
        "files": len(files),
        "parts": found.parts,
        "tasks": found.tasks,
        "workers": workers,
        "passes": found.convergence.iterations,
        "wall_s": round(seconds, 1),
        "worker_peak_mb": sorted(round(value) for value in peaks.values()),
        "driver_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=100_000_000)
    parser.add_argument("--workers", type=int, default=2)
    said = parser.parse_args()
    rows = []
    for answers in (said.answers // 4, said.answers):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found, row = measured(answers, said.workers, folder)
            if answers < said.answers:
                files = sorted((folder / "answers").glob("*.parquet"))
                alone, seconds, _ = run(files, folder / "alone", Here(), 1)
                row["one_process_wall_s"] = round(seconds, 1)
                row["same_bytes"] = [one.read_bytes() for one in found.files] == [
                    one.read_bytes() for one in alone.files
                ]
        rows.append(row)
        print(json.dumps(row), flush=True)
    grown = max(rows[1]["worker_peak_mb"]) / max(rows[0]["worker_peak_mb"])
    print(f"four times the answers: {grown:.2f} times the memory of a worker")
    save("truth_ray", {"rows": rows, "memory_grown": round(grown, 3)}, peers=("ray", "numba"))


if __name__ == "__main__":
    main()
