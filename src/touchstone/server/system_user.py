"""Who runs the embedded PostgreSQL: we ourselves, or, because it refuses to run as root, a system user without a log-in."""

import fcntl
import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from touchstone.core.errors import DomainError

NAME = "touchstone-pg"


class NoSystemUser(DomainError):
    """PostgreSQL cannot run as root, and no user could be made for it."""

    code = "no_system_user"


def identity() -> dict[str, Any]:
    """What `subprocess` needs to start a program as the database's user; nothing where that is us."""
    if os.geteuid() != 0:
        return {}
    entry = _entry()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def give(path: Path) -> None:
    """Hand a file or folder that we made to the database's user."""
    if os.geteuid() == 0:
        entry = _entry()
        os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def claim(folder: Path) -> None:
    """Make `folder` for the database's user alone, or make sure that it is that already.

    Raises:
        NoSystemUser: somebody else made it first.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    give(folder)
    status = folder.lstat()
    owner = _entry().pw_uid if os.geteuid() == 0 else os.geteuid()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner or status.st_mode & 0o077:
        raise NoSystemUser(f"{folder} belongs to somebody else or is open to others", hint="remove it")


def let_through(*folders: Path) -> None:
    """Let the database's user pass through to `folders`: pass, not list and not read."""
    if os.geteuid() != 0:
        return
    for folder in folders:
        for step in (folder, *folder.parents):
            mode = step.stat().st_mode
            if not mode & stat.S_IXOTH:
                step.chmod(mode | stat.S_IXOTH)


def _entry() -> pwd.struct_passwd:
    return _known() or _made()


def _known() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd:
    """The user, made by the first of all starts at once.

    Two useradd(8) at once do not refuse the second: it replaces the first one's entry and its number, and the folders
    handed over in between belong to nobody.
    """
    with _alone():
        if _known() is None:
            _create()
    return pwd.getpwnam(NAME)


@contextmanager
def _alone() -> Iterator[None]:
    """No other start makes the user meanwhile. The folder of the accounts is locked: it is there on every system."""
    folder = os.open("/etc", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _create() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    hint = f"run as an ordinary user, make a system user {NAME}, or set DATABASE_URL to a PostgreSQL of your own"
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise NoSystemUser("PostgreSQL does not run as root, and useradd is missing", hint=hint) from error
    if done.returncode:
        raise NoSystemUser(f"PostgreSQL does not run as root, and useradd says: {done.stderr.strip()}", hint=hint)
