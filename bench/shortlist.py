"""A shortlist of 10 from a million: how long, how much memory, and beside it the same filters in other engines.

    python bench/shortlist.py [--json] [--people N] [--without pgvector …] [--only-ours]

The pool is synthetic (seed 2026), written once to bench/out/. One thread everywhere. Two measurements:

1. `shortlist(…)` whole: constraints, order, reasons, what would move whom, exclusions and their next steps. Needs of
   three widths, drawn by seed; every mode. Overlap tables and probability curves are kept between calls, as a server
   keeps them: the first call of a fresh process is given apart.
   Goals: p50 <= 20 ms, p99 <= 50 ms; a further process <= 50 MB; opened in <= 1 s.
2. The same filters and the ten best by a 256-number vector, which all engines can do: ours (bits, then exact products),
   faiss flat with a bitmap, DuckDB, PostgreSQL with pgvector without an index (exact). Vectors are random: no engine can
   profit from order in them. Peers get the shared hours, and for each field asked for who knows it, as ready columns.
   faiss has no filters of its own: its mask is made in numpy and counted; "search" is faiss with the mask for nothing.
   Goals: 1.5 x faiss flat, 20 x DuckDB, recall 1.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching import Mode, Need, SpokenLanguage, open_snapshot, shortlist, synth_pool, write_columns
from touchstone.core.matching.snapshot import VERSION
from touchstone.core.matching.synth import DAY
from touchstone.core.money import Money
from touchstone.core.roles.values import HIRABLE
from touchstone.core.skills import VERSION as METHOD
from touchstone.core.skills.values import Competence, Skill

OUT = Path(__file__).parent / "out"
SEED = 2026
CLIENTS = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Chicago",
    "Europe/London",
    "Europe/Berlin",
    "America/Sao_Paulo",
)
WIDTHS = ("wide", "middle", "narrow")
USUAL = {
    "data_annotator": Competence.LABEL,
    "ai_training_specialist": Competence.WRITE,
    "rlhf_specialist": Competence.JUDGE,
    "ml_engineer": Competence.BUILD,
}
FIELDS = ("0421", "0311", "0541", "0511", "0912", "0613", "0231", "0412")
BROAD = tuple(dict.fromkeys(field[:2] for field in FIELDS))
DEEP = ("0421.tax", "0421.labour", "0412.corporate", "0613.web", "0311.micro", "0541.statistics")


def a_need(width, rng):
    """A need of one width: any field and little else, a broad field and the usual, a field and everything."""
    role = HIRABLE[rng.integers(len(HIRABLE))]
    level = (LanguageLevel.B1, LanguageLevel.B2, LanguageLevel.C1)[rng.integers(3)]
    need = {"role": role, "today": DAY, "quality_bar": float(rng.choice([0.7, 0.75, 0.8, 0.85, 0.9]))}
    competence, zone = USUAL[role.value], CLIENTS[rng.integers(len(CLIENTS))]
    if width == "wide":
        return Need(**need, skills=(Skill("", competence),), languages=(SpokenLanguage("en", level),), time_zone=zone)
    shared = {
        "languages": (SpokenLanguage("en", level),),
        "time_zone": zone,
        "minimum_overlap": float(rng.integers(2, 6)),
        "minimum_hours": float(rng.choice([10, 20, 30])),
        "maximum_rate": Money(100 * int(rng.integers(15, 80))),
        "start_by": DAY + timedelta(days=int(rng.integers(5, 40))),
    }
    if width == "middle":
        return Need(**need, **shared, skills=(Skill(str(rng.choice(BROAD)), competence),), degree=Degree.BACHELOR)
    countries = tuple(rng.choice(["BR", "AR", "MX", "CO", "CL", "PE", "US"], 3, replace=False).tolist())
    skill = Skill(str(rng.choice((*FIELDS, *DEEP))), competence)
    return Need(
        **need, **shared, skills=(skill,), countries=countries, degree=Degree.BACHELOR, clearances=("background_check",)
    )


def one_thread():
    """Start again with one thread in every numerical library, where that is not so already."""
    wanted = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | wanted)


def the_pool(people):
    """The snapshot file, made where it is not there."""
    OUT.mkdir(exist_ok=True)
    path = OUT / f"pool-{people}-{VERSION}-{METHOD}.snapshot"
    if not path.exists():
        start = time.perf_counter()
        write_columns(synth_pool(people, rng=np.random.default_rng(SEED)), path, made=DAY)
        print(f"pool of {people:,} made in {time.perf_counter() - start:.0f} s")
    return path


def milliseconds(call, *arguments, **options):
    start = time.perf_counter()
    answer = call(*arguments, **options)
    return 1e3 * (time.perf_counter() - start), answer


def quantiles(times, computed):
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    cpu50, cpu99 = np.percentile(computed, [50, 99])
    return {"n": len(times), "p50": p50, "p95": p95, "p99": p99, "max": max(times), "cpu50": cpu50, "cpu99": cpu99}


def timed(pool, repeats):
    """Every width and mode; each need is new to the process but for its client's clock and its quality bar."""
    rng = np.random.default_rng(SEED)
    warm(pool)
    rows, all_taken, all_computed = {}, [], []
    for width in WIDTHS:
        taken, computed, eligible = [], [], []
        for number in range(repeats):
            for mode in Mode:
                need, before = a_need(width, rng), time.process_time()
                took, answer = milliseconds(shortlist, pool, need, mode=mode, seed=number)
                computed.append(1e3 * (time.process_time() - before))
                taken.append(took)
                eligible.append(answer.eligible)
        rows[width] = quantiles(taken, computed) | {"eligible": int(np.median(eligible)), "most": max(eligible)}
        all_taken += taken
        all_computed += computed
    return rows | {"all": quantiles(all_taken, all_computed)}


