"""Which assumption moves the cost most: one at a time to its low and its high point, everything else drawn as before."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from touchstone.core.briefs.values import Brief
from touchstone.core.errors import BadInput
from touchstone.core.money import money
from touchstone.core.planning.alternatives import Way, way_of
from touchstone.core.planning.offer import Offered, offer_of, outcome_at
from touchstone.core.planning.outcome import COLUMN_NAMES, Situation, mixed_pay, outcome_of
from touchstone.core.planning.plan import (
    DRAWS,
    alternatives_of,
    cheapest_first,
    columns_of,
    situation_of,
    stated_for,
)
from touchstone.core.planning.routes import routes
from touchstone.core.planning.shapes import Array, Columns, fixed
from touchstone.core.planning.stated import Stated
from touchstone.core.planning.values import Sway
from touchstone.core.rates import RateTable, rate_table
from touchstone.core.roles.values import Role, Share

_Cost = Callable[[Columns, float | None], Array]
_LOW, _HIGH = 0.1, 0.9


def sensitivity(
    brief: Brief,
    role: Role,
    rates: RateTable | None = None,
    *,
    alternative: str | None = None,
    rng: np.random.Generator,
    today: date,
    mix: Sequence[Share] = (),
    draws: int = DRAWS,
) -> tuple[Sway, ...]:
    """How far each assumption moves the median cost of one alternative of `plan`, the strongest first.

    "pay" is the pay itself: which source is right, and where inside its range. Assumptions that do not move the cost
    (they may move the date) are left out. Empty where no alternative has a rate.

    Args:
        brief: As for `plan`, like everything that is not named here.
        role: As for `plan`.
        rates: As for `plan`.
        alternative: The id of the alternative; the cheapest one of the plan where none is given.
        rng: A generator of the plan's seed, made anew, gives the plan's own draws.
        today: As for `plan`.
        mix: As for `plan`.
        draws: As for `plan`.

    Raises:
        BadInput: there is no such alternative for this brief.
        NoData: there is no rate for it.
    """
    table = rates or rate_table()
    situation = situation_of(brief, role, today=today, mix=mix)
    columns = columns_of(rng, draws=draws)
    alternative = alternative if alternative is not None else _cheapest(situation, columns, table)
    if alternative is None:
        return ()
    cost, pay = _model(situation, columns, table, alternative)
    found = [_sway(alternative, pay, [cost(columns, probability) for probability in (_LOW, _HIGH)])]
    for one in stated_for(situation, {alternative}):
        if one.name in COLUMN_NAMES:
            held = (columns.holding(one.name, probability) for probability in (_LOW, _HIGH))
            found.append(_sway(alternative, one, [cost(each, None) for each in held]))
    moving = [one for one in found if one.swing.minor > 0]
    return tuple(sorted(moving, key=lambda one: (-one.swing.minor, one.assumption)))


def _cheapest(situation: Situation, columns: Columns, table: RateTable) -> str | None:
    """The id of the alternative with the lowest median cost; None where there is no rate for any."""
    priced = [one for one in alternatives_of(situation, columns, table) if one.cost is not None]
    return min(priced, key=cheapest_first).id if priced else None


def _model(situation: Situation, columns: Columns, table: RateTable, alternative: str) -> tuple[_Cost, Stated]:
    """The cost as a function of the draws and of a probability at which to hold the pay; and what to call the pay."""
    if alternative == "as_offered":
        offered = offer_of(situation, table)
        if offered is None:
            raise BadInput("the brief offers no pay", place="alternative")
        return _cost_as_offered(situation, offered), offered.shape
    route = next((one for one in routes(situation.brief, table) if one.id == alternative), None)
    if route is None:
        raise BadInput(f"there is no alternative {alternative!r} for this brief", place="alternative")
    way = way_of(situation, columns, table, route)
    source = f"{len({row.source.id for pay in way.pays for row in pay.rows})} sources of the rate table"
    pay = Stated(name="pay", text="pay: which source is right, and where in its range", shape=fixed(1.0), source=source)
    return _cost_of(situation, way, mixed_pay(way.pays, situation.mix, columns)), pay


def _cost_of(situation: Situation, way: Way, drawn: Array) -> _Cost:
    def cost(columns: Columns, held: float | None) -> Array:
        pay = drawn if held is None else np.full(columns.size, np.quantile(drawn, held))
        return outcome_of(situation, columns, pay=pay, salaried=way.route.salaried).cost

    return cost


def _cost_as_offered(situation: Situation, offered: Offered) -> _Cost:
    def cost(columns: Columns, held: float | None) -> Array:
        columns = columns if held is None else columns.holding("offer", held)
        return outcome_at(situation, columns, offered).cost

    return cost


def _sway(alternative: str, one: Stated, costs: Sequence[Array]) -> Sway:
    low, high = (money(float(np.median(cost))) for cost in costs)
    return Sway(
        alternative=alternative,
        assumption=one.name,
        text=one.text,
        cost_at_low=low,
        cost_at_high=high,
        swing=max(low, high) - min(low, high),
        from_brief=one.from_brief,
    )
