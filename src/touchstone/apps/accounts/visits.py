"""What a request does before it acts: a visitor's first act opens their sandbox, and what may be overdone is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from touchstone.apps.accounts.actions import open_sandbox, spend_allowance
from touchstone.apps.accounts.actor import Actor, TenantRequest, actor_of
from touchstone.apps.accounts.tenancy import tenant


@contextmanager
def acting(request: HttpRequest) -> Iterator[Actor]:
    """For whom the request acts; a visitor gets a sandbox, which stays only if the act succeeds."""
    actor = actor_of(request)
    if actor is not None:
        yield actor
        return
    with transaction.atomic():
        actor = open_sandbox()
        with tenant(actor.organisation):
            yield actor
    cast("TenantRequest", request).actor = actor  # TenantMiddleware now gives them their cookie


def count_use(what: str, request: HttpRequest, *, limit: int) -> None:
    """One more use of `what` from the network address that the request comes from.

    Raises:
        TooMany: it was one too many within the hour.
    """
    spend_allowance(what, address=address_of(request, proxies=settings.TRUSTED_PROXIES), limit=limit)


def address_of(request: HttpRequest, *, proxies: int) -> str:
    """The network address that the request comes from, behind as many of our own proxies as the settings say."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
