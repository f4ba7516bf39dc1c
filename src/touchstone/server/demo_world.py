"""The demo's made-up world: clients with briefs and lists, a specialist, the staff. Their password is known to everybody.

So they exist only where `demo` made them, and `demo` makes them only while it listens to this machine alone.
"""

import random
import tomllib
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import QuerySet
from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID, Membership, Organisation, User
from touchstone.apps.accounts.rights import OF_ROLE
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.briefs.gather import diagnosis_of
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.organisations.actions.founding import found
from touchstone.apps.talent.actions.people import join, keep
from touchstone.apps.talent.gather import profile_in
from touchstone.apps.talent.models import PersonRecord, Specialist
from touchstone.core.people import Person as Profile
from touchstone.core.people import Schooling, Window
from touchstone.core.roles.values import HIRABLE

PASSWORD = "streak of gold"  # noqa: S105 - printed at every start of the demo
_MOST_RECORDS = 5_000  # of a larger pool, the others stay without
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


class Person(Struct, frozen=True):
    """Somebody who can log in to the demo."""

    name: str
    email: str
    role: str


class Wish(Struct, frozen=True):
    """A brief, and what it is written to call for."""

    text: str
    calls_for: str
    nobody: bool = False


class Company(Struct, frozen=True):
    """A client organisation."""

    name: str
    people: list[Person]
    briefs: list[Wish]


class Staff(Struct, frozen=True):
    """Somebody of the operator's."""

    name: str
    email: str


class Names(Struct, frozen=True):
    """What made-up people are called."""

    first: list[str]
    last: list[str]


class World(Struct, frozen=True):
    """Everything that is made up."""

    organisations: list[Company]
    staff: Staff
    specialist: Profile
    names: Names
    institutions: dict[str, list[str]]  # by country, and "elsewhere"


@cache
def world() -> World:
    """The made-up world, as the package has it."""
    text = files("touchstone").joinpath("data", "demo", "world.toml").read_text("utf-8")
    return convert(tomllib.loads(text), World)


def companies() -> tuple[Company, ...]:
    """The made-up clients."""
    return tuple(world().organisations)


def open_to_this_machine_alone() -> bool:
    """Whether nobody else can reach the pages, so that a password that everybody knows harms nobody."""
    return settings.HOST in _THIS_MACHINE


@transaction.atomic
def settle(*, today: date) -> bool:
    """Make the clients unless they are there; whether they were made now."""
    if User.objects.filter(email=companies()[0].people[0].email).exists():
        return False
    known = make_password(PASSWORD)
    for company in companies():
        _settle(company, known, today=today)
    _settle_staff(known)
    _settle_specialist(known, today=today)
    _name_people()
    _write_records()
    return True


def _settle(company: Company, password: str, *, today: date) -> None:
    users = [User(email=one.email, name=one.name, password=password) for one in company.people]
    User.objects.bulk_create(users)
    organisation = found(company.name, owner=users[0])
    with tenant(organisation.pk):
        for user, one in zip(users[1:], company.people[1:], strict=True):
            Membership.objects.create(organisation=organisation, user=user, role=one.role)
        by = Actor(organisation.pk, user=users[0].pk, rights=OF_ROLE["owner"])
        for wish in company.briefs:
            brief = submit_text(wish.text.strip(), by=by, today=today)
            if diagnosis_of(brief).role in HIRABLE:
                draw_shortlist(brief, by=by, today=today)


def _settle_staff(password: str) -> None:
    staff = world().staff
    user = User.objects.create(email=staff.email, name=staff.name, password=password)
    with tenant(OPERATOR_ID):
        Membership.objects.create(organisation_id=OPERATOR_ID, user=user, role=Membership.Role.MANAGER)


def _settle_specialist(password: str, *, today: date) -> None:
    profile = world().specialist
    user = User.objects.create(email=profile.email, name=profile.name, password=password)
    mine = join(user)
    with tenant(mine.organisation_id):
        by = Actor(mine.organisation_id, user=user.pk, rights=OF_ROLE["specialist"])
        usual = tuple(Window(day, time(9), time(18)) for day in range(5))
        PersonRecord.objects.filter(pk=mine.pk).update(synthetic=True)
        keep(mine, replace(profile, windows=usual), by=by, today=today, shows_name=True)


def _name_people() -> None:
    """The same name for the same made-up person each time."""
    with tenant(OPERATOR_ID), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE talent_specialist SET name = (%s::text[])[1 + abs(hashtext(reference)) %% %s] || ' ' || "
            "(%s::text[])[1 + abs(hashtext(reference || 'x')) %% %s] WHERE synthetic AND name = ''",
            [world().names.first, len(world().names.first), world().names.last, len(world().names.last)],
        )


def _write_records() -> None:
    """What the made-up people would say of themselves, with where their degrees are from; for the operator to look at."""
    with tenant(OPERATOR_ID):
        rows = Specialist.objects.filter(synthetic=True).exclude(reference__in=_own_references())
        records = [_record_of(row) for row in rows.order_by("reference")[:_MOST_RECORDS]]
        PersonRecord.objects.bulk_create(records, batch_size=1_000)


def _own_references() -> QuerySet[PersonRecord, str]:
    return PersonRecord.objects.values_list("reference", flat=True)


def _record_of(row: Specialist) -> PersonRecord:
    known = profile_in(row)
    chance = random.Random(row.reference)  # noqa: S311 - the same for the same person each time
    places = world().institutions.get(known.country) or world().institutions["elsewhere"]
    degrees = tuple(
        Schooling(
            level=one.level,
            domain=one.domain,
            institution=chance.choice(places),
            country=known.country,
            year=chance.randint(1995, 2024),
        )
        for one in known.degrees
    )
    person = Profile(
        name=row.name,
        country=known.country,
        time_zone=known.time_zone,
        windows=tuple(Window(day, known.day_start, known.day_end) for day in range(5)),
        hours_per_week=known.hours_per_week,
        rate=known.rate,
        available_from=known.available_from,
        roles=known.roles,
        languages=known.languages,
        degrees=degrees,
        years_experience=known.years_experience,
        clearances=known.clearances,
        claims=known.claims,
        text=known.text,
    )
    return PersonRecord(
        organisation_id=OPERATOR_ID,
        reference=row.reference,
        record=to_builtins(person),
        state=PersonRecord.State.SHOWN,
        synthetic=True,
    )


def people() -> list[dict[str, Any]]:
    """Who can log in to the demo, for the log-in page; nobody anywhere else."""
    if not settings.DEMO:
        return []
    clients = [
        {"name": one.name, "email": one.email, "role": Membership.Role(one.role).label, "company": company.name}
        for company in companies()
        for one in company.people
    ]
    theirs = world().specialist
    specialist = {"name": theirs.name, "email": theirs.email, "role": Membership.Role.SPECIALIST.label, "company": ""}
    staff = {
        "name": world().staff.name,
        "email": world().staff.email,
        "role": Organisation.Kind.OPERATOR.label,
        "company": "",
    }
    return [*clients, specialist, staff]
