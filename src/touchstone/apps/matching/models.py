"""A shortlist as it was drawn: from which snapshot, for what need, with what result."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import TenantModel
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.talent.models import PoolSnapshot


class ShortlistRecord(TenantModel):
    """One drawn shortlist; it is never changed, a relaxed one is a new row that says what it came from."""

    class Mode(models.TextChoices):
        """What the ranking puts first."""

        QUALITY = "quality", _("quality first")
        BALANCED = "balanced", _("balanced")
        COST = "cost", _("cost first")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(BriefRecord, on_delete=models.CASCADE, related_name="shortlists")
    relaxed_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    snapshot = models.ForeignKey(PoolSnapshot, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.BALANCED)
    need = models.JSONField()  # core.matching.Need
    result = models.JSONField()  # core.matching.Shortlist

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["organisation", "brief", "-created_at"], name="shortlists_of_a_brief")]

    def __str__(self) -> str:
        return f"{self.mode} for {self.brief_id}"
