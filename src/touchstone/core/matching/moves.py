"""What would move somebody on a list: the ranking turned around.

A rate is found by halving between half the rate asked and the rate itself, to the cent; more work is tried piece by piece;
both with the very function that ranks. Everybody else is taken to stay as they are. More work adds to the Beta of the main
skill, which stands for the posterior, and what it would lend to the person's other skills is left out: it says about how much.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import starmap
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from touchstone.core.matching import words
from touchstone.core.matching.bar import meets_bar
from touchstone.core.matching.cost import Numbers, hours_per_accepted
from touchstone.core.matching.ranking import Person, Ranked, Rules, Standing, ranking_cents
from touchstone.core.matching.said import said
from touchstone.core.matching.values import CandidateReason
from touchstone.core.matching.worth import Worth
from touchstone.core.money import Money

LOWEST_SHARE = 0.5  # of the rate asked: a larger cut is no advice
MOST_WORK = 50  # gold tasks
RAISE = 2.0  # how many times the rate asked a first place is followed up to, where the need names no limit
_FEW = 5.0  # effective observations: with fewer, one's own accuracy says little


class Contest(NamedTuple):
    """A list as it stands, and the rules by which it was ranked."""

    worth: Worth
    rules: Rules
    standings: Sequence[Standing]  # of the ranked, best first
    limit_cents: int | None  # the highest rate that the need allows


class Entry(NamedTuple):
    """One person: position in `worth`, and place on the list from 0 (its length: not ranked)."""

    at: int
    place: int
    person: Person
    chance: float
    rate: int  # cents asked for an hour
    hours: float  # of work for one accepted hour
    cents: float  # for one accepted hour


def entries(worth: Worth, ranked: Ranked, *, place: int | None = None) -> Iterator[Entry]:
    """The people of `ranked` in their places; all in `place`, where it is given."""
    at = np.array(ranked.positions, dtype=np.intp)
    columns = zip(
        ranked.positions,
        range(len(at)) if place is None else [place] * len(at),
        ranked.people,
        ranked.chances,
        worth.rate(at).tolist(),
        worth.hours(at).tolist(),
        worth.cents(at).tolist(),
        strict=True,
    )
    yield from starmap(Entry, columns)


def moves(contest: Contest, entry: Entry) -> tuple[CandidateReason, ...]:
    """What would change this person's place, in sentences."""
    if entry.place == 0:
        return tuple(_up_to(contest, entry))
    return (*_by_rate(contest, entry), *_by_work(contest, entry))


def _up_to(contest: Contest, entry: Entry) -> Iterator[CandidateReason]:
    """The highest rate at which the first stays the first."""
    if len(contest.standings) < 2:
        return
    rate, second = entry.rate, contest.standings[1]
    ceiling = int(rate * RAISE) if contest.limit_cents is None else contest.limit_cents
    stays = _highest(rate, ceiling, partial(_is_before, contest, entry, second))
    if stays == ceiling and contest.limit_cents is not None:
        text = f"stays first up to the limit of {words.hourly(Money(stays))}"
        yield said("first_up_to_limit", text, cents=stays)
    elif rate < stays < ceiling:
        yield said("first_up_to", f"stays first up to {words.hourly(Money(stays))}", cents=stays)


def _by_rate(contest: Contest, entry: Entry) -> Iterator[CandidateReason]:
    """The highest rate for the first place, and for the next place up."""
    rate = entry.rate
    lowest = ceil(rate * LOWEST_SHARE)
    for place in dict.fromkeys((0, entry.place - 1)):
        before = contest.standings[place]
        if rate > lowest and _is_before(contest, entry, before, lowest):
            cents = _highest(lowest, rate - 1, partial(_is_before, contest, entry, before))
            text = f"{words.ordinal(place + 1)} at {words.hourly(Money(cents))} or less"
            yield said("rate_for_place", text, place=place + 1, cents=cents)


def _by_work(contest: Contest, entry: Entry) -> Iterator[CandidateReason]:
    """The fewest further gold tasks that lead to a higher place, and to the highest that they lead to."""
    accuracy, own = _accuracy(contest.worth, entry.at)
    share = (
        f"at the accuracy shown so far ({words.percent(accuracy)})"
        if own
        else f"if {words.percent(accuracy)} are right"
    )
    places = _places_after(contest, entry, np.arange(1.0, MOST_WORK + 1), accuracy)
    for tasks in dict.fromkeys((int(np.argmax(places < entry.place)), int(np.argmin(places)))):
        place = int(places[tasks]) + 1
        if place <= entry.place:
            text = f"{words.ordinal(place)} after about {words.counted(tasks + 1, 'more gold task')} {share}"
            yield said("work_for_place", text, place=place, tasks=tasks + 1, accuracy=accuracy)


def _accuracy(worth: Worth, at: int) -> tuple[float, bool]:
    """The person's own in the main skill where that is known and above the bar; else halfway from the bar to 1."""
    weight, right, bar = float(worth.evidence[at]), float(worth.right[at]), worth.terms.bar
    if weight >= _FEW and right > bar * weight:
        return min(right / weight, 1.0), True
    return (1 + bar) / 2, False


def _places_after(contest: Contest, entry: Entry, tasks: Numbers, accuracy: float) -> NDArray[np.integer]:
    """How many of the ranked stay before the person after each number of `tasks`."""
    worth, rules = contest.worth, contest.rules
    alpha, beta = worth.with_more(entry.at, success=tasks * accuracy, failure=tasks * (1 - accuracy))
    chances = meets_bar(alpha, beta, worth.terms.bar)
    cents = worth.terms.cents(entry.rate, hours_per_accepted(alpha, beta, worth.terms.bar))
    mine = _coarse_arrays(rules, entry.person, chances=chances, cents=cents)
    others = [other for place, other in enumerate(contest.standings) if place != entry.place]
    theirs = np.array([_coarse(other) for other in others])
    places: NDArray[np.integer] = np.searchsorted(theirs, mine, side="left")
    for tied in np.flatnonzero(theirs[np.minimum(places, len(theirs) - 1)] == mine):
        more = entry.person._replace(weight=entry.person.weight + float(tasks[tied]))
        exact = rules.standing(more, chance=float(chances[tied]), cents=float(cents[tied]))
        places[tied] = sum(other < exact for other in others)
    return places


def _coarse(standing: Standing) -> int:
    """A number that orders standings up to ties in cost."""
    return ((standing.tier * 128 + standing.missing) << 48) + standing.cents


def _coarse_arrays(rules: Rules, person: Person, *, chances: Numbers, cents: Numbers) -> NDArray[np.int64]:
    """`_coarse` of one person's standings at each of `chances` and `cents`."""
    first = rules.tier(chances) * 128 + rules.missing(chances)
    coarse: NDArray[np.int64] = (first.astype(np.int64) << 48) + ranking_cents(cents, person.fit).astype(np.int64)
    return coarse


def _is_before(contest: Contest, entry: Entry, other: Standing, rate: int) -> bool:
    """Whether the person would stand before `other` at `rate`."""
    cents = contest.worth.terms.cents(rate, entry.hours)
    return contest.rules.standing(entry.person, chance=entry.chance, cents=cents) < other


def _highest(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The highest number from `low` to `high` for which `holds`; it does for `low`, and for all below one it does for."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
