"""Webhooks: signed as Standard Webhooks has it, sent until they are heard, kept by owners alone."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from cast import PASSWORD
from needs import ANYBODY
from receiver import receiving
from touchstone.apps.accounts.actor import Forbidden, visitor
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.hooks.actions import keeping, telling
from touchstone.apps.hooks.models import Delivery, Event, EventKind, Webhook
from touchstone.apps.matching.actions import deciding
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.matching.models import CandidateRecord
from touchstone.core.errors import BadInput, NotPossible
from touchstone.gateways.outbound import Allowed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
EVERY = list(EventKind.values)
State = Delivery.State


@pytest.fixture(autouse=True)
def loopback_is_listed(settings):
    settings.OUTBOUND_ALLOWED = Allowed.parse(["127.0.0.0/8"])


@pytest.fixture
def other():
    with receiving() as server:
        yield server


@pytest.fixture
def alice(cast):
    """On Alice's behalf."""
    with tenant(cast.alice.organisation.pk):
        yield cast.alice


def hook(member, other, *, events=EVERY):
    return keeping.add(other.address, events=events, by=member.actor)


def submit(member):
    return submit_text("Chemists to judge answers, 20 hours a week.", by=member.actor, today=TODAY)


def due_now():
    Delivery.objects.filter(state=State.WAITING).update(next_at=timezone.now())


def again(webhook):
    """The clock has gone on, and what waits is due."""
    due_now()
    telling.send_waiting(str(webhook.organisation_id), str(webhook.pk))


def only():
    return Delivery.objects.select_related("event", "webhook").get()


# --- what is told


def test_a_message_is_signed_and_any_library_of_the_standard_can_check_it(alice, other, do_jobs):
    kept = hook(alice, other)
    brief = submit(alice)
    do_jobs()
    ((path, headers, body),) = other.came
    secret = keeping.show_secret(kept, by=alice.actor)
    said = Verifier(secret).verify(body, headers)
    assert said["type"] == "brief.submitted"
    assert said["data"] == {"brief": str(brief.pk)}
    assert path == "/in"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("Touchstone/")
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body.replace(b"submitted", b"withdrawn"), headers)
    assert only().state == State.DELIVERED


@pytest.mark.usefixtures("pool")
def test_briefs_lists_and_decisions_are_told_in_their_order(alice, other, do_jobs):
    hook(alice, other)
    brief = submit_text(ANYBODY, by=alice.actor, today=TODAY)
    shortlist = draw_shortlist(brief, by=alice.actor, today=TODAY)
    candidate = CandidateRecord.objects.filter(shortlist=shortlist).first()
    for _twice in range(2):
        deciding.decide(candidate, CandidateRecord.Decision.HOLD, by=alice.actor)
    do_jobs()
    told = [json.loads(body) for _path, _headers, body in other.came]
    assert [one["type"] for one in told] == ["brief.submitted", "shortlist.drawn", "decision.made"]
    assert told[1]["data"]["shortlist"] == str(shortlist.pk)
    assert told[2]["data"] == {
        "candidate": str(candidate.pk),
        "shortlist": str(shortlist.pk),
        "specialist": candidate.specialist,
        "decision": "hold",
        "reason": "",
    }


def test_only_what_was_asked_for_is_told_and_nothing_is_kept_otherwise(alice, other, do_jobs):
    hook(alice, other, events=["decision.made"])
    submit(alice)
    do_jobs()
    assert other.came == []
    assert not Event.objects.exists()


def test_where_nobody_wants_to_know_it_costs_one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        telling.tell(EventKind.BRIEF_SUBMITTED, {}, organisation=alice.organisation.pk)


def test_what_charlie_does_is_not_told_to_alice(cast, alice, other, do_jobs):
    hook(alice, other)
    with tenant(cast.charlie.organisation.pk):
        submit(cast.charlie)
        assert not Webhook.objects.exists()
        assert not Delivery.objects.exists()
    do_jobs()
    assert other.came == []


def test_what_is_undone_is_not_told(alice, other, do_jobs):
    from django.db import transaction

    hook(alice, other)
    with transaction.atomic():
        submit(alice)
        transaction.set_rollback(True)
    do_jobs()
    assert other.came == []


