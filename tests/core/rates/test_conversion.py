"""One pay in another unit or currency: exact, at stated hours, at dated rates."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.errors import BadInput, NoData
from touchstone.core.money import Money, PayUnit, money
from touchstone.core.rates import Hours, converted, exchange, rate_table, to_hourly, to_yearly

TABLE = rate_table()
TIMED = [PayUnit.HOUR, PayUnit.DAY, PayUnit.WEEK, PayUnit.MONTH, PayUnit.YEAR]


@pytest.mark.parametrize(
    ("row_id", "hourly"),
    [
        ("us-trainer-salaried-guide", "45.67"),  # 95,000 / 2,080
        ("latam-trainer-guide", "19.23"),  # 40,000 / 2,080
        ("us-ml-engineer-indeed", "87.98"),  # 183,000 / 2,080
        ("co-ai-engineer", "11.54"),  # 2,000 x 12 / 2,080
    ],
)
def test_a_salary_in_hours(row_id, hourly):
    figures = to_hourly(TABLE.row(row_id))
    assert figures.median == money(hourly)
    assert "2,080 hours a year" in figures.formula


@pytest.mark.parametrize(
    ("country", "yearly"),
    # Deel's hourly means over 2,080 hours: AR 41.6k, BR and MX 31.2k, CL 30.2k, CO 20.8k.
    [("ar", 41_600), ("br", 31_200), ("mx", 31_200), ("cl", 30_160), ("co", 20_800)],
)
def test_hourly_means_in_years(country, yearly):
    assert to_yearly(TABLE.row(f"{country}-trainer-deel")).median == money(yearly)


def test_the_hours_of_a_year_are_an_argument():
    assert to_hourly(TABLE.row("latam-trainer-guide"), hours=Hours(1760)).median == money("22.73")


def test_day_week_and_month_follow_from_the_year():
    hour = money(10)
    assert [converted(hour, PayUnit.HOUR, unit) for unit in TIMED] == [
        money(10),
        money(80),
        money(400),
        money("1733.33"),
        money(20_800),
    ]


@given(st.integers(1, 10**9), st.sampled_from(TIMED), st.sampled_from(TIMED))
def test_no_more_than_a_minor_unit_is_lost_on_the_way_to_a_longer_time_and_back(minor, short, long):
    if TIMED.index(short) > TIMED.index(long):
        short, long = long, short
    there = converted(Money(minor), short, long)
    assert abs(converted(there, long, short).minor - minor) <= 1


@pytest.mark.parametrize("unit", [PayUnit.TASK, PayUnit.LABEL, PayUnit.WORD, PayUnit.PROJECT])
def test_pay_by_the_piece_has_no_hours(unit):
    with pytest.raises(NoData, match="says nothing of hours"):
        converted(money(1), unit, PayUnit.HOUR)


@pytest.mark.parametrize("hours", [0, -1, 10_000])
def test_a_year_has_a_possible_number_of_hours(hours):
    with pytest.raises(BadInput):
        converted(money(1), PayUnit.YEAR, PayUnit.HOUR, hours=Hours(hours))


def test_dollars_to_reais_through_the_published_pound():
    found = exchange(TABLE.exchange, money(100), "BRL", on=date(2026, 8, 15))
    assert found.amount == money("507.65", "BRL")  # 6.7858 / 1.3367 x 100
    assert (found.first_day, found.last_day) == (date(2026, 8, 1), date(2026, 8, 31))
    assert "HM Revenue" in found.source.title


def test_currencies_without_cents_come_out_whole():
    found = exchange(TABLE.exchange, money("14.50"), "CLP", on=date(2026, 8, 15))
    assert found.amount == Money(13_566, "CLP")  # 1250.6398 / 1.3367 x 14.50
    back = exchange(TABLE.exchange, found.amount, "USD", on=date(2026, 8, 15))
    assert back.amount == money("14.50")


@pytest.mark.parametrize(
    ("day", "sheet"),
    [
        (date(2024, 6, 18), "hmrc-average-2024"),
        (date(2025, 12, 31), "hmrc-average-2025"),
        (date(2026, 3, 1), "hmrc-average-2025"),  # the last one before
        (date(2026, 11, 23), "hmrc-monthly-2026-08"),
        (date(2019, 1, 1), "hmrc-average-2024"),  # the first one after
        (None, "hmrc-monthly-2026-08"),
    ],
)
def test_the_rate_of_the_day_is_taken_or_the_last_one_before(day, sheet):
    assert exchange(TABLE.exchange, money(1), "MXN", on=day).source.id == sheet


def test_a_currency_without_a_rate_has_no_figure():
    with pytest.raises(NoData, match="no exchange rate from USD to XAU"):
        exchange(TABLE.exchange, money(1), "XAU")


def test_the_same_currency_is_itself():
    assert exchange(TABLE.exchange, money(5), "USD").amount == money(5)
    assert exchange((), money(5, "XAU"), "XAU").rate == Decimal(1)


@given(st.integers(100, 10**10), st.sampled_from("ARS BRL COP EUR GBP MXN PEN UYU".split()))
def test_there_and_back_again_costs_at_most_the_rounding(minor, currency):
    there = exchange(TABLE.exchange, Money(minor), currency)
    back = exchange(TABLE.exchange, there.amount, "USD")
    coarse = 1 / float(there.rate)  # what a minor unit of the other currency is worth here
    assert abs(back.amount.minor - minor) <= 1 + coarse
