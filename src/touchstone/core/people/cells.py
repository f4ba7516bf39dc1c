"""What one cell of a table of people says: each reader takes the words of a cell and gives a value, or says what is wrong.

Several things in one cell are divided by ";", their parts by "|": `doctorate|chemistry|Universidad de Chile|2019`.
"""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TypeVar

from touchstone.core.briefs.gazetteer import country_codes
from touchstone.core.briefs.tables import tongues
from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.pool_record import known_zones
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import money
from touchstone.core.people.values import Pause, Publication, Schooling, Window
from touchstone.core.roles.values import HIRABLE, Role
from touchstone.core.skills import Taxonomy, taxonomy
from touchstone.core.skills.values import Competence, Skill
from touchstone.core.text import fold

T = TypeVar("T")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?")
_DAYS = {name: day for day, names in enumerate((
    "mon monday lun lunes seg segunda", "tue tuesday mar martes ter terca", "wed wednesday mie miercoles qua quarta",
    "thu thursday jue jueves qui quinta", "fri friday vie viernes sex sexta", "sat saturday sab sabado",
    "sun sunday dom domingo",
)) for name in names.split()}  # fmt: skip
_MOST_HOURS = 112.0  # 16 hours on each of 7 days
_MOST_YEARS = 75.0
_NATIVE = {"native", "nativo", "nativa", "lengua materna", "lingua materna", "mother tongue"}
_DEGREES = {
    "phd": Degree.DOCTORATE, "doctorate": Degree.DOCTORATE, "doctorado": Degree.DOCTORATE, "doutorado": Degree.DOCTORATE,
    "md": Degree.DOCTORATE, "jd": Degree.DOCTORATE, "master": Degree.MASTER, "masters": Degree.MASTER, "msc": Degree.MASTER,
    "ma": Degree.MASTER, "mba": Degree.MASTER, "llm": Degree.MASTER, "maestria": Degree.MASTER, "mestrado": Degree.MASTER,
    "magister": Degree.MASTER, "bachelor": Degree.BACHELOR, "bachelors": Degree.BACHELOR, "bsc": Degree.BACHELOR,
    "ba": Degree.BACHELOR, "licenciatura": Degree.BACHELOR, "bacharelado": Degree.BACHELOR, "grado": Degree.BACHELOR,
    "graduacao": Degree.BACHELOR,
}  # fmt: skip


