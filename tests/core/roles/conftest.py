"""The two corpora of invented briefs, and short ways to ask."""

import json
from pathlib import Path

import pytest

from touchstone.core.rates import rate_table

FOLDER = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def corpus():
    return _rows(FOLDER / "briefs.jsonl")


@pytest.fixture(scope="session")
def advertisements():
    return _rows(FOLDER / "advertisements.jsonl")


@pytest.fixture(scope="session")
def fresh():
    return _rows(Path(__file__).parent / "fresh.jsonl")


def _rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def rates():
    return rate_table()
