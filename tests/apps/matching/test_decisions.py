"""What a client decides about those on its lists, and that nobody else's list knows of it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs import ANYBODY
from touchstone.apps.accounts.actor import Forbidden
from touchstone.apps.accounts.models import OPERATOR_ID
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.matching import gather
from touchstone.apps.matching.actions import deciding
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.matching.models import CandidateRecord, OwnView
from touchstone.apps.talent.models import Specialist
from touchstone.core.errors import BadInput, NotPossible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]
TODAY = date(2026, 11, 27)
Decision, Reason = CandidateRecord.Decision, CandidateRecord.Reason


def drawn(member, **more):
    with tenant(member.organisation.pk):
        brief = submit_text(ANYBODY, by=member.actor, today=TODAY)
        return draw_shortlist(brief, by=member.actor, today=TODAY, **more)


@pytest.fixture
def at_alices(cast):
    """On Alice's behalf, with a list."""
    record = drawn(cast.alice)
    with tenant(cast.alice.organisation.pk):
        yield record


def first(record):
    return CandidateRecord.objects.filter(shortlist=record).order_by("rank")[0]


def test_everybody_on_a_list_is_written_down_in_its_order(at_alices):
    people = [one.specialist for one in gather.result_in(at_alices).candidates]
    assert [one.specialist for one in CandidateRecord.objects.filter(shortlist=at_alices)] == people
    assert {one.decision for one in CandidateRecord.objects.all()} == {Decision.OPEN}


def test_who_is_declined_is_declined_for_a_reason(cast, at_alices):
    with pytest.raises(BadInput, match="reason"):
        deciding.decide(first(at_alices), Decision.DECLINED, by=cast.alice.actor)
    with pytest.raises(BadInput, match="reason"):
        deciding.decide(first(at_alices), Decision.HOLD, by=cast.alice.actor, reason=Reason.RATE)
    deciding.decide(first(at_alices), Decision.DECLINED, by=cast.bob.actor, reason=Reason.RATE)
    assert (first(at_alices).decision, first(at_alices).reason) == (Decision.DECLINED, Reason.RATE)
    assert first(at_alices).decided_by == cast.bob.user


def test_the_same_decision_twice_is_one(cast, at_alices):
    for _time in range(2):
        deciding.decide(first(at_alices), Decision.HOLD, by=cast.alice.actor)
    assert AuditRow.objects.filter(verb="decide").count() == 1


def test_a_decision_can_be_taken_back(cast, at_alices):
    deciding.decide(first(at_alices), Decision.DECLINED, by=cast.alice.actor, reason=Reason.FOUND)
    deciding.decide(first(at_alices), Decision.OPEN, by=cast.alice.actor)
    assert (first(at_alices).decision, first(at_alices).reason) == (Decision.OPEN, "")


def test_dana_decides_nothing_and_says_nothing(cast, at_alices):
    with pytest.raises(Forbidden):
        deciding.decide(first(at_alices), Decision.HOLD, by=cast.dana.actor)
    with pytest.raises(Forbidden):
        deciding.comment(first(at_alices), "x", by=cast.dana.actor)


def test_what_alice_decides_and_says_changes_no_byte_for_charlie(cast, browser_of):
    """His list, his page, his API answer and what he could export are the same before and after."""
    hers = drawn(cast.alice)
    charlie = browser_of(cast.charlie)

    def what_he_sees():
        his = drawn(cast.charlie)
        page = charlie.get(reverse("matching:one", args=[his.pk])).content.decode()
        answer = charlie.get(f"/api/v1/shortlists/{his.pk}").json()
        people = charlie.get(f"/api/v1/shortlists/{his.pk}/candidates").json()
        own = {str(his.pk), str(his.brief_id), *(one["id"] for one in people)}
        for known in own:
            page = page.replace(known, "…")
        body = page[page.index("<main") : page.index("</main>")]
        csrf = {part.split('"')[0] for part in body.split('name="csrfmiddlewaretoken" value="')[1:]}
        for token in csrf:
            body = body.replace(token, "…")
        plain = [{name: value for name, value in one.items() if name != "id"} for one in people]
        return body, answer["need"], answer["result"], plain

    before = what_he_sees()
    with tenant(cast.alice.organisation.pk):
        for candidate in CandidateRecord.objects.filter(shortlist=hers):
            deciding.decide(candidate, Decision.DECLINED, by=cast.alice.actor, reason=Reason.SKILL)
            deciding.comment(candidate, "Not for us.", by=cast.alice.actor)
    assert what_he_sees() == before


