"""The work at the pay that the brief itself offers, beside the market."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from touchstone.core.briefs.values import Pay as Offer
from touchstone.core.errors import NoData
from touchstone.core.money import Money, PayUnit
from touchstone.core.planning.arithmetic import computed, number
from touchstone.core.planning.outcome import Outcome, Situation, days_until, team_of, time_of
from touchstone.core.planning.reckoning import MIDDLE, Reckoning, cost_line
from touchstone.core.planning.shapes import Array, Columns, between
from touchstone.core.planning.stated import BRIEF, Stated
from touchstone.core.planning.values import Line
from touchstone.core.planning.work import Measure
from touchstone.core.rates import RateTable, converted, exchange, is_timed

_BY_THE_PIECE = {PayUnit.TASK, PayUnit.LABEL}


class Offered(Struct, frozen=True):
    """What the brief offers: dollars per hour, per piece, or for the whole."""

    shape: Stated
    unit: PayUnit  # HOUR, TASK or PROJECT
    text: str


def offer_of(situation: Situation, table: RateTable) -> Offered | None:
    """The offer of the brief in dollars, or None where it makes none.

    Raises:
        NoData: it cannot be put into hours, pieces or the whole, or there is no exchange rate.
    """
    offer = situation.brief.pay
    if offer is None or (offer.low is None and offer.high is None):
        return None
    unit, low, high = _in_dollars(offer, table, situation)
    shape = between(low, high)
    text = f"{_span(offer)}/{offer.unit}, as the brief offers"
    name = Stated(name="offer", text="pay that the brief offers", shape=shape, source=BRIEF, unit=f"USD/{unit}")
    return Offered(name, unit, text)


def outcome_at(situation: Situation, columns: Columns, offered: Offered) -> Outcome:
    """Cost and finish at the offered pay, on contract."""
    team = team_of(situation, columns, salaried=False)
    time = time_of(situation, columns, team)
    pay = offered.shape.at(columns)
    if offered.unit is PayUnit.HOUR:
        cost = time.paid * pay
    elif offered.unit is PayUnit.PROJECT:
        cost = pay
    else:
        cost = _answers(situation, columns) * pay
    hire = situation.hire(salaried=False).at(columns)
    return Outcome(cost, cost / np.maximum(time.paid, 1e-9), time.weeks, days_until(situation, hire, time.weeks))


def offer_lines(situation: Situation, offered: Offered, reckoning: Reckoning) -> tuple[Line, ...]:
    """The lines from hours or pieces to the cost."""
    pay = f"${number(offered.shape.shape.point(0.5))}"
    said = Line(label="Pay", formula="", value=f"{pay}/{offered.unit}", source=offered.text)
    if offered.unit is PayUnit.HOUR:
        return said, cost_line(reckoning, pay, salaried=False)
    if offered.unit is PayUnit.PROJECT:
        return said, computed("Cost with everything at its middle", pay, unit="$")
    parts = [
        f"{piece.count:,} {piece.word} × {number(float(situation.work.looks(MIDDLE, judged=piece.judged).effort[0]))}"
        for piece in situation.work.pieces
    ]
    answers = computed("Paid answers", " + ".join(parts), unit="answers")
    return said, answers, computed("Cost with everything at its middle", f"{answers.value} × {pay}", unit="$")


def standing(offered: Offered, markets: Sequence[tuple[str, Array]]) -> tuple[Line, ...]:
    """Where the middle of an hourly offer lies in the market of each other way: the share of draws that it covers."""
    if offered.unit is not PayUnit.HOUR:
        return ()
    middle = offered.shape.shape.point(0.5)
    return tuple(
        Line(
            label=f"Beside the market: {label}",
            formula="",
            value=f"{np.mean(hourly <= middle):.0%} of the market's draws are at or below the offer's middle",
            source="the draws of that alternative",
        )
        for label, hourly in markets
    )


def _answers(situation: Situation, columns: Columns) -> Array:
    answers = np.zeros(columns.size)
    for piece in situation.work.pieces:
        answers += piece.count * situation.work.looks(columns, judged=piece.judged).effort
    return answers


def _in_dollars(offer: Offer, table: RateTable, situation: Situation) -> tuple[PayUnit, float, float]:
    unit = offer.unit
    if is_timed(unit):
        unit = PayUnit.HOUR
    elif unit in _BY_THE_PIECE:
        if situation.work.measure is not Measure.PIECES:
            raise NoData("The brief pays by the piece and does not say how many pieces there are.")
        unit = PayUnit.TASK
    elif unit is not PayUnit.PROJECT:
        raise NoData(f"The brief pays by the {unit}, and how many there are is not known.")
    ends = [_dollars(end, offer.unit, table, situation) for end in (offer.low, offer.high) if end is not None]
    return unit, ends[0], ends[-1]


def _dollars(amount: Money, unit: PayUnit, table: RateTable, situation: Situation) -> float:
    if is_timed(unit):
        amount = converted(amount, unit, PayUnit.HOUR)
    return float(exchange(table.exchange, amount, "USD", on=situation.today).amount.major)


def _span(offer: Offer) -> str:
    ends = [str(end) for end in (offer.low, offer.high) if end is not None]
    return "–".join(dict.fromkeys(ends))
