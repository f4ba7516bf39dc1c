"""The two corpora of invented briefs, and short ways to ask."""

import json
from pathlib import Path

import pytest

from touchstone.core.rates import rate_table

FOLDER = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def corpus():
    return _rows("briefs.jsonl")


@pytest.fixture(scope="session")
def advertisements():
    return _rows("advertisements.jsonl")


def _rows(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def rates():
    return rate_table()
