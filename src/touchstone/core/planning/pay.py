"""What an hour or a year costs: a distribution made of nothing but rows of the rate table.

Each source is equally likely to be the right one, and within a source each of its rows. That is a mixture, not an
average: where sources disagree, the distribution has two humps, and the plan says so.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, structs

from touchstone.core.briefs.values import Brief, Degree, Seniority
from touchstone.core.errors import NoData
from touchstone.core.money import PayUnit
from touchstone.core.planning.shapes import Array, Columns, Shape, quartiles, stated_range
from touchstone.core.planning.stated import SINGLE_FIGURE
from touchstone.core.rates import (
    ROLES_IN_WORDS,
    WORLD,
    Figures,
    Rate,
    RateTable,
    disagreements,
    in_dollars,
    is_comparable,
    is_timed,
    look_up,
    middle_of,
    place_name,
)
from touchstone.core.roles.values import Role

GENERAL, EXPERT = "general", "expert"
_SUBJECT_EXPERTS = Role.AI_TRAINING_SPECIALIST  # the rows of subject experts stand under this role
_ENTRY = "entry level"
_WORLDWIDE = (
    "Worldwide listings are counted in: US companies price them in dollars, and 58 % of the AI trainers that Deel "
    "counts (2025) are in the US."
)


class Wanted(Struct, frozen=True, kw_only=True):
    """Whose pay is looked for."""

    role: Role
    places: tuple[str, ...]
    salaried: bool
    level: str
    domains: tuple[str, ...] = ()
    entry: bool = False

    @property
    def unit(self) -> PayUnit:
        """The unit of the answer."""
        return PayUnit.YEAR if self.salaried else PayUnit.HOUR


class Pay(Struct, frozen=True, kw_only=True):
    """The rows behind a pay, each with its distribution in US dollars per `unit`, source by source."""

    wanted: Wanted
    rows: tuple[Rate, ...]
    shapes: tuple[Shape, ...]
    notes: tuple[str, ...]
    disagreement: str

    def at(self, columns: Columns) -> Array:
        """Draws in dollars per unit: a source, one of its rows, a point of that row's distribution."""
        chosen = self._chosen(columns[f"pay_source_{self.wanted.role}"])
        inside = columns[f"pay_figure_{self.wanted.role}"]
        pay = np.empty(columns.size)
        for index, shape in enumerate(self.shapes):
            mine = chosen == index
            pay[mine] = shape.at(inside[mine])
        return pay

    def sources(self) -> list[list[int]]:
        """The indexes of the rows of each source."""
        grouped: dict[str, list[int]] = {}
        for index, row in enumerate(self.rows):
            grouped.setdefault(row.source.id, []).append(index)
        return list(grouped.values())

    def _chosen(self, luck: Array) -> Array:
        sources = self.sources()
        position = luck * len(sources)
        source = np.minimum(position.astype(int), len(sources) - 1)
        rest = position - source  # what is left of the same number chooses the row
        chosen = np.zeros(luck.shape)
        for index, rows in enumerate(sources):
            mine = source == index
            within = np.minimum((rest[mine] * len(rows)).astype(int), len(rows) - 1)
            chosen[mine] = np.asarray(rows)[within]
        return chosen


def level_of(brief: Brief, role: Role) -> str:
    """Whether the work takes somebody trained in its domain: a licence, a master's degree, or a degree and a domain.

    An ML engineer's degree is what the trade is; it does not make the rates of subject experts apply.
    """
    if role is Role.ML_ENGINEER:
        return GENERAL
    degrees = list(Degree)
    degree = -1 if brief.degree is None else degrees.index(brief.degree)
    licensed = any("licen" in one or one.endswith("_admission") for one in brief.clearances)
    trained = degree >= degrees.index(Degree.BACHELOR) and bool(brief.domains) and role is not Role.DATA_ANNOTATOR
    return EXPERT if licensed or trained or degree >= degrees.index(Degree.MASTER) else GENERAL


def wanted(brief: Brief, role: Role, *, places: tuple[str, ...], salaried: bool) -> Wanted:
    """Whose pay a brief asks for in some places."""
    return Wanted(
        role=role,
        places=places,
        salaried=salaried,
        level=level_of(brief, role),
        domains=brief.domains,
        entry=brief.seniority is Seniority.ENTRY,
    )


