"""A write that is sent again under its key is done once and answered the same."""

import io
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from touchstone.apps.accounts.models import KeptAnswer
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.models import BriefRecord
from touchstone.server import idempotency

pytestmark = pytest.mark.django_db

NEED = {"text": "Chemists to judge our model's answers, 20 hours a week."}


def submit(client, key, body=NEED, path="/api/v1/briefs"):
    return client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})


def briefs(member):
    with tenant(member.organisation.pk):
        return BriefRecord.objects.count()


def test_the_same_key_and_body_do_it_once_and_answer_alike(cast, browser_of):
    alice = browser_of(cast.alice)
    first, again = submit(alice, "k1"), submit(alice, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert briefs(cast.alice) == 1


def test_another_body_under_the_same_key_is_refused_and_changes_nothing(cast, browser_of):
    alice = browser_of(cast.alice)
    submit(alice, "k1")
    refused = submit(alice, "k1", {"text": "Lawyers to judge them."})
    assert (refused.status_code, refused.json()["code"]) == (422, "key_reused")
    assert briefs(cast.alice) == 1


def test_another_key_does_it_again(cast, browser_of):
    alice = browser_of(cast.alice)
    submit(alice, "k1")
    submit(alice, "k2")
    assert briefs(cast.alice) == 2


def test_two_organisations_may_use_the_same_key(cast, browser_of):
    first, other = submit(browser_of(cast.alice), "k1"), submit(browser_of(cast.charlie), "k1")
    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]


def test_a_refusal_for_good_is_kept(cast, browser_of):
    alice = browser_of(cast.alice)
    assert submit(alice, "bad", {"text": " "}).status_code == 422
    assert submit(alice, "bad", {"text": " "})["Idempotency-Replayed"] == "true"


def test_while_the_first_is_being_answered_the_second_is_told_to_wait(cast, browser_of):
    other = connections["default"].copy("another")
    try:
        with other.cursor() as cursor:
            name = f"{cast.alice.organisation.pk} k1"
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        waiting = submit(browser_of(cast.alice), "k1")
        assert (waiting.status_code, waiting.json()["code"], waiting["Retry-After"]) == (409, "still_running", "1")
        assert briefs(cast.alice) == 0
    finally:
        other.close()


def test_a_document_sent_again_is_the_same_request_whatever_its_boundary(cast, browser_of):
    alice = browser_of(cast.alice)
    sent = []
    for content in (b"Chemists to judge answers.", b"Chemists to judge answers.", b"Lawyers instead."):
        file = io.BytesIO(content)
        file.name = "brief.txt"
        sent.append(alice.post("/api/v1/briefs/documents", {"document": file}, headers={"Idempotency-Key": "d"}))
    assert [one.status_code for one in sent] == [201, 201, 422]
    assert sent[0].content == sent[1].content


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(cast, browser_of, key):
    refused = submit(browser_of(cast.alice), key)
    assert (refused.status_code, refused.json()["place"]) == (422, "Idempotency-Key")


def test_after_a_day_the_key_is_free_again(cast, browser_of):
    alice = browser_of(cast.alice)
    submit(alice, "k1")
    with tenant(cast.alice.organisation.pk):
        KeptAnswer.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    assert submit(alice, "k1").get("Idempotency-Replayed") is None
    assert briefs(cast.alice) == 2


def test_answers_older_than_a_day_are_cleared_away_and_newer_ones_are_not(cast, browser_of, monkeypatch):
    monkeypatch.setattr(idempotency, "_SELDOM", 1)
    alice = browser_of(cast.alice)
    for key in ("old", "new"):
        submit(alice, key)
    with tenant(cast.alice.organisation.pk):
        KeptAnswer.objects.filter(key="old").update(at=timezone.now() - timedelta(days=1, seconds=1))
    submit(alice, "newest")
    with tenant(cast.alice.organisation.pk):
        assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"new", "newest"}


def test_reading_takes_no_notice_of_a_key(cast, browser_of):
    browser_of(cast.alice).get("/api/v1/briefs", headers={"Idempotency-Key": "k"})
    with tenant(cast.alice.organisation.pk):
        assert not KeptAnswer.objects.exists()