def warm(pool):
    """What a server has done once on a day: the year of each client's clock, and the curves of each bar."""
    for zone in CLIENTS:
        shortlist(pool, Need(role=HIRABLE[0], skills=(Skill("0421", Competence.LABEL),), time_zone=zone, today=DAY))
    rng = np.random.default_rng(1)
    for mode in Mode:
        for _ in range(20):
            shortlist(pool, a_need("middle", rng), mode=mode)


def memory():
    """This process's memory in MB: what only it holds, and what it maps and may share."""
    rows = dict(line.split(":") for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    megabytes = {name: int(value.split()[0]) / 1024 for name, value in rows.items()}
    return {
        "private": megabytes["Private_Clean"] + megabytes["Private_Dirty"],
        "resident": megabytes["Rss"],
        "proportional": megabytes["Pss"],
    }


def child(path):
    """A further process: what it takes before the pool is opened, to open it, and after 30 lists; and a fork of it."""
    import scipy.special  # noqa: F401 - part of what every process holds, pool or no pool

    before = memory()
    forked = in_a_fork(lambda: lists_drawn(open_snapshot(Path(path))))
    opening, pool = milliseconds(open_snapshot, Path(path))
    opened = memory()
    first = lists_drawn(pool)
    result = {"open_ms": opening, "first_ms": first, "before": before, "opened": opened, "after": memory()}
    print(json.dumps(result | {"forked": forked}))


def lists_drawn(pool):
    """31 lists of all widths; how long the first one took."""
    rng = np.random.default_rng(7)
    first, _ = milliseconds(shortlist, pool, a_need("middle", rng))
    for number in range(30):
        shortlist(pool, a_need(WIDTHS[number % 3], rng))
    return first


def in_a_fork(work):
    """The memory of a fork of this process after `work`, as of the server's workers, which are forks too."""
    import gc

    gc.freeze()  # or counting references would copy every page
    reading, writing = os.pipe()
    if os.fork() == 0:
        work()
        os.write(writing, json.dumps(memory()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        return json.loads(answer.read())


def further_process(path):
    program = [sys.executable, __file__, "--child", str(path)]
    return json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)


def show(result):
    print(
        f"\n{result['people']:,} synthetic people, one thread, shortlist of 10 with reasons and exclusions, milliseconds"
    )
    figures = ("n", "eligible", "most", "p50", "p95", "p99", "max", "cpu50", "cpu99")
    print(f"{'':8}" + "".join(f"{'lists' if name == 'n' else name:>9}" for name in figures))
    for name, row in result["ours"].items():
        cells = (row.get(figure, "") for figure in figures)
        print(f"{name:8}" + "".join(f"{cell:>9.1f}" if isinstance(cell, float) else f"{cell:>9}" for cell in cells))
    print("cpu: the process's own time, without waiting for others on the machine")
    process = result["process"]
    before, after = process["before"], process["after"]
    print(f"\nopened in {process['open_ms']:.0f} ms; the first list of a fresh process {process['first_ms']:.0f} ms")
    print(f"a further process after 31 lists holds {after['private']:.0f} MB of its own,")
    print(f"  {before['private']:.0f} MB of them Python, numpy and scipy before a pool is opened;")
    print(
        f"  forked from a process that has imported them, as the server's workers are: {process['forked']['private']:.0f} MB"
    )
    print(
        f"  with the shared pages of the pool {after['resident']:.0f} MB resident ({before['resident']:.0f} MB before)"
    )
    if result["peers"]:
        from _shortlist_peers import show_peers

        show_peers(result["peers"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--people", type=int, default=1_000_000)
    arguments.add_argument("--repeats", type=int, default=40)
    arguments.add_argument("--without", nargs="*", default=[], choices=["faiss", "duckdb", "pgvector"])
    arguments.add_argument("--only-ours", action="store_true")
    arguments.add_argument("--child", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    one_thread()
    if given.child:
        child(given.child)
        return
    path = the_pool(given.people)
    pool = open_snapshot(path)
    result = {
        "people": given.people,
        "ours": timed(pool, given.repeats),
        "process": further_process(path),
        "peers": {},
    }
    if not given.only_ours:
        from _shortlist_peers import side_by_side

        result["peers"] = side_by_side(pool, a_need, without=given.without)
    print(json.dumps(result)) if given.json else show(result)


if __name__ == "__main__":
    main()
