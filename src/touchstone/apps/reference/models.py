"""What the operator has added to the package's taxonomy and rates. Anybody reads it, and only the operator writes it."""

import uuid

from django.db import models
from django.utils import timezone

from touchstone.apps.accounts.models import User


class OwnField(models.Model):
    """A field of the taxonomy that the package lacks, or other names for one of its own. One in use is never removed."""

    code = models.CharField(primary_key=True, max_length=120)
    names = models.JSONField()  # language -> name; "en" is there
    aliases = models.JSONField(default=dict)  # language -> further phrases that name it
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class OwnRate(models.Model):
    """A row of the rate table, in the columns of docs/reference/rates.md; it takes the place of the package's of its id."""

    id = models.CharField(primary_key=True, max_length=80)
    fields = models.JSONField()  # column -> text
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id


class Stamp(models.Model):
    """Another value after each change: by it a process tells in one small query whether what it holds still stands."""

    name = models.CharField(primary_key=True, max_length=20)
    value = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return self.name
