"""One row for each change. The rows outlive what they speak of, so nothing here points at another table."""

import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from touchstone.apps.accounts.actor import Actor


class AuditRow(models.Model):
    """Who did what to which object. `id` grows, so that a chain of hashes can be laid over the rows in their order.

    `details` says what changed in names and numbers, never a person's own words: the row outlives their deletion.
    """

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    actor = models.CharField(max_length=60)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["organisation_id", "object_id", "id"], name="audit_of_an_object"),
            models.Index(fields=["organisation_id", "at", "id"], name="audit_of_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.object_type} {self.object_id}"


def record(verb: str, *, by: Actor, on: models.Model | uuid.UUID, kind: str = "", **details: Any) -> AuditRow:
    """Add a row; every action calls this once, within its transaction."""
    key: uuid.UUID = on.pk if isinstance(on, models.Model) else on
    if isinstance(on, models.Model):
        kind = on._meta.model_name or kind  # noqa: SLF001 - the documented way to a model's name
    return AuditRow.objects.create(
        organisation_id=by.organisation, actor=by.label, verb=verb, object_type=kind, object_id=key, details=details
    )


class AuditLink(models.Model):
    """A row's place in the chain: its hash is over the row's words and the hash before it.

    PostgreSQL writes it at the commit of the transaction that wrote the row (migration 0002), so the order is that of
    the commits; the application's role can read links and write none.
    """

    position = models.BigIntegerField(primary_key=True)
    row_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {bytes(self.hash).hex()[:12]}"
