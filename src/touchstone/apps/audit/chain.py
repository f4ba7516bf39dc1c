"""Whether the audit is as it was written: the chain of hashes, and checkpoints of it that lie outside the database.

A chain alone shows that somebody changed, removed or moved a row, unless they write all hashes after it anew, as a
superuser of the database can. A signed checkpoint in a file that they cannot write shows that too.
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connections, transaction

from touchstone.core.errors import BadInput

# Each finds the first place where something is wrong: (position or None, row or None).
FAULTS = {
    "a link is missing before position {position}": """
        SELECT position, row_id FROM (
          SELECT position, row_id, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before FROM audit_auditlink
        ) x WHERE position <> before + 1 ORDER BY position LIMIT 1""",
    "row {row}, at position {position}, is gone": """
        SELECT l.position, l.row_id FROM audit_auditlink l LEFT JOIN audit_auditrow r ON r.id = l.row_id
        WHERE r.id IS NULL ORDER BY l.position LIMIT 1""",
    "row {row} is in no link": """
        SELECT NULL, r.id FROM audit_auditrow r LEFT JOIN audit_auditlink l ON l.row_id = r.id
        WHERE l.row_id IS NULL ORDER BY r.id LIMIT 1""",
    "row {row}, or the hash before it, is not what was written at position {position}": """
        SELECT position, id FROM (
          SELECT l.position, r.id, l.hash, touchstone_audit_words(r) AS words,
            lag(l.hash, 1, ''::bytea) OVER (ORDER BY l.position) AS before
            FROM audit_auditlink l JOIN audit_auditrow r ON r.id = l.row_id
        ) x WHERE hash <> sha256(before || words) ORDER BY position LIMIT 1""",
}


@dataclass(frozen=True)
class Checkpoint:
    """The end of the chain at one moment."""

    position: int
    hash: str  # hexadecimal
    at: str  # ISO 8601, UTC
    key: str  # the public key's beginning


@dataclass(frozen=True)
class Verdict:
    """What verifying found; `fault` names the first thing that is wrong, None where nothing is."""

    rows: int
    position: int
    hash: str
    checkpoints: int
    fault: str | None


def verify(*, database: str, checkpoints: Path | None = None, public_key: Ed25519PublicKey | None = None) -> Verdict:
    """Look at every row of every organisation, as the role that owns the tables. Six queries; constant memory here."""
    lines = list(_read(checkpoints)) if checkpoints and checkpoints.exists() else []
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute("SET LOCAL touchstone.audit = 'verify'")
        fault = _first_fault(cursor)
        cursor.execute("SELECT count(*) FROM audit_auditrow")
        (rows,) = cursor.fetchone()
        end = _end(cursor)
        for number, (line, signature) in enumerate(lines, 1):
            fault = fault or _disagreement(cursor, number, line, signature, public_key)
    return Verdict(rows, end[0], end[1], len(lines), fault)


def checkpoint(path: Path, *, database: str, key: Ed25519PrivateKey, at: str) -> Checkpoint | None:
    """Add the end of the chain, signed, to a file; None where the chain is empty or has not grown since."""
    with connections[database].cursor() as cursor:
        position, digest = _end(cursor)
    last = max((line.position for line, _ in _read(path)), default=0) if path.exists() else 0
    if position <= last:
        return None
    made = Checkpoint(position, digest, at, short(key.public_key()))
    signature = base64.b64encode(key.sign(_signed(made))).decode()
    _append(path, json.dumps(asdict(made) | {"signature": signature}))
    return made


def short(key: Ed25519PublicKey) -> str:
    """By what a checkpoint names its key."""
    return encoded(key)[:12]


def encoded(key: Ed25519PublicKey) -> str:
    """The public key as text, for somebody else to keep."""
    return base64.urlsafe_b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode().rstrip("=")


def decoded(text: str) -> Ed25519PublicKey:
    """The public key that `encoded` wrote.

    Raises:
        BadInput: it is none.
    """
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text.strip() + "="))
    except ValueError as error:
        raise BadInput("this is no public key", place="--public-key", hint="what `audit key` prints") from error


def _first_fault(cursor: Any) -> str | None:
    for words, query in FAULTS.items():
        cursor.execute(query)
        if found := cursor.fetchone():
            return words.format(position=found[0], row=found[1])
    return None


def _end(cursor: Any) -> tuple[int, str]:
    cursor.execute("SELECT position, hash FROM audit_auditlink ORDER BY position DESC LIMIT 1")
    found = cursor.fetchone()
    return (found[0], bytes(found[1]).hex()) if found else (0, "")


def _disagreement(
    cursor: Any, number: int, line: Checkpoint, signature: bytes, key: Ed25519PublicKey | None
) -> str | None:
    if key is not None:
        try:
            key.verify(signature, _signed(line))
        except InvalidSignature:
            return f"checkpoint {number} is not signed by the key {short(key)}"
    cursor.execute("SELECT hash FROM audit_auditlink WHERE position = %s", [line.position])
    found = cursor.fetchone()
    if found is None:
        return f"checkpoint {number} was at position {line.position}, and the chain ends before it"
    if bytes(found[0]).hex() != line.hash:
        return f"checkpoint {number} saw another hash at position {line.position}: rows up to it were written anew"
    return None


def _signed(line: Checkpoint) -> bytes:
    return json.dumps(asdict(line), sort_keys=True, separators=(",", ":")).encode()


def _read(path: Path) -> Iterator[tuple[Checkpoint, bytes]]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            fields: Mapping[str, Any] = json.loads(text)
            line = Checkpoint(**{name: fields[name] for name in Checkpoint.__dataclass_fields__})
            yield line, base64.b64decode(fields["signature"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("this line is no checkpoint", place=f"{path}:{number}", hint="remove it by hand") from error


def _append(path: Path, line: str) -> None:
    """One write, on the disk before anybody is told of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, f"{line}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
