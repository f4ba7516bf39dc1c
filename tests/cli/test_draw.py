from hypothesis import given
from hypothesis import strategies as st

from touchstone.cli import draw

shares = st.floats(0, 1)


@given(shares, shares, shares, st.integers(1, 60))
def test_a_streak_always_has_its_width(a, b, c, width):
    low, mean, high = sorted((a, b, c))
    assert len(draw.streak(low, mean, high, width=width)) == width


def test_a_streak_is_solid_to_the_low_end_and_fades_to_the_high_end():
    assert draw.streak(0.4, 0.6, 0.8, width=10) == "████▓▓░░  "


def test_a_claim_has_nothing_solid():
    assert "█" not in draw.hollow(0.9)


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 3), st.integers(3, 60))
def test_a_whisker_keeps_inside_its_width(values, width):
    low, mid, high = sorted(values)
    assert len(draw.whisker(low, mid, high, least=0, most=100, width=width)) == width


def test_a_day_strip_shows_shared_hours_solid():
    both = [9 <= h < 12 for h in range(24)]
    client = [9 <= h < 18 for h in range(24)]
    specialist = [6 <= h < 12 for h in range(24)]
    assert draw.day_strip(both, client, specialist) == "······▒▒▒███░░░░░░······"
