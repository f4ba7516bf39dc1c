"""Invitations to work: bounded by the seats, answered once, and told to both."""

from datetime import date, time, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from needs import ANYBODY
from touchstone.apps.accounts.actor import Forbidden, visitor
from touchstone.apps.accounts.models import OPERATOR_ID, Organisation, User
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.history import history_of
from touchstone.apps.audit.models import AuditRow
from touchstone.apps.briefs.actions import submit_text
from touchstone.apps.engagements import actions, gather
from touchstone.apps.engagements.models import Offer, Opening
from touchstone.apps.matching.actions import deciding
from touchstone.apps.matching.actions.drawing import draw_shortlist
from touchstone.apps.matching.models import CandidateRecord
from touchstone.apps.talent.models import PersonRecord
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.money import Money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pool")]
TODAY = date(2026, 11, 27)
TERMS = actions.Terms(
    title="Judge answers on law",
    message="We would like you to begin soon.",
    hours_per_week=Decimal(20),
    weeks=12,
    start=date(2099, 1, 7),
    pay=Money(4_550),
    window_start=time(9),
    window_end=time(13),
    time_zone="America/New_York",
)


@pytest.fixture
def listed(cast):
    """On Alice's behalf, with a list on which Sofía stands first."""
    with tenant(cast.alice.organisation.pk):
        brief = submit_text(ANYBODY, by=cast.alice.actor, today=TODAY)
        record = draw_shortlist(brief, by=cast.alice.actor, today=TODAY)
        people = list(CandidateRecord.objects.select_related("shortlist__brief").filter(shortlist=record))
        with tenant(cast.sofia.organisation.pk):
            PersonRecord.objects.update(reference=people[0].specialist)
        yield people


def offer(cast, candidate, **changes):
    terms = msgspec.structs.replace(TERMS, **changes)
    return actions.offer(candidate, terms, by=cast.alice.actor, today=TODAY)


def as_sofia(cast, made):
    with tenant(cast.sofia.organisation.pk):
        return Offer.objects.get(pk=made.pk)


def answer(cast, made, *, accepted, why=None):
    with tenant(cast.sofia.organisation.pk):
        return actions.answer(as_sofia(cast, made), accepted=accepted, by=cast.sofia.actor, why=why)


def test_the_brief_says_how_many_seats_there_are_and_one_where_it_does_not(cast, listed):
    made = offer(cast, listed[0])
    assert made.opening.seats == 1
    assert made.candidate_id == listed[0].pk
    listed[0].refresh_from_db()
    assert listed[0].decision == CandidateRecord.Decision.INVITED


def test_no_more_are_invited_than_there_are_seats(cast, listed):
    made = offer(cast, listed[0])
    with pytest.raises(NotPossible, match="Every seat"):
        offer(cast, listed[1])
    actions.set_seats(made.opening, 2, by=cast.alice.actor)
    offer(cast, listed[1])
    with pytest.raises(BadInput, match="seats"):
        actions.set_seats(made.opening, 1, by=cast.alice.actor)


def test_a_seat_is_free_again_when_somebody_declines(cast, listed):
    made = offer(cast, listed[0])
    answer(cast, made, accepted=False, why=Offer.Why.HOURS)
    offer(cast, listed[1])
    made.refresh_from_db()
    assert (made.state, made.why) == (Offer.State.DECLINED, Offer.Why.HOURS)


def test_whoever_has_declined_can_be_decided_about_and_invited_again(cast, listed):
    answer(cast, offer(cast, listed[0]), accepted=False)
    freed = CandidateRecord.objects.get(pk=listed[0].pk)
    assert (freed.decision, freed.decided_by) == (CandidateRecord.Decision.OPEN, None)
    rows = AuditRow.objects.filter(verb="decide", object_id=str(freed.pk)).order_by("pk")
    assert [row.details["decision"] for row in rows] == ["invited", "open"]
    assert rows.last().actor == f"specialist:{freed.specialist}"
    deciding.decide(freed, CandidateRecord.Decision.HOLD, by=cast.alice.actor)
    assert offer(cast, listed[0]).state == Offer.State.OPEN


