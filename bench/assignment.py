"""2,000 people to 2,000 openings, 50 edges each: `touchstone.core.matching.assign` beside scipy, in the same run.

    python bench/assignment.py [--json]

Both sides get the same list of edges and are timed from it: ours builds its arrays, solves, and works out losses and
each person's price; scipy's builds its sparse matrix and solves (`min_weight_full_bipartite_matching`, Jonker &
Volgenant 1987). The totals must agree to the cent. Goal: at most 1 s.
"""

import argparse
import json
import statistics
import time
from functools import partial

import numpy as np

from touchstone.core.matching.assign import Edge, FreeHours, OpenSeats, assign

PEOPLE, OPENINGS, EDGES, REPEATS = 2_000, 2_000, 50, 7


def edges_of(rng, *, people=PEOPLE, openings=OPENINGS, each=EDGES):
    """A cost for each of `each` openings a person, in cents; a planted matching makes the square case solvable."""
    planted = rng.permutation(openings)
    rows = []
    for person in range(people):
        others = rng.choice(openings, each, replace=False)
        chosen = np.unique(np.append(others[:-1], planted[person % openings]))
        costs = np.round(rng.uniform(8, 120, len(chosen)), 2)
        rows += [Edge(f"p{person}", f"o{opening}", float(cost)) for opening, cost in zip(chosen, costs, strict=True)]
    return rows


def timed(work, repeats=REPEATS):
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return {"median_s": round(statistics.median(seconds), 4), "worst_s": round(max(seconds), 4), "n": repeats}, result


def by_scipy(edges, shape):
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows = [int(edge.specialist[1:]) for edge in edges]
    columns = [int(edge.opening[1:]) for edge in edges]
    matrix = csr_matrix(([edge.cost for edge in edges], (rows, columns)), shape=shape)
    one, other = min_weight_full_bipartite_matching(matrix)
    return float(matrix[one, other].sum())


def measure(seed=0):
    rng = np.random.default_rng(seed)
    edges = edges_of(rng)
    single = [OpenSeats(opening=f"o{index}") for index in range(OPENINGS)]
    ours, result = timed(partial(assign, edges, openings=single))
    theirs, total = timed(partial(by_scipy, edges, (PEOPLE, OPENINGS)))
    assert abs(result.total_cost - total) < 0.005, (result.total_cost, total)
    double = [OpenSeats(opening=f"o{index}", seats=3, hours_per_week=20) for index in range(OPENINGS // 2)]
    half = [edge for edge in edges if int(edge.opening[1:]) < OPENINGS // 2]
    people = [FreeHours(specialist=f"p{index}", hours_per_week=40, engagements=2) for index in range(PEOPLE)]
    seats, filled = timed(partial(assign, half, openings=double, people=people))
    return {
        "edges": len(edges),
        "touchstone": ours,
        "scipy": theirs,
        "ratio_scipy_over_touchstone": round(theirs["median_s"] / ours["median_s"], 2),
        "total_cost_equal": True,
        "total_cost": round(total, 2),
        "filled": result.filled,
        "several_seats": {**seats, "edges": len(half), "seats": filled.seats, "filled": filled.filled},
        "goal_s": 1.0,
        "goal_met": ours["worst_s"] <= 1.0,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    as_json = parser.parse_args().json
    result = measure()
    if as_json:
        print(json.dumps(result))
        return
    ours, theirs, several = result["touchstone"], result["scipy"], result["several_seats"]
    print(f"{PEOPLE:,} people x {OPENINGS:,} openings, {result['edges']:,} edges, n = {REPEATS} runs")
    print(
        f"  touchstone assign   median {ours['median_s']:.3f} s   worst {ours['worst_s']:.3f} s   (with prices and losses)"
    )
    print(f"  scipy               median {theirs['median_s']:.3f} s   worst {theirs['worst_s']:.3f} s   (total only)")
    print(f"  same total cost: {result['total_cost']:,.2f}; filled {result['filled']:,}")
    print(
        f"  three seats an opening, two openings a person: median {several['median_s']:.3f} s, "
        f"{several['filled']:,} of {several['seats']:,} seats, {several['edges']:,} edges (scipy has no capacities)"
    )
    print(f"  goal of 1 s: {'met' if result['goal_met'] else 'MISSED'}")


if __name__ == "__main__":
    main()