def test_alice_herself_is_reminded_on_her_next_list(cast, browser_of, at_alices):
    deciding.decide(first(at_alices), Decision.DECLINED, by=cast.alice.actor, reason=Reason.RATE)
    again = drawn(cast.alice)
    page = browser_of(cast.alice).get(reverse("matching:one", args=[again.pk])).content.decode()
    assert page.count("On another list of yours: declined") == 1
    ranks = [one.specialist for one in gather.result_in(again).candidates]
    assert ranks == [one.specialist for one in gather.result_in(at_alices).candidates], "and the ranking is the same"


def test_the_page_decides_and_comes_back_to_the_same_person(cast, browser_of, at_alices):
    candidate, alice = first(at_alices), browser_of(cast.alice)
    answer = alice.post(reverse("matching:decide", args=[candidate.pk]), {"decision": "declined", "reason": "hours"})
    assert answer["Location"].endswith(f"/shortlists/{at_alices.pk}/#candidate-1")
    page = alice.get(answer["Location"]).content.decode()
    assert "declined: the hours do not fit" in page
    assert alice.post(reverse("matching:decide", args=[candidate.pk]), {"decision": "maybe"}).status_code == 422
    assert alice.post(reverse("matching:decide", args=[candidate.pk]), {"decision": "declined"}).status_code == 422


def test_comments_are_for_colleagues_and_are_shown_as_text(cast, browser_of, at_alices):
    candidate, bob = first(at_alices), browser_of(cast.bob)
    bob.post(reverse("matching:comment", args=[candidate.pk]), {"text": "<b>Ask</b> about treaties"})
    page = browser_of(cast.dana).get(reverse("matching:one", args=[at_alices.pk])).content.decode()
    assert "&lt;b&gt;Ask&lt;/b&gt; about treaties" in page
    assert "1 comment to colleagues" in page
    assert bob.post(reverse("matching:comment", args=[candidate.pk]), {"text": "  "}).status_code == 422


def test_a_comment_and_a_decision_stay_when_the_account_of_who_made_them_is_gone(cast, browser_of, at_alices):
    candidate = first(at_alices)
    deciding.comment(candidate, "Ask about treaties", by=cast.bob.actor)
    deciding.decide(candidate, Decision.HOLD, by=cast.bob.actor)
    cast.bob.user.delete()
    page = browser_of(cast.dana).get(reverse("matching:one", args=[at_alices.pk]))
    assert page.status_code == 200
    assert "Ask about treaties" in page.content.decode()


def test_the_specialist_reads_the_decision_and_no_comment(cast, at_alices):
    candidate = first(at_alices)
    deciding.comment(candidate, "secret", by=cast.alice.actor)
    deciding.decide(candidate, Decision.DECLINED, by=cast.alice.actor, reason=Reason.START)
    with tenant(cast.sofia.organisation.pk):
        from touchstone.apps.matching.models import Comment
        from touchstone.apps.talent.models import PersonRecord

        PersonRecord.objects.update(reference=candidate.specialist)  # she is that person
        mine = list(CandidateRecord.objects.all())
        assert [(one.pk, one.reason) for one in mine] == [(candidate.pk, Reason.START)]
        assert mine[0].told["rank"] == 1
        assert not Comment.objects.exists()
        assert CandidateRecord.objects.update(decision=Decision.HOLD, reason="") == 0


def test_a_list_is_blind_until_names_are_asked_for_and_shows_only_those_that_are_given(cast, browser_of, at_alices):
    one, other = (row.specialist for row in CandidateRecord.objects.filter(shortlist=at_alices)[:2])
    with tenant(OPERATOR_ID):
        Specialist.objects.filter(reference=one).update(name="Ana Souza")
    alice, place = browser_of(cast.alice), reverse("matching:one", args=[at_alices.pk])
    assert "Ana Souza" not in alice.get(place).content.decode()
    alice.post(reverse("matching:names", args=[at_alices.pk]), {"names": "shown"})
    page = alice.get(place).content.decode()
    assert "Ana Souza" in page
    assert other in page
    alice.post(reverse("matching:names", args=[at_alices.pk]), {"names": "hidden"})
    assert "Ana Souza" not in alice.get(place).content.decode()


