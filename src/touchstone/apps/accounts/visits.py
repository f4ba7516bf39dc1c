"""A visitor's first act opens their sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import transaction
from django.http import HttpRequest

from touchstone.apps.accounts.actions import open_sandbox
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


def address_of(request: HttpRequest, *, proxies: int) -> str:
    """The network address that the request comes from, behind as many of our own proxies as the settings say."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))
