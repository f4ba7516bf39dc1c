"""Webhooks, with a token of an owner that may manage."""

from collections.abc import Iterator, Sequence
from types import NoneType
from uuid import UUID

from touchstone.client.calls import Calls, as_id, every
from touchstone.client.values import Delivery, Page, Replayed, Webhook, WebhookSecret


class Webhooks(Calls):
    """Where the organisation is told what happens."""

    def add_webhook(self, url: str, events: Sequence[str], *, description: str = "") -> Webhook:
        """Tell an address of what happens from now on; its secret is at `get_webhook_secret`."""
        body = {"url": url, "events": list(events), "description": description}
        return self._wire.call("POST", "webhooks", Webhook, body=body)

    def list_webhooks(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Webhook]:
        """A page of the organisation's webhooks, newest first."""
        return self._wire.call("GET", "webhooks", Page[Webhook], query={"limit": limit, "cursor": cursor})

    def webhooks(self, *, limit: int | None = None) -> Iterator[Webhook]:
        """Every webhook, newest first, page after page of `limit`."""
        return every(self.list_webhooks, {"limit": limit})

    def get_webhook(self, webhook: UUID | str) -> Webhook:
        """One webhook."""
        return self._wire.call("GET", f"webhooks/{as_id(webhook)}", Webhook)

    def change_webhook(
        self,
        webhook: UUID | str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
    ) -> Webhook:
        """Change it, or switch it on or off; what is left out stays as it is."""
        said = {"url": url, "events": events and list(events), "description": description, "enabled": enabled}
        body = {name: value for name, value in said.items() if value is not None}
        return self._wire.call("PATCH", f"webhooks/{as_id(webhook)}", Webhook, body=body)

    def remove_webhook(self, webhook: UUID | str) -> None:
        """Tell it nothing any more, and forget what was sent to it."""
        self._wire.call("DELETE", f"webhooks/{as_id(webhook)}", NoneType)

    def get_webhook_secret(self, webhook: UUID | str) -> WebhookSecret:
        """What signs its messages, for any library of Standard Webhooks."""
        return self._wire.call("GET", f"webhooks/{as_id(webhook)}/secret", WebhookSecret)

    def renew_webhook_secret(self, webhook: UUID | str) -> Webhook:
        """Make another secret; for a day the old one signs too."""
        return self._wire.call("POST", f"webhooks/{as_id(webhook)}/secret", Webhook)

    def test_webhook(self, webhook: UUID | str) -> Delivery:
        """Send a message of type "webhook.test"."""
        return self._wire.call("POST", f"webhooks/{as_id(webhook)}/test", Delivery)

    def list_deliveries(
        self,
        webhook: UUID | str,
        *,
        state: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[Delivery]:
        """A page of what was sent to it in the last 30 days, newest first; `state` is waiting, delivered or failed."""
        query = {"state": state, "limit": limit, "cursor": cursor}
        return self._wire.call("GET", f"webhooks/{as_id(webhook)}/deliveries", Page[Delivery], query=query)

    def deliveries(self, webhook: UUID | str, *, state: str | None = None) -> Iterator[Delivery]:
        """Everything that was sent to it in the last 30 days, newest first."""
        return every(self.list_deliveries, {"webhook": webhook, "state": state})

    def replay_failed_deliveries(self, webhook: UUID | str) -> Replayed:
        """Send again whatever was given up, oldest first, at most 1,000 at once."""
        return self._wire.call("POST", f"webhooks/{as_id(webhook)}/replay", Replayed)

    def get_delivery(self, delivery: UUID | str) -> Delivery:
        """One delivery with its tries."""
        return self._wire.call("GET", f"deliveries/{as_id(delivery)}", Delivery)

    def replay_delivery(self, delivery: UUID | str) -> Delivery:
        """Send it again under its own id, whatever became of it."""
        return self._wire.call("POST", f"deliveries/{as_id(delivery)}/replay", Delivery)
