"""Plans: the ways to staff a piece of work side by side, each with its cost and its finishing date as distributions."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from touchstone.core.briefs.values import Brief
from touchstone.core.errors import BadInput, NoData
from touchstone.core.money import Money
from touchstone.core.planning import stated
from touchstone.core.planning.alternatives import (
    Way,
    alternative_as_offered,
    alternative_of,
    way_of,
    without_data,
)
from touchstone.core.planning.check import check_brief, mix_of
from touchstone.core.planning.outcome import COLUMN_NAMES, Situation
from touchstone.core.planning.quality import MOST_ANSWERS, MOST_ROUNDS
from touchstone.core.planning.reckoning import MIDDLE
from touchstone.core.planning.routes import Route, routes
from touchstone.core.planning.shapes import Columns
from touchstone.core.planning.stated import Stated
from touchstone.core.planning.values import Alternative, Plan
from touchstone.core.planning.work import Measure, assumptions_of, work_of
from touchstone.core.rates import RateTable, exchange, rate_table
from touchstone.core.roles.values import Role, Share

DRAWS = 4000
_FEWEST = 100
_NOT_INCLUDED = (
    "Not included: fees of platforms, agencies and employers of record, taxes, tools, and the time of the client's own "
    "staff."
)


def plan(
    brief: Brief,
    role: Role,
    rates: RateTable | None = None,
    *,
    rng: np.random.Generator,
    today: date,
    mix: Sequence[Share] = (),
    draws: int = DRAWS,
) -> Plan:
    """The plan for a brief: every way to staff it, cheapest median first, those without data last.

    Args:
        brief: What is needed; whatever it does not say becomes a stated assumption.
        role: Who is needed, as the diagnosis says.
        rates: The rate table; the packaged one where none is given.
        rng: Where chance comes from. The same seed gives the same plan to the bit.
        today: The day from which finishing dates are counted.
        mix: Several roles with their shares of the work, in place of `role` alone.
        draws: How many times the distributions are drawn, at least 100.

    Raises:
        BadInput: a field of the brief cannot be planned with; the refusal names it.
        NotPossible: `role` is none of the four.
    """
    table = rates or rate_table()
    seed = _seed(rng)
    situation = situation_of(brief, role, today=today, mix=mix)
    columns = columns_of(rng, draws=draws)
    budget, budget_note = _budget(brief, table, today)
    alternatives = alternatives_of(situation, columns, table, budget=budget)
    priced = {one.id for one in alternatives if one.cost is not None}
    return Plan(
        role=role,
        alternatives=tuple(sorted(alternatives, key=cheapest_first)),
        assumptions=tuple(one.shown() for one in stated_for(situation, priced)),
        seed=seed,
        draws=draws,
        mix=situation.mix,
        notes=(*budget_note, *_notes(situation, columns), _NOT_INCLUDED),
    )


def situation_of(brief: Brief, role: Role, *, today: date, mix: Sequence[Share] = ()) -> Situation:
    """What all ways share. Raises as `plan`."""
    check_brief(brief)
    shares = mix_of(role, tuple(mix))
    work = work_of(brief, roles=tuple(share.role for share in shares), columns=MIDDLE)
    return Situation(brief=brief, today=today, mix=shares, work=work)


def columns_of(rng: np.random.Generator, *, draws: int) -> Columns:
    """The draws of everything uncertain. Raises BadInput for too few of them."""
    if draws < _FEWEST:
        raise BadInput(f"{draws} draws say nothing of a 90 % point", place="draws", hint=f"{_FEWEST} or more")
    return Columns.drawn(COLUMN_NAMES, draws=draws, rng=rng)


def stated_for(situation: Situation, ids: set[str]) -> tuple[Stated, ...]:
    """Every assumption that the figures of the alternatives `ids` rest on."""
    found = list(assumptions_of(situation.work))
    if situation.work.measure is Measure.PIECES:
        found += [stated.ONBOARDING, situation.ramp]
    if ids - {"us_salaried"}:
        found.append(situation.hire(salaried=False))
    if "us_salaried" in ids:
        found += [situation.hire(salaried=True), stated.ON_COST]
    if ids - {"as_offered"}:
        found.append(stated.SINGLE_FIGURE)
    return tuple(found)


def alternatives_of(
    situation: Situation, columns: Columns, table: RateTable, *, budget: Money | None = None
) -> list[Alternative]:
    """Every way to staff the work, in no order."""
    found: list[Alternative] = []
    ways: list[Way] = []
    for route in routes(situation.brief, table):
        way = _way_or_none(situation, columns, table, route)
        if isinstance(way, Way):
            ways.append(way)
            found.append(alternative_of(situation, columns, table, way, budget=budget))
        else:
            found.append(way)
    offered = alternative_as_offered(situation, columns, table, budget=budget, markets=ways)
    return found if offered is None else [*found, offered]


def _way_or_none(situation: Situation, columns: Columns, table: RateTable, route: Route) -> Way | Alternative:
    try:
        return way_of(situation, columns, table, route)
    except NoData as missing:
        return without_data(situation, route, missing.message)


def _budget(brief: Brief, table: RateTable, today: date) -> tuple[Money | None, tuple[str, ...]]:
    """The budget in dollars, and a note on how it became dollars or why it could not."""
    if brief.budget is None or brief.budget.currency == "USD":
        return brief.budget, ()
    try:
        found = exchange(table.exchange, brief.budget, "USD", on=today)
    except NoData as missing:
        return None, (f"The budget is not compared: {missing.message}.",)
    days = f"{found.first_day} to {found.last_day}"
    return found.amount, (f"The budget of {brief.budget} is {found.amount} at {days} rates ({found.source.title}).",)


def _notes(situation: Situation, columns: Columns) -> Iterator[str]:
    """What a reader of the figures must know."""
    work = situation.work
    if not work.people_said:
        yield _people_note(situation)
    for judged in dict.fromkeys(piece.judged for piece in work.pieces):
        if work.target is not None and work.measure is Measure.PIECES:
            missed = float(np.mean(work.looks(columns, judged=judged).reached < work.target))
            most = f"{MOST_ANSWERS} answers" if judged else f"{MOST_ROUNDS} rounds of review"
            if missed > 0.005:
                yield (
                    f"{missed:.0%} of the draws do not reach {work.target:.0%} right with at most {most} for a piece: "
                    "what stays open then needs an adjudicator, or people proven to be better."
                )
    if work.measure is Measure.TIME and work.target is not None:
        yield "The brief says no volume, so the quality target changes how many pieces get done, not the cost."


def _people_note(situation: Situation) -> str:
    work = situation.work
    if work.measure is Measure.TIME:
        return f"The brief does not say how many people: reckoned for {work.people}."
    weeks = f"{work.weeks.mid:g} weeks that the brief gives" if work.weeks_said else f"{stated.WEEKS_WANTED:g} weeks"
    return f"The brief does not say how many people: {work.people:,} are enough for {weeks} at the middle."


def cheapest_first(one: Alternative) -> tuple[bool, int, str]:
    """The order of a plan's alternatives."""
    return one.cost is None, 0 if one.cost is None else one.cost.p50.minor, one.id


def _seed(rng: np.random.Generator) -> int | None:
    """The plain number that the generator was made from, if it was."""
    sequence = rng.bit_generator.seed_seq
    entropy = getattr(sequence, "entropy", None)
    plain = isinstance(entropy, int) and entropy < 2**63 and not getattr(sequence, "spawn_key", ())
    return entropy if plain else None
