"""Letters that wait to be sent. They hold addresses and secret links, so nobody but the worker and the operator sees them."""

import uuid

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """One mail to one address. The row goes when it was sent; where it cannot be, it stays and says why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=8, default="en")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    waits = models.BooleanField(default=False)  # for the day's letter, of which it becomes a part
    written_at = models.DateTimeField(default=timezone.now)
    failed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)  # the mail server's words, without the address

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["to"], name="letters_that_wait", condition=models.Q(waits=True))]

    def __str__(self) -> str:
        return f"letter {self.pk}"
