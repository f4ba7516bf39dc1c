"""A specialist as they describe themselves: more than a search may look at, and theirs."""

from datetime import date, time

from msgspec import Struct

from touchstone.core.briefs.values import Degree
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Skill

WEEKDAYS = 7


class Schooling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A degree as its holder tells it. The institution is shown, and never searched: prestige is not used."""

    level: Degree
    domain: str  # taxonomy code; "" where the field could not be told
    field: str = ""  # the field in the holder's own words
    institution: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    year: int | None = None  # in which it was awarded


class Publication(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something published."""

    title: str
    venue: str = ""
    year: int | None = None
    doi: str = ""  # "10.…", without a resolver in front


class Window(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Hours of one weekday, on the person's own clock. One that ends at or before its start goes past midnight."""

    weekday: int  # 0 Monday … 6 Sunday
    start: time
    end: time


class Pause(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Days on which the person does not work, both included."""

    first: date
    last: date


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a specialist says of themselves. Empty: not said.

    Much of it never reaches a search; `search_profile` says what does. `docs/why/never-used.md` says why.
    """

    name: str
    email: str = ""
    orcid: str = ""  # 0000-0002-1825-0097
    country: str = ""  # ISO 3166-1 alpha-2, of residence
    time_zone: str = ""  # IANA
    windows: tuple[Window, ...] = ()
    pauses: tuple[Pause, ...] = ()
    hours_per_week: float = 0.0
    rate: Money | None = None  # asked for one hour
    available_from: date | None = None
    roles: tuple[Role, ...] = ()
    languages: tuple[SpokenLanguage, ...] = ()
    degrees: tuple[Schooling, ...] = ()
    publications: tuple[Publication, ...] = ()
    years_experience: float = 0.0
    clearances: tuple[str, ...] = ()
    claims: tuple[Skill, ...] = ()
    text: str = ""  # of their work, in their own words
