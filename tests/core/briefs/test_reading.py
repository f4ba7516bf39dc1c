"""The reading as a whole: every value has its words, nothing is invented, and no text takes long."""

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchstone.core.briefs import Brief, read_text
from touchstone.core.briefs.passage import Passage
from touchstone.core.errors import BadInput

AD = """Senior Tax Reviewer (remote)

Our assistant is live in Brazil and Mexico and makes up rulings. You will check 600 answers, correct them and write rubrics.

Requirements:
- Law degree (master's preferred), at least 4 years of tax practice
- Native Portuguese, English B2
- 20-25 hours a week for three months, from March 2027, 4 hours overlap with EST

Nice to have:
- PhD, French
- Python

We pay $45-60/hr as an independent contractor. Budget is about $40,000 in total. 97% of corrections must be right.
"""


def test_a_whole_advertisement_is_read():
    brief = read_text(AD, title="Senior Tax Reviewer").brief
    assert brief.degree.value == "bachelor"
    assert brief.years_experience == 4
    assert [(need.code, need.level and need.level.value) for need in brief.languages] == [
        ("pt", "native"),
        ("en", "B2"),
    ]
    assert (brief.hours_per_week.low, brief.hours_per_week.high) == (20, 25)
    assert (brief.weeks.low, brief.weeks.high) == (13, 13)
    assert str(brief.start) == "2027-03-01"
    assert (brief.time_zone, brief.minimum_overlap) == ("America/New_York", 4)
    assert (brief.pay.low.minor, brief.pay.high.minor, brief.pay.unit.value) == (4500, 6000, "hour")
    assert brief.budget.minor == 4_000_000
    assert brief.quality_target == 0.97
    assert brief.contract.value == "contractor"
    assert brief.seniority.value == "senior"
    assert brief.countries == ()
    assert [task.volume for task in brief.tasks if task.volume] == [600]


def test_every_finding_quotes_its_words_exactly():
    title = "PhD Physics Reviewer, Spanish C1, $40/hr"
    for one in read_text(AD, title=title).found:
        source = title if one.where == "title" else AD
        assert source[one.start : one.end] == one.words
        assert one.words.strip() == one.words != ""
        assert 0 < one.confidence <= 1


def test_nothing_is_read_out_of_nothing_in_particular():
    reading = read_text("Hello, could you help us?")
    assert reading.found == ()
    assert {name for name in Brief.__struct_fields__ if getattr(reading.brief, name) not in {None, (), "", False}} == {
        "text",
        "language",
    }


def test_what_is_missing_is_asked_with_the_step_that_needs_it():
    asked = {question.field: question.needed_for for question in read_text("Hello, could you help us?").missing}
    assert asked["symptoms"] == "diagnosis"
    assert asked["weeks"] == "plan"
    assert asked["languages"] == "shortlist"


def test_what_is_said_is_not_asked():
    asked = {question.field for question in read_text(AD).missing}
    assert not asked & {
        "languages",
        "degree",
        "pay",
        "weeks",
        "hours_per_week",
        "start",
        "tasks",
        "quality_target",
        "time_zone",
    }


def test_of_conflicting_findings_the_surest_is_used_and_the_others_are_listed():
    reading = read_text("Full time. In practice 30 hours a week.")
    hours = [one for one in reading.found if one.field == "hours_per_week"]
    assert [(one.value.low, one.used) for one in hours] == [(40, False), (30, True)]


def test_a_title_is_read_and_told_from_the_text():
    reading = read_text("Check answers.", title="Chemistry PhD Reviewer")
    degree = next(one for one in reading.found if one.field == "degree")
    assert (degree.where, degree.words) == ("title", "PhD")


def test_the_text_wins_over_the_title_where_both_are_as_sure():
    brief = read_text("We pay $50 per hour.", title="Reviewer, $40 per hour").brief
    assert brief.pay.low.minor == 5000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We need annotators for our model.", "en"),
        ("Necesitamos anotadores para el modelo.", "es"),
        ("Precisamos de anotadores para o modelo, não é?", "pt"),
    ],
)
def test_the_language_of_the_brief_is_told(text, language):
    assert read_text(text).brief.language == language


