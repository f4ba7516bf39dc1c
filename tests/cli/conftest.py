import io
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from touchstone.cli import main

TOUCHSTONE = Path(sys.executable).with_name("touchstone")


class Answer:
    def __init__(self, code: int, out: bytes, err: bytes):
        self.code, self.out, self.err = code, out.decode(), err.decode()

    @property
    def objects(self):
        return [msgspec.json.decode(line) for line in self.out.splitlines()]

    @property
    def object(self):
        (only,) = self.objects
        return only

    @property
    def document(self):
        """The whole output as one JSON document."""
        return msgspec.json.decode(self.out)


@pytest.fixture
def touchstone(tmp_path, monkeypatch):
    """The command in a folder of its own, in this process, which is faster; `touchstone("rates", "--json").object`."""

    def call(*arguments: str, stdin: str | bytes = b"") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        given, out, err = (io.TextIOWrapper(io.BytesIO(content), encoding="utf-8") for content in (data, b"", b""))
        with monkeypatch.context() as there:
            there.chdir(tmp_path)
            there.setattr(sys, "argv", ["touchstone"])
            for name, stream in (("stdin", given), ("stdout", out), ("stderr", err)):
                there.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as stopped:
                main(arguments)
            out.flush()
            err.flush()
        return Answer(stopped.value.code or 0, out.buffer.getvalue(), err.buffer.getvalue())

    return call


@pytest.fixture
def program(tmp_path):
    """The same by the installed program, in a process of its own."""

    def call(*arguments: str, stdin: str | bytes = b"") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [TOUCHSTONE, *arguments], input=data, capture_output=True, cwd=tmp_path, timeout=120, check=False
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """The command in this process, which is faster, where it refuses: its exit code and what it says."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        return stopped.value.code, capsys.readouterr().err

    return call
