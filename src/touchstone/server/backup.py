"""Everything an installation with the embedded database cannot make again, in one file: its rows and its keys.

Snapshots of the pool, translations and static files are made anew at the next start.
"""

import io
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from touchstone import __version__
from touchstone.core.errors import BadInput, NotPossible
from touchstone.server.home import Home
from touchstone.server.postgres import Cluster, program
from touchstone.server.roles import DATABASE, SUPERUSER

_ABOUT, _ROWS = "about.json", "database.dump"
_KEPT = ("secret-key", "audit-key", "audit-checkpoints.jsonl")  # beside the database, where they are there
_FORM = 1


class About(msgspec.Struct, frozen=True):
    """What a backup says of itself."""

    form: int
    version: str
    made_at: str


def back_up(cluster: Cluster, home: Home, path: Path, *, made_at: str) -> int:
    """Write the backup to `path`, whole or not at all; its size in bytes. The database may be in use.

    Raises:
        NotPossible: pg_dump failed, with its words.
        BadInput: the file cannot be written.
    """
    half = path.with_name(f"{path.name}.half")
    try:
        file = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds the keys
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", place=str(path), hint="a file in a folder") from error
    try:
        with os.fdopen(file, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
            _add(archive, _ABOUT, msgspec.json.encode(About(_FORM, __version__, made_at)))
            for name in _KEPT:
                if (home.folder / name).exists():
                    _add(archive, name, (home.folder / name).read_bytes())
            with tempfile.TemporaryDirectory(dir=path.parent) as folder:
                dump = Path(folder) / _ROWS
                _run("pg_dump", cluster, "--format=custom", f"--file={dump}")
                archive.add(dump, _ROWS)
            raw.flush()
            os.fsync(raw.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return path.stat().st_size


def restore(cluster: Cluster, home: Home, path: Path) -> About:
    """Fill a new installation from a backup.

    The database must be running and empty; rows come back in one transaction, so a restore that fails leaves none.

    Raises:
        BadInput: the file is no backup, or of a form that this version does not know.
        NotPossible: there are tables already, or pg_restore failed, with its words.
    """
    try:
        with tarfile.open(path) as archive:
            about = _about(archive, path)
            _refuse_tables(cluster)
            for name in (name for name in _KEPT if name in archive.getnames()):
                _put_back(home.folder / name, _read(archive, name, path))
            with tempfile.TemporaryDirectory(dir=home.folder) as folder:
                dump = Path(folder) / _ROWS
                dump.write_bytes(_read(archive, _ROWS, path))
                _run("pg_restore", cluster, "--single-transaction", "--exit-on-error", str(dump))
    except (tarfile.TarError, OSError) as error:
        raise BadInput(f"cannot be read: {error}", place=str(path), hint="a file that `backup` wrote") from error
    return about


def _about(archive: tarfile.TarFile, path: Path) -> About:
    try:
        about = msgspec.json.decode(_read(archive, _ABOUT, path), type=About)
    except msgspec.DecodeError as error:
        raise BadInput("this is no backup", place=str(path), hint="a file that `backup` wrote") from error
    if about.form != _FORM:
        raise BadInput(f"a backup of form {about.form}, and this version reads {_FORM}", place=str(path))
    return about


def _read(archive: tarfile.TarFile, name: str, path: Path) -> bytes:
    try:
        member = archive.extractfile(name)
    except KeyError:
        member = None
    if member is None:
        raise BadInput(f"there is no {name} in it", place=str(path), hint="a file that `backup` wrote")
    return member.read()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _put_back(path: Path, content: bytes) -> None:
    """A key as it was: what was signed or encrypted with it can be read again."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "wb") as target:
        target.write(content)


def _refuse_tables(cluster: Cluster) -> None:
    import psycopg

    with psycopg.connect(cluster.address(SUPERUSER)) as connection:
        found: Any = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if found[0]:
        hint = "set TOUCHSTONE_HOME to a new folder, or move this one away"
        raise NotPossible("there is something in the database already", place=str(cluster.folder), hint=hint)


def _run(name: str, cluster: Cluster, *arguments: str) -> None:
    """One of PostgreSQL's programs on our database, as the superuser: row-level security hides rows from everybody else."""
    command = [str(program(name)), f"--dbname={cluster.address(SUPERUSER, DATABASE)}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise NotPossible(f"{name} failed: {done.stderr.strip()[-800:]}")