def test_decomposed_accents_are_read_like_composed_ones():
    import unicodedata

    text = unicodedata.normalize("NFD", "Inglês avançado, três anos de experiência")
    assert read_text(text).brief.years_experience == 3


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\n"])
def test_an_empty_text_is_refused_or_says_nothing(text):
    if text.strip():
        assert read_text(text).found == ()
    else:
        with pytest.raises(BadInput, match="no text"):
            read_text(text)


def test_a_library_is_refused():
    with pytest.raises(BadInput, match="characters"):
        read_text("word " * 250_000)


def test_the_same_text_gives_the_same_reading():
    assert read_text(AD) == read_text(AD)


def test_headings_over_wishes_make_their_items_wishes():
    passage = Passage("Must have:\n- PhD\n\nNice to have:\n- Python\n\nWe offer:\n- pay")
    wished = [passage.text[start:end] for start, end in passage.optional]
    assert len(wished) == 1
    assert "Python" in wished[0]
    assert "pay" not in wished[0]


def test_abbreviations_and_decimals_end_no_sentence():
    passage = Passage("Ph.D. in physics, approx. 1.5 hrs. a day. Next one.")
    assert [passage.text[a:b].strip() for a, b in passage.clauses] == [
        "Ph.D. in physics, approx. 1.5 hrs. a day.",
        "Next one.",
    ]


def test_a_wrapped_line_goes_on():
    passage = Passage("You will work for about twenty hours in every\nweek of the project. Pay is weekly.")
    assert len(passage.clauses) == 2


# Pieces that texts are made of, so that generated ones reach deep into the readers.
PIECES = st.sampled_from(
    "$ 20 - 35 /hr USD per hour hours a week for 3 months PhD or MSc in law , . ; : \n ( ) and English C1 native fluent Spanish Brazil remote based in New "
    "York EST overlap at least 4 no not preferred plus a degree years of experience 95 % accuracy annotators we need label 1,000 images contract full-time "
    "from March 2027 R$ 1.500,00 por mês até horas semanales inglés avanzado não é necessário sin experiencia k + – “ é ß 漢 🙂 \u00a0".split(
        " "
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=80).map(" ".join))
def test_any_mixture_of_pieces_is_read_with_exact_quotes(text):
    if not text.strip():
        return
    for one in read_text(text).found:
        assert text[one.start : one.end] == one.words


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text):
    if text.strip():
        read_text(text)


REPEATED = [
    "a ",
    " ",
    "\n",
    "20 ",
    "20-",
    "$",
    "$1,",
    "1.1.",
    "((((",
    "))",
    "- ",
    "English ",
    "English, ",
    "C1/",
    "PhD ",
    "PhD, ",
    "or ",
    "not ",
    "per ",
    "/hr ",
    "years ",
    "Brazil, ",
    "Brazil or ",
    "a plus ",
    "degree in law, ",
    "at least ",
    "no more than ",
    "5 hours ",
    "week ",
    "e ",
    "y ",
    "o ",
    "…",
    "é",
    "Ａ",
    "x" * 50 + " ",
    "label images ",
    "a@b.c ",
    "http://",
    ":",
    ";",
    "1 000 ",
    "twenty ",
    "twenty-",
    "fluent and ",
    "in the ",
    "remote or ",
    "\t",
    "., ",
    "master's or ",
    "from March ",
    "preferred, ",
]


def steps(text):
    """Python-level steps that a reading takes: a clock that no other process disturbs."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += 1

    sys.setprofile(trace)
    try:
        read_text(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_the_work_grows_with_the_text_and_no_faster(piece):
    short, long = (f"We need help. {piece * count}" for count in (200, 800))
    assert steps(long) < 8 * steps(short) + 20_000


def test_a_random_soup_of_pieces_stays_linear():
    rng = random.Random(7)
    soup = ["".join(rng.choice(REPEATED) for _ in range(count)) for count in (500, 2000)]
    assert steps("We need help. " + soup[1]) < 8 * steps("We need help. " + soup[0]) + 20_000
