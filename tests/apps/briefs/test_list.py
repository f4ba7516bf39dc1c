"""Every brief of an organisation can be found again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db

CHEMISTS = "Chemists to judge our model's answers and say why they are wrong, 20 hours a week."
BOXES = "Draw boxes around every car in 100,000 street photographs by our guideline."
LIST = "/briefs/"


def submit(client, text):
    return client.post(LIST, {"text": text})["Location"]


def shown(client, **query):
    return client.get(LIST, query).content.decode()


def test_the_list_names_each_brief_its_role_and_who_submitted_it(cast, browser_of):
    page = submit(browser_of(cast.bob), CHEMISTS)
    text = shown(browser_of(cast.dana))
    assert page in text
    assert "AI training specialist" in text
    assert "Bob" in text


def test_words_and_role_narrow_it_down(cast, browser_of):
    alice = browser_of(cast.alice)
    chemists, boxes = submit(alice, CHEMISTS), submit(alice, BOXES)
    assert chemists in shown(alice, q="chemists")
    assert boxes not in shown(alice, q="chemists")
    assert boxes in shown(alice, role="data_annotator")
    assert chemists not in shown(alice, role="data_annotator")
    assert "No brief is like that" in shown(alice, q="nothing of the kind")


@pytest.mark.parametrize("query", [{"q": "\0"}, {"q": "%_'\""}, {"role": "rubbish"}, {"page": "999"}, {"page": "x"}])
def test_odd_questions_are_answered(cast, browser_of, query):
    assert browser_of(cast.alice).get(LIST, query).status_code == 200


def test_charlie_and_strangers_see_none_of_it(cast, browser_of, client):
    page = submit(browser_of(cast.alice), CHEMISTS)
    assert page not in shown(browser_of(cast.charlie))
    assert "No brief yet" in shown(client)


def test_a_long_list_has_pages_that_keep_what_was_looked_for_and_takes_no_more_queries(cast, browser_of):
    alice = browser_of(cast.alice)
    submit(alice, CHEMISTS)
    with CaptureQueriesContext(connection) as few:
        shown(alice)
    for number in range(29):
        submit(alice, f"{CHEMISTS} Number {number}.")
    with CaptureQueriesContext(connection) as many:
        text = shown(alice)
    assert len(many) == len(few)
    assert text.count("<tr>") == 26
    narrowed = shown(alice, q="chemists")
    assert "?q=chemists&amp;page=2" in narrowed
    assert shown(alice, q="chemists", page="2").count("<tr>") == 6
