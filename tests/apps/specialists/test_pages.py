"""A specialist's own pages: what they show, and that they cost the same however much there is."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs import ANYBODY
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.engagements import actions as engagements
from touchstone.apps.engagements.models import Offer
from touchstone.apps.matching.actions import deciding
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.matching.models import CandidateRecord
from touchstone.apps.talent.models import PersonRecord
from touchstone.core.money import Money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]
TODAY = date(2026, 11, 27)
TERMS = engagements.Terms(
    title="Judge answers",
    hours_per_week=Decimal(20),
    weeks=12,
    start=date(2099, 1, 7),
    pay=Money(4_550),
    window_start=time(9),
    window_end=time(13),
    time_zone="America/New_York",
)


def list_her(cast, *, invited=True):
    """A new brief of Alice's with a list on which Sofía stands first, and an invitation to her."""
    with tenant(cast.alice.organisation.pk):
        brief = submit_text(ANYBODY, by=cast.alice.actor, today=TODAY)
        record = draw_shortlist(brief, by=cast.alice.actor, today=TODAY)
        first = CandidateRecord.objects.select_related("shortlist__brief").filter(shortlist=record)[0]
        with tenant(cast.sofia.organisation.pk):
            PersonRecord.objects.update(reference=first.specialist)
        if invited:
            engagements.offer(first, TERMS, by=cast.alice.actor, today=TODAY)
        return first


def queries(browser, name):
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(reverse(name)).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "name",
    ["specialists:me", "specialists:seen", "specialists:lists", "specialists:offers", "specialists:data"],
)
def test_a_page_costs_the_same_however_much_there_is(cast, browser_of, name):
    list_her(cast)
    sofia = browser_of(cast.sofia)
    queries(sofia, name)
    few = queries(sofia, name)
    for _time in range(4):
        list_her(cast)
    assert queries(sofia, name) == few


def test_she_reads_where_she_stood_and_why_she_was_declined(cast, browser_of):
    first = list_her(cast, invited=False)
    with tenant(cast.alice.organisation.pk):
        deciding.decide(
            first, CandidateRecord.Decision.DECLINED, by=cast.alice.actor, reason=CandidateRecord.Reason.START
        )
    page = browser_of(cast.sofia).get(reverse("specialists:lists")).content.decode()
    assert "place 1 of" in page
    assert "Alice &amp; Co" not in page, "who the client is, is said by an invitation alone"


def test_an_answer_is_given_on_the_page_once(cast, browser_of):
    list_her(cast)
    sofia = browser_of(cast.sofia)
    with tenant(cast.sofia.organisation.pk):
        offer = Offer.objects.get()
    place = reverse("specialists:offer", args=[offer.pk])
    page = sofia.get(place).content.decode()
    assert "Judge answers" in page
    assert "Alice &amp; Co" in page
    for _twice in range(2):
        assert sofia.post(place, {"answer": "decline", "why": "hours"}).status_code == 302
    assert sofia.post(place, {"answer": "accept"}).status_code == 409
    with tenant(cast.sofia.organisation.pk):
        assert (Offer.objects.get().state, Offer.objects.get().why) == ("declined", "hours")


def test_what_is_typed_wrong_is_said_at_its_field_and_what_was_typed_stays(cast, browser_of):
    sofia = browser_of(cast.sofia)
    sofia.get(reverse("specialists:me"))
    form = {"name": "", "rate": "a lot", "orcid": "0000-0002-1825-0098", "currency": "USD"}
    for part in ("windows", "pauses", "languages", "claims", "degrees", "publications"):
        form |= {f"{part}-TOTAL_FORMS": "0", f"{part}-INITIAL_FORMS": "0"}
    answer = sofia.post(reverse("specialists:me"), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    for field in ("name", "rate", "orcid"):
        assert f'id="id_{field}_error"' in page
    assert "a lot" in page


def test_everything_comes_along_as_a_file(cast, browser_of):
    list_her(cast)
    answer = browser_of(cast.sofia).get(reverse("specialists:export"))
    assert answer["Content-Disposition"].startswith("attachment")
    body = answer.json()
    assert body["account"] == {"email": "sofia@example.org"}
    assert len(body["lists"]) == len(body["invitations"]) == 1
