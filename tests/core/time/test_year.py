"""A year of shared hours."""

from datetime import date, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.time import Clock, calendar, overlap_table, shared_hours, year_of_overlap

START = date(2026, 11, 23)
NEW_YORK = Clock("America/New_York", country="US")
SANTIAGO = Clock("America/Santiago", country="CL")

zones = st.sampled_from(
    "America/Santiago America/New_York America/Tijuana America/Scoresbysund Asia/Kathmandu Pacific/Kiritimati "
    "Pacific/Pago_Pago Pacific/Auckland Australia/Lord_Howe Africa/Casablanca Europe/Dublin".split()
)
clocks = st.builds(
    Clock,
    zones,
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.sampled_from([None, "BR", "CL", "US", "IL", "XX", "JP"]),
)


def test_the_year_says_when_the_clocks_move_the_overlap():
    year = year_of_overlap(SANTIAGO, NEW_YORK, START)
    assert [(c.day, c.zones, c.before, c.after) for c in year.changes] == [
        (date(2027, 3, 14), ("America/New_York",), 7, 8),
        (date(2027, 4, 4), ("America/Santiago",), 8, 9),
        (date(2027, 9, 5), ("America/Santiago",), 9, 8),
        (date(2027, 11, 7), ("America/New_York",), 8, 7),
    ]
    assert year.minimum == 7


def test_the_year_in_months():
    year = year_of_overlap(SANTIAGO, NEW_YORK, START)
    assert len(year.by_month) == 13  # a part of November at both ends
    months = {month.month: month for month in year.by_month}
    assert (months[date(2027, 1, 1)].minimum, months[date(2027, 7, 1)].minimum) == (7, 9)
    april = months[date(2027, 4, 1)]  # two working days at eight hours, twenty at nine
    assert (april.days, april.minimum, april.mean) == (22, 8, pytest.approx((2 * 8 + 20 * 9) / 22))
    assert sum(month.days for month in year.by_month) == year.days


def test_days_lost_to_holidays_are_counted_by_country():
    year = year_of_overlap(SANTIAGO, NEW_YORK, START)
    lost = {day.day: (day.whose, day.names) for day in year.lost}
    assert lost[date(2026, 11, 26)] == ("b", ("Thanksgiving Day",))
    assert lost[date(2026, 12, 8)] == ("a", ("Immaculate Conception",))
    assert lost[date(2026, 12, 25)] == ("both", ("Christmas Day",))
    assert year.lost_to("a") + year.lost_to("b") + year.lost_to("both") == len(year.lost)
    weekdays = sum((START + timedelta(step)).weekday() < 5 for step in range(365))
    assert year.days == weekdays - len(year.lost)


def test_holidays_do_not_touch_the_minimum():
    with_holidays = year_of_overlap(SANTIAGO, NEW_YORK, START)
    without = year_of_overlap(Clock(SANTIAGO.zone), Clock(NEW_YORK.zone), START)
    assert with_holidays.minimum == without.minimum == 7
    assert without.lost == ()
    assert without.days == 261


def test_two_clocks_that_change_together_change_nothing():
    year = year_of_overlap(Clock("America/Tijuana", country="MX"), Clock("America/Los_Angeles", country="US"), START)
    assert (year.minimum, year.mean, year.changes) == (9, 9, ())


def test_weekends_that_fall_apart_are_counted_and_not_averaged():
    year = year_of_overlap(Clock("Pacific/Auckland"), Clock("America/Los_Angeles"), START)
    assert year.weekends_apart == 53  # Auckland's Mondays, from one to one
    assert year.minimum == 4  # in the northern summer
    assert {c.before for c in year.changes} == {4, 5, 6}


def test_hours_that_never_meet_make_a_year_of_nothing():
    year = year_of_overlap(Clock("Asia/Tokyo", time(9), time(12)), Clock("America/New_York", time(9), time(12)), START)
    assert (year.minimum, year.mean, year.changes) == (0, 0, ())
    assert year.days == 261


def test_a_country_whose_holidays_are_not_known_is_named():
    year = year_of_overlap(Clock("UTC", country="XX"), NEW_YORK, START)
    assert year.no_holiday_data == ("XX",)


def test_a_year_from_a_leap_day_is_a_whole_year():
    year = year_of_overlap(Clock("UTC"), Clock("UTC"), date(2028, 2, 29))
    assert year.by_month[-1].month == date(2029, 2, 1)
    assert year.days == sum((date(2028, 2, 29) + timedelta(step)).weekday() < 5 for step in range(366))


def test_a_year_too_far_away_is_refused():
    with pytest.raises(BadInput, match="too far away"):
        year_of_overlap(NEW_YORK, SANTIAGO, date(2200, 1, 1))


@settings(max_examples=12, deadline=None)
@given(clocks, clocks, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_year_is_the_sum_of_its_days(a, b, start):
    year = year_of_overlap(a, b, start)
    end = start.replace(year=start.year + 1)
    daily = [shared_hours(a, b, start + timedelta(step)) for step in range((end - start).days)]
    assert sum(daily) == pytest.approx(year.mean * year.days)
    assert all(year.minimum <= hours for hours in daily if hours > 0)


@settings(max_examples=10, deadline=None)
@given(st.lists(clocks, min_size=1, max_size=6), clocks, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_the_table_says_what_single_years_say(several, b, start):
    minimum, mean = overlap_table(several, b, start)
    years = [year_of_overlap(a, b, start) for a in several]
    np.testing.assert_allclose(minimum, [year.minimum for year in years])
    np.testing.assert_allclose(mean, [year.mean for year in years])


def test_a_table_of_nobody_is_empty():
    minimum, mean = overlap_table([], NEW_YORK, START)
    assert minimum.shape == mean.shape == (0,)


def test_holidays_carry_their_names_and_weekend_holidays_cost_nothing():
    chile = calendar("cl", 2026, 2027)
    assert chile.known
    assert chile.holiday(date(2026, 4, 3)) == "Good Friday"
    assert chile.holiday(date(2026, 4, 4)) is None  # Holy Saturday
    assert not chile.works(date(2026, 4, 4))


def test_an_unknown_subdivision_leaves_the_countrys_own_holidays():
    assert calendar("BR", 2026, 2026, subdivision="ZZ").holidays == calendar("BR", 2026, 2026).holidays


def test_chinas_made_up_saturdays_are_working_days():
    china = calendar("CN", 2025, 2025)
    assert china.works(date(2025, 2, 8))  # a Saturday worked for the Spring Festival
