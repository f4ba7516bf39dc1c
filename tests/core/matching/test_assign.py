import itertools
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, MissingExtra
from touchstone.core.matching.assign import Edge, FreeHours, OpenSeats, Why, assign

pytest.importorskip("ortools", reason="the extra `assign` is not installed")


def seats(**openings):
    return [OpenSeats(opening=name, seats=number) for name, number in openings.items()]


def best_by_trying_all(edges, openings, people):
    """(-seats filled, cost) of the best of all subsets of edges."""
    free = {person.specialist: person for person in people}
    room = {opening.opening: opening for opening in openings}
    best = (0, 0.0)
    for size in range(len(edges) + 1):
        for subset in itertools.combinations(edges, size):
            if all(fits(subset, free.get(name), name, room) for name in {edge.specialist for edge in subset}) and all(
                sum(edge.opening == name for edge in subset) <= opening.seats for name, opening in room.items()
            ):
                best = min(best, (-size, sum(edge.cost for edge in subset)))
    return best


def fits(subset, person, name, room):
    mine = [room[edge.opening].hours_per_week for edge in subset if edge.specialist == name]
    person = person or FreeHours(specialist=name)
    return len(mine) <= person.engagements and sum(mine) <= person.hours_per_week + 1e-9


small_edges = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), st.integers(0, 9), max_size=9
).map(lambda costs: [Edge(person, opening, float(cost)) for (person, opening), cost in costs.items()])
small_openings = st.tuples(*[st.integers(0, 2)] * 3).map(lambda n: seats(x=n[0], y=n[1], z=n[2]))
small_people = st.tuples(*[st.integers(0, 2)] * 4).map(
    lambda n: [FreeHours(specialist=name, engagements=k) for name, k in zip("abcd", n, strict=True)]
)
long_openings = st.tuples(*[st.sampled_from([5.0, 10.0, 20.0, 30.0])] * 3).map(
    lambda h: [OpenSeats(opening=name, hours_per_week=k, seats=2) for name, k in zip("xyz", h, strict=True)]
)
busy_people = st.tuples(*[st.sampled_from([0.0, 10.0, 25.0, 40.0])] * 4).map(
    lambda h: [FreeHours(specialist=name, hours_per_week=k, engagements=3) for name, k in zip("abcd", h, strict=True)]
)


def score(result):
    return (-result.filled, pytest.approx(result.total_cost))


@settings(max_examples=60, deadline=None)
@given(edges=small_edges, openings=small_openings, people=small_people)
def test_no_other_assignment_fills_more_seats_or_costs_less(edges, openings, people):
    result = assign(edges, openings=openings, people=people)
    assert best_by_trying_all(edges, openings, people) == score(result)
    assert result.filled + sum(gap.seats for gap in result.unfilled) == result.seats


@settings(max_examples=40, deadline=None)
@given(edges=small_edges, openings=long_openings, people=busy_people)
def test_hours_of_different_openings_are_weighed_exactly(edges, openings, people):
    result = assign(edges, openings=openings, people=people)
    assert best_by_trying_all(edges, openings, people) == score(result)
    assert result.optimal


@settings(max_examples=60, deadline=None)
@given(edges=small_edges, openings=small_openings)
def test_what_a_person_is_worth_is_what_the_whole_costs_without_them(edges, openings):
    result = assign(edges, openings=openings)
    for match in result.matches:
        others = [edge for edge in edges if edge.specialist != match.specialist]
        without = assign(others, openings=openings)
        assert match.irreplaceable == (without.filled < result.filled)
        if not match.irreplaceable:
            assert match.without == pytest.approx(without.total_cost - result.total_cost)


@settings(max_examples=40, deadline=None)
@given(edges=small_edges, openings=small_openings, people=small_people, order=st.randoms(use_true_random=False))
def test_the_order_of_the_edges_changes_nothing(edges, openings, people, order):
    shuffled = list(edges)
    order.shuffle(shuffled)
    assert assign(shuffled, openings=openings, people=people) == assign(edges, openings=openings, people=people)


@settings(max_examples=40, deadline=None)
@given(edges=small_edges, openings=small_openings, people=small_people)
def test_losses_are_never_negative_and_nobody_is_overbooked(edges, openings, people):
    result = assign(edges, openings=openings, people=people)
    room = {opening.opening: opening.seats for opening in openings}
    free = {person.specialist: person.engagements for person in people}
    for match in result.matches:
        assert match.person_loss >= 0
        assert match.opening_loss >= 0
        room[match.opening] -= 1
        free[match.specialist] -= 1
    assert min([*room.values(), *free.values()]) >= 0


