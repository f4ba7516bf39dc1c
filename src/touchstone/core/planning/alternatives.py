"""One way to staff the work, reckoned and put into words."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct, structs

from touchstone.core.errors import NoData
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.planning.offer import Offered, offer_lines, offer_of, outcome_at, standing
from touchstone.core.planning.outcome import (
    Outcome,
    Situation,
    date_quantiles,
    mixed_pay,
    money_quantiles,
    outcome_of,
    team_of,
)
from touchstone.core.planning.pay import Pay, pay_for, sources_of, wanted
from touchstone.core.planning.reckoning import (
    MIDDLE,
    cost_line,
    lines_of_both_sides,
    middle_cost,
    pay_lines,
    time_lines,
)
from touchstone.core.planning.routes import Route
from touchstone.core.planning.shapes import Columns
from touchstone.core.planning.stated import BRIEF
from touchstone.core.planning.values import Alternative, Line
from touchstone.core.planning.work import Measure
from touchstone.core.rates import RateTable, said_by


class Way(Struct, frozen=True):
    """A route with its pay, and what came of it draw by draw."""

    route: Route
    pays: tuple[Pay, ...]
    outcome: Outcome


def way_of(situation: Situation, columns: Columns, table: RateTable, route: Route) -> Way:
    """A route drawn.

    Raises:
        NoData: there is no rate for one of the roles at work.
    """
    pays = tuple(
        pay_for(table, wanted(situation.brief, role, places=route.places, salaried=route.salaried))
        for role in situation.roles
    )
    pay = mixed_pay(pays, situation.mix, columns)
    return Way(route, pays, outcome_of(situation, columns, pay=pay, salaried=route.salaried))


def alternative_of(
    situation: Situation, columns: Columns, table: RateTable, way: Way, *, budget: Money | None
) -> Alternative:
    """A way in figures and lines."""
    salaried = way.route.salaried
    reckoning = time_lines(situation, salaried=salaried)
    draws = [pay.at(columns) for pay in way.pays]
    rows, pay = pay_lines(way.pays, draws, [share.share for share in situation.mix])
    cost = cost_line(reckoning, pay, salaried=salaried)
    sides = lines_of_both_sides(reckoning, way.pays[0], salaried=salaried) if len(way.pays) == 1 else ()
    results = (*_floor_lines(table, way), *_result_lines(situation, way.outcome, budget))
    return structs.replace(
        _in_figures(situation, way.route, way.outcome, budget),
        lines=(*reckoning.lines, *rows, cost, *sides, *results),
        rate_ids=sources_of(way.pays),
        disagreement=" ".join(pay.disagreement for pay in way.pays if pay.disagreement),
        middle=middle_cost(cost),
    )


def alternative_as_offered(
    situation: Situation, columns: Columns, table: RateTable, *, budget: Money | None, markets: Sequence[Way]
) -> Alternative | None:
    """The way at the brief's own pay, beside the markets of the others; None where the brief offers none."""
    place = ", ".join(situation.brief.countries)
    route = Route(id="as_offered", label="As the brief offers", places=(place,))
    try:
        offered = offer_of(situation, table)
    except NoData as missing:
        return without_data(situation, route, missing.message)
    if offered is None:
        return None
    outcome = outcome_at(situation, columns, offered)
    return structs.replace(
        _in_figures(situation, route, outcome, budget),
        lines=tuple(_offer_lines(situation, offered, outcome, budget=budget, markets=markets)),
        middle=middle_cost(offer_lines(situation, offered, time_lines(situation, salaried=False))[-1]),
    )


def without_data(situation: Situation, route: Route, why: str) -> Alternative:
    """A way for which there is no pay: the work is the same, the cost is not known."""
    team = team_of(situation, MIDDLE, salaried=route.salaried)
    reckoning = time_lines(situation, salaried=route.salaried)
    return Alternative(
        id=route.id,
        label=route.label,
        place=route.places[0],
        people=team.people,
        hours_per_week=team.hours_mid,
        weeks=float(reckoning.weeks.removesuffix(" weeks").replace(",", "")),
        answers_per_task=situation.work.answers_per_task(MIDDLE),
        cost=None,
        hourly=None,
        finish=None,
        within_budget=None,
        lines=reckoning.lines,
        rate_ids=(),
        no_data=why,
        as_asked=route.as_asked,
    )


def _offer_lines(
    situation: Situation, offered: Offered, outcome: Outcome, *, budget: Money | None, markets: Sequence[Way]
) -> Iterator[Line]:
    reckoning = time_lines(situation, salaried=False)
    yield from reckoning.lines
    yield from offer_lines(situation, offered, reckoning)
    hourly = [(way.route.label, way.outcome.hourly) for way in markets if not way.route.salaried]
    yield from standing(offered, hourly)
    yield from _result_lines(situation, outcome, budget)


def _in_figures(situation: Situation, route: Route, outcome: Outcome, budget: Money | None) -> Alternative:
    team = team_of(situation, MIDDLE, salaried=route.salaried)
    return Alternative(
        id=route.id,
        label=route.label,
        place=route.places[0],
        people=team.people,
        hours_per_week=team.hours_mid,
        weeks=round(float(np.median(outcome.weeks)), 2),
        answers_per_task=situation.work.answers_per_task(MIDDLE),
        cost=money_quantiles(outcome.cost),
        hourly=money_quantiles(outcome.hourly),
        finish=date_quantiles(situation.today, outcome.days),
        within_budget=None if budget is None else float(np.mean(outcome.cost <= float(budget.major))),
        lines=(),
        rate_ids=(),
        as_asked=route.as_asked,
    )


def _floor_lines(table: RateTable, way: Way) -> Iterator[Line]:
    """A warning where half of the draws pay less than a platform allows at all."""
    middle = money(float(np.median(way.outcome.hourly)))
    floors = [row for row in table.rows if row.basis == "floor" and row.low is not None and row.unit is PayUnit.HOUR]
    for row in floors:
        if row.low is not None and row.low.currency == "USD" and middle < row.low:
            value = f"the middle pay of {middle}/hour is below {row.low}/hour: {row.covers}"
            yield Line(label="Below a floor", formula="", value=value, source=f"{said_by(row)}: {row.source.address}")


def _result_lines(situation: Situation, outcome: Outcome, budget: Money | None) -> Iterator[Line]:
    """What the draws say: the quantiles, the budget, the weeks that the brief allows."""
    count = f"{outcome.cost.size:,} draws"
    cost = money_quantiles(outcome.cost)
    spread = f"{cost.p50} (10 %: {cost.p10}, 90 %: {cost.p90})"
    yield Line(label="Half of the draws cost less than", formula="", value=spread, source=count)
    if budget is not None:
        within = np.mean(outcome.cost <= float(budget.major))
        yield Line(label=f"Within {budget}", formula="", value=f"{within:.0%} of the draws", source=count)
    work = situation.work
    if work.weeks_said and work.measure is not Measure.TIME:
        most = work.weeks.shape.point(1.0)
        done = np.mean(outcome.weeks <= most)
        label = f"Done within {most:g} weeks of work"
        yield Line(label=label, formula="", value=f"{done:.0%} of the draws", source=f"{count}; weeks: {BRIEF}")
