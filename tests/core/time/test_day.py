"""The hours of one day that two people share."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.errors import BadInput
from touchstone.core.time import Clock, Presence, offset_between, overlap_strip, shared_hours, zone_names

NEW_YORK = Clock("America/New_York")
LOS_ANGELES = Clock("America/Los_Angeles")
WINTER, SUMMER = date(2026, 1, 14), date(2026, 7, 15)  # Wednesdays

clocks = st.builds(
    Clock,
    st.sampled_from(
        "America/Santiago America/Coyhaique America/Tijuana Asia/Kathmandu Pacific/Kiritimati Pacific/Pago_Pago "
        "Pacific/Apia Australia/Lord_Howe Africa/Casablanca Europe/Madrid UTC".split()
    ),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
)


# Hours shared with New York and Los Angeles in January and July 2026, nine to six on both clocks, reckoned by hand from
# the offsets: 9 hours less the hours between the clocks.
@pytest.mark.parametrize(
    ("zone", "new_york", "los_angeles"),
    [
        ("America/Sao_Paulo", (7, 8), (4, 5)),
        ("America/Argentina/Buenos_Aires", (7, 8), (4, 5)),
        ("America/Montevideo", (7, 8), (4, 5)),
        ("America/Santiago", (7, 9), (4, 6)),
        ("America/Coyhaique", (7, 8), (4, 5)),
        ("America/Bogota", (9, 8), (6, 7)),
        ("America/Lima", (9, 8), (6, 7)),
        ("America/Mexico_City", (8, 7), (7, 8)),
        ("America/Tijuana", (6, 6), (9, 9)),
        ("America/Manaus", (8, 9), (5, 6)),
        ("America/Asuncion", (7, 8), (4, 5)),
    ],
)
def test_hours_shared_with_the_american_coasts(zone, new_york, los_angeles):
    there = Clock(zone)
    assert tuple(shared_hours(there, NEW_YORK, day) for day in (WINTER, SUMMER)) == new_york
    assert tuple(shared_hours(there, LOS_ANGELES, day) for day in (WINTER, SUMMER)) == los_angeles


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2027, 3, 12), 7),  # both on winter hours of the north: Santiago two hours ahead
        (date(2027, 3, 15), 8),  # New York's clock went forward on 14 March
        (date(2027, 4, 2), 8),
        (date(2027, 4, 5), 9),  # Santiago's went back on 4 April: the same hour
        (date(2026, 9, 4), 9),
        (date(2026, 9, 7), 8),  # Santiago's went forward on 6 September
        (date(2026, 10, 30), 8),
        (date(2026, 11, 2), 7),  # New York's went back on 1 November
    ],
)
def test_santiago_and_new_york_change_in_different_weeks(day, hours):
    assert shared_hours(Clock("America/Santiago"), NEW_YORK, day) == hours


def test_coyhaique_parts_from_santiago_in_winter():
    santiago = Clock("America/Santiago")
    assert shared_hours(Clock("America/Coyhaique"), santiago, date(2026, 7, 15)) == 8
    assert shared_hours(Clock("America/Coyhaique"), santiago, date(2027, 1, 15)) == 9


def test_tijuana_keeps_with_los_angeles_and_mexico_city_does_not():
    for day in (WINTER, SUMMER, date(2026, 3, 9), date(2026, 11, 2)):
        assert shared_hours(Clock("America/Tijuana"), LOS_ANGELES, day) == 9
    assert offset_between("America/Tijuana", "America/Mexico_City", WINTER) == 2
    assert offset_between("America/Tijuana", "America/Mexico_City", SUMMER) == 1


def test_europe_and_america_are_an_hour_nearer_for_three_weeks_in_march():
    madrid = Clock("Europe/Madrid")
    assert [shared_hours(madrid, NEW_YORK, day) for day in (date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 30))] == [
        3,
        4,
        3,
    ]


def test_a_weekend_shares_nothing():
    assert shared_hours(NEW_YORK, NEW_YORK, date(2026, 7, 18)) == 0


def test_a_public_holiday_of_either_shares_nothing():
    brazil = Clock("America/Sao_Paulo", country="BR")
    states = Clock("America/New_York", country="US")
    independence, thanksgiving = date(2026, 9, 7), date(2026, 11, 26)  # 7 September 2026 is also Labor Day in the US
    assert shared_hours(brazil, NEW_YORK, independence) == 0
    assert shared_hours(Clock("America/Sao_Paulo"), states, independence) == 0
    assert shared_hours(brazil, states, thanksgiving) == 0
    assert shared_hours(brazil, NEW_YORK, thanksgiving) == 7


def test_a_state_holiday_counts_only_in_its_state():
    revolution = date(2026, 7, 9)  # São Paulo's own
    assert shared_hours(Clock("America/Sao_Paulo", country="BR", subdivision="SP"), NEW_YORK, revolution) == 0
    assert shared_hours(Clock("America/Sao_Paulo", country="BR"), NEW_YORK, revolution) == 8


def test_a_friday_weekend_is_a_weekend():
    israel = Clock("Asia/Jerusalem", country="IL")
    assert shared_hours(israel, Clock("Asia/Jerusalem"), date(2026, 2, 6)) == 0  # a Friday
    assert shared_hours(Clock("Asia/Jerusalem"), israel, date(2026, 2, 9)) == 9


def test_a_night_shift_belongs_to_the_day_it_starts_on():
    night = Clock("America/Lima", time(22), time(6))
    manila = Clock("Asia/Manila")  # 13 hours ahead: nine to six there is 20:00 to 05:00 in Lima
    assert shared_hours(night, manila, date(2026, 7, 15)) == 7
    assert shared_hours(night, manila, date(2026, 7, 17)) == 0  # Lima's Friday night is Manila's Saturday
    assert shared_hours(manila, night, date(2026, 7, 20)) == 0  # Manila's Monday is Lima's Sunday night


def test_working_around_the_clock_shares_all_of_the_others_day():
    always = Clock("America/Bogota", time(0), time(0))
    assert shared_hours(NEW_YORK, always, SUMMER) == 9


def test_the_date_line_does_not_hide_an_overlap():
    auckland = Clock("Pacific/Auckland")  # UTC+13 in January: its Tuesday morning is Los Angeles' Monday
    assert shared_hours(auckland, LOS_ANGELES, date(2027, 1, 12)) == 6
    assert shared_hours(auckland, LOS_ANGELES, date(2027, 1, 11)) == 0
    assert shared_hours(LOS_ANGELES, auckland, date(2027, 1, 11)) == 6
    assert shared_hours(LOS_ANGELES, auckland, date(2027, 1, 15)) == 0


def test_zones_of_thirteen_ahead_and_eleven_behind_work():
    samoa, pago = Clock("Pacific/Apia"), Clock("Pacific/Pago_Pago")  # the same hours on different dates
    assert offset_between("Pacific/Pago_Pago", "Pacific/Apia", SUMMER) == 24
    assert shared_hours(pago, samoa, date(2026, 7, 15)) == 9
    assert shared_hours(pago, samoa, date(2026, 7, 17)) == 0


def test_a_quarter_hour_zone_shares_quarter_hours():
    assert shared_hours(Clock("Asia/Kathmandu"), Clock("UTC"), SUMMER) == 3.25


def test_a_shift_over_the_lost_hour_is_an_hour_short():
    night = Clock("America/New_York", time(22), time(6))
    lima = Clock("America/Lima", time(0), time(0))
    assert shared_hours(night, lima, date(2027, 3, 11)) == 8
    short = night.shift(date(2027, 3, 13))
    assert (short[1] - short[0]).total_seconds() == 7 * 3600


@given(clocks, clocks, st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_nobody_shares_more_than_either_works(a, b, day):
    shared = shared_hours(a, b, day)
    start, end = a.shift(day)
    assert 0 <= shared <= (end - start).total_seconds() / 3600


@given(clocks, clocks, st.dates(date(2026, 1, 5), date(2028, 12, 1)))
def test_over_some_weeks_both_see_the_same_hours(a, b, day):
    # A fortnight away from the edges: each sees the same meetings, on its own dates.
    monday = date.fromordinal(day.toordinal() - day.weekday())
    week = [date.fromordinal(monday.toordinal() + step) for step in range(-7, 21)]
    inside = week[7:21]
    seen = [sum(shared_hours(x, y, d) for d in inside) for x, y in ((a, b), (b, a))]
    spilled = sum(shared_hours(a, b, d) for d in (week[5], week[6], week[19], week[20]))
    spilled += sum(shared_hours(b, a, d) for d in (week[5], week[6], week[19], week[20]))
    assert abs(seen[0] - seen[1]) <= spilled + 1e-9


def test_a_strip_shows_who_is_at_work_on_the_first_ones_clock():
    strip = overlap_strip(NEW_YORK, LOS_ANGELES, SUMMER)
    assert len(strip.cells) == 48
    assert strip.cells[:18] == (Presence.NOBODY,) * 18  # until nine in New York
    assert strip.cells[18:24] == (Presence.A,) * 6  # nine to noon
    assert strip.cells[24:36] == (Presence.BOTH,) * 12  # noon to six
    assert strip.cells[36:42] == (Presence.B,) * 6
    assert strip.cells[42:] == (Presence.NOBODY,) * 6
    assert (strip.shared, strip.offset) == (6, -3)


def test_a_strip_of_a_night_shift_shows_both_ends_of_the_night():
    strip = overlap_strip(
        Clock("America/Lima", time(22), time(6)), Clock("America/Lima"), date(2026, 7, 15), minutes=60
    )
    assert [cell.value for cell in strip.cells] == (["a"] * 6 + ["nobody"] * 3 + ["b"] * 9 + ["nobody"] * 4 + ["a"] * 2)


def test_a_strip_on_a_holiday_shows_only_the_other():
    strip = overlap_strip(Clock("America/New_York", country="US"), LOS_ANGELES, date(2026, 11, 26))
    assert set(strip.cells) == {Presence.NOBODY, Presence.B}
    assert strip.shared == 0


@given(clocks, clocks, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_shared_cells_of_a_strip_add_up_to_the_shared_hours_of_a_day_shift(a, b, day):
    strip = overlap_strip(a, b, day, minutes=15)
    both = strip.cells.count(Presence.BOTH) / 4
    start, end = a.shift(day)
    no_change = (end - start).total_seconds() / 60 == a.end_minute - a.start_minute
    if a.end_minute <= 1440 and no_change and overlap_strip(a, a, day, minutes=15).cells[0] is Presence.NOBODY:
        assert both == strip.shared


@pytest.mark.parametrize("minutes", [0, -30, 7, 1441])
def test_a_day_is_cut_into_equal_cells_only(minutes):
    with pytest.raises(BadInput, match="cannot be cut"):
        overlap_strip(NEW_YORK, LOS_ANGELES, SUMMER, minutes=minutes)


@pytest.mark.parametrize("day", [date.min, date.max, date(1600, 1, 1)])
def test_a_day_of_another_age_is_refused(day):
    with pytest.raises(BadInput, match="too far away"):
        shared_hours(NEW_YORK, LOS_ANGELES, day)


def test_a_clock_in_no_zone_is_refused():
    with pytest.raises(BadInput, match="not a time zone"):
        Clock("America/Nowhere")


def test_a_country_without_data_has_weekends_and_no_holidays():
    somewhere = Clock("UTC", country="XX")
    assert shared_hours(somewhere, Clock("UTC"), date(2026, 12, 25)) == 9
    assert not somewhere.days_off(date(2026, 1, 1), date(2026, 1, 1)).known


def test_every_zone_can_be_compared_with_new_york():
    for name in zone_names():
        assert 0 <= shared_hours(Clock(name), NEW_YORK, SUMMER) <= 9