def test_the_cheapest_whole_beats_the_cheapest_first_choice():
    edges = [Edge("ana", "x", 10), Edge("ana", "y", 11), Edge("ben", "x", 12), Edge("ben", "y", 30)]
    result = assign(edges, openings=seats(x=1, y=1))
    assert {(match.specialist, match.opening) for match in result.matches} == {("ana", "y"), ("ben", "x")}
    assert result.total_cost == 23
    ana = next(match for match in result.matches if match.specialist == "ana")
    assert (ana.person_loss, ana.opening_loss, ana.irreplaceable) == (1, 0, True)


def test_more_seats_come_before_less_cost():
    edges = [Edge("ana", "x", 1), Edge("ana", "y", 900), Edge("ben", "x", 1000)]
    assert assign(edges, openings=seats(x=1, y=1)).total_cost == 1900


def test_nothing_to_do_is_an_answer():
    assert assign([], openings=[]).filled == 0


def test_an_opening_without_a_candidate_stays_empty_and_says_so():
    result = assign([Edge("ana", "x", 1)], openings=seats(x=1, y=2))
    assert [(gap.opening, gap.seats, gap.why) for gap in result.unfilled] == [("y", 2, Why.NO_CANDIDATE)]


def test_contested_people_leave_a_seat_empty_and_it_says_so():
    result = assign([Edge("ana", "x", 1), Edge("ana", "y", 1)], openings=seats(x=1, y=1))
    assert [(gap.seats, gap.why, gap.candidates) for gap in result.unfilled] == [(1, Why.CONTESTED, 1)]
    assert result.matches[0].irreplaceable


def test_candidates_without_the_hours_leave_a_seat_empty_and_it_says_so():
    result = assign(
        [Edge("ana", "x", 1)],
        openings=[OpenSeats(opening="x", hours_per_week=30)],
        people=[FreeHours(specialist="ana", hours_per_week=20)],
    )
    assert [gap.why for gap in result.unfilled] == [Why.NO_HOURS]
    assert result.unfilled[0].text == "none of the 1 people who may fill it has 30 free hours a week"


def test_a_person_with_hours_for_two_fills_two():
    edges = [Edge("ana", "x", 1), Edge("ana", "y", 1)]
    openings = [OpenSeats(opening=name, hours_per_week=20) for name in "xy"]
    people = [FreeHours(specialist="ana", hours_per_week=40, engagements=2)]
    assert assign(edges, openings=openings, people=people).filled == 2


def test_hours_that_fit_exactly_fit():
    edges = [Edge("ana", name, 1) for name in "xyz"]
    openings = [OpenSeats(opening=name, hours_per_week=13.3) for name in "xyz"]
    people = [FreeHours(specialist="ana", hours_per_week=39.9, engagements=3)]
    assert assign(edges, openings=openings, people=people).filled == 3


def test_openings_of_different_hours_go_to_the_knapsack_solver():
    edges = [Edge("ana", "x", 1), Edge("ana", "y", 1), Edge("ana", "z", 5)]
    openings = [OpenSeats(opening=name, hours_per_week=hours) for name, hours in (("x", 10), ("y", 30), ("z", 20))]
    people = [FreeHours(specialist="ana", hours_per_week=30, engagements=3)]
    result = assign(edges, openings=openings, people=people)
    assert (result.method, result.filled, result.total_cost) == ("cp-sat", 2, 6)
    assert all(match.without is None for match in result.matches)


def test_costs_are_rounded_to_the_stated_resolution():
    assert assign([Edge("ana", "x", 1.006)], openings=seats(x=1)).total_cost == pytest.approx(1.01)
    assert assign([Edge("ana", "x", 1.006)], openings=seats(x=1), resolution=0.001).total_cost == pytest.approx(1.006)


@pytest.mark.parametrize(
    ("edges", "openings", "people"),
    [
        ([Edge("ana", "nowhere", 1)], seats(x=1), []),
        ([Edge("ana", "x", -1)], seats(x=1), []),
        ([Edge("ana", "x", float("nan"))], seats(x=1), []),
        ([Edge("ana", "x", 1e12)], seats(x=1), []),
        ([Edge("ana", "x", 1), Edge("ana", "x", 2)], seats(x=1), []),
        ([], seats(x=-1), []),
        ([], [*seats(x=1), *seats(x=2)], []),
        ([Edge("ana", "x", 1)], seats(x=1), [FreeHours(specialist="ana", engagements=-1)]),
        ([Edge("ana", "x", 1)], seats(x=1), [FreeHours(specialist="ana", hours_per_week=float("nan"))]),
    ],
)
def test_what_makes_no_sense_is_refused(edges, openings, people):
    with pytest.raises(BadInput):
        assign(edges, openings=openings, people=people)


def test_without_or_tools_the_missing_part_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.graph.python", None)
    with pytest.raises(MissingExtra, match=r"touchstone\[assign\]"):
        assign([Edge("ana", "x", 1)], openings=seats(x=1))
