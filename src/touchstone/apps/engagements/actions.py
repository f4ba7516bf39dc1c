"""Somebody is invited to the work, takes it or not; the seats there are bound how many are asked."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from touchstone.apps.accounts.actor import Actor
from touchstone.apps.accounts.models import OPERATOR_ID, Organisation
from touchstone.apps.accounts.rights import Right
from touchstone.apps.accounts.tenancy import tenant
from touchstone.apps.audit.models import record as audit
from touchstone.apps.briefs import gather as briefs
from touchstone.apps.briefs.models import BriefRecord
from touchstone.apps.engagements.models import Offer, Opening
from touchstone.apps.hooks.actions.telling import tell
from touchstone.apps.hooks.models import EventKind
from touchstone.apps.jobs import letters
from touchstone.apps.jobs.queue import FAST, app
from touchstone.apps.matching.actions.deciding import invitation_ended, mark_invited
from touchstone.apps.matching.models import CandidateRecord
from touchstone.apps.talent.gather import letterbox
from touchstone.core.errors import BadInput, NotPossible
from touchstone.core.matching.pool_record import known_zones
from touchstone.core.money import Money

MOST_SEATS = 500
STANDING = (Offer.State.OPEN, Offer.State.ACCEPTED)


class Terms(Struct, frozen=True, kw_only=True):
    """What is offered."""

    title: str
    message: str = ""
    hours_per_week: Decimal
    weeks: int
    start: date
    pay: Money  # to the specialist, for one hour
    window_start: time
    window_end: time
    time_zone: str
    answer_days: int = 7


@transaction.atomic
def offer(candidate: CandidateRecord, terms: Terms, *, by: Actor, today: date) -> Offer:
    """Invite somebody on a list to the work. Who is invited already has the one invitation that stands.

    Raises:
        BadInput: the work begins in the past, the shared hours end before they begin, or their clock is none.
        NotPossible: as many are invited or have accepted as there are seats, the opening is closed, or who invites
            has no account yet.
    """
    by.must(Right.WORK)
    _check(terms, today=today)
    if by.is_visitor:
        raise NotPossible(
            _("Only who has an account can invite somebody."), hint=_("Make one: your lists come with you.")
        )
    opening = _opening(candidate, by=by)
    standing = Offer.objects.filter(opening=opening, state__in=STANDING)
    known = standing.filter(candidate=candidate).first()
    if known:
        return known
    if opening.closed_at:
        raise NotPossible(_("This opening is closed."))
    if standing.count() >= opening.seats:
        raise NotPossible(
            _("Every seat is taken or waits for an answer: nobody is invited to work that may not be there."),
            hint=_("Take an invitation back, or set more seats."),
        )
    made = _written(candidate, terms, opening, by=by)
    mark_invited(candidate, invited=True, by=by)
    audit("make_offer", by=by, on=made, candidate=candidate.pk, opening=opening.pk)
    _tell_specialist(made, "offered")
    return made


@transaction.atomic
def withdraw(offer_: Offer, *, by: Actor) -> Offer:
    """Take an invitation back that was not answered; twice is once.

    Raises:
        NotPossible: it was answered.
    """
    by.must(Right.WORK)
    locked = _locked(offer_)
    if locked.state == Offer.State.WITHDRAWN:
        return locked
    if locked.state != Offer.State.OPEN:
        raise NotPossible(_("It is not open any more."), hint=_("The page says what became of it."))
    _end(locked, Offer.State.WITHDRAWN)
    mark_invited(locked.candidate, invited=False, by=by)
    audit("withdraw_offer", by=by, on=locked)
    _tell_specialist(locked, "withdrawn")
    return locked


@transaction.atomic
def answer(offer_: Offer, *, accepted: bool, by: Actor, why: Offer.Why | None = None) -> Offer:
    """The specialist takes the work, or does not; twice is once. Written on the client's behalf too: the row is theirs.

    Raises:
        NotPossible: it ran out, was taken back, or was answered the other way.
    """
    by.must(Right.OFFER)
    wanted = Offer.State.ACCEPTED if accepted else Offer.State.DECLINED
    with tenant(offer_.organisation_id):
        locked = _locked(offer_)
        if locked.state == wanted:
            return locked
        if not locked.is_open:
            raise NotPossible(_("This invitation is not open any more."), hint=_("The page says what became of it."))
        locked.why = "" if accepted or why is None else why
        _end(locked, wanted)
        them = Actor(locked.organisation_id, user=by.user, reference=locked.specialist)
        audit("answer_offer", by=them, on=locked, accepted=accepted)
        if not accepted:
            invitation_ended(locked.candidate, by=them)
        _tell_client(locked)
    audit("answer_offer", by=by, on=locked, accepted=accepted)
    return locked


@transaction.atomic
def set_seats(opening: Opening, seats: int, *, by: Actor) -> Opening:
    """How many people are sought.

    Raises:
        BadInput: it is no number of seats, or fewer than are taken.
    """
    by.must(Right.WORK)
    locked = Opening.objects.select_for_update().get(pk=opening.pk, organisation=by.organisation)
    taken = Offer.objects.filter(opening=locked, state__in=STANDING).count()
    if not max(taken, 1) <= seats <= MOST_SEATS:
        hint = _("from %(least)s, which are taken or wait for an answer, to %(most)s")
        raise BadInput(
            _("So many seats cannot be."), place="seats", hint=hint % {"least": max(taken, 1), "most": MOST_SEATS}
        )
    if locked.seats != seats:
        locked.seats = seats
        locked.save(update_fields=["seats"])
        audit("set_seats", by=by, on=locked, seats=seats)
    return locked


@transaction.atomic
def close(opening: Opening, *, by: Actor) -> Opening:
    """Nobody else is invited to it; open invitations are taken back."""
    by.must(Right.WORK)
    locked = Opening.objects.select_for_update().get(pk=opening.pk, organisation=by.organisation)
    if locked.closed_at is None:
        for one in Offer.objects.filter(opening=locked, state=Offer.State.OPEN):
            withdraw(one, by=by)
        locked.closed_at = timezone.now()
        locked.save(update_fields=["closed_at"])
        audit("close_opening", by=by, on=locked)
    return locked


@app.periodic(cron="*/10 * * * *")
@app.task(queue=FAST, queueing_lock="expire offers")
def expire_offers(timestamp: int) -> None:
    """End what nobody answered in time, and tell both."""
    del timestamp
    with tenant(OPERATOR_ID):
        over = list(Offer.objects.filter(state=Offer.State.OPEN, expires_at__lte=timezone.now())[:500])
    for one in over:
        _expire(one)


@transaction.atomic
def _expire(offer_: Offer) -> None:
    with tenant(offer_.organisation_id):
        locked = _locked(offer_)
        if locked.state != Offer.State.OPEN or locked.expires_at > timezone.now():
            return
        _end(locked, Offer.State.EXPIRED)
        by = Actor(locked.organisation_id, program="worker")
        audit("expire_offer", by=by, on=locked)
        invitation_ended(locked.candidate, by=by)
        _tell_client(locked)
        _tell_specialist(locked, "expired")


def _written(candidate: CandidateRecord, terms: Terms, opening: Opening, *, by: Actor) -> Offer:
    now = timezone.now()
    return Offer.objects.create(
        organisation_id=by.organisation,
        opening=opening,
        candidate=candidate,
        specialist=candidate.specialist,
        client=str(Organisation.objects.get(pk=by.organisation)),
        title=terms.title,
        message=terms.message,
        role=opening.role,
        hours_per_week=terms.hours_per_week,
        weeks=terms.weeks,
        start=terms.start,
        pay_minor=terms.pay.minor,
        currency=terms.pay.currency,
        fee_percent=settings.FEE_PERCENT,
        window_start=terms.window_start,
        window_end=terms.window_end,
        time_zone=terms.time_zone,
        made_by_id=by.user,
        created_at=now,
        expires_at=now + timedelta(days=terms.answer_days),
    )


def _check(terms: Terms, *, today: date) -> None:
    if terms.start < today:
        raise BadInput(_("The work cannot begin in the past."), place="start", hint=_("today or later"))
    if terms.window_end <= terms.window_start:
        raise BadInput(_("The shared hours end before they begin."), place="window_end", hint="17:00")
    if terms.time_zone not in known_zones():
        raise BadInput(_("There is no time zone of this name."), place="time_zone", hint="America/New_York")


def _opening(candidate: CandidateRecord, *, by: Actor) -> Opening:
    """The opening that a candidate's list was drawn for, locked: two who invite at once see each other's invitations."""
    brief = candidate.shortlist.brief
    Opening.objects.get_or_create(
        organisation_id=by.organisation,
        brief=brief,
        role=candidate.shortlist.need["role"],
        defaults={"seats": _sought(brief)},
    )
    return Opening.objects.select_for_update().get(
        organisation_id=by.organisation, brief=brief, role=candidate.shortlist.need["role"]
    )


def _sought(brief: BriefRecord) -> int:
    """How many people the brief asks for; one where it does not say."""
    return min(max(briefs.brief_of(brief).people or 1, 1), MOST_SEATS)


def _locked(offer_: Offer) -> Offer:
    return Offer.objects.select_for_update(of=("self",)).select_related("candidate", "made_by").get(pk=offer_.pk)


def _end(locked: Offer, state: Offer.State) -> None:
    locked.state, locked.answered_at = state, timezone.now()
    locked.save(update_fields=["state", "answered_at", "why"])


def _tell_specialist(offer_: Offer, what: str) -> None:
    reader = letterbox(offer_.specialist)
    if reader:
        link = settings.SITE_URL + reverse("specialists:offer", args=[offer_.pk])
        context = {"offer": offer_, "link": link}
        letters.tell(reader, template=f"engagements/mails/{what}.txt", context=context)


def _tell_client(offer_: Offer) -> None:
    told = {"invitation": offer_.pk, "candidate": offer_.candidate_id, "state": str(offer_.state)}
    tell(EventKind.INVITATION_ANSWERED, told, organisation=offer_.organisation_id)
    if offer_.made_by:
        link = settings.SITE_URL + reverse("engagements:openings")
        context = {"offer": offer_, "link": link}
        letters.tell(offer_.made_by, template="engagements/mails/answered.txt", context=context)
