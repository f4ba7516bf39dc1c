"""Users, organisations, memberships; the base of every tenant row; the count of what one address has done."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The one organisation that every installation has: who runs it, and whose the pool is.
OPERATOR_ID = uuid.UUID("00000000-0000-4000-8000-000000000001")


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user; without a password, one who cannot log in by password."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """E-mail addresses are compared without regard to case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in."""

    class Letters(models.TextChoices):
        """How often letters come that can wait."""

        EACH = "each", _("each by itself, at once")
        DAILY = "daily", _("one letter a day with everything")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=8, default="en")  # that letters to them are written in
    letters = models.CharField(max_length=10, choices=Letters, default=Letters.EACH)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_for_an_email")]

    def __str__(self) -> str:
        return self.email


class Organisation(models.Model):
    """A client company, the operator, the sandbox of one visitor who has no account, or one specialist with what is theirs."""

    class Kind(models.TextChoices):
        """What it is."""

        CLIENT = "client", _("client")
        OPERATOR = "operator", _("operator")
        VISITOR = "visitor", _("visitor")
        SPECIALIST = "specialist", _("specialist")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CLIENT)
    name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="visitor", expires_at__isnull=False)
                | (~models.Q(kind="visitor") & models.Q(expires_at__isnull=True)),
                name="visitors_and_only_they_expire",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="expiring", condition=models.Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.kind} {self.id}"

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


class TenantModel(models.Model):
    """A row that belongs to one organisation. Its migration calls EnableRowSecurity; a test looks whether it did."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Membership(TenantModel):
    """Whom an organisation has let in, and as what."""

    class Role(models.TextChoices):
        """What a member is."""

        OWNER = "owner", _("owner")
        MANAGER = "manager", _("manager")
        VIEWER = "viewer", _("viewer")
        SPECIALIST = "specialist", _("specialist")  # the one member of the organisation that is theirs

    TEAM = (Role.OWNER, Role.MANAGER, Role.VIEWER)  # what a member of a client or of the operator can be

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MANAGER)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_for_a_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class ApiToken(TenantModel):
    """What a program shows instead of a log-in. It may do no more than the member who made it may."""

    class Scope(models.TextChoices):
        """What it is good for."""

        READ = "read", _("read")
        WORK = "work", _("read and change")
        MANAGE = "manage", _("read, change, and keep webhooks")
        OFFER = "offer", _("keep the profile and answer invitations")
        OPERATE = "operate", _("read, change, and keep the pool, the taxonomy and the rates")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.READ)
    prefix = models.CharField(max_length=12)  # the part that lists and the audit show
    digest = models.CharField(
        max_length=64
    )  # SHA-256 of the whole: it has 256 random bits, so nothing slower is needed
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "prefix"], name="one_token_for_a_prefix"),
        ]
        indexes = [models.Index(fields=["digest"], name="token_by_digest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_open(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class KeptAnswer(TenantModel):
    """What a write was answered with, under the key that the caller gave it: asked again, the same answer, done once."""

    key = models.CharField(max_length=255)  # the Idempotency-Key header
    asked = models.CharField(max_length=64)  # SHA-256 of method, address and body
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_answer_for_a_key")]
        indexes = [models.Index(fields=["organisation", "at"], name="kept_answers_by_age")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"


class Allowance(models.Model):
    """How often one network address has done one thing within one clock hour. The address is kept as a keyed digest only."""

    digest = models.CharField(max_length=64)
    hour = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "hour"], name="one_allowance_for_an_hour")]
        indexes = [models.Index(fields=["hour"], name="allowance_hour")]

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.hour:%Y-%m-%d %H:%M} {self.used}"
