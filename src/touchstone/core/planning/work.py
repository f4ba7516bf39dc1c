"""How much work there is: counted pieces, stated hours, or a box of time."""

import math
from enum import StrEnum

import numpy as np
from msgspec import Struct, structs

from touchstone.core.briefs.values import Brief, Task
from touchstone.core.planning import quality, stated
from touchstone.core.planning.shapes import Array, Columns
from touchstone.core.planning.stated import Stated
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence

_JUDGED = frozenset({Competence.LABEL, Competence.JUDGE})


def is_judged(competence: Competence) -> bool:
    """Whether work of this kind is answered by several people and the majority counts."""
    return competence in _JUDGED


class Measure(StrEnum):
    """What the amount of work follows from."""

    PIECES = "pieces"
    HOURS = "hours"
    TIME = "time"


class Piece(Struct, frozen=True, kw_only=True):
    """One kind of piece: how many, how long each takes, and whether a majority can decide it."""

    task: Task
    count: int
    minutes: Stated

    @property
    def judged(self) -> bool:
        """Whether several people answer it and the majority counts (otherwise it is made, and reviewed)."""
        return is_judged(self.task.competence)

    @property
    def word(self) -> str:
        """What to call one of them in a formula: letters only, so that no name looks like arithmetic."""
        said = "".join(c for c in (self.task.unit or "piece") if c.isalpha() or c == " ").strip() or "piece"
        return said if said.endswith("s") else said + "s"


class Looks(Struct, frozen=True):
    """What one piece takes, as arrays of draws: people who answer or review it, and effort in units of one answer."""

    people: Array
    effort: Array
    reached: Array  # share of pieces that come out right


class Work(Struct, frozen=True, kw_only=True):
    """The amount of work of a brief."""

    measure: Measure
    pieces: tuple[Piece, ...]
    target: float | None
    hours_total: Stated | None
    hours_per_week: Stated
    weeks: Stated
    people: int
    people_said: bool
    weeks_said: bool

    def looks(self, columns: Columns, *, judged: bool) -> Looks:
        """What one piece takes to meet the quality target; without one, a second look at some of them."""
        of_a_kind = _judged if judged else _made
        return columns.once(("looks", judged, self.target), lambda: of_a_kind(columns, self.target))

    def productive_hours(self, columns: Columns) -> Array:
        """Hours of work on the pieces (or as the brief states them); zeros where the work is bounded by time."""
        if self.hours_total is not None and self.measure is Measure.HOURS:
            return self.hours_total.at(columns)
        hours = np.zeros(columns.size)
        for piece in self.pieces if self.measure is Measure.PIECES else ():
            effort = self.looks(columns, judged=piece.judged).effort
            hours += piece.count * effort * piece.minutes.at(columns) / 60
        return hours

    def answers_per_task(self, columns: Columns) -> float:
        """Answers and reviews that one piece gets at the middle, over all pieces."""
        counted = [(piece.count, piece.judged) for piece in self.pieces] or [(1, True)]
        total = sum(count for count, _ in counted) or 1
        looks = {judged: float(np.median(self.looks(columns, judged=judged).people)) for _, judged in counted}
        return sum(count * looks[judged] for count, judged in counted) / total


def work_of(brief: Brief, *, roles: tuple[Role, ...], columns: Columns) -> Work:
    """The work of a brief. `columns` is the middle draw, from which a team that nobody stated is made big enough."""
    counted = tuple(
        Piece(task=task, count=task.volume, minutes=stated.minutes(task)) for task in brief.tasks if task.volume
    )
    total = stated.hours_total(brief)
    minutes_said = bool(counted) and all(piece.task.minutes_each is not None for piece in counted)
    measure = Measure.TIME
    if counted and (minutes_said or total is None):
        measure = Measure.PIECES
    elif total is not None:
        measure = Measure.HOURS
    weeks = stated.weeks(brief)
    work = Work(
        measure=measure,
        pieces=counted,
        target=brief.quality_target,
        hours_total=total,
        hours_per_week=stated.hours_per_week(brief),
        weeks=weeks,
        people=brief.people or 1,
        people_said=brief.people is not None,
        weeks_said=weeks.from_brief,
    )
    return work if work.people_said else _with_people(work, roles=roles, columns=columns)


def assumptions_of(work: Work) -> tuple[Stated, ...]:
    """The stated distributions that the amount of work rests on."""
    used = [work.hours_per_week]
    if work.measure is Measure.HOURS and work.hours_total is not None:
        used.append(work.hours_total)
    if work.measure is Measure.TIME:
        used.append(work.weeks)
    for piece in work.pieces if work.measure is Measure.PIECES else ():
        used += [piece.minutes, *_quality_of(piece, work.target)]
    return tuple({(one.name, one.text): one for one in used}.values())


def _quality_of(piece: Piece, target: float | None) -> tuple[Stated, ...]:
    if piece.judged:
        return (stated.REVIEW,) if target is None else (stated.ACCURACY, stated.REVIEW)
    basic = (stated.REVIEW, stated.READING)
    return basic if target is None else (*basic, stated.MADE_RIGHT, stated.CATCH, stated.REPAIR)


def _with_people(work: Work, *, roles: tuple[Role, ...], columns: Columns) -> Work:
    """The work with a team big enough for the weeks that are said or wanted; one person a role where time bounds it."""
    people = len(roles)
    if work.measure is not Measure.TIME:
        weeks = work.weeks.mid if work.weeks_said else stated.WEEKS_WANTED
        hours = float(work.productive_hours(columns)[0])
        people = max(people, math.ceil(hours / _hours_of_one(work, weeks, roles) - 1e-9))
    return structs.replace(work, people=people)


def _hours_of_one(work: Work, weeks: float, roles: tuple[Role, ...]) -> float:
    """Hours of work that one person gets done in so many weeks, starting up taken off."""
    weekly = work.hours_per_week.mid
    if work.measure is Measure.HOURS:
        return weekly * weeks
    starting = stated.ONBOARDING.mid + 0.5 * stated.ramp(roles).mid * weekly
    # In very few weeks hardly anything but starting up would fit; more people than this do not make it faster.
    return max(weekly * weeks - starting, weekly * weeks / 4)


def _judged(columns: Columns, target: float | None) -> Looks:
    second = stated.REVIEW.at(columns)
    accuracy = stated.ACCURACY.at(columns)
    if target is None:
        one = np.ones(columns.size)
        return Looks(one, one + second, accuracy)
    answers, reached = quality.answers_needed(accuracy, target)
    # Where one answer is enough, some pieces still get a second one: nobody could tell otherwise that it is enough.
    return Looks(answers, np.where(answers > 1, answers, 1 + second), reached)


def _made(columns: Columns, target: float | None) -> Looks:
    second, reading = stated.REVIEW.at(columns), stated.READING.at(columns)
    right, catch = stated.MADE_RIGHT.at(columns), stated.CATCH.at(columns)
    if target is None:
        one = np.ones(columns.size)
        return Looks(one, one + second * reading, right)
    rounds, reached = quality.rounds_needed(right, catch, target)
    repair = stated.REPAIR.at(columns)
    effort = quality.review_effort(right, catch, rounds, reading=reading, repair=repair)
    return Looks(1 + rounds, 1 + np.where(rounds > 0, effort, second * reading), reached)
