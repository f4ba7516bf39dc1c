"""Numbers as three languages write them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.briefs.numbers import parse_figure, quantities
from touchstone.core.text import fold


def read(text, language="en"):
    return [
        (None if q.low is None else float(q.low), None if q.high is None else float(q.high), q.currency)
        for q in quantities(fold(text), text, language)
    ]


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("1,500.00", "1500.00"),
        ("1.500,00", "1500.00"),
        ("1,500", "1500"),
        ("1.500", "1500"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("0.045", "0.045"),
        ("0,045", "0.045"),
        ("1.234.567", "1234567"),
        ("12,34,567", "1234567"),
        ("9'500", "9500"),
        ("18 000", "18000"),
        ("2027", "2027"),
    ],
)
def test_separators_of_three_languages_are_told_apart(digits, value):
    assert parse_figure(digits) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("20-35", 20, 35, None),
        ("20–35", 20, 35, None),
        ("20 to 35", 20, 35, None),
        ("between 20 and 35", 20, 35, None),
        ("20+", 20, None, None),
        ("at least 20", 20, None, None),
        ("more than 20", 20, None, None),
        ("no more than 20", None, 20, None),
        ("no less than 20", 20, None, None),
        ("under 20", None, 20, None),
        ("up to 20", None, 20, None),
        ("≥ 20", 20, None, None),
        ("about 20", 20, 20, None),
        ("20 or more", 20, None, None),
        ("$20 - $35", 20, 35, "$"),
        ("$20/hr - $35/hr", 20, 35, "$"),
        ("USD20-35", 20, 35, "USD"),
        ("$20-$35 USD", 20, 35, "USD"),
        ("€1.200–1.500", 1200, 1500, "EUR"),
        ("130-225k", 130_000, 225_000, None),
        ("$1.5M", 1_500_000, 1_500_000, "$"),
        ("5,000 EUR", 5000, 5000, "EUR"),
        ("twenty-five to thirty", 25, 30, None),
        ("two thousand", 2000, 2000, None),
        ("a hundred and five", 105, 105, None),
        ("three dozen", 36, 36, None),
    ],
)
def test_one_number_or_range_is_read(text, low, high, currency):
    assert read(text) == [(low, high, currency)]


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("entre 10 y 20", "es", 10, 20),
        ("de 10 a 20", "es", 10, 20),
        ("de 10 hasta 20", "es", 10, 20),
        ("treinta y cinco", "es", 35, 35),
        ("veintidós", "es", 22, 22),
        ("mil quinientos", "es", 1500, 1500),
        ("dos mil", "es", 2000, 2000),
        ("más de 20", "es", 20, None),
        ("como máximo 20", "es", None, 20),
        ("28 mil", "es", 28_000, 28_000),
        ("entre 10 e 20", "pt", 10, 20),
        ("de 10 até 20", "pt", 10, 20),
        ("vinte e cinco", "pt", 25, 25),
        ("dois mil", "pt", 2000, 2000),
        ("no mínimo 20", "pt", 20, None),
        ("até 20", "pt", None, 20),
        ("cento e vinte", "pt", 120, 120),
        ("dezessete", "pt", 17, 17),
    ],
)
def test_spanish_and_portuguese_numbers_are_read(text, language, low, high):
    assert read(text, language) == [(low, high, None)]


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4",
        "B2",
        "24/7",
        "9:30",
        "2027-02-15",
        "15/02/2027",
        "v1.5.2",
        "https://a.example/20",
        "a20@b.example",
        "ICD-10",
        "ISO 9001",
    ],
)
def test_digits_inside_names_dates_and_addresses_are_no_numbers(text):
    assert read(f"see {text} please") == []


def test_five_six_is_two_numbers():
    assert read("five six") == [(5, 5, None), (6, 6, None)]


@given(st.integers(0, 999_999_999), st.integers(0, 99), st.sampled_from([(",", "."), (".", ",")]))
def test_a_formatted_amount_is_read_back(whole, cents, marks):
    thousands, decimal = marks
    written = f"{whole:,}".replace(",", thousands) + f"{decimal}{cents:02d}"
    assert parse_figure(written) == Decimal(whole) + Decimal(cents) / 100


@given(st.text(alphabet="0123456789.,-–$€ kKmil to a y e%+", max_size=300))
def test_any_mess_of_figures_is_read_without_overlap(text):
    found = quantities(fold(text), text, "en")
    assert all(a.figure <= a.end <= b.end for a, b in pairwise(found))
    assert all(q.low is None or q.high is None or q.low <= q.high for q in found)