def pay_for(table: RateTable, want: Wanted) -> Pay:
    """The pay that the table knows.

    Raises:
        NoData: no row fits; the message says what was looked for and where there are rows.
    """
    rows, notes = _chosen_rows(table, want)
    priced = [(row, figures) for row in rows if (figures := _dollars(table, row, want.unit)) is not None]
    if not priced:
        raise NoData(_no_data(table, want))
    kept = tuple(row for row, _ in priced)
    return Pay(
        wanted=want,
        rows=kept,
        shapes=tuple(_shape(row, figures) for row, figures in priced),
        notes=notes,
        disagreement=" ".join(one.text for one in disagreements(table, kept)),
    )


def _chosen_rows(table: RateTable, want: Wanted) -> tuple[list[Rate], tuple[str, ...]]:
    """The rows that fit, and what the reader must know about the choice."""
    rows = [row for row in table.rows if _fits(row, want)]
    notes = []
    if want.level == EXPERT and want.role is not _SUBJECT_EXPERTS:
        as_experts = structs.replace(want, role=_SUBJECT_EXPERTS)
        rows += [row for row in table.rows if _fits(row, as_experts)]
        notes.append("Subject experts are paid as such, whichever of the roles they fill.")
    exact = [row for row in rows if is_comparable(row)]
    entry = [row for row in rows if want.entry and row.covers == _ENTRY]
    if entry:
        return entry, (*notes, "Entry level, as the brief asks.")
    if not exact and (exact := [row for row in rows if row.scope == "neighbour"]):
        notes.append("There is no row for this very job; the rows of neighbouring jobs are used.")
    chosen = _of_the_domain(exact, want, notes)
    if want.places[0] != WORLD and any(row.place == WORLD for row in chosen):
        notes.append(_WORLDWIDE)
    return chosen, tuple(notes)


def _of_the_domain(rows: list[Rate], want: Wanted, notes: list[str]) -> list[Rate]:
    """Of experts' rows, those for the brief's fields and those that name none; all of them where there is neither."""
    if want.level != EXPERT or not want.domains or not rows:
        return rows
    mine = [row for row in rows if any(_same_field(a, b) for a in row.domains for b in want.domains)]
    unnamed = [row for row in rows if not row.domains]
    if not mine:
        which = "that name no field" if unnamed else "of other fields"
        notes.append(f"There is no row for experts of this very field; rows {which} are used.")
    return mine + unnamed or rows


def _same_field(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _fits(row: Rate, want: Wanted) -> bool:
    if row.role != want.role or row.place not in want.places or row.domain_level != want.level:
        return False
    if want.salaried:
        return row.unit is PayUnit.YEAR
    # In the US a salary is another contract; where people work on contract for companies abroad, their pay is quoted
    # by the year as often as by the hour.
    return is_timed(row.unit) and (row.place != "US" or row.unit not in {PayUnit.YEAR, PayUnit.MONTH})


def _dollars(table: RateTable, row: Rate, unit: PayUnit) -> Figures | None:
    """The row in dollars, or None where it has no middle or no exchange rate."""
    try:
        figures = in_dollars(table, row, unit)
    except NoData:
        return None
    return None if middle_of(figures.low, figures.median, figures.high) is None else figures


def _shape(row: Rate, figures: Figures) -> Shape:
    low, mid, high = (
        None if figure is None else float(figure.major) for figure in (figures.low, figures.median, figures.high)
    )
    if low is not None and high is not None:
        if row.spread == "quartiles" and mid is not None:
            return quartiles(low, mid, high)
        return stated_range(low, high, mid=mid)
    assert mid is not None  # pay_for keeps only rows with a middle
    around = SINGLE_FIGURE.shape.times(mid)
    # Where the source gives one end, the other side alone is our spread.
    below = ((0.0, low),) if low is not None else tuple(p for p in around.points if p[0] < 0.5)
    above = ((1.0, high),) if high is not None else tuple(p for p in around.points if p[0] > 0.5)
    return Shape((*below, (0.5, mid), *above), factors=True)


def _no_data(table: RateTable, want: Wanted) -> str:
    """What is not there: pay for this role in this place, or only pay in this unit or at this level."""
    place = want.places[0]
    unit = want.unit if want.salaried or place == "US" else None
    for level in (None, want.level):
        answer = look_up(table, role=want.role, place=place, unit=unit, domain_level=level)
        if answer.no_data:
            return answer.no_data
    who = ROLES_IN_WORDS[want.role]
    return f"No data on the pay of {who} in {place_name(place)} that gives a middle, or both ends of a range."


def sources_of(pays: Sequence[Pay]) -> tuple[str, ...]:
    """The ids of all rows behind these pays, each once."""
    return tuple(dict.fromkeys(row.id for pay in pays for row in pay.rows))