def test_a_name_is_seen_by_those_alone_on_whose_lists_it_stands(cast, at_alices):
    with tenant(OPERATOR_ID):
        Specialist.objects.update(name="Somebody")
    assert Specialist.objects.count() == len(gather.result_in(at_alices).candidates)
    with tenant(cast.charlie.organisation.pk):
        assert not Specialist.objects.exists()


def test_up_to_four_stand_side_by_side(cast, browser_of, at_alices):
    alice, place = browser_of(cast.alice), reverse("matching:compare", args=[at_alices.pk])
    people = [one.specialist for one in gather.result_in(at_alices).candidates]
    rows = alice.get(place, {"with": people[2:8]}).context["rows"]
    assert [row.one.specialist for row in rows] == people[2:6]
    assert "2 more were ticked" in alice.get(place, {"with": people[2:8]}).content.decode()
    assert [row.one.specialist for row in alice.get(place).context["rows"]] == people[:2]
    assert [row.one.specialist for row in alice.get(place, {"with": "nobody"}).context["rows"]] == people[:2]


def test_side_by_side_costs_as_many_queries_for_four_as_for_one(cast, browser_of, at_alices):
    alice, place = browser_of(cast.alice), reverse("matching:compare", args=[at_alices.pk])
    people = [one.specialist for one in gather.result_in(at_alices).candidates]

    def queries(chosen):
        with CaptureQueriesContext(connection) as captured:
            alice.get(place, {"with": chosen})
        return len(captured)

    queries(people[:1])
    assert queries(people[:4]) == queries(people[:1])


# --- one's own view first


def test_who_wants_to_say_first_sees_no_ranking_before(cast, browser_of):
    record = drawn(cast.alice, say_first=True)
    alice, place = browser_of(cast.alice), reverse("matching:one", args=[record.pk])
    asked = alice.get(place, follow=True)
    assert asked.redirect_chain[0][0] == reverse("matching:own_view", args=[record.pk])
    shown = [one.specialist for one in asked.context["people"]]
    ranked = [one.specialist for one in gather.result_in(record).candidates]
    assert sorted(shown) == sorted(ranked)
    assert shown != ranked
    assert alice.get(reverse("matching:compare", args=[record.pk])).status_code == 302
    answer = alice.post(asked.redirect_chain[0][0], {"pick": [ranked[1], ranked[-1], ""]})
    page = alice.get(answer["Location"]).content.decode()
    assert "Before the ranking you named 2; 1 of them are among its first 2." in page


def test_bob_who_was_not_asked_sees_the_list_at_once(cast, browser_of):
    record = drawn(cast.alice, say_first=True)
    assert browser_of(cast.bob).get(reverse("matching:one", args=[record.pk])).status_code == 200


def test_ones_own_view_is_said_once_and_of_those_on_the_list(cast):
    record = drawn(cast.alice, say_first=True)
    people = [one.specialist for one in gather.result_in(record).candidates]
    with tenant(cast.alice.organisation.pk):
        for picks in (people[:4], [people[0]] * 2, ["nobody"]):
            with pytest.raises(BadInput):
                deciding.say_own_view(record, picks, by=cast.alice.actor)
        deciding.say_own_view(record, people[:3], by=cast.alice.actor)
        with pytest.raises(NotPossible):
            deciding.say_own_view(record, people[3:6], by=cast.alice.actor)
        assert OwnView.objects.get().picks == people[:3]
        assert gather.agreement(OwnView.objects.get(), gather.result_in(record)) == (3, 3)


def test_who_would_rather_not_say_sees_the_list_and_nothing_is_claimed(cast, browser_of):
    record = drawn(cast.alice, say_first=True)
    alice = browser_of(cast.alice)
    answer = alice.post(reverse("matching:own_view", args=[record.pk]), {"skip": "yes", "pick": ["x"]})
    page = alice.get(answer["Location"])
    assert page.status_code == 200
    assert "Before the ranking" not in page.content.decode()