class CellRefused(ValueError):
    """A cell that cannot be read: `message` says what is wrong, `hint` what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def words(cell: str) -> str:
    """Text with single spaces."""
    return " ".join(cell.split())


def email(cell: str) -> str:
    """An address."""
    if not _EMAIL.fullmatch(cell) or len(cell) > 254:
        raise CellRefused(f"{cell!r} is no e-mail address", "such as ana@example.org")
    return cell


def orcid(cell: str) -> str:
    """An ORCID, whose last character checks the others (ISO 7064 MOD 11-2)."""
    match = _ORCID.fullmatch(cell.strip())
    if not match:
        raise CellRefused(f"{cell!r} is no ORCID", "such as 0000-0002-1825-0097")
    found = match[1].upper()
    total = 0
    for digit in found.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if found[-1] != ("X" if check == 10 else str(check)):
        raise CellRefused(f"{found} has a typing error: its last character does not fit the others", "look it up again")
    return found


def doi(cell: str) -> str:
    """A DOI without what leads to it; empty for other identifiers."""
    match = _DOI.fullmatch(cell.strip())
    return match[1] if match else ""


@lru_cache(maxsize=1_000)
def country(cell: str) -> str:
    """A country by its code or its name in one of the three languages."""
    code = country_codes().get(fold(words(cell)))
    if code is None:
        raise CellRefused(
            f"{cell!r} is no country we know", "a code such as CL, or a name in English, Spanish or Portuguese"
        )
    return code


def time_zone(cell: str) -> str:
    """A name of the IANA database."""
    if cell not in known_zones():
        raise CellRefused(f"{cell!r} is no time zone", "a name of the IANA database such as America/Santiago")
    return cell


def number(cell: str) -> Decimal:
    """A finite number that is not negative, with a point or a comma before its decimals."""
    plain = cell.strip()
    if re.fullmatch(r"\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise CellRefused(f"{cell!r} is no number", "such as 20 or 37.5") from None
    if not value.is_finite() or value < 0:
        raise CellRefused(f"{cell!r} is not possible", "a number of 0 or more")
    return value


def hours(cell: str) -> float:
    """Hours of a week."""
    value = float(number(cell))
    if value > _MOST_HOURS:
        raise CellRefused(f"{cell!r} hours a week are not possible", f"at most {_MOST_HOURS:.0f}")
    return value


def years(cell: str) -> float:
    """Years of experience."""
    value = float(number(cell))
    if value > _MOST_YEARS:
        raise CellRefused(f"{cell!r} years are not possible", f"at most {_MOST_YEARS:.0f}")
    return value


def currency(cell: str) -> str:
    """A code of ISO 4217."""
    code = cell.strip().upper()
    money(1, code)  # refuses what is no code
    return code


def day(cell: str) -> date:
    """A day."""
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        raise CellRefused(f"{cell!r} is no date", "such as 2026-12-01") from None


def role(cell: str) -> Role:
    """One of the four roles."""
    code = fold(words(cell)).replace(" ", "_").replace("-", "_")
    if code not in HIRABLE:
        raise CellRefused(f"{cell!r} is none of the roles", f"one of {', '.join(HIRABLE)}")
    return Role(code)


def language(cell: str) -> SpokenLanguage:
    """A language and its level: "es:native", "English:C1"."""
    name, _colon, level = cell.partition(":")
    if not level.strip():
        raise CellRefused(f"{cell!r} says no level", "such as en:C1 or es:native")
    return SpokenLanguage(language_code(name), language_level(level))


@lru_cache(maxsize=1_000)
def language_code(name: str) -> str:
    """The code of a language by its code or its name in one of the three languages."""
    code = _languages().get(fold(words(name)))
    if code is None:
        raise CellRefused(f"{name.strip()!r} is no language we know", "a code such as es, or a name")
    return code


def language_level(said: str) -> LanguageLevel:
    """A level of the CEFR, or native."""
    plain = fold(words(said))
    if plain in _NATIVE:
        return LanguageLevel.NATIVE
    if plain.upper() not in {one.value.upper() for one in LanguageLevel}:
        raise CellRefused(f"{said.strip()!r} is no level of a language", f"one of {', '.join(LanguageLevel)}")
    return next(one for one in LanguageLevel if one.value.upper() == plain.upper())


def domain(name: str) -> str:
    """A field of the taxonomy by its code, or by a name that is all of the words."""
    name = words(name)
    found = domain_or_none(name)
    if found is None:
        offer = taxonomy().suggest(name)
        near = taxonomy().name(offer.nearest_parent) if offer and offer.nearest_parent else ""
        raise CellRefused(
            f"{name!r} is no field of the taxonomy", f"the nearest is {near!r}" if near else "a code or a name"
        )
    return found


def domain_or_none(name: str) -> str | None:
    """The same, or None."""
    return _domain_in(taxonomy(), words(name))


@lru_cache(maxsize=50_000)
def _domain_in(fields: Taxonomy, name: str) -> str | None:
    if name in fields:
        return name
    for match in fields.find(name, minimum=0.05):
        if match.end - match.start >= len(name) - 1:
            return match.code
    return None


def skill(cell: str) -> Skill:
    """A field and what is done in it: "chemistry:judge"."""
    field, colon, done = cell.rpartition(":")
    if not colon or done.strip() not in set(Competence):
        raise CellRefused(f"{cell!r} is no skill", f"field:competence, with one of {', '.join(Competence)}")
    return Skill(domain(field), Competence(done.strip()))


def degree_level(said: str) -> Degree | None:
    """A degree by one of its usual names; None where it is not certain."""
    plain = fold(words(said)).replace(".", "")
    if plain in set(Degree):
        return Degree(plain)
    if plain in _DEGREES:
        return _DEGREES[plain]
    first = plain.split(" ", 1)[0].removesuffix("'s")
    return _DEGREES.get(first)


def degree(cell: str) -> Schooling:
    """A degree: "doctorate|chemistry|Universidad de Chile|2019", of which the last two may be missing."""
    level, field, institution, year = _parts(cell, 4)
    known = degree_level(level)
    if known is None:
        raise CellRefused(f"{level!r} is no degree", f"one of {', '.join(Degree)}")
    return Schooling(
        level=known, domain=domain_or_none(field) or "", field=field, institution=institution, year=_year(year)
    )


def publication(cell: str) -> Publication:
    """A publication: "title|where|2021|10.1000/182"."""
    title, venue, year, number_ = _parts(cell, 4)
    if not title:
        raise CellRefused("a publication without a title", "title|where|year|DOI")
    return Publication(title=title, venue=venue, year=_year(year), doi=doi(number_) if number_ else "")


def windows(cell: str) -> tuple[Window, ...]:
    """Hours of weekdays: "mon-fri 09:00-17:00; sat 10:00-12:00"."""
    found: list[Window] = []
    for part in several(words)(cell):
        span, _space, clock = part.partition(" ")
        match = _HOURS.fullmatch(clock.replace(" ", "").replace("–", "-"))
        if not match:
            raise CellRefused(f"{part!r} are no hours", "such as mon-fri 09:00-17:00")
        start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
        found.extend(Window(one, start, end) for one in _weekdays(span))
    return tuple(found)


def pause(cell: str) -> Pause:
    """Days without work, both ends included: "2026-12-20..2027-01-05"."""
    first, dots, last = cell.partition("..")
    found = Pause(day(first), day(last if dots else first))
    if found.last < found.first:
        raise CellRefused(f"{cell!r} ends before it begins", "first..last")
    return found


def clearance(cell: str) -> str:
    """A clearance as an id."""
    return "_".join(re.findall(r"[a-z0-9]+", fold(cell)))


def several(read: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of several things in one cell, each once."""
    return lambda cell: tuple(dict.fromkeys(read(part.strip()) for part in cell.split(";") if part.strip()))


