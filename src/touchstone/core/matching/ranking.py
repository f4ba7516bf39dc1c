"""The order of a shortlist, and its first places found without sorting everybody. Rules: docs/why/shortlist.md.

    quality    whole per cent of P(meets bar), falling; then cost
    balanced   those who meet the bar with the wanted certainty, by cost; then the others, by P, then cost
    cost       the same with the lower certainty `COST_CERTAINTY`

Cost is the expected cost of an accepted hour in whole cents. Where a semantic fit is given it moves the cost that
ranks by at most `FIT_BAND`: nobody who costs more than that above somebody else stands before them because of words.
What is still equal goes by evidence, then by further skills shown, then by id.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from touchstone.core.matching.bits import Flags, Rows
from touchstone.core.matching.cost import whole_cents
from touchstone.core.matching.values import Mode, Need
from touchstone.core.matching.worth import Worth

FIT_BAND = 0.02  # a perfect fit lowers the cost that ranks by this share against no fit at all
COST_CERTAINTY = 0.5  # what "cost first" asks for: more likely than not

_NEAR = 2.0  # cents: more than rounding, once for the cost and once for the fit, can move anybody

Fit = Callable[[Rows], NDArray[np.floating]]
"""Semantic fit 0..1 of the people in some rows."""


class Standing(NamedTuple):
    """Where somebody stands; smaller is better. Tuples compare field by field, so the last decides the last tie."""

    tier: int  # 0: meets the bar with the certainty of the mode
    missing: int  # whole per cent of P below 100, where P decides; else 0
    cents: int  # cost of an accepted hour, moved by the fit
    less_evidence: float
    less_further: int
    row: int


class Ranked(NamedTuple):
    """The first places, best first: position in `Worth`, the person, P(meets bar), and the standing of each."""

    positions: list[int]
    people: list["Person"]
    chances: list[float]
    standings: list[Standing]


class Person(NamedTuple):
    """What of a person decides their standing besides P and cost."""

    fit: float | None
    weight: float  # of the evidence for the main skill
    further: int  # further skills shown
    row: int


class Rules(NamedTuple):
    """By what a list is ordered."""

    mode: Mode
    certainty: float

    def tier(self, chance: Any) -> Any:
        """0 for those whom the mode puts first; of a number or an array."""
        return (chance < self.certainty) * (self.mode is not Mode.QUALITY)

    def missing(self, chance: Any) -> Any:
        """Whole per cent of P below 100 where P decides, 0 where it does not; of a number or an array."""
        decides = (chance < self.certainty) | (self.mode is Mode.QUALITY)
        return (100 - whole_percent(chance)) * decides

    def standing(self, person: Person, *, chance: float, cents: float) -> Standing:
        """Where one person stands."""
        return Standing(
            tier=int(self.tier(chance)),
            missing=int(self.missing(chance)),
            cents=int(ranking_cents(cents, person.fit)),
            less_evidence=-round(person.weight, 3),
            less_further=-person.further,
            row=person.row,
        )


def whole_percent(chance: Any) -> Any:
    """P in whole per cent, half up, so that equal classes are equal numbers on the page; of a number or an array."""
    return (100 * chance + 0.5) // 1


def ranking_cents(cents: Any, fit: Any) -> Any:
    """Whole cents of an accepted hour; with a fit, raised by up to FIT_BAND the less it fits; of numbers or arrays."""
    whole = whole_cents(cents)
    return whole if fit is None else whole_cents(whole * (1 + FIT_BAND * (1 - fit)))


def rules_of(mode: Mode, need: Need) -> Rules:
    """How `mode` orders a list for `need`; "cost first" asks for no more certainty than `COST_CERTAINTY`."""
    return Rules(mode, min(COST_CERTAINTY, need.certainty) if mode is Mode.COST else need.certainty)


def rank(worth: Worth, rules: Rules, *, k: int, fit: Fit | None = None) -> Ranked:
    """The best `k`, exactly as a full sort would give them."""
    everybody = np.arange(len(worth))
    order = _Order(worth, fit)
    if rules.mode is Mode.QUALITY:
        return told(worth, rules, order.by_chance(everybody, k), fit=fit)
    reaching = worth.meeting if rules.certainty == worth.terms.certainty else worth.reaching(rules.certainty)
    first = order.cheapest(np.flatnonzero(reaching), k)
    rest = order.by_chance(np.flatnonzero(~reaching), k - len(first)) if len(first) < k else everybody[:0]
    return told(worth, rules, np.concatenate([first, rest]), fit=fit)


def told(worth: Worth, rules: Rules, positions: Rows, *, fit: Fit | None) -> Ranked:
    """The people at `positions` with what decides their standing."""
    fits = fits_of(worth, positions, fit)
    people = [
        Person(fit, weight, further, row)
        for fit, weight, further, row in zip(
            [None] * len(positions) if fits is None else fits.tolist(),
            worth.weight(positions).tolist(),
            worth.further[positions].tolist(),
            worth.rows[positions].tolist(),
            strict=True,
        )
    ]
    chances: list[float] = worth.chance(positions).tolist()
    standings = [
        rules.standing(person, chance=chance, cents=cents)
        for person, chance, cents in zip(people, chances, worth.cents(positions).tolist(), strict=True)
    ]
    return Ranked(positions.tolist(), people, chances, standings)


def fits_of(worth: Worth, positions: Rows, fit: Fit | None) -> NDArray[np.float64] | None:
    """The fit of the people at `positions`, inside 0..1; None where no fit is given."""
    if fit is None:
        return None
    return np.clip(np.nan_to_num(np.asarray(fit(worth.rows[positions]), dtype=np.float64)), 0.0, 1.0)


class _Order:
    """Finds the first places. Selections are arrays of positions in `worth`."""

    def __init__(self, worth: Worth, fit: Fit | None) -> None:
        self.worth, self.fit = worth, fit

    def cheapest(self, among: Rows, k: int) -> Rows:
        """The first `k` of `among` by cost and the ties after it, in order."""
        if k <= 0 or not len(among):
            return among[:0]
        cents = self.worth.cents(among)
        if len(among) > k:
            most = np.partition(cents, k - 1)[k - 1] * (1 + (FIT_BAND if self.fit else 0)) + _NEAR
            near = np.flatnonzero(cents <= most)
            among, cents = among[near], cents[near]
        cents = ranking_cents(cents, fits_of(self.worth, among, self.fit))
        worth = self.worth
        keys = (worth.rows[among], -worth.further[among], -np.round(worth.weight(among), 3), cents)
        return among[np.lexsort(keys)[:k]]

    def by_chance(self, among: Rows, k: int) -> Rows:
        """The first `k` of `among` by whole per cent of P, then as `cheapest`."""
        if k <= 0 or not len(among):
            return among[:0]
        last, among = self._last_class(among, k)
        higher = self._in_class(last + 1, among)
        above = self._sorted(among[higher])
        return np.concatenate([above, self.cheapest(among[~higher], k - len(above))])

    def _last_class(self, among: Rows, k: int) -> tuple[int, Rows]:
        """The highest whole per cent that at least `k` of `among` reach (0 where there are not so many), and who does.

        From the top down in growing steps, then by halves among those found: few are looked at more than once.
        """
        low, high, step = 100, 100, 1
        while low and np.count_nonzero(reaching := self._in_class(low, among)) < k:
            low, high, step = max(low - step, 0), low - 1, 2 * step
        found = among[reaching] if low else among
        while low < high:
            middle = (low + high + 1) // 2
            fewer = found[self._in_class(middle, found)]
            if len(fewer) >= k:
                low, found = middle, fewer
            else:
                high = middle - 1
        return low, found

    def _in_class(self, whole: int, among: Rows) -> Flags:
        """Who of `among` has P of `whole` per cent or more."""
        if not 0 < whole <= 100:
            return np.full(len(among), whole <= 0)
        return self.worth.reaching(_from(whole), among)

    def _sorted(self, few: Rows) -> Rows:
        """Fewer than k people of several classes, in order."""
        parts = np.floor(100 * self.worth.chance(few) + 0.5)
        return np.concatenate([few[:0], *(self.cheapest(few[parts == p], len(few)) for p in np.unique(parts)[::-1])])


def _from(whole: int) -> float:
    """The smallest P of the class of `whole` per cent."""
    return (whole - 0.5) / 100
