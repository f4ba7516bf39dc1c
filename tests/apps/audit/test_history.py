"""The page of an object says who did what to it, and when."""

import ast
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import touchstone.apps
from touchstone.apps.accounts.models import ApiToken
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record
from touchstone.apps.audit.verbs import VERBS
from touchstone.apps.organisations.actions import tokens

pytestmark = pytest.mark.django_db

NEED = "Chemists to judge our model's answers, 20 hours a week."


@pytest.fixture
def page(cast, browser_of):
    return browser_of(cast.alice).post(reverse("briefs:submit"), {"text": NEED})["Location"]


def test_each_act_names_who_what_and_which_field(cast, browser_of, page):
    browser_of(cast.bob).post(f"{page}fields/hours_per_week/", {"do": "confirm"})
    text = browser_of(cast.dana).get(f"{page}history/").content.decode()
    assert text.index("Bob") < text.index("Alice")
    assert "confirmed a field: " in text
    assert "submitted the brief" in text
    assert "Chemists" not in text.split("<table")[1]


def test_a_program_is_named_by_its_token(cast, client, browser_of, page):
    with tenant(cast.bob.organisation.pk):
        token, secret = tokens.issue("x", scope=ApiToken.Scope.WORK, days=1, by=cast.bob.actor)
    brief = page.split("/")[2]
    client.post(
        f"/api/v1/briefs/{brief}/fields/hours_per_week",
        {"do": "drop"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert token.prefix in browser_of(cast.alice).get(f"{page}history/").content.decode()


def test_a_visitor_is_a_visitor(client):
    page = client.post(reverse("briefs:submit"), {"text": NEED})["Location"]
    assert "a visitor" in client.get(f"{page}history/").content.decode()


def test_a_long_history_has_pages_and_takes_no_more_queries(cast, browser_of, page):
    alice, brief = browser_of(cast.alice), page.split("/")[2]
    with CaptureQueriesContext(connection) as few:
        alice.get(f"{page}history/")
    with tenant(cast.alice.organisation.pk):
        for _ in range(120):
            record("confirm_field", by=cast.bob.actor, on=brief, kind="briefrecord", fields=["people"])
    with CaptureQueriesContext(connection) as many:
        text = alice.get(f"{page}history/").content.decode()
    assert text.count("<tr>") == 51
    assert "?page=2" in text
    assert len(many) == len(few)
    assert "submitted the brief" in alice.get(f"{page}history/?page=3").content.decode()
    assert alice.get(f"{page}history/?page=rubbish").status_code == 200


def test_every_verb_that_an_action_writes_has_words():
    written = set()
    for path in Path(touchstone.apps.__path__[0]).glob("*/**/actions*/*.py"):
        written |= verbs_in(path)
    for path in Path(touchstone.apps.__path__[0]).glob("*/actions.py"):
        written |= verbs_in(path)
    assert len(written) > 15
    assert written <= set(VERBS)


def verbs_in(path):
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"audit", "record"} and node.args:
            found |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
        if isinstance(node, ast.keyword) and node.arg == "verb" and isinstance(node.value, ast.Constant):
            found.add(node.value.value)
    return found
