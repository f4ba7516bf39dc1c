"""Several people to several openings at once: as many seats filled as can be, and that at the least cost.

    result = assign(edges, openings=[OpenSeats("tax", seats=2, hours_per_week=20)], people=[FreeHours("ana", hours_per_week=40)])

An edge says that a person may fill a seat and what one accepted piece of their work costs there; a pair without an
edge is never matched. First the number of filled seats is maximised, then the total cost is minimised, both exactly.
Costs become whole multiples of `resolution` (0.01: cents), because the solvers count in whole numbers.
Where every person's hours come down to a number of seats, the problem is a min-cost flow and takes well under a
second for 2,000 x 2,000; where openings of different length compete for one person's hours it is a knapsack besides
and goes to CP-SAT (Perron & Didier, OR-Tools), with a limit on its effort and `optimal` saying whether that was enough.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import floor, isfinite

import numpy as np
from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.matching.assign_solve import Problem, Solution, solve

_MOST_COST = 10**9  # in steps of the resolution; keeps the solver's own scaling inside 64 bits
_ROUNDING = 1e-9  # hours: 3 x 13.3 fit into 39.9


class Edge(Struct, frozen=True):
    """`specialist` may fill a seat of `opening`, where one accepted piece of work costs `cost`."""

    specialist: str
    opening: str
    cost: float


class OpenSeats(Struct, frozen=True, kw_only=True):
    """An opening with its number of seats and the hours a week that each takes."""

    opening: str
    seats: int = 1
    hours_per_week: float = 0.0


class FreeHours(Struct, frozen=True, kw_only=True):
    """How many openings a person takes at once, and how many hours a week in all."""

    specialist: str
    hours_per_week: float = 168.0
    engagements: int = 1


class Match(Struct, frozen=True, kw_only=True):
    """Who fills a seat. Losses are in cost per accepted piece of work, never negative."""

    opening: str
    specialist: str
    cost: float
    opening_loss: float  # against the opening's cheapest candidate
    person_loss: float  # against the opening in which this person would cost least
    without: float | None  # what the whole assignment would cost more without this person; None: see `irreplaceable`
    irreplaceable: bool  # without this person one seat fewer would be filled


class Why(StrEnum):
    """Why a seat stays empty."""

    NO_CANDIDATE = "no_candidate"  # nobody may fill it
    NO_HOURS = "no_hours"  # those who may have no hours for it
    CONTESTED = "contested"  # those who may are needed elsewhere


class Unfilled(Struct, frozen=True, kw_only=True):
    """Seats of an opening that stay empty."""

    opening: str
    seats: int
    why: Why
    candidates: int  # how many people may fill it
    text: str


class Assignment(Struct, frozen=True, kw_only=True):
    """Who goes where. Nothing that can be filled is left empty."""

    matches: tuple[Match, ...]  # in the order of the openings, cheapest first
    unfilled: tuple[Unfilled, ...]
    seats: int
    filled: int
    total_cost: float
    unused: int  # people with an edge and no seat
    resolution: float
    method: str  # "min-cost flow" or "cp-sat"
    optimal: bool  # False: CP-SAT stopped at its limit; the assignment holds, a better one may exist


def assign(
    edges: Sequence[Edge],
    *,
    openings: Sequence[OpenSeats],
    people: Sequence[FreeHours] = (),
    resolution: float = 0.01,
    effort: float = 20.0,
) -> Assignment:
    """Fill as many seats as possible at the least total cost. The answer does not depend on the order of `edges`.

    People without an entry in `people` take one opening at a time. `effort` bounds CP-SAT, in its own deterministic
    seconds, so that the same input gives the same answer on every machine.

    Raises:
        BadInput: an edge names an unknown opening, is there twice, or has a cost that is negative, not finite or too
            large for `resolution`; a number of seats, engagements or hours is negative.
        MissingExtra: OR-Tools is not installed.
    """
    problem, names = _problem(edges, openings=openings, people=people, resolution=resolution)
    solution = solve(problem, effort=effort)
    return _told(problem, solution, names=names, openings=openings, resolution=resolution)


def _problem(
    edges: Sequence[Edge], *, openings: Sequence[OpenSeats], people: Sequence[FreeHours], resolution: float
) -> tuple[Problem, list[str]]:
    opening_index = _index([opening.opening for opening in openings], "openings")
    _index([person.specialist for person in people], "people")
    free = {person.specialist: person for person in people}
    names = sorted({edge.specialist for edge in edges})
    person_index = {name: index for index, name in enumerate(names)}
    rows = [(person_index[edge.specialist], _known(edge, opening_index), edge.cost) for edge in edges]
    rows.sort()
    _each_pair_once(rows, names, openings)
    costs = [_steps(row[2], resolution) for row in rows]
    capacity = [free.get(name) or FreeHours(specialist=name) for name in names]
    return Problem(
        person=np.array([row[0] for row in rows], dtype=np.int64),
        opening=np.array([row[1] for row in rows], dtype=np.int64),
        cost=np.array(costs, dtype=np.int64),
        seats=np.array([_natural(opening.seats, "seats") for opening in openings], dtype=np.int64),
        engagements=np.array([_natural(person.engagements, "engagements") for person in capacity], dtype=np.int64),
        hours=np.array([_hours(opening.hours_per_week) for opening in openings]),
        free_hours=np.array([_hours(person.hours_per_week) + _ROUNDING for person in capacity]),
    ), names


def _told(
    problem: Problem, solution: Solution, *, names: Sequence[str], openings: Sequence[OpenSeats], resolution: float
) -> Assignment:
    cheapest_at = _least(problem.opening, problem.cost, len(openings))
    cheapest_of = _least(problem.person, problem.cost, len(names))
    matches = []
    for edge in sorted(np.flatnonzero(solution.chosen), key=lambda edge: (problem.opening[edge], problem.cost[edge])):
        person, opening, cost = (int(column[edge]) for column in (problem.person, problem.opening, problem.cost))
        price = solution.price[person]
        matches.append(
            Match(
                opening=openings[opening].opening,
                specialist=names[person],
                cost=cost * resolution,
                opening_loss=(cost - int(cheapest_at[opening])) * resolution,
                person_loss=(cost - int(cheapest_of[person])) * resolution,
                without=float(price) * resolution if isfinite(price) else None,
                irreplaceable=bool(np.isposinf(price)),
            )
        )
    filled = int(solution.chosen.sum())
    return Assignment(
        matches=tuple(matches),
        unfilled=_unfilled(problem, solution, openings),
        seats=int(problem.seats.sum()),
        filled=filled,
        total_cost=int(problem.cost[solution.chosen].sum()) * resolution,
        unused=len(names) - len({match.specialist for match in matches}),
        resolution=resolution,
        method=solution.method,
        optimal=solution.optimal,
    )


def _unfilled(problem: Problem, solution: Solution, openings: Sequence[OpenSeats]) -> tuple[Unfilled, ...]:
    taken = np.bincount(problem.opening[solution.chosen], minlength=len(openings))
    candidates = np.bincount(problem.opening, minlength=len(openings))
    with_hours = np.bincount(problem.opening[problem.possible], minlength=len(openings))
    return tuple(
        _why(opening, int(problem.seats[i] - taken[i]), candidates=int(candidates[i]), with_hours=int(with_hours[i]))
        for i, opening in enumerate(openings)
        if taken[i] < problem.seats[i]
    )


def _why(opening: OpenSeats, seats: int, *, candidates: int, with_hours: int) -> Unfilled:
    why = Why.CONTESTED
    text = f"all {with_hours} people who may fill it and have the hours are needed elsewhere or already here"
    if candidates == 0:
        why, text = Why.NO_CANDIDATE, "nobody in the pool may fill it"
    elif with_hours == 0:
        why = Why.NO_HOURS
        text = f"none of the {candidates} people who may fill it has {opening.hours_per_week:g} free hours a week"
    return Unfilled(opening=opening.opening, seats=seats, why=why, candidates=candidates, text=text)


def _least(group: np.ndarray, cost: np.ndarray, groups: int) -> np.ndarray:
    least = np.full(groups, np.iinfo(np.int64).max)
    np.minimum.at(least, group, cost)
    return least


def _index(names: Sequence[str], place: str) -> dict[str, int]:
    index = {name: position for position, name in enumerate(names)}
    if len(index) != len(names):
        raise BadInput("somebody or something is there twice", place=place, hint="each once")
    return index


def _known(edge: Edge, opening_index: dict[str, int]) -> int:
    if edge.opening not in opening_index:
        raise BadInput(
            f"there is no opening {edge.opening!r}",
            place=f"edge of {edge.specialist}",
            hint="list it among the openings",
        )
    return opening_index[edge.opening]


def _each_pair_once(
    rows: Sequence[tuple[int, int, float]], names: Sequence[str], openings: Sequence[OpenSeats]
) -> None:
    for one, next_one in pairwise(rows):
        if one[:2] == next_one[:2]:
            place = f"edge of {names[one[0]]} to {openings[one[1]].opening}"
            raise BadInput("the edge is there twice", place=place, hint="one cost for each pair")


def _steps(cost: float, resolution: float) -> int:
    if not isfinite(cost) or cost < 0 or cost / resolution > _MOST_COST:
        raise BadInput(f"a cost of {cost!r}", place="edges", hint=f"from 0 to {_MOST_COST * resolution:g}")
    return round(cost / resolution)


def _natural(number: int, what: str) -> int:
    if number < 0 or number != floor(number):
        raise BadInput(f"{number!r} {what}", place=what, hint="a whole number, 0 or more")
    return number


def _hours(hours: float) -> float:
    if not isfinite(hours) or hours < 0:
        raise BadInput(f"{hours!r} hours a week", place="hours_per_week", hint="0 or more")
    return hours
