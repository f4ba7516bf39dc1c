"""When the work starts."""

from datetime import date

import pytest

from touchstone.core.briefs import read_text

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Start date: January 11, 2027.", date(2027, 1, 11)),
        ("Starting 3 February 2027", date(2027, 2, 3)),
        ("start: 2027-03-01", date(2027, 3, 1)),
        ("The project begins in March.", date(2027, 3, 1)),
        ("from December", date(2026, 12, 1)),
        ("kick-off on Jan 15", date(2027, 1, 15)),
        ("starting mid-April", date(2027, 4, 15)),
        ("starts in early May 2027", date(2027, 5, 1)),
        ("Start in Q2 2027", date(2027, 4, 1)),
        ("Immediate start.", TODAY),
        ("Start ASAP", TODAY),
        ("starting next month", date(2026, 12, 1)),
        ("available from 1st June", date(2027, 6, 1)),
        ("Fecha de inicio: 15/01/2027", date(2027, 1, 15)),
        ("a partir del 1 de febrero", date(2027, 2, 1)),
        ("desde marzo de 2027", date(2027, 3, 1)),
        ("comenzamos en abril", date(2027, 4, 1)),
        ("incorporación inmediata", TODAY),
        ("Início em janeiro de 2027", date(2027, 1, 1)),
        ("a partir de 10 de fevereiro", date(2027, 2, 10)),
        ("começa em março", date(2027, 3, 1)),
        ("início imediato", TODAY),
    ],
)
def test_the_start_is_read_as_a_date(text, day):
    assert read_text(text, today=TODAY).brief.start == day


@pytest.mark.parametrize(
    "text",
    [
        "Start from scratch.",
        "You may start small.",
        "Deliver by March 2027.",
        "Until June.",
        "Data from March 2024.",
        "From 9 to 5.",
        "Start date 03/04/2027.",
        "Desde cero.",
        "Starting 31 February 2027.",
    ],
)
def test_other_beginnings_are_no_start(text):
    assert read_text(text, today=TODAY).brief.start is None


def test_a_month_without_a_year_stays_a_note_when_nobody_says_what_day_it_is():
    reading = read_text("From March, ten hours a week.")
    assert reading.brief.start is None
    assert any("From March" in note for note in reading.notes)


def test_from_a_month_said_in_that_month_means_this_one():
    assert read_text("from November", today=TODAY).brief.start == date(2026, 11, 1)
