"""Hard constraints: for each that a need asks for, who passes, and what that does to the pool.

Each constraint becomes one set of bits. With "failed by at least one" and "failed by at least two" kept in the same
pass, how many people a constraint alone keeps out costs a few microseconds more than knowing who is eligible.
"""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np

from touchstone.core.errors import BadInput
from touchstone.core.matching.above import ANY_DOMAIN
from touchstone.core.matching.bits import Flags, Words, everybody, looked_up, none, pack
from touchstone.core.matching.overlap import Overlaps, overlaps
from touchstone.core.matching.snapshot import Snapshot
from touchstone.core.matching.values import Constraint, Need
from touchstone.core.money import Money
from touchstone.core.rates import exchange, rate_table
from touchstone.core.roles.values import HIRABLE
from touchstone.core.time import similar_zones, zone_names

_COUNTRY = re.compile("[A-Z]{2}")


class Sieved(NamedTuple):
    """Who passes everything, and for each constraint asked for: who passes it, and whom it alone keeps out."""

    eligible: Words
    passing: Mapping[Constraint, Words]
    only: Mapping[Constraint, Words]


def sieve(snapshot: Snapshot, need: Need) -> Sieved:
    """Apply every constraint that `need` asks for."""
    passing = {
        constraint: words for constraint in Constraint if (words := passes(snapshot, need, constraint)) is not None
    }
    n = len(snapshot)
    once, twice = none(n), none(n)
    for words in passing.values():
        failing = ~words
        twice |= once & failing
        once |= failing
    alone = once & ~twice
    everyone = everybody(n)
    only = {constraint: alone & ~words & everyone for constraint, words in passing.items()}
    return Sieved(~once & everyone, passing, only)


def passes(snapshot: Snapshot, need: Need, constraint: Constraint) -> Words | None:
    """Who meets one constraint; None where the need does not ask for it."""
    return _PASSES[constraint](snapshot, need)


def check_need(need: Need) -> None:
    """Let a need pass that can be answered.

    Raises:
        BadInput: naming the field and what would be right.
    """
    for field, (wrong, hint) in _rules(need).items():
        if wrong:
            raise BadInput(f"{field} cannot be {getattr(need, field)!r}", place=field, hint=hint)


def in_dollars(amount: Money, need: Need) -> Money:
    """`amount` in US dollars at the rate of the need's day.

    Raises:
        NoData: there is no exchange rate for its currency.
    """
    return exchange(rate_table().exchange, amount, "USD", on=need.today).amount


def _rules(need: Need) -> dict[str, tuple[bool, str]]:
    return {
        "role": (need.role not in HIRABLE, f"one of {', '.join(HIRABLE)}"),
        "or_roles": (not set(need.or_roles) <= set(HIRABLE), f"of {', '.join(HIRABLE)}"),
        "skills": (not need.skills, 'at least one skill; the domain "" is any domain'),
        "or_skills": (
            _bad_alternatives(need),
            "skills other than the main one, without shares or further required ones",
        ),
        "required": (not 1 <= need.required <= max(1, len(need.skills)), "1 to the number of skills"),
        "countries": (
            not all(map(_COUNTRY.fullmatch, need.countries)),
            "ISO 3166-1 codes of two capital letters such as BR",
        ),
        "quality_bar": (not 0 < need.quality_bar < 1, "between 0 and 1, both excluded"),
        "certainty": (not 0 < need.certainty < 1, "between 0 and 1, both excluded"),
        "shares": (_bad_shares(need), "one number for each skill, above 0 for those required, adding up to 1"),
        "review_share": (not 0 <= need.review_share <= 10, "hours of review for an hour of work, 0 to 10"),
        "minimum_overlap": (not 0 <= need.minimum_overlap <= 24, "hours of a day, 0 to 24"),
        "time_zone": _clock_rule(need),
        "minimum_hours": (not 0 <= need.minimum_hours <= 168, "hours of a week, 0 to 168"),
        "maximum_rate": (_negative(need.maximum_rate), "an amount for one hour, not negative"),
        "review_rate": (_negative(need.review_rate), "an amount for one hour, not negative"),
    }


