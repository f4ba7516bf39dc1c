"""Money is counted in minor units, and nothing gets lost or mixed up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.money import Money, exponent, money

cents = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("12.50", "USD", "$12.50"),
        (95_000, "USD", "$95,000"),
        ("-3.1", "USD", "-$3.10"),
        (9, "BRL", "R$9"),
        (14_500, "CLP", "CLP 14,500"),
        ("1.234", "KWD", "KWD 1.234"),
        (0, "EUR", "€0"),
    ],
)
def test_an_amount_reads_as_people_write_it(amount, currency, text):
    assert str(money(amount, currency)) == text


def test_the_minor_unit_follows_the_currency():
    assert [exponent(code) for code in ("USD", "CLP", "JPY", "PYG", "COP", "KWD")] == [2, 0, 0, 0, 2, 3]


@pytest.mark.parametrize(
    "amount", ["", "ten", "NaN", "Infinity", float("nan"), float("inf"), "1e400", "1e-400", "1e30"]
)
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(BadInput):
        money(amount)


@pytest.mark.parametrize("currency", ["", "usd", "US", "DOLLARS", "U$D"])
def test_what_is_no_currency_is_refused(currency):
    with pytest.raises(BadInput, match="is not a currency"):
        money(1, currency)


@given(cents, cents)
def test_adding_and_taking_away_again_loses_nothing(a, b):
    assert Money(a) + Money(b) - Money(b) == Money(a)


@given(cents, st.sampled_from(["USD", "CLP", "KWD"]))
def test_major_units_and_back_loses_nothing(minor, currency):
    assert money(Money(minor, currency).major, currency) == Money(minor, currency)


@given(cents, st.decimals(min_value=Decimal("0.01"), max_value=1000, places=2))
def test_a_product_is_right_to_half_a_cent(minor, factor):
    assert abs(Money(minor).times(factor).minor - minor * factor) <= Decimal("0.5")


@given(cents, st.decimals(min_value=Decimal("0.01"), max_value=1000, places=2))
def test_a_quotient_is_right_to_half_a_cent(minor, divisor):
    assert abs(Money(minor).over(divisor).minor - minor / divisor) <= Decimal("0.5")


def test_halves_round_to_even():
    assert [Money(minor).times(Decimal("0.5")).minor for minor in (1, 3, 5, -1)] == [0, 2, 2, 0]


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_neither_add_up_nor_compare(operation):
    with pytest.raises(BadInput, match="exchange rate"):
        getattr(Money(1, "USD"), operation)(Money(1, "BRL"))


def test_amounts_of_one_currency_sort():
    assert sorted([Money(3), Money(-1), Money(2)]) == [Money(-1), Money(2), Money(3)]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), "x"])
def test_a_factor_that_is_no_number_is_refused(number):
    with pytest.raises(BadInput):
        Money(100).times(number)
    with pytest.raises(BadInput):
        Money(100).over(number)


def test_dividing_by_zero_is_refused():
    with pytest.raises(BadInput, match="zero"):
        Money(100).over(0)
