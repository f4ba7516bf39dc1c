"""A model may propose what the rules left open. It never decides, and nothing it made up gets in."""

import json

import pytest
from django.urls import reverse

from needs import ANYBODY
from touchstone.gateways.errors import GatewayError

pytestmark = pytest.mark.django_db
TEXT = f"{ANYBODY} Whoever does it should have walked the wards for a decade."


class Fake:
    """A model that answers what it was made with."""

    name = "fake-1"

    def __init__(self, *proposals, fails=False):
        self.said, self.fails, self.asked = json.dumps({"proposals": proposals}), fails, []

    def answer(self, *, instructions, text):
        assert "JSON" in instructions
        self.asked.append(text)
        if self.fails:
            raise GatewayError("the endpoint cannot be reached", permanent=False, place=self.name)
        return self.said


WARDS = {"field": "years_experience", "value": 10, "quote": "walked the wards for a decade"}
MADE_UP = {"field": "budget", "value": "USD 90000", "quote": "our budget is 90,000 dollars"}


@pytest.fixture
def page(visitor):
    return visitor.post(reverse("briefs:submit"), {"text": TEXT})["Location"]


def brief(visitor, page):
    return visitor.get(f"/api/v1{page.rstrip('/')}").json()


def test_the_model_sees_the_text_and_nothing_besides(visitor, page, settings):
    settings.MODEL = model = Fake()
    visitor.post(f"{page}proposals/")
    assert model.asked == [TEXT]


def test_nothing_is_sent_anywhere_until_somebody_asks(visitor, page, settings):
    settings.MODEL = model = Fake(WARDS)
    visitor.get(page)
    assert model.asked == []


def test_what_was_made_up_does_not_get_in(visitor, page, settings):
    settings.MODEL = Fake(MADE_UP)
    visitor.post(f"{page}proposals/")
    after = brief(visitor, page)
    assert after["brief"]["budget"] is None
    assert all(one["by"] == "rules" for one in after["found"])


def test_what_the_text_bears_out_is_marked_with_the_models_name_and_waits_to_be_confirmed(visitor, page, settings):
    proposal = {"field": "tools", "value": "walked the wards", "quote": "walked the wards"}
    settings.MODEL = Fake(proposal)
    visitor.post(f"{page}proposals/")
    after = brief(visitor, page)
    proposed = [one for one in after["found"] if one["by"] == "model:fake-1"]
    assert [one["words"] for one in proposed] == ["walked the wards"]
    assert after["marks"] == {}


def test_a_model_that_does_not_answer_changes_nothing(visitor, page, settings):
    before = brief(visitor, page)
    settings.MODEL = Fake(WARDS, fails=True)
    assert visitor.post(f"{page}proposals/").status_code == 502
    assert visitor.post(f"/api/v1{page}proposals").json()["code"] == "gateway_failed"
    assert brief(visitor, page) == before


def test_without_a_model_the_button_says_so(visitor, page):
    assert visitor.post(f"{page}proposals/").status_code == 409


def test_the_page_offers_a_model_only_where_one_is_set_up(visitor, page, settings):
    button = f'action="{page}proposals/"'
    assert button not in visitor.get(page).content.decode()
    settings.MODEL = Fake()
    shown = visitor.get(page).content.decode()
    assert button in shown
    assert settings.MODEL.name in shown


def test_charlie_cannot_ask_about_alices_brief(cast, browser_of, settings):
    settings.MODEL = model = Fake(WARDS)
    hers = browser_of(cast.alice).post(reverse("briefs:submit"), {"text": TEXT})["Location"]
    assert browser_of(cast.charlie).post(f"{hers}proposals/").status_code == 404
    assert model.asked == []
