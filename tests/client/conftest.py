"""The client against the real application and database, in this process; faults are put between the two."""

import httpx2
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from django_fixtures import browser_of, cast, django_db_setup, do_jobs, english, olga, pool, prepare_django

prepare_django()

__all__ = ["browser_of", "cast", "django_db_setup", "do_jobs", "english", "olga", "pool"]
ADDRESS = "http://localhost"


@pytest.fixture
def issued(cast):
    """Makes a token of a member's."""
    from touchstone.apps.accounts.models import ApiToken
    from touchstone.apps.accounts.tenancy import tenant
    from touchstone.apps.organisations.actions import tokens

    def make(member=cast.alice, scope="work"):
        with tenant(member.organisation.pk):
            return tokens.issue("a program", scope=ApiToken.Scope(scope), days=1, by=member.actor)[1]

    return make


@pytest.fixture
def server(cast):
    """The application as a transport, on the test's own database connection."""
    from touchstone.server.wsgi import application

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield httpx2.WSGITransport(app=application, raise_app_exceptions=False)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def client_of(server, issued):
    """A client that shows a token of a member's; `between` stands between it and the server."""
    from touchstone.client import Client

    opened = []

    def make(member=None, *, between=None, token=None, seconds=20.0):
        secret = token or (issued(member) if member else issued())
        opened.append(Client(ADDRESS, secret, seconds=seconds, transport=between(server) if between else server))
        return opened[-1]

    yield make
    for client in opened:
        client.close()
