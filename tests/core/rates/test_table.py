"""The packaged rates hold what the sources say, and every row says who said so and when."""

import re
from collections import Counter
from datetime import date

import pytest

from touchstone.core.money import PayUnit, money
from touchstone.core.rates import days_of, in_dollars, rate_table
from touchstone.core.rates.reading import ROLES, TRUSTS
from touchstone.core.roles.values import HIRABLE

ROWS = rate_table().rows


def row(row_id):
    found = rate_table().row(row_id)
    assert found is not None, row_id
    return found


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_every_row_says_who_said_so_and_when(one):
    first, last = days_of(one.date)
    assert date(2020, 1, 1) <= first <= last
    assert first <= date(2026, 11, 23)
    assert one.source.title
    assert one.source.trust in TRUSTS
    assert one.source.licence, "whether the figures may be bundled was looked at, and what was seen is written down"
    assert re.fullmatch(r"https://\S+\.\S+", one.source.address)
    assert ": " in one.source.title, "charts call a source by what stands before the colon"


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_the_figures_of_a_row_rise_and_are_pay(one):
    figures = [figure for figure in (one.low, one.median, one.high) if figure is not None]
    assert figures
    assert figures == sorted(figures)
    if one.unit is PayUnit.HOUR:
        dollars = in_dollars(rate_table(), one, PayUnit.HOUR)
        assert all(money(1) <= figure <= money(500) for figure in (dollars.low, dollars.median, dollars.high) if figure)


def test_ids_are_unique_and_sources_are_used():
    assert max(Counter(one.id for one in ROWS).values()) == 1
    used = {one.source.id for one in ROWS} | {one.source.id for one in rate_table().exchange}
    from touchstone.core.rates.table import _packaged_sources

    assert used == set(_packaged_sources())


def test_the_roles_are_those_of_the_product():
    assert set(ROLES) == {*HIRABLE, "all"}
    assert {one.role for one in ROWS} == set(ROLES)


def test_rows_for_a_domain_name_codes_of_the_taxonomy():
    skills = pytest.importorskip("touchstone.core.skills")
    if not hasattr(skills, "taxonomy"):
        pytest.skip("there is no taxonomy yet")
    taxonomy = skills.taxonomy()
    assert [code for one in ROWS for code in one.domains if code not in taxonomy] == []


@pytest.mark.parametrize(
    ("row_id", "low", "median", "high"),
    [
        # The guide: annotators $10-18, RLHF $18-35, evaluation $35-65, specialists $95,000, LLM engineers $180-260k.
        ("us-annotator-guide", 10, None, 18),
        ("us-annotator-guide-specialised", None, None, 25),
        ("us-rlhf-guide", 18, None, 35),
        ("us-evaluation-guide", 35, None, 65),
        ("us-trainer-salaried-guide", 57_000, 95_000, 120_000),
        ("us-trainer-salaried-guide-entry", 57_000, None, 76_000),
        ("us-trainer-salaried-guide-comparison", None, 120_000, None),
        ("latam-trainer-guide", None, 40_000, None),
        ("us-llm-engineer-base", 180_000, None, 260_000),
        ("us-llm-engineer-total", 250_000, None, 400_000),
        # Deel's averages for AI trainers.
        ("ar-trainer-deel", None, 20, None),
        ("br-trainer-deel", None, 15, None),
        ("mx-trainer-deel", None, 15, None),
        ("cl-trainer-deel", None, "14.50", None),
        ("co-trainer-deel", None, 10, None),
        # Advertised.
        ("world-all-pay-index", 20, 40, 75),
        ("world-rlhf-advertised", None, 58, None),
        ("us-trainer-ziprecruiter", 28_000, 64_984, 132_500),
    ],
)
def test_published_figures_are_in_the_table(row_id, low, median, high):
    expected = tuple(None if figure is None else money(figure) for figure in (low, median, high))
    assert (row(row_id).low, row(row_id).median, row(row_id).high) == expected


def test_quartiles_are_told_from_ranges():
    assert row("world-all-pay-index").spread == "quartiles"
    assert row("world-all-pay-index").n == 1164
    assert row("us-annotator-guide").spread == "range"


def test_figures_under_a_free_licence_name_it_and_their_author():
    source = row("world-all-pay-index").source
    assert source.licence == "CC BY 4.0"
    assert "AI Work Central" in source.note
    assert "creativecommons.org/licenses/by/4.0" in source.note


def test_an_undated_page_is_marked_as_such():
    assert [one.id for one in ROWS if not one.dated] == ["mx-ai-engineer", "co-ai-engineer"]


def test_nothing_stands_in_for_peru_and_uruguay():
    assert not [one for one in ROWS if one.place in {"PE", "UY"}]


def test_the_table_is_read_once():
    assert rate_table() is rate_table()
