"""The pool: specialists as rows, and the snapshots that searching reads.

The pool is the operator's, not a tenant's: clients see of it what a shortlist shows them.
"""

import uuid

from django.db import models
from django.utils import timezone


class Specialist(models.Model):
    """One specialist. `profile` is the core's `Specialist` value: nothing in it names or shows the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=200, unique=True)
    profile = models.JSONField()
    synthetic = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class PoolSnapshot(models.Model):
    """The pool as it stood at one moment, written as columns. Shortlists name the one they were drawn from."""

    id = models.BigAutoField(primary_key=True)
    size = models.PositiveIntegerField()
    synthetic = models.BooleanField()
    folder = models.CharField(max_length=60, unique=True)
    built_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = "id"

    def __str__(self) -> str:
        return f"snapshot {self.pk} of {self.size}"
