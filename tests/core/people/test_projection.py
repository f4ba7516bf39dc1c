"""From what a person says to what a search may look at."""

import itertools
from datetime import date, time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.briefs.values import Degree, LanguageLevel
from touchstone.core.matching.values import SpokenLanguage
from touchstone.core.money import Money
from touchstone.core.people import (
    REQUIRED,
    Pause,
    Person,
    Publication,
    Schooling,
    Window,
    available_from,
    daily_hours,
    hours_in,
    merged,
    missing,
    search_profile,
)
from touchstone.core.roles.values import Role
from touchstone.core.skills.values import Competence, Skill

TODAY = date(2026, 11, 27)
SOFIA = Person(
    name="Sofía Rojas",
    email="sofia@example.org",
    country="CL",
    time_zone="America/Santiago",
    windows=tuple(Window(day, time(9), time(17)) for day in range(5)),
    hours_per_week=20,
    rate=Money(4_500),
    roles=(Role.AI_TRAINING_SPECIALIST,),
    languages=(SpokenLanguage("es", LanguageLevel.NATIVE),),
    degrees=(
        Schooling(level=Degree.DOCTORATE, domain="0531", institution="Universidad de Chile", year=2019),
        Schooling(level=Degree.BACHELOR, domain="", field="Artes del té"),
    ),
    publications=(Publication(title="On reagents"),),
    claims=(Skill("0531", Competence.JUDGE),),
    text="Organic chemistry.",
)


def test_a_search_learns_no_name_no_address_no_school_and_no_publication():
    profile = search_profile(SOFIA, key="p1", today=TODAY)
    said = msgspec.json.encode(profile).decode()
    for hidden in ("Sofía", "sofia@", "Universidad", "reagents", "2019"):
        assert hidden not in said
    assert (profile.id, profile.rate, profile.day_start, profile.day_end) == ("p1", Money(4_500), time(9), time(17))


def test_a_degree_whose_field_is_not_known_does_not_count_for_any():
    assert [held.domain for held in search_profile(SOFIA, key="p1", today=TODAY).degrees] == ["0531"]


@pytest.mark.parametrize("field", REQUIRED)
def test_without_any_one_of_the_required_fields_nobody_is_searched(field):
    empty = msgspec.structs.replace(SOFIA, **{field: getattr(Person(name=""), field)})
    assert missing(empty) == (field,)
    assert search_profile(empty, key="p1", today=TODAY) is None


def test_the_hours_of_a_day_are_those_that_every_working_day_has():
    windows = [Window(0, time(8), time(16)), Window(1, time(10), time(18)), Window(6, time(1), time(23))]
    assert daily_hours(windows) == (time(10), time(16))


def test_days_without_a_common_hour_are_stood_for_by_the_longest():
    assert daily_hours([Window(0, time(8), time(12)), Window(1, time(13), time(18))]) == (time(13), time(18))


def test_a_night_goes_past_midnight():
    night = [Window(0, time(22), time(4))]
    assert daily_hours(night) == (time(22), time(4))
    assert hours_in(night) == 6


def test_whoever_pauses_today_is_available_after_it():
    resting = msgspec.structs.replace(
        SOFIA, pauses=(Pause(date(2026, 12, 11), date(2026, 12, 20)), Pause(date(2026, 11, 20), date(2026, 12, 10)))
    )
    assert available_from(resting, today=TODAY) == date(2026, 12, 21)
    assert available_from(SOFIA, today=TODAY) == TODAY


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.lists(st.tuples(days, days).map(lambda two: Pause(min(two), max(two))), max_size=8))
def test_merged_pauses_are_the_same_days_apart_from_each_other(pauses):
    def of(given):
        return {day for one in given for day in range(one.first.toordinal(), one.last.toordinal() + 1)}

    found = merged(pauses)
    assert of(found) == of(pauses)
    assert all(after.first.toordinal() > before.last.toordinal() + 1 for before, after in itertools.pairwise(found))


hours = st.times().map(lambda one: one.replace(microsecond=0))


@given(st.lists(st.builds(Window, st.integers(0, 6), hours, hours), min_size=1, max_size=9))
def test_no_working_day_is_promised_longer_than_the_longest_window(windows):
    start, end = daily_hours(windows)
    assert hours_in([Window(0, start, end)]) <= max(hours_in([one]) for one in windows)
