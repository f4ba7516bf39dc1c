"""From work and pay to cost and date, draw by draw."""

from datetime import date, timedelta

import numpy as np
from msgspec import Struct

from touchstone.core.briefs.values import Brief
from touchstone.core.money import money
from touchstone.core.planning import stated
from touchstone.core.planning.pay import Pay
from touchstone.core.planning.shapes import Array, Columns
from touchstone.core.planning.stated import Stated
from touchstone.core.planning.values import DateQuantiles, MoneyQuantiles
from touchstone.core.planning.work import Measure, Work
from touchstone.core.roles.values import Role, Share
from touchstone.core.skills.values import Competence

_PAY = tuple(f"pay_{part}_{role}" for role in Role for part in ("source", "figure"))
# Every column there ever is, in one order: which of them a brief needs must not change the numbers of the others.
COLUMN_NAMES = (
    *(f"minutes_{competence}" for competence in Competence),
    *"accuracy made_right catch review reading repair hours_per_week weeks hours_total onboarding ramp".split(),
    *"hire_contract hire_salaried on_cost offer".split(),
    *_PAY,
)


class Situation(Struct, frozen=True, kw_only=True):
    """Everything that the ways to staff the work share."""

    brief: Brief
    today: date
    mix: tuple[Share, ...]
    work: Work

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles at work."""
        return tuple(share.role for share in self.mix)

    @property
    def ramp(self) -> Stated:
        """Weeks at half speed at the start."""
        return stated.ramp(self.roles)

    def hire(self, *, salaried: bool) -> Stated:
        """Days until the people are found."""
        return stated.days_to_hire(self.brief, self.roles, salaried=salaried)


class Team(Struct, frozen=True):
    """How many people, and each one's hours a week (draws)."""

    people: int
    hours: Array
    hours_mid: float


class Time(Struct, frozen=True):
    """Draws of the paid hours of the whole team, and of the weeks from the first day of work to the last."""

    paid: Array
    weeks: Array


class Outcome(Struct, frozen=True):
    """Draws of cost in dollars, of what one paid hour costs, and of the days from today until the work is done."""

    cost: Array
    hourly: Array
    weeks: Array
    days: Array


def team_of(situation: Situation, columns: Columns, *, salaried: bool) -> Team:
    """The team: on contract as many as the work says; employed, as many full weeks as give the same hours."""
    work = situation.work
    if not salaried:
        return Team(work.people, work.hours_per_week.at(columns), work.hours_per_week.mid)
    weekly = work.people * work.hours_per_week.mid
    least = len(situation.mix)
    people = max(least, int(np.ceil(weekly / stated.SALARIED_HOURS - 1e-9)))
    return Team(people, np.full(columns.size, stated.SALARIED_HOURS), stated.SALARIED_HOURS)


def time_of(situation: Situation, columns: Columns, team: Team) -> Time:
    """How long the team is at it, and how many hours that are paid.

    Counted pieces take the time that they take, and starting up comes on top. Stated hours and stated weeks are what
    the client wants to buy: starting up happens inside them.
    """
    work = situation.work
    if work.measure is Measure.TIME:
        weeks = work.weeks.at(columns)
        return Time(team.people * team.hours * weeks, weeks)
    productive = work.productive_hours(columns)
    paid = productive
    if work.measure is Measure.PIECES:
        paid = productive + starting_up(situation, columns, team, productive)
    return Time(paid, paid / (team.people * team.hours))


def starting_up(situation: Situation, columns: Columns, team: Team, productive: Array) -> Array:
    """Paid hours of the team before everybody is up to speed: onboarding, and half the ramp-up weeks' hours.

    At half speed every hour of work takes two, so no more can be lost than the work itself has hours.
    """
    lost = team.people * 0.5 * situation.ramp.at(columns) * team.hours
    return team.people * stated.ONBOARDING.at(columns) + np.minimum(lost, productive)


def outcome_of(situation: Situation, columns: Columns, *, pay: Array, salaried: bool) -> Outcome:
    """Cost and finish at a pay in dollars per hour, or per year for employees (who also cost what comes on top)."""
    team = team_of(situation, columns, salaried=salaried)
    time = time_of(situation, columns, team)
    hire = situation.hire(salaried=salaried).at(columns)
    if salaried:
        yearly = pay * (1 + stated.ON_COST.at(columns))
        cost = team.people * yearly / stated.WEEKS_A_YEAR * time.weeks
        hourly = yearly / (stated.WEEKS_A_YEAR * stated.SALARIED_HOURS)
    else:
        cost, hourly = time.paid * pay, pay
    return Outcome(cost, hourly, time.weeks, days_until(situation, hire, time.weeks))


def days_until(situation: Situation, hire: Array, weeks: Array) -> Array:
    """Days from today until the work is done: people are found, the wanted start has come, the weeks have passed."""
    start = situation.brief.start
    wait = 0 if start is None else max(0, (start - situation.today).days)
    return np.maximum(hire, wait) + 7 * weeks


def mixed_pay(pays: tuple[Pay, ...], mix: tuple[Share, ...], columns: Columns) -> Array:
    """Pay of one hour of the team: each role's pay by its share of the work."""
    total = np.zeros(columns.size)
    for pay, share in zip(pays, mix, strict=True):
        total += share.share * pay.at(columns)
    return total


def money_quantiles(dollars: Array) -> MoneyQuantiles:
    """The 10, 50 and 90 % points, to the cent."""
    low, mid, high = (money(float(value)) for value in np.quantile(dollars, (0.1, 0.5, 0.9)))
    return MoneyQuantiles(p10=low, p50=mid, p90=high)


def date_quantiles(today: date, days: Array) -> DateQuantiles:
    """The days by which the work is done with 10, 50 and 90 %: the day on which the last hour is worked."""
    most = (date.max - today).days
    low, mid, high = (int(min(np.ceil(value), most)) for value in np.quantile(days, (0.1, 0.5, 0.9)))
    return DateQuantiles(
        p10=today + timedelta(days=low), p50=today + timedelta(days=mid), p90=today + timedelta(days=high)
    )
