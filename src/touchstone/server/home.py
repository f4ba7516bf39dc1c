"""What this installation keeps on disk, all in one folder: the embedded database, snapshots of the pool, its secret key."""

import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.core.errors import BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Home:
    """The folder that `TOUCHSTONE_HOME` names."""

    def __init__(self, folder: Path) -> None:
        """Nothing is touched until `prepare`."""
        self.folder = folder.expanduser().resolve()

    @property
    def database(self) -> Path:
        """Everything of the embedded PostgreSQL."""
        return self.folder / "postgres"

    @property
    def snapshots(self) -> Path:
        """Columnar forms of the pool, one folder for each release."""
        return self.folder / "snapshots"

    @property
    def imports(self) -> Path:
        """Files of people that wait to be imported, for our own eyes; they go with their import."""
        return self.folder / "imports"

    @property
    def locale(self) -> Path:
        """Compiled translations."""
        return self.folder / "locale"

    @property
    def static(self) -> Path:
        """Static files with their fingerprints, as they are served."""
        return self.folder / "static"

    @property
    def _key(self) -> Path:
        return self.folder / "secret-key"

    def prepare(self) -> None:
        """Make the folder, for its owner alone to list, and the secret key in it.

        Raises:
            BadInput: the folder cannot be made or written.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self._key, secrets.token_urlsafe(48))
        except OSError as error:
            raise BadInput(
                f"{self.folder} cannot be written: {error.strerror}",
                place="TOUCHSTONE_HOME",
                hint="a folder that this user may write",
            ) from error

    def audit_key(self) -> "Ed25519PrivateKey":
        """The key that signs checkpoints of the audit, made when it is first asked for."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        path = self.folder / "audit-key"
        write_private(path, Ed25519PrivateKey.generate().private_bytes_raw().hex())
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii")))

    def secret_key(self) -> str:
        """The generated key, or nothing while there is none."""
        return self._key.read_text(encoding="ascii") if self._key.exists() else ""


def write_private(path: Path, content: str) -> None:
    """Write a file that nobody else may read, whole or not at all; what stands there already stays."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(content, encoding="ascii")
    with suppress(FileExistsError):  # two starts at once: the first one's content counts
        path.hardlink_to(fresh)
    fresh.unlink()