def test_inviting_twice_is_one_invitation(cast, listed):
    assert offer(cast, listed[0]) == offer(cast, listed[0], weeks=3)
    assert Offer.objects.count() == 1


def test_what_cannot_be_offered_is_refused_with_its_place(cast, listed):
    for change, place in (
        ({"start": date(2026, 11, 26)}, "start"),
        ({"window_end": time(9)}, "window_end"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ):
        with pytest.raises(BadInput) as refused:
            offer(cast, listed[0], **change)
        assert refused.value.place == place
    assert not Opening.objects.exists()


def test_sofia_reads_what_is_offered_and_nobody_else_does(cast, listed):
    made = offer(cast, listed[0])
    read = as_sofia(cast, made)
    assert (read.client, read.title, read.pay) == ("Alice & Co", TERMS.title, Money(4_550))
    with tenant(cast.charlie.organisation.pk):
        assert not Offer.objects.exists()
    with tenant(OPERATOR_ID):
        assert not Offer.objects.exists()
    with tenant(cast.sofia.organisation.pk):
        assert Offer.objects.update(state=Offer.State.ACCEPTED) == 0, "she answers, and does not write the row"
        assert not Opening.objects.exists()


def test_an_answer_is_given_once_and_stands(cast, listed):
    made = offer(cast, listed[0])
    answer(cast, made, accepted=True)
    assert answer(cast, made, accepted=True).state == Offer.State.ACCEPTED
    with pytest.raises(NotPossible):
        answer(cast, made, accepted=False)
    with pytest.raises(NotPossible):
        actions.withdraw(made, by=cast.alice.actor)


def test_a_client_cannot_answer_for_her_and_she_cannot_invite_herself(cast, listed):
    made = offer(cast, listed[0])
    with pytest.raises(Forbidden):
        actions.answer(made, accepted=True, by=cast.alice.actor)
    with pytest.raises(Forbidden):
        actions.offer(listed[1], TERMS, by=cast.sofia.actor, today=TODAY)


def test_what_is_taken_back_cannot_be_accepted(cast, listed):
    made = offer(cast, listed[0])
    for _time in range(2):
        actions.withdraw(made, by=cast.alice.actor)
    with pytest.raises(NotPossible, match="not open"):
        answer(cast, made, accepted=True)
    listed[0].refresh_from_db()
    assert listed[0].decision == CandidateRecord.Decision.OPEN
    assert AuditRow.objects.filter(verb="withdraw_offer").count() == 1


def test_what_ran_out_cannot_be_accepted_and_ends_by_itself(cast, listed):
    made = offer(cast, listed[0])
    Offer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotPossible):
        answer(cast, made, accepted=True)
    actions.expire_offers(0)
    actions.expire_offers(0)
    made.refresh_from_db()
    assert made.state == Offer.State.EXPIRED
    assert AuditRow.objects.filter(verb="expire_offer").count() == 1
    assert AuditRow.objects.filter(verb="decide").last().details["decision"] == "open"
    offer(cast, listed[0])


def test_whoever_is_invited_is_not_declined_before_that_is_taken_back(cast, listed):
    offer(cast, listed[0])
    with pytest.raises(NotPossible, match="invited"):
        deciding.decide(
            listed[0], CandidateRecord.Decision.DECLINED, by=cast.alice.actor, reason=CandidateRecord.Reason.FOUND
        )


def test_a_closed_opening_takes_its_open_invitations_back(cast, listed):
    made = offer(cast, listed[0])
    actions.close(made.opening, by=cast.alice.actor)
    made.refresh_from_db()
    assert made.state == Offer.State.WITHDRAWN
    with pytest.raises(NotPossible, match="closed"):
        offer(cast, listed[1])


def test_a_visitor_has_to_make_an_account_first(cast, listed):
    Organisation.objects.filter(pk=cast.alice.organisation.pk).update(
        kind=Organisation.Kind.VISITOR, expires_at=timezone.now() + timedelta(days=1)
    )
    with pytest.raises(NotPossible, match="account"):
        actions.offer(listed[0], TERMS, by=visitor(cast.alice.organisation.pk), today=TODAY)


