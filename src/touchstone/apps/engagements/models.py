"""Openings, and what is offered to a specialist to fill one."""

import uuid
from decimal import ROUND_HALF_EVEN, Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import TenantModel
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.matching.models import CandidateRecord
from touchstone.core.money import Money


class Opening(TenantModel):
    """The seats that a brief has for one role. No more people are asked than there are seats left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brief = models.ForeignKey(BriefRecord, on_delete=models.CASCADE, related_name="openings")
    role = models.CharField(max_length=40)  # core.roles.Role
    seats = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "brief", "role"], name="one_opening_for_a_role_of_a_brief"),
            models.UniqueConstraint(fields=["organisation", "id"], name="an_opening_within_its_organisation"),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="an_opening_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.seats} x {self.role}"


class Offer(TenantModel):
    """An invitation to one specialist: which work, how many hours, for what pay, until when they may answer.

    The client's words and figures, as they stood when it was made; the specialist reads the row, and answers it.
    """

    class State(models.TextChoices):
        """What has become of it."""

        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined by them")
        WITHDRAWN = "withdrawn", _("taken back")
        EXPIRED = "expired", _("ran out")

    class Why(models.TextChoices):
        """Why a specialist declines; they may say, and need not."""

        PAY = "pay", _("the pay")
        HOURS = "hours", _("the hours")
        TIME = "time", _("the time of day")
        WORK = "work", _("the work itself")
        BUSY = "busy", _("other work")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="offers")
    candidate = models.ForeignKey(CandidateRecord, on_delete=models.CASCADE, related_name="offers")
    specialist = models.CharField(max_length=200)  # the candidate's reference, by which they find it
    client = models.CharField(max_length=120)  # the organisation's name, as it was
    title = models.CharField(max_length=120)
    message = models.TextField(blank=True)
    role = models.CharField(max_length=40)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1)
    weeks = models.PositiveSmallIntegerField()
    start = models.DateField()
    pay_minor = models.PositiveIntegerField()  # to the specialist, for one hour, in the currency's minor unit
    currency = models.CharField(max_length=3)
    fee_percent = models.DecimalField(max_digits=5, decimal_places=2)  # of the pay, on top, to the operator
    window_start = models.TimeField()  # when their hours meet the client's, on the client's clock
    window_end = models.TimeField()
    time_zone = models.CharField(max_length=60)  # the client's, IANA
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "candidate"],
                condition=models.Q(state__in=["open", "accepted"]),
                name="one_standing_offer_to_a_candidate",
            ),
            models.CheckConstraint(condition=models.Q(pay_minor__gte=1), name="an_offer_pays"),
        ]
        indexes = [
            models.Index(fields=["specialist", "-created_at"], name="offers_to_a_specialist"),
            models.Index(fields=["expires_at"], name="offers_to_end", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def pay(self) -> Money:
        """To the specialist, for one hour."""
        return Money(self.pay_minor, self.currency)

    @property
    def fee(self) -> Money:
        """To the operator, for one hour."""
        share = Decimal(self.pay_minor) * Decimal(self.fee_percent) / 100
        return Money(int(share.to_integral_value(ROUND_HALF_EVEN)), self.currency)

    @property
    def bill(self) -> Money:
        """From the client, for one hour: pay and fee."""
        return Money(self.pay_minor + self.fee.minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.state == self.State.OPEN and self.expires_at > timezone.now()
