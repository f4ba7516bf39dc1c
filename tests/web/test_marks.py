"""Where the parts of a mark lie."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.money import money
from touchstone.core.skills.tree import TreeEstimator
from touchstone.core.skills.values import Competence, Evidence, EvidenceSource, Skill
from touchstone.core.time import Clock
from touchstone.web.marks import axis_over, pieces, place, streak_of, strip_of
from touchstone.web.marks.strips import working_day

SKILL = Skill("0421", Competence.JUDGE)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
amounts = st.floats(min_value=0, max_value=1e9, allow_nan=False)


def shown(right, wrong=0):
    records = [
        Evidence(skill=SKILL, outcome=outcome, source=EvidenceSource.GOLD_TASK, at=MONDAY)
        for outcome in [1.0] * right + [0.0] * wrong
    ]
    return TreeEstimator().of_person(records, today=MONDAY, also=[SKILL])[SKILL]


@given(st.lists(amounts, max_size=20))
def test_an_axis_holds_every_value_and_ends_at_ticks(values):
    axis = axis_over(values)
    assert axis.least <= 0 <= axis.most
    assert all(axis.least <= value <= axis.most * (1 + 1e-9) for value in values)
    assert axis.ticks[0].at == 0
    assert axis.ticks[-1].at == 100


@given(st.lists(amounts.filter(lambda value: value > 1e-3), min_size=1, max_size=5))
def test_an_axis_has_a_readable_number_of_ticks(values):
    assert 2 <= len(axis_over(values).ticks) <= 12


def test_the_ends_of_an_axis_anchor_their_labels_inwards():
    ticks = axis_over([83]).ticks
    assert [tick.value for tick in ticks] == [0, 20, 40, 60, 80, 100]
    assert (ticks[0].anchor, ticks[1].anchor, ticks[-1].anchor) == ("start", "middle", "end")


@given(amounts, amounts)
def test_a_place_is_never_outside_the_drawing(value, most):
    assert 0 <= place(value, least=0, most=most) <= 100


def test_a_claim_is_hollow():
    mark = streak_of(shown(0))
    assert mark.claimed
    assert not mark.measured


def test_proof_is_gold_up_to_the_low_end_of_its_interval():
    known = shown(88, 12)
    mark = streak_of(known, bar=0.8)
    assert not mark.claimed
    assert mark.sure == pytest.approx(100 * known.low, abs=0.01)
    assert mark.sure + mark.fade == pytest.approx(100 * known.high, abs=0.02)
    assert mark.sure < mark.mean < mark.reach
    assert mark.wanted == 80


def test_too_little_evidence_is_measured_and_still_hollow():
    mark = streak_of(shown(1))
    assert mark.claimed
    assert mark.measured


def test_a_strip_is_on_the_clients_clock():
    strip = strip_of(Clock("America/New_York"), Clock("America/Sao_Paulo"), day=MONDAY)
    assert strip.spans == ((time(7), time(16)),)  # Brazil is two hours ahead of New York in November
    assert strip.shared == 7
    (both,) = strip.both
    assert both.at == pytest.approx(100 * 9 / 24, abs=0.01)
    assert both.width == pytest.approx(100 * 7 / 24, abs=0.01)


def test_a_night_shift_is_drawn_in_two_bands():
    strip = strip_of(Clock("America/New_York"), Clock("America/New_York", time(22), time(6)), day=MONDAY)
    assert len(strip.theirs) == 2
    assert strip.both == ()


def test_a_zone_of_half_hours_lies_between_the_hours():
    strip = strip_of(Clock("Europe/London"), Clock("Asia/Kolkata"), day=MONDAY)
    assert strip.spans == ((time(3, 30), time(12, 30)),)


def test_a_strip_shows_a_day_on_which_both_work():
    thanksgiving, monday_after, tuesday_after = date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1)
    office = Clock("America/New_York", country="US")
    assert working_day(office, Clock("America/Bogota"), day=thanksgiving) == tuesday_after
    assert (
        working_day(office, Clock("America/Bogota"), day=monday_after) == tuesday_after
    )  # its Sunday is no day's work
    assert working_day(office, Clock("America/Bogota"), day=TUESDAY) == TUESDAY


def test_quoted_words_are_cut_out_in_place():
    text = "judge its answers"
    cut = pieces(text, [(0, 5, "a"), (6, 17, "b")])
    assert [(piece.text, piece.keys) for piece in cut] == [("judge", ("a",)), (" ", ()), ("its answers", ("b",))]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70), st.sampled_from("abc")), max_size=8),
)
def test_no_letter_of_a_text_is_lost_or_doubled_by_its_quotes(text, spans):
    assert "".join(piece.text for piece in pieces(text, spans)) == text


def test_the_place_of_a_quote_is_linked_to_once():
    cut = pieces("one two one", [(0, 3, "a"), (8, 11, "a")])
    assert [piece.first_of for piece in cut] == [("a",), (), ()]


def test_money_is_written_as_the_reader_writes_it():
    from django.utils.translation import override

    from touchstone.web import numbers

    said = {}
    for language in ("en", "es", "pt"):
        with override(language):
            said[language] = (numbers.amount(money("1234.5")), numbers.amount(money(-12)), numbers.percent(0.999))
    assert said["en"] == ("$1,234.50", "−$12", "over 99%")
    assert said["es"] == ("US$1,234.50", "−US$12", "más de 99%")
    assert said["pt"] == ("US$\u00a01.234,50", "−US$\u00a012", "mais de 99%")
