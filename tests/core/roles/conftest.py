"""The corpus of invented briefs, and short ways to ask."""

import json
from pathlib import Path

import pytest

from touchstone.core.rates import rate_table

CORPUS = Path(__file__).parents[2] / "corpus" / "briefs.jsonl"


@pytest.fixture(scope="session")
def corpus():
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def rates():
    return rate_table()
