"""Zones by their IANA names."""

from datetime import UTC, datetime, timedelta

import pytest

from touchstone.core.errors import BadInput
from touchstone.core.time import country_of, database_version, similar_zones, zone, zone_names, zones_of


def hours_east(name, *moment):
    return datetime(*moment, tzinfo=UTC).astimezone(zone(name)).utcoffset() / timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "january", "july"),
    [
        ("America/Santiago", -3, -4),  # summer time from September to April
        ("America/Coyhaique", -3, -3),  # Aysén keeps UTC-3 all year since 2025
        ("America/Punta_Arenas", -3, -3),
        ("America/Tijuana", -8, -7),  # follows the United States
        ("America/Ciudad_Juarez", -7, -6),
        ("America/Mexico_City", -6, -6),  # no summer time since October 2022
        ("America/Asuncion", -3, -3),  # fixed since October 2024
        ("America/Sao_Paulo", -3, -3),  # none since 2019
        ("America/Argentina/Buenos_Aires", -3, -3),
        ("America/New_York", -5, -4),
        ("Europe/Lisbon", 0, 1),
    ],
)
def test_latin_american_clocks_are_those_of_2027(name, january, july):
    assert (hours_east(name, 2027, 1, 15), hours_east(name, 2027, 7, 15)) == (january, july)


def test_coyhaique_was_chile_before_it_left():
    assert hours_east("America/Coyhaique", 2024, 7, 15) == -4


def test_a_place_without_its_continent_is_refused_with_what_would_be_right():
    with pytest.raises(BadInput, match="not a time zone") as refusal:
        zone("Sao Paulo")
    assert "America/Sao_Paulo" in refusal.value.hint


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("america/santiago", "America/Santiago"),
        ("Tiajuana", "America/Tijuana"),
        ("America/Coihaique", "America/Coyhaique"),
        ("America/Bogotá", "America/Bogota"),
        ("New York", "America/New_York"),
    ],
)
def test_a_misspelt_zone_finds_its_neighbour(wrong, right):
    assert right in similar_zones(wrong)


@pytest.mark.parametrize("nonsense", ["", "../../etc/passwd", "EST5EDTX", "Mars/Olympus", "zone.tab", "\x00"])
def test_nonsense_is_refused(nonsense):
    with pytest.raises(BadInput):
        zone(nonsense)


def test_every_zone_in_the_database_can_be_opened():
    for name in zone_names():
        assert zone(name).key == name


def test_chile_has_four_zones_and_the_most_populous_comes_first():
    assert zones_of("cl")[0] == "America/Santiago"
    assert set(zones_of("CL")) == {
        "America/Santiago",
        "America/Coyhaique",
        "America/Punta_Arenas",
        "Pacific/Easter",
    }


def test_an_unknown_country_has_no_zones():
    assert zones_of("XX") == ()


def test_the_database_says_its_version():
    assert int(database_version().split(".")[0]) >= 2025


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("America/Coyhaique", "CL"),
        ("America/Buenos_Aires", "AR"),  # an old name
        ("US/Eastern", "US"),
        ("Europe/Stockholm", "SE"),  # shares Berlin's clock, not its holidays
        ("UTC", None),
        ("nowhere", None),
    ],
)
def test_a_zone_knows_its_country(name, country):
    assert country_of(name) == country
