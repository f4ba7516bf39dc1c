"""The ways into an organisation."""

import base64
import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from touchstone.apps.accounts.models import Membership, TenantModel, User


class Invitation(TenantModel):
    """A way into an organisation for whoever reads the mail; it works once, and for a while."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(
        max_length=10, choices=[(role.value, role.label) for role in Membership.TEAM], default=Membership.Role.MANAGER
    )
    nonce = models.CharField(max_length=40)  # another one with every new link
    digest = models.CharField(max_length=64)  # of the link's secret, by which it is found
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # accepted or withdrawn
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(ended_at__isnull=True),
                name="one_open_invitation_for_an_email",
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="invitation_by_digest")]

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"

    @property
    def secret(self) -> str:
        """What stands in the link: made from the row and the installation's key, so that it is kept nowhere."""
        signature = salted_hmac("touchstone.invitation", f"{self.pk}:{self.nonce}", algorithm="sha256")
        return base64.urlsafe_b64encode(signature.digest()).decode().rstrip("=")

    @property
    def is_open(self) -> bool:
        """Whether it still lets somebody in."""
        return self.ended_at is None and self.expires_at > timezone.now()