# --- until it is heard


def test_what_was_not_heard_is_sent_again_under_its_id_and_later_each_time(alice, other, do_jobs):
    kept = hook(alice, other)
    other.status = 500
    submit(alice)
    do_jobs()
    waits = []
    for _try in range(3):
        waiting = only()
        waits.append((waiting.next_at - timezone.now()).total_seconds())
        again(kept)
    assert waits[0] == pytest.approx(5, rel=0.3)
    assert waits[1] == pytest.approx(300, rel=0.15)
    assert waits[2] == pytest.approx(1_800, rel=0.15)
    assert len({headers["webhook-id"] for _path, headers, _body in other.came}) == 1
    assert [one["status"] for one in only().tries] == [500] * 4
    other.status = 204
    again(kept)
    assert only().state == State.DELIVERED
    kept.refresh_from_db()
    assert kept.failing_since is None


def test_a_job_is_left_for_the_time_of_the_next_try(alice, other, do_jobs):
    hook(alice, other)
    other.status = 500
    submit(alice)
    do_jobs()
    job = ProcrastinateJob.objects.get(task_name__endswith="wake")
    assert 4 <= (job.scheduled_at - timezone.now()).total_seconds() <= 7
    telling.wake(**job.args)
    due_now()
    do_jobs()
    assert len(other.came) == 2


def test_an_address_that_does_not_answer_at_all_keeps_nobody_waiting(alice, other, do_jobs):
    """One try, and then others have their turn: what waits for it besides is sent a minute later."""
    hook(alice, other)
    other.server_close()
    for _time in range(3):
        submit(alice)
    do_jobs()
    tried = [len(one.tries) for one in Delivery.objects.order_by("created_at")]
    assert sorted(tried) == [0, 0, 1]
    job = ProcrastinateJob.objects.get(task_name__endswith="wake")
    assert 55 <= (job.scheduled_at - timezone.now()).total_seconds() <= 65


def test_when_to_come_again_is_heeded(alice, other, do_jobs):
    hook(alice, other)
    other.status, other.headers = 503, {"Retry-After": "120"}
    submit(alice)
    do_jobs()
    assert (only().next_at - timezone.now()).total_seconds() == pytest.approx(120, abs=5)


def test_an_answer_that_says_to_come_again_never_stops_nothing(alice, other, do_jobs):
    hook(alice, other)
    other.status, other.headers = 503, {"Retry-After": "9" * 400}
    submit(alice)
    do_jobs()
    assert (only().state, only().tried) == (State.WAITING, 1)


def test_after_the_last_try_it_is_given_up_and_can_be_sent_again(alice, other, do_jobs):
    kept = hook(alice, other)
    other.status = 500
    submit(alice)
    do_jobs()
    for _try in telling.WAITS:
        again(kept)
    assert (only().state, only().tried) == (State.FAILED, 1 + len(telling.WAITS))
    assert len(other.came) == 10
    other.status = 200
    assert telling.replay_failed(kept, by=alice.actor) == 1
    assert telling.replay_failed(kept, by=alice.actor) == 0
    do_jobs()
    assert only().state == State.DELIVERED
    assert len({headers["webhook-id"] for _path, headers, _body in other.came}) == 1


def test_what_was_heard_can_be_sent_again_and_twice_at_once_is_once(alice, other, do_jobs):
    hook(alice, other)
    submit(alice)
    do_jobs()
    for _twice in range(2):
        telling.replay(only(), by=alice.actor)
    do_jobs()
    assert len(other.came) == 2
    assert other.came[0][1]["webhook-id"] == other.came[1][1]["webhook-id"]


def test_one_that_is_gone_is_switched_off_and_its_owner_is_told(alice, other, do_jobs):
    kept = hook(alice, other)
    other.status = 410
    submit(alice)
    do_jobs()
    kept.refresh_from_db()
    assert kept.off == Webhook.Off.GONE
    assert only().state == State.FAILED
    (letter,) = mail.outbox
    assert letter.to == [alice.user.email]
    assert "switched off" in letter.subject
    assert other.address in letter.body
    assert AuditRow.objects.filter(verb="switch_webhook_off", actor="program:worker").count() == 1
    submit(alice)
    do_jobs()
    assert len(other.came) == 1, "nothing is sent to what is off"


