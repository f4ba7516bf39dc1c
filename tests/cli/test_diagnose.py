import pytest

LAWYERS = """Our contract assistant cites articles of the civil code that do not exist. We need lawyers who judge its answers,
write the corrected answer and say why it was wrong: 2,000 answers, 20 hours a week for 12 weeks, up to $45 an hour."""
BOXES = """Draw bounding boxes around cars and pedestrians in 40,000 street photographs in CVAT, following the guideline.
Entry level, $6 an hour."""
WEBSITE = "We want a new checkout page for our online shop, in React, with Stripe payments and a faster product search."


@pytest.fixture
def briefs(tmp_path):
    for name, text in {"lawyers": LAWYERS, "boxes": BOXES, "website": WEBSITE}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    return ["lawyers.txt", "boxes.txt", "website.txt"]


def test_one_brief_gives_one_object_with_role_mix_confidence_and_reasons(touchstone, briefs):
    found = touchstone("diagnose", briefs[0], "--json").object
    assert found["role"] == "ai_training_specialist"
    assert 0 < found["confidence"] <= 1
    assert sum(share["share"] for share in found["mix"]) == pytest.approx(1)
    assert all(reason["rule"] and reason["text"] for reason in found["reasons"])
    assert "file" not in found


def test_every_quote_stands_in_the_brief(touchstone, briefs):
    found = touchstone("diagnose", briefs[0], "--json").object
    quotes = [quote for reason in found["reasons"] for quote in reason["quotes"] if quote["where"] == "text"]
    assert quotes
    assert all(LAWYERS[quote["start"] : quote["end"]] == quote["words"] for quote in quotes)


def test_several_briefs_give_one_line_each_with_the_file(touchstone, briefs):
    objects = touchstone("diagnose", *briefs, "--json").objects
    assert [(found["file"], found["role"]) for found in objects] == [
        ("lawyers.txt", "ai_training_specialist"),
        ("boxes.txt", "data_annotator"),
        ("website.txt", "none"),
    ]


def test_standard_input_is_a_brief_too(touchstone):
    assert touchstone("diagnose", "-", "--json", stdin=BOXES).object["role"] == "data_annotator"


def test_a_brief_as_json_is_read_by_its_fields(touchstone, tmp_path):
    (tmp_path / "brief.json").write_text(
        '{"title": "Engineer", "text": "Rank pairs of chatbot answers by preference."}'
    )
    assert touchstone("diagnose", "brief.json", "--json").object["role"] == "rlhf_specialist"


def test_an_unknown_field_is_named_with_the_one_that_is_meant(touchstone, tmp_path):
    (tmp_path / "brief.yaml").write_text("text: draw boxes\nlangauges: [en]\n")
    answer = touchstone("diagnose", "brief.yaml")
    assert answer.code == 2
    assert "brief.yaml" in answer.err
    assert "languages" in answer.err


def test_a_missing_file_is_bad_input_and_the_others_are_still_done(touchstone, briefs):
    answer = touchstone("diagnose", "missing.txt", briefs[1], "--json")
    assert answer.code == 2
    error, found = answer.objects
    assert (error["file"], error["error"]["code"]) == ("missing.txt", "bad_input")
    assert found["role"] == "data_annotator"


@pytest.mark.parametrize("nothing", ["", " \n\t", "hello"])
def test_a_brief_that_says_nothing_is_refused_or_asked_back_but_never_guessed(touchstone, nothing):
    answer = touchstone("diagnose", "-", stdin=nothing)
    assert answer.code == 2 or "says too little" in answer.out


def test_bytes_that_are_no_text_are_refused_in_words(touchstone):
    answer = touchstone("diagnose", "-", stdin=b"\x00\x01\x02\xff" * 50)
    assert answer.code == 2
    assert "Traceback" not in answer.err


def test_the_price_of_the_wrong_choice_is_in_money(touchstone, briefs):
    assert "ML engineer instead of" in " ".join(touchstone("diagnose", briefs[0]).out.split())
