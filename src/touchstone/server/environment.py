"""Readers of the environment that refuse nonsense. `settings.py` is the only caller.

Every reader also takes `NAME_FILE`, a path whose content is the value, so that a secret need not stand in the environment.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from touchstone.core.errors import BadInput
from touchstone.gateways.outbound import Allowed
from touchstone.server.home import Home

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_DATABASE_SCHEMES = {"postgres", "postgresql"}


class BadSetting(BadInput):
    """A variable of the environment cannot be used as it is."""

    code = "bad_setting"


def text(name: str, default: str = "") -> str:
    """The value of `name`, else the content of the file that `name`_FILE names, else `default`.

    Raises:
        BadSetting: both are given, or the file cannot be read.
    """
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and file is not None:
        raise BadSetting(f"{name} and {name}_FILE are both set", place=name, hint="keep one of the two")
    if file is None:
        return default if value is None else value.strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(
            f"{file} cannot be read: {error}", place=f"{name}_FILE", hint="a readable text file"
        ) from error


def required(name: str, *, why: str) -> str:
    """The value of `name`, which must be set because of `why`."""
    value = text(name)
    if not value:
        raise BadSetting(f"{why}, and {name} is not", place=name, hint="set both or neither")
    return value


def choice(name: str, allowed: list[str]) -> str:
    """One of `allowed`; the first where nothing is said."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise BadSetting(f"{value!r} is not possible", place=name, hint=", ".join(allowed))
    return value


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    raw = text(name)
    if not raw:
        return default
    hint = f"a whole number from {least} to {most}"
    try:
        value = int(raw)
    except ValueError as error:
        raise BadSetting(f"{raw!r} is not a whole number", place=name, hint=hint) from error
    if not least <= value <= most:
        raise BadSetting(f"{value} is out of range", place=name, hint=hint)
    return value


def flag(name: str, *, default: bool) -> bool:
    """Yes or no, as 1/0, true/false, yes/no, on/off."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw not in _TRUE | _FALSE:
        raise BadSetting(f"{raw!r} is neither yes nor no", place=name, hint="1 or 0")
    return raw in _TRUE


def listing(name: str, default: list[str]) -> list[str]:
    """Values separated by commas."""
    values = [value.strip() for value in text(name).split(",")]
    return [value for value in values if value] or default


def home() -> Home:
    """The folder in which this installation keeps what it keeps."""
    return Home(Path(text("TOUCHSTONE_HOME", ".touchstone")))


def origin(name: str, default: str) -> str:
    """The address under which people reach the pages: scheme and host, nothing behind it."""
    raw = text(name, default).rstrip("/")
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise BadSetting(f"{raw!r} is not an origin", place=name, hint="for example https://touchstone.example.org")
    return raw


def outbound(name: str) -> Allowed:
    """Hosts and networks that are reached although they are not public, or without encryption; none unless listed."""
    try:
        return Allowed.parse(listing(name, []))
    except BadInput as error:
        raise BadSetting(error.message, place=name, hint=error.hint) from error


def database(name: str) -> dict[str, Any] | None:
    """A PostgreSQL address as Django's settings for it; None where the variable is not set."""
    raw = text(name)
    return parse_database(raw, place=name) if raw else None


def parse_database(address: str, *, place: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?option=value` as Django's settings for it.

    A `host` option that is a folder is a Unix socket; every other option goes to libpq as it is.
    The address itself never appears in a refusal: it holds a password.

    Raises:
        BadSetting: it is not a PostgreSQL address, or names no database or no user.
    """
    hint = "postgresql://user:password@host:5432/touchstone"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadSetting("this is not a database address", place=place, hint=hint) from error
    if parts.scheme not in _DATABASE_SCHEMES:
        raise BadSetting("only PostgreSQL is supported", place=place, hint=hint)
    if not parts.username or not parts.path.strip("/"):
        raise BadSetting("the address names no user or no database", place=place, hint=hint)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": _checked_options(options),
    }


def _checked_options(options: Mapping[str, str]) -> dict[str, Any]:
    return {key: int(value) if value.isdigit() else value for key, value in options.items()}


def mail(name: str) -> dict[str, Any]:
    """`smtp://user:password@host:port`, or `smtps://…` for TLS from the start, as Django's settings; none where it is not set.

    With smtp the connection is encrypted as soon as the server offers it to be asked (`?starttls=0` leaves that out).
    The address itself never appears in a refusal: it holds a password.

    Raises:
        BadSetting: it is no such address.
    """
    raw = text(name)
    if not raw:
        return {}
    hint = "smtp://user:password@mail.example.org:587"
    try:
        parts = urlsplit(raw)
        port = parts.port
    except ValueError as error:
        raise BadSetting("this is not a mail server's address", place=name, hint=hint) from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise BadSetting("this is not a mail server's address", place=name, hint=hint)
    tls = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": tls,
        "EMAIL_USE_TLS": not tls and dict(parse_qsl(parts.query)).get("starttls", "1") != "0",
    }