def test_one_that_failed_for_five_days_is_switched_off_and_one_success_in_between_counts(alice, other, do_jobs):
    kept = hook(alice, other)
    other.status = 500
    submit(alice)
    do_jobs()
    long_ago = timezone.now() - telling.GIVE_UP_AFTER
    Webhook.objects.update(failing_since=long_ago + timedelta(minutes=1))
    again(kept)
    kept.refresh_from_db()
    assert not kept.off
    Webhook.objects.update(failing_since=long_ago)
    again(kept)
    kept.refresh_from_db()
    assert kept.off == Webhook.Off.FAILING
    assert len(mail.outbox) == 0
    do_jobs()
    assert len(mail.outbox) == 1


def test_what_waits_for_one_that_is_switched_off_is_given_up_and_can_be_sent_later(alice, other, do_jobs):
    kept = hook(alice, other)
    submit(alice)
    keeping.change(kept, by=alice.actor, enabled=False)
    do_jobs()
    assert (only().state, other.came) == (State.FAILED, [])
    with pytest.raises(NotPossible, match="switched off"):
        telling.replay(only(), by=alice.actor)
    keeping.change(kept, by=alice.actor, enabled=True)
    telling.replay(only(), by=alice.actor)
    do_jobs()
    assert only().state == State.DELIVERED


def test_a_name_that_now_leads_into_our_network_is_not_asked(alice, other, do_jobs, settings):
    hook(alice, other)
    settings.OUTBOUND_ALLOWED = Allowed()
    submit(alice)
    do_jobs()
    assert other.came == []
    (tried,) = only().tries
    assert (tried["status"], tried["why"]) == (None, "plain")


def test_a_new_secret_signs_beside_the_old_one_for_a_day(alice, other, do_jobs):
    kept = hook(alice, other)
    old = keeping.show_secret(kept, by=alice.actor)
    kept = keeping.renew_secret(kept, by=alice.actor)
    new = keeping.show_secret(kept, by=alice.actor)
    assert old != new
    submit(alice)
    do_jobs()
    Webhook.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    submit(alice)
    do_jobs()
    (_path, first, one), (_path2, second, two) = other.came
    for secret in (old, new):
        Verifier(secret).verify(one, first)
    Verifier(new).verify(two, second)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(two, second)


def test_the_secret_cannot_be_read_in_the_database(alice, other):
    kept = hook(alice, other)
    secret = keeping.show_secret(kept, by=alice.actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT hooks_webhook::text FROM hooks_webhook")
        assert secret.removeprefix("whsec_") not in cursor.fetchone()[0]
    assert AuditRow.objects.filter(verb="show_webhook_secret").count() == 1


def test_old_messages_go(alice, other, do_jobs):
    hook(alice, other)
    submit(alice)
    do_jobs()
    Event.objects.update(at=timezone.now() - telling.KEPT_FOR - timedelta(seconds=1))
    submit(alice)
    do_jobs()
    assert Event.objects.count() == Delivery.objects.count() == 1


# --- who keeps them


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://169.254.169.254/latest/meta-data/", "no public host"),
        ("https://[::ffff:10.0.0.1]/", "no public host"),
        ("http://example.org/", "not encrypted"),
        ("https://user:pw@example.org/", "user"),
        ("https://example.org:22/", "port"),
        ("ftp://example.org/", "no address"),
        ("", "no address"),
    ],
)
def test_an_address_that_is_not_asked_is_not_kept(alice, url, why):
    with pytest.raises(BadInput, match=why) as refused:
        keeping.add(url, events=EVERY, by=alice.actor)
    assert refused.value.place == "url"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("events", [[], ["brief.eaten"], ["brief.submitted", "brief.eaten"]])
def test_there_must_be_something_to_tell(alice, other, events):
    with pytest.raises(BadInput, match="told"):
        hook(alice, other, events=events)


def test_there_are_not_too_many(alice, other):
    for _time in range(keeping.MOST_WEBHOOKS):
        hook(alice, other)
    with pytest.raises(NotPossible, match="too many"):
        hook(alice, other)


