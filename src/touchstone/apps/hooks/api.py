"""Webhooks in JSON, for an organisation's owners and for programs with their right."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from touchstone.apps.accounts.actor import actor_of
from touchstone.apps.accounts.schemas import PageIn, PageOut, Strict, page_of
from touchstone.apps.hooks.access import deliveries_of, delivery_for, owner, webhook_for, webhooks_of
from touchstone.apps.hooks.actions import keeping, telling
from touchstone.apps.hooks.models import Delivery, EventKind, Webhook
from touchstone.gateways.outbound import LONGEST_ADDRESS

router = Router(tags=["webhooks"])


class WebhookIn(Strict):
    """Where to, and what."""

    url: str = Field(min_length=1, max_length=LONGEST_ADDRESS, examples=["https://hooks.example.org/touchstone"])
    events: list[EventKind] = Field(min_length=1, max_length=20)
    description: str = Field(default="", max_length=120)


class WebhookChange(Strict):
    """What shall be another; what is left out stays as it is."""

    url: str | None = Field(default=None, min_length=1, max_length=LONGEST_ADDRESS)
    events: list[EventKind] | None = Field(default=None, min_length=1, max_length=20)
    description: str | None = Field(default=None, max_length=120)
    enabled: bool | None = Field(default=None, strict=True)


class WebhookOut(Schema):
    """A webhook, without its secret."""

    id: UUID
    url: str
    description: str
    events: list[str]
    enabled: bool
    off: str = Field(description="Why it is off: `asked`, `gone` or `failing`; empty while it is on.")
    failing_since: datetime | None = Field(description="The first try that went wrong since the last that went well.")
    created_at: datetime


class WebhookPage(PageOut):
    """Webhooks, newest first."""

    items: list[WebhookOut]


class SecretOut(Schema):
    """What signs, in the form that the libraries of Standard Webhooks take."""

    secret: str


class DeliveriesIn(PageIn):
    """Which part of the list."""

    state: Literal["waiting", "delivered", "failed"] | None = None


class TryOut(Schema):
    """One try, as it went."""

    at: datetime
    status: int | None = Field(description="Of the answer; null where there was none.")
    milliseconds: int
    why: str = Field(description="Why there was none, such as `timeout`; empty where there was one.")


class DeliveryOut(Schema):
    """A message on its way to a webhook."""

    id: UUID
    webhook: UUID
    event: UUID = Field(description="The webhook-id of every try.")
    type: str
    body: str = Field(description="The very text that is signed.")
    state: Literal["waiting", "delivered", "failed"]
    tries: list[TryOut]
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


class DeliveryPage(PageOut):
    """Deliveries, newest first."""

    items: list[DeliveryOut]


class AgainOut(Schema):
    """How many are sent again."""

    messages: int


@router.post("/webhooks", response={201: WebhookOut})
def add_webhook(request: HttpRequest, body: WebhookIn) -> Status[dict[str, Any]]:
    """Tell an address of what happens from now on. Its secret is at `get_webhook_secret`."""
    return Status(201, as_json(keeping.add(by=owner(actor_of(request)), **body.dict())))


@router.get("/webhooks", response=WebhookPage)
def list_webhooks(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The organisation's webhooks, newest first, a page at a time."""
    found = page_of(webhooks_of(actor_of(request)), page, of="webhooks")
    return found | {"items": [as_json(one) for one in found["items"]]}


@router.get("/webhooks/{uuid:webhook}", response=WebhookOut)
def get_webhook(request: HttpRequest, webhook: UUID) -> dict[str, Any]:
    """One webhook."""
    return as_json(webhook_for(actor_of(request), webhook))


@router.patch("/webhooks/{uuid:webhook}", response=WebhookOut)
def change_webhook(request: HttpRequest, webhook: UUID, body: WebhookChange) -> dict[str, Any]:
    """Change it, or switch it on or off."""
    found = webhook_for(actor_of(request), webhook)
    return as_json(keeping.change(found, by=owner(actor_of(request)), **body.dict()))


