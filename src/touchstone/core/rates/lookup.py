"""Look-ups: every row that was asked for, with its source; "no data" where there is none."""

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.money import PayUnit
from touchstone.core.rates.dates import days_of
from touchstone.core.rates.disagree import disagreements
from touchstone.core.rates.places import LATAM, WORLD, is_latin_american, place_code, place_name
from touchstone.core.rates.reading import BASES, LEVELS, ROLES
from touchstone.core.rates.values import Nearest, Rate, RateAnswer, RateTable, Wider

_ALL = "all kinds of AI-training work together"
ROLES_IN_WORDS = {
    "data_annotator": "data annotators",
    "ai_training_specialist": "AI training specialists",
    "rlhf_specialist": "RLHF specialists",
    "ml_engineer": "ML engineers",
    "all": "all AI-training work",
}


def look_up(
    table: RateTable,
    *,
    role: str | None = None,
    place: str | None = None,
    unit: PayUnit | str | None = None,
    basis: str | None = None,
    domain_level: str | None = None,
    since: str | None = None,
) -> RateAnswer:
    """Every row that matches what is given; None matches everything.

    `place` matches exactly. Rows of wider places (Latin America and the world beside a country), of the countries of
    Latin America beside the region, and of all work together are in `wider`, each with the reason. Where no row
    matches, `no_data` says what was looked for and `nearest` where there is something. Nothing is put in its place.

    Args:
        table: The rate table.
        role: A role id, or "all".
        place: A country's code or name, "latam" or "world".
        unit: The unit that the source quotes.
        basis: One of "salary", "contract", "listing", "survey", "average", "floor".
        domain_level: "general" or "expert".
        since: Rows of this day or later: "2026", "2026-06" or "2026-06-17".

    Raises:
        BadInput: an argument is none of the known values.
    """
    code = None if place is None else place_code(place)
    asked = _asked(role=role, unit=unit, basis=basis, domain_level=domain_level, since=since)
    rows = tuple(row for row in table.rows if asked.fits(row) and (code is None or row.place == code))
    wider = tuple(_wider(table, asked, code))
    same_market = [w.rate for w in wider if code == "US" and w.rate.place == WORLD] if rows else []
    found = disagreements(table, [*rows, *same_market])
    nearest = () if rows else _nearest(table, asked, code)
    return RateAnswer(
        role=asked.role,
        place=code,
        unit=asked.unit,
        basis=asked.basis,
        domain_level=asked.domain_level,
        rows=rows,
        wider=wider,
        disagreements=found,
        disagreement=" ".join(one.text for one in found),
        no_data="" if rows else asked.not_found(code, nearest),
        nearest=nearest,
    )


class _Asked(Struct, frozen=True, kw_only=True):
    """The question apart from the place."""

    role: str | None
    unit: PayUnit | None
    basis: str | None
    domain_level: str | None
    since: str | None

    def fits(self, row: Rate, *, role: str | None = None) -> bool:
        """Whether a row answers the question, for its own role or for `role` in its stead."""
        wanted = role or self.role
        return (
            (wanted is None or row.role == wanted)
            and (self.unit is None or row.unit is self.unit)
            and (self.basis is None or row.basis == self.basis)
            and (self.domain_level is None or row.domain_level == self.domain_level)
            and (self.since is None or days_of(row.date)[1] >= days_of(self.since)[0])
        )

    def not_found(self, place: str | None, nearest: tuple[Nearest, ...]) -> str:
        """The sentence that says what there is not, and where something is."""
        parts = [f"on the pay of {ROLES_IN_WORDS[self.role] if self.role else 'any role'}"]
        parts += [f"in {place_name(place)}"] if place else []
        parts += [f"paid by the {self.unit}"] if self.unit else []
        parts += [f"of the kind “{self.basis}”"] if self.basis else []
        parts += [f"at the {self.domain_level} level"] if self.domain_level else []
        parts += [f"since {self.since}"] if self.since else []
        offered = ", ".join(f"{one.name} ({one.rows} by the {one.unit})" for one in nearest)
        offer = f" Nearest rows: {offered}." if offered else ""
        return f"No data {' '.join(parts)}.{offer}"


def _asked(
    *, role: str | None, unit: PayUnit | str | None, basis: str | None, domain_level: str | None, since: str | None
) -> _Asked:
    if since is not None:
        days_of(since)  # refuses what is no date
    known_unit = _one_of("unit", None if unit is None else str(unit), tuple(PayUnit))
    return _Asked(
        role=_one_of("role", role, ROLES),
        unit=None if known_unit is None else PayUnit(known_unit),
        basis=_one_of("basis", basis, BASES),
        domain_level=_one_of("domain_level", domain_level, LEVELS),
        since=since,
    )


def _wider(table: RateTable, asked: _Asked, place: str | None) -> Iterator[Wider]:
    for row in table.rows:
        why = _why_wider(row.place, place)
        if why and asked.fits(row):
            yield Wider(rate=row, why=why)
        elif asked.role not in {None, "all"} and asked.fits(row, role="all") and (why or place in {None, row.place}):
            yield Wider(rate=row, why=f"{_ALL}, {place_name(row.place)}")


def _why_wider(of_row: str, asked: str | None) -> str:
    if asked is None or of_row == asked:
        return ""
    if of_row == WORLD:
        return "the world, not only " + place_name(asked)
    if of_row == LATAM and is_latin_american(asked):
        return "Latin America as a whole"
    if asked == LATAM and is_latin_american(of_row):
        return place_name(of_row) + " alone"
    return ""


def _nearest(table: RateTable, asked: _Asked, place: str | None) -> tuple[Nearest, ...]:
    """Up to five places and units that have rows, the nearest first: the same place, its region, its neighbours."""
    rows = [row for row in table.rows if asked.role in {None, row.role} and row.scope != "all"]
    counts = Counter((row.place, row.unit) for row in rows)
    order = sorted(counts, key=lambda key: (_distance(key[0], place), key[1] != asked.unit, key[0], key[1]))
    return tuple(Nearest(place=p, name=place_name(p), unit=u, rows=counts[p, u]) for p, u in order[:5])


def _distance(one: str, place: str | None) -> int:
    """How far a place is from the one asked for, in kinds of nearness rather than in miles."""
    latin = place == LATAM or (place is not None and is_latin_american(place))
    nearness: list[Callable[[], bool]] = [
        lambda: one == place,
        lambda: latin and one == LATAM,
        lambda: latin and is_latin_american(one),
        lambda: one == WORLD,
    ]
    return next((step for step, near in enumerate(nearness) if near()), len(nearness))


def _one_of(field: str, value: str | None, choices: tuple[str, ...]) -> str | None:
    if value is None or value in choices:
        return value
    raise BadInput(f"{value!r} is not known", place=field, hint="one of " + ", ".join(choices))
