"""The parent's side: start the child, wait no longer than allowed, take its answer or its refusal."""

import subprocess
import sys
import tempfile
from datetime import date

import msgspec

from touchstone.core.briefs import Reading
from touchstone.core.briefs.transport import decode_reading
from touchstone.core.errors import BadInput
from touchstone.core.formats import MOST_BYTES
from touchstone.core.skills import Node, added

_PLAIN = "a smaller file, or paste its text"
_MB = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What reading one file may take."""

    seconds: float = 30.0  # on the wall
    processor_seconds: int = 15
    memory: int = 1024 * _MB  # bytes of address space
    answer: int = 64 * _MB  # bytes that the child may write


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is asked: the file, and the limits that it puts on itself."""

    data: bytes
    name: str
    today: date | None
    limits: Limits
    fields: tuple[Node, ...] = ()  # what the taxonomy has beside the packaged one


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A BadInput on its way from the child."""

    message: str
    place: str | None
    hint: str | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the child says: a reading (encoded), or why there is none."""

    reading: bytes = b""
    refusal: Refusal | None = None


def read_document(data: bytes, name: str, *, today: date | None = None, limits: Limits | None = None) -> Reading:
    """`touchstone.core.briefs.read_document` in a child process that has little memory and time and no environment.

    Raises:
        BadInput: the file cannot be read, or reading it takes more than `limits`.
    """
    limits = limits or Limits()
    if len(data) > MOST_BYTES:
        raise BadInput(f"the file has {len(data) / _MB:.1f} MB", place=name, hint=f"at most {MOST_BYTES // _MB} MB")
    request = msgspec.msgpack.encode(Request(data=data, name=name, today=today, limits=limits, fields=added()))
    answer = _answer(_child(request, name, limits), name)
    if answer.refusal is not None:
        raise BadInput(answer.refusal.message, place=answer.refusal.place, hint=answer.refusal.hint)
    return decode_reading(answer.reading)


def _child(request: bytes, name: str, limits: Limits) -> bytes:
    # The answer goes to a file, because a file's size can be limited and a pipe's cannot.
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-X", "utf8", "-m", "touchstone.gateways.documents.child"],
                input=request,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired as error:
            raise BadInput(f"reading took more than {limits.seconds:g} seconds", place=name, hint=_PLAIN) from error
        if done.returncode != 0:
            raise BadInput("reading took more time or memory than a brief needs", place=name, hint=_PLAIN)
        out.seek(0)
        return out.read(limits.answer + 1)


def _answer(raw: bytes, name: str) -> Answer:
    try:
        return msgspec.msgpack.decode(raw, type=Answer)
    except msgspec.DecodeError as error:
        raise BadInput("the file could not be read", place=name, hint=_PLAIN) from error
