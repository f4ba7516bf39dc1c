"""The lines of the arithmetic for one way to staff the work, with every assumption at its middle."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from touchstone.core.money import Money, money
from touchstone.core.planning import stated
from touchstone.core.planning.arithmetic import amount, computed, evaluate, number
from touchstone.core.planning.outcome import COLUMN_NAMES, Situation, Team, team_of
from touchstone.core.planning.pay import Pay
from touchstone.core.planning.shapes import Array, Columns
from touchstone.core.planning.values import Line
from touchstone.core.planning.work import Measure, Piece
from touchstone.core.rates import ROLES_IN_WORDS, Rate, figures_text, said_by

MIDDLE = Columns.middle(COLUMN_NAMES)
_MIDDLE_OF_ALL = "Cost with everything at its middle"


class Reckoning(Struct, frozen=True):
    """The lines, the hours paid and weeks that they come to, and the cost in the last of them."""

    lines: tuple[Line, ...]
    paid: str
    weeks: str
    people: int


def time_lines(situation: Situation, *, salaried: bool) -> Reckoning:
    """From the work to hours paid and weeks."""
    team = team_of(situation, MIDDLE, salaried=salaried)
    lines = list(_time_boxed(situation, team) if situation.work.measure is Measure.TIME else _hours(situation, team))
    paid = lines[-1].value
    hours = number(team.hours_mid)
    if situation.work.measure is Measure.TIME:
        weeks = f"{number(situation.work.weeks.mid)} weeks"
        lines += _pieces_in_time(situation, paid)
    else:
        found = computed("Weeks of work", f"{paid} ÷ ({team.people:,} people × {hours} h)", unit="weeks")
        weeks = found.value
        lines.append(found)
    return Reckoning(tuple(lines), paid, weeks, team.people)


def pay_lines(pays: Sequence[Pay], draws: Sequence[Array], shares: Sequence[float]) -> tuple[tuple[Line, ...], str]:
    """Every row behind the pay, and the middle of the pay as printed (for one hour, or for one year of employees)."""
    lines: list[Line] = []
    middles: list[str] = []
    for pay, drawn in zip(pays, draws, strict=True):
        role = ROLES_IN_WORDS[pay.wanted.role]
        lines += [_row_line(row, pay) for row in pay.rows]
        lines += [Line(label="About these rates", formula="", value=note) for note in pay.notes]
        middle = pay.shapes[0].point(0.5) if len(pay.shapes) == 1 else float(np.median(drawn))
        middles.append(f"${number(middle)}")
        count = len(pay.sources())
        source = "the middle of the draws" + (f"; {count} sources, each equally likely" if count > 1 else "")
        lines.append(Line(label=f"Pay of {role}", formula="", value=f"{middles[-1]}/{pay.wanted.unit}", source=source))
    if len(pays) == 1:
        return tuple(lines), middles[0]
    formula = " + ".join(f"{number(share)} × {middle}" for share, middle in zip(shares, middles, strict=True))
    mixed = computed("Pay of the mix", formula, unit="$", source="by each role's share of the work")
    return (*lines, mixed), mixed.value


def cost_line(reckoning: Reckoning, pay: str, *, salaried: bool, label: str = _MIDDLE_OF_ALL, source: str = "") -> Line:
    """The cost at a printed pay."""
    if not salaried:
        return computed(label, f"{reckoning.paid} × {pay}", unit="$", source=source)
    on_top = number(1 + stated.ON_COST.mid)
    formula = f"{reckoning.people:,} people × {pay} ÷ {stated.WEEKS_A_YEAR} × {reckoning.weeks} × {on_top}"
    return computed(label, formula, unit="$", source=source or f"{on_top}: {stated.ON_COST.source}")


def lines_of_both_sides(reckoning: Reckoning, pay: Pay, *, salaried: bool) -> tuple[Line, ...]:
    """Where sources disagree: the cost if only the lowest, and if only the highest of them is right."""
    if not pay.disagreement:
        return ()
    middles = [shape.point(0.5) for shape in pay.shapes]
    lowest, highest = middles.index(min(middles)), middles.index(max(middles))
    return tuple(
        cost_line(
            reckoning,
            f"${number(middles[index])}",
            salaried=salaried,
            label=f"Cost if only {said_by(pay.rows[index])} is right",
            source=f"{figures_text(pay.rows[index])} for “{pay.rows[index].work}”",
        )
        for index in (lowest, highest)
    )


def middle_cost(line: Line) -> Money:
    """The money in the value of a line."""
    return money(amount(line))


def _hours(situation: Situation, team: Team) -> list[Line]:
    work = situation.work
    if work.measure is Measure.HOURS:
        assert work.hours_total is not None
        hours = f"{number(work.hours_total.mid)} h"
        return [Line(label="Hours of the whole work", formula="", value=hours, source=stated.BRIEF)]
    kinds = [_piece_line(situation, piece) for piece in work.pieces]
    lines = [*_looks_lines(situation), *kinds]
    if len(kinds) > 1:
        lines.append(computed("Work in all", " + ".join(line.value for line in kinds), unit="h"))
    productive = lines[-1].value
    hours = number(team.hours_mid)
    onboarding = f"{team.people:,} people × {number(stated.ONBOARDING.mid)} h"
    lines.append(computed("Onboarding", onboarding, unit="h", source=stated.ONBOARDING.source))
    ramp = f"{team.people:,} people × 0.5 × {number(situation.ramp.mid)} weeks × {hours} h"
    if evaluate(ramp) > evaluate(productive):
        label = "Ramp-up: the work is over before full speed is reached, so as much again"
        lines.append(computed(label, productive, unit="h", source=situation.ramp.source))
    else:
        lines.append(computed("Ramp-up at half speed", ramp, unit="h", source=situation.ramp.source))
    lines.append(computed("Hours paid", f"{productive} + {lines[-2].value} + {lines[-1].value}", unit="h"))
    return lines


def _piece_line(situation: Situation, piece: Piece) -> Line:
    looks = situation.work.looks(MIDDLE, judged=piece.judged)
    effort = number(float(looks.effort[0]))
    what = piece.task.words or f"{piece.task.competence}"
    each = "answers" if piece.judged else "times the making with its review"
    formula = f"{piece.count:,} {piece.word} × {effort} {each} × {number(piece.minutes.mid)} min ÷ 60"
    return computed(f"Work: {what}", formula, unit="h", source=f"minutes: {piece.minutes.source}")


def _looks_lines(situation: Situation) -> Iterator[Line]:
    """How many looks a piece gets, and why."""
    work = situation.work
    for judged in dict.fromkeys(piece.judged for piece in work.pieces):
        looks = work.looks(MIDDLE, judged=judged)
        people, reached = int(looks.people[0]), float(looks.reached[0])
        single = stated.ACCURACY if judged else stated.MADE_RIGHT
        if work.target is None:
            value = f"1, and a second look at {stated.REVIEW.mid:.0%} of them: the brief sets no quality target"
            source = stated.REVIEW.source
        elif judged:
            value = f"{people}: the majority of {people}, each right with {single.mid:g}, is right with {reached:.3f}"
            source = single.source
        else:
            rounds = f"{people - 1} rounds of review that each find {stated.CATCH.mid:g} of what is wrong"
            value = f"made right with {single.mid:g}; {rounds} make it {reached:.3f}"
            source = single.source
        label = "Answers for one piece" if judged else "Review of one piece"
        yield Line(label=label, formula="", value=value, source=source)


def _time_boxed(situation: Situation, team: Team) -> list[Line]:
    work = situation.work
    formula = f"{team.people:,} people × {number(team.hours_mid)} h × {number(work.weeks.mid)} weeks"
    return [computed("Hours paid", formula, unit="h", source=f"weeks: {work.weeks.source}")]


def _pieces_in_time(situation: Situation, paid: str) -> list[Line]:
    """How many pieces the box of time holds, where the brief says what one takes."""
    lines = []
    for task in situation.brief.tasks:
        if task.minutes_each and len(situation.brief.tasks) == 1:
            piece = Piece(task=task, count=0, minutes=stated.minutes(task))
            effort = number(float(situation.work.looks(MIDDLE, judged=piece.judged).effort[0]))
            formula = f"{paid} × 60 ÷ ({effort} × {number(task.minutes_each)} min)"
            lines.append(computed("Pieces of work in that time", formula, digits=0, unit=piece.word))
    return lines


def _row_line(row: Rate, pay: Pay) -> Line:
    value = figures_text(row)
    if row.unit is not pay.wanted.unit:
        middle = pay.shapes[pay.rows.index(row)].point(0.5)
        value += f" (middle ${number(middle)}/{pay.wanted.unit})"
    return Line(label=f"Rate: {row.work}", formula="", value=value, source=f"{said_by(row)}: {row.source.address}")
