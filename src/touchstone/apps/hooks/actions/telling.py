"""What happens is written down in the transaction in which it happens, and told after it, until it was heard."""

import random
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued
from standardwebhooks.webhooks import Webhook as Signer

from touchstone import __version__
from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import Membership
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.hooks.actions.keeping import signing_secrets
from touchstone.apps.hooks.models import TEST, Delivery, Event, EventKind, Webhook
from touchstone.apps.jobs import letters
from touchstone.apps.jobs.queue import AGAIN, FAST, app, enqueue_once
from touchstone.core.errors import NotPossible
from touchstone.gateways import outbound

# Seconds after the first try, the second, …: three days in all, as Standard Webhooks recommends.
WAITS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
GIVE_UP_AFTER = timedelta(days=5)  # without one answer of 2xx: it is switched off, and its owners are told
KEPT_FOR = timedelta(days=30)
MOST_TRIES_SHOWN = 20
MOST_AGAIN = 1_000  # that one click sends again
_LONGEST_WAIT = 86_400.0
_AT_A_TIME = 20.0  # seconds, after which other jobs have their turn
_BREATH = 60.0  # seconds for an address that did not answer
_AFTER_LETTERS = -1  # a priority
_CLEARED_AT_ONCE = 50
_GONE = 410
State = Delivery.State


class Try(msgspec.Struct, frozen=True):
    """One try, as it went."""

    at: datetime
    status: int | None  # of the answer, where there was one
    milliseconds: int
    why: str = ""  # outbound.Why, where there was none
    again_in: float | None = None  # seconds, where the other side says so

    @property
    def went_well(self) -> bool:
        """2xx."""
        return self.status is not None and 200 <= self.status < 300


def tries_of(delivery: Delivery) -> list[Try]:
    """The last ones, oldest first. No queries."""
    return msgspec.convert(delivery.tries, list[Try])


def tell(kind: EventKind, data: Mapping[str, Any], *, organisation: UUID) -> None:
    """Something has happened in an organisation. One query where nobody wants to know."""
    wanting = Webhook.objects.filter(organisation=organisation, off="", events__contains=[kind.value])
    keys = list(wanting.values_list("pk", flat=True))
    if keys:
        _write(kind.value, data, webhooks=keys, organisation=organisation)


@transaction.atomic
def test(webhook: Webhook, *, by: Actor) -> Delivery:
    """Send a message that says nothing but that it came.

    Raises:
        NotPossible: it is switched off.
    """
    by.must(Right.MANAGE)
    _must_be_on(webhook)
    (made,) = _write(TEST, {"webhook": str(webhook.pk)}, webhooks=[webhook.pk], organisation=by.organisation)
    audit("test_webhook", by=by, on=webhook)
    return made


@transaction.atomic
def replay(delivery: Delivery, *, by: Actor) -> Delivery:
    """Send a message again under its own id, whatever became of it; one that is on its way is sent at once.

    Raises:
        NotPossible: its webhook is switched off.
    """
    by.must(Right.MANAGE)
    _must_be_on(delivery.webhook)
    locked = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk, organisation=by.organisation)
    _begin_again([locked], organisation=by.organisation)
    audit("replay_delivery", by=by, on=locked, webhook=locked.webhook_id)
    return locked


@transaction.atomic
def replay_failed(webhook: Webhook, *, by: Actor) -> int:
    """Send again whatever was given up, oldest first; how many.

    Raises:
        NotPossible: it is switched off.
    """
    by.must(Right.MANAGE)
    _must_be_on(webhook)
    failed = Delivery.objects.filter(organisation=by.organisation, webhook=webhook, state=State.FAILED)
    again = list(failed.select_for_update(of=("self",)).order_by("created_at", "pk")[:MOST_AGAIN])
    if again:
        _begin_again(again, organisation=by.organisation)
        audit("replay_failed", by=by, on=webhook, messages=len(again))
    return len(again)


@app.task(queue=FAST, retry=AGAIN)
def send_waiting(organisation: str, webhook: str) -> None:
    """Send what is due to one webhook, one after the other, for a while. May run twice, never at once for one webhook.

    The other side knows a message by its id, so one that was heard just before a worker was killed harms nobody twice.
    """
    mine, key = UUID(organisation), UUID(webhook)
    until, answers = time.monotonic() + _AT_A_TIME, True
    while answers and time.monotonic() < until:
        with tenant(mine):
            due = _due(key)
            if due is None:
                break
            headers = _headers(due)
        tried = _try(due.webhook.url, due.event.body.encode(), headers)
        with tenant(mine):
            _settle(due.pk, tried)
        answers = tried.status is not None
    with tenant(mine):
        _clear_old(mine)
        _come_again(mine, key, soon=answers)


@app.task(queue=FAST, retry=AGAIN)
def wake(organisation: str, webhook: str) -> None:
    """The time of another try has come."""
    _enqueue(UUID(organisation), UUID(webhook))


def _due(webhook: UUID) -> Delivery | None:
    """The message that has waited longest; where the webhook is switched off, whatever waits is given up."""
    waiting = Delivery.objects.filter(webhook=webhook, state=State.WAITING)
    found = waiting.filter(next_at__lte=timezone.now()).select_related("webhook", "event").order_by("next_at").first()
    if found and found.webhook.off:
        waiting.update(state=State.FAILED, next_at=None, ended_at=timezone.now())
        return None
    return found


