"""A client's need as it was said, as it was read, and as the client confirmed it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import TenantModel


class BriefRecord(TenantModel):
    """One brief of one organisation."""

    class Source(models.TextChoices):
        """How it came."""

        TYPED = "typed", _("typed")
        DOCUMENT = "document", _("document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    file_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    reading = models.JSONField()  # core.briefs.Reading
    marks = models.JSONField(default=dict)  # field of Brief -> {"mark": a Mark, "value": what the client said instead}
    diagnosis = models.JSONField()  # core.roles.Diagnosis of the brief with its marks

    class Mark(models.TextChoices):
        """What the client said to a field."""

        CONFIRMED = "confirmed", _("confirmed")
        EDITED = "edited", _("corrected")
        DROPPED = "dropped", _("dropped")

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="a_brief_within_its_organisation")]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="briefs_of_an_organisation")]

    def __str__(self) -> str:
        return self.title or str(self.pk)


class SubfieldProposal(TenantModel):
    """A sub-field that a brief names and the taxonomy lacks, which its client asks the operator to add.

    The operator sees the words, and where they would hang; nothing of the brief.
    """

    class State(models.TextChoices):
        """What has become of it."""

        PROPOSED = "proposed", _("proposed")
        ADDED = "added", _("added")
        DECLINED = "declined", _("declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.CharField(max_length=200)  # as the brief names it
    language = models.CharField(max_length=8, blank=True)  # of the brief
    parent = models.CharField(max_length=60, blank=True)  # the nearest field's code; empty where nothing is near
    code = models.CharField(max_length=120, blank=True)  # the code that would be free for it
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("words"), name="one_proposal_for_the_same_words"),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.state})"
