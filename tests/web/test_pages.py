"""The frame of every page: its language, its colours, what it says when something is refused."""

import re

import pytest
from django.urls import reverse

from needs import ANYBODY
from touchstone.web.theme import COOKIE

pytestmark = pytest.mark.django_db
ENGLISH = "Hire AI trainers on evidence"


@pytest.mark.parametrize(
    ("language", "words"), [("es", "entrenadores de IA"), ("pt", "treinadores de IA"), ("en", ENGLISH)]
)
def test_the_first_page_speaks_the_browsers_language(visitor, language, words):
    page = visitor.get("/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    assert words in page


def test_a_chosen_language_stays_chosen(visitor):
    visitor.post(reverse("set_language"), {"language": "pt", "next": "/"})
    assert "treinadores de IA" in visitor.get("/").content.decode()


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_the_styleguide_draws_every_mark_in_every_language(visitor, language):
    page = visitor.get(reverse("web:styleguide"), headers={"accept-language": language}).content.decode()
    for mark in (
        'class="streak"',
        'class="streak claimed"',
        'class="range"',
        'class="cost"',
        'class="strip"',
        'class="share-bar"',
    ):
        assert mark in page


def test_dark_is_remembered_and_drawn_from_the_first_byte(visitor):
    visitor.post(reverse("web:theme"), {"theme": "dark", "next": "/"})
    assert 'data-theme="dark"' in visitor.get("/").content.decode()
    visitor.post(reverse("web:theme"), {"theme": "", "next": "/"})
    assert "data-theme=" not in visitor.get("/").content.decode().split(">")[1]


def test_a_made_up_theme_is_not_remembered(visitor):
    response = visitor.post(reverse("web:theme"), {"theme": '"><script>', "next": "/"})
    assert not response.cookies.get(COOKIE) or response.cookies[COOKIE].value == ""
    visitor.cookies[COOKIE] = "neon"
    assert "neon" not in visitor.get("/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_choosing_a_theme_never_leads_elsewhere(visitor, elsewhere):
    assert visitor.post(reverse("web:theme"), {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_what_does_not_exist_is_said_in_the_readers_words(visitor):
    response = visitor.get("/nothing/", headers={"accept-language": "es"})
    assert response.status_code == 404
    assert "Aquí no hay nada" in response.content.decode()


def test_an_empty_brief_is_answered_beside_the_box(visitor):
    response = visitor.post(reverse("briefs:submit"), {"text": "  "}, headers={"accept-language": "pt"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "Diga em uma ou duas frases" in page


@pytest.mark.parametrize("language", ["es", "pt"])
def test_a_briefs_page_has_its_reasons_and_its_plan_in_the_readers_language(visitor, language):
    page = visitor.post(reverse("briefs:submit"), {"text": ANYBODY})["Location"]
    text = visitor.get(page, headers={"accept-language": language}).content.decode()
    for english in ("Hours paid", "Cost with everything", "our assumption", "on contract", "Both sides", "per hour"):
        assert english not in text, english
    assert {"es": "supuesto nuestro", "pt": "suposição nossa"}[language] in text


def test_words_of_a_brief_are_shown_as_words(visitor):
    text = f"{ANYBODY} <script>alert(1)</script> & <b>bold</b>"
    page = visitor.get(visitor.post(reverse("briefs:submit"), {"text": text})["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def words_of(page):
    """What a page shows and reads out in its own voice: without the client's words and what sources call things."""
    from lxml import html

    tree = html.fromstring(page)
    for theirs in tree.xpath("//q | //script | //*[@lang and not(self::html)] | //*[contains(@class, 'brief-text')]"):
        theirs.drop_tree()
    return [*tree.xpath("//body//text()"), *tree.xpath("//@aria-label"), *tree.xpath("//@placeholder")]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("language", ["es", "pt"])
def test_no_english_sentence_is_left_on_the_way_to_a_shortlist(visitor, language):
    brief = visitor.post(reverse("briefs:submit"), {"text": ANYBODY})["Location"]
    pages = [brief, visitor.post(f"{brief}shortlist/")["Location"], "/", reverse("web:styleguide")]
    english = re.compile(
        r"\b(the|of|and|is|are|with|for|by|that|what|who|you|your|hours?|weeks?|only|shown|not)\b", re.IGNORECASE
    )
    for address in pages:
        text = visitor.get(address, headers={"accept-language": language}).content.decode()
        left = [words for words in words_of(text) if len(english.findall(words)) > 1]
        assert not left, f"{address}: {left}"
