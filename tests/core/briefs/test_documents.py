"""Briefs from files: dispatched by type, given fields win, and no file brings the reader down."""

from datetime import date

import pytest

from touchstone.core.briefs import as_mapping, read_document
from touchstone.core.errors import BadInput

TODAY = date(2026, 11, 23)


def read(text, name):
    return read_document(text.encode(), name, today=TODAY)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", 'text = "We pay $20/hr. English C1."\npeople = 3\nrate = "30 USD/hour"\n'),
        ("a.yaml", "text: We pay $20/hr. English C1.\npeople: 3\nrate: 30 USD/hour\n"),
        ("a.json", '{"text": "We pay $20/hr. English C1.", "people": 3, "rate": "30 USD/hour"}'),
    ],
)
def test_given_fields_win_over_the_text_of_the_same_file(name, text):
    reading = read(text, name)
    assert reading.brief.people == 3
    assert reading.brief.pay.low.minor == 3000
    assert reading.brief.languages[0].code == "en"
    assert {one.field for one in reading.found} == {"languages"}


def test_fields_alone_have_no_findings():
    reading = read("people = 3\n", "a.toml")
    assert (reading.found, reading.brief.people) == ((), 3)
    assert any(question.field == "symptoms" for question in reading.missing)


def test_a_mapping_in_a_file_without_a_suffix_is_read_as_json():
    assert read('{"people": 4}', "-").brief.people == 4


def test_what_a_file_says_can_be_written_and_read_again():
    import json

    brief = read(
        "text: Label 900 photos at USD 0.015 per label\nweeks: [2, 3]\nworking_hours: 9:00-17:30\nstart: 2027-02-01\n",
        "a.yaml",
    ).brief
    assert read(json.dumps(as_mapping(brief)), "b.json").brief == brief


def test_the_first_line_set_apart_is_the_title():
    for text in (
        "# Legal reviewer\n\nRead contracts.",
        "Title: Legal reviewer\nRead contracts.",
        "Legal reviewer\n\nRead contracts.",
    ):
        reading = read(text, "a.md")
        assert reading.brief.title == "Legal reviewer"
        found = reading.found[0]
        assert text[found.start : found.end] == found.words == "Legal reviewer"


def test_a_sentence_is_no_title():
    assert read("Our model invents cases.\n\nHelp.", "a.txt").brief.title is None


@pytest.mark.parametrize(
    ("name", "text", "place", "message"),
    [
        ("a.yaml", "a: &x [1]\nb: *x\n", "a.yaml: line 2", "alias"),
        ("a.yaml", "text: a\ntext: b\n", "a.yaml: line 2", "twice"),
        ("a.yaml", "text: 'a\n", "a.yaml: line", "well-formed"),
        ("a.yaml", "a: " + "[" * 30 + "]" * 30, "a.yaml", "deep"),
        ("a.yaml", "---\npeople: 1\n---\npeople: 2\n", "a.yaml", "documents"),
        ("a.yaml", "people: !!python/object/apply:os.system [ls]\n", "a.yaml", "well-formed"),
        ("a.yaml", "people: !!int many\n", "a.yaml", "tag"),
        ("a.yaml", "tools: [" + "a, " * 30_000 + "a]", "a.yaml", "too many"),
        ("a.yaml", "- one\n- two\n", "a.yaml", "mapping"),
        ("a.yaml", "people: .nan\n", "a.yaml: people", "nan"),
        ("a.json", '{"people": 1, "people": 2}', "a.json", "twice"),
        ("a.json", '{"people": NaN}', "a.json", "NaN"),
        ("a.json", '{"people": Infinity}', "a.json", "Infinity"),
        ("a.json", '{"people": ' + "9" * 5000 + "}", "a.json", "length"),
        ("a.json", '{"people": 1e999}', "a.json: people", "inf"),
        ("a.json", "[" * 100_000, "a.json", "deep"),
        ("a.json", '{"text": "x"}\n{"text": "y"}\n', "a.json: line 2", "one record a line"),
        ("a.json", '{"text": }', "a.json: line 1", "well-formed"),
        ("a.json", "[1, 2]", "a.json", "mapping"),
        ("a.toml", "people = 3\npeople = 4\n", "a.toml: line 2", "well-formed"),
        ("a.toml", "people = inf\n", "a.toml: people", "inf"),
        ("a.toml", "x = " + "[" * 5000, "a.toml", "deep|well-formed"),
        ("a.jsonl", '{"text": "x"}\n', "a.jsonl", "one a line"),
        ("a.txt", "   ", "a.txt", "no text"),
        ("a.txt", "", "a.txt", "empty"),
    ],
)
def test_a_file_that_is_no_brief_is_refused_with_its_place(name, text, place, message):
    with pytest.raises(BadInput, match=message) as refusal:
        read(text, name)
    assert refusal.value.place.startswith(place)


def test_norway_is_a_country_and_half_past_nine_a_time():
    brief = read("countries: [NO]\nworking_hours: 9:30-18:00\n", "a.yaml").brief
    assert brief.countries == ("NO",)
    assert brief.working_hours.start.minute == 30


def test_notes_on_the_encoding_come_first():
    reading = read_document("Inglês avançado".encode("latin-1"), "a.txt")
    assert "Latin-1" in reading.notes[0]
    assert reading.brief.languages[0].code == "en"
