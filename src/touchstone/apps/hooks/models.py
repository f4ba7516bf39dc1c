"""Where an organisation wants to be told, what there was to tell, and how the telling went."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import TenantModel, User


class EventKind(models.TextChoices):
    """What can be told. The names are what programs see, and stay as they are."""

    BRIEF_SUBMITTED = "brief.submitted", _("a brief is submitted")
    BRIEF_CHANGED = "brief.changed", _("a field of a brief is confirmed, corrected, dropped or reopened")
    SHORTLIST_DRAWN = "shortlist.drawn", _("a shortlist is drawn")
    DECISION_MADE = "decision.made", _("somebody on a list is held, declined, invited, or open again")
    INVITATION_ANSWERED = "invitation.answered", _("an invitation is accepted, declined, or runs out")


TEST = "webhook.test"  # that an owner sends by hand, whatever the webhook asks for


class Webhook(TenantModel):
    """An address of the organisation's own that wants to be told."""

    class Off(models.TextChoices):
        """Why nothing is sent to it."""

        ASKED = "asked", _("switched off")
        GONE = "gone", _("switched off: it answered 410, gone")
        FAILING = "failing", _("switched off: it did not answer for days")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.CharField(max_length=2_000)
    description = models.CharField(max_length=120, blank=True)
    events = models.JSONField()  # list of EventKind
    secret = models.TextField()  # sealed
    old_secret = models.TextField(blank=True)  # sealed; signs beside the new one until old_until
    old_until = models.DateTimeField(null=True, blank=True)
    off = models.CharField(max_length=10, choices=Off, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="a_webhook_within_its_organisation"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def said(self) -> list[str]:
        """What it asks to be told, in words."""
        labels: dict[str, Any] = dict(EventKind.choices)
        return [str(labels[name]) for name in self.events]


class Event(TenantModel):
    """Something to tell, in the very bytes that are signed. Its id is the webhook-id of every try."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="an_event_within_its_organisation"),
        ]
        indexes = [models.Index(fields=["organisation", "at"], name="events_by_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Delivery(TenantModel):
    """One event on its way to one webhook."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("on its way")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.JSONField(default=list)  # the last ones, oldest first: at, status or null, milliseconds, why
    tried = models.PositiveSmallIntegerField(default=0)  # since it was last asked for
    next_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "webhook", "event"], name="an_event_once_for_a_webhook"),
        ]
        indexes = [
            models.Index(fields=["webhook", "-created_at", "id"], name="deliveries_of_a_webhook"),
            models.Index(fields=["webhook", "next_at"], name="deliveries_due", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"