def _parts(cell: str, most: int) -> list[str]:
    parts = [words(part) for part in cell.split("|")]
    if len(parts) > most:
        raise CellRefused(f"{cell!r} has more than {most} parts", "divide several by ;")
    return parts + [""] * (most - len(parts))


def _year(said: str) -> int | None:
    if not said:
        return None
    if not re.fullmatch(r"(?:19|20)\d\d", said):
        raise CellRefused(f"{said!r} is no year", "such as 2019")
    return int(said)


def _clock(hour: str, minute: str | None) -> time:
    try:
        return time(int(hour) % 24, int(minute or 0))
    except ValueError:
        raise CellRefused(f"{hour}:{minute} is no time of day", "such as 09:00") from None


def _weekdays(span: str) -> range:
    first, dash, last = (fold(part).rstrip(".") for part in span.partition("-"))
    if first not in _DAYS or (dash and last not in _DAYS):
        raise CellRefused(f"{span!r} are no weekdays", "such as mon-fri or sat")
    start, end = _DAYS[first], _DAYS[last] if dash else _DAYS[first]
    if end < start:
        raise CellRefused(f"{span!r} goes past the end of a week", "two of them: sat-sun; mon-tue")
    return range(start, end + 1)


@cache
def _languages() -> dict[str, str]:
    """Codes by folded code or name."""
    return {fold(name): code for name, code in tongues().items()} | {
        code.lower(): code for code in set(tongues().values())
    }
