"""The reference page names what the files hold, and its examples work."""

import re
from pathlib import Path

import pytest

from touchstone.core.rates import look_up, rate_table
from touchstone.core.rates.reading import (
    _EXCHANGE_COLUMNS,
    _RATE_COLUMNS,
    _SOURCE_COLUMNS,
    BASES,
    LEVELS,
    MIDDLES,
    ROLES,
    SCOPES,
    SPREADS,
    TRUSTS,
)

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "reference" / "rates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({*_RATE_COLUMNS, *_SOURCE_COLUMNS, *_EXCHANGE_COLUMNS}))
def test_the_page_names_every_column(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("word", sorted({*ROLES, *TRUSTS, *BASES, *LEVELS, *SCOPES, *MIDDLES, *SPREADS}))
def test_the_page_names_every_known_word(word):
    assert f"`{word}`" in PAGE


def test_the_example_file_of_the_page_is_read():
    (example,) = re.findall(r"```csv\n(.+?)```", PAGE, flags=re.DOTALL)
    answer = look_up(rate_table(extra=example), role="rlhf_specialist", place="PE")
    assert [row.id for row in answer.rows] == ["our-rlhf-peru"]