@router.delete("/webhooks/{uuid:webhook}", response={204: None})
def remove_webhook(request: HttpRequest, webhook: UUID) -> Status[None]:
    """Tell it nothing any more, and forget what was sent to it."""
    keeping.remove(webhook_for(actor_of(request), webhook), by=owner(actor_of(request)))
    return Status(204, None)


@router.get("/webhooks/{uuid:webhook}/secret", response=SecretOut)
def get_webhook_secret(request: HttpRequest, webhook: UUID) -> dict[str, str]:
    """What signs; that it was shown is written down."""
    found = webhook_for(actor_of(request), webhook)
    return {"secret": keeping.show_secret(found, by=owner(actor_of(request)))}


@router.post("/webhooks/{uuid:webhook}/secret", response=WebhookOut)
def renew_webhook_secret(request: HttpRequest, webhook: UUID) -> dict[str, Any]:
    """Make another one; for a day the old one signs too."""
    found = webhook_for(actor_of(request), webhook)
    return as_json(keeping.renew_secret(found, by=owner(actor_of(request))))


@router.post("/webhooks/{uuid:webhook}/test", response={201: DeliveryOut})
def test_webhook(request: HttpRequest, webhook: UUID) -> Status[dict[str, Any]]:
    """Send a message of type `webhook.test`."""
    found = webhook_for(actor_of(request), webhook)
    return Status(201, delivery_json(telling.test(found, by=owner(actor_of(request)))))


@router.get("/webhooks/{uuid:webhook}/deliveries", response=DeliveryPage)
def list_deliveries(request: HttpRequest, webhook: UUID, page: Query[DeliveriesIn]) -> dict[str, Any]:
    """What was sent to it in the last 30 days, or is on its way, newest first, a page at a time."""
    actor = actor_of(request)
    rows = deliveries_of(actor, webhook_for(actor, webhook), page.state or "")
    found = page_of(rows, page, of=f"deliveries {webhook} {page.state}")
    return found | {"items": [delivery_json(one) for one in found["items"]]}


@router.post("/webhooks/{uuid:webhook}/replay", response=AgainOut)
def replay_failed_deliveries(request: HttpRequest, webhook: UUID) -> dict[str, int]:
    """Send again whatever was given up, oldest first, at most 1,000 at once."""
    found = webhook_for(actor_of(request), webhook)
    return {"messages": telling.replay_failed(found, by=owner(actor_of(request)))}


@router.get("/deliveries/{uuid:delivery}", response=DeliveryOut)
def get_delivery(request: HttpRequest, delivery: UUID) -> dict[str, Any]:
    """One delivery with its tries."""
    return delivery_json(delivery_for(actor_of(request), delivery))


@router.post("/deliveries/{uuid:delivery}/replay", response=DeliveryOut)
def replay_delivery(request: HttpRequest, delivery: UUID) -> dict[str, Any]:
    """Send it again under its own id, whatever became of it."""
    telling.replay(delivery_for(actor_of(request), delivery), by=owner(actor_of(request)))
    return delivery_json(delivery_for(actor_of(request), delivery))


def as_json(one: Webhook) -> dict[str, Any]:
    """A webhook as it goes out. No queries."""
    plain = ("url", "description", "events", "off", "failing_since", "created_at")
    return {"id": one.pk, "enabled": not one.off} | {name: getattr(one, name) for name in plain}


def delivery_json(one: Delivery) -> dict[str, Any]:
    """A delivery as it goes out. No queries."""
    plain = ("state", "tries", "next_at", "created_at", "ended_at")
    own = {
        "id": one.pk,
        "webhook": one.webhook_id,
        "event": one.event_id,
        "type": one.event.kind,
        "body": one.event.body,
    }
    return own | {name: getattr(one, name) for name in plain}