def test_both_get_letters_in_their_own_languages(cast, listed, do_jobs):
    User.objects.filter(pk=cast.sofia.user.pk).update(language="es")
    made = offer(cast, listed[0])
    do_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["sofia@example.org"]
    assert "te invita a trabajar" in letter.subject
    assert reverse("specialists:offer", args=[made.pk]) in letter.body
    answer(cast, made, accepted=True)
    do_jobs()
    assert mail.outbox[1].to == ["alice@example.org"]
    assert "has accepted" in mail.outbox[1].subject
    assert "sofia@example.org" not in mail.outbox[1].body


def test_a_made_up_person_gets_no_letter(cast, listed, do_jobs):
    offer(cast, listed[1])
    do_jobs()
    assert not mail.outbox


def test_the_clients_audit_names_her_by_her_reference(cast, listed):
    made = offer(cast, listed[0])
    answer(cast, made, accepted=False)
    lines = history_of(cast.alice.organisation.pk, made.pk, page=None).lines
    assert [line.who for line in lines] == [listed[0].specialist, "Alice"]
    with tenant(cast.sofia.organisation.pk):
        assert AuditRow.objects.filter(verb="answer_offer").count() == 1


@given(pay=st.integers(1, 10**7), percent=st.decimals(0, 100, places=2))
def test_what_is_billed_is_pay_and_fee_to_the_cent(pay, percent):
    one = Offer(pay_minor=pay, currency="USD", fee_percent=percent)
    assert one.bill == one.pay + one.fee
    assert abs(one.fee.minor - pay * float(percent) / 100) <= 0.5 + 1e-6


def test_the_form_begins_with_what_the_brief_and_she_ask_for(cast, listed):
    first = gather.first_terms(listed[0], today=TODAY)
    one = gather.candidate_in(listed[0])
    assert first["pay"] == one.rate.major
    assert first["start"] >= TODAY
    assert first["hours_per_week"] <= one.hours_per_week


# --- the pages


def test_the_pages_carry_an_invitation_from_a_list_to_an_answer(cast, browser_of, listed):
    alice, sofia = browser_of(cast.alice), browser_of(cast.sofia)
    place = reverse("engagements:invite", args=[listed[0].pk])
    form = alice.get(place).context["form"]
    typed = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    typed |= {"title": "Judge answers", "message": "Soon", "start": "2099-01-07", "time_zone": "America/New_York"}
    assert alice.post(place, typed | {"weeks": "0"}).status_code == 422
    assert alice.post(place, typed)["Location"] == reverse("engagements:openings")
    assert "waiting for an answer" in alice.get(reverse("engagements:openings")).content.decode()
    with tenant(cast.sofia.organisation.pk):
        made = Offer.objects.get()
    assert "Judge answers" in sofia.get(reverse("specialists:offers")).content.decode()
    mine = reverse("specialists:offer", args=[made.pk])
    page = sofia.get(mine).content.decode()
    assert "Alice &amp; Co" in page
    assert "Billed, an hour" in page
    sofia.post(mine, {"answer": "accept"})
    assert "You accepted on" in sofia.get(mine).content.decode()
    assert "accepted" in alice.get(reverse("engagements:openings")).content.decode()


def test_the_shared_hours_are_told_on_her_own_clock(cast, listed):
    from touchstone.apps.specialists.gather import on_own_clock

    made = offer(cast, listed[0], start=date(2099, 1, 7))
    assert on_own_clock(made, "America/Santiago") == (time(11), time(15))
    assert on_own_clock(made, "") is None


def test_the_page_of_openings_asks_the_same_number_of_questions_for_many(cast, browser_of, listed):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = offer(cast, listed[0])
    alice = browser_of(cast.alice)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert alice.get(reverse("engagements:openings")).status_code == 200
        return len(captured)

    queries()
    few = queries()
    actions.set_seats(made.opening, 9, by=cast.alice.actor)
    for one in listed[1:8]:
        offer(cast, one)
    assert queries() == few
