"""The demo's made-up clients: organisations, their people, briefs and lists. Their password is known to everybody.

So they exist only where `demo` made them, and `demo` makes them only while it listens to this machine alone.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from msgspec import Struct, convert

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Membership, User
from touchstone.apps.accounts.rights import OF_ROLE
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.briefs.gather import diagnosis_of
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.organisations.actions.founding import found
from touchstone.core.roles.values import HIRABLE

PASSWORD = "streak of gold"  # noqa: S105 - printed at every start of the demo
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


@cache
def companies() -> tuple[Company, ...]:
    """The made-up clients, as the package has them."""
    text = files("touchstone").joinpath("data", "demo", "world.toml").read_text("utf-8")
    return tuple(convert(tomllib.loads(text)["organisations"], list[Company]))


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


def people() -> list[dict[str, Any]]:
    """Who can log in to the demo, for the log-in page; nobody anywhere else."""
    if not settings.DEMO:
        return []
    return [
        {"name": one.name, "email": one.email, "role": Membership.Role(one.role).label, "company": company.name}
        for company in companies()
        for one in company.people
    ]