def _clock_rule(need: Need) -> tuple[bool, str]:
    if need.time_zone is None:
        return need.minimum_overlap > 0, "the client's IANA time zone, for the shared hours"
    known = need.time_zone in zone_names()
    return (
        not known,
        "" if known else f"an IANA name such as {', '.join(similar_zones(need.time_zone)) or 'America/Bogota'}",
    )


def _bad_alternatives(need: Need) -> bool:
    """Whether alternatives stand beside what they cannot be combined with: shares of the work, or further required skills."""
    alone = not need.shares and need.required == 1 and not set(need.or_skills) & set(need.skills[:1])
    return bool(need.or_skills) and not alone


def _bad_shares(need: Need) -> bool:
    shares = need.shares
    if not shares:
        return False
    one_each = len(shares) == len(need.skills) and all(share >= 0 for share in shares)
    one_each = one_each and all(share > 0 for share in shares[: need.required])
    return not (one_each and abs(sum(shares) - 1) <= 1e-6)


def _negative(amount: Money | None) -> bool:
    return amount is not None and amount.minor < 0


def _role(snapshot: Snapshot, need: Need) -> Words | None:
    return _any_of([snapshot.who("role", role.value) for role in (need.role, *need.or_roles)])


def _languages(snapshot: Snapshot, need: Need) -> Words | None:
    sets = [snapshot.who("language", f"{language.code}:{language.level}") for language in need.languages]
    return _all_of(sets)


def _country(snapshot: Snapshot, need: Need) -> Words | None:
    return _any_of([snapshot.who("country", country) for country in need.countries])


def _overlap(snapshot: Snapshot, need: Need) -> Words | None:
    if need.minimum_overlap <= 0:
        return None
    shared: Overlaps = overlaps(snapshot.clocks, need)
    enough: Flags = shared.minimum >= need.minimum_overlap - 1e-9
    return pack(looked_up(enough, snapshot.clock))


def _hours(snapshot: Snapshot, need: Need) -> Words | None:
    return pack(snapshot.minutes >= round(60 * need.minimum_hours)) if need.minimum_hours > 0 else None


def _rate(snapshot: Snapshot, need: Need) -> Words | None:
    if need.maximum_rate is None:
        return None
    return pack(snapshot.rate <= in_dollars(need.maximum_rate, need).minor)


def _start(snapshot: Snapshot, need: Need) -> Words | None:
    return pack(snapshot.available <= need.start_by.toordinal()) if need.start_by else None


def _degree(snapshot: Snapshot, need: Need) -> Words | None:
    if need.degree is None:
        return None
    domains = need.degree_domains or (ANY_DOMAIN,)
    return _any_of([snapshot.who("degree", f"{need.degree}:{domain}") for domain in domains])


def _clearance(snapshot: Snapshot, need: Need) -> Words | None:
    return _all_of([snapshot.who("clearance", clearance) for clearance in need.clearances])


def _skill(snapshot: Snapshot, need: Need) -> Words | None:
    """Any of the skills that will do, or all that are required; a need never asks for both."""
    if need.or_skills:
        return _any_of([snapshot.who_can(skill) for skill in (need.skills[0], *need.or_skills)])
    return _all_of([snapshot.who_can(skill) for skill in need.skills[: need.required]])


_PASSES: dict[Constraint, Callable[[Snapshot, Need], Words | None]] = {
    Constraint.ROLE: _role,
    Constraint.LANGUAGES: _languages,
    Constraint.COUNTRY: _country,
    Constraint.OVERLAP: _overlap,
    Constraint.HOURS: _hours,
    Constraint.RATE: _rate,
    Constraint.START: _start,
    Constraint.DEGREE: _degree,
    Constraint.CLEARANCE: _clearance,
    Constraint.SKILL: _skill,
}


def _all_of(sets: list[Words]) -> Words | None:
    return reduce(np.bitwise_and, sets) if sets else None


def _any_of(sets: list[Words]) -> Words | None:
    return reduce(np.bitwise_or, sets) if sets else None
