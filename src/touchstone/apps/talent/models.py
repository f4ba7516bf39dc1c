"""The pool: specialists as rows, what each says of themselves, and the snapshots that searching reads.

The pool is the operator's. A row of it is seen by the operator, by the specialist whose it is, and by a client on whose
lists they stand (the policies are in the migrations); what they say of themselves, by the operator and by them alone.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import TenantModel


class Specialist(models.Model):
    """One specialist, as a search knows them. `profile` is the core's `Specialist` value: nothing in it names the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=200, unique=True)
    profile = models.JSONField()
    name = models.CharField(max_length=120, blank=True)  # that clients may see, on lists that are not blind
    searchable = models.BooleanField(default=True)  # where not, what they have shown is kept for when they are back
    synthetic = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class PersonRecord(TenantModel):
    """What a specialist says of themselves: theirs, in an organisation of their own.

    One who was brought in by the operator, and has not come in person yet, is kept by the operator meanwhile.
    """

    class State(models.TextChoices):
        """Whether searches find them."""

        DRAFT = "draft", _("not complete yet")
        SHOWN = "shown", _("found by searches")
        HIDDEN = "hidden", _("not found by searches")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=200)  # of their row in the pool, and the name that lists know them by
    record = models.JSONField()  # core.people.Person
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    shows_name = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # They asked to be forgotten; until then it can be taken back.
    erase_after = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # to take it over, where the operator keeps it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="one_person_for_a_reference"),
        ]
        indexes = [
            models.Index(fields=["erase_after"], name="people_to_erase", condition=models.Q(erase_after__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference


class Forgotten(models.Model):
    """Somebody who asked to be forgotten, by what a file of people would name them by: they are imported no more."""

    reference = models.CharField(primary_key=True, max_length=200)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reference


class PeopleImport(TenantModel):
    """A file of people on its way into the pool: read, reported, and imported once somebody has seen the report."""

    class State(models.TextChoices):
        """How far it has come."""

        READING = "reading", _("being read")
        CHECKED = "checked", _("read; nothing imported yet")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("cannot be read")
        DROPPED = "dropped", _("not imported")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    report = models.JSONField(default=dict)  # people, complete, refused, missing, problems, left, duplicates, why
    given = models.PositiveIntegerField(default=0)  # people of the file, once it is done
    changed = models.PositiveIntegerField(default=0)  # of these, new or renewed
    created_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class SavedView(TenantModel):
    """A search of the pool that somebody of the operator's staff keeps under a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1_000)  # of the address
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user", "name"], name="one_view_for_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


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
