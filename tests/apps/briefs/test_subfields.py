"""A sub-field that the taxonomy lacks is told, and can be asked for; nothing is widened in silence."""

import pytest
from django.urls import reverse

from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.briefs.models import SubfieldProposal

pytestmark = pytest.mark.django_db

NEED = "Our assistant is wrong in maritime insurance law. We need an expert who corrects its answers, 10 hours a week."
WORDS = "maritime insurance law"


@pytest.fixture
def asked(cast, browser_of):
    """Alice's browser and the address of her brief."""
    alice = browser_of(cast.alice)
    return alice, alice.post(reverse("briefs:submit"), {"text": NEED})["Location"]


def press(client, page, do="propose", words=WORDS):
    return client.post(f"{page}subfields/", {"do": do, "words": words})


def proposals(member):
    with tenant(member.organisation.pk):
        return list(SubfieldProposal.objects.all())


def test_the_page_offers_to_ask_for_it(asked):
    client, page = asked
    text = client.get(page).content.decode()
    assert WORDS in text
    assert 'value="propose"' in text


def test_asking_keeps_the_words_and_where_they_would_hang(cast, asked):
    client, page = asked
    assert press(client, page).status_code == 302
    (made,) = proposals(cast.alice)
    assert (made.words, made.state, made.language) == (WORDS, "proposed", "en")
    assert made.parent.startswith("04")
    assert made.code.startswith(made.parent)
    assert 'value="withdraw"' in client.get(page).content.decode()


def test_asking_twice_is_asking_once_whatever_the_letters(cast, asked):
    client, page = asked
    press(client, page)
    press(client, page, words=WORDS.upper())
    assert len(proposals(cast.alice)) == 1
    with tenant(cast.alice.organisation.pk):
        assert AuditRow.objects.filter(verb="propose_subfield").count() == 1


def test_it_can_be_taken_back_and_asked_for_again(cast, asked):
    client, page = asked
    press(client, page)
    press(client, page, do="withdraw")
    press(client, page, do="withdraw")
    assert proposals(cast.alice) == []
    press(client, page)
    assert len(proposals(cast.alice)) == 1


def test_what_was_decided_is_shown_and_not_taken_back(cast, asked):
    client, page = asked
    press(client, page)
    with tenant(cast.alice.organisation.pk):
        SubfieldProposal.objects.update(state="declined")
    press(client, page, do="withdraw")
    assert len(proposals(cast.alice)) == 1
    assert 'value="withdraw"' not in client.get(page).content.decode()


@pytest.mark.parametrize("words", ["", "tax law", "something else", "x" * 5000])
def test_only_what_the_brief_names_can_be_asked_for(cast, asked, words):
    client, page = asked
    assert press(client, page, words=words).status_code == 422
    assert proposals(cast.alice) == []


def test_charlie_sees_none_of_it_and_the_operator_the_words(cast, asked):
    client, page = asked
    press(client, page)
    assert proposals(cast.charlie) == []
    with tenant(OPERATOR_ID):
        assert SubfieldProposal.objects.get().words == WORDS
        assert SubfieldProposal.objects.update(words="mine") == 0


def test_the_same_by_the_api(cast, browser_of):
    bob = browser_of(cast.bob)
    brief = bob.post("/api/v1/briefs", {"text": NEED}, content_type="application/json").json()["id"]
    path = f"/api/v1/briefs/{brief}/subfields"
    (before,) = bob.get(path).json()
    assert (before["words"], before["state"]) == (WORDS, None)
    (after,) = bob.post(path, {"words": WORDS}, content_type="application/json").json()
    assert after["state"] == "proposed"
    (back,) = bob.post(path, {"words": WORDS, "do": "withdraw"}, content_type="application/json").json()
    assert back["state"] is None


def test_a_brief_without_one_asks_the_database_nothing_more(cast, browser_of, django_assert_max_num_queries):
    bob = browser_of(cast.bob)
    page = bob.post(reverse("briefs:submit"), {"text": "Chemists to judge answers, 10 hours a week."})["Location"]
    with django_assert_max_num_queries(20):
        assert bob.get(page).status_code == 200
