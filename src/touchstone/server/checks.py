"""What is wrong with this installation, said before it serves: each check has an id and says what would be right."""

import shutil
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

_SHORTEST_KEY = 40
_SHORTEST_TOKEN = 20
_LEAST_ROOM = 1024**3  # bytes
RUN_IT = "docs/how-to/run-for-others.md"


@register(Tags.security)
def check_secret_key(**_: Any) -> list[CheckMessage]:
    """E001: cookies are signed with a key that is long, and the same in every process."""
    try:
        long_enough = len(settings.SECRET_KEY) >= _SHORTEST_KEY
    except ImproperlyConfigured:  # Django's own word for an empty one
        long_enough = False
    if long_enough:
        return []
    hint = (
        "Set SECRET_KEY or SECRET_KEY_FILE to at least 40 random characters; only the embedded database brings its own."
    )
    return [Error("There is no secret key, or it is too short.", hint=hint, id="touchstone.E001")]


@register(Tags.security)
def check_debug(**_: Any) -> list[CheckMessage]:
    """E002: pages for developers are never shown to a network."""
    if settings.DEBUG and settings.HOST not in {"127.0.0.1", "::1", "localhost"}:
        return [Error("DEBUG is on while HOST is open to the network.", hint="Unset DEBUG.", id="touchstone.E002")]
    return []


@register(Tags.security)
def check_https(**_: Any) -> list[CheckMessage]:
    """W001: outside this machine, pages are reached by https."""
    local = settings.HOST in {"127.0.0.1", "::1", "localhost"}
    if local or settings.SITE_URL.startswith("https://"):
        return []
    hint = "Put a proxy with a certificate in front and set SITE_URL to its https address."
    return [checks.Warning("The pages are open to the network without https.", hint=hint, id="touchstone.W001")]


@register(Tags.security)
def check_room(**_: Any) -> list[CheckMessage]:
    """W003: where the disk is full, nothing more is written."""
    free = shutil.disk_usage(settings.HOME.folder if settings.HOME.folder.exists() else ".").free
    if free >= _LEAST_ROOM:
        return []
    hint = "Make room: while there is none, pages are read and nothing is written."
    said = f"There are {free // 1024**2} MB left for {settings.HOME.folder}."
    return [checks.Warning(said, hint=hint, id="touchstone.W003")]


@register(Tags.security)
def check_mail(**_: Any) -> list[CheckMessage]:
    """W002: people outside this machine get the mails that they must act on, and confirm their addresses by one."""
    local = settings.HOST in {"127.0.0.1", "::1", "localhost"} and not settings.SITE_URL.startswith("https://")
    if local or settings.EMAIL_HOST:
        return []
    hint = "Set EMAIL_URL; until then mails stand in the log, and nobody's address is confirmed."
    return [checks.Warning("There is no mail server.", hint=hint, id="touchstone.W002")]


@register(Tags.security)
def check_metrics(**_: Any) -> list[CheckMessage]:
    """E007: whoever guesses the token of /metrics learns how much is done here, and when."""
    token = settings.METRICS_TOKEN
    if not token or len(token) >= _SHORTEST_TOKEN:
        return []
    hint = f"Set METRICS_TOKEN to at least {_SHORTEST_TOKEN} random characters."
    return [Error("METRICS_TOKEN is too short.", hint=hint, id="touchstone.E007")]


@register(Tags.security)
def check_proxy(**_: Any) -> list[CheckMessage]:
    """E006: we speak http only, so an https address means a proxy, and one that is not trusted redirects for ever."""
    if settings.SITE_URL.startswith("https://") and not settings.TRUSTED_PROXIES:
        hint = "Set TRUSTED_PROXIES to the number of proxies in front, usually 1."
        return [Error("SITE_URL is https and no proxy is trusted.", hint=hint, id="touchstone.E006")]
    return []


@register(Tags.database)
def check_role(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E003, E004: the database answers, and our role is one that row-level security binds."""
    if not databases or "default" not in databases:
        return []
    try:
        connection.ensure_connection()
    except ImproperlyConfigured as refusal:
        return [Error(str(refusal), hint=f"See {RUN_IT}.", id="touchstone.E003")]
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", hint="Check DATABASE_URL.", id="touchstone.E004")]
    return []


@register(Tags.database)
def check_migrations(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E005: the tables are those of this version."""
    from touchstone.server.health import pending_migrations

    if not databases or "default" not in databases:
        return []
    try:
        waiting = pending_migrations()
    except (DatabaseError, ImproperlyConfigured):
        return []  # check_role has said so
    if not waiting:
        return []
    return [Error(f"{waiting} migrations are missing.", hint="Run `touchstone-server migrate`.", id="touchstone.E005")]