def _come_again(organisation: UUID, webhook: UUID, *, soon: bool) -> None:
    """When the next message is due; and not at once to an address that did not answer at all."""
    waiting = Delivery.objects.filter(webhook=webhook, state=State.WAITING)
    due = waiting.aggregate(first=Min("next_at"))["first"]
    if due is None:
        return
    wait = (due - timezone.now()).total_seconds()
    if soon and wait <= 0:
        _enqueue(organisation, webhook)
        return
    seconds = max(wait, 1.0 if soon else _BREATH)
    with suppress(AlreadyEnqueued), transaction.atomic():  # one that wakes it within the same seconds is enough
        key = f"webhook {webhook} at {int((time.time() + seconds) // 5)}"
        job = wake.configure(queueing_lock=key, schedule_in={"seconds": int(seconds) + 1}, priority=_AFTER_LETTERS)
        job.defer(organisation=str(organisation), webhook=str(webhook))


def _enqueue(organisation: UUID, webhook: UUID) -> None:
    key, which = f"webhook {webhook}", {"organisation": str(organisation), "webhook": str(webhook)}
    enqueue_once(send_waiting, key, priority=_AFTER_LETTERS, **which)


def _must_be_on(webhook: Webhook) -> None:
    if webhook.off:
        raise NotPossible(_("This webhook is switched off."), hint=_("Switch it on first."))


def _write(kind: str, data: Mapping[str, Any], *, webhooks: list[UUID], organisation: UUID) -> list[Delivery]:
    now = timezone.now()
    body = msgspec.json.encode({"type": kind, "timestamp": now, "data": data}).decode()
    event = Event.objects.create(organisation_id=organisation, kind=kind, body=body, at=now)
    made = [
        Delivery(organisation_id=organisation, webhook_id=one, event=event, created_at=now, next_at=now)
        for one in webhooks
    ]
    Delivery.objects.bulk_create(made)
    for one in webhooks:
        _enqueue(organisation, one)
    return made


def _begin_again(deliveries: list[Delivery], *, organisation: UUID) -> None:
    now = timezone.now()
    for one in deliveries:
        one.state, one.tried, one.next_at, one.ended_at = State.WAITING, 0, now, None
    Delivery.objects.bulk_update(deliveries, ["state", "tried", "next_at", "ended_at"])
    for webhook in {one.webhook_id for one in deliveries}:
        _enqueue(organisation, webhook)


def _headers(delivery: Delivery) -> dict[str, str]:
    """As Standard Webhooks 1.0 has them."""
    event, now = delivery.event, datetime.now(UTC)
    signed = [Signer(one).sign(str(event.pk), now, event.body) for one in signing_secrets(delivery.webhook)]
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Touchstone/{__version__}",
        "webhook-id": str(event.pk),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }


def _try(url: str, body: bytes, headers: dict[str, str]) -> Try:
    at, began = timezone.now(), time.monotonic()
    answered, why = None, ""
    try:
        answered = outbound.post(url, body, headers=headers, allowed=settings.OUTBOUND_ALLOWED)
    except (outbound.Refused, outbound.NoAnswer) as error:
        why = error.why.value
    taken = int((time.monotonic() - began) * 1000)
    if answered is None:
        return Try(at, None, taken, why)
    return Try(at, answered.status, taken, again_in=answered.retry_after)


def _settle(pk: UUID, tried: Try) -> None:
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("webhook").filter(pk=pk).first()
    if delivery is None or delivery.state != State.WAITING:
        return  # removed meanwhile, or heard by another try
    delivery.tries = [*delivery.tries, msgspec.to_builtins(tried)][-MOST_TRIES_SHOWN:]
    delivery.tried += 1
    webhook = delivery.webhook
    if tried.went_well:
        _end(delivery, State.DELIVERED)
        Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False).update(failing_since=None)
        return
    Webhook.objects.filter(pk=webhook.pk, failing_since=None, off="").update(failing_since=tried.at)
    webhook.refresh_from_db()
    gave_up = webhook.failing_since and timezone.now() - webhook.failing_since >= GIVE_UP_AFTER
    if tried.status == _GONE or gave_up:
        _switch_off(webhook, Webhook.Off.GONE if tried.status == _GONE else Webhook.Off.FAILING)
        _end(delivery, State.FAILED)
    elif delivery.tried > len(WAITS):
        _end(delivery, State.FAILED)
    else:
        wait = WAITS[delivery.tried - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - so that many do not come back together
        wait = min(max(wait, tried.again_in or 0.0), _LONGEST_WAIT)
        delivery.next_at = timezone.now() + timedelta(seconds=wait)
        delivery.save(update_fields=["tries", "tried", "next_at"])


def _end(delivery: Delivery, state: Delivery.State) -> None:
    delivery.state, delivery.next_at, delivery.ended_at = state, None, timezone.now()
    delivery.save(update_fields=["state", "tries", "tried", "next_at", "ended_at"])


def _switch_off(webhook: Webhook, why: Webhook.Off) -> None:
    if not Webhook.objects.filter(pk=webhook.pk, off="").update(off=why):
        return
    webhook.off = why
    audit("switch_webhook_off", by=Actor(webhook.organisation_id, program="worker"), on=webhook, why=why.value)
    link = settings.SITE_URL + reverse("hooks:webhook", args=[webhook.pk])
    owners = Membership.objects.filter(organisation=webhook.organisation_id, role=Membership.Role.OWNER)
    for one in owners.select_related("user"):
        context = {"webhook": webhook, "link": link}
        letters.tell(one.user, template="hooks/mails/off.txt", context=context)


def _clear_old(organisation: UUID) -> None:
    """A few at each try, so that no job is needed for it."""
    old = Event.objects.filter(organisation=organisation, at__lt=timezone.now() - KEPT_FOR)
    keys = list(old.order_by("at").values_list("pk", flat=True)[:_CLEARED_AT_ONCE])
    if keys:
        Event.objects.filter(pk__in=keys).delete()
