"""What is logged says which request, and nothing of anybody's."""

import json
import logging
import re

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cast import PASSWORD
from touchstone.apps.accounts.models import ApiToken, Membership, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.organisations.actions import members, tokens
from touchstone.server.logs import HEADER, Json, Plain, WithoutPaths

pytestmark = pytest.mark.django_db
BRIEF = "Our assistant Calíope misreads the contracts of Doña Remedios; CPF 390.533.447-05, IBAN DE89 3704 0044 0532 0130 00."


class Kept(logging.Handler):
    """Every line, as both formatters write it."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.addFilter(WithoutPaths())
        self.lines, self.objects = [], []
        self.plain, self.json = Plain("{levelname} {name}: {message}", style="{"), Json()

    def emit(self, record):
        self.lines.append(self.plain.format(record))
        self.objects.append(self.json.format(record))


@pytest.fixture
def logged():
    kept, loggers = (
        Kept(),
        [logging.getLogger(name) for name in ("touchstone", "touchstone.access", "django", "allauth")],
    )
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    for one in (logging.getLogger("touchstone"), logging.getLogger("django"), logging.getLogger("allauth")):
        one.addHandler(kept)
    yield kept
    for one, level in zip(loggers, before, strict=True):
        one.setLevel(level)
        one.removeHandler(kept)


def test_nothing_of_anybodys_is_logged_whatever_fails(cast, logged, settings, monkeypatch):
    settings.DEBUG = False
    with tenant(cast.alice.organisation.pk):
        invitation = members.invite("erin@example.org", Membership.Role.VIEWER, by=cast.alice.actor)
        _token, secret = tokens.issue("x", scope=ApiToken.Scope.WORK, days=1, by=cast.alice.actor)
    client, program = Client(raise_request_exception=False), Client(headers={"Authorization": f"Bearer {secret}"})
    link = reverse("organisations:accept", args=[invitation.secret])
    client.get(link)
    client.get(link + "x")
    client.get(f"{link}/nothing/here/alice@example.org/")
    client.post(reverse("account_login"), {"login": "alice@example.org", "password": "wrong " + PASSWORD})
    client.post(reverse("account_login"), {"login": "alice@example.org", "password": PASSWORD})
    client.post("/briefs/", {"text": BRIEF})
    program.post("/api/v1/briefs", {"text": BRIEF, "x": "alice@example.org"}, content_type="application/json")
    program.post("/api/v1/briefs", {"text": ""}, content_type="application/json")
    program.get("/api/v1/briefs?text=Remedios&zzz=alice@example.org")

    def break_down(*_arguments, **_more):
        try:
            User.objects.create(email="ALICE@example.org", name="Alice Doe")
        except IntegrityError as error:
            raise RuntimeError(f"could not keep {BRIEF}") from error

    monkeypatch.setattr("touchstone.apps.briefs.views._landing", break_down)
    assert client.get("/").status_code == 500
    said = "\n".join(logged.lines + logged.objects)
    assert "RuntimeError" in said, "a fault is logged with its traceback"
    for canary in (
        "alice@example.org", "ALICE@example.org", "erin@example.org", PASSWORD, secret, invitation.secret, "390.533.447-05",
        "DE89 3704",
    ):  # fmt: skip
        assert canary not in said, canary
    assert not [line for line in logged.lines if "Remedios" in line and "RuntimeError" not in line]


def test_a_line_of_json_says_which_request_and_which_route(cast, logged, browser_of):
    answer = browser_of(cast.alice).get("/briefs/00000000-0000-4000-8000-000000000009/")
    (line,) = [json.loads(one) for one in logged.objects if '"touchstone.access"' in one]
    assert (line["method"], line["route"], line["status"]) == ("GET", "briefs/<uuid:brief>/", 404)
    assert line["request_id"] == answer[HEADER]
    assert line["ms"] >= 0


def test_each_request_has_an_id_of_its_own_and_a_strangers_is_not_believed(settings):
    mine = {"X-Request-ID": "chosen-by-me-1"}
    first, second = (Client().get("/healthz", headers=mine)[HEADER] for _time in range(2))
    assert first != second
    assert re.fullmatch("[0-9a-f]{32}", first)
    settings.TRUSTED_PROXIES = 1
    assert Client().get("/healthz", headers=mine)[HEADER] == "chosen-by-me-1"
    assert Client().get("/healthz", headers={"X-Request-ID": "two\nlines"})[HEADER] != "two\nlines"
    assert Client().get("/healthz", headers={"X-Request-ID": "x" * 65})[HEADER] != "x" * 65


# --- figures


def test_what_was_asked_is_counted_by_route_and_never_by_address(client):
    client.get("/briefs/00000000-0000-4000-8000-000000000009/")
    client.get("/nothing/alice@example.org/")
    page = client.get("/metrics").content.decode()
    assert 'touchstone_requests_total{method="GET",route="briefs/<uuid:brief>/",status="4xx"}' in page
    assert "00000000" not in page
    assert "alice" not in page
    assert "touchstone_database_up 1.0" in page
    assert "touchstone_workers 0.0" in page


def test_figures_are_for_this_machine_or_for_who_shows_the_token(client, settings):
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    settings.METRICS_TOKEN = "a long token of nobody"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    shown = {"Authorization": "Bearer a long token of nobody"}
    assert client.get("/metrics", headers=shown, REMOTE_ADDR="10.0.0.7").status_code == 200
