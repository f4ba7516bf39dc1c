"""The parent's side: start the child, wait no longer than allowed, take its lines one by one."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from touchstone.core.errors import BadInput
from touchstone.core.matching.pool import PoolProblem
from touchstone.core.people import PeopleFormat, Row
from touchstone.core.skills import added

_MB = 1024 * 1024


class PeopleLimits(Struct, frozen=True, kw_only=True):
    """What reading one file of people may take."""

    seconds: float = 180.0  # on the wall
    processor_seconds: int = 120
    memory: int = 2048 * _MB  # bytes of address space
    answer: int = 4096 * _MB  # bytes that the child may write


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the child's answer: a person, something wrong, a refusal of the whole file, or the end."""

    row: Row | None = None
    problem: PoolProblem | None = None
    refusal: str = ""
    format: PeopleFormat | None = None  # on the last line
    left: dict[str, int] = {}


def read_in_child(source: Path, *, name: str, limits: PeopleLimits | None = None) -> Iterator[Told]:
    """What `touchstone.core.people.read_people` finds in `source`, line by line.

    Raises:
        BadInput: the file cannot be read, or reading it takes more than `limits`.
    """
    limits = limits or PeopleLimits()
    child = [sys.executable, "-I", "-X", "utf8", "-m", "touchstone.gateways.people.child"]
    command = [*child, msgspec.json.encode(limits).decode(), str(source), name]
    # The answer goes to a file of this call alone: two may read the same source at once, and its size can be limited.
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                command,
                input=msgspec.json.encode(added()),
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired as error:
            raise BadInput(
                f"reading took more than {limits.seconds:g} seconds", place=name, hint="divide it"
            ) from error
        if done.returncode != 0:
            raise BadInput("reading took more time or memory than a file of people needs", place=name, hint="divide it")
        out.seek(0)
        decode = msgspec.json.Decoder(Told).decode
        for line in out:
            told = decode(line)
            if told.refusal:
                raise BadInput(told.refusal, place=name)
            yield told
