"""Files of strangers are read in a child process: same reading, and no file takes the parent down."""

import io
import os
import zipfile
from datetime import date

import pytest

from touchstone.core.briefs import read_document as read_here
from touchstone.core.errors import BadInput
from touchstone.gateways.documents import Limits, read_document

TEXT = (
    b"# Tax reviewer\n\nNative Portuguese, English B2. R$ 80/hora, 20 horas semanais, from March. "
    b"PhD or equivalent experience."
)


def test_the_child_reads_what_the_core_reads():
    today = date(2026, 11, 23)
    assert read_document(TEXT, "brief.md", today=today) == read_here(TEXT, "brief.md", today=today)


def test_fields_keep_their_types_on_the_way_back():
    reading = read_document(b'{"people": 3, "rate": "20 USD/hour", "working_hours": "9:00-17:00"}', "brief.json")
    assert reading == read_here(b'{"people": 3, "rate": "20 USD/hour", "working_hours": "9:00-17:00"}', "brief.json")


def test_a_refusal_comes_back_with_its_place_and_hint():
    with pytest.raises(BadInput) as refusal:
        read_document(b"hour_per_week: 20\n", "brief.yaml")
    assert refusal.value.place == "brief.yaml: hour_per_week"
    assert "hours_per_week" in refusal.value.hint


def test_a_zip_bomb_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (100 * 1024 * 1024))
    with pytest.raises(BadInput, match="unpacks"):
        read_document(out.getvalue(), "brief.docx")


def test_a_file_that_needs_too_much_memory_is_ended():
    from docx import Document

    plain, padded = io.BytesIO(), io.BytesIO()
    Document().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(padded, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            body = source.read(part)
            target.writestr(part, body + b"<!--" + b"x" * 30_000_000 + b"-->" if part == "word/document.xml" else body)
    with pytest.raises(BadInput, match="time or memory"):
        read_document(padded.getvalue(), "brief.docx", limits=Limits(memory=64 * 1024 * 1024))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(seconds=0.001), "took more than"),
        (Limits(processor_seconds=0), "time or memory"),
        (Limits(answer=10), "time or memory|could not be read"),
    ],
)
def test_a_reading_that_takes_too_much_is_ended(limits, message):
    with pytest.raises(BadInput, match=message) as refusal:
        read_document(TEXT * 50, "brief.md", limits=limits)
    assert refusal.value.place == "brief.md"


def test_a_file_that_is_too_large_starts_no_child(monkeypatch):
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("a child was started"))
    with pytest.raises(BadInput, match="MB"):
        read_document(b"x" * (9 * 1024 * 1024), "brief.txt")


def test_the_child_knows_nothing_of_the_parents_environment(monkeypatch):
    import subprocess

    seen = {}
    run = subprocess.run

    def spy(*args, **kwargs):
        seen.update(kwargs)
        return run(*args, **kwargs)

    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setattr("subprocess.run", spy)
    read_document(TEXT, "brief.md")
    assert seen["env"] == {}
    assert "SECRET_KEY" in os.environ
