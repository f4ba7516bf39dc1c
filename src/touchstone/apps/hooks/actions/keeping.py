"""An organisation's owners keep its webhooks."""

import base64
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.sealing import seal, unseal
from touchstone.apps.audit.models import record as audit
from touchstone.apps.hooks.models import EventKind, Webhook
from touchstone.apps.hooks.words import WHY
from touchstone.core.errors import BadInput, NotPossible
from touchstone.gateways import outbound
from touchstone.gateways.outbound import Why

MOST_WEBHOOKS = 10
BOTH_SIGN = timedelta(days=1)  # after a new secret was made, in which the old one signs too
_CHANGEABLE = ("url", "events", "description", "off")
_PURPOSE = "webhooks"
_EXAMPLE = "https://hooks.example.org/touchstone"
_HINTS = {
    Why.PLAIN: gettext_lazy("https; whoever runs this can list hosts for plain http"),
    Why.PORT: gettext_lazy("443, 80, or 1024 and above"),
    Why.PRIVATE: gettext_lazy("a public address; whoever runs this can list others"),
    Why.NO_NAME: gettext_lazy("a public address; whoever runs this can list others"),
}
_RESOLVING = 3.0  # seconds, while somebody waits for the page


@transaction.atomic
def add(url: str, *, events: Sequence[str], by: Actor, description: str = "") -> Webhook:
    """Tell `url` of `events` from now on.

    Raises:
        BadInput: it is no address that may be asked, or there is nothing to tell.
        NotPossible: the organisation has too many.
    """
    by.must(Right.MANAGE)
    if Webhook.objects.filter(organisation=by.organisation).count() >= MOST_WEBHOOKS:
        raise NotPossible(_("There are too many webhooks."), hint=_("Remove one first."))
    made = Webhook.objects.create(
        organisation_id=by.organisation,
        url=_checked(url),
        description=" ".join(description.split())[:120],
        events=_known(events),
        secret=_new_secret(),
        created_by_id=by.user,
    )
    audit("add_webhook", by=by, on=made, events=made.events)
    return made


@transaction.atomic
def change(
    webhook: Webhook,
    *,
    by: Actor,
    url: str | None = None,
    events: Sequence[str] | None = None,
    description: str | None = None,
    enabled: bool | None = None,
) -> Webhook:
    """Another address, other events, other words, or on and off; None leaves it as it is.

    Raises:
        BadInput: as in `add`.
    """
    by.must(Right.MANAGE)
    locked = Webhook.objects.select_for_update().get(pk=webhook.pk, organisation=by.organisation)
    before = {name: getattr(locked, name) for name in _CHANGEABLE}
    if url is not None and url != locked.url:
        locked.url = _checked(url)
    locked.events = locked.events if events is None else _known(events)
    locked.description = locked.description if description is None else " ".join(description.split())[:120]
    if enabled is not None and enabled == bool(locked.off):
        locked.off, locked.failing_since = ("", None) if enabled else (Webhook.Off.ASKED, None)
    changed = [name for name in _CHANGEABLE if getattr(locked, name) != before[name]]
    if changed:
        locked.save(update_fields=[*changed, "failing_since"])
        audit("change_webhook", by=by, on=locked, fields=changed)
    return locked


@transaction.atomic
def remove(webhook: Webhook, *, by: Actor) -> None:
    """It is told nothing any more, and what was sent to it is forgotten; twice is once."""
    by.must(Right.MANAGE)
    if Webhook.objects.filter(pk=webhook.pk, organisation=by.organisation).delete()[0]:
        audit("remove_webhook", by=by, on=webhook.pk, kind="webhook")


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: Actor) -> Webhook:
    """A new secret; for a day both sign, so that no message is lost while the other side changes over."""
    by.must(Right.MANAGE)
    locked = Webhook.objects.select_for_update().get(pk=webhook.pk, organisation=by.organisation)
    locked.old_secret, locked.old_until = locked.secret, timezone.now() + BOTH_SIGN
    locked.secret = _new_secret()
    locked.save(update_fields=["secret", "old_secret", "old_until"])
    audit("renew_webhook_secret", by=by, on=locked)
    return locked


@transaction.atomic
def show_secret(webhook: Webhook, *, by: Actor) -> str:
    """What signs, for the other side to check with; that it was shown is written down."""
    by.must(Right.MANAGE)
    audit("show_webhook_secret", by=by, on=webhook)
    return unseal(webhook.secret, purpose=_PURPOSE)


def signing_secrets(webhook: Webhook) -> list[str]:
    """What a message to it is signed with now: the secret, and for a day the one before."""
    sealed = [webhook.secret]
    if webhook.old_until and webhook.old_until > timezone.now():
        sealed.append(webhook.old_secret)
    return [unseal(one, purpose=_PURPOSE) for one in sealed]


def _new_secret() -> str:
    """Of 256 bits, in the form that the libraries of Standard Webhooks take."""
    return seal("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(), purpose=_PURPOSE)


def _known(events: Sequence[str]) -> list[str]:
    wanted = [kind.value for kind in EventKind if kind.value in set(events)]
    if not wanted or len(wanted) != len(set(events)):
        raise BadInput(_("Say what it shall be told."), place="events", hint=", ".join(EventKind.values))
    return wanted


def _checked(url: str) -> str:
    url = url.strip()
    try:
        outbound.check(url, allowed=settings.OUTBOUND_ALLOWED, seconds=_RESOLVING)
    except (outbound.Refused, outbound.NoAnswer) as refused:
        raise BadInput(str(WHY[refused.why]), place="url", hint=str(_HINTS.get(refused.why, _EXAMPLE))) from refused
    return url
