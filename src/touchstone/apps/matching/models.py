"""A shortlist as it was drawn: from which snapshot, for what need, with what result; and what became of those on it."""

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
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="a_list_within_its_organisation")]
        indexes = [models.Index(fields=["organisation", "brief", "-created_at"], name="shortlists_of_a_brief")]

    def __str__(self) -> str:
        return f"{self.mode} for {self.brief_id}"


class CandidateRecord(TenantModel):
    """Somebody on a list, and what its client decided about them. It is the client's: no other client's list knows of it.

    The specialist may read the row: what they are told of the list stands in it, and no word about anybody else.
    """

    class Decision(models.TextChoices):
        """What the client decided."""

        OPEN = "open", _("not decided")
        HOLD = "hold", _("on hold")
        DECLINED = "declined", _("declined")
        INVITED = "invited", _("invited")

    class Reason(models.TextChoices):
        """Why somebody is declined. Each is said to the specialist in a sentence of its own."""

        SKILL = "skill", _("too little shown in the field")
        RATE = "rate", _("asks more than is paid")
        HOURS = "hours", _("the hours do not fit")
        LANGUAGE = "language", _("the language does not fit")
        START = "start", _("cannot begin in time")
        FOUND = "found", _("somebody else was found")
        CLOSED = "closed", _("the work does not go ahead")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shortlist = models.ForeignKey(ShortlistRecord, on_delete=models.CASCADE, related_name="candidates")
    specialist = models.CharField(max_length=200)  # the reference of their row in the pool
    rank = models.PositiveSmallIntegerField()
    told = models.JSONField(default=dict)  # what the list was for, and why they stand on it: gather.told_of
    drawn_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "shortlist", "specialist"], name="once_on_a_list"),
            models.UniqueConstraint(fields=["organisation", "id"], name="a_candidate_within_its_organisation"),
            models.CheckConstraint(
                condition=models.Q(decision="declined") ^ models.Q(reason=""), name="who_is_declined_learns_why"
            ),
        ]
        indexes = [models.Index(fields=["specialist", "-drawn_at"], name="lists_of_a_specialist")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.specialist} {self.decision}"


class Comment(TenantModel):
    """What a member says to colleagues about somebody on a list. Nobody else reads it, the specialist neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(CandidateRecord, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class OwnView(TenantModel):
    """Whom a member would have taken before they saw the ranking: kept beside it, so that both can be judged later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shortlist = models.ForeignKey(ShortlistRecord, on_delete=models.CASCADE, related_name="own_views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    picks = models.JSONField()  # references, the first choice first; empty: they did not want to say
    asked_at = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(null=True, blank=True)  # None: asked, and the ranking is not shown to them yet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "shortlist", "user"], name="one_own_view_of_a_list"),
        ]

    def __str__(self) -> str:
        return f"{len(self.picks)} picks of {self.user_id}"
