"""The organisation on whose behalf a transaction runs; PostgreSQL shows its rows and nobody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

from touchstone.apps.accounts.row_security import KEY_SETTING, ORGANISATION_SETTING, USER_SETTING

_NOBODY = ("", "", "")
_current: ContextVar[tuple[str, str, str]] = ContextVar("touchstone_tenant", default=_NOBODY)


@contextmanager
def tenant(organisation: UUID | None, *, user: UUID | None = None, key: str = "") -> Iterator[None]:
    """A transaction on behalf of `organisation` (None: of nobody, and no tenant row is there).

    `user` lets the memberships of that user be seen in every organisation, so that one can be chosen. `key`, the digest
    of a secret, lets the one token or invitation be seen that it belongs to, so that its organisation can be found.
    The setting ends with the transaction, so a pooled connection carries it to no other request; a nested block puts
    back what was there before.
    """
    mine = (str(organisation or ""), str(user or ""), key)
    nested, before = connection.in_atomic_block, _current.get()
    token = _current.set(mine)
    try:
        with transaction.atomic():
            _say(mine)
            yield
            if nested:
                _say(before)
    finally:
        _current.reset(token)


@contextmanager
def one_transaction() -> Iterator[None]:
    """One transaction, on nobody's behalf until `act_for` says on whose; as `tenant` for what is found out on the way."""
    nested, before = connection.in_atomic_block, _current.get()
    token = _current.set(_NOBODY)
    try:
        with transaction.atomic():
            if before != _NOBODY:
                _say(_NOBODY)
            yield
            if nested:
                _say(before)
    finally:
        _current.reset(token)


def act_for(organisation: UUID | None, *, user: UUID | None = None, key: str = "") -> None:
    """From now on the transaction is on this behalf, and no other; within `one_transaction`."""
    mine = (str(organisation or ""), str(user or ""), key)
    if mine != _current.get():
        _current.set(mine)
        _say(mine)


def current_organisation() -> UUID | None:
    """On whose behalf the code runs."""
    organisation = _current.get()[0]
    return UUID(organisation) if organisation else None


def _say(settings: tuple[str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true), set_config(%s, %s, true)",
            [ORGANISATION_SETTING, settings[0], USER_SETTING, settings[1], KEY_SETTING, settings[2]],
        )