def test_only_owners_keep_them(cast, alice, other):
    kept = hook(alice, other)
    for actor in (cast.bob.actor, visitor(alice.organisation.pk)):
        for act in (
            lambda actor: keeping.add(other.address, events=EVERY, by=actor),
            lambda actor: keeping.change(kept, by=actor, enabled=False),
            lambda actor: keeping.remove(kept, by=actor),
            lambda actor: keeping.renew_secret(kept, by=actor),
            lambda actor: keeping.show_secret(kept, by=actor),
            lambda actor: telling.test(kept, by=actor),
            lambda actor: telling.replay_failed(kept, by=actor),
        ):
            with pytest.raises(Forbidden):
                act(actor)


def test_one_that_is_removed_takes_what_was_sent_along(alice, other, do_jobs):
    kept = hook(alice, other)
    submit(alice)
    do_jobs()
    for _twice in range(2):
        keeping.remove(kept, by=alice.actor)
    assert not Delivery.objects.exists()
    assert AuditRow.objects.filter(verb="remove_webhook").count() == 1


# --- the pages


@pytest.fixture
def browser(cast, client):
    """Alice's, who has just logged in."""
    client.post(reverse("account_login"), {"login": cast.alice.user.email, "password": PASSWORD})
    return client


def test_the_pages_carry_a_webhook_from_its_adding_to_its_removal(cast, browser, other, do_jobs):
    place = reverse("hooks:webhooks")
    assert "nothing is sent anywhere" in browser.get(place).content.decode()
    refused = browser.post(reverse("hooks:add"), {"url": "https://10.0.0.1/", "events": EVERY})
    assert refused.status_code == 422
    assert "no public host" in refused.content.decode()
    answer = browser.post(reverse("hooks:add"), {"url": other.address, "description": "ours", "events": EVERY})
    one = answer["Location"]
    assert other.address in browser.get(place).content.decode()
    assert "Send a test message" in browser.get(one).content.decode()
    assert "whsec_" not in browser.get(one).content.decode()
    assert "whsec_" in browser.post(f"{one}secret").content.decode()
    browser.post(f"{one}do", {"do": "test"})
    do_jobs()
    assert json.loads(other.came[0][2])["type"] == "webhook.test"
    page = browser.get(one).content.decode()
    assert "delivered" in page
    assert ": 200" in page
    with tenant(cast.alice.organisation.pk):
        sent = only()
    browser.post(reverse("hooks:replay", args=[sent.pk]))
    do_jobs()
    assert len(other.came) == 2
    assert browser.post(f"{one}change", {"url": other.address, "events": ["brief.changed"]}).status_code == 302
    assert "None in this state" in browser.get(one, {"state": "failed"}).content.decode()
    browser.post(f"{one}do", {"do": "remove"})
    assert browser.get(one).status_code == 404


def test_a_manager_is_told_that_only_owners_keep_them(cast, browser_of):
    assert browser_of(cast.bob).get(reverse("hooks:webhooks")).status_code == 403


def test_adding_one_asks_to_show_who_one_is(cast, browser_of, other):
    answer = browser_of(cast.alice).post(reverse("hooks:add"), {"url": other.address, "events": EVERY})
    assert "reauthenticate" in answer["Location"]
    with tenant(cast.alice.organisation.pk):
        assert not Webhook.objects.exists()


def test_a_page_of_messages_costs_the_same_however_many_there_are(cast, browser, other, do_jobs):
    with tenant(cast.alice.organisation.pk):
        kept = hook(cast.alice, other)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(reverse("hooks:webhook", args=[kept.pk]))
            browser.get(reverse("hooks:webhooks"))
        return len(seen)

    with tenant(cast.alice.organisation.pk):
        telling.test(kept, by=cast.alice.actor)
    few = queries()
    with tenant(cast.alice.organisation.pk):
        for _time in range(30):
            telling.test(kept, by=cast.alice.actor)
            hook(cast.alice, other) if Webhook.objects.count() < keeping.MOST_WEBHOOKS else None
    do_jobs()
    assert queries() == few
