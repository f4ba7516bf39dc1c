"""What happens to visitors' sandboxes, and how often one address may do a thing."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.apps.accounts.actor import Actor, visitor
from touchstone.apps.accounts.models import Allowance, Organisation
from touchstone.apps.accounts.tenancy import tenant
from touchstone.core.errors import DomainError

_ROWS_OF_AN_ADDRESS = 64
_CLEARED_AT_ONCE = 20  # each new visitor clears away a few old ones, so that no job is needed for it
# One statement, because each costs a write its way to the database and back. What it has just written it does not see.
_SPEND = """
WITH mine AS (
  INSERT INTO accounts_allowance AS known (digest, hour, used) VALUES (%(mine)s, %(hour)s, 1)
  ON CONFLICT (digest, hour) DO UPDATE SET used = known.used + 1 RETURNING used)
SELECT (SELECT used FROM mine) + coalesce(sum(used), 0) FROM accounts_allowance
WHERE hour = %(hour)s AND digest = ANY(%(others)s)
"""


class TooMany(DomainError):
    """One address did the same thing too often."""

    code = "too_many"


def open_sandbox() -> Actor:
    """An organisation of their own for a visitor without an account; it expires."""
    sandbox = uuid4()
    transaction.on_commit(partial(remove_expired, _CLEARED_AT_ONCE), robust=True)
    with tenant(sandbox):
        expires = timezone.now() + timedelta(days=settings.VISITOR_DAYS)
        Organisation.objects.create(id=sandbox, kind=Organisation.Kind.VISITOR, expires_at=expires)
    return visitor(sandbox)


def remove_expired(limit: int = 500) -> int:
    """Delete visitors' sandboxes whose time is over, with everything in them; how many. May run twice at once."""
    expired: list[UUID] = list(
        Organisation.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True)[:limit]
    )
    for sandbox in expired:
        with tenant(sandbox):
            Organisation.objects.filter(pk=sandbox, expires_at__lte=timezone.now()).delete()
    Allowance.objects.filter(hour__lt=timezone.now() - timedelta(days=1)).delete()
    return len(expired)


def spend_allowance(what: str, *, address: str, limit: int, now: datetime | None = None) -> None:
    """Count one use of `what` by a network address in this clock hour.

    A row is counted up by one statement, and held until the request's commit. There are several rows for an address,
    one of them by lot, so that its requests at the same time seldom wait for each other; all are counted, and as many as
    are under way at once may go over the limit before the next is refused.

    Raises:
        TooMany: it was more than `limit`.
    """
    hour = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    rows = [_digest(f"{what} {address} {row}") for row in range(_ROWS_OF_AN_ADDRESS)]
    with connection.cursor() as cursor:
        mine = secrets.choice(rows)
        cursor.execute(_SPEND, {"mine": mine, "hour": hour, "others": [row for row in rows if row != mine]})
        (used,) = cursor.fetchone()
    if used > limit:
        raise TooMany(
            _("That was more than %(limit)s within the hour from your network.") % {"limit": limit},
            hint=_("Try again after the full hour."),
        )


def _digest(said: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
