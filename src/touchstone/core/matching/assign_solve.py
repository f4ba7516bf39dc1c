"""The assignment solved in whole numbers: min-cost flow where capacities are seats, CP-SAT where they are hours."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from touchstone.core.errors import MissingExtra, NotConverged

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Problem(Struct, frozen=True, kw_only=True):
    """Edges by index, sorted by person and opening, with costs in whole steps; capacities of both sides."""

    person: Ints  # (edges,)
    opening: Ints  # (edges,)
    cost: Ints  # (edges,)
    seats: Ints  # (openings,)
    engagements: Ints  # (people,)
    hours: Floats  # (openings,) a week for one seat
    free_hours: Floats  # (people,)

    @property
    def possible(self) -> Flags:
        """Edges whose person has the hours for that one seat."""
        fits: Flags = self.hours[self.opening] <= self.free_hours[self.person]
        return fits & (self.engagements[self.person] > 0)


class Solution(Struct, frozen=True, kw_only=True):
    """Which edges are taken, and each person's price: what losing one seat of theirs adds to the total cost.

    A price is inf where a seat would stay empty, and NaN where it was not computed (CP-SAT has no dual prices).
    """

    chosen: Flags  # (edges,)
    price: Floats  # (people,)
    method: str
    optimal: bool


def solve(problem: Problem, *, effort: float) -> Solution:
    """As many seats as possible, then the least cost.

    Raises:
        MissingExtra: OR-Tools is not installed.
        NotConverged: the solver gave up without any answer.
    """
    people = len(problem.engagements)
    if not len(problem.person):
        return Solution(chosen=np.zeros(0, np.bool_), price=np.zeros(people), method="min-cost flow", optimal=True)
    capacity, is_number = seats_of_people(problem)
    chosen = _by_flow(problem, capacity)
    if is_number.all():
        return Solution(chosen=chosen, price=prices(problem, capacity, chosen), method="min-cost flow", optimal=True)
    chosen, optimal = _by_cp_sat(problem, effort=effort)
    return Solution(chosen=chosen, price=np.full(people, np.nan), method="cp-sat", optimal=optimal)


def seats_of_people(problem: Problem) -> tuple[Ints, Flags]:
    """For each person a number of seats, and whether that number says the same as their hours do.

    It does where all openings within reach take the same hours, or where the longest ones fit in as often as asked.
    """
    people, edge = len(problem.engagements), problem.possible
    person, hours = problem.person[edge], problem.hours[problem.opening[edge]]
    shortest, longest = np.full(people, np.inf), np.zeros(people)
    np.minimum.at(shortest, person, hours)
    np.maximum.at(longest, person, hours)
    within_reach = np.bincount(person, minlength=people)
    wanted = np.minimum(problem.engagements, within_reach)
    surely, at_most = (_times(problem.free_hours, length, wanted) for length in (longest, shortest))
    return at_most, surely == at_most


def _times(free: Floats, length: Floats, wanted: Ints) -> Ints:
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.where(length > 0, np.floor(free / length), np.inf)
    seats: Ints = np.minimum(np.nan_to_num(fits, nan=0.0, posinf=2.0**31), wanted).astype(np.int64)
    return seats


def _by_flow(problem: Problem, capacity: Ints) -> Flags:
    """Source -> people -> openings -> sink. The largest flow of least cost fills the most seats most cheaply."""
    flow = _ortools().SimpleMinCostFlow()
    people, openings = len(capacity), len(problem.seats)
    source, sink = people + openings, people + openings + 1
    edge = np.flatnonzero(problem.possible)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        problem.person[edge], people + problem.opening[edge], np.ones(len(edge), np.int64), problem.cost[edge]
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(people, source), np.arange(people), capacity, np.zeros(people, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        people + np.arange(openings), np.full(openings, sink), problem.seats, np.zeros(openings, np.int64)
    )
    most = int(problem.seats.sum())
    flow.set_node_supply(source, most)
    flow.set_node_supply(sink, -most)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise NotConverged(f"the min-cost flow ended with status {status}")
    chosen = np.zeros(len(problem.person), np.bool_)
    chosen[edge] = flow.flows(arcs) > 0
    return chosen


def prices(problem: Problem, capacity: Ints, chosen: Flags) -> Floats:
    """What the total would cost more if a person had one seat fewer: 0 with a seat to spare, inf if irreplaceable.

    It is the length of the cheapest way, in the residual network of an optimal flow, on which another person's spare
    seat comes to stand in for this one (Ahuja, Magnanti & Orlin, Network Flows, 1993, section 9.2 and 9.8). An
    optimal flow has no negative cycle there, so that Bellman's relaxation settles; all arcs are relaxed at once.
    """
    people, openings = len(capacity), len(problem.seats)
    sink = people + openings
    held = np.bincount(problem.person[chosen], minlength=people)
    filled = np.bincount(problem.opening[chosen], minlength=openings)
    free = problem.possible & ~chosen
    node = people + problem.opening
    some_left = people + np.flatnonzero(filled < problem.seats)
    some_held = people + np.flatnonzero(filled > 0)
    tail = np.concatenate([problem.person[free], node[chosen], some_left, np.full(len(some_held), sink)])
    head = np.concatenate([node[free], problem.person[chosen], np.full(len(some_left), sink), some_held])
    length = np.concatenate(
        [problem.cost[free], -problem.cost[chosen], np.zeros(len(some_left) + len(some_held), np.int64)]
    )
    distance = np.full(sink + 1, np.inf)
    distance[:people][held < capacity] = 0.0
    return _settled(distance, tail, head, length.astype(np.float64))[:people]


def _settled(distance: Floats, tail: Ints, head: Ints, length: Floats) -> Floats:
    for _ in range(len(distance)):
        shorter = distance.copy()
        np.minimum.at(shorter, head, distance[tail] + length)
        if np.array_equal(shorter, distance):
            return distance
        distance = shorter
    raise NotConverged("the flow was not of least cost: its residual network has a negative cycle")


def _by_cp_sat(problem: Problem, *, effort: float) -> tuple[Flags, bool]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    edge = np.flatnonzero(problem.possible)
    taken = [model.new_bool_var(f"edge {e}") for e in edge]
    # Hours in hundredths, an opening's rounded up and a person's down, so that no solution overbooks anybody.
    need = np.ceil(problem.hours * 100 - 1e-6).astype(np.int64)[problem.opening[edge]]
    have = np.floor(problem.free_hours * 100).astype(np.int64)
    for person, mine in _grouped(problem.person[edge]):
        model.add(sum(taken[i] for i in mine) <= int(problem.engagements[person]))
        model.add(sum(int(need[i]) * taken[i] for i in mine) <= int(have[person]))
    for opening, its in _grouped(problem.opening[edge]):
        model.add(sum(taken[i] for i in its) <= int(problem.seats[opening]))
    # One more seat is worth more than any saving: the seats come first.
    seat = int(problem.cost[edge].max()) * int(problem.seats.sum()) + 1
    model.maximize(sum((seat - int(cost)) * taken[i] for i, cost in enumerate(problem.cost[edge])))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NotConverged(f"CP-SAT ended with {solver.status_name(status)} within its effort of {effort:g}")
    chosen = np.zeros(len(problem.person), np.bool_)
    chosen[edge] = [solver.boolean_value(variable) for variable in taken]
    return chosen, status == cp_model.OPTIMAL


def _grouped(group: Ints) -> Iterator[tuple[int, Ints]]:
    """Each group with the positions of its members."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    for members in np.split(order, starts[1:]):
        yield int(group[members[0]]), members


def _ortools() -> Any:
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError as error:
        raise MissingExtra(
            "assigning several people at once needs OR-Tools", hint="pip install 'touchstone[assign]'"
        ) from error
    return min_cost_flow
